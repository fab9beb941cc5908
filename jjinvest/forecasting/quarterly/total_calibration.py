"""Total calibration: how far the total of a whole year reaches above its median.

Factors of the interval calibration make single quarters of lumpy histories cover as they should. Paths of the
structural model drift together, while quarters of deals miss mostly one by one; so on logs the sum of four
quarters reached too far up, and its mean with it. The upper half of that sum has a factor of its own, fitted
on simulated deals whose years differ. Even histories keep their sum, and so do forecasts on amounts (after a
quarter of nothing) and fewer quarters, whose sums cover about as they should.
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
        Shape (lengths, :data:`~jjinvest.forecasting.quarterly.interval_calibration.VARIATIONS`).
    """

    lengths: Array
    above: Array

    def at(self, n: int, variation: float) -> float:
        """Return the factor of a year's total, for `n` known quarters of this variation.

        Below the shortest length it is 1: a forecast of the year is not shown there.
        """
        if n < self.lengths[0]:
            return 1.0
        by_variation = between(np.log(n), np.log(self.lengths), self.above)
        knots = np.concatenate([[1.0], by_variation])
        varied = np.log(max(variation, MAX_EVEN_VARIATION))
        return float(between(varied, np.log([MAX_EVEN_VARIATION, *VARIATIONS]), knots))


def drawn_in(total: Array, factor: float) -> Array:
    """Bring samples of a total above their median nearer to it, on logs.

    Examples
    --------
    >>> drawn_in(np.array([1.0, 2.0, 8.0]), 0.5)
    array([1., 2., 4.])
    """
    median = np.median(total)
    return np.where(total > median, median * (np.maximum(total, median) / median) ** factor, total)


@lru_cache(maxsize=4)
def packaged_totals(folder: Path = FOLDER) -> TotalCalibration:
    """Return the factors that come with the package."""
    table = trained_columns("total_factors", folder)
    lengths = np.unique(table["quarters"])
    return TotalCalibration(lengths, table["above"].reshape(len(lengths), len(VARIATIONS)))
