"""Bühlmann credibility: the year-end total from the year so far and what was known before it.

Projects sign like a compound Poisson process: of a year whose level is L (亿元), the part expected by now is p·L. Single
projects give it a variance of s·p·L, where s = Σx²/Σx is the amount-weighted mean size of a project, so that the
process CV of a whole year is c = √(s/L). The level itself scatters around the prior mean μ with a CV τ. With a gamma
distribution for it, the mean of what is still to come has Bühlmann's credibility form

    Z = p·τ² / (p·τ² + c²),    Û = Y + q·μ·[1 + Z·(Y/(p·μ) − 1)],    q = 1 − p:

Z = 0 is Bornhuetter and Ferguson (1972), Z = 1 extrapolation by the share passed (chain ladder); see Bühlmann and Gisler,
*A Course in Credibility Theory* (2005), chapters 2 and 10. One or two years hardly determine τ, so unless it is given it is
averaged over :data:`LEVEL_CVS`, weighted by how likely each makes what was seen. The share p is uncertain too: a
Dirichlet distribution over the quarters, of which the part passed is a Beta.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from jjinvest.forecasting.annual.compound_poisson import SizeClass, simulate
from jjinvest.forecasting.distribution import Samples

LEVEL_CVS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
"""Values of τ that are weighed where none is given; equally likely at first."""


@dataclass(frozen=True)
class AnnualPrior:
    """What was known of the year's total before it began.

    `mean` and the totals of the `years` behind it in 亿元 (empty: the mean is taken as known exactly); `level_cv` is τ,
    None where it is to be learnt.
    """

    mean: float
    years: tuple[float, ...] = ()
    level_cv: float | None = None

    def spread(self, level_cv: float, process_cv: float) -> float:
        """Squared CV of the coming year's level around `mean`: of years among each other, and of the mean itself."""
        behind = (level_cv**2 + process_cv**2) / len(self.years) if self.years else 0.0
        return level_cv**2 + behind


@dataclass(frozen=True)
class YearEndProjection:
    """Simulated years: `rest` still to come and `level` of the whole year in 亿元, the `share` passed.

    `large` is the number of projects of the largest class still to come (None without tiers), `level_weights` the
    weight that each τ of :data:`LEVEL_CVS` earned (empty where it was given).
    """

    so_far: float
    rest: Samples
    share: Samples
    level: Samples
    large: Samples | None = None
    level_weights: tuple[float, ...] = ()

    @property
    def total(self) -> Samples:
        """Year-end totals in 亿元, shape (draws,)."""
        return self.so_far + self.rest


def credibility(share: float, level_cv: float, process_cv: float) -> float:
    """Z: weight of the year's own pace against the prior; 0 if the level cannot vary, 1 if it varies without limit."""
    if not 0 < share <= 1:
        raise ValueError(f"the share of the year passed lies in (0, 1], not {share}")
    if np.isinf(level_cv):
        return 1.0
    signal = share * level_cv**2
    return 1.0 if process_cv == 0 and signal > 0 else signal / (signal + process_cv**2) if signal > 0 else 0.0


def credibility_estimate(
    so_far: float, share: float, prior_mean: float, *, level_cv: float, process_cv: float
) -> float:
    """Expected year-end total Û in 亿元 for given share p, prior mean μ, τ (`level_cv`) and c (`process_cv`)."""
    z = credibility(share, level_cv, process_cv)
    pace = so_far / (share * prior_mean)
    return so_far + (1 - share) * prior_mean * (1 + z * (pace - 1))


def credibility_estimates(
    so_far: npt.ArrayLike,
    share: float,
    prior_mean: npt.ArrayLike,
    *,
    process_cv: float,
    years: npt.ArrayLike = (),
) -> Samples:
    """Û with τ averaged over :data:`LEVEL_CVS`, for many districts at once.

    Parameters
    ----------
    so_far, prior_mean
        Shape (n,).
    years
        Totals behind the prior mean, shape (n, years), or empty where the mean is known exactly.
    """
    y, mu = np.atleast_1d(np.asarray(so_far, float)), np.atleast_1d(np.asarray(prior_mean, float))
    seen = np.asarray(years, float).reshape(len(y), -1)
    known = seen.shape[1]
    spread = np.array([t**2 + ((t**2 + process_cv**2) / known if known else 0.0) for t in LEVEL_CVS])
    weight = _weights(y[:, None], share, mu[:, None], spread, process_cv, seen)
    z = share * spread / (share * spread + process_cv**2)
    expected = (1 + z * (y[:, None] / (share * mu[:, None]) - 1)) * (1 - share) * mu[:, None]
    return np.asarray(y + (weight * expected).sum(axis=1))


def _weights(
    so_far: Samples,
    share: Samples | float,
    mean: Samples | float,
    spread: Samples,
    process_cv: float,
    years: Samples,
) -> Samples:
    """Weight of each τ given the year so far and the years before; rows sum to one."""
    likelihood = _log_weights(so_far, share, mean, spread, process_cv, years)
    weight = np.exp(likelihood - likelihood.max(axis=-1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))


def _log_weights(
    so_far: Samples | float,
    share: Samples | float,
    mean: Samples | float,
    spread: Samples,
    process_cv: float,
    years: Samples,
) -> Samples:
    """Log likelihood by gamma distributions with the model's mean and variance; the last axis runs over :data:`LEVEL_CVS`.

    The mean of the years behind the prior was fitted to them, hence one degree of freedom less (as in REML).
    """
    found = _log_gamma(np.maximum(so_far, 1e-9), share * mean, process_cv**2 / share + spread)
    if years.shape[-1] > 1:
        scatter = np.asarray(LEVEL_CVS) ** 2 + process_cv**2
        for n in range(years.shape[-1]):
            found = found + _log_gamma(np.maximum(years[..., n, None], 1e-9), mean, scatter)
        found = found + 0.5 * np.log(scatter)
    return np.asarray(found)


def _log_gamma(x: Samples | float, mean: Samples | float, cv2: Samples | float) -> Samples:
    """Log density of a gamma distribution with a mean and a squared CV."""
    shape = 1 / np.asarray(cv2)
    scaled = x / mean * shape
    return np.asarray(special.xlogy(shape, scaled) - scaled - special.gammaln(shape) - np.log(x))


def share_shape(
    passed: int,
    *,
    first_half: float,
    sd: float,
    history: Sequence[float] = (),
    process_cv: float = 0.0,
) -> tuple[float, float]:
    """Beta distribution (its two shape parameters) of the share of a year expected by the end of quarter `passed`.

    It is the marginal of a Dirichlet distribution over four quarters. Before any year is seen its weight follows from `first_half`
    and `sd`, mean and standard deviation of the first half's share, even within each half; each share of `history` (of
    earlier years, at the same quarter) adds κ = 1/c² − 1 observations, as single projects alone makes shares scatter.

    Raises
    ------
    ValueError
        If no such law has that mean and standard deviation, or `passed` is no quarter of a year in progress.
    """
    if passed not in (1, 2, 3):
        raise ValueError(f"a year in progress has 1 to 3 quarters behind it, not {passed}")
    strength = first_half * (1 - first_half) / sd**2 - 1
    if strength <= 0:
        raise ValueError(f"no share has mean {first_half} and standard deviation {sd}")
    mean = {1: first_half / 2, 2: first_half, 3: (1 + first_half) / 2}[passed]
    each = max(1 / process_cv**2 - 1, 0.0) if process_cv else 0.0
    a = strength * mean + each * sum(history)
    return a, strength + each * len(history) - a


def project_year_end(
    so_far: float,
    shape: tuple[float, float],
    deals: tuple[float, list[SizeClass]] | None,
    *,
    size: float,
    prior: AnnualPrior | None,
    seed: int,
    draws: int,
) -> YearEndProjection:
    """Simulate the rest of a year of which `so_far` 亿元 (positive) are signed.

    Parameters
    ----------
    shape
        Beta distribution of the share passed (:func:`share_shape`).
    deals
        Total and size classes that say how large projects are (:func:`~jjinvest.forecasting.annual.compound_poisson.size_classes`);
        None if no tiers were published: then the rest is a gamma distribution with the same mean and variance.
    size
        s = Σx²/Σx in 亿元.
    prior
        None if nothing was known before the year: then only the pace of the year itself speaks (Z = 1).
    """
    rng = np.random.default_rng([seed, 1])
    share = np.clip(rng.beta(*shape, draws), 1e-6, 1 - 1e-6)
    weights: tuple[float, ...] = ()
    if prior is None:
        level = rng.gamma(so_far / size, size / share)
    else:
        share, spread, weights = _share_and_spread(so_far, share, size, prior, rng)
        with np.errstate(divide="ignore"):
            stiff = 1 / spread  # infinite where the level cannot vary: then it is the prior mean
        fixed = np.isinf(stiff)
        stiff = np.where(fixed, 1.0, stiff)
        level = rng.gamma(stiff + so_far / size) / (stiff / prior.mean + share / size)
        level = np.where(fixed, prior.mean, level)
    ahead = (1 - share) * level
    if deals is None:
        rest = rng.gamma(np.maximum(ahead / size, 1e-12), size)
        return YearEndProjection(so_far, rest, share, level, level_weights=weights)
    total, classes = deals
    years = simulate(total, classes, seed=seed, draws=draws, rate_uncertainty=False, scale=ahead / total)
    return YearEndProjection(so_far, years.total, share, level, years.large, weights)


def _share_and_spread(
    so_far: float, share: Samples, size: float, prior: AnnualPrior, rng: np.random.Generator
) -> tuple[Samples, Samples, tuple[float, ...]]:
    """Shares and squared CVs of the level, drawn again by how likely each pair makes the year so far."""
    process_cv = float(np.sqrt(size / prior.mean))
    cvs = LEVEL_CVS if prior.level_cv is None else (prior.level_cv,)
    spread = np.array([prior.spread(t, process_cv) for t in cvs])
    if prior.level_cv is None:
        years = np.asarray(prior.years, float)
        log_weight = _log_weights(so_far, share[:, None], prior.mean, spread, process_cv, years)
    else:
        log_weight = _log_gamma(so_far, share[:, None] * prior.mean, process_cv**2 / share[:, None] + spread)
    weight = np.exp(log_weight - log_weight.max())
    rows = _resample(weight.sum(axis=1), rng)
    chosen = weight[rows].cumsum(axis=1)
    column = (chosen < (rng.random(len(rows)) * chosen[:, -1])[:, None]).sum(axis=1)
    mean_weight = weight.sum(axis=0) / weight.sum() if prior.level_cv is None else ()
    return share[rows], spread[column], tuple(float(w) for w in mean_weight)


def _resample(weight: Samples, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Indices drawn in proportion to weights, systematically (Kitagawa 1996): the least noise, as many as before."""
    places = (rng.random() + np.arange(len(weight))) / len(weight)
    total = weight.cumsum()
    rows = np.minimum(np.searchsorted(total / total[-1], places), len(weight) - 1)
    return rng.permutation(rows)


def deal_size(deals: tuple[float, list[SizeClass]]) -> float:
    """Return s = Σx²/Σx in 亿元: named projects at their amounts, unnamed ones at the mean that the total leaves their class.

    Where amounts of several classes are unknown the excess over the lower edges is spread in proportion to the room; the
    lowest class is taken as exponential, as in the simulation.
    """
    total, classes = deals
    least = np.array([c.unnamed * c.low for c in classes])
    room = np.array([c.unnamed * (c.high - c.low) for c in classes])
    left = total - sum(sum(c.named) for c in classes) - least.sum()
    amounts = least + (room / room.sum() * left if room.sum() else 0.0)
    squares = sum(sum(a * a for a in c.named) for c in classes)
    for j, c in enumerate(classes):
        if c.unnamed:
            squares += (2 if j == len(classes) - 1 else 1) * amounts[j] ** 2 / c.unnamed
    return float(squares / total)
