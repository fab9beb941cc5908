"""Total calibration: how far the total of a whole year reaches above its median.

Factors of the interval calibration make single quarters of lumpy histories cover as they should. Paths of the
structural model drift together, while quarters of deals miss mostly one by one; so the sum of four quarters
reached too far up, and its mean with it. The upper half of that sum has a factor of its own, fitted on
simulated deals whose years differ. Even histories keep their sum, and so do fewer quarters: of the rest of a
year the sum covers about as it should.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from jjinvest.forecasting.quarterly.interval_calibration import (
    MAX_EVEN_VARIATION,
    VARIATIONS,
    Array,
    between,
)
from jjinvest.forecasting.quarterly.parameters import FOLDER, trained_columns


@dataclass(frozen=True)
class TotalCalibration:
    """Factors above the median for histories of `lengths` known quarters, ascending.

    Attributes
    ----------
    above
        Shape (lengths, 2, :data:`~jjinvest.forecasting.quarterly.interval_calibration.VARIATIONS`): forecast
        on amounts or on logs.
    """

    lengths: Array
    above: Array

    def at(self, n: int, variation: float, *, on_logs: bool) -> float:
        """Return the factor of a year's total, for `n` known quarters of this variation."""
        by_variation = between(np.log(max(n, 1)), np.log(self.lengths), self.above[:, int(on_logs)])
        knots = np.concatenate([[1.0], by_variation])
        varied = np.log(max(variation, MAX_EVEN_VARIATION))
        return float(between(varied, np.log([MAX_EVEN_VARIATION, *VARIATIONS]), knots))


def drawn_in(total: Array, factor: float, *, on_logs: bool) -> Array:
    """Bring samples of a total above their median nearer to it, on logs or on amounts.

    Examples
    --------
    >>> drawn_in(np.array([1.0, 2.0, 8.0]), 0.5, on_logs=True)
    array([1., 2., 4.])
    >>> drawn_in(np.array([1.0, 2.0, 8.0]), 0.5, on_logs=False)
    array([1., 2., 5.])
    """
    median = np.median(total)
    if on_logs:
        return np.where(total > median, median * (np.maximum(total, median) / median) ** factor, total)
    return np.where(total > median, median + factor * (total - median), total)


@lru_cache(maxsize=4)
def packaged_totals(folder: Path = FOLDER) -> TotalCalibration:
    """Return the factors that come with the package."""
    table = trained_columns("total_factors", folder)
    lengths = np.unique(table["quarters"])
    return TotalCalibration(lengths, table["above"].reshape(len(lengths), 2, len(VARIATIONS)))
