"""Single quarters from published years to date."""

from __future__ import annotations

import pytest

from jjinvest.metrics.single_quarters import single_quarters
from tests.fixtures.made_up_figures import figure, workspace_of

YEAR = [
    figure("agreed_amount", "11.5", period="2023Q1", source="a"),
    figure("agreed_amount", "24", period="2023H1", source="b"),
    figure("agreed_amount", "40", period="2023Q1-Q3", source="b"),
    figure("agreed_amount", "52.5", source="c"),
]


def quarters(rows, period="2023"):
    return {str(fact.id): fact for fact in single_quarters(workspace_of(rows), period)}


def test_each_quarter_follows_from_two_years_to_date():
    found = quarters(YEAR)
    assert {name: fact.value for name, fact in found.items()} == {
        "2023q2.agreed_amount": pytest.approx(12.5),
        "2023q3.agreed_amount": pytest.approx(16),
        "2023q4.agreed_amount": pytest.approx(12.5),
    }
    assert found["2023q2.agreed_amount"].caveat == "different_texts"
    assert found["2023q3.agreed_amount"].caveat == ""


def test_a_published_quarter_and_one_after_the_period_are_not_computed():
    rows = [*YEAR, figure("agreed_amount", "12", period="2023Q2")]
    assert list(quarters(rows, "2023H1")) == []
    assert "2023q4.agreed_amount" not in quarters(YEAR, "2023Q1-Q3")


def test_a_gap_and_a_year_to_date_that_falls_give_no_quarter():
    rows = [YEAR[0], YEAR[2], figure("agreed_amount", "39")]
    assert quarters(rows) == {}


def test_quarters_of_parts_and_of_earlier_years_follow_too():
    part = {"scope": "origin", "subject": "out_of_province", "metric": "foreign_funds"}
    rows = [
        figure(value="12", period="2022H1", **part),
        figure(value="19", period="2022Q1-Q3", **part),
        figure(value="30", period="2022", **part),
    ]
    assert {name: fact.value for name, fact in quarters(rows).items()} == {
        "2022q3.foreign_funds.origin.out_of_province": pytest.approx(7),
        "2022q4.foreign_funds.origin.out_of_province": pytest.approx(11),
    }
