"""Totals and numbers of projects from published figures and from a ledger."""

from __future__ import annotations

import pandas as pd
import pytest

from jjinvest.core.quantity import Definition, Quantity
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.annual_total import SIZE_INEQUALITY
from jjinvest.forecasting.forecast_data import ForecastData, ForecastTarget
from jjinvest.forecasting.method import METHODS
from jjinvest.forecasting.year_to_date.count_development import CHAIN_LADDER
from jjinvest.forecasting.year_to_date.inputs import number_of
from jjinvest.forecasting.year_to_date.numbers import (
    counts_of_quarters,
    process_cv_of_quarters,
    published_counts,
    published_totals,
    totals_of_quarters,
)
from jjinvest.forecasting.year_to_date.running_totals import figures_of
from jjinvest.metrics.growth import from_growth
from tests.fixtures.made_up_figures import figure, workspace_of
from tests.fixtures.workspaces import QUICK

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


def published_with_growth(*more) -> tuple[Workspace, dict[str, Quantity]]:
    rows = [
        figure("projects_signed", "128", unit="个"),
        figure("agreed_amount", "452.3"),
        figure("projects_signed", "97", unit="个", period="2024Q1-Q3"),
        figure("agreed_amount", "341.7", period="2024Q1-Q3"),
        *more,
    ]
    workspace = workspace_of(rows)
    data = ForecastData(workspace, QUICK)
    return workspace, data.published(ForecastTarget("agreed_amount", AGREED, 2024, 3))


GROWN = figure("agreed_amount", "7.9", unit="%", statistic="growth", period="2024Q1-Q3")


def test_a_published_growth_gives_the_season_of_amounts_and_of_numbers():
    workspace, published = published_with_growth()
    plain = published_counts(workspace, published, "agreed_amount", 2024)
    assert plain.shares == ()
    workspace, published = published_with_growth(GROWN)
    progress = published_counts(workspace, published, "agreed_amount", 2024)
    [share] = progress.shares
    assert share.mean == pytest.approx(341.7 / 1.079 / 452.3)
    assert share.process_cv == pytest.approx((SIZE_INEQUALITY[0] / 128) ** 0.5)
    assert from_growth(progress.sources)
    assert not from_growth(plain.sources)
    assert progress.dispersion == plain.dispersion


def test_a_number_of_the_same_part_comes_before_the_season_of_amounts():
    own = figure("projects_signed", "96", unit="个", period="2023Q1-Q3")
    workspace, published = published_with_growth(GROWN, own)
    [share] = published_counts(workspace, published, "agreed_amount", 2024).shares
    assert (share.mean, share.process_cv) == (pytest.approx(0.75), 0.0)


def test_a_forecast_from_a_growth_says_so():
    workspace, _ = published_with_growth(GROWN)
    data = ForecastData(workspace, QUICK)
    target = ForecastTarget("agreed_amount", AGREED, 2024, 3)
    ladder = next(method for method in METHODS if method.name == CHAIN_LADDER).forecast(data, target, seed=1)
    assert {"implied_by_growth", "season_of_amounts"} <= set(ladder.reasons)
    later = ForecastTarget("agreed_amount", AGREED, 2024, 2)
    assert "2023q1-q3" not in data.published(later)
