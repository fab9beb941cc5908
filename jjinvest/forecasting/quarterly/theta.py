"""Theta (Assimakopoulos & Nikolopoulos 2000, Int. J. Forecasting 16) by statsmodels, behind a guard.

The guard says beforehand whether a model can be fitted to a history, by its length and its values; nothing is tried to see
whether it raises. What the optimiser complains of is returned, not published. Only the point is used: the library's interval
is wrong on seasonal data.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from statsmodels.tsa.forecasting.theta import ThetaModel

Array = npt.NDArray[np.float64]
QUARTERS_PER_YEAR = 4
MIN_QUARTERS = 8
"""Quarters below which the library raises."""
USABLE_STATUSES = ("fitted", "not_converged")


class ThetaFit(NamedTuple):
    """What became of the model, and its point in the unit of the history, (horizon,).

    `status` is `fitted`, `not_converged` (used all the same), why it was not tried (see :func:`obstacle`), or `unusable`
    (an amount that is not positive and finite); then the point is NaN.
    """

    status: str
    point: Array

    @property
    def usable(self) -> bool:
        """Whether there is a forecast."""
        return self.status in USABLE_STATUSES


def obstacle(history: npt.ArrayLike, fewest: int = MIN_QUARTERS) -> str | None:
    """Why a model of positive seasonal amounts cannot be fitted: `too_few`, `has_gaps`, `not_positive`, `constant`; else None."""
    values = np.asarray(history, dtype=float)
    if len(values) < fewest:
        return "too_few"
    if np.isnan(values).any():
        return "has_gaps"
    if (values <= 0).any():
        return "not_positive"
    if np.ptp(values) <= 1e-9 * np.abs(values).max():
        return "constant"
    return None


def theta(history: npt.ArrayLike, horizon: int) -> ThetaFit:
    """Forecast the quarters after a history; seasonal indices multiply, where the library's test finds a season."""
    reason = obstacle(history)
    nothing = np.full(horizon, np.nan)
    if reason is not None:
        return ThetaFit(reason, nothing)
    values = np.asarray(history, dtype=float)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        point = np.asarray(
            ThetaModel(values, period=QUARTERS_PER_YEAR, method="multiplicative").fit().forecast(horizon)
        )
    if not (np.isfinite(point) & (point > 0)).all():
        return ThetaFit("unusable", nothing)
    return ThetaFit("not_converged" if any("onverge" in str(w.message) for w in said) else "fitted", point)
