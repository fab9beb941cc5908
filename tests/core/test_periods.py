"""Periods as months and days."""

from __future__ import annotations

import pytest

from jjinvest.core.periods import cumulative_period, period_end, period_months


@pytest.mark.parametrize(
    ("period", "months", "end"),
    [
        ("2023", (1, 12), "2023-12-31"),
        ("2023H1", (1, 6), "2023-06-30"),
        ("2023H2", (7, 12), "2023-12-31"),
        ("2023Q1-Q3", (1, 9), "2023-09-30"),
        ("2024Q1", (1, 3), "2024-03-31"),
    ],
)
def test_months_and_last_day_of_a_period(period, months, end):
    assert period_months(period) == months
    assert period_end(period).isoformat() == end


@pytest.mark.parametrize(
    ("run", "period"),
    [("2023Q1", "2023Q1"), ("2023Q2", "2023H1"), ("2023Q3", "2023Q1-Q3"), ("2023Q4", "2023")],
)
def test_a_run_reports_the_year_to_date(run, period):
    assert cumulative_period(run) == period
