"""Tables of a ledger: order of size classes, categories without projects, tables without a number."""

from __future__ import annotations

import pandas as pd
import pytest

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.size_classes import tier_edges
from jjinvest.reporting import tables
from jjinvest.reporting.table_data import cleared, only_withheld
from jjinvest.reporting.tables.cells import Term, cells
from jjinvest.results.results import Results


def amount(name: str, value: float, **options: str) -> Fact:
    return Fact(
        FactId(f"2023.funds_in_place.{name}"),
        value,
        value,
        value,
        "亿元",
        "agreed",
        "all",
        "computed",
        "2023",
        **options,
    )


def test_size_classes_stand_by_their_edges(year_end: Results) -> None:
    groups = tables.by_group(year_end.ledger, "tier")["group"]
    edges = [tier_edges(term.key)[0] for term in groups]
    assert len(edges) > 2
    assert edges == sorted(edges, reverse=True)


def test_categories_without_a_project_are_left_out(year_end: Results) -> None:
    frame = tables.categories(year_end)
    assert len(frame)
    assert all(fact.value for fact in frame["count"])
    names = ("signed", "commit", "best_case", "pipeline", "undated")
    head = year_end.resolve(f"{tables.ahead(year_end)}.category")
    empty = [name for name in names if (fact := year_end.get(head / name / "number")) and not fact.value]
    assert empty
    assert not {f"category_{name}" for name in empty} & {term.key for term in frame["category"]}


@pytest.mark.parametrize(("open_too", "silent"), [(False, True), (True, False)])
def test_a_table_is_silent_only_if_no_number_is_left(open_too: bool, silent: bool) -> None:
    rows = [{"group": Term("new"), "sum": amount("new", 3, tier="government")}]
    if open_too:
        rows.append({"group": Term("undated"), "sum": amount("undated", 2)})
    assert only_withheld(cleared(cells(rows, ["group", "sum"]), "public")) == silent
    assert not only_withheld(cleared(cells(rows, ["group", "sum"]), "government"))
    assert not only_withheld(pd.DataFrame({"group": [Term("new")]}))


def test_a_part_that_is_certain_to_be_nothing_is_no_part_of_the_total(year_end: Results) -> None:
    frame = tables.bridge(year_end, "next.agreed_amount.ledger")
    head = year_end.resolve("next.agreed_amount.ledger") / "part"
    parts = [fact for fact in year_end.facts.values() if fact.id.below(head)]
    nothing = [fact for fact in parts if not fact.value and fact.low == fact.high]
    assert len(frame) == len(parts) - len(nothing) + 1
    assert all(fact.value for fact in frame["expected_amount"])
