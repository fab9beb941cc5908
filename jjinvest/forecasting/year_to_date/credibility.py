"""Bühlmann credibility: the year-end total from the year so far and what was known before it.

Projects sign like a compound Poisson process: of a year whose level is L (亿元), the part expected by now is
p·L. Single projects give it a variance of s·p·L, where s = Σx²/Σx is the amount-weighted mean size of a
project, so the process CV of a complete year is c = √(s/L). The level itself scatters around the prior mean μ
with a CV τ. With a gamma distribution for it, the mean of what is still to come has Bühlmann's credibility
form

    Z = p·τ² / (p·τ² + c²),    Û = Y + q·μ·[1 + Z·(Y/(p·μ) − 1)],    q = 1 − p:

Z = 0 is Bornhuetter and Ferguson (1972), Z = 1 extrapolation by the share passed (chain ladder); see Bühlmann
and Gisler, *A Course in Credibility Theory* (2005), chapters 2 and 10. One or two years hardly determine τ.
Unless it is given, it is averaged over :data:`LEVEL_CVS`, weighted by the likelihood of what was observed.
The share p is uncertain too: a Dirichlet distribution over the quarters, of which the part passed is a Beta.
Years begin slowly and crowd at the ends of quarters and halves (:data:`FIRST_QUARTERS`,
:data:`MONTH_SHARES`); how one district's quarters split into months is unknown, which widens p.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jjinvest.forecasting.annual.compound_poisson import SizeClass, simulate
from jjinvest.forecasting.on_demand import Samples

MONTHS_PER_QUARTER = 3
FIRST_QUARTERS = (0.42, 0.45)
"""Share of the first quarter in the first half of a year, and of the third in the second half: January and
February are slow, June and December are not (half of the districts of six sets,
docs/methods/evaluation.md)."""
MONTH_SHARES = {1: 0.30, 2: 0.59}
"""Share of a quarter after so many of its months: they crowd at its end (the same districts)."""
MONTH_OBSERVATIONS = 8
"""How many observations that split is worth: one district's quarter may split otherwise (sd 0.15)."""
LEVEL_CVS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
"""Values of τ that are averaged where none is given; equally likely a priori."""


@dataclass(frozen=True)
class AnnualPrior:
    """What was known of the year's total before it began.

    Parameters
    ----------
    mean
        Mean in 亿元.
    years
        Totals behind the mean in 亿元; empty where the mean is known exactly.
    level_cv
        τ; None where it is to be averaged over :data:`LEVEL_CVS`.
    """

    mean: float
    years: tuple[float, ...] = ()
    level_cv: float | None = None

    def spread(self, level_cv: float, process_cv: float) -> float:
        """Squared CV of the coming year's level around `mean`: between years, and of the mean itself."""
        behind = (level_cv**2 + process_cv**2) / len(self.years) if self.years else 0.0
        return level_cv**2 + behind


@dataclass(frozen=True)
class YearEndProjection:
    """Simulated years, arrays of shape (draws,).

    Parameters
    ----------
    rest, level
        Amount still to come, and level of the complete year, in 亿元.
    share
        Share of the year that has passed.
    large
        Number of projects of the largest class still to come; None without tiers.
    level_weights
        Weight of each τ of :data:`LEVEL_CVS`; empty where τ was given.
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


def credibility_estimates(
    so_far: npt.ArrayLike,
    share: float,
    prior_mean: npt.ArrayLike,
    *,
    process_cv: float,
    years: npt.ArrayLike = (),
) -> Samples:
    """Expected year-end totals with τ averaged over :data:`LEVEL_CVS`, for many districts at once.

    Parameters
    ----------
    so_far, prior_mean
        Shape (n,).
    years
        Totals behind the prior mean, shape (n, years), or empty where the mean is known exactly.
    """
    y, mu = np.atleast_1d(np.asarray(so_far, float)), np.atleast_1d(np.asarray(prior_mean, float))
    totals = np.asarray(years, float).reshape(len(y), -1)
    number = totals.shape[1]
    spread = np.array([t**2 + ((t**2 + process_cv**2) / number if number else 0.0) for t in LEVEL_CVS])
    weight = _weights(y[:, None], share, mu[:, None], spread, process_cv, totals)
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
    log_weight = _log_weights(so_far, share, mean, spread, process_cv, years)
    weight = np.exp(log_weight - log_weight.max(axis=-1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))


def _log_weights(
    so_far: Samples | float,
    share: Samples | float,
    mean: Samples | float,
    spread: Samples,
    process_cv: float,
    years: Samples,
) -> Samples:
    """Log likelihood of gamma distributions with the model's mean and variance, along :data:`LEVEL_CVS`.

    The mean of the years behind the prior was fitted to them, hence one degree of freedom less (as in REML).
    """
    likelihood = _log_gamma(np.maximum(so_far, 1e-9), share * mean, process_cv**2 / share + spread)
    if years.shape[-1] > 1:
        scatter = np.asarray(LEVEL_CVS) ** 2 + process_cv**2
        for n in range(years.shape[-1]):
            likelihood = likelihood + _log_gamma(np.maximum(years[..., n, None], 1e-9), mean, scatter)
        likelihood = likelihood + 0.5 * np.log(scatter)
    return np.asarray(likelihood)


def _log_gamma(x: Samples | float, mean: Samples | float, cv2: Samples | float) -> Samples:
    """Log density of a gamma distribution with a mean and a squared CV."""
    shape = 1 / np.asarray(cv2)
    scaled = x / mean * shape
    from scipy import special

    return np.asarray(special.xlogy(shape, scaled) - scaled - special.gammaln(shape) - np.log(x))


@dataclass(frozen=True)
class PastShare:
    """Share of an earlier year that had passed at the same month.

    Parameters
    ----------
    mean
        The share, 0 to 1.
    within
        Share of the year in the quarter within which the month lies, if `mean` is interpolated between the
        ends of that quarter; 0 if the share is known.
    process_cv
        Process CV of the year whose share it is, if that is another series than the one forecast (amounts
        for numbers of projects); 0 if it is the same.
    """

    mean: float
    within: float = 0.0
    process_cv: float = 0.0


def share_shape(
    months: int,
    *,
    first_half: float,
    sd: float,
    history: Sequence[PastShare] = (),
    process_cv: float = 0.0,
) -> tuple[float, float]:
    """Return shape parameters of the Beta distribution of the share of a year expected by a month's end.

    At a quarter's end it is the marginal of a Dirichlet distribution over four quarters. Within a quarter the
    mean is that of the months that usually have passed (:data:`MONTH_SHARES`), and the Beta has the variance
    that follows where the district's own split into months is unknown.

    Parameters
    ----------
    months
        Months that are over, 1 to 11.
    first_half, sd
        Mean and standard deviation of the first half's share, before any year is known.
    history
        Shares of earlier years at the same month. Each adds κ = 1/c² − 1 observations, because single
        projects alone make shares scatter; one that is interpolated within a quarter adds fewer.
    process_cv
        c, the process CV of a complete year.

    Raises
    ------
    ValueError
        If no Beta distribution has this mean and standard deviation, or `months` is not 1 to 11.

    Examples
    --------
    >>> [round(a / (a + b), 3) for a, b in (share_shape(n, first_half=0.4, sd=0.1) for n in (3, 4, 6, 8, 9))]
    [0.168, 0.238, 0.4, 0.559, 0.67]
    """
    if months not in range(1, 12):
        raise ValueError(f"a year in progress has 1 to 11 months behind it, not {months}")
    strength = first_half * (1 - first_half) / sd**2 - 1
    if strength <= 0:
        raise ValueError(f"no share has mean {first_half} and standard deviation {sd}")
    first, third = FIRST_QUARTERS
    ends = (0.0, first_half * first, first_half, first_half + (1 - first_half) * third, 1.0)
    quarter, month = divmod(months, MONTHS_PER_QUARTER)
    mean, within = ends[quarter], 0.0
    if month:
        within = ends[quarter + 1] - ends[quarter]
        mean += within * MONTH_SHARES[month]
    strength = _observations(PastShare(mean, within), month, strength)
    weights = [_observations(each, month, _worth(each.process_cv or process_cv)) for each in history]
    a = strength * mean + sum(w * share.mean for w, share in zip(weights, history, strict=True))
    return a, strength + sum(weights) - a


def _worth(process_cv: float) -> float:
    return max(1 / process_cv**2 - 1, 0.0) if process_cv else 0.0


def _observations(share: PastShare, month: int, strength: float) -> float:
    """Number of observations that a share is worth: `strength`, or fewer if it is interpolated.

    With X, D and 1 − X − D the parts of a Dirichlet distribution before, in and after the quarter and w the
    part of the quarter that has passed, the variance of X + wD has the Dirichlet part E[Var(X + wD | w)] and
    the part Var(w)·D² of the unknown months.
    """
    if not share.within or not strength:
        return strength
    passed = MONTH_SHARES[month]
    split = passed * (1 - passed) / (MONTH_OBSERVATIONS + 1)  # variance of its Beta distribution
    before, unknown = share.mean - passed * share.within, split * share.within**2
    second = before + (passed**2 + split) * share.within
    variance = (second - share.mean**2 - unknown) / (strength + 1) + unknown
    return min(strength, max(share.mean * (1 - share.mean) / variance - 1, 0.0))


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
        Total and size classes of projects
        (:func:`~jjinvest.forecasting.annual.compound_poisson.size_classes`). None if no tiers were published:
        then the rest has a gamma distribution with the same mean and variance.
    size
        s = Σx²/Σx in 亿元.
    prior
        None if nothing was known before the year: then only the pace of the year itself counts (Z = 1).
    """
    rng = np.random.default_rng([seed, 1])
    share = np.clip(rng.beta(*shape, draws), 1e-6, 1 - 1e-6)
    weights: tuple[float, ...] = ()
    if prior is None:
        level = rng.gamma(so_far / size, size / share)
    else:
        share, spread, weights = _share_and_spread(so_far, share, size, prior, rng)
        with np.errstate(divide="ignore"):
            precision = 1 / spread  # infinite where the level cannot vary: then it is the prior mean
        fixed = np.isinf(precision)
        precision = np.where(fixed, 1.0, precision)
        level = rng.gamma(precision + so_far / size) / (precision / prior.mean + share / size)
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
    """Shares and squared CVs of the level, resampled by the likelihood of the year so far under each pair."""
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
    """As many indices, drawn in proportion to weights by systematic resampling (Kitagawa 1996)."""
    places = (rng.random() + np.arange(len(weight))) / len(weight)
    total = weight.cumsum()
    rows = np.minimum(np.searchsorted(total / total[-1], places), len(weight) - 1)
    return rng.permutation(rows)


def deal_size(deals: tuple[float, list[SizeClass]]) -> float:
    """Return s = Σx²/Σx in 亿元, the amount-weighted mean size of a project.

    Named projects have their amounts, unnamed ones the mean that the total or a published amount leaves their
    class. Where amounts
    of several classes are unknown, the excess over the lower edges is spread in proportion to the widths of
    the classes. Sizes in the lowest class are exponential, as in the simulation.

    Examples
    --------
    >>> deal_size((100.0, [SizeClass(50, 100, 1, (60.0,)), SizeClass(0, 50, 1, (40.0,))]))
    52.0
    """
    total, classes = deals
    least, most = (np.array(ends) for ends in zip(*(c.unnamed_between for c in classes), strict=True))
    room = most - least
    left = total - sum(sum(c.named) for c in classes) - least.sum()
    amounts = least + (room / room.sum() * left if room.sum() else 0.0)
    squares = sum(sum(a * a for a in c.named) for c in classes)
    for j, c in enumerate(classes):
        if c.unnamed:
            squares += (2 if j == len(classes) - 1 else 1) * amounts[j] ** 2 / c.unnamed
    return float(squares / total)
