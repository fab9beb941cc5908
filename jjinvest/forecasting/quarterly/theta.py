"""Theta method by statsmodels, behind a check of its input.

Assimakopoulos & Nikolopoulos 2000, Int. J. Forecasting 16.

The check decides from the length and the values of a history whether the model can be fitted; no exception of
the library is relied on. Warnings of the optimiser become a status. Only the point is used: the library's
interval is wrong on seasonal data.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jjinvest.forecasting.quarterly.history import QUARTERS_PER_YEAR

Array = npt.NDArray[np.float64]
MIN_QUARTERS = 8
"""Quarters below which the library raises an error."""
USABLE_STATUSES = ("fitted", "not_converged")
"""Statuses of a model with a forecast."""


class ThetaFit(NamedTuple):
    """Status of the model, and its point in the unit of the history, shape (horizon,).

    `status` is `fitted` or `not_converged` (used all the same); else the point is NaN and `status` is a code
    of :func:`reason_not_fitted` or `unusable` (an amount that is not positive and finite).
    """

    status: str
    point: Array

    @property
    def usable(self) -> bool:
        """Whether there is a forecast."""
        return self.status in USABLE_STATUSES


def reason_not_fitted(history: npt.ArrayLike, min_quarters: int = MIN_QUARTERS) -> str | None:
    """Why a model of positive seasonal amounts cannot be fitted; None if it can.

    Returns
    -------
    str or None
        `too_few` (fewer than `min_quarters`), `has_gaps`, `not_positive` or `constant`.
    """
    values = np.asarray(history, dtype=float)
    if len(values) < min_quarters:
        return "too_few"
    if np.isnan(values).any():
        return "has_gaps"
    if (values <= 0).any():
        return "not_positive"
    if np.ptp(values) <= 1e-9 * np.abs(values).max():
        return "constant"
    return None


def theta(history: npt.ArrayLike, horizon: int) -> ThetaFit:
    """Forecast the quarters after a history.

    The model has multiplicative seasonal indices where the library's test shows a season.

    Examples
    --------
    >>> fit = theta([10, 12, 9, 14, 11, 13, 10, 15], 2)
    >>> fit.status, fit.point.round(1).tolist()
    ('fitted', [12.9, 13.1])
    >>> theta([10, 12, 9], 2).status
    'too_few'
    """
    reason = reason_not_fitted(history)
    missing = np.full(horizon, np.nan)
    if reason is not None:
        return ThetaFit(reason, missing)
    from statsmodels.tsa.forecasting.theta import ThetaModel

    values = np.asarray(history, dtype=float)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        point = np.asarray(
            ThetaModel(values, period=QUARTERS_PER_YEAR, method="multiplicative").fit().forecast(horizon)
        )
    if not (np.isfinite(point) & (point > 0)).all():
        return ThetaFit("unusable", missing)
    return ThetaFit("not_converged" if any("onverge" in str(w.message) for w in warned) else "fitted", point)
