"""A year in progress: what is known of it, and the projection of its total."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.forecasting.year_to_date.inputs import figures_of, year_to_date
from tests.fixtures.workspaces import AGREED, amounts, forecast_total, with_figure


def test_quarters_add_up_from_the_start_of_the_year():
    result = year_to_date(amounts(**{"2024q1": 100, "2024q2": 150, "2024q3": 50}), 2024)
    assert (result.passed, float(result.amount.value / YI), result.period) == (3, 300, "2024Q1-Q3")
    result = year_to_date(amounts(**{"2024h1": 260, "2024q3": 50}), 2024)
    assert (result.passed, float(result.amount.value / YI)) == (3, 310)


def test_a_missing_quarter_ends_the_run():
    assert year_to_date(amounts(**{"2024q2": 150, "2024q3": 50}), 2024) is None
    assert year_to_date(amounts(**{"2024q1": 100, "2024q3": 50}), 2024).passed == 1
    assert year_to_date(amounts(**{"2024q1": 100, "2023h1": 50}), 2024).passed == 1


def test_only_figures_of_one_definition_and_two_sided_ones_count(everything):
    result = figures_of(everything, "agreed_amount", AGREED)
    assert set(result) == {"2023", "2023h1", "2017m01-m08"}
    assert figures_of(
        everything, "contract_amount.out_of_city", Definition("contract", "out_of_city")
    ).keys() == {"2023"}
    assert not figures_of(everything, "intended_amount.pipeline", Definition("intended"))


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
