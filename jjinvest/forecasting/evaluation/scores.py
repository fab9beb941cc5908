"""Scores of forecasts: accuracy, sharpness and calibration.

Functions take and return arrays, one score per element; the caller averages. Smaller is better except for
skill. CRPS, pinball, interval and Brier scores are proper scoring rules (Gneiting & Raftery 2007, Strictly
proper scoring rules, JASA 102). Where the actual value is missing, so is the score.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def crps(samples: npt.ArrayLike, actual: npt.ArrayLike) -> Array:
    """Continuous ranked probability score of samples, in the unit of the values.

    Parameters
    ----------
    samples
        Draws along the first axis, shape (draws, …).
    actual
        Shape of one draw.

    Notes
    -----
    E|X − y| − ½ E|X − X′| over the draws, taken as the distribution itself. The second mean is computed from
    the order statistics, so the cost is that of sorting.

    Raises
    ------
    ValueError
        If there is no draw, or one that is infinite.

    Examples
    --------
    >>> float(crps([1.0, 2.0, 3.0], 2.0).round(3))
    0.222
    """
    ordered = np.sort(np.atleast_1d(np.asarray(samples, dtype=float)), axis=0)
    n = len(ordered)
    if not n or np.isinf(ordered).any():
        raise ValueError("one draw at least is needed, and none infinite")
    rank = np.arange(1, n + 1, dtype=float).reshape(-1, *([1] * (ordered.ndim - 1)))
    spread = ((2 * rank - n - 1) * ordered).sum(axis=0) / n**2
    return np.asarray(np.abs(ordered - np.asarray(actual, dtype=float)).mean(axis=0) - spread)


def pinball(quantile: npt.ArrayLike, actual: npt.ArrayLike, level: npt.ArrayLike) -> Array:
    """Pinball (quantile) loss of the forecast quantile of probability `level`.

    Examples
    --------
    >>> float(pinball(2.0, 3.0, 0.9))
    0.9
    """
    miss = np.asarray(actual, dtype=float) - np.asarray(quantile, dtype=float)
    share = np.asarray(level, dtype=float)
    return np.asarray(np.maximum(share * miss, (share - 1) * miss))


def interval_score(low: npt.ArrayLike, high: npt.ArrayLike, actual: npt.ArrayLike, *, alpha: float) -> Array:
    """Interval score: width of a central (1 − `alpha`) interval plus 2/`alpha` × distance of the actual.

    Raises
    ------
    ValueError
        If `alpha` does not lie between 0 and 1.

    Examples
    --------
    >>> float(interval_score(0.0, 2.0, 3.0, alpha=0.2))
    12.0
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha lies between 0 and 1, not {alpha}")
    lower, upper, y = (np.asarray(a, dtype=float) for a in (low, high, actual))
    distance = np.maximum(lower - y, 0) + np.maximum(y - upper, 0) + 0 * y
    return np.asarray(upper - lower + 2 / alpha * distance)


def brier(probability: npt.ArrayLike, happened: npt.ArrayLike) -> Array:
    """Brier score: squared difference of a probability and whether the event happened (1 or 0)."""
    return np.asarray((np.asarray(probability, dtype=float) - np.asarray(happened, dtype=float)) ** 2)


@dataclass(frozen=True)
class Coverage:
    """Share of actual values in their intervals (NaN for none), and the number `n` of scored values."""

    share: float
    n: int


def coverage(low: npt.ArrayLike, high: npt.ArrayLike, actual: npt.ArrayLike) -> Coverage:
    """Return the share of actual values in their closed intervals; missing values do not count.

    Examples
    --------
    >>> coverage([0, 0], [1, 1], [0.5, 2.0])
    Coverage(share=0.5, n=2)
    """
    lower, upper, y = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in (low, high, actual)))
    scored = ~(np.isnan(lower) | np.isnan(upper) | np.isnan(y))
    n = int(scored.sum())
    inside = int(((lower <= y) & (y <= upper) & scored).sum())
    return Coverage(inside / n if n else float("nan"), n)


def skill(score: npt.ArrayLike, reference: npt.ArrayLike) -> float:
    """One minus the ratio of mean scores: 1 is perfect, 0 as good as the reference, below 0 worse.

    Elements missing in either are left out of both. NaN where none is left, or where the reference is perfect
    too.

    Examples
    --------
    >>> skill([1.0, 1.0], [2.0, 2.0])
    0.5
    """
    own, base = np.broadcast_arrays(np.asarray(score, dtype=float), np.asarray(reference, dtype=float))
    both = ~(np.isnan(own) | np.isnan(base))
    total = float(base[both].sum())
    return 1 - float(own[both].sum()) / total if total > 0 else float("nan")


def smape(actual: npt.ArrayLike, forecast: npt.ArrayLike) -> Array:
    """Symmetric absolute percentage error, 0 to 200, as in the M3 competition; 0 where both are 0."""
    y, f = np.asarray(actual, dtype=float), np.asarray(forecast, dtype=float)
    size = np.abs(y) + np.abs(f)
    return np.asarray(200 * np.abs(y - f) / np.where(size == 0, 1.0, size))


def mase(actual: npt.ArrayLike, forecast: npt.ArrayLike, history: npt.ArrayLike) -> Array:
    """Absolute error in units of the mean absolute seasonal difference of quarters (Hyndman & Koehler 2006).

    Parameters
    ----------
    history
        One series, oldest first. The result is NaN where it is not longer than a year, or repeats
        itself exactly.
    """
    y = np.asarray(history, dtype=float)
    steps = np.abs(y[4:] - y[:-4])
    steps = steps[~np.isnan(steps)]
    scale = float(steps.mean()) if len(steps) else 0.0
    error = np.abs(np.asarray(actual, dtype=float) - np.asarray(forecast, dtype=float))
    return np.asarray(error / scale if scale > 0 else np.full_like(error, np.nan))
