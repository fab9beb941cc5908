"""What would change the chance of a target most."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.sensitivity import sensitivity


def target(results, name):
    return results.workspace.targets.set_index("target_id", drop=False).loc[name]


def test_the_number_of_large_projects_changes_the_chance_most(annual_results):
    ranking = sensitivity(
        annual_results.outlook.agreed.distribution, target(annual_results, "2024.agreed_amount.target")
    )
    assert ranking["name"].iloc[0] == "tier_ge_50"
    assert ranking["swing"].abs().is_monotonic_decreasing
    first = ranking.iloc[0]
    assert first["p_low"] < 0.3 < 0.8 < first["p_high"]
    assert first["low"] < 9 < first["high"]
    key = "2024.agreed_amount.p_reach.1000.sensitivity.tier_ge_50"
    assert annual_results.facts[f"{key}.swing"].value == pytest.approx(100 * first["swing"])
    assert annual_results.facts[key].low == annual_results.facts[f"{key}.low_p"].value == first["p_low"]


def test_a_chance_that_falls_has_a_negative_difference(annual_results):
    forecast = annual_results.outlook.agreed.distribution
    goal = target(annual_results, "2024.agreed_amount.target")
    rows = sensitivity(forecast, goal).set_index("name")
    base = forecast.p_reach(goal)
    for case in forecast.cases:
        assert rows.loc[case, "swing"] == pytest.approx(forecast.p_reach(goal, case=case) - base)
    assert rows.loc["year_effect", "swing"] < 0 < rows.loc["optimistic", "swing"]


def test_a_driver_that_is_the_total_itself_explains_nothing():
    new, named = np.linspace(0.0, 100.0, 101), np.tile([0.0, 5.0], 51)[:101]
    goal = Quantity.exact(80 * YI, "元", Definition("agreed"))

    def drivers(samples):
        made = ForecastDistribution(
            "agreed_amount",
            2024,
            Definition("agreed"),
            samples,
            "ledger_simulation",
            ("full_ledger",),
            drivers={"new_business": new},
        )
        return list(sensitivity(made, goal)["name"])

    assert drivers(new) == drivers(new + 12.5) == []
    assert drivers(new + named) == ["new_business"]
