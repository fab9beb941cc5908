"""Ensemble of methods: CRPS stacking weights from a backtest, and the pooled samples (a linear opinion pool).

The weights minimise the mean CRPS of the pool over past origins. The CRPS of a mixture is a quadratic form of
its weights, Σ wᵢ E|Xᵢ − y| − ½ ΣΣ wᵢ wⱼ E|Xᵢ − Xⱼ| (Gneiting and Raftery 2007, eq. 21), so this is a small
convex programme. With few origins the weights are shrunk towards equal ones, or towards given ones: as much
as by :data:`PRIOR_ORIGINS` further origins on which all methods do equally well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.on_demand import Samples

PRIOR_ORIGINS = 4.0
"""Strength of the shrinkage, as a number of origins."""
KNOTS = 200
"""Quantiles that stand for the samples of a method."""


@dataclass(frozen=True)
class ScoredOrigin:
    """One past origin: each method's forecast (samples by name) and the actual."""

    predictions: Mapping[str, Samples]
    actual: float


def stacking_weights(
    origins: Sequence[ScoredOrigin], *, towards: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Compute the weight of each method by CRPS stacking.

    Parameters
    ----------
    towards
        Weights to shrink towards; equal ones if not given.

    Returns
    -------
    DataFrame
        model, weight, crps (mean of the method alone, in units of the mean actual), origins.

    Raises
    ------
    ValueError
        If there is no origin, or the methods are not the same at every origin.

    Examples
    --------
    >>> good, biased = np.linspace(90, 110, 21), np.linspace(140, 160, 21)
    >>> origins = [ScoredOrigin({"good": good, "biased": biased}, actual) for actual in (98.0, 101.0, 103.0)]
    >>> stacking_weights(origins).set_index("model")["weight"].round(2).to_dict()
    {'good': 0.71, 'biased': 0.29}
    """
    if not origins:
        raise ValueError("weights are earned in backtests: there is none")
    names = list(origins[0].predictions)
    if any(list(origin.predictions) != names for origin in origins):
        raise ValueError("every origin needs the same models, in the same order")
    off, between = distances(origins)
    weight = weights_of(off, between, origins=len(origins), towards=towards)
    own = off.to_numpy(dtype=float) - np.diag(between.to_numpy(dtype=float)) / 2
    return pd.DataFrame({"model": names, "weight": weight.to_numpy(), "crps": own, "origins": len(origins)})


def distances(origins: Sequence[ScoredOrigin]) -> tuple[pd.Series, pd.DataFrame]:
    """Return all that stacking weights follow from, in units of the mean actual.

    Returns
    -------
    tuple
        Mean E|Xᵢ − y| by method, and mean E|Xᵢ − Xⱼ| by pair of methods. Weights of some of the methods
        follow from their rows alone (:func:`weights_of`).
    """
    names = list(origins[0].predictions)
    scale = float(np.mean([abs(origin.actual) for origin in origins])) or 1.0
    error, spread = np.zeros(len(names)), np.zeros((len(names), len(names)))
    for origin in origins:
        knots = [
            np.quantile(origin.predictions[name], (np.arange(KNOTS) + 0.5) / KNOTS) / scale for name in names
        ]
        error += np.array([np.abs(k - origin.actual / scale).mean() for k in knots])
        spread += np.array([[np.abs(a[:, None] - b[None, :]).mean() for b in knots] for a in knots])
    count = len(origins)
    return pd.Series(error / count, index=names), pd.DataFrame(spread / count, index=names, columns=names)


def weights_of(
    off: pd.Series, between: pd.DataFrame, *, origins: int, towards: Mapping[str, float] | None = None
) -> pd.Series:
    """Compute the weights of the methods in `off` from their mean distances (:func:`distances`).

    Parameters
    ----------
    between
        Rows and columns of other methods are left out: weights are those of the methods asked about, as if
        no other had been scored.
    origins
        Number of origins behind the means.
    towards
        Weights to shrink towards; equal ones if not given.

    Examples
    --------
    >>> off = pd.Series({"a": 1.0, "b": 1.0, "c": 2.0})
    >>> between = pd.DataFrame(1.0, index=off.index, columns=off.index)
    >>> weights_of(off, between, origins=50).round(2).to_dict()
    {'a': 0.5, 'b': 0.5, 'c': 0.0}
    >>> weights_of(off[["b", "c"]], between, origins=50).round(2).to_dict()
    {'b': 1.0, 'c': 0.0}
    """
    names = list(off.index)
    spread = between.loc[names, names].to_numpy(dtype=float)
    error = off.to_numpy(dtype=float)
    prior = np.array([towards[name] for name in names]) if towards else np.full(len(names), 1 / len(names))
    pull = float((error - 0.5 * np.diag(spread)).mean()) * PRIOR_ORIGINS
    return pd.Series(_minimise(error * origins, spread * origins, pull, prior), index=names)


def _minimise(error: Samples, spread: Samples, pull: float, prior: Samples) -> Samples:
    """Weights on the simplex that minimise Σ CRPS + `pull` × squared distance from the prior weights."""
    size = len(error)
    if size == 1:
        return np.ones(1)

    def loss(w: Samples) -> float:
        return float(w @ error - 0.5 * w @ spread @ w + pull * ((w - prior) ** 2).sum())

    def gradient(w: Samples) -> Samples:
        return np.asarray(error - spread @ w + 2 * pull * (w - prior))

    from scipy import optimize

    solution = optimize.minimize(
        loss,
        prior,
        jac=gradient,
        bounds=[(0, 1)] * size,
        method="SLSQP",
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(size)},
    )
    weight = np.clip(solution.x, 0, 1)
    return np.asarray(weight / weight.sum())


def ensemble(
    forecasts: Mapping[str, ForecastDistribution], weights: Mapping[str, float], *, seed: int
) -> ForecastDistribution:
    """Mix forecasts of one total by weight; method and assumptions are those of the heaviest.

    A single forecast is returned as it is.

    Raises
    ------
    ValueError
        If they are not of the same metric, year and 口径, or a weight is missing or negative.

    Examples
    --------
    >>> from jjinvest.core.quantity import Definition
    >>> low, high = (
    ...     ForecastDistribution("agreed_amount", 2024, Definition("agreed"), np.full(100, amount), name)
    ...     for name, amount in (("quarterly", 900.0), ("credibility", 1100.0))
    ... )
    >>> pooled = ensemble({"low": low, "high": high}, {"low": 0.25, "high": 0.75}, seed=1)
    >>> float(pooled.samples.mean()), pooled.method
    (1050.0, 'credibility')
    """
    if len({(f.metric, f.year, f.definition) for f in forecasts.values()}) != 1:
        raise ValueError("only forecasts of one metric, year and basis can be pooled")
    if set(forecasts) != set(weights) or min(weights.values()) < 0 or not sum(weights.values()) > 0:
        raise ValueError("a weight that is not negative for each model, at least one positive")
    names = sorted(forecasts, key=lambda name: -weights[name])
    if len(names) == 1:
        return forecasts[names[0]]
    rng = np.random.default_rng([seed, 3])
    draws = max(forecasts[name].samples.size for name in names)
    share = np.array([weights[name] for name in names]) / sum(weights.values())
    ends = np.round(share.cumsum() * draws).astype(int)
    counts = np.diff(ends, prepend=0)
    taken = [
        rng.choice(forecasts[name].samples, count, replace=count > forecasts[name].samples.size)
        for name, count in zip(names, counts, strict=True)
    ]
    samples = rng.permutation(np.concatenate(taken))
    heaviest = forecasts[names[0]]
    reasons = (*heaviest.reasons, "pooled")
    cases = {name: each.samples for name, each in forecasts.items()}
    parts = {}
    if all("signed" in each.parts for each in forecasts.values()):  # certain, hence the same in each
        signed = np.full(samples.size, float(heaviest.parts["signed"].mean()))
        parts = {"signed": signed, "rest": samples - signed}
    return replace(
        heaviest,
        samples=samples,
        reasons=reasons,
        caveat="pooled" if (counts > 0).sum() > 1 else heaviest.caveat,
        cases=cases,
        parts=parts,
        drivers={},
        simulation="",
    )
