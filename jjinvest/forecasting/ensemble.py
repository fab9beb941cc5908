"""Ensemble of methods: CRPS stacking weights from a backtest, and the pooled samples (a linear opinion pool).

The weights make the mean CRPS of the pool over past origins smallest. The CRPS of a mixture is a quadratic form of its
weights, Σ wᵢ E|Xᵢ − y| − ½ ΣΣ wᵢ wⱼ E|Xᵢ − Xⱼ| (Gneiting and Raftery 2007, eq. 21), so that this is a small convex
programme. With few origins weights are drawn towards equal ones, or others that are given, as much as
:data:`PRIOR_ORIGINS` further origins on which all models had done equally well would do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import optimize

from jjinvest.forecasting.distribution import ForecastDistribution, Samples

PRIOR_ORIGINS = 4.0
KNOTS = 200


@dataclass(frozen=True)
class ScoredOrigin:
    """One past origin: each method's forecast (samples by name) and the actual."""

    predictions: Mapping[str, Samples]
    actual: float


def stacking_weights(
    origins: Sequence[ScoredOrigin], *, towards: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Weight of each model: model, weight, crps (its own mean, in units of the actuals' mean), origins.

    Parameters
    ----------
    towards
        Weights that few origins leave almost as they are; equal ones if not given.

    Raises
    ------
    ValueError
        If there is no backtest, or the models are not the same at every origin.
    """
    if not origins:
        raise ValueError("weights are earned in backtests: there is none")
    names = list(origins[0].predictions)
    if any(list(origin.predictions) != names for origin in origins):
        raise ValueError("every origin needs the same models, in the same order")
    scale = float(np.mean([abs(origin.actual) for origin in origins])) or 1.0
    miss, apart = np.zeros(len(names)), np.zeros((len(names), len(names)))
    own = np.zeros(len(names))
    for origin in origins:
        knots = [
            np.quantile(origin.predictions[name], (np.arange(KNOTS) + 0.5) / KNOTS) / scale for name in names
        ]
        off = np.array([np.abs(k - origin.actual / scale).mean() for k in knots])
        between = np.array([[np.abs(a[:, None] - b[None, :]).mean() for b in knots] for a in knots])
        miss, apart = miss + off, apart + between
        own += off - 0.5 * np.diag(between)
    count = len(origins)
    prior = np.array([towards[name] for name in names]) if towards else np.full(len(names), 1 / len(names))
    weight = _least(miss, apart, float(own.mean()) / count * PRIOR_ORIGINS, prior)
    return pd.DataFrame({"model": names, "weight": weight, "crps": own / count, "origins": count})


def _least(miss: Samples, apart: Samples, pull: float, prior: Samples) -> Samples:
    """Weights on the simplex with the least Σ CRPS + `pull` × (squared distance from the prior ones, 0 … 1)."""
    size = len(miss)
    if size == 1:
        return np.ones(1)

    def loss(w: Samples) -> float:
        return float(w @ miss - 0.5 * w @ apart @ w + pull * ((w - prior) ** 2).sum())

    def slope(w: Samples) -> Samples:
        return np.asarray(miss - apart @ w + 2 * pull * (w - prior))

    found = optimize.minimize(loss, prior, jac=slope, bounds=[(0, 1)] * size, method="SLSQP",
                              constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(size)})  # fmt: skip
    weight = np.clip(found.x, 0, 1)
    return np.asarray(weight / weight.sum())


def ensemble(
    outcomes: Mapping[str, ForecastDistribution], weights: Mapping[str, float], *, seed: int
) -> ForecastDistribution:
    """Mix outcomes of one total by weight; method and assumptions are those of the heaviest.

    One alone stays as it is.

    Raises
    ------
    ValueError
        If they are not of the same metric, year and 口径, or a weight is missing or negative.
    """
    if len({(o.metric, o.year, o.definition) for o in outcomes.values()}) != 1:
        raise ValueError("only forecasts of one metric, year and basis can be pooled")
    if set(outcomes) != set(weights) or min(weights.values()) < 0 or not sum(weights.values()) > 0:
        raise ValueError("a weight that is not negative for each model, at least one positive")
    names = sorted(outcomes, key=lambda name: -weights[name])
    if len(names) == 1:
        return outcomes[names[0]]
    rng = np.random.default_rng([seed, 3])
    draws = max(outcomes[name].samples.size for name in names)
    share = np.array([weights[name] for name in names]) / sum(weights.values())
    ends = np.round(share.cumsum() * draws).astype(int)
    counts = np.diff(ends, prepend=0)
    taken = [
        rng.choice(outcomes[name].samples, count, replace=count > outcomes[name].samples.size)
        for name, count in zip(names, counts, strict=True)
    ]
    samples = rng.permutation(np.concatenate(taken))
    heaviest = outcomes[names[0]]
    reasons = (*heaviest.reasons, "pooled")
    cases = {name: outcome.samples for name, outcome in outcomes.items()}
    parts = {}
    if all("signed" in outcome.parts for outcome in outcomes.values()):  # certain, hence the same in each
        signed = np.full(samples.size, float(heaviest.parts["signed"].mean()))
        parts = {"signed": signed, "rest": samples - signed}
    return replace(
        heaviest, samples=samples, reasons=reasons, cases=cases, parts=parts, drivers={}, simulation=""
    )
