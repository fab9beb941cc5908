"""Training of interval factors: the scale factors that forecasts of hold-out series would have needed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jjinvest.forecasting.quarterly.interval_calibration import COVERAGES, Array, coverage_edges

MAX_FACTOR = 20.0
"""Largest factor: where paths and their median lie on the floor of zero, no factor reaches the value."""
MIN_UPPER_MISS_SHARES = (0.5, 0.5, 1.0)
"""Smallest part of its own share of misses that an upper end keeps when it compensates for misses of the
lower end, by coverage: at 95 % all of it, because the interval would become too wide."""


def scale_factors_needed(samples: npt.ArrayLike, actual: npt.ArrayLike) -> Array:
    """Factor by which each end of a central interval has to be stretched to just include the actual value.

    Parameters
    ----------
    samples
        On the scale where they are to be stretched, shape (draws, horizon); `actual` (horizon,).

    Returns
    -------
    Array
        Shape (2, horizon, :data:`COVERAGES`), below and above the median; negative where the value lies on
        the other side.
    """
    drawn, y = np.asarray(samples, dtype=float), np.asarray(actual, dtype=float)
    median = np.median(drawn, axis=0)
    levels = np.array(COVERAGES)
    low, high = np.quantile(drawn, [(1 - levels) / 2, (1 + levels) / 2], axis=0)
    below = (median - y) / np.maximum(median - low, 1e-12)
    above = (y - median) / np.maximum(high - median, 1e-12)
    return np.stack([below.T, above.T])


def calibrated_scale_factors(needed: Array, weight: Array) -> Array:
    """Factors, one a coverage, from the factors that forecasts needed on the side of the actual value.

    `needed` has the shape (forecasts, :data:`COVERAGES`), `weight` (forecasts,). The factor of a coverage is
    that quantile.
    """
    return _ordered(np.array([_quantile(needed[:, j], weight, level) for j, level in enumerate(COVERAGES)]))


def calibrated_side_factors(needed: Array, weight: Array, out_of_reach: npt.NDArray[np.bool_]) -> Array:
    """Factors below and above the median from forecasts that count by `weight`, shape (forecasts,).

    Each end is to miss half of what its interval may miss. Where the lower one misses more, because no factor
    reaches the value (`out_of_reach`, (forecasts,): a zero after quarters that were all positive), the upper
    one compensates down to :data:`MIN_UPPER_MISS_SHARES` of its own share.
    """
    factors = np.empty((2, len(COVERAGES)))
    for j, (level, spared) in enumerate(zip(COVERAGES, MIN_UPPER_MISS_SHARES, strict=True)):
        (below, above), half = needed[:, :, j], (1 - level) / 2
        factors[0, j] = _quantile(below, weight, 1 - half)
        missed = float(weight @ (out_of_reach | (below > factors[0, j])) / weight.sum())
        factors[1, j] = _quantile(above, weight, 1 - np.clip(1 - level - missed, spared * half, half))
    return np.stack([_ordered(side) for side in factors])


def _quantile(values: Array, weight: Array, share: float) -> float:
    """Smallest value that this share of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    total = weight[order].cumsum()
    return float(values[order][min(np.searchsorted(total, share * total[-1]), len(values) - 1)])


def _ordered(factors: Array) -> Array:
    """Factors from zero to :data:`MAX_FACTOR` whose edges grow from one level to the next."""
    edges = coverage_edges()
    return np.asarray(np.maximum.accumulate(np.clip(factors, 0, MAX_FACTOR) * edges) / edges)
