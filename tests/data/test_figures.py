"""The latest published quantity of each fact id, computed once per workspace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import YI
from jjinvest.data import workspace as workspace_module
from jjinvest.data.figures import latest_quantities, quantity_of, typed_targets
from tests.fixtures.figure_rows import figure_row
from tests.fixtures.made_up_figures import figure, workspace_of

FIRST = figure("agreed_amount", "10", source="first", available_from="2024-01-01")
REPEATED = figure("agreed_amount", "10", source="second", available_from="2024-03-01")
REVISED = figure("agreed_amount", "12", source="third", available_from="2024-05-01")


def test_a_repetition_adds_its_source_and_a_revision_replaces_the_number():
    repeated = workspace_of([REPEATED, FIRST]).latest["2023.agreed_amount"]
    assert repeated.value == 10 * YI
    assert repeated.sources == ("2023.agreed_amount@first", "2023.agreed_amount@second")
    revised = workspace_of([REVISED, REPEATED, FIRST]).latest["2023.agreed_amount"]
    assert (revised.value, revised.sources) == (12 * YI, ("2023.agreed_amount@third",))


def test_keys_are_fact_ids(annual):
    assert all(isinstance(fact_id, FactId) for fact_id in annual.latest)
    assert set(annual.latest) == set(annual.figures["fact_id"])


def test_a_workspace_computes_it_once_and_anew_for_another_day(monkeypatch, annual, mid_year):
    calls = []

    def counted(figures):
        calls.append(len(figures))
        return latest_quantities(figures)

    monkeypatch.setattr(workspace_module, "latest_quantities", counted)
    earlier = annual.as_of(mid_year.as_of_date)
    assert earlier.latest is earlier.latest
    assert calls == [len(mid_year.figures)]
    assert earlier.latest == mid_year.latest


def test_a_target_that_was_changed_rests_on_the_texts_that_state_the_later_one():
    rows = [
        replace(figure_row("agreed_amount", value, statistic="target"), figure_id=source, available_from=day)
        for value, source, day in (
            ("150", "april", date(2023, 4, 1)),
            ("160", "july", date(2023, 7, 1)),
            ("160", "october", date(2023, 10, 1)),
        )
    ]
    (target,) = typed_targets(rows).itertuples()
    assert list(target.figure_ids) == ["july", "october"]
    assert target.quantity.sources == target.figure_ids


def test_an_amount_or_count_in_a_coarse_unit_is_as_wide_as_it_was_published():
    trillions = quantity_of(figure_row("funds_in_place", "1.32", unit="万亿元"))
    ends = trillions.low / YI, trillions.value / YI, trillions.high / YI
    assert (trillions.unit, *ends) == ("元", 13150, 13200, 13250)
    projects = quantity_of(figure_row("projects_signed", "1.05", unit="万个"))
    assert (projects.unit, projects.value, projects.low) == ("个", 10500, Fraction(10450))


@pytest.mark.parametrize(
    ("statistic", "unit", "low"),
    [("level", "亿元", 0), ("share", "%", 0), ("growth", "%", Fraction(-1, 200))],
)
def test_a_published_nothing_is_not_below_nothing_but_its_growth_may_be(statistic, unit, low):
    nothing = quantity_of(figure_row("agreed_amount", "0", unit=unit, statistic=statistic))
    assert nothing.low == low
    assert nothing.high > 0
    below = quantity_of(figure_row("agreed_amount", "-0.2", unit=unit, statistic=statistic))
    assert below.low < below.value
