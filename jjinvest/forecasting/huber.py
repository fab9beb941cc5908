"""Huber's M-estimator of location: a mean in which far values weigh less, with its scale.

The steps are those of the robust linear model of statsmodels with an intercept only, which takes half a
second to import. They end when the centre stays: where one value is far away, that of statsmodels depends on
the unit.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

TUNING = 1.345
"""Distance from the centre, in scales, up to which a value has its full weight."""
TOLERANCE, STEPS = 1e-10, 100
"""Change of the centre, in scales, at which it stays; and the most steps."""
_NORMAL = NormalDist().inv_cdf(0.75)


def huber_location(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return centre and scale: the median distance from the centre, as a standard deviation.

    Examples
    --------
    >>> centre, scale = huber_location(np.array([1.0, 2.0, 3.0, 4.0, 100.0]))
    >>> round(centre, 2), round(scale, 2)
    (3.0, 1.48)
    """
    centre, scale = _step(values, np.ones(len(values)))
    for _ in range(STEPS):
        if scale == 0:
            break
        before = centre
        weights = TUNING / np.maximum(np.abs(values - centre) / scale, TUNING)
        centre, scale = _step(values, weights)
        if abs(centre - before) <= TOLERANCE * scale:
            break
    return centre, scale


def _step(values: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the weighted mean and the scale around it."""
    centre = float(np.average(values, weights=weights))
    return centre, float(np.median(np.abs(values - centre))) / _NORMAL
