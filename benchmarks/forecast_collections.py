"""Quarterly forecast of collections that its parameters never saw: part of `make bench-forecast`.

The parameters for a collection are trained on the two others (:mod:`benchmarks.held_out`). Short histories
are the last quarters before the test part of a series, four quarters ahead; the whole history eight ahead.
Years further back are shown beside it: the test parts of a collection share their years, so that one calm or
stormy time moves its coverage.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.held_out import parameters_without
from benchmarks.m3_series import COLLECTIONS, quarterly
from jjinvest.forecasting.evaluation import scores
from jjinvest.forecasting.quarterly.forecast import forecast_many, seasonal_naive

Array = npt.NDArray[np.float64]
CASES = {8: 4, 12: 4, 16: 4, None: 8}
"""Quarters of history (None: all) and quarters ahead."""
EARLIER_YEARS = (1, 2, 3)
LEVELS = (0.5, 0.8, 0.95)
DRAWS = 1000


def histories(collection: str, quarters: int | None, ahead: int, *, years_back: int = 0) -> list[list[Array]]:
    """History and future of each series that is long enough, the origin some years before the test part."""
    cut = []
    for series in quarterly(collection).values():
        every = np.concatenate([series.past, series.future])
        end = len(series.past) - 4 * years_back
        if end >= (quarters or (0 if not years_back else 20)):
            cut.append([every[max(0, end - (quarters or end)) : end], every[end : end + ahead]])
    return cut


def row(collection: str, quarters: int | None, *, years_back: int = 0) -> dict[str, float]:
    """Scores of points and coverage of intervals of one collection at one length of history."""
    ahead = CASES[quarters] if not years_back else 4
    cut = histories(collection, quarters, ahead, years_back=years_back)
    prior, calibration = parameters_without(collection)
    forecasts = forecast_many(
        [past for past, _ in cut], ahead, seed=1, draws=DRAWS, prior=prior, calibration=calibration
    )
    pairs = [
        (f, past, actual) for f, (past, actual) in zip(forecasts, cut, strict=True) if f.method != "none"
    ]
    own = np.array([scores.smape(actual, f.point).mean() for f, _, actual in pairs])
    naive = np.array([scores.smape(actual, seasonal_naive(past, ahead)).mean() for _, past, actual in pairs])
    found = {"series": len(pairs), "sMAPE": own.mean(), "naive": naive.mean()}
    for level in LEVELS:
        found[f"{level:.0%}"] = float(
            np.mean([scores.coverage(*f.interval(level), actual).share for f, _, actual in pairs])
        )
    return {name: float(value) for name, value in found.items()}


def main() -> None:
    """Print scores of each collection, and how far coverage of 80 % intervals is from 0.80."""
    start = perf_counter()
    rows = {(name, quarters or "all"): row(name, quarters) for name in COLLECTIONS for quarters in CASES}
    frame = pd.DataFrame.from_dict(rows, orient="index")
    earlier = [
        [row(name, quarters, years_back=back)["80%"] for back in EARLIER_YEARS]
        for name in COLLECTIONS
        for quarters in CASES
    ]
    for place, back in enumerate(EARLIER_YEARS):
        frame[f"80%, {back} y. before"] = [each[place] for each in earlier]
    print(f"Collections held out\n{frame.to_string(float_format='{:.3f}'.format)}")
    away = (frame["80%"] - 0.8).abs()
    before = (np.array(earlier) - 0.8).mean(axis=1)
    print(f"80 %: mean distance {away.mean():.3f}, least {frame['80%'].min():.3f}")
    print(
        f"earlier origins together: mean distance {np.abs(before).mean():.3f}, least {0.8 + before.min():.3f}"
    )
    print(f"{perf_counter() - start:.0f} s")
