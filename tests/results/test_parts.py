"""Results packed in parts are those that were packed; parts share what they rest on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jjinvest.analysis.opening import load_sample
from jjinvest.core.packed import Packed, PackedParts, Parts
from jjinvest.results import handover
from jjinvest.results.parts import GIVEN, PreparedResults, pack_parts, read_index
from jjinvest.results.results import Results


@pytest.fixture(scope="module")
def computed(made_once: Callable[..., Results]) -> Results:
    """Results of published figures with a ledger beside them."""

    def make(_: Path) -> Results:
        opened = load_sample().results
        few = opened.assumptions.model_copy(update={"draws": 1000, "ledger_draws": 1000})
        results = replace(opened, assumptions=few)
        handover.complete(results)
        _ = results.index
        return results

    return made_once("parts-sample", make)


@pytest.fixture
def parts(computed) -> Parts:
    return Parts(memoryview(b"".join(handover.pack(computed))))


@pytest.fixture
def read(parts) -> PreparedResults:
    read = PreparedResults.of(parts)
    assert read is not None
    return read


def test_what_is_read_is_what_was_packed(computed, read):
    assert read.facts == computed.facts
    assert read.index.facts is read.facts
    assert read.ledger is not None
    assert computed.ledger is not None
    assert read.ledger.facts == computed.ledger.facts
    for column in ("published", "verdict"):
        assert list(read.checks[column]) == list(computed.checks[column])
    assert read["now.agreed_amount"] == computed["now.agreed_amount"]


def test_the_rows_of_a_ledger_are_packed_once(read):
    assert read.workspace.ledger is not None
    assert read.ledger.workspace.ledger is read.workspace.ledger
    assert read.outlook.workspace is read.workspace


def test_nothing_is_unpacked_before_it_is_asked_for(read, monkeypatch):
    taken = list[str]()
    before = Parts.read
    monkeypatch.setattr(
        Parts, "read", lambda self, name, *rest: (taken.append(name), before(self, name, *rest))[1]
    )
    _ = read.facts, read.index, read.seed
    assert taken == ["numbers"]
    _ = read.outlook
    assert taken == ["numbers", "outlook", "data"]


def test_what_was_not_computed_is_computed_when_it_is_asked_for(computed):
    fresh = replace(computed)
    _ = fresh.workspace, fresh.period
    read = PreparedResults.of(Parts(memoryview(b"".join(pack_parts(fresh)))))
    assert read is not None
    assert read.measured == computed.measured
    assert read.facts == computed.facts


def test_the_index_alone_is_read_without_the_rest(parts, computed):
    index = read_index(parts)
    assert index is not None
    assert index.get("now.agreed_amount") == computed["now.agreed_amount"]
    assert read_index(Parts(memoryview(b"".join(PackedParts({GIVEN: Packed({})}))))) is None


def test_parts_of_something_else_are_no_results():
    content = PackedParts({"given": Packed([1]), "data": Packed({})})
    assert PreparedResults.of(Parts(memoryview(b"".join(content)))) is None


def test_data_that_nobody_can_read_again_is_an_error():
    content = PackedParts({"given": Packed({"seed": 1}), "data": Packed({})})
    read = PreparedResults.of(Parts(memoryview(b"".join(content))))
    assert read is not None
    with pytest.raises(AttributeError):
        _ = read.workspace
