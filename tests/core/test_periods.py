"""Periods: one way to write each, their months and days, the quarter that reports them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import (
    canonical_period,
    cumulative_period,
    is_cumulative,
    is_event,
    part_of_year,
    period_end,
    period_key,
    period_months,
    period_start,
    run_quarter,
)


@pytest.mark.parametrize(
    ("period", "months", "start", "end"),
    [
        ("2023", (1, 12), "2023-01-01", "2023-12-31"),
        ("2023H1", (1, 6), "2023-01-01", "2023-06-30"),
        ("2023H2", (7, 12), "2023-07-01", "2023-12-31"),
        ("2023Q1-Q3", (1, 9), "2023-01-01", "2023-09-30"),
        ("2024Q1", (1, 3), "2024-01-01", "2024-03-31"),
        ("2024-02", (2, 2), "2024-02-01", "2024-02-29"),
        ("2023-02", (2, 2), "2023-02-01", "2023-02-28"),
        ("2018-01..2018-10", (1, 10), "2018-01-01", "2018-10-31"),
        ("2018-04..2018-12", (4, 12), "2018-04-01", "2018-12-31"),
        ("2023-12-27", (12, 12), "2023-12-27", "2023-12-27"),
    ],
)
def test_months_and_days_of_a_period(period, months, start, end):
    assert canonical_period(period) == period
    assert period_months(period) == months
    assert period_start(period).isoformat() == start
    assert period_end(period).isoformat() == end


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("2023-01..2023-12", "2023"),
        ("2023Q1-Q4", "2023"),
        ("2023H1", "2023H1"),
        ("2023Q1-Q2", "2023H1"),
        ("2023-01..2023-06", "2023H1"),
        ("2023q3-q4", "2023H2"),
        ("2023-01..2023-03", "2023Q1"),
        ("2023-04..2023-06", "2023Q2"),
        ("2023-10..2023-10", "2023-10"),
        ("2023m10", "2023-10"),
        ("2018M01-M10", "2018-01..2018-10"),
        ("2023Q2-Q3", "2023-04..2023-09"),
        (" 2023 ", "2023"),
    ],
)
def test_a_period_is_written_in_one_way(written, canonical):
    assert canonical_period(written) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "23",
        "1823",
        "2123",
        "2023H3",
        "2023H0",
        "2023Q5",
        "2023Q3-Q1",
        "2023-13",
        "2023-00",
        "2023-1",
        "2023-02-30",
        "2023-05..2023-04",
        "2022-11..2023-02",
        "2023-01..2023-13",
        "2023 H1",
        "2023年",
        "２０２３",
        "2023H１",
        "20２３-01",
        "2023\n2024",
    ],
)
def test_another_text_is_no_period(text):
    with pytest.raises(ValueError):  # noqa: PT011 - of the calendar or of the form
        canonical_period(text)


MONTHS = st.tuples(st.integers(1900, 2099), st.integers(1, 12), st.integers(1, 12)).filter(
    lambda months: months[1] <= months[2]
)


@given(MONTHS)
def test_every_span_of_months_keeps_them_in_each_of_its_forms(months):
    year, first, last = months
    period = canonical_period(f"{year}-{first:02d}..{year}-{last:02d}")
    assert period_months(period) == (first, last)
    assert canonical_period(period) == canonical_period(period_key(period)) == period
    fact_id = FactId.of(period, "agreed_amount")
    assert FactId.parse(fact_id).period == period_key(period) == f"{year}{part_of_year(period)}"
    assert is_cumulative(period) == (first == 1 and last > 1)
    assert run_quarter(period) == f"{year}Q{(last + 2) // 3}"
    assert not is_event(period)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_an_event_is_a_day_of_its_month(day):
    period = canonical_period(day.isoformat())
    assert is_event(period)
    assert not is_cumulative(period)
    assert period_start(period) == period_end(period) == day
    assert period_months(period) == (day.month, day.month)
    assert FactId.of(period, "agreed_amount").period == period


@pytest.mark.parametrize(
    ("run", "period"),
    [("2023Q1", "2023Q1"), ("2023Q2", "2023H1"), ("2023Q3", "2023Q1-Q3"), ("2023Q4", "2023")],
)
def test_a_run_reports_the_year_to_date(run, period):
    assert cumulative_period(run) == period
    assert run_quarter(period) == run
