"""The rest of a year from the number of projects by chain ladder or Bornhuetter–Ferguson, times their size.

Numbers are steadier than amounts, because no single project moves them. Of a year whose expected number is L,
the part p has passed. The chain ladder takes the pace of the year itself (L from N/p); Bornhuetter and
Ferguson (1972) take the years before (L from their mean), whatever the year's pace. p is uncertain as in
:mod:`~jjinvest.forecasting.year_to_date.credibility`; numbers scatter more than a Poisson distribution by the
:attr:`CountProgress.dispersion` of the years known. The amount of the projects to come is compound, with a
mean size that is itself an estimate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jjinvest.forecasting.on_demand import Samples
from jjinvest.forecasting.year_to_date.credibility import LEVEL_CVS, PastShare, share_shape

CHAIN_LADDER, BORNHUETTER_FERGUSON = "count_chain_ladder", "bornhuetter_ferguson"
MAX_DISPERSION = 25.0


@dataclass(frozen=True)
class CountProgress:
    """A year in progress by number of projects, and the years before it.

    Parameters
    ----------
    so_far, number
        Amount in 亿元 and number of projects of the months that are over.
    months
        Months that are over.
    years
        Numbers of the consecutive years before, the latest first.
    shares
        Share of each of them that had passed at the same month: of the numbers, or of the amounts where only
        those are known.
    mean_size, weighted_size
        Σx/n and Σx²/Σx in 亿元, of the projects known.
    sized
        Number of projects behind the mean size.
    """

    so_far: float
    number: float
    months: int
    years: tuple[float, ...]
    shares: tuple[PastShare, ...]
    mean_size: float
    weighted_size: float
    sized: float
    sources: tuple[str, ...] = ()

    @property
    def dispersion(self) -> float:
        """Variance of a number over its mean: from the shares of the years known, drawn towards one."""
        known = [share.mean for share in self.shares if not (share.within or share.process_cv)]
        if len(known) < 2:
            return 1.5
        middle, total = float(np.mean(known)), float(np.mean(self.years[: len(known)]))
        binomial = middle * (1 - middle) / max(total, 1.0)
        observed = float(np.var(known, ddof=1)) / max(binomial, 1e-9)
        freedom = len(known) - 1
        return float(np.clip((2 * 1.5 + freedom * observed) / (2 + freedom), 1.0, MAX_DISPERSION))


@dataclass(frozen=True)
class CountedRest:
    """Simulated amount still to come in 亿元, number of projects behind it, and share of the year passed."""

    amount: Samples
    number: Samples
    share: Samples


def simulate_rest(
    progress: CountProgress, method: str, *, first_half: float, sd: float, seed: int, draws: int
) -> CountedRest:
    """Simulate the rest of a year by the pace of the year (chain ladder) or by the years before.

    Parameters
    ----------
    method
        :data:`CHAIN_LADDER` or :data:`BORNHUETTER_FERGUSON`.
    first_half, sd
        Share of the first half of a year before any year is known, and its standard deviation.

    Examples
    --------
    >>> shares = (PastShare(0.5), PastShare(0.5), PastShare(0.5))
    >>> year = CountProgress(300.0, 60, 6, (100.0, 100.0, 100.0), shares, 5.0, 20.0, 300)
    >>> common = {"first_half": 0.5, "sd": 0.12, "seed": 1, "draws": 20_000}
    >>> ladder, prior = (simulate_rest(year, m, **common) for m in (CHAIN_LADDER, BORNHUETTER_FERGUSON))
    >>> round(float(ladder.number.mean()), -1), round(float(prior.number.mean()), -1)
    (60.0, 50.0)
    """
    p, rng = progress, np.random.default_rng([seed, 5])
    spread = p.dispersion
    total = float(np.mean(p.years)) if p.years else max(p.number, 1.0) / 0.5
    shape = share_shape(
        p.months,
        first_half=first_half,
        sd=sd,
        history=p.shares,
        process_cv=float(np.sqrt(min(spread / max(total, 1.0), 0.9))),
    )
    share = np.clip(rng.beta(*shape, draws), 1e-3, 1 - 1e-6)
    if method == CHAIN_LADDER:
        level = rng.gamma((p.number + 0.5) / spread, spread, draws) / share
    else:
        level = _level_before(p, rng, draws)
    ahead = (1 - share) * level
    number = rng.gamma(np.maximum(ahead / spread, 1e-12)) * spread
    inequality = max(p.weighted_size / p.mean_size, 1.0)
    size_cv = np.sqrt(np.log1p(inequality / max(p.sized, 1.0)))
    mean = p.mean_size * np.exp(size_cv * rng.standard_normal(draws) - size_cv**2 / 2)
    weighted = p.weighted_size * mean / p.mean_size
    amount = rng.gamma(np.maximum(number * mean / weighted, 1e-12)) * weighted
    return CountedRest(amount, number, share)


def _level_before(progress: CountProgress, rng: np.random.Generator, draws: int) -> Samples:
    """Draws of the expected number of the year, from the years before alone; τ by their scatter."""
    years = np.array(progress.years, dtype=float)
    mean, count = float(years.mean()), len(years)
    process = progress.dispersion / max(mean, 1.0)
    scatter = np.array(LEVEL_CVS) ** 2 + process
    log_weight = np.zeros(len(LEVEL_CVS))
    if count > 1:
        deviation = float(((years / mean - 1) ** 2).sum())
        log_weight = -deviation / (2 * scatter) - (count - 1) / 2 * np.log(scatter)
    weight = np.exp(log_weight - log_weight.max())
    level_cv = rng.choice(np.array(LEVEL_CVS), draws, p=weight / weight.sum())
    variance = level_cv**2 + (level_cv**2 + process) / count
    return np.asarray(mean * rng.gamma(1 / variance) * variance)
