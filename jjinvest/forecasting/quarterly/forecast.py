"""Forecast of a short quarterly series (level L2): any history from one quarter on, and never a confident number from nothing.

The pooled structural model gives the distribution, the calibration its honest width; from twenty-four quarters on the
point is drawn to Theta's. Everything is decided by what the history holds (how many quarters, holes, zeros, negative
corrections), and what was decided is part of the result, as codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from jjinvest.forecasting.quarterly.interval_calibration import (
    IntervalCalibration,
    packaged_calibration,
    variation,
)
from jjinvest.forecasting.quarterly.scale_mixture import forecast_scale_mixture
from jjinvest.forecasting.quarterly.structural_model import MAX_QUARTERS, StructuralPrior
from jjinvest.forecasting.quarterly.theta import theta

Array = npt.NDArray[np.float64]
QUARTERS_PER_YEAR = 4
SHORT_HISTORY_QUARTERS = 12
"""Quarters below which a history counts as short: most of what is said comes from other series."""
MIN_THETA_QUARTERS, THETA_SHARE = 24, 0.4
"""Quarters from which Theta has a share in the point, and the share, which scores best on the odd-numbered M3 series;
earlier, or with more models, the point gets worse."""
MIN_SHOWN_QUARTERS = 4
"""Quarters below which a forecast rests on other series only and is not to be shown as one."""
MIN_QUARTERS_PER_CORRECTION = 8
"""One negative amount in so many quarters or more corrects other quarters and says nothing of its own: it is left out as if
missing. More of them are what the series is like, and go into a model of amounts."""
MAX_LOG_DISTANCE = 20.0
"""Logs that a path may leave the recent level by: beyond a factor of 500 million an amount is no amount."""
MAX_LOG_RISE = float(np.log(10))
"""Logs that a path may lie above the largest amount seen and above the point. A few quarters of large deals leave a tail so
long that a handful of paths in a thousand would carry the mean away."""
MAX_LOG_NOISE = 1.5
"""Largest standard deviation of a quarter's noise that is drawn, on logs: e^1.5 is a factor of 4.5 up or down."""
MAX_BATCH_AMOUNTS = 200_000
"""Amounts that one pass draws at most, twelve districts of 4,000 paths four quarters ahead: what the processor's cache holds.
Larger passes take longer."""


@dataclass(frozen=True)
class ModelRun:
    """What became of one model: `fitted`, `not_converged`, or why not (see :class:`~jjinvest.forecasting.quarterly.theta.ThetaFit`).

    `share` in the combined point is 0 where it has none; `point` is its own, (horizon,).
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
        Median of each quarter, (horizon,), in the unit of the history; NaN at level `none`.
    samples
        Joint paths, (draws, horizon): their quantiles are the calibrated ones, their sums the distribution of a total.
    known
        Quarters with a value among the last :data:`~jjinvest.forecasting.quarterly.structural_model.MAX_QUARTERS`; older ones are not looked at.
    level
        `combined` (pooled model and Theta), `pooled` (alone), `pooled_amounts` (on amounts, not on logs),
        `none` (nothing can be said).
    reasons
        Codes of why it is not a higher level, and of what else a reader should know: `short_history`,
        `fewer_than_four`, `gaps`, `ends_in_gap`, `zeros`, `negative`, `corrections_left_out`, `constant`, `all_zero`, `no_values`,
        `old_part_left_out`.
    models
        Every model with what became of it.
    """

    point: Array
    samples: Array
    known: int
    level: str
    reasons: tuple[str, ...]
    models: tuple[ModelRun, ...]

    @property
    def usable(self) -> bool:
        """Whether it may be shown as a forecast; whether it deserves it is for a backtest to say.

        Amounts that are all alike are a plan split evenly or a number typed once, and not shown.
        """
        return self.level != "none" and self.known >= MIN_SHOWN_QUARTERS and "constant" not in self.reasons

    def quantiles(self, shares: Sequence[float]) -> Array:
        """Quantiles of single quarters, shape (shares, horizon)."""
        return np.asarray(np.quantile(self.samples, shares, axis=0))

    def interval(self, level: float) -> tuple[Array, Array]:
        """Low and high end of the central interval of single quarters, each (horizon,)."""
        low, high = self.quantiles([(1 - level) / 2, (1 + level) / 2])
        return low, high

    def total(self, quarters: int | None = None) -> Array:
        """Samples of the sum of the first `quarters` quarters ahead (all by default), shape (draws,)."""
        return np.asarray(self.samples[:, :quarters].sum(axis=1))


def seasonal_naive(history: npt.ArrayLike, horizon: int) -> Array:
    """Same quarter of the last year that has it, the last known value where none has; NaN without any value."""
    values = np.asarray(history, dtype=float)
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return np.full(horizon, np.nan)
    found = []
    for ahead in range(horizon):
        same = known[(len(values) + ahead - known) % QUARTERS_PER_YEAR == 0]
        found.append(values[same[-1] if len(same) else known[-1]])
    return np.array(found)


def forecast_quarters(
    history: npt.ArrayLike,
    horizon: int = 4,
    *,
    seed: int = 0,
    draws: int = 4000,
    prior: StructuralPrior | None = None,
    calibration: IntervalCalibration | None = None,
    theta_share: float = THETA_SHARE,
) -> QuarterlyForecast:
    """Forecast the quarters after a history.

    Parameters
    ----------
    history
        Amounts, oldest first, one a quarter; NaN (or infinite) where a quarter is missing, at the end too: the first
        quarter ahead is the one after the last element.
    prior, calibration
        Other than the packaged ones, for learning them.
    theta_share
        Share of Theta in the point of a history of :data:`MIN_THETA_QUARTERS` quarters and more.

    Raises
    ------
    ValueError
        If the history is not one series, or horizon or draws are not positive.
    """
    return forecast_many(
        [history],
        horizon,
        seed=seed,
        draws=draws,
        prior=prior,
        calibration=calibration,
        theta_share=theta_share,
    )[0]


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
    """Forecast the quarters after each of many histories (of districts, say), each as :func:`forecast_quarters` does alone.

    Histories of one length that lack the same quarters, and have only positive values or not, go through the model in one
    pass, or several if their paths are many. Paths of all come from the same random numbers, so that none depends on which
    others are told with it: paths of two districts are not to be added.

    Raises
    ------
    ValueError
        As :func:`forecast_quarters`.
    """
    if horizon < 1 or draws < 2:
        raise ValueError(f"one quarter ahead and two draws at least are needed, not {horizon} and {draws}")
    seen = [_History.of(history) for history in histories]
    table = packaged_calibration() if calibration is None else calibration
    found: dict[int, QuarterlyForecast] = {}
    for some in _alike(seen, at_once=max(1, MAX_BATCH_AMOUNTS // (draws * horizon))):
        scaled = np.stack([seen[k].values / seen[k].size for k in some])
        views = forecast_scale_mixture(scaled, horizon, prior=prior)
        paths = views.samples(np.random.default_rng(seed), draws, largest_noise=MAX_LOG_NOISE)
        for place, k in enumerate(some):
            floor = None if views.on_logs is not None else float(views.floor[place])
            found[k] = _calibrated(seen[k], views.point[place], paths[place], floor, table, theta_share)
    nothing = np.full((draws, horizon), np.nan)
    return [
        found[k]
        if k in found
        else QuarterlyForecast(nothing[0], nothing, len(history.known), "none", history.reasons, ())
        for k, history in enumerate(seen)
    ]


@dataclass(frozen=True)
class _History:
    """A history as it is looked at: its last quarters, how large it is, and what is to be said of it."""

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


def _alike(seen: Sequence[_History], *, at_once: int) -> Iterator[list[int]]:
    """Places of the histories that one pass can tell, so many at once; without those of which nothing can be said."""
    groups: dict[tuple[bytes, bool], list[int]] = {}
    for k, history in enumerate(seen):
        if history.size:
            key = np.isnan(history.values).tobytes(), bool((history.known > 0).all())
            groups.setdefault(key, []).append(k)
    for group in groups.values():
        yield from (group[first : first + at_once] for first in range(0, len(group), at_once))


def _calibrated(
    history: _History,
    point: Array,
    paths: Array,
    floor: float | None,
    table: IntervalCalibration,
    theta_share: float,
) -> QuarterlyForecast:
    """Forecast from a history's point and paths, both in units of its size: on logs or, with a `floor`, amounts."""
    size, known = history.size, history.known
    away = table.stretch(
        paths - np.median(paths, axis=0), len(known), variation(known), on_logs=floor is None
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
    level = "pooled_amounts" if floor is not None else "combined" if runs[0].share < 1 else "pooled"
    return QuarterlyForecast(size * center, size * samples, len(known), level, history.reasons, tuple(runs))


def recent_size(known: Array) -> float:
    """Mean size of the last four values, of all where those are nothing beside the largest; 0 if there is nothing else."""
    recent, every = np.abs(known[-QUARTERS_PER_YEAR:]), np.abs(known)
    if not every.any():
        return 0.0
    return float(recent.mean() if recent.mean() > 1e-12 * every.max() else every.mean())


def _with_theta(pooled: Array, away: Array, scaled: Array, share: float) -> tuple[Array, list[ModelRun]]:
    """Point drawn to Theta's, all on logs, and what became of both models.

    Theta is held within the pooled model's central 80 % (best on the odd-numbered M3 series), so that one bad fit cannot
    carry the point away.
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
    """Codes of what a history has or lacks."""
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
