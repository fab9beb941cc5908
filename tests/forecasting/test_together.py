"""Several targets at once, what would change a chance, and models pooled by what they earned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.forecasting.annual.joint_targets import grown, joint_targets, out_of_city_ratios
from jjinvest.forecasting.annual.reference_class import GrowthModel
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.ensemble import ScoredOrigin, ensemble, stacking_weights
from jjinvest.forecasting.sensitivity import sensitivity

FUNDS = Definition("funds", "out_of_city")


def target(results, name):
    return results.workspace.targets.set_index("target_id", drop=False).loc[name]


def test_all_targets_together_are_no_likelier_than_each(annual_results):
    facts = annual_results.facts
    all_three = facts["2024.targets.p_all"]
    assert all_three.value is None
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
    assert 0 < all_three.low < all_three.high < 1


def test_targets_that_hang_together_are_likelier_together_than_a_product_says(annual_results):
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


def test_growth_of_funds_keeps_its_law_whatever_the_correlation(annual_results):
    model, actual = GrowthModel(0.05, 0.1, 12), Quantity.exact(188 * YI, "元", FUNDS)
    for rho in (0.0, 0.7):
        funds = grown(
            annual_results.outlook.agreed.distribution, actual, model, centre=0.0, correlation=rho, seed=4
        )
        needed = 200 / 188 - 1
        assert funds.p_reach(Quantity.exact(200 * YI, "元", FUNDS)) == pytest.approx(
            model.p_at_least(needed, centre=0.0), abs=0.01
        )
        seen = np.corrcoef(
            pd.Series(funds.samples).rank(), pd.Series(annual_results.outlook.agreed.distribution.samples).rank()
        )[0, 1]
        assert seen == pytest.approx(rho, abs=0.06)


def test_a_year_with_its_own_out_of_city_figure_needs_no_ratio(annual):
    figures = annual.figures.copy()
    row = figures[figures["fact_id"] == "2023.agreed_amount"].assign(fact_id="2023.agreed_amount.out_of_city")
    workspace = replace(annual, figures=pd.concat([figures, row], ignore_index=True))
    with pytest.raises(LookupError):
        out_of_city_ratios(workspace, 2024, Assumptions())


def test_the_number_of_large_projects_moves_the_chance_most(annual_results):
    found = sensitivity(
        annual_results.outlook.agreed.distribution, target(annual_results, "2024.agreed_amount.target")
    )
    assert found["name"].iloc[0] == "tier_ge_50"
    assert found["swing"].is_monotonic_decreasing
    first = found.iloc[0]
    assert first["p_low"] < 0.3 < 0.8 < first["p_high"]
    assert first["low"] < 9 < first["high"]
    key = "2024.agreed_amount.p_reach.1000.sensitivity.tier_ge_50"
    assert annual_results.facts[f"{key}.swing"].value == pytest.approx(100 * first["swing"])
    assert annual_results.facts[key].low == annual_results.facts[f"{key}.low_p"].value == first["p_low"]


def normal(mean, sd, n=2000) -> np.ndarray:
    return np.random.default_rng(int(mean * 7 + sd)).normal(mean, sd, n)


def backtests(count: int, seed: int = 3) -> list[ScoredOrigin]:
    rng = np.random.default_rng(seed)
    actuals = rng.normal(1000, 100, count)
    return [
        ScoredOrigin(
            {"good": normal(1000, 100), "biased": normal(1400, 100), "wide": normal(1000, 500)}, float(a)
        )
        for a in actuals
    ]


def test_a_worse_model_earns_less_weight():
    found = stacking_weights(backtests(30)).set_index("model")
    assert found["weight"].sum() == pytest.approx(1)
    assert found.loc["good", "weight"] > 0.6
    assert found.loc["good", "weight"] > found.loc["wide", "weight"] > found.loc["biased", "weight"]
    assert found["crps"].idxmin() == "good"
    assert (found["origins"] == 30).all()


def test_with_few_origins_weights_stay_near_equal():
    few, many = (stacking_weights(backtests(n)).set_index("model")["weight"]["good"] for n in (1, 60))
    assert 1 / 3 < few < many


def test_weights_need_backtests_of_the_same_models():
    with pytest.raises(ValueError, match="none"):
        stacking_weights([])
    with pytest.raises(ValueError, match="same models"):
        stacking_weights([ScoredOrigin({"a": normal(1, 1)}, 1.0), ScoredOrigin({"b": normal(1, 1)}, 1.0)])
    assert stacking_weights([ScoredOrigin({"a": normal(1, 1)}, 1.0)])["weight"].tolist() == [1.0]


def outcome(samples, **changes) -> ForecastDistribution:
    return ForecastDistribution(
        **{
            "metric": "agreed_amount",
            "year": 2024,
            "definition": Definition("agreed"),
            "samples": samples,
            "method": "credibility",
            **changes,
        }
    )


def test_the_pool_mixes_samples_in_proportion():
    low, high = outcome(np.full(1000, 1.0)), outcome(np.full(1000, 2.0), method="quarterly")
    mixed = ensemble({"low": low, "high": high}, {"low": 0.25, "high": 0.75}, seed=1)
    assert (mixed.samples == 2).mean() == 0.75
    assert mixed.method == "quarterly"
    assert mixed.reasons == ("pooled",)
    assert set(mixed.cases) == {"low", "high"}


def test_what_cannot_be_pooled_is_refused():
    one, other = outcome(np.ones(10)), outcome(np.ones(10), definition=Definition("contract"))
    with pytest.raises(ValueError, match="one metric"):
        ensemble({"a": one, "b": other}, {"a": 0.5, "b": 0.5}, seed=1)
    for weights in ({"a": 1.0}, {"a": -1.0, "b": 2.0}, {"a": 0.0, "b": 0.0}):
        with pytest.raises(ValueError, match="weight"):
            ensemble({"a": one, "b": one}, weights, seed=1)
