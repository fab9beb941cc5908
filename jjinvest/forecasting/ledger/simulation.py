"""Joint simulation of a year: agreed amount, its out-of-city part, and funds in place.

- Agreed amounts: signed so far (certain), named projects (each signs or not, correlated by a common factor:
  Vasicek 1987), new business (compound Poisson by size tier). The common factor and the level of new business
  are independent: their misses in past years are, and one shock for both would count it twice.
- Funds: paid so far (certain), cohorts signed by now, and payments of the new signings of each draw before
  the year ends.

What is drawn for each project is computed block by block, everything else at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from jjinvest.forecasting.ledger.estimates import EstimateRatio
from jjinvest.forecasting.reserving.triangle import Floats

MIN_EXACT_AMOUNT_YI = 10.0
"""Largest amount (亿元) from which a tier is drawn project by project; the sum of smaller ones is taken as
normal."""
MAX_LATENT = 1 - 1e-9
"""Latent correlation at most, so that a common draw never divides by zero."""
BLOCK = 1 << 10
"""Draws whose projects are in memory at a time."""
NUMBERS = 1 << 18
"""Random numbers that are made of them at a time: with ten thousand projects a block has ten million."""


@dataclass(frozen=True)
class AmountPool:
    """Amounts (亿元) of one tier and origin to draw new business from; `shape`: Gamma shape of its share."""

    amounts: Floats
    out_of_city: bool
    shape: float


@dataclass(frozen=True)
class FundsDistribution:
    """Distribution of a year's funds, 亿元.

    Parameters
    ----------
    certain, expected
        Paid so far; expected of the cohorts signed by now.
    process, old_parameter, young_parameter, shock
        Standard deviations of `expected`, by cause
        (:class:`jjinvest.forecasting.reserving.cohorts.FundsProjection`).
    early
        Share of its amount that a signing of (named, new) business pays before the year ends.
    early_scatter
        Standard deviation of that share for a single project.
    early_cv
        CV of the estimation error of the shares, common to young cohorts and new signings.
    out_of_city_share, out_of_city_sd
        Share of out-of-city projects in the expected funds of the cohorts, and its standard deviation.
    out_of_city_certain
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
    out_of_city_certain: float
    out_of_city_share: float
    out_of_city_sd: float


@dataclass(frozen=True)
class YearModel:
    """Parameters of a simulated year; amounts in 亿元.

    Parameters
    ----------
    signed, signed_out_of_city
        Agreed amounts signed so far in the year.
    amounts, stated, out_of_city, chances
        Of the named projects, shape (projects,): amounts as they are expected to be signed; one that is not
        stated is drawn from the pools.
    correlation
        Between the signings of two projects of even chance.
    new_expected, new_cv, year_effect
        Of the number of new signings: expectation, CV of its estimate, CV of the year's level.
    pools
        Amounts that new signings are drawn from.
    growth
        More or fewer new signings than expected, as a share, in a scenario: the same signings are drawn, and
        some are added or left out.
    estimates
        Amounts of the named projects as the ledger states them, where they differ from `amounts`.
    estimates_sd
        Standard deviation of the logarithm of signed ÷ expected amount that all named projects share.
    ratio
        Signed beside estimated amounts, by which large projects are counted; None: as the ledger states them.
    number, number_out_of_city
        Projects signed so far in the year.
    """

    signed: float
    signed_out_of_city: float
    amounts: Floats
    stated: np.ndarray
    out_of_city: np.ndarray
    chances: Floats
    correlation: float
    new_expected: float
    new_cv: float
    year_effect: float
    pools: tuple[AmountPool, ...]
    funds: FundsDistribution | None
    growth: float = 0.0
    estimates: Floats | None = None
    estimates_sd: float = 0.0
    ratio: EstimateRatio | None = None
    number: int = 0
    number_out_of_city: int = 0

    @property
    def stated_amounts(self) -> Floats:
        """Amounts of the named projects as the ledger states them."""
        return self.amounts if self.estimates is None else self.estimates


@dataclass(frozen=True)
class SimulatedYears:
    """Simulated years, 亿元, each of shape (draws,).

    `signings` is how many named projects sign, `number` how many projects do in the whole year.
    """

    agreed: Floats
    out_of_city: Floats
    named: Floats
    new: Floats
    funds: Floats | None
    funds_out_of_city: Floats | None
    funds_cohorts: Floats | None
    funds_new: Floats | None
    signings: np.ndarray
    number: Floats
    number_out_of_city: Floats


def simulate_years(model: YearModel, *, draws: int, seed: int) -> SimulatedYears:
    """Simulate years; the same model, number of draws and seed give the same samples.

    Parameters
    ----------
    model
        Parameters of the year.
    draws
        Number of simulated years.
    seed
        Of the random numbers.

    Examples
    --------
    >>> stated = out_of_city = np.ones(2, dtype=bool)
    >>> amounts, chances = np.array([10.0, 30.0]), np.array([0.5, 0.5])
    >>> model = YearModel(5.0, 0.0, amounts, stated, out_of_city, chances, 0.0, 0.0, 0.0, 0.0, (), None)
    >>> years = simulate_years(model, draws=1000, seed=1)
    >>> sorted(set(years.agreed.tolist()))
    [5.0, 15.0, 35.0, 45.0]
    """
    rng = np.random.default_rng(seed)
    shock = rng.standard_normal(draws)
    signings, (named, named_out, named_squares) = _named(model, shock, rng)
    (new, new_out, new_squares), numbers = _new(model, rng.standard_normal(draws), rng)
    number = model.number + signings[0] + numbers[0]
    number_out = model.number_out_of_city + signings[1] + numbers[1]
    agreed = model.signed + named + new
    out_of_city = model.signed_out_of_city + named_out + new_out
    if model.funds is None:
        funds_unknown = (None, None, None, None)
        return SimulatedYears(
            agreed, out_of_city, named, new, *funds_unknown, signings[0], number, number_out
        )
    funds = model.funds
    early = rng.standard_normal(draws)
    cohorts = _cohorts(funds, early, rng)
    mean = named * funds.early[0] + new * funds.early[1]
    variance = named_squares * funds.early_scatter[0] ** 2 + new_squares * funds.early_scatter[1] ** 2
    fresh = _gamma(mean * np.maximum(1 + funds.early_cv * early, 0.0), variance, rng)
    amount = named + new
    share = np.divide(named_out + new_out, amount, out=np.zeros(draws), where=amount > 0)
    part = np.clip(funds.out_of_city_share + funds.out_of_city_sd * rng.standard_normal(draws), 0.0, 1.0)
    return SimulatedYears(
        agreed,
        out_of_city,
        named,
        new,
        funds.certain + cohorts + fresh,
        funds.out_of_city_certain + part * cohorts + share * fresh,
        cohorts,
        fresh,
        signings[0],
        number,
        number_out,
    )


def _named(model: YearModel, shock: Floats, rng: np.random.Generator) -> tuple[np.ndarray, Floats]:
    """Numbers of named projects that sign, and sums of their amounts, out-of-city parts and squares.

    A latent normal with one common factor (Vasicek 1987) states which projects sign; the latent correlation
    sin(πρ/2) gives two outcomes of even chance the correlation ρ exactly. The numbers (all, out-of-city) have
    shape (2, draws), the sums (3, draws).
    """
    drawn = ~model.stated & bool(model.pools)
    size = np.where(drawn, 0.0, model.amounts).astype(np.float32)
    weights = np.column_stack([size, size * model.out_of_city, size**2]).astype(np.float32)
    numbers, sums = np.zeros((2, len(shock)), dtype=np.int64), np.zeros((3, len(shock)))
    outside = np.flatnonzero(model.out_of_city)
    own = rng.spawn(1)[0]
    unstated = []
    for part, signs in conversions(model, shock, rng):
        numbers[:, part] = signs.sum(axis=1), signs[:, outside].sum(axis=1)
        sums[:, part] = (signs.astype(np.float32) @ weights).T
        unstated.append(np.packbits(signs[:, drawn], axis=1))
    if model.estimates_sd:
        ratio = np.exp(model.estimates_sd * own.standard_normal(len(shock)) - model.estimates_sd**2 / 2)
        sums *= np.stack([ratio, ratio, ratio**2])
    if drawn.any():
        known = np.concatenate([pool.amounts for pool in model.pools])
        for part, bits in zip(_blocks(len(shock)), unstated, strict=True):
            signs = np.unpackbits(bits, axis=1, count=int(drawn.sum()))
            picked = known[rng.integers(0, len(known), signs.shape)] * signs
            sums[0, part] += picked.sum(axis=1)
            sums[1, part] += picked @ model.out_of_city[drawn].astype(float)
            sums[2, part] += (picked**2).sum(axis=1)
    return numbers, sums


def conversions(
    model: YearModel, shock: Floats, rng: np.random.Generator
) -> Iterator[tuple[slice, np.ndarray]]:
    """Which projects sign, shape (draws, projects), block by block."""
    from scipy.special import ndtri

    latent = min(np.sin(np.pi * model.correlation / 2), MAX_LATENT)
    edge = (ndtri(model.chances) / np.sqrt(1 - latent)).astype(np.float32)
    common = (np.sqrt(latent / (1 - latent)) * shock).astype(np.float32)
    for part in _blocks(len(shock)):
        of_block = common[part, None]
        signs = np.empty((len(of_block), len(edge)), dtype=np.bool_)
        for rows in row_blocks(signs):
            own = rng.standard_normal(signs[rows].shape, dtype=np.float32)
            own -= of_block[rows]
            np.less(own, edge, out=signs[rows])
        yield part, signs


def _blocks(draws: int, size: int = BLOCK) -> Iterator[slice]:
    """Blocks of draws: a thousand named projects need the memory of one block, not that of all draws."""
    return (slice(first, min(first + size, draws)) for first in range(0, draws, size))


def row_blocks(signs: np.ndarray) -> Iterator[slice]:
    """Rows of a block of draws that are worked on together; random numbers are the same in any division."""
    return _blocks(len(signs), max(1, NUMBERS // max(1, signs.shape[1])))


def new_level(model: YearModel, shock: Floats, rng: np.random.Generator) -> tuple[Floats, list[Floats]]:
    """Level of new business and a share for each pool: their product is the expected number of signings."""
    draws, spread = len(shock), float(np.sqrt(np.log1p(model.year_effect**2)))
    level: Floats = np.exp(spread * shock - spread**2 / 2)
    if model.new_cv > 0:
        level = level * rng.standard_gamma(model.new_cv**-2, draws) * model.new_cv**2
    shares = [rng.standard_gamma(pool.shape, draws) for pool in model.pools]
    return level * model.new_expected / np.sum(shares, axis=0), shares


def _new(
    model: YearModel, shock: Floats, rng: np.random.Generator
) -> tuple[tuple[Floats, Floats, Floats], Floats]:
    """Sums of new business, of its out-of-city part and of squares, and its numbers, all and out-of-city."""
    draws = len(shock)
    total, out_of_city, squares = np.zeros(draws), np.zeros(draws), np.zeros(draws)
    numbers = np.zeros((2, draws))
    if model.new_expected <= 0 or not model.pools:
        return (total, out_of_city, squares), numbers
    level, shares = new_level(model, shock, rng)
    more, fewer, own = max(model.growth, 0.0), max(-model.growth, 0.0), rng.spawn(1)[0]
    for pool, share in zip(model.pools, shares, strict=True):
        number = rng.poisson(level * share)
        added = own.poisson(more * level * share) if more else None
        if pool.amounts.max() >= MIN_EXACT_AMOUNT_YI:
            picked = _picked(pool.amounts, number, rng, fewer, own)
            if added is not None:
                picked += _picked(pool.amounts, added, own, 0.0, own)
            amount, square, number = picked
        else:
            mean, spread = float(pool.amounts.mean()), float(pool.amounts.std())
            number = number - own.binomial(number, fewer) if fewer else number
            number = number if added is None else number + added
            noise = np.sqrt(number) * spread * rng.standard_normal(draws)
            least = number * float(pool.amounts.min())
            amount = np.asarray(np.maximum(mean * number + noise, least), dtype=float)
            square = np.asarray(number * (mean**2 + spread**2), dtype=float)
        total += amount
        squares += square
        numbers[0] += number
        if pool.out_of_city:
            out_of_city += amount
            numbers[1] += number
    return (total, out_of_city, squares), numbers


def _picked(
    amounts: Floats, number: np.ndarray, rng: np.random.Generator, fewer: float, own: np.random.Generator
) -> Floats:
    """Sum, sum of squares and number of `number` amounts drawn with replacement for each year.

    A share `fewer` of them is left out, chosen by a generator of its own.
    """
    total, squares, kept = picked = np.zeros((3, len(number)))
    for part in _blocks(len(number)):
        ends = np.cumsum(number[part])
        place = (rng.random(int(ends[-1]), dtype=np.float32) * np.float32(len(amounts))).astype(np.intp)
        np.minimum(place, len(amounts) - 1, out=place)
        # sums between two ends of one running sum: no loop over years
        begins, drawn = ends - number[part], amounts[place]
        stays = own.random(len(place)) >= fewer if fewer else np.ones(len(place), dtype=bool)
        drawn = drawn * stays
        for result, values in ((total, drawn), (squares, drawn**2), (kept, stays)):
            run = np.concatenate([[0.0], np.cumsum(values)])
            result[part] = run[ends] - run[begins]
    return picked


def _cohorts(model: FundsDistribution, early: Floats, rng: np.random.Generator) -> Floats:
    """Funds of the cohorts signed by now: gamma, or normal where corrections outweigh payments."""
    noise = np.sqrt(model.process**2 + model.old_parameter**2 + model.shock**2)
    draws = len(early)
    centre: Floats = model.expected + model.young_parameter * early
    if model.expected <= 0 or noise == 0:
        return np.asarray(centre + noise * rng.standard_normal(draws))
    return _gamma(np.maximum(centre, 0.0), np.full(draws, noise**2), rng)


def _gamma(mean: Floats, variance: Floats, rng: np.random.Generator) -> Floats:
    """Gamma with a mean and variance for each draw; the mean itself where there is no variance."""
    random = (mean > 0) & (variance > 0)
    shape = np.where(random, mean, 1.0) ** 2 / np.where(random, variance, 1.0)
    drawn = rng.standard_gamma(shape) * np.where(random, variance, 0.0) / np.where(random, mean, 1.0)
    return np.where(random, drawn, mean)
