"""Forecast of a short quarterly series (level L2): any history from one quarter on, and never a confident number from nothing.

The pooled structural model gives the distribution, the calibration its honest width; from eight quarters on the point
is drawn a little to the library's local-level model, from twenty-four on to Theta instead. Everything is decided by what the
history holds (how many quarters, holes, zeros, negative corrections), and what was decided is part of the result, as
codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jjinvest.forecast import library_models
from jjinvest.forecast.calibration import Calibration, packaged_calibration
from jjinvest.forecast.pooled import LONGEST, Prior, forecast_mixture

Array = npt.NDArray[np.float64]
PERIOD = 4
SHORT = 12
"""Quarters below which a history counts as short: most of what is said comes from other series."""


class Partner(NamedTuple):
    """A library's model with its share in the point, for histories of `fewest` to `most` known quarters."""

    name: str
    fewest: int
    most: int
    share: float


PARTNERS = (Partner("structural", 8, 23, 0.2), Partner("theta", 24, LONGEST, 0.4))
"""Shares that score best on the odd-numbered M3 series; earlier, or with more models, the point gets worse."""
FEWEST_SHOWN = 4
"""Quarters below which a forecast rests on other series only and is not to be shown as one."""
LARGEST_NOISE = 1.5
"""Largest standard deviation of a quarter's noise that is drawn, on logs: e^1.5 is a factor of 4.5 up or down."""


@dataclass(frozen=True)
class ModelRun:
    """What became of one model: `fitted`, `not_converged`, or why not (see :class:`library_models.Fitted`).

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
        Quarters of the history with a value.
    level
        `combined` (pooled model and the library's), `pooled` (alone), `pooled_amounts` (on amounts, not on logs),
        `none` (nothing can be said).
    reasons
        Codes of why it is not a higher level, and of what else a reader should know: `short_history`,
        `fewer_than_four`, `gaps`, `ends_in_gap`, `zeros`, `negative`, `constant`, `all_zero`, `no_values`, `old_part_left_out`.
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
        """Whether it may be shown as a forecast; whether it deserves it is for a backtest to say."""
        return self.level != "none" and self.known >= FEWEST_SHOWN

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
        same = known[(len(values) + ahead - known) % PERIOD == 0]
        found.append(values[same[-1] if len(same) else known[-1]])
    return np.array(found)


def forecast_quarters(
    history: npt.ArrayLike,
    horizon: int = 4,
    *,
    seed: int = 0,
    draws: int = 4000,
    prior: Prior | None = None,
    calibration: Calibration | None = None,
    partners: tuple[Partner, ...] = PARTNERS,
) -> QuarterlyForecast:
    """Forecast the quarters after a history.

    Parameters
    ----------
    history
        Amounts, oldest first, one a quarter; NaN (or infinite) where a quarter is missing, at the end too: the first
        quarter ahead is the one after the last element.
    prior, calibration
        Other than the packaged ones, for learning them.
    partners
        Library models that the point is combined with where they can be fitted.

    Raises
    ------
    ValueError
        If the history is not one series, or horizon or draws are not positive.
    """
    values = np.array(history, dtype=float)
    if values.ndim != 1 or horizon < 1 or draws < 2:
        raise ValueError("a one-dimensional history, one quarter ahead and two draws at least are needed")
    values[~np.isfinite(values)] = np.nan
    known = values[~np.isnan(values)]
    reasons = _remarks(values, known)
    size = float(np.abs(known).max()) if len(known) else 0.0
    if not size:
        nothing = np.full(horizon, np.nan)
        return QuarterlyForecast(nothing, np.full((draws, horizon), np.nan), len(known), "none", reasons, ())
    scaled = values / size
    logs = bool((known > 0).all())
    mixture = forecast_mixture(np.log(scaled) if logs else scaled, horizon, prior=prior)
    paths = mixture.samples(np.random.default_rng(seed), draws, largest_noise=LARGEST_NOISE)
    table = packaged_calibration() if calibration is None else calibration
    away = table.stretch(paths - np.median(paths, axis=0), len(known))
    recent = scaled[-LONGEST:]
    fits = [
        (partner, library_models.fit(partner.name, recent, horizon))
        for partner in partners
        if logs and partner.fewest <= np.count_nonzero(~np.isnan(recent)) <= partner.most
    ]
    center, runs = _combined(mixture.mean, away, fits)
    if logs:
        samples, point = np.exp(center + away), np.exp(center)
        runs = [replace(run, point=size * np.exp(run.point)) for run in runs]
    else:
        floor = 0.0 if (known >= 0).all() else -np.inf
        samples, point = np.maximum(center + away, floor), np.maximum(center, floor)
        runs = [replace(run, point=size * run.point) for run in runs]
    level = (
        "pooled_amounts" if not logs else "combined" if len([r for r in runs if r.share]) > 1 else "pooled"
    )
    return QuarterlyForecast(size * point, size * samples, len(known), level, reasons, tuple(runs))


def _combined(
    pooled: Array, away: Array, fits: list[tuple[Partner, library_models.Fitted]]
) -> tuple[Array, list[ModelRun]]:
    """Point that models agree on, all on the scale of the pooled one, and what became of each.

    A partner is held within the pooled model's central 95 %, so that one bad fit cannot carry the point away.
    """
    low, high = np.quantile(away, [0.025, 0.975], axis=0)
    shares = [partner.share if fitted.usable else 0.0 for partner, fitted in fits]
    center = (1 - sum(shares)) * pooled
    runs = [ModelRun("pooled", "fitted", 1 - sum(shares), pooled)]
    for share, (partner, fitted) in zip(shares, fits, strict=True):
        point = np.log(fitted.point)
        if share:
            center = center + share * np.clip(point, pooled + low, pooled + high)
        runs.append(ModelRun(partner.name, fitted.status, share, point))
    return center, runs


def _remarks(values: Array, known: Array) -> tuple[str, ...]:
    """Codes of what a history has or lacks."""
    n = len(known)
    inner = np.isnan(values[int(np.argmin(np.isnan(values))) :]) if n else np.array([False])
    remarks = {
        "no_values": n == 0,
        "fewer_than_four": 0 < n < FEWEST_SHOWN,
        "short_history": FEWEST_SHOWN <= n < SHORT,
        "gaps": bool(inner.any()),
        "ends_in_gap": n > 0 and bool(np.isnan(values[-1])),
        "negative": bool((known < 0).any()),
        "zeros": bool((known == 0).any() and (known != 0).any()),
        "all_zero": n > 0 and not known.any(),
        "constant": n > 1 and bool(known.any()) and np.ptp(known) <= 1e-9 * np.abs(known).max(),
        "old_part_left_out": len(values) > LONGEST,
    }
    return tuple(name for name, holds in remarks.items() if holds)
