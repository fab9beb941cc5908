"""Changes of a forecast by reason: they add up exactly in any order of the inputs and name the right one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI, Definition
from jjinvest.forecasting.attribution.decompose import REASONS, ForecastState, explain_change, top_projects
from jjinvest.forecasting.select_method import forecast
from tests.fixtures.forecast_states import (
    AGREED,
    PROJECT_COLUMNS,
    ledger_changes,
    projects,
    released_facts,
    states,
)
from tests.fixtures.workspaces import with_figure

START = ForecastState(
    AGREED, 1000.0, 1000.0, 400.0, 0.5, {"2024h1.agreed_amount": 400.0}, np.linspace(700, 1300, 601)
)


def split(before, after, **options) -> pd.Series:
    return explain_change(before, after, **options).set_index("reason")["change"]


def only(changes: pd.Series, **expected: float) -> None:
    for reason in REASONS:
        assert changes[reason] == pytest.approx(expected.get(reason, 0.0), abs=1e-9), reason


def test_each_change_alone_is_named():
    only(split(START, START))
    only(split(START, replace(START, target=1100.0)), target=-100)
    only(split(START, replace(START, mean=1050.0)), model=50)
    revised = replace(START, mean=1010.0, certain=410.0, published={"2024h1.agreed_amount": 410.0})
    only(split(START, revised), data_revision=10)


def test_a_quarter_as_expected_does_not_change_the_sum():
    later = replace(
        START, certain=700.0, to_come=0.25, published={**START.published, "2024q1-q3.agreed_amount": 700.0}
    )
    changes = split(START, later)
    only(changes, new_signings=300, progress=-300)


def test_another_basis_takes_the_whole_change():
    other = replace(START, definition=Definition("contract"), target=600.0, mean=625.0)
    only(split(START, other), definition=25.0)


def test_a_target_known_to_one_only_is_no_change_of_target():
    only(split(replace(START, target=None), replace(START, mean=1020.0)), model=20)


def test_the_target_of_the_only_authority_counts():
    facts = released_facts("2024.agreed_amount", "agreed", forecast_mean=900.0, target_province=1000.0)
    key = FactId("2024.agreed_amount")
    assert ForecastState.released(facts, key).target == 1000.0
    both = facts | released_facts(key, "agreed", target_municipality=800.0)
    assert ForecastState.released(both, key).target is None


def test_the_chance_is_split_too_and_needs_samples():
    later = replace(START, target=1060.0, samples=START.samples + 60)
    changes = explain_change(START, later, chance=True).set_index("reason")
    assert changes.loc["target", "change"] == pytest.approx(-0.1, abs=0.01)
    assert changes.loc["model", "end"] == pytest.approx(0.5, abs=0.01)
    with pytest.raises(ValueError, match="samples"):
        explain_change(START, replace(later, samples=None), chance=True)


def test_a_ledger_splits_signings_and_cancellations_and_names_projects():
    later = replace(START, certain=700.0, to_come=0.25)
    changes = split(START, later, projects=ledger_changes())
    only(changes, new_signings=315, cancellations=-20, data_revision=5, progress=-300)
    assert list(top_projects(ledger_changes(), count=2)["project_name"]) == ["甲", "乙"]
    assert list(top_projects(ledger_changes(), count=2)["reason"]) == ["new_signings", "cancellations"]


@given(st.permutations(range(4)))
def test_the_order_of_the_inputs_does_not_matter(order):
    later = replace(START, certain=712.3, mean=1050.7, to_come=0.25)
    one, other = (split(START, later, projects=p) for p in (ledger_changes(), ledger_changes(order)))
    assert (one == other).all()
    assert top_projects(ledger_changes(order)).equals(top_projects(ledger_changes()))


@given(states, states, st.none() | projects)
def test_reasons_add_up_exactly(before, after, moved):
    changes = explain_change(before, after, projects=moved)
    total = changes["end"].iloc[-1] - changes["start"].iloc[0]
    assert changes["change"].sum() == pytest.approx(total, abs=1e-9)
    assert list(changes["start"].iloc[1:]) == list(changes["end"].iloc[:-1])


def test_the_certain_part_of_funds_is_the_amount_paid():
    key = FactId.parse("2024.funds_in_place")
    known = released_facts(key, "funds", forecast_mean=200.0, part_paid=80.0, part_signed=900.0)
    assert ForecastState.released(known, key, to_come=0.5).certain == 80
    later = released_facts(key, "funds", forecast_mean=210.0, part_paid=140.0)
    rows = [("new", "p1", "甲", 65 * YI), ("gone", "p2", "乙", -5 * YI)]
    paid_since = pd.DataFrame(rows, columns=PROJECT_COLUMNS)
    changes = split(
        ForecastState.released(known, key, to_come=0.5),
        ForecastState.released(later, key, to_come=0.25),
        projects=paid_since,
    )
    only(changes, new_signings=65, cancellations=-5, progress=-60, model=10)


def test_an_unknown_certain_part_attributes_the_change_to_the_model():
    key = FactId.parse("2024.agreed_amount")
    known = released_facts(key, "agreed", forecast_mean=200.0)
    assert ForecastState.released(known, key, to_come=1.0).certain == 0  # the year has not begun
    before = ForecastState.released(known, key, to_come=0.5)
    assert before.certain is None
    only(split(before, replace(before, mean=230.0, certain=90.0), projects=ledger_changes()), model=30)


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
            (
                ForecastState.released(facts, FactId.parse("2024.agreed_amount")),
                ForecastState.of(outcome, target, {}),
            )
        )
    (before, before_of), (after, after_of) = runs
    assert before.certain == 0
    assert after.certain == 450
    changes = split(before, after)
    assert changes["new_signings"] == pytest.approx(450)
    assert changes["progress"] < -500
    assert changes.sum() == pytest.approx(after.mean - before.mean, abs=1e-9)
    assert changes.to_list() == pytest.approx(split(before_of, after_of).to_list())
    with pytest.raises(LookupError, match="no forecast"):
        ForecastState.released({}, FactId.parse("2024.agreed_amount"))
