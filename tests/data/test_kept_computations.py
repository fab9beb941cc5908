"""Kept computations: read again for the same inputs only, and never where an entry cannot be trusted."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jjinvest.core import environment
from jjinvest.data import kept_computations
from jjinvest.data.kept_computations import SWITCH, computations_kept, kept, write_kept


class Doubling:
    """A computation that counts its calls."""

    def __init__(self) -> None:
        self.calls = 0

    def of(self, number: int, name: str = "double") -> int:
        def compute() -> int:
            self.calls += 1
            return 2 * number

        return kept(compute, name, number)


@pytest.fixture
def double() -> Doubling:
    return Doubling()


def entries(root: Path) -> list[Path]:
    return [path for path in (root / "outputs/.cache/.computations").rglob("*") if path.is_file()]


def test_the_same_inputs_are_computed_once(tmp_path, double):
    for _ in range(2):
        with computations_kept(tmp_path):
            assert (double.of(2), double.of(3)) == (4, 6)
    assert double.calls == 2


def test_a_block_that_never_ends_keeps_what_it_was_asked_to_write(tmp_path, double):
    with computations_kept(tmp_path):
        double.of(2)
        assert not entries(tmp_path)
        write_kept()
        assert len(entries(tmp_path)) == 1


def test_what_was_soon_computed_is_written_only_when_the_block_ends(tmp_path, double):
    with computations_kept(tmp_path):
        double.of(2)
        write_kept(60.0)
        assert not entries(tmp_path)
        kept(lambda: time.sleep(0.02), "long", 1)
        write_kept(0.01)
        assert len(entries(tmp_path)) == 2
        double.of(3)
        write_kept(0.01)
        assert len(entries(tmp_path)) == 2
    assert len(entries(tmp_path)) == 3


def test_another_name_is_another_computation(tmp_path, double):
    with computations_kept(tmp_path):
        double.of(2)
        double.of(2, "twice")
    assert double.calls == 2


def test_nothing_is_kept_outside_a_block_or_for_no_folder(tmp_path, double):
    with computations_kept(tmp_path):
        double.of(2)
        with computations_kept(None):
            double.of(2)
    double.of(2)
    assert double.calls == 3


def test_nothing_is_kept_where_that_is_switched_off(tmp_path, double, monkeypatch):
    monkeypatch.setenv(SWITCH, "off")
    with computations_kept(tmp_path):
        double.of(2)
    assert not entries(tmp_path)


def test_an_input_of_another_kind_is_computed_each_time(tmp_path):
    with computations_kept(tmp_path):
        assert kept(lambda: 1, "one", object()) == kept(lambda: 1, "one", object()) == 1
    assert not entries(tmp_path)


def test_an_error_is_not_kept(tmp_path, double):
    def fail() -> int:
        raise LookupError

    with computations_kept(tmp_path):
        with pytest.raises(LookupError):
            kept(fail, "double", 2)
        assert double.of(2) == 4


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "one byte": lambda path: path.write_bytes(path.read_bytes()[:-2] + b"?."),
    "others may write": lambda path: path.chmod(0o666),
    "others may write the folder": lambda path: path.parents[1].chmod(0o777),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_entry_that_cannot_be_trusted_is_computed_again(tmp_path, double, damage):
    with computations_kept(tmp_path):
        double.of(2)
    (path,) = entries(tmp_path)
    DAMAGES[damage](path)
    with computations_kept(tmp_path):
        assert double.of(2) == 4
    assert double.calls == 2


@pytest.mark.parametrize("name", ["package_at_start", "_python"])
def test_another_package_or_python_computes_again(tmp_path, double, monkeypatch, name):
    with computations_kept(tmp_path):
        double.of(2)
    monkeypatch.setattr(environment, name, lambda: "another version")
    with computations_kept(tmp_path):
        double.of(2)
    assert double.calls == 2


def test_a_process_with_older_code_keeps_nothing(tmp_path, double, monkeypatch):
    monkeypatch.setattr(environment, "_LOADED", 0.0)
    with computations_kept(tmp_path):
        double.of(2)
    assert not entries(tmp_path)


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path, double):
    (tmp_path / "outputs").touch()
    with computations_kept(tmp_path):
        assert double.of(2) == 4


def test_only_the_owner_can_open_the_folder(tmp_path, double):
    with computations_kept(tmp_path):
        double.of(2)
    assert stat.S_IMODE((tmp_path / "outputs/.cache/.computations").stat().st_mode) == 0o700


def test_what_was_used_longest_ago_goes_first(tmp_path, double, monkeypatch):
    monkeypatch.setattr(kept_computations, "KEPT", 256)
    monkeypatch.setattr(kept_computations, "package_unchanged", lambda: True)  # read 600 times
    with computations_kept(tmp_path):
        for number in range(600):
            double.of(number)
    assert 0 < len(entries(tmp_path)) <= 256


def test_within_a_block_the_same_inputs_are_computed_once(tmp_path, double):
    with computations_kept(tmp_path):
        assert (double.of(2), double.of(2)) == (4, 4)
    assert double.calls == 1


def fail_after(root: Path, double: Doubling) -> None:
    with computations_kept(root):
        double.of(2)
        raise LookupError


def test_what_a_block_computed_before_an_error_is_kept(tmp_path, double):
    with pytest.raises(LookupError):
        fail_after(tmp_path, double)
    with computations_kept(tmp_path):
        double.of(2)
    assert double.calls == 1


def test_whether_the_package_has_changed_is_asked_once_a_block(tmp_path, double, monkeypatch):
    asked = []
    monkeypatch.setattr(kept_computations, "package_unchanged", lambda: asked.append(1) or True)
    with computations_kept(tmp_path):
        for number in range(5):
            double.of(number)
    assert len(asked) == 1
    assert len(entries(tmp_path)) == 5
