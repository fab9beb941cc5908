"""Ensemble: weights from past origins, and samples mixed by weight."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.core.quantity import Definition
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.ensemble import ScoredOrigin, ensemble, stacking_weights


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
    weights = stacking_weights(backtests(30)).set_index("model")
    assert weights["weight"].sum() == pytest.approx(1)
    assert weights.loc["good", "weight"] > 0.6
    assert weights.loc["good", "weight"] > weights.loc["wide", "weight"] > weights.loc["biased", "weight"]
    assert weights["crps"].idxmin() == "good"
    assert (weights["origins"] == 30).all()


def test_with_few_origins_weights_stay_near_equal():
    few, many = (stacking_weights(backtests(n)).set_index("model")["weight"]["good"] for n in (1, 60))
    assert 1 / 3 < few < many


def test_weights_need_backtests_of_the_same_models():
    with pytest.raises(ValueError, match="none"):
        stacking_weights([])
    with pytest.raises(ValueError, match="same models"):
        stacking_weights([ScoredOrigin({"a": normal(1, 1)}, 1.0), ScoredOrigin({"b": normal(1, 1)}, 1.0)])
    assert stacking_weights([ScoredOrigin({"a": normal(1, 1)}, 1.0)])["weight"].tolist() == [1.0]


def distribution(samples, **changes) -> ForecastDistribution:
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
    low, high = distribution(np.full(1000, 1.0)), distribution(np.full(1000, 2.0), method="quarterly")
    mixed = ensemble({"low": low, "high": high}, {"low": 0.25, "high": 0.75}, seed=1)
    assert (mixed.samples == 2).mean() == 0.75
    assert mixed.method == "quarterly"
    assert mixed.reasons == ("pooled",)
    assert set(mixed.cases) == {"low", "high"}


def test_forecasts_that_cannot_be_pooled_are_refused():
    one, other = distribution(np.ones(10)), distribution(np.ones(10), definition=Definition("contract"))
    with pytest.raises(ValueError, match="one metric"):
        ensemble({"a": one, "b": other}, {"a": 0.5, "b": 0.5}, seed=1)
    for weights in ({"a": 1.0}, {"a": -1.0, "b": 2.0}, {"a": 0.0, "b": 0.0}):
        with pytest.raises(ValueError, match="weight"):
            ensemble({"a": one, "b": one}, weights, seed=1)
