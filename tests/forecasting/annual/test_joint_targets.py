"""Joint targets: the chance that all are reached, and the assumptions that tie them together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.forecasting.annual.joint_targets import (
    grown,
    joint_targets,
    out_of_city_ratios,
    ratio_weights,
)
from jjinvest.forecasting.annual.reference_class import GrowthModel

FUNDS = Definition("funds", "out_of_city")


def test_all_targets_together_are_not_more_likely_than_each(annual_results):
    facts = annual_results.facts
    all_three = facts["2024.targets.p_all"]
    assert all_three.low < all_three.value < all_three.high
    assert facts["2024.targets.forecastable"].value == 3
    each = [
        facts[f"2024.{m}"]
        for m in (
            "agreed_amount.p_reach.1000",
            "agreed_amount.out_of_city.p_reach.700",
            "funds_in_place.out_of_city.p_reach.200",
        )
    ]
    assert all_three.high <= min(f.high for f in each) + 0.01
    assert all_three.low <= min(f.low for f in each) + 0.01
    assert all_three.value <= min(f.value for f in each[:2])
    assert 0 < all_three.low < all_three.high < 1


def test_correlated_targets_are_more_likely_together_than_independent_ones(annual_results):
    w, outlook, funds = (
        annual_results.workspace,
        annual_results.outlook.agreed,
        annual_results.outlook.funds,
    )
    assumed = Assumptions(funds_agreed_correlation=(0.9,), contract_to_agreed=(0.8,))

    def highest(assumptions: Assumptions) -> float:
        models = funds.published, funds.complete
        facts = joint_targets(w, outlook.distribution, *models, seed=1, assumptions=assumptions)
        return next(fact.high for fact in facts if fact.id == "2024.targets.p_all")

    loose = assumed.model_copy(update={"funds_agreed_correlation": (0.0,)})
    assert highest(assumed) > highest(loose) + 0.03


def test_growth_of_funds_has_its_distribution_under_every_correlation(annual_results):
    model, actual = GrowthModel(0.05, 0.1, 12), Quantity.exact(188 * YI, "元", FUNDS)
    for rho in (0.0, 0.7):
        funds = grown(
            annual_results.outlook.agreed.distribution, actual, model, centre=0.0, correlation=rho, seed=4
        )
        needed = 200 / 188 - 1
        assert funds.p_reach(Quantity.exact(200 * YI, "元", FUNDS)) == pytest.approx(
            model.p_at_least(needed, centre=0.0), abs=0.01
        )
        observed = np.corrcoef(
            pd.Series(funds.samples).rank(),
            pd.Series(annual_results.outlook.agreed.distribution.samples).rank(),
        )[0, 1]
        assert observed == pytest.approx(rho, abs=0.06)


def test_a_year_with_its_own_out_of_city_figure_needs_no_ratio(annual):
    figures = annual.figures.copy()
    row = figures[figures["fact_id"] == "2023.agreed_amount"].assign(fact_id="2023.agreed_amount.out_of_city")
    workspace = replace(annual, figures=pd.concat([figures, row], ignore_index=True))
    with pytest.raises(LookupError):
        out_of_city_ratios(workspace, 2024, Assumptions())


def test_every_ratio_between_the_first_and_the_last_counts_alike():
    assert ratio_weights([0.8]).tolist() == [1.0]
    assert ratio_weights([0.5, 0.6, 1.0]).tolist() == pytest.approx([0.1, 0.5, 0.4])
    crowded, even = [0.57, 0.58, 0.59, 0.8, 1.0], [0.57, 0.8, 1.0]
    linear = [float(ratio_weights(r) @ np.array(r)) for r in (crowded, even)]
    assert linear == pytest.approx([0.785, 0.785])


def test_the_out_of_city_chance_averages_over_the_ratio_and_ranges_over_models(annual_results):
    facts, key = annual_results.facts, "2024.agreed_amount.out_of_city.p_reach.700"
    chance, by_ratio = facts[key], facts[f"{key}.by_ratio"]
    assert by_ratio.value is None
    assert by_ratio.low < chance.low <= chance.value <= chance.high < by_ratio.high
    assert facts[f"{key}.given.1"].value == by_ratio.high
