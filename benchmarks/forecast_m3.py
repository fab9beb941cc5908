"""Quarterly forecast against standard models on short M3 histories: `make bench-forecast`.

Prior and calibration are those that the other collections give (:mod:`benchmarks.held_out`). Theta's share
was chosen on the odd-numbered series; so the even ones are reported too. sMAPE as in the competition; MASE
and interval scores in units of the mean absolute seasonal difference of the whole past of a series.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks import library_models, m3_series
from benchmarks.held_out import HELD_OUT
from benchmarks.m3_series import LENGTHS, LIBRARY_LENGTHS, computed, digest, library, package, quarterly
from benchmarks.packaged_tables import write_packaged_table
from jjinvest.forecasting.evaluation import benchmark_scores, scores
from jjinvest.forecasting.evaluation.backtest import BacktestYear, score
from jjinvest.forecasting.quarterly import forecast as quarterly_forecast
from jjinvest.forecasting.quarterly import (
    interval_calibration,
    parameters,
    scale_mixture,
    structural_model,
    theta,
    total_calibration,
)

Array = npt.NDArray[np.float64]
Interval = tuple[Array, Array]
Results = dict[tuple[int, str], dict[str, Any]]
Rows = dict[str, dict[str, float]]
PUBLISHED = {"published Theta": (8.956, 1.087), "published ForecastPro": (9.815, np.nan)}


def groups() -> dict[str, list[int]]:
    """Series numbers of each group that is reported."""
    numbers = list(quarterly())
    return {"even": [k for k in numbers if k % 2 == 0], "all": numbers}


def errors(length: str, point: Callable[[int], Array | None]) -> pd.DataFrame:
    """sMAPE and MASE of each series that a model has a forecast of."""
    rows = {}
    for number, series in quarterly().items():
        forecast = point(number)
        if forecast is not None:
            actual = series.future[: LENGTHS[length]]
            scaled = scores.mase(actual, forecast, series.past)
            rows[number] = [scores.smape(actual, forecast).mean(), scaled.mean()]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["sMAPE", "MASE"])


def intervals(length: str, interval: Callable[[int, float], Interval | None], *, total: bool) -> pd.DataFrame:
    """Coverage and scaled interval score of each series, of single quarters or of the first year's total."""
    rows = {}
    for number, series in quarterly().items():
        scale = float(np.abs(series.past[4:] - series.past[:-4]).mean())
        actual = series.future[:4].sum(keepdims=True) if total else series.future[: LENGTHS[length]]
        row = []
        for level in (0.8, 0.95):
            ends = interval(number, level)
            if ends is None:
                break
            row.append(scores.coverage(*ends, actual).share)
            row.append(scores.interval_score(*ends, actual, alpha=1 - level).mean() / scale)
        else:
            rows[number] = row
    return pd.DataFrame.from_dict(rows, orient="index", columns=["80 %", "score 80", "95 %", "score 95"])


def by_group(frame: pd.DataFrame) -> dict[str, float]:
    """Mean of each column over each group, and how many series there were."""
    means = {}
    for name, numbers in groups().items():
        part = frame.loc[frame.index.intersection(numbers)]
        means |= {f"{column} {name}": float(part[column].mean()) for column in frame}
        means[f"n {name}"] = len(part)
    return means


def table(rows: Rows) -> str:
    """Rows as text."""
    frame = pd.DataFrame.from_dict(rows, orient="index")
    counts = {c: "{:.0f}".format for c in frame if c.startswith("n ")}
    return frame.to_string(float_format=lambda x: f"{x:.3f}", formatters=counts, na_rep="—")


def scored(length: str, own: Results, libraries: Results) -> tuple[Rows, Rows]:
    """Scores of points and of intervals by model at one length, of the series that are in the results."""
    naive: dict[int, Array] = {
        k: quarterly_forecast.seasonal_naive(series.last(length), LENGTHS[length])
        for k, series in quarterly().items()
    }
    points, covered = {"seasonal naive": by_group(errors(length, naive.get))}, {}
    for model in library_models.MIN_QUARTERS:
        fits = {k: libraries[k, length][model] for k in quarterly() if (k, length) in libraries}
        known = {k: np.asarray(fit["point"], dtype=float) for k, fit in fits.items()}
        usable = {k: point for k, point in known.items() if not np.isnan(point).any()}
        if usable:
            points[model] = by_group(errors(length, usable.get))
        intervals_of = {k: fit["intervals"] for k, fit in fits.items() if fit["intervals"]}
        if intervals_of:
            covered[f"{model} (library)"] = by_group(
                intervals(length, partial(_library_ends, intervals_of), total=False)
            )
    points_of_package = {k: np.asarray(own[k, length]["point"]) for k in quarterly()}
    points["jjinvest"] = by_group(errors(length, points_of_package.get))
    for name, part in (("quarters", "quantiles"), ("four quarters", "total")):
        ends = {k: own[k, length][part] for k in quarterly()}
        frame = intervals(length, partial(_own_ends, ends), total=part == "total")
        covered[f"jjinvest, {name}"] = by_group(frame)
    if length == "full":
        points |= {name: {"sMAPE all": a, "MASE all": b} for name, (a, b) in PUBLISHED.items()}
    return points, covered


def _library_ends(own: dict[int, Any], number: int, level: float) -> Interval | None:
    """Ends of a library's own interval."""
    if number not in own:
        return None
    low, high = own[number][str(level)]
    return np.asarray(low), np.asarray(high)


def _own_ends(quantiles: dict[int, Any], number: int, level: float) -> Interval:
    """Low and high of a central interval from the quantiles of :data:`benchmarks.m3_series.QUANTILES`."""
    values = np.asarray(quantiles[number], dtype=float)
    low, high = (1, 2) if level == 0.8 else (0, 3)
    return np.atleast_1d(values[low]), np.atleast_1d(values[high])


def own_results() -> Results:
    """Forecasts by the package of every series and length, computed or cached."""
    modules = (
        structural_model,
        scale_mixture,
        quarterly_forecast,
        interval_calibration,
        total_calibration,
        theta,
        m3_series,
        parameters,
    )
    held_out = (HELD_OUT / "M3").glob("*.csv")
    name = f"jjinvest-{digest(*modules, *parameters.FOLDER.glob('*.csv'), *held_out)}"
    return computed(name, package, [(k, n) for n in LENGTHS for k in quarterly()])


def results() -> tuple[Results, Results]:
    """Forecasts by the package and by the library models of every series and length, computed or cached."""
    every = list(quarterly())
    own = own_results()
    libraries = computed(
        f"library-{digest(library_models, theta)}", library, [(k, n) for n in LIBRARY_LENGTHS for k in every]
    )
    return own, libraries


def write_series_scores() -> None:
    """Write scores of the year after a history on the even series, a table of the package."""
    results_by_key = own_results()
    rows = []
    for length in ("8", "12", "16"):
        years = []
        for number in groups()["even"]:
            series = quarterly()[number]
            last = float(series.last(length)[-4:].sum())
            forecast = {"quarterly": np.array(results_by_key[number, length]["year"])}
            years.append(BacktestYear(number, forecast, 1.0, float(series.future[:4].sum()) / last, 1.0))
        table = score(years, ["quarterly"])
        rows.append(table[table["model"] == "quarterly"].assign(quarters=int(length)))
    columns = ["quarters", "model", "years", "crps", "pinball", "interval80", "covered80", "brier", "skill"]
    write_packaged_table(benchmark_scores.FOLDER, "series_scores", pd.concat(rows)[columns].round(4))


def main() -> None:
    """Print points, coverage and scores at every length."""
    start = perf_counter()
    own, libraries = results()
    for length, horizon in LENGTHS.items():
        points, covered = (table(rows) for rows in scored(length, own, libraries))
        print(f"\nhistory {length}, {horizon} quarters ahead\n{points}\n{covered}")
    print(f"\n{perf_counter() - start:.0f} s, of results that were not cached")
