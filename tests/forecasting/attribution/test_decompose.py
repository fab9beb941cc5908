"""Why a forecast changed: reasons add up exactly, whatever the order of the inputs, and name the right one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI, Definition
from jjinvest.forecasting.attribution.decompose import REASONS, Position, explain_change, top_projects
from jjinvest.forecasting.attribution.facts import (
    MAX_NAMED_PROJECTS,
    PROJECT_REASONS,
    attribute_change,
    forecast_keys,
    position,
    without_comparison,
)
from jjinvest.forecasting.select_method import forecast
from tests.fixtures.workspaces import with_figure

AGREED = Definition("agreed")
START = Position(
    AGREED, 1000.0, 1000.0, 400.0, 0.5, {"2024h1.agreed_amount": 400.0}, np.linspace(700, 1300, 601)
)


def split(before, after, **options) -> pd.Series:
    return explain_change(before, after, **options).set_index("reason")["change"]


def only(found: pd.Series, **expected: float) -> None:
    for reason in REASONS:
        assert found[reason] == pytest.approx(expected.get(reason, 0.0), abs=1e-9), reason


def test_each_change_alone_is_named():
    only(split(START, START))
    only(split(START, replace(START, target=1100.0)), target=-100)
    only(split(START, replace(START, mean=1050.0)), model=50)
    revised = replace(START, mean=1010.0, certain=410.0, published={"2024h1.agreed_amount": 410.0})
    only(split(START, revised), data_revision=10)


def test_a_quarter_that_brings_what_was_expected_changes_nothing_in_sum():
    later = replace(
        START, certain=700.0, to_come=0.25, published={**START.published, "2024q1-q3.agreed_amount": 700.0}
    )
    found = split(START, later)
    only(found, new_signings=300, progress=-300)


def test_another_basis_takes_all_and_leaves_no_mixed_difference():
    other = replace(START, definition=Definition("contract"), target=600.0, mean=625.0)
    only(split(START, other), definition=25.0)


def test_a_target_known_to_one_only_is_no_change_of_target():
    only(split(replace(START, target=None), replace(START, mean=1020.0)), model=20)


def test_the_chance_is_split_too_and_needs_samples():
    later = replace(START, target=1060.0, samples=START.samples + 60)
    found = explain_change(START, later, chance=True).set_index("reason")
    assert found.loc["target", "change"] == pytest.approx(-0.1, abs=0.01)
    assert found.loc["model", "end"] == pytest.approx(0.5, abs=0.01)
    with pytest.raises(ValueError, match="samples"):
        explain_change(START, replace(later, samples=None), chance=True)


def ledger_changes(order=(0, 1, 2, 3)) -> pd.DataFrame:
    rows = [
        ("new", "p1", "甲", 300 * YI),
        ("gone", "p2", "乙", -20 * YI),
        ("changed", "p3", "丙", 5 * YI),
        ("new", "p4", "丁", 15 * YI),
    ]
    frame = pd.DataFrame(rows, columns=["kind", "key", "project_name", "change"])
    return frame.iloc[list(order)].reset_index(drop=True)


def test_a_ledger_names_signings_cancellations_and_the_projects():
    later = replace(START, certain=700.0, to_come=0.25)
    found = split(START, later, projects=ledger_changes())
    only(found, new_signings=315, cancellations=-20, data_revision=5, progress=-300)
    assert list(top_projects(ledger_changes(), count=2)["project_name"]) == ["甲", "乙"]
    assert list(top_projects(ledger_changes(), count=2)["reason"]) == ["new_signings", "cancellations"]


@given(st.permutations(range(4)))
def test_the_order_of_the_inputs_does_not_matter(order):
    later = replace(START, certain=712.3, mean=1050.7, to_come=0.25)
    one, other = (split(START, later, projects=p) for p in (ledger_changes(), ledger_changes(order)))
    assert (one == other).all()
    assert top_projects(ledger_changes(order)).equals(top_projects(ledger_changes()))


amounts = st.floats(0, 5000)
positions = st.builds(
    Position, st.sampled_from([AGREED, Definition("contract")]), amounts, st.none() | amounts, st.none() | amounts, st.floats(0, 1),
    st.dictionaries(st.sampled_from(["2024q1.a", "2024h1.a"]), amounts),
)  # fmt: skip


projects = st.lists(
    st.tuples(st.sampled_from(["new", "gone", "changed"]), st.sampled_from("pqrs"), st.integers(-(10**11), 10**11)), max_size=8
).map(
    lambda rows: pd.DataFrame(
        [(kind, key, key, change) for kind, key, change in rows], columns=["kind", "key", "project_name", "change"]
    )
)  # fmt: skip


@given(positions, positions, st.none() | projects)
def test_reasons_add_up_exactly(before, after, moved):
    found = explain_change(before, after, projects=moved)
    whole = found["end"].iloc[-1] - found["start"].iloc[0]
    assert found["change"].sum() == pytest.approx(whole, abs=1e-9)
    assert list(found["start"].iloc[1:]) == list(found["end"].iloc[:-1])


METRICS = {
    FactId.parse("2024.agreed_amount"): Definition("agreed"),
    FactId.parse("2024.agreed_amount.out_of_city"): Definition("agreed", "out_of_city"),
    FactId.parse("2024.funds_in_place"): Definition("funds"),
    FactId.parse("2024.funds_in_place.out_of_city"): Definition("funds", "out_of_city"),
}


@given(st.sampled_from(list(METRICS)), positions, positions, st.none() | projects, st.booleans())
def test_every_forecasts_change_adds_up_as_written_with_its_projects(key, before, after, moved, over):
    definition = METRICS[key]
    before, after = replace(before, definition=definition), replace(after, definition=definition)
    evidence = "computed" if over else "modelled"
    like = Fact(
        f"{key}.forecast.mean",
        after.mean,
        None,
        None,
        "亿元",
        definition.measure,
        definition.population,
        evidence,
        "2024",
    )
    named = top_projects(moved, count=9) if moved is not None else top_projects(ledger_changes(), count=0)
    named = named.assign(change=named["change"] / YI, tier="government")
    change = attribute_change(key, before, after, ledger_changes=moved, named=named, like=like)
    opening, *steps, closing = (Decimal(str(fact.value)) for fact in change.steps)
    assert opening + sum(steps) == closing
    assert set(change.by_reason) == set(REASONS)
    assert change.by_reason["new_signings"].id.endswith("new_payments" if "funds" in key else "new_signings")
    whole = sum(Decimal(str(change.by_reason[reason].value)) for reason in PROJECT_REASONS)
    shown = [Decimal(str(fact.value)) for fact in change.projects["fact"].head(MAX_NAMED_PROJECTS)]
    assert sum(shown) + Decimal(str(change.further["government"].value)) == whole
    assert all(fact.basis == definition.measure for fact in change.facts)


def issued_facts(key: str, basis: str, **values: float) -> dict[str, Fact]:
    return {
        (name := f"{key}.{part.replace('_', '.')}"): Fact(name, value, None, None, "亿元", basis, "all", "modelled", "2024")
        for part, value in values.items()
    }  # fmt: skip


def test_what_is_certain_of_funds_is_what_was_paid():
    key = FactId.parse("2024.funds_in_place")
    known = issued_facts(key, "funds", forecast_mean=200.0, part_paid=80.0, part_signed=900.0)
    assert Position.released(known, key, to_come=0.5).certain == 80
    later = issued_facts(key, "funds", forecast_mean=210.0, part_paid=140.0)
    paid_since = pd.DataFrame([("new", "p1", "甲", 65 * YI), ("gone", "p2", "乙", -5 * YI)],
                              columns=["kind", "key", "project_name", "change"])  # fmt: skip
    found = split(
        Position.released(known, key, to_come=0.5),
        Position.released(later, key, to_come=0.25),
        projects=paid_since,
    )
    only(found, new_signings=65, cancellations=-5, progress=-60, model=10)


def test_where_it_is_not_known_what_was_certain_all_is_told_anew():
    key = FactId.parse("2024.agreed_amount")
    known = issued_facts(key, "agreed", forecast_mean=200.0)
    assert Position.released(known, key, to_come=1.0).certain == 0  # the year has not begun
    before = Position.released(known, key, to_come=0.5)
    assert before.certain is None
    only(split(before, replace(before, mean=230.0, certain=90.0), projects=ledger_changes()), model=30)


def test_what_cannot_be_compared_keeps_its_opening_and_says_why():
    key = FactId.parse("2024.agreed_amount")
    facts = issued_facts(key, "agreed", pooled_forecast_median=200.04, ledger_forecast_median=190.0)
    assert forecast_keys(facts) == [key]
    assert position(facts, key, to_come=0.5) is None
    found = without_comparison(key, facts, "only_median_released")
    assert [(fact.id.rpartition(".")[2], fact.value) for fact in found.facts] == [("opening_median", 200.0)]
    assert found.by_reason == {}
    with_mean = facts | issued_facts(key, "agreed", ledger_forecast_mean=195.55)
    assert without_comparison(key, with_mean, "no_ledger_now").steps[0].id.endswith("opening_total")


def test_released_facts_of_two_runs_are_enough(everything):
    workspace = with_figure(everything, "2024H1", 450, date(2024, 7, 20))
    runs = []
    for day in (date(2024, 3, 31), date(2024, 7, 31)):
        then = workspace.as_of(day)
        outcome = forecast(
            then, "agreed_amount", 2024, as_of=None, seed=1, assumptions=Assumptions(draws=5000)
        )
        target = then.targets.set_index("target_id", drop=False).loc["2024.agreed_amount.target"]
        goal = Fact(
            "2024.agreed_amount.target", 1000.0, None, None, "亿元", "agreed", "all", "target", "2024"
        )
        facts = {fact.id: fact for fact in outcome.facts(then.targets)} | {goal.id: goal}
        runs.append(
            (Position.released(facts, FactId.parse("2024.agreed_amount")), Position.of(outcome, target, {}))
        )
    (before, before_of), (after, after_of) = runs
    assert before.certain == 0
    assert after.certain == 450
    found = split(before, after)
    assert found["new_signings"] == pytest.approx(450)
    assert found["progress"] < -500
    assert found.sum() == pytest.approx(after.mean - before.mean, abs=1e-9)
    assert found.to_list() == pytest.approx(split(before_of, after_of).to_list())
    with pytest.raises(LookupError, match="no forecast"):
        Position.released({}, FactId.parse("2024.agreed_amount"))
