"""Next year's total from annual totals and, where published, the number of projects; no size classes.

Most bulletins publish a total and a number and no size classes. Three things make the next year differ from
the last: single projects (process CV c), the level of years (CV τ), and that both are hardly known. A number
of projects n gives c² = κ/n, where κ = n·Σx²/(Σx)² says how unequal projects are; it is drawn from
:data:`SIZE_INEQUALITY`. Without a number c itself is drawn from :data:`TOTAL_PROCESS_CV`, which is wider.
τ is averaged over :data:`LEVEL_CVS`, by how likely each makes the years known. Of several years the later
ones count more. ``python -m benchmarks annual_total`` counts how often its ranges hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jjinvest.forecasting.on_demand import Samples

SIZE_INEQUALITY = (5.0, 0.35)
"""Median and log standard deviation of κ: of synthetic districts; 4.4 for the one year of Jiangjin."""
NUMBER_INEQUALITY = (1.5, 0.35)
"""The same of a number of projects: its variance over its mean, 1 if nothing but chance moved it."""
TOTAL_PROCESS_CV = (0.3, 0.6)
"""Median and log standard deviation of c where the number of projects is not known (20 to 400 a year)."""
LEVEL_CVS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
"""Values of τ, equally likely where one year is known."""
MAX_YEARS = 5
RECENCY = 0.5
"""Weight of a year, as a multiple of that of the year after it."""


@dataclass(frozen=True)
class AnnualTotals:
    """Totals of consecutive years in 亿元, the latest first, and the yearly number of projects, if known.

    Parameters
    ----------
    inequality
        Median and log standard deviation of κ, :data:`NUMBER_INEQUALITY` where the totals are numbers.
    """

    totals: tuple[float, ...]
    projects: float | None = None
    inequality: tuple[float, float] = SIZE_INEQUALITY

    @property
    def _weights(self) -> Samples:
        weight = RECENCY ** np.arange(len(self.totals[:MAX_YEARS]), dtype=float)
        return np.asarray(weight / weight.sum())

    @property
    def mean(self) -> float:
        """Mean of the years, later ones with more weight."""
        return float(self._weights @ np.array(self.totals[:MAX_YEARS]))

    @property
    def years(self) -> float:
        """Number of equally weighted years that the mean is worth."""
        return float(1 / (self._weights**2).sum())


@dataclass(frozen=True)
class SimulatedTotals:
    """Totals of simulated years in 亿元, with the process CV and τ of each; arrays of shape (draws,)."""

    total: Samples
    process_cv: Samples
    level_cv: Samples


def simulate_total(
    known: AnnualTotals, *, seed: int, draws: int, level_cv: float | None = None
) -> SimulatedTotals:
    """Simulate the year after the years known.

    Parameters
    ----------
    level_cv
        τ; averaged over :data:`LEVEL_CVS` if not given.

    Raises
    ------
    LookupError
        If no total is known, or one is not positive.

    Examples
    --------
    >>> counted = simulate_total(AnnualTotals((1088.0,), 132), seed=1, draws=20_000).total
    >>> alone = simulate_total(AnnualTotals((1088.0,)), seed=1, draws=20_000).total
    >>> bool(np.ptp(np.quantile(alone, [0.1, 0.9])) > np.ptp(np.quantile(counted, [0.1, 0.9])))
    True
    """
    if not known.totals or min(known.totals[:MAX_YEARS]) <= 0:
        raise LookupError("no positive annual total is known")
    rng = np.random.default_rng([seed, 4])
    process = _process_cv(known, rng, draws)
    spread = _level_cv(known, process, rng) if level_cv is None else np.full(draws, level_cv)
    variance = spread**2 + (spread**2 + process**2) / known.years
    level = known.mean * rng.gamma(1 / variance) * variance
    size = process**2 * known.mean
    total = rng.gamma(np.maximum(level / size, 1e-12)) * size
    return SimulatedTotals(total, process, spread)


def _process_cv(known: AnnualTotals, rng: np.random.Generator, draws: int) -> Samples:
    """Draws of the process CV of a year."""
    projects = known.projects
    median, sd = known.inequality if projects else TOTAL_PROCESS_CV
    drawn = median * np.exp(sd * rng.standard_normal(draws))
    if not projects:
        return np.clip(drawn, 0.02, 1.5)
    return np.asarray(np.sqrt(np.maximum(drawn, 1.0) / projects).clip(0.02, 1.5))


def _level_cv(known: AnnualTotals, process: Samples, rng: np.random.Generator) -> Samples:
    """Draws of τ, by the likelihood of the scatter of the years known around their mean (as in REML)."""
    grid = np.array(LEVEL_CVS)
    if len(known.totals) == 1:
        return np.asarray(rng.choice(grid, len(process)))
    scatter = grid**2 + process[:, None] ** 2
    totals = np.array(known.totals[:MAX_YEARS]) / np.mean(known.totals[:MAX_YEARS])
    deviation = float(((totals - 1) ** 2).sum())
    log_weight = -deviation / (2 * scatter) - (len(totals) - 1) / 2 * np.log(scatter)
    running = np.exp(log_weight - log_weight.max(axis=1, keepdims=True)).cumsum(axis=1)
    place = (running < (rng.random(len(process)) * running[:, -1])[:, None]).sum(axis=1)
    return np.asarray(grid[place])
