"""Intervals that cover what they say: factors on the spread of a forecast, learned on series it had not seen.

A factor for a central interval of 50, 80 and 95 % at each length of history: the one that would have made these
intervals cover 50, 80 and 95 % of what came, on series kept for that purpose. The samples themselves are stretched by
it, so intervals of single quarters, of the year's total, and chances of reaching a target stay one distribution.

Sums of a few large deals are another kind of series: four of them look like a season and are luck. So histories whose
quarters differ much take factors learned on simulated deals where those are larger.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special

from jjinvest.forecast import learned

Array = npt.NDArray[np.float64]
LEVELS = (0.5, 0.8, 0.95)
EVEN, LUMPY = 0.2, 0.35
"""Coefficients of variation up to which a history counts as even, from which as lumpy: 0.35 is that of thirty deals a
quarter of the sizes that the factors were learned on; few business series of a year or two reach it."""


@dataclass(frozen=True)
class Calibration:
    """Factors, shape (lengths, :data:`LEVELS`), for histories of `lengths` known quarters, ascending; `lumpy` likewise."""

    lengths: Array
    factors: Array
    lumpy: Array

    def at(self, n: int, variation: float = 0.0) -> Array:
        """Return the factors for `n` known quarters of this coefficient of variation.

        Between two lengths by the logarithm of n, beyond the ends the last; from even to lumpy in proportion.
        """
        x = np.log(max(n, 1))
        even, lumpy = (
            np.array([np.interp(x, np.log(self.lengths), column) for column in table.T])
            for table in (self.factors, self.lumpy)
        )
        share = float(np.clip((variation - EVEN) / (LUMPY - EVEN), 0, 1))
        return np.asarray(even + share * np.maximum(lumpy - even, 0))

    def stretch(self, deviations: Array, n: int, variation: float = 0.0) -> Array:
        """Stretch samples around their median.

        Each sample is multiplied by the factor of the interval whose edge it is, between levels by the normal score.
        Order within a column does not change, so ranks and their dependence between columns (quarters) stay.

        Parameters
        ----------
        deviations
            Samples minus their median, shape (draws, horizon).
        """
        edges = special.ndtri((1 + np.array(LEVELS)) / 2)
        columns = np.array(deviations.T, order="C")
        order = columns.argsort(axis=1)
        score = np.abs(special.ndtri((np.arange(columns.shape[1]) + 0.5) / columns.shape[1]))
        ranked = np.take_along_axis(columns, order, axis=1) * np.interp(score, edges, self.at(n, variation))
        ranked.sort(axis=1)
        np.put_along_axis(columns, order, ranked, axis=1)
        return np.asarray(columns.T)


UNCALIBRATED = Calibration(np.array([1.0]), np.ones((1, len(LEVELS))), np.ones((1, len(LEVELS))))


def variation(known: npt.ArrayLike) -> float:
    """Coefficient of variation of the values of a history, by the mean of their sizes; 0 if all are zero."""
    values = np.asarray(known, dtype=float)
    size = float(np.abs(values).mean())
    return float(values.std() / size) if size else 0.0


@lru_cache(maxsize=1)
def packaged_calibration() -> Calibration:
    """Return the factors that come with the package (:mod:`jjinvest.forecast.learned`)."""
    columns = learned.columns(learned.CALIBRATION)
    factors, lumpy = (
        np.stack([columns[f"{kind}_{round(100 * level)}"] for level in LEVELS], axis=1)
        for kind in ("factor", "lumpy")
    )
    return Calibration(columns["quarters"], factors, lumpy)


def needed_stretch(samples: npt.ArrayLike, actual: npt.ArrayLike) -> Array:
    """How far each central interval would have had to be stretched to just hold the actual value.

    Parameters
    ----------
    samples
        On the scale where they are to be stretched, shape (draws, horizon); `actual` (horizon,).

    Returns
    -------
    Array
        Shape (horizon, :data:`LEVELS`).
    """
    drawn, y = np.asarray(samples, dtype=float), np.asarray(actual, dtype=float)
    median = np.median(drawn, axis=0)
    needed = []
    for level in LEVELS:
        low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
        reach = np.where(y >= median, high - median, median - low)
        needed.append(np.abs(y - median) / np.maximum(reach, 1e-12))
    return np.stack(needed, axis=-1)


def needed_factors(needed: Array) -> Array:
    """Factors, one a level, from what :func:`needed_stretch` gave for many forecasts, shape (forecasts, LEVELS).

    The factor of a level is that share's quantile of what was needed; edges are kept in order from one level to the next.
    """
    edges = special.ndtri((1 + np.array(LEVELS)) / 2)
    own = np.array([np.quantile(needed[:, j], level) for j, level in enumerate(LEVELS)])
    return np.asarray(np.maximum.accumulate(own * edges) / edges)
