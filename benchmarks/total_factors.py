"""Train the factors of the quarterly model's yearly totals: `python -m benchmarks total_factors`.

Each factor acts on the upper half of the total of a whole year and is the one of the least CRPS, over
simulated histories of its length and about its variation. Years of the simulated deals differ with the CV
that new business is assumed to have where no year has been seen; with years alike the factors are smaller,
and fewer totals of ledgers that took no part in it lie in their range (docs/methods/quarterly.md).
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.forecast_tuning import MIN_HISTORIES
from benchmarks.lumpy_series import TRAINING_DEALS, TRAINING_DISTRIBUTIONS, lumpy_quarters
from benchmarks.packaged_tables import write_packaged_table
from jjinvest.forecasting.evaluation import scores
from jjinvest.forecasting.quarterly import parameters
from jjinvest.forecasting.quarterly.forecast import forecast_many
from jjinvest.forecasting.quarterly.history import QUARTERS_PER_YEAR
from jjinvest.forecasting.quarterly.interval_calibration import MAX_EVEN_VARIATION, VARIATIONS, variation
from jjinvest.forecasting.quarterly.total_calibration import drawn_in

Array = npt.NDArray[np.float64]
LENGTHS = (8, 16, 28)
"""Known quarters of the histories that are trained on."""
HISTORIES = 60
"""Simulated histories of each length, size distribution and number of deals."""
YEAR_CV = 0.2
"""CV of the level between years."""
FACTORS = np.round(np.arange(0.3, 1.001, 0.02), 2)
"""Factors tried: a total never reaches farther than the sum of the quarters."""
KNOTS = 200
DRAWS = 1_000


class Loss(NamedTuple):
    """CRPS of the totals by each factor, shape (histories, FACTORS), and variation of the histories."""

    crps: Array
    variation: Array


def losses(n: int) -> Loss:
    """CRPS of totals of a year, forecast from `n` quarters of simulated deals."""
    rows, quarters = [], QUARTERS_PER_YEAR
    for place, (sizes, deals) in enumerate(product(TRAINING_DISTRIBUTIONS, TRAINING_DEALS)):
        rng = np.random.default_rng([2, n, quarters, place])
        every = [
            lumpy_quarters(rng, deals, n + quarters, sizes=sizes, year_cv=YEAR_CV) for _ in range(HISTORIES)
        ]
        kept = [row for row in every if (row[:n] > 0).all()]  # those that are forecast on logs
        # Theta moves the point, not the width of totals, and takes most of the time
        forecasts = forecast_many([row[:n] for row in kept], quarters, seed=place, draws=DRAWS, theta_share=0)
        for row, forecast in zip(kept, forecasts, strict=True):
            summed = np.quantile(forecast.samples.sum(axis=1), (np.arange(KNOTS) + 0.5) / KNOTS)
            tried = [drawn_in(summed, factor) for factor in FACTORS]
            found = [float(scores.crps(each, row[n:].sum())) / row[:n].mean() for each in tried]
            rows.append((found, variation(row[:n])))
    crps, varied = zip(*rows, strict=True)
    return Loss(np.array(crps), np.array(varied))


def factors_of(loss: Loss) -> Array:
    """Factor of the least CRPS at each of :data:`VARIATIONS`; where few histories are, that of the nearest.

    A history counts for the two variations that its own lies between.
    """
    knots = np.log([MAX_EVEN_VARIATION, *VARIATIONS])
    x = np.log(np.maximum(loss.variation, MAX_EVEN_VARIATION))
    factors = []
    for unit in np.eye(len(knots))[1:]:
        weight = np.interp(x, knots, unit)
        enough = weight.sum() >= MIN_HISTORIES
        factors.append(float(FACTORS[np.argmin(weight @ loss.crps)]) if enough else np.nan)
    known = pd.Series(factors).ffill().bfill().fillna(1.0)
    return np.asarray(known.to_numpy(dtype=float))


def main() -> None:
    """Train the factors and write their table."""
    tables = []
    for n in LENGTHS:
        loss = losses(n)
        tables.append(pd.DataFrame({"quarters": n, "variation": VARIATIONS, "above": factors_of(loss)}))
        print(tables[-1].to_string(index=False), flush=True)
    write_packaged_table(parameters.FOLDER, "total_factors", pd.concat(tables))
