"""Huber's M-estimator of location: a mean in which far values weigh less, with its scale.

The steps, and when they end, are those of the robust linear model of statsmodels with an intercept only; that
library takes half a second to import.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

TUNING = 1.345
"""Distance from the centre, in scales, up to which a value has its full weight."""
TOLERANCE, STEPS = 1e-8, 50
_NORMAL = float(ndtri(0.75))


def huber_location(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return centre and scale: the median distance from the centre, as a standard deviation.

    Examples
    --------
    >>> centre, scale = huber_location(np.array([1.0, 2.0, 3.0, 4.0, 100.0]))
    >>> round(centre, 2), round(scale, 2)
    (3.0, 1.48)
    """
    weights = np.ones(len(values))
    centre, scale, loss = _step(values, weights)
    for _ in range(STEPS - 1):
        if scale == 0:
            break
        before = loss
        weights = TUNING / np.maximum(np.abs(values - centre) / scale, TUNING)
        centre, scale, loss = _step(values, weights)
        if abs(loss - before) <= TOLERANCE:
            break
    return centre, scale


def _step(values: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the weighted mean, the scale around it, and Huber's loss per weighted variance."""
    centre = float(np.average(values, weights=weights))
    distances = np.abs(values - centre)
    variance = float((weights * distances**2).sum()) / (len(values) - 1)
    scale = float(np.median(distances)) / _NORMAL
    if variance == 0:
        return centre, scale, 0.0
    parts = distances / variance
    inner = np.minimum(parts, TUNING)
    return centre, scale, float((inner * (parts - inner / 2)).sum())
