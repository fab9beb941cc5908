"""Numbers that follow from approximate figures, or from bounds."""

from __future__ import annotations

from datetime import date

import pytest

from jjinvest.data.workspace import load_workspace
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import results_of

ABOUT = (
    "2023H1,agreed_amount,,,,~,70,亿元",
    "2023Q1-Q3,agreed_amount,,,,,118.3,亿元",
    "2023H1,projects_signed,,,,,25,个",
    "2023Q1-Q3,projects_signed,,,,,38,个",
)


@pytest.fixture
def facts(tmp_path):
    """Numbers of a quarter's run from rows of figures."""

    def found(rows, quarter="2023Q3"):
        workspace = load_workspace(district_folder(tmp_path, "place", *rows))
        return results_of(workspace, period=quarter).measured

    return found


def test_what_is_left_of_an_approximate_number_is_approximate(facts):
    found = facts(ABOUT)
    third = found["2023q3.agreed_amount"]
    assert (third.relation, third.shown_decimals) == ("~", 0)
    assert (third.value, third.low, third.high) == pytest.approx((48.3, 41.25, 55.35))
    assert found["2023q3.projects_signed"].relation == "="
    assert found["2023q1-q3.agreed_amount"].relation == "="  # published as exact


def test_an_average_of_an_approximate_amount_is_approximate(facts):
    assert facts(ABOUT, "2023Q2")["2023h1.agreed_amount.average"].relation == "~"


@pytest.mark.parametrize(
    ("relation", "low", "high", "shown", "value"),
    [
        (">", None, 47, "<=", 47),
        (">=", None, 47, "<=", 47),
        ("<", 33, None, ">=", 33),
        ("", 32.5, 47.5, "~", 40),
    ],
)
def test_what_is_left_of_a_bound_is_the_bound_that_follows(facts, relation, low, high, shown, value):
    second = facts([*ABOUT, f"2023Q1,agreed_amount,,,,{relation},30,亿元"])["2023q2.agreed_amount"]
    assert second.relation == shown
    assert (second.low, second.high) == (low and pytest.approx(low), high and pytest.approx(high))
    assert second.value == pytest.approx(value)


def test_two_bounds_of_one_kind_leave_no_number(facts):
    rows = ("2023H1,agreed_amount,,,,>,70,亿元", "2023Q1,agreed_amount,,,,>,30,亿元")
    assert "2023q2.agreed_amount" not in facts(rows, "2023Q2")


NEAR = (
    "2023Q1-Q3,agreed_amount,,,,~,148,亿元",
    "2023,agreed_amount,,target,,,150,亿元",
    "2022Q1-Q3,agreed_amount,,,,,146,亿元",
)


def test_a_difference_that_may_be_nothing_is_its_interval(facts):
    found = facts(NEAR)
    excess, growth = found["2023q1-q3.agreed_amount.excess"], found["2023q1-q3.agreed_amount.growth"]
    assert (excess.value, excess.low, excess.high) == (None, pytest.approx(-16.8), pytest.approx(12.8))
    assert growth.value is None
    assert growth.low < 0 < growth.high
    assert found["2023q1-q3.agreed_amount.completion"].relation == "~"


def test_a_need_that_may_be_nothing_is_at_most_its_upper_end(tmp_path):
    workspace = load_workspace(district_folder(tmp_path, "place", *NEAR))
    need = results_of(workspace, date(2023, 11, 14), "2023Q3").facts["2023.agreed_amount.monthly_needed"]
    assert (need.relation, need.low) == ("<=", None)
    assert need.value == pytest.approx(16.8 / 3)
