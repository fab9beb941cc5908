"""A year in progress: what is known of it, and the projection of its total."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.forecasting.year_to_date.inputs import published_progress
from jjinvest.forecasting.year_to_date.running_totals import figures_of
from tests.fixtures.workspaces import AGREED, QUICK, amounts, forecast_total, with_figure


def to_date(workspace, months, amount, day, year=2024):
    """Publish one more running total that ends with a month."""
    wider = with_figure(workspace, f"{year}m01-m{months:02d}", amount, day)
    period = f"{year}-01..{year}-{months:02d}"
    wider.figures.loc[wider.figures["period"] == f"{year}m01-m{months:02d}", "period"] = period
    return wider


@pytest.mark.parametrize(("months", "amount"), [(5, 440.0), (8, 720.0), (1, 90.0), (11, 1000.0)])
def test_a_running_total_within_a_quarter_alone_gives_a_forecast(everything, months, amount):
    day = date(2024, months + 1, 20)
    result = forecast_total(to_date(everything, months, amount, day), 2024, day)
    assert result.method == "credibility"
    assert "within_quarter" in result.reasons
    assert (result.samples >= amount).all()
    known = forecast_total(with_figure(everything, "2024H1", 534, date(2024, 7, 20)), 2024, date(2024, 7, 31))
    assert "within_quarter" not in known.reasons
    low, high = (q / amount for q in result.band(80))
    assert low < 12 / months < high


def test_without_any_earlier_year_eight_months_give_a_wide_forecast(everything):
    day = date(2021, 9, 20)
    workspace = to_date(everything, 8, 200.0, day, year=2021)
    result = forecast_total(workspace, 2021, day)
    assert {"no_earlier_year", "within_quarter"} <= set(result.reasons)
    low, high = result.band(80)
    assert low < 300 < high
    assert high - low > 60


def test_the_share_of_an_earlier_year_at_the_same_month_counts(everything):
    """A year whose first eight months hold little of it makes this year's eight months worth more."""
    day = date(2024, 9, 20)
    now = to_date(everything, 8, 500.0, day)
    late = to_date(now, 8, 400.0, date(2023, 9, 20), year=2023)
    early = to_date(now, 8, 900.0, date(2023, 9, 20), year=2023)
    medians = [forecast_total(each, 2024, day).exceedance_quantile(0.5) for each in (late, now, early)]
    assert medians == sorted(medians, reverse=True)


def test_between_the_ends_of_a_quarter_the_share_of_an_earlier_year_is_interpolated(everything):
    published = amounts(**{"2023h1": 40, "2023q1-q3": 70, "2023": 100, "2024m01-m08": 60})
    progress = published_progress(everything, published, "funds_in_place", 2024, QUICK)
    a, b = progress.shape
    assert 0.6 < a / (a + b) < 0.667  # between 40 + 2/3·30 of last year and the calendar's two thirds
    only_end = published_progress(
        everything,
        {k: v for k, v in published.items() if k != "2023q1-q3"},
        "funds_in_place",
        2024,
        QUICK,
    )
    assert sum(only_end.shape) < a + b
    fell = published | amounts(**{"2023q1-q3": 30})
    assert published_progress(everything, fell, "funds_in_place", 2024, QUICK).shape == only_end.shape


def test_the_share_of_a_year_counts_restated_projects_as_the_year_does(everything):
    published = figures_of(everything, "agreed_amount", AGREED)
    assert [float(published[period].value / YI) for period in ("2023h1", "2023")] == [544, 1088]
    assert (
        float(figures_of(everything.as_of(date(2023, 9, 1)), "agreed_amount", AGREED)["2023h1"].value / YI)
        == 534
    )
    day = date(2024, 7, 20)
    now = with_figure(everything, "2024H1", 534, day)
    result = forecast_total(now, 2024, day)
    assert "restated_parts" in result.reasons
    assert any("project.kangshuo" in source for source in result.sources)
    quarter = forecast_total(with_figure(everything, "2024Q1", 270, day), 2024, day)
    assert "restated_parts" not in quarter.reasons


def test_a_metric_without_tiers_uses_the_assumed_process_cv(everything):
    row = (
        everything.figures[everything.figures["fact_id"] == "2023.contract_amount.out_of_city"]
        .iloc[0]
        .to_dict()
    )
    yuan = Fraction(300 * YI)
    row |= {
        "fact_id": "2024h1.contract_amount.out_of_city",
        "figure_id": "x",
        "period": "2024H1",
        "available_from": date(2024, 7, 20),
        "quantity": Quantity(yuan, yuan, yuan, "元", Definition("contract", "out_of_city"), ("x",)),
    }
    workspace = replace(
        everything, figures=pd.concat([everything.figures, pd.DataFrame([row])], ignore_index=True)
    )
    result = forecast_total(workspace, 2024, date(2024, 7, 31), metric="contract_amount", scope="out_of_city")
    assert result.method == "credibility"
    assert "no_tiers" in result.reasons
    assert result.key == "2024.contract_amount.out_of_city"
    assert 560 < result.exceedance_quantile(0.5) < 660


@pytest.mark.parametrize("amount", [0.0, -3.0])
def test_a_year_to_date_that_is_not_positive_falls_back(everything, amount):
    workspace = with_figure(everything, "2024Q1", amount, date(2024, 4, 20))
    result = forecast_total(workspace, 2024, date(2024, 4, 30))
    assert result.method == "size_classes"
    assert "year_to_date_not_positive" in result.reasons


def test_the_range_narrows_as_the_year_passes(everything):
    widths = []
    workspace = everything
    for period, amount, day in (
        ("2024Q1", 270, date(2024, 4, 20)),
        ("2024H1", 540, date(2024, 7, 20)),
        ("2024Q1-Q3", 810, date(2024, 10, 20)),
    ):
        workspace = with_figure(workspace, period, amount, day)
        low, high = forecast_total(workspace, 2024, day).band(80)
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)


def test_a_year_to_date_that_fell_has_a_reason_code(everything):
    fallen = with_figure(everything, "2023Q1-Q3", 300.0, date(2023, 10, 20))
    assert "year_to_date_fell" in forecast_total(fallen, 2023, date(2023, 11, 1)).reasons
    risen = with_figure(everything, "2023Q1-Q3", 900.0, date(2023, 10, 20))
    assert "year_to_date_fell" not in forecast_total(risen, 2023, date(2023, 11, 1)).reasons
