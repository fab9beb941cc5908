"""One joint simulation of a year: agreed amount, its out-of-city part, and funds in place, draw by draw.

signed so far (certain) + named projects (each signs or not, moved together by a common shock) + new business (compound
Poisson by tier) give the agreed amounts; funds paid so far (certain) + cohorts signed by now + what each draw's new
signings pay before the year ends give the funds. All draws at once; the only loop is over a dozen tiers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from jjinvest.forecasting.reserving.triangle import Floats

MIN_EXACT_AMOUNT_YI = 10.0
"""Amounts of tiers from this size on are drawn one by one; the many small ones by the normal law of their sum."""


@dataclass(frozen=True)
class AmountPool:
    """Amounts (亿元) of one tier and origin that new business is drawn from; `shape` is the Gamma shape of its share."""

    amounts: Floats
    outside: bool
    shape: float


@dataclass(frozen=True)
class FundsDistribution:
    """What a year's funds are drawn from, 亿元.

    Parameters
    ----------
    certain, expected
        Paid so far; expected of the cohorts signed by now.
    process, old_parameter, young_parameter, shock
        Standard deviations of the latter, by cause (:class:`jjinvest.forecasting.reserving.cohorts.FundsProjection`).
    early
        Share of its amount that a signing of (named, new) business pays before the year ends.
    early_scatter
        Standard deviation of that share for a single project.
    early_cv
        CV of the shares from not knowing them; common to young cohorts and new signings.
    outside_share, outside_sd
        Share of out-of-city projects in the expected funds of the cohorts, and its standard deviation.
    outside_certain
        Of `certain`, that of out-of-city projects.
    """

    certain: float
    expected: float
    process: float
    old_parameter: float
    young_parameter: float
    shock: float
    early: tuple[float, float]
    early_scatter: tuple[float, float]
    early_cv: float
    outside_certain: float
    outside_share: float
    outside_sd: float


@dataclass(frozen=True)
class YearModel:
    """Everything a simulated year is drawn from; amounts in 亿元.

    Parameters
    ----------
    signed, signed_outside
        Agreed amounts signed so far in the year.
    amounts, stated, outside, chances
        Of the named projects; an amount not stated is drawn from those of the pools.
    correlation
        Between the outcomes of two projects of even chance.
    new_expected, new_cv, year_effect
        Of the number of new signings: expectation, CV of it, CV of the year's level.
    pools
        What their amounts are drawn from.
    """

    signed: float
    signed_outside: float
    amounts: Floats
    stated: np.ndarray
    outside: np.ndarray
    chances: Floats
    correlation: float
    new_expected: float
    new_cv: float
    year_effect: float
    pools: tuple[AmountPool, ...]
    funds: FundsDistribution | None


@dataclass(frozen=True)
class SimulatedYears:
    """Simulated years, 亿元, each of shape (draws,); `hits` tells which named project signed in which year."""

    agreed: Floats
    outside: Floats
    named: Floats
    new: Floats
    funds: Floats | None
    funds_outside: Floats | None
    funds_cohorts: Floats | None
    funds_new: Floats | None
    hits: np.ndarray


def simulate_years(law: YearModel, *, draws: int, seed: int) -> SimulatedYears:
    """Simulate years; the same law, number of draws and seed give the same samples."""
    rng = np.random.default_rng(seed)
    shock = rng.standard_normal(draws)
    hits = _hits(law, shock, rng)
    named, named_out, named_squares = _named(law, hits, rng)
    new, new_out, new_squares = _new(law, shock, rng)
    agreed = law.signed + named + new
    outside = law.signed_outside + named_out + new_out
    if law.funds is None:
        return SimulatedYears(agreed, outside, named, new, None, None, None, None, hits)
    law_f = law.funds
    early = rng.standard_normal(draws)
    cohorts = _cohorts(law_f, early, rng)
    mean = named * law_f.early[0] + new * law_f.early[1]
    variance = named_squares * law_f.early_scatter[0] ** 2 + new_squares * law_f.early_scatter[1] ** 2
    fresh = _gamma(mean * np.maximum(1 + law_f.early_cv * early, 0.0), variance, rng)
    amount = named + new
    share = np.divide(named_out + new_out, amount, out=np.zeros(draws), where=amount > 0)
    part = np.clip(law_f.outside_share + law_f.outside_sd * rng.standard_normal(draws), 0.0, 1.0)
    return SimulatedYears(
        agreed,
        outside,
        named,
        new,
        law_f.certain + cohorts + fresh,
        law_f.outside_certain + part * cohorts + share * fresh,
        cohorts,
        fresh,
        hits,
    )


def _hits(law: YearModel, shock: Floats, rng: np.random.Generator) -> np.ndarray:
    """Which projects sign, shape (draws, projects): a latent normal with one common factor (Vasicek).

    The latent correlation sin(πρ/2) gives two outcomes of even chance the correlation ρ exactly.
    """
    latent = np.sin(np.pi * law.correlation / 2)
    edge = (ndtri(law.chances) / np.sqrt(1 - latent)).astype(np.float32)
    common = (np.sqrt(latent / (1 - latent)) * shock).astype(np.float32)
    own = rng.standard_normal((len(shock), len(law.chances)), dtype=np.float32)
    own -= common[:, None]
    return np.asarray(own < edge)


def _named(law: YearModel, hits: np.ndarray, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Sum of the named projects that sign, of their out-of-city part, and of squares of amounts."""
    drawn = ~law.stated & bool(law.pools)
    size = np.where(drawn, 0.0, law.amounts).astype(np.float32)
    weights = np.column_stack([size, size * law.outside, size**2]).astype(np.float32)
    total, outside, squares = (hits.astype(np.float32) @ weights).T.astype(float)
    if drawn.any():
        known = np.concatenate([pool.amounts for pool in law.pools])
        picked = known[rng.integers(0, len(known), (len(hits), int(drawn.sum())))] * hits[:, drawn]
        total += picked.sum(axis=1)
        outside += picked @ law.outside[drawn].astype(float)
        squares += (picked**2).sum(axis=1)
    return total, outside, squares


def _new(law: YearModel, shock: Floats, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Sum of new business, of its out-of-city part, and of squares of amounts."""
    draws = len(shock)
    total, outside, squares = np.zeros(draws), np.zeros(draws), np.zeros(draws)
    if law.new_expected <= 0 or not law.pools:
        return total, outside, squares
    spread = np.sqrt(np.log1p(law.year_effect**2))
    level = np.exp(spread * shock - spread**2 / 2)
    if law.new_cv > 0:
        level = level * rng.standard_gamma(law.new_cv**-2, draws) * law.new_cv**2
    shares = [rng.standard_gamma(pool.shape, draws) for pool in law.pools]
    level = level * law.new_expected / np.sum(shares, axis=0)
    for pool, share in zip(law.pools, shares, strict=True):
        number = rng.poisson(level * share)
        if pool.amounts.max() >= MIN_EXACT_AMOUNT_YI:
            amount, square = _picked(pool.amounts, number, rng)
        else:
            mean, spread = float(pool.amounts.mean()), float(pool.amounts.std())
            noise = np.sqrt(number) * spread * rng.standard_normal(draws)
            amount = np.maximum(mean * number + noise, number * float(pool.amounts.min()))
            square = number * (mean**2 + spread**2)
        total += amount
        squares += square
        if pool.outside:
            outside += amount
    return total, outside, squares


def _picked(amounts: Floats, number: np.ndarray, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Sum, and sum of squares, of as many amounts as `number` says, drawn with replacement for each year."""
    ends = np.cumsum(number)
    place = (rng.random(int(ends[-1]), dtype=np.float32) * np.float32(len(amounts))).astype(np.intp)
    np.minimum(place, len(amounts) - 1, out=place)
    # sums between two ends of one running sum: no loop over years
    run = np.concatenate([[0.0], np.cumsum(amounts[place])])
    run2 = np.concatenate([[0.0], np.cumsum((amounts**2)[place])])
    begins = ends - number
    return run[ends] - run[begins], run2[ends] - run2[begins]


def _cohorts(law: FundsDistribution, early: Floats, rng: np.random.Generator) -> Floats:
    """Funds of the cohorts signed by now: positive and skewed (gamma), or normal where corrections outweigh payments."""
    noise = np.sqrt(law.process**2 + law.old_parameter**2 + law.shock**2)
    draws = len(early)
    centre: Floats = law.expected + law.young_parameter * early
    if law.expected <= 0 or noise == 0:
        return np.asarray(centre + noise * rng.standard_normal(draws))
    return _gamma(np.maximum(centre, 0.0), np.full(draws, noise**2), rng)


def _gamma(mean: Floats, variance: Floats, rng: np.random.Generator) -> Floats:
    """Gamma with a mean and variance for each draw; the mean itself where there is no variance."""
    random = (mean > 0) & (variance > 0)
    shape = np.where(random, mean, 1.0) ** 2 / np.where(random, variance, 1.0)
    drawn = rng.standard_gamma(shape) * np.where(random, variance, 0.0) / np.where(random, mean, 1.0)
    return np.where(random, drawn, mean)
