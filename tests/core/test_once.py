"""What is computed once for an object stays with it, and is neither shared nor sent along."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace

import pytest

from jjinvest.core.once import once_each

calls: list[tuple[str, int]] = []


@dataclass(frozen=True)
class Place:
    """An object that does not change."""

    name: str

    @once_each
    def repeated(self, times: int) -> list[str]:
        calls.append((self.name, times))
        if times < 0:
            raise ValueError(times)
        return [self.name] * times


@pytest.fixture(autouse=True)
def no_calls():
    calls.clear()


def test_it_is_computed_once_for_each_object_and_argument():
    place, other = Place("江津"), Place("江津")
    assert place.repeated(2) is place.repeated(2)
    assert place.repeated(3) == ["江津"] * 3
    assert other.repeated(2) is not place.repeated(2)
    assert calls == [("江津", 2), ("江津", 3), ("江津", 2)]


def test_an_error_is_not_kept():
    place = Place("江津")
    for _ in range(2):
        with pytest.raises(ValueError, match="-1"):
            place.repeated(-1)
    assert len(calls) == 2


def test_a_copy_begins_anew_and_is_equal():
    place = Place("江津")
    place.repeated(2)
    sent = pickle.loads(pickle.dumps(place))
    changed = replace(place, name="南岸")
    assert sent == place
    assert len(pickle.dumps(sent)) <= len(pickle.dumps(place))
    assert (sent.repeated(2), changed.repeated(2)) == (["江津"] * 2, ["南岸"] * 2)
    assert calls == [("江津", 2), ("江津", 2), ("南岸", 2)]
