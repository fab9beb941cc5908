"""Totals and numbers of projects from published figures and from a ledger."""

from __future__ import annotations

import pandas as pd
import pytest

from jjinvest.core.quantity import Definition
from jjinvest.forecasting.year_to_date.inputs import number_of
from jjinvest.forecasting.year_to_date.numbers import (
    counts_of_quarters,
    process_cv_of_quarters,
    published_counts,
    published_totals,
    totals_of_quarters,
)
from jjinvest.forecasting.year_to_date.running_totals import figures_of

AGREED = Definition("agreed")


def quarters(years: int, first: int = 2019) -> pd.DataFrame:
    index = pd.period_range(f"{first}Q1", f"{first + years - 1}Q4", freq="Q")
    number = [10.0, 20.0, 10.0, 20.0] * years
    amount = [50.0, 100.0, 50.0, 100.0] * years
    return pd.DataFrame({"amount": amount, "number": number, "squares": [4 * a for a in amount]}, index=index)


def test_last_years_total_and_number_are_found(annual):
    published = figures_of(annual, "agreed_amount", AGREED)
    totals, sources = published_totals(annual, published, "agreed_amount", 2024)
    assert totals.totals == (1088.0,)
    assert totals.projects == 132
    assert any("projects_signed" in source for source in sources)
    assert published_totals(annual, published, "agreed_amount", 2023) is None
    assert number_of(annual, "agreed_amount", 2023, 6).value == 70


def test_numbers_need_an_earlier_year(annual):
    published = figures_of(annual, "agreed_amount", AGREED)
    assert published_counts(annual, published, "agreed_amount", 2023) == ("no_earlier_year",)
    assert published_counts(annual, published, "agreed_amount", 2024) == ("nothing_of_the_year",)


def test_numbers_of_a_ledger():
    progress = counts_of_quarters(quarters(3), 2021, 2)
    assert (progress.number, progress.so_far) == (30.0, 150.0)
    assert progress.years == (60.0, 60.0)
    assert [share.mean for share in progress.shares] == [0.5, 0.5]
    assert progress.mean_size == pytest.approx(5.0)
    assert progress.weighted_size == pytest.approx(5.0)  # at least the mean
    assert counts_of_quarters(quarters(1), 2019, 2) == ("no_earlier_year",)
    assert counts_of_quarters(quarters(1), 2020, 2) == ("quarters_missing",)


def test_totals_of_a_ledger():
    totals = totals_of_quarters(quarters(3), 2022)
    assert totals.totals == (300.0, 300.0, 300.0)
    assert totals.projects == 60.0
    assert totals_of_quarters(quarters(3), 2023) is None
    assert process_cv_of_quarters(quarters(3), 2022) == pytest.approx((4 / 300) ** 0.5)
    assert process_cv_of_quarters(quarters(3).iloc[:0], 2022) is None
