"""Numbers of projects ahead by every method: what the pages show spans what the other methods say."""

from __future__ import annotations

import numpy as np

from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import Definition
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.results.number_forecasts import NumberForecast

KEY = FactId("2025.projects_signed")


def forecast(method: str, samples: np.ndarray) -> ForecastDistribution:
    definition = Definition("count")
    return ForecastDistribution("projects_signed", 2025, definition, samples, method, currency="个")


def test_the_range_of_a_chance_spans_every_method():
    """Two of a hundred years by the ledger, half of them by the quarters: 2 % to 50 %, not 2 % alone."""
    by_ledger = forecast("ledger_simulation", np.repeat([30.0, 45.0], [98, 2]))
    by_quarters = forecast("quarterly", np.repeat([30.0, 45.0], [50, 50]))
    number = NumberForecast(KEY, {each.method: each for each in (by_ledger, by_quarters)}, is_shown=True)
    about = {"unit": "概率", "target": 40.0, "definition": "p_reach"}
    for part in ("", "ledger", "mid_year"):
        shown = by_ledger.fact(KEY / part / "p_reach" / "40", 0.02, 0.01, 0.05, **about)
        wide = number.widened(shown)
        assert (wide.value, wide.low, wide.high) == (0.02, 0.01, 0.5)
    for other in (
        KEY / "by_method" / "quarterly" / "p_reach" / "40",
        FactId("2025.agreed_amount.p_reach.40"),
    ):
        unchanged = by_ledger.fact(other, 0.02, **about)
        assert number.widened(unchanged) is unchanged
