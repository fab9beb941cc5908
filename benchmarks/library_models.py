"""Standard models of short quarterly series from statsmodels, for comparison: points and intervals.

Guarded like the package's Theta (:mod:`jjinvest.forecasting.quarterly.theta`), which is one of them.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from jjinvest.forecasting.quarterly.history import QUARTERS_PER_YEAR
from jjinvest.forecasting.quarterly.theta import MIN_QUARTERS as MIN_THETA_QUARTERS
from jjinvest.forecasting.quarterly.theta import USABLE_STATUSES, reason_not_fitted, theta

# statsmodels takes a second to import: each model imports what it is fitted with

Array = npt.NDArray[np.float64]
MIN_QUARTERS = {"structural": 6, "theta": MIN_THETA_QUARTERS, "ets": 8, "airline": 8}
"""Quarters below which a model has no degree of freedom left or the library raises."""


@dataclass(frozen=True)
class Fitted:
    """Forecast of one model, in the unit of the amounts.

    `name`; `point` and the library's own `low` and `high` by level, each (horizon,), empty where it has none;
    `status`: as of the package's Theta.
    """

    name: str
    status: str
    point: Array
    intervals: dict[float, tuple[Array, Array]]

    @property
    def usable(self) -> bool:
        """Whether there is a forecast."""
        return self.status in USABLE_STATUSES


def fit(
    name: str, history: npt.ArrayLike, horizon: int, *, levels: tuple[float, ...] = (0.8, 0.95)
) -> Fitted:
    """Forecast by one of the :data:`MIN_QUARTERS` models, on logs where the model is additive."""
    if name == "theta":
        fitted = theta(history, horizon)
        return Fitted(name, fitted.status, fitted.point, {})
    reason = reason_not_fitted(history, MIN_QUARTERS[name])
    missing = np.full(horizon, np.nan)
    if reason is not None:
        return Fitted(name, reason, missing, {})
    values = np.asarray(history, dtype=float)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        center, sd = _FITS[name](values, horizon)
    if not np.isfinite(center).all():
        return Fitted(name, "unusable", missing, {})
    intervals = {}
    if sd is not None and np.isfinite(sd).all():
        for level in levels:
            reach = special.ndtri((1 + level) / 2) * sd
            intervals[level] = (np.exp(center - reach), np.exp(center + reach))
    complained = any("onverge" in str(w.message) for w in caught)
    return Fitted(name, "not_converged" if complained else "fitted", np.exp(center), intervals)


def _structural(values: Array, horizon: int) -> tuple[Array, Array | None]:
    """Local level and seasonal unobserved components on logs."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    result = UnobservedComponents(np.log(values), level="llevel", seasonal=QUARTERS_PER_YEAR).fit(disp=0)
    ahead = result.get_forecast(horizon)
    return np.asarray(ahead.predicted_mean), np.asarray(ahead.se_mean)


def _airline(values: Array, horizon: int) -> tuple[Array, Array | None]:
    """ARIMA (0,1,1)(0,1,1) on logs (Box & Jenkins 1970)."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    model = SARIMAX(
        np.log(values), order=(0, 1, 1), seasonal_order=(0, 1, 1, QUARTERS_PER_YEAR), concentrate_scale=True
    )
    ahead = model.fit(disp=0).get_forecast(horizon)
    return np.asarray(ahead.predicted_mean), np.asarray(ahead.se_mean)


def _ets(values: Array, horizon: int) -> tuple[Array, Array | None]:
    """Additive exponential smoothing on logs, the form chosen by AICc (Hyndman et al. 2008)."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    logs, n = pd.Series(np.log(values)), len(values)
    best, chosen = np.inf, None
    for (trend, damped), seasonal in product([(None, False), ("add", False), ("add", True)], [None, "add"]):
        parameters = 3 + 2 * (trend is not None) + damped + QUARTERS_PER_YEAR * (seasonal is not None)
        if n - parameters - 1 <= 0:
            continue
        result = ETSModel(
            logs,
            trend=trend,
            damped_trend=damped,
            seasonal=seasonal,
            seasonal_periods=QUARTERS_PER_YEAR if seasonal else None,
            initialization_method="estimated",
        ).fit(disp=0)
        aicc = -2 * result.llf + 2 * parameters * n / (n - parameters - 1)
        if aicc < best:
            best, chosen = aicc, result
    if chosen is None:
        return np.full(horizon, np.nan), None
    ahead = chosen.get_prediction(n, n + horizon - 1)
    return np.asarray(ahead.predicted_mean), np.sqrt(np.asarray(ahead.forecast_variance))


_FITS: dict[str, Callable[[Array, int], tuple[Array, Array | None]]] = {
    "structural": _structural,
    "ets": _ets,
    "airline": _airline,
}
