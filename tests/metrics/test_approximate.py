"""Numbers that follow from approximate figures, or from bounds."""

from __future__ import annotations

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.results.results import Results
from tests.fixtures.made_up_figures import figure, workspace_of

ABOUT = [
    figure("agreed_amount", "70", period="2023H1", relation="~", source="b"),
    figure("agreed_amount", "118.3", period="2023Q1-Q3", source="c"),
    figure("projects_signed", "25", period="2023H1", source="b"),
    figure("projects_signed", "38", period="2023Q1-Q3", source="c"),
]


def facts(rows, period="2023Q3"):
    return Results(workspace_of(rows), period, 1, Assumptions()).measured


def test_what_is_left_of_an_approximate_number_is_approximate():
    found = facts(ABOUT)
    third = found["2023q3.agreed_amount"]
    assert (third.relation, third.shown_decimals) == ("~", 0)
    assert (third.value, third.low, third.high) == pytest.approx((48.3, 41.3, 55.3))
    assert found["2023q3.projects_signed"].relation == "="
    assert facts(ABOUT, "2023Q2")["2023h1.agreed_amount.average"].relation == "~"
    assert found["2023q1-q3.agreed_amount"].relation == "="  # published as exact


@pytest.mark.parametrize(
    ("relation", "value", "low", "high", "shown"),
    [
        (">", 30, None, 47, "<="),
        (">=", 30, None, 47, "<="),
        ("<", 30, 33, None, ">="),
        ("=", 30, 33, 47, "~"),
    ],
)
def test_what_is_left_of_a_bound_is_the_bound_that_follows(relation, value, low, high, shown):
    rows = [*ABOUT, figure("agreed_amount", str(value), period="2023Q1", relation=relation, source="a")]
    second = facts(rows)["2023q2.agreed_amount"]
    assert second.relation == shown
    assert (second.low, second.high) == (low and pytest.approx(low), high and pytest.approx(high))
    assert second.value == pytest.approx({"<=": 47, ">=": 33, "~": 40}[shown])


def test_two_bounds_of_one_kind_leave_no_number():
    rows = [
        figure("agreed_amount", "70", period="2023H1", relation=">", source="b"),
        figure("agreed_amount", "30", period="2023Q1", relation=">", source="a"),
    ]
    assert "2023q2.agreed_amount" not in facts(rows, "2023Q2")
