"""Numbers of projects ahead by every method: what the pages show spans what the other methods say."""

from __future__ import annotations

import numpy as np

from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import Definition
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.results.number_forecasts import NumberForecast
from tests.fixtures.dated_districts import dated_results

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


SIZES = {
    "2025-01-12": (
        "2023,projects_signed,,,,,171,个",
        "2023,projects_signed,size=ge_10,,,,25,个",
        "2024,projects_signed,,,,,186,个",
        "2024,projects_signed,size=ge_10,,,,28,个",
        "2025,projects_signed,,target,,,190,个",
        "2025,projects_signed,size=ge_10,target,,,30,个",
    )
}


def test_a_number_of_large_projects_is_forecast_from_such_numbers(tmp_path):
    """Not from the number of all projects, beside which a target of 30 would be all but sure."""
    results = dated_results(tmp_path, "2024", SIZES, as_of="2025-02-28")
    whole, large = (FactId(f"2025.projects_signed{size}") for size in ("", ".tier_ge_10"))
    for key, low, high in ((whole, 120, 260), (large, 15, 45)):
        by_method = results.facts[key / "by_method" / "annual_total"]
        shown = results.facts[key / "forecast" / "median"]
        assert low < by_method.value < high
        assert by_method.value == shown.value
    (chance,) = (fact for fact in results.facts.values() if fact.id == large / "p_reach" / "30")
    assert chance.high < 0.7
