"""Rolling-origin backtest of the quarterly forecast on one history: what would have been said, and what came.

At each origin only what lies before it is seen. The reference is the seasonal naive forecast; a model that does not
beat it is not to be shown, and fewer than ten scored origins make a table but no statement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from jjinvest.forecasting.evaluation import scores
from jjinvest.forecasting.quarterly.forecast import (
    MIN_SHOWN_QUARTERS,
    QuarterlyForecast,
    forecast_quarters,
    seasonal_naive,
)

Array = npt.NDArray[np.float64]
Forecaster = Callable[[Array, int], QuarterlyForecast]
FEWEST_SCORED = 10
LEVELS = (0.8, 0.95)
MEASURES = ("quarter", "total")
COLUMNS = (
    "measure",
    "origin",
    "horizon",
    "actual",
    "forecast",
    "low_80",
    "high_80",
    "low_95",
    "high_95",
    "naive",
    "error",
    "naive_error",
    "crps",
    "interval_80",
    "interval_95",
    "inside_80",
    "inside_95",
    "level",
)


@dataclass(frozen=True)
class Verdict:
    """What a backtest says of one measure (`quarter` or `total`).

    `scored` forecasts told at so many `origins`: those of one origin err together and count once; `skill` of the absolute
    error and `crps_skill` against seasonal naive (a point, whose CRPS is its absolute error), `covered_80` and `covered_95` as shares: all NaN when nothing was scored. `shown` is whether the
    forecast may be shown; `reasons` are codes: `fewer_than_ten`, `not_better_than_naive`.
    """

    measure: str
    scored: int
    origins: int
    skill: float
    crps_skill: float
    covered_80: float
    covered_95: float
    shown: bool
    reasons: tuple[str, ...]


def backtest(
    history: npt.ArrayLike,
    *,
    horizon: int = 4,
    first: int = 2 * MIN_SHOWN_QUARTERS,
    forecaster: Forecaster | None = None,
) -> pd.DataFrame:
    """Forecast from every origin of a history and score what is known of the quarters after it.

    Parameters
    ----------
    history
        Amounts, oldest first, NaN (or infinite) where a quarter is missing (it is not scored, nor the totals it is part of).
    first
        Quarters before the first origin. What would not have been shown (:attr:`QuarterlyForecast.usable`) is not scored.
    forecaster
        Other than :func:`forecast_quarters`: (history up to the origin, horizon) → forecast.

    Returns
    -------
    pd.DataFrame
        One row a scored forecast, columns :data:`COLUMNS`: `measure` is `quarter` (the one `horizon` ahead) or `total` (of
        the `horizon` quarters); `origin` counts the quarters seen.

    Raises
    ------
    ValueError
        If the history is not one series, or the horizon is not positive.
    """
    values = np.array(history, dtype=float)
    if values.ndim != 1 or horizon < 1:
        raise ValueError("a one-dimensional history and one quarter ahead at least are needed")
    values[~np.isfinite(values)] = np.nan
    say = forecaster or forecast_quarters
    rows = []
    for origin in range(max(first, 1), len(values)):
        past, future = values[:origin], values[origin : origin + horizon]
        forecast = say(past, horizon)
        if not forecast.usable:
            continue
        naive = seasonal_naive(past, horizon)
        for ahead, actual in enumerate(future):
            if not np.isnan(actual):
                samples, point = forecast.samples[:, ahead], float(forecast.point[ahead])
                rows.append(
                    _row("quarter", origin, ahead + 1, actual, point, samples, naive[ahead], forecast.level)
                )
        if len(future) == horizon and not np.isnan(future).any():
            total = forecast.total()
            point, naive_total = float(np.median(total)), float(naive.sum())
            rows.append(
                _row("total", origin, horizon, future.sum(), point, total, naive_total, forecast.level)
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(
    measure: str,
    origin: int,
    horizon: int,
    actual: float,
    point: float,
    samples: Array,
    naive: float,
    level: str,
) -> dict[str, object]:
    """Scores of one forecast."""
    row: dict[str, object] = {
        "measure": measure,
        "origin": origin,
        "horizon": horizon,
        "actual": float(actual),
        "forecast": point,
        "naive": float(naive),
        "error": abs(actual - point),
        "naive_error": abs(actual - naive),
        "crps": float(scores.crps(samples, actual)),
        "level": level,
    }
    for share in LEVELS:
        name = round(100 * share)
        low, high = np.quantile(samples, [(1 - share) / 2, (1 + share) / 2])
        row |= {f"low_{name}": float(low), f"high_{name}": float(high)}
        row[f"interval_{name}"] = float(scores.interval_score(low, high, actual, alpha=1 - share))
        row[f"inside_{name}"] = bool(low <= actual <= high)
    return row


def verdict(table: pd.DataFrame, measure: str = "quarter") -> Verdict:
    """Whether a forecast has earned to be shown, from the table of :func:`backtest`.

    Raises
    ------
    ValueError
        If the measure is not one of :data:`MEASURES`.
    """
    if measure not in MEASURES:
        raise ValueError(f"measure is one of {', '.join(MEASURES)}, not {measure!r}")
    rows = table[table["measure"] == measure]
    origins = int(rows["origin"].nunique())
    skill = scores.skill(rows["error"], rows["naive_error"])
    reasons = {
        "fewer_than_ten": origins < FEWEST_SCORED,
        "not_better_than_naive": len(rows) > 0 and not skill > 0,
    }
    return Verdict(
        measure,
        len(rows),
        origins,
        skill,
        scores.skill(rows["crps"], rows["naive_error"]),
        float(rows["inside_80"].mean()) if len(rows) else float("nan"),
        float(rows["inside_95"].mean()) if len(rows) else float("nan"),
        not any(reasons.values()),
        tuple(name for name, holds in reasons.items() if holds),
    )
