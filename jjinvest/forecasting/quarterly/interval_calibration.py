"""Interval calibration: scale factors fitted on hold-out series so that nominal coverage is attained.

There is one factor for the central intervals of 50, 80 and 95 % at each length of history. The samples
themselves are stretched, so that intervals of quarters, of the year's total, and chances of a target stay one
distribution.

Sums of a few large deals are another kind of series: chance looks like a season, and the distribution is
skewed. Histories whose quarters differ much take factors fitted on simulated deals, one below the median and
one above, by the coefficient of variation and by whether a quarter is zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jjinvest.core.rounding import round_half_up
from jjinvest.forecasting.quarterly.history import QUARTERS_PER_YEAR
from jjinvest.forecasting.quarterly.parameters import FOLDER, trained_columns

Array = npt.NDArray[np.float64]
COVERAGES = (0.5, 0.8, 0.95)
"""Nominal coverages of the intervals that are calibrated."""
MIN_PAIRS = 4
"""Pairs of quarters a year apart from which a season can be separated from variation."""
SIDES = ("below", "above")
COVERAGE_NAMES = tuple(str(round_half_up(100 * level)) for level in COVERAGES)
"""Names of sides and coverages in the columns of :mod:`jjinvest.forecasting.quarterly.parameters`."""
MAX_EVEN_VARIATION = 0.2
"""Coefficient of variation up to which a history counts as even; one in twenty business series of a year or
two exceeds it."""
VARIATIONS = (0.25, 0.4, 0.7, 1.0, 1.5, 2.2)
"""Coefficients of variation at which factors for lumpy series are fitted: with published sizes of one year,
thirty deals a quarter have 0.37, two have 1.4."""


@cache
def coverage_edges() -> Array:
    """Normal scores of the upper ends of intervals of :data:`COVERAGES`."""
    from scipy import special

    return np.asarray(special.ndtri((1 + np.array(COVERAGES)) / 2))


@dataclass(frozen=True)
class IntervalCalibration:
    """Factors for histories of `lengths` known quarters, ascending.

    Attributes
    ----------
    even
        Shape (lengths, :data:`COVERAGES`).
    lumpy
        Shape (lengths, 2, :data:`VARIATIONS`, 2, :data:`COVERAGES`): forecast on amounts or on logs, below
        the median or above.
    """

    lengths: Array
    even: Array
    lumpy: Array

    def at(self, n: int, variation: float = 0.0, *, on_logs: bool = True) -> Array:
        """Return the factors for `n` known quarters of this coefficient of variation.

        The shape is (2, :data:`COVERAGES`), below and above the median. Interpolated on the logarithms of
        length and variation, constant beyond the ends. On logs never narrower than for an even history: the
        quarters of a business series may differ by season and growth.
        """
        even = np.tile(self._at(n, self.even), (2, 1))
        lumpy = self._at(n, self.lumpy[:, int(on_logs)])
        knots = np.concatenate([even[None], np.maximum(lumpy, even) if on_logs else lumpy])
        return between(
            np.log(max(variation, MAX_EVEN_VARIATION)), np.log([MAX_EVEN_VARIATION, *VARIATIONS]), knots
        )

    def _at(self, n: int, table: Array) -> Array:
        return between(np.log(max(n, 1)), np.log(self.lengths), table)

    def stretch(self, deviations: Array, n: int, variation: float = 0.0, *, on_logs: bool = True) -> Array:
        """Stretch samples around their median.

        Each sample is multiplied by the factor of the interval whose edge it is, between levels by the normal
        score. Order within a column does not change, so ranks and their dependence between columns (quarters)
        stay.

        Parameters
        ----------
        deviations
            Samples minus their median, shape (draws, horizon).
        """
        from scipy import special

        columns = np.array(deviations.T, order="C")
        order = columns.argsort(axis=1)
        score = np.abs(special.ndtri((np.arange(columns.shape[1]) + 0.5) / columns.shape[1]))
        below, above = (
            np.interp(score, coverage_edges(), side) for side in self.at(n, variation, on_logs=on_logs)
        )
        ranked = np.take_along_axis(columns, order, axis=1)
        ranked *= np.where(ranked < 0, below, above)
        ranked.sort(axis=1)
        np.put_along_axis(columns, order, ranked, axis=1)
        return np.asarray(columns.T)


def between(x: float, knots: Array, table: Array) -> Array:
    """Linear interpolation along the first axis of a table, constant beyond its ends."""
    share = np.array([np.interp(x, knots, unit) for unit in np.eye(len(knots))])
    return np.asarray(np.tensordot(share, table, axes=1))


def variation(values: npt.ArrayLike) -> float:
    """Coefficient of variation of a history, NaN where a quarter is missing; 0 if all known ones are zero.

    By the mean of their sizes. A season that repeats is no variation: from :data:`MIN_PAIRS` pairs of
    quarters a year apart on, the smaller of the standard deviation and of that of their differences (by √2,
    as of independent quarters) counts.

    Examples
    --------
    >>> variation([1, 3])
    0.5
    >>> variation([1, 3, 1, 3, 1, 3, 1, 3])
    0.0
    """
    every = np.asarray(values, dtype=float)
    known = every[~np.isnan(every)]
    size = float(np.abs(known).mean()) if len(known) else 0.0
    if not size:
        return 0.0
    yearly = every[QUARTERS_PER_YEAR:] - every[:-QUARTERS_PER_YEAR]
    pairs = yearly[~np.isnan(yearly)]
    spread = float(known.std())
    if len(pairs) >= MIN_PAIRS:
        spread = min(spread, float(np.sqrt(np.square(pairs).mean() / 2)))
    return spread / size


@lru_cache(maxsize=4)
def packaged_calibration(folder: Path = FOLDER) -> IntervalCalibration:
    """Return the factors that come with the package.

    `folder` may give other factors of even histories; those of simulated deals are the package's in any case.
    """
    even, lumpy = trained_columns("even_factors", folder), trained_columns("lumpy_factors")
    factors = np.stack([even[f"factor_{name}"] for name in COVERAGE_NAMES], axis=1)
    sides = np.stack([lumpy[f"{side}_{name}"] for side in SIDES for name in COVERAGE_NAMES], axis=1)
    shape = (len(factors), 2, len(VARIATIONS), len(SIDES), len(COVERAGE_NAMES))
    return IntervalCalibration(even["quarters"], factors, sides.reshape(shape))
