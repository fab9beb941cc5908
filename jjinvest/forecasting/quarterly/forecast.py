"""Forecast of a short quarterly series; returns no forecast when data is insufficient.

It works from one quarter of history. The structural model gives the distribution and the interval calibration
its width; from twenty-four quarters on, the point is a weighted mean with Theta's. Every choice follows from
the history (its length, gaps, zeros, negative corrections) and is part of the result, as reason codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

import numpy as np
import numpy.typing as npt

from jjinvest.forecasting.quarterly.history import QUARTERS_PER_YEAR
from jjinvest.forecasting.quarterly.interval_calibration import (
    IntervalCalibration,
    packaged_calibration,
    variation,
)
from jjinvest.forecasting.quarterly.scale_mixture import forecast_scale_mixture
from jjinvest.forecasting.quarterly.structural_model import MAX_QUARTERS, StructuralPrior
from jjinvest.forecasting.quarterly.theta import theta
from jjinvest.forecasting.quarterly.total_calibration import drawn_in, packaged_totals

Array = npt.NDArray[np.float64]
SHORT_HISTORY_QUARTERS = 12
"""Quarters below which a history counts as short: the forecast rests mostly on the series that the model is
trained on."""
MIN_THETA_QUARTERS, THETA_SHARE = 24, 0.4
"""Quarters from which Theta has a share in the point, and that share; both score best on the odd-numbered M3
series."""
MIN_SHOWN_QUARTERS = 4
"""Quarters below which a forecast rests on other series only and is not shown."""
MIN_QUARTERS_PER_CORRECTION = 8
"""Quarters for each negative amount from which it counts as a correction of other quarters and is treated as
missing. More frequent ones belong to the series and enter a model of amounts."""
MAX_LOG_DISTANCE = 20.0
"""Largest distance of a path from the recent level, on logs: a factor of 500 million."""
MAX_LOG_RISE = float(np.log(10))
"""Largest rise of a path above the largest known amount and above the point, on logs. After a few quarters of
large deals the tail is so long that a handful of paths in a thousand would dominate the mean."""
MAX_LOG_NOISE = 1.5
"""Largest standard deviation of a quarter's noise, on logs: e^1.5 is a factor of 4.5 up or down."""
MAX_BATCH_AMOUNTS = 200_000
"""Amounts drawn in one batch at most, as for twelve districts of 4,000 paths four quarters ahead: larger
batches leave the processor's cache and take longer."""


@dataclass(frozen=True)
class ModelRun:
    """One model of a forecast with its status, as in :class:`~jjinvest.forecasting.quarterly.theta.ThetaFit`.

    `share` is its weight in the combined point, 0 where it has none; `point` is its own, shape (horizon,).
    """

    name: str
    status: str
    share: float
    point: Array


@dataclass(frozen=True)
class QuarterlyForecast:
    """Forecast of the quarters after a history.

    Attributes
    ----------
    point
        Median of each quarter, shape (horizon,), in the unit of the history; NaN with method `none`.
    samples
        Joint paths, shape (draws, horizon): their quantiles are calibrated. A total is :meth:`total`.
    known
        Quarters with a value among the last
        :data:`~jjinvest.forecasting.quarterly.structural_model.MAX_QUARTERS`.
    method
        `combined` (structural model and Theta), `pooled` (structural model alone), `pooled_amounts` (on
        amounts, not on logs), `none` (no forecast).
    reasons
        Codes of what limits the forecast: `short_history`, `fewer_than_four`, `gaps`, `ends_in_gap`, `zeros`,
        `negative`, `corrections_left_out`, `constant`, `all_zero`, `no_values`, `old_part_left_out`.
    models
        Every model with its status.
    upper_factor
        Factor on the upper half of the total of a whole year
        (:mod:`jjinvest.forecasting.quarterly.total_calibration`).
    """

    point: Array
    samples: Array
    known: int
    method: str
    reasons: tuple[str, ...]
    models: tuple[ModelRun, ...]
    upper_factor: float = 1.0

    @property
    def usable(self) -> bool:
        """Whether it may be shown, as far as the history alone decides; a backtest decides the rest.

        Amounts that are all equal are a plan split evenly or a number typed once, and not shown.
        """
        return self.method != "none" and self.known >= MIN_SHOWN_QUARTERS and "constant" not in self.reasons

    def quantiles(self, shares: Sequence[float]) -> Array:
        """Quantiles of single quarters, shape (shares, horizon)."""
        return np.asarray(np.quantile(self.samples, shares, axis=0))

    def interval(self, coverage: float) -> tuple[Array, Array]:
        """Low and high end of the central interval of single quarters, each (horizon,)."""
        low, high = self.quantiles([(1 - coverage) / 2, (1 + coverage) / 2])
        return low, high

    def total(self, quarters: int | None = None, *, after: int = 0) -> Array:
        """Samples of the total of `quarters` quarters (all by default), shape (draws,).

        It is the sum of the paths; of four quarters and more, after positive quarters that differ much, the
        upper half has a factor of its own.

        Parameters
        ----------
        after
            Quarters ahead that come before the first one of the total.
        """
        summed = self.samples[:, after:][:, :quarters]
        if summed.shape[1] < QUARTERS_PER_YEAR or self.upper_factor == 1.0:
            return np.asarray(summed.sum(axis=1))
        return drawn_in(summed.sum(axis=1), self.upper_factor)


def seasonal_naive(history: npt.ArrayLike, horizon: int) -> Array:
    """Same quarter of the last year in which it is known, else the last known value; NaN without any value.

    Examples
    --------
    >>> seasonal_naive([1.0, 2.0, 3.0, 4.0, 5.0], 4)
    array([2., 3., 4., 5.])
    """
    values = np.asarray(history, dtype=float)
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return np.full(horizon, np.nan)
    point = []
    for ahead in range(horizon):
        same = known[(len(values) + ahead - known) % QUARTERS_PER_YEAR == 0]
        point.append(values[same[-1] if len(same) else known[-1]])
    return np.array(point)


class ForecastOptions(TypedDict, total=False):
    """Options of :func:`forecast_quarters`, which are those of :func:`forecast_many`."""

    seed: int
    draws: int
    prior: StructuralPrior | None
    calibration: IntervalCalibration | None
    theta_share: float


def forecast_quarters(
    history: npt.ArrayLike, horizon: int = 4, **options: Unpack[ForecastOptions]
) -> QuarterlyForecast:
    """Forecast the quarters after a history.

    Parameters
    ----------
    history
        Amounts, oldest first, one a quarter; NaN (or infinite) where a quarter is missing, at the end too:
        the first quarter ahead is the one after the last element.
    horizon
        Quarters ahead.
    **options
        As in :func:`forecast_many`.

    Raises
    ------
    ValueError
        If the history is not one series, or horizon or draws are not positive.

    Examples
    --------
    >>> forecast = forecast_quarters([10, 12, 9, 14, 11, 13, 10, 15], 2, seed=1, draws=1000)
    >>> forecast.method, forecast.known, forecast.reasons
    ('pooled', 8, ('short_history',))
    >>> forecast.samples.shape
    (1000, 2)
    """
    return forecast_many([history], horizon, **options)[0]


def forecast_many(
    histories: Sequence[npt.ArrayLike],
    horizon: int = 4,
    *,
    seed: int = 0,
    draws: int = 4000,
    prior: StructuralPrior | None = None,
    calibration: IntervalCalibration | None = None,
    theta_share: float = THETA_SHARE,
) -> list[QuarterlyForecast]:
    """Forecast the quarters after each of many histories, each as :func:`forecast_quarters` does alone.

    Histories of one length with the same missing quarters, and with positive values only or not, go through
    the model in batches. All use the same random numbers, so that no forecast depends on the other histories:
    paths of two histories must not be added.

    Parameters
    ----------
    draws
        Number of joint paths.
    prior, calibration
        Other than the packaged ones, for training them.
    theta_share
        Weight of Theta in the point of a history of :data:`MIN_THETA_QUARTERS` quarters and more.

    Raises
    ------
    ValueError
        As :func:`forecast_quarters`.
    """
    if horizon < 1 or draws < 2:
        raise ValueError(f"one quarter ahead and two draws at least are needed, not {horizon} and {draws}")
    prepared = [_History.of(history) for history in histories]
    table = packaged_calibration() if calibration is None else calibration
    forecasts: dict[int, QuarterlyForecast] = {}
    for batch in _batches(prepared, size=max(1, MAX_BATCH_AMOUNTS // (draws * horizon))):
        scaled = np.stack([prepared[k].values / prepared[k].size for k in batch])
        views = forecast_scale_mixture(scaled, horizon, prior=prior)
        paths = views.samples(np.random.default_rng(seed), draws, largest_noise=MAX_LOG_NOISE)
        for place, k in enumerate(batch):
            floor = None if views.on_logs is not None else float(views.floor[place])
            forecasts[k] = _calibrated(
                prepared[k], views.point[place], paths[place], floor, table, theta_share
            )
    missing = np.full((draws, horizon), np.nan)
    return [
        forecasts[k]
        if k in forecasts
        else QuarterlyForecast(missing[0], missing, len(history.known), "none", history.reasons, ())
        for k, history in enumerate(prepared)
    ]


@dataclass(frozen=True)
class _History:
    """A prepared history: its last quarters, its known values, its size and its reason codes."""

    values: Array
    known: Array
    size: float
    reasons: tuple[str, ...]

    @classmethod
    def of(cls, history: npt.ArrayLike) -> _History:
        given = np.asarray(history)
        if given.ndim != 1 or given.dtype.kind not in "biufO":
            raise ValueError(f"a history is one row of amounts, not {given.dtype} of shape {given.shape}")
        values = np.array(given, dtype=float)
        values[~np.isfinite(values)] = np.nan
        left_out = ("old_part_left_out",) if len(values) > MAX_QUARTERS else ()
        values = values[-MAX_QUARTERS:]
        known = values[~np.isnan(values)]
        reasons = (*_remarks(values, known), *left_out)
        corrections = known < 0
        if 0 < corrections.sum() <= len(known) / MIN_QUARTERS_PER_CORRECTION:
            values = np.where(values < 0, np.nan, values)
            known, reasons = known[~corrections], (*reasons, "corrections_left_out")
        return cls(values, known, recent_size(known), reasons)


def _batches(histories: Sequence[_History], *, size: int) -> Iterator[list[int]]:
    """Indices of histories that can share a batch of at most `size`; unusable histories are skipped."""
    groups: dict[tuple[bytes, bool], list[int]] = {}
    for k, history in enumerate(histories):
        if history.size:
            key = np.isnan(history.values).tobytes(), bool((history.known > 0).all())
            groups.setdefault(key, []).append(k)
    for group in groups.values():
        yield from (group[first : first + size] for first in range(0, len(group), size))


def _calibrated(
    history: _History,
    point: Array,
    paths: Array,
    floor: float | None,
    table: IntervalCalibration,
    theta_share: float,
) -> QuarterlyForecast:
    """Forecast from a history's point and paths in units of its size: logs or, with a `floor`, amounts."""
    size, known = history.size, history.known
    away = table.stretch(
        paths - np.median(paths, axis=0), len(known), variation(history.values), on_logs=floor is None
    )
    center, runs = point, [ModelRun("pooled", "fitted", 1.0, point)]
    if floor is None and theta_share and len(known) >= MIN_THETA_QUARTERS:
        center, runs = _with_theta(point, away, history.values / size, theta_share)
    if floor is None:
        most = np.maximum(center, np.log(known.max() / size)) + MAX_LOG_RISE
        samples, center = (
            np.exp(np.clip(x, -MAX_LOG_DISTANCE, MAX_LOG_DISTANCE))
            for x in (np.minimum(center + away, most), center)
        )
        runs = [replace(run, point=size * np.exp(run.point)) for run in runs]
    else:
        most = np.exp(MAX_LOG_RISE) * np.maximum(np.abs(center), np.abs(known).max() / size)
        samples = np.clip(center + away, floor, most)
        runs = [replace(run, point=size * run.point) for run in runs]
    method = "pooled_amounts" if floor is not None else "combined" if runs[0].share < 1 else "pooled"
    return QuarterlyForecast(
        size * center,
        size * samples,
        len(known),
        method,
        history.reasons,
        tuple(runs),
        1.0 if floor is not None else packaged_totals().at(len(known), variation(history.values)),
    )


def recent_size(known: Array) -> float:
    """Mean size of the last four values, or of all values where those are negligible; 0 if all are zero."""
    recent, every = np.abs(known[-QUARTERS_PER_YEAR:]), np.abs(known)
    if not every.any():
        return 0.0
    return float(recent.mean() if recent.mean() > 1e-12 * every.max() else every.mean())


def _with_theta(pooled: Array, away: Array, scaled: Array, share: float) -> tuple[Array, list[ModelRun]]:
    """Weighted mean of the structural model's point and Theta's, on logs, and the status of both models.

    Theta is clipped to the structural model's central 80 % (best on the odd-numbered M3 series), so that one
    bad fit has bounded influence.
    """
    fitted = theta(scaled, len(pooled))
    point = np.log(fitted.point)
    if not fitted.usable:
        return pooled, [
            ModelRun("pooled", "fitted", 1.0, pooled),
            ModelRun("theta", fitted.status, 0.0, point),
        ]
    low, high = np.quantile(away, [0.1, 0.9], axis=0)
    center = pooled + share * np.clip(point - pooled, low, high)
    return center, [
        ModelRun("pooled", "fitted", 1 - share, pooled),
        ModelRun("theta", fitted.status, share, point),
    ]


def _remarks(values: Array, known: Array) -> tuple[str, ...]:
    """Reason codes of a history."""
    n = len(known)
    inner = np.isnan(values[int(np.argmin(np.isnan(values))) :]) if n else np.array([False])
    remarks = {
        "no_values": n == 0,
        "fewer_than_four": 0 < n < MIN_SHOWN_QUARTERS,
        "short_history": MIN_SHOWN_QUARTERS <= n < SHORT_HISTORY_QUARTERS,
        "gaps": bool(inner.any()),
        "ends_in_gap": n > 0 and bool(np.isnan(values[-1])),
        "negative": bool((known < 0).any()),
        "zeros": bool((known == 0).any() and (known != 0).any()),
        "all_zero": n > 0 and not known.any(),
        "constant": n > 1 and bool(known.any()) and np.ptp(known) <= 1e-9 * np.abs(known).max(),
    }
    return tuple(name for name, holds in remarks.items() if holds)
