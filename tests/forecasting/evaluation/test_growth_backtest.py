"""Backtest of growth models: each rate from those known before it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jjinvest.forecasting.annual.reference_class import fit_growth
from jjinvest.forecasting.evaluation.growth_backtest import backtest_growth, multiples
from tests.fixtures.backtests import growth


@pytest.mark.parametrize("selection", ["complete_series", "published_growth"])
def test_a_rate_is_forecast_from_those_known_before_it(selection):
    rates = [10.0, -5.0, 3.0, 8.0, 4.0, -2.0]
    years = backtest_growth(growth(rates, selection=selection), selection)
    other = backtest_growth(growth([*rates[:5], 900.0], selection=selection), selection)
    assert [t.year for t in years] == [2004, 2005]
    for one, changed in zip(years, other, strict=True):
        for model in ("zero", "fitted"):
            assert np.array_equal(one.predictions[model], changed.predictions[model])
    assert years[0].actual == pytest.approx(1.04)
    assert np.median(years[0].predictions["zero"]) == pytest.approx(1.0, abs=1e-3)


def test_quantiles_of_the_model_agree_with_its_chances():
    model = fit_growth(pd.Series([10.0, -5.0, 3.0, 8.0, 4.0]))
    for needed in (-0.1, 0.0, 0.064, 0.2):
        drawn = float((multiples(model) >= 1 + needed).mean())
        assert drawn == pytest.approx(model.p_at_least(needed), abs=1e-3)
