"""Structural model of short quarterly series with an empirical Bayes prior from many other series.

Eight quarters cannot separate a drifting level, a trend and a season; maximum likelihood on so few points is
over-confident. Here a series is level + drift + season + noise. *Prototypes* state their relative sizes, and
the weights of the prototypes are fitted on other series (an empirical Bayes prior on a fixed support). A
series updates the weights by Bayes' rule with a diffuse level and the noise variance integrated out, both in
closed form. The forecast is a mixture of multivariate t distributions, exact at any length from one quarter
on, also with gaps.

The parts, per quarter and in units of one noise variance (Harvey 1989, Forecasting, Structural Time Series
Models and the Kalman Filter, ch. 2, written as covariances instead of a filter):

- level: random walk of variance `level`, noise of variance 1 − `level`;
- drift: steps of the level with standard deviation `drift`, autocorrelation `damping` a quarter (1: one
  constant drift);
- season: four effects that add to zero with standard deviation `season`, each moving by `season_step` a
  quarter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jjinvest.forecasting.quarterly.history import QUARTERS_PER_YEAR
from jjinvest.forecasting.quarterly.parameters import FOLDER, trained_columns

Array = npt.NDArray[np.float64]
MAX_QUARTERS = 60
"""Quarters of a history that are used: older ones add little and cost their square."""
NUGGET = 1e-6
"""Added to variances, in units of the noise variance, so that every covariance is positive definite."""
NOISE_SHAPE, NOISE_SCALE = 0.5, 0.02
"""Prior of the noise variance: inverse gamma of this shape around this standard deviation (2 % of the
amounts); a weak one, so that a few quarters of a noisier series overrule it."""
NOISE_DISCOUNT = 0.85
"""Share with which a quarter's error counts for the size of the noise, against the next later quarter's: the
noise of a series is not the same for ten years (variance discounting: West & Harrison 1997, Bayesian
Forecasting and Dynamic Models, ch. 10.8)."""
MAX_EVIDENCE_QUARTERS = 16
"""Quarters that the likelihood counts for at most. No prototype is true, and over ten years of data the least
false one would take all the weight: a likelihood of n quarters enters with power 16/n (power posterior:
Holmes & Walker 2017, Biometrika 104)."""


@dataclass(frozen=True, eq=False)
class StructuralPrior:
    """Prototypes, one element of each array, as the module describes them; `weight` adds to one."""

    level: Array
    drift: Array
    damping: Array
    season: Array
    season_step: Array
    weight: Array

    def covariance(self, times: npt.NDArray[np.int64]) -> Array:
        """Covariance of the series at `times` (quarters since the first), shape (prototypes, times, times).

        Relative to the noise variance, and up to the level at the start, which is unknown.
        """
        common = np.minimum.outer(times, times).astype(float)
        same = np.eye(len(times))
        season = (np.subtract.outer(times, times) % QUARTERS_PER_YEAR == 0) - 1 / QUARTERS_PER_YEAR
        level = self.level[:, None, None]
        spread = self.season[:, None, None] ** 2 + self.season_step[:, None, None] ** 2 * (common + 1)
        seasonal = np.where(self.season[:, None, None] > 0, spread, 0.0) * season
        return np.asarray(
            level * common + (1 - level + NUGGET) * same + self._drift_covariance(times) + seasonal
        )

    def _drift_covariance(self, times: npt.NDArray[np.int64]) -> Array:
        """Covariance of the drifts added up to each of `times`."""
        steps = np.arange(int(times.max(initial=0)) + 1)
        distance = np.abs(np.subtract.outer(steps, steps))
        covariance = np.zeros((len(self.drift), len(times), len(times)))
        for damping in np.unique(self.damping):
            one = damping**distance
            one[0, :] = one[:, 0] = 0.0
            summed = one.cumsum(axis=0).cumsum(axis=1)[np.ix_(times, times)]
            same = self.damping == damping
            covariance[same] = self.drift[same, None, None] ** 2 * summed
        return covariance


@lru_cache(maxsize=4)
def packaged_prior(folder: Path = FOLDER) -> StructuralPrior:
    """Return the prior that comes with the package, or one from another folder of the same form."""
    columns = dict(trained_columns("structural_prior", folder))
    columns["weight"] = columns["weight"] / columns["weight"].sum()
    return StructuralPrior(**columns)


class SampledPaths(NamedTuple):
    """Drawn paths, (…, draws, horizon), and the component that each came from, (…, draws)."""

    values: Array
    component: npt.NDArray[np.intp]


@dataclass(frozen=True)
class StudentMixture:
    """Mixture of multivariate t distributions, one component a prototype.

    It is of one series or, with an axis in front, of many.

    `weight` (…, K), `center` (…, K, horizon), `covariance` (K, horizon, horizon) in units of the noise
    variance, whose posterior is inverse gamma of shape `shape` and rate `rate` (…, K); `root` is the
    covariance's triangular root. `evidence` (…) is the logarithm of how likely the model makes the history,
    up to a constant of its length.
    """

    weight: Array
    center: Array
    covariance: Array
    root: Array
    shape: float
    rate: Array
    evidence: Array

    @property
    def mean(self) -> Array:
        """Mean of the components' centres, shape (…, horizon)."""
        return np.asarray(np.einsum("...k,...kh->...h", self.weight, self.center))

    def samples(self, rng: np.random.Generator, draws: int, *, largest_noise: float = np.inf) -> SampledPaths:
        """Draw joint paths in mirrored pairs.

        The paths of each series come from the same random numbers, so that none depends on the other series
        of the call: paths of two series must not be added. `largest_noise` caps the standard deviation of the
        noise, whose posterior has no mean after one or two quarters.
        """
        half = (draws + 1) // 2
        places = (rng.permutation(half) + rng.random(half)) / half  # one in each of as many equal parts
        gamma = np.maximum(rng.standard_gamma(self.shape, half), 1e-12)
        normal = rng.standard_normal((half, self.center.shape[-1]))
        which = _picked(self.weight, places)
        noise = np.minimum(np.sqrt(np.take_along_axis(self.rate, which, axis=-1) / gamma), largest_noise)
        away = noise[..., None] * np.einsum("...dij,dj->...di", self.root[which], normal)
        center = np.take_along_axis(self.center, which[..., None], axis=-2)
        values = np.concatenate([center + away, center - away], axis=-2)
        return SampledPaths(values[..., :draws, :], np.concatenate([which, which], axis=-1)[..., :draws])


def _picked(weight: Array, places: Array) -> npt.NDArray[np.intp]:
    """Component at each of `places` (0 … 1) of the running sum of weights, shape (…, places)."""
    running = weight.cumsum(axis=-1)
    ends = (running / running[..., -1:]).reshape(-1, weight.shape[-1])
    picked = [np.searchsorted(row, places, side="right") for row in ends]
    return np.array(picked).reshape(*weight.shape[:-1], len(places))


@dataclass(frozen=True)
class KrigingWeights:
    """Matrices that depend on the times and the prior only (:func:`kriging_weights`)."""

    whitener: Array
    log_constant: Array
    gain: Array
    covariance: Array
    root: Array


def forecast_mixture(
    values: npt.ArrayLike, horizon: int, *, prior: StructuralPrior | None = None
) -> StudentMixture:
    """Forecast the `horizon` quarters after the end of one series, or of many at once.

    Parameters
    ----------
    values
        Oldest first, on the scale where parts add up (logs of amounts), shape (quarters,) or (series,
        quarters); NaN where a quarter is missing, in all series the same ones. Only the last
        :data:`MAX_QUARTERS` quarters count.

    Raises
    ------
    ValueError
        If no value is there, the horizon is not positive, or the series of one call miss different quarters.
    """
    series = np.asarray(values, dtype=float)[..., -MAX_QUARTERS:]
    missing = np.isnan(series)
    pattern = missing if series.ndim == 1 else missing[0]
    known = np.flatnonzero(~pattern)
    from scipy import special

    if not len(known) or horizon < 1:
        raise ValueError("at least one value and one quarter ahead are needed")
    if (missing != pattern).any():
        raise ValueError("series of one call must miss the same quarters")
    chosen = packaged_prior() if prior is None else prior
    solved = kriging_weights(
        tuple(int(k) for k in known - known[0]), len(pattern) - int(known[0]), horizon, chosen
    )
    origin = series[..., known[-1], None]
    away = series[..., known] - origin
    squares = np.square(_applied(solved.whitener, away))
    shape, rate = noise_posterior(squares.sum(axis=-1), len(known))
    joint = np.log(chosen.weight) + tempering_exponent(len(known)) * (
        solved.log_constant - shape * np.log(rate)
    )
    counts = NOISE_DISCOUNT ** (known[-1] - known)
    recent_shape = NOISE_SHAPE + (counts.sum() - 1) / 2
    recent_rate = NOISE_SHAPE * NOISE_SCALE**2 + squares @ counts / 2
    return StudentMixture(
        special.softmax(joint, axis=-1),
        origin[..., None] + _applied(solved.gain, away),
        solved.covariance,
        solved.root,
        recent_shape,
        recent_rate,
        special.logsumexp(joint, axis=-1),
    )


def _applied(matrices: Array, vectors: Array) -> Array:
    """Each matrix (K, m, n) times each vector (…, n): shape (…, K, m), as one product."""
    count, rows, columns = matrices.shape
    product = vectors @ matrices.reshape(count * rows, columns).T
    return np.asarray(product.reshape(*vectors.shape[:-1], count, rows))


def tempering_exponent(n: int) -> float:
    """Power with which the likelihood of `n` quarters counts: see :data:`MAX_EVIDENCE_QUARTERS`."""
    return min(1.0, MAX_EVIDENCE_QUARTERS / n)


def noise_posterior(squares: Array, n: int) -> tuple[float, Array]:
    """Shape and rates of the inverse gamma of the noise variance after `n` values with whitened `squares`."""
    return NOISE_SHAPE + (n - 1) / 2, NOISE_SHAPE * NOISE_SCALE**2 + squares / 2


@lru_cache(maxsize=64)
def kriging_weights(
    known: tuple[int, ...], length: int, horizon: int, prior: StructuralPrior
) -> KrigingWeights:
    """Matrices of the likelihood and of the forecast for one pattern of known quarters.

    The level is diffuse: the likelihood is that of contrasts (Harville 1974, Biometrika 61), the forecast
    that of universal kriging.
    """
    past, ahead = np.array(known), length + np.arange(horizon)
    n = len(past)
    joint = prior.covariance(np.concatenate([past, ahead]))
    root = np.linalg.inv(np.linalg.cholesky(joint[:, :n, :n]))
    ones = root.sum(axis=2)
    information = np.square(ones).sum(axis=1)
    mean = np.einsum("ki,kij->kj", ones, root) / information[:, None]
    whitener = root - ones[:, :, None] * mean[:, None, :]
    log_constant = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1) - np.log(information) / 2
    gain = joint[:, n:, :n] @ np.swapaxes(root, 1, 2) @ root
    remainder = 1 - gain.sum(axis=2)
    covariance = (
        joint[:, n:, n:]
        - gain @ np.swapaxes(joint[:, n:, :n], 1, 2)
        + remainder[:, :, None] * remainder[:, None, :] / information[:, None, None]
    )
    drawn = np.linalg.cholesky(covariance + NUGGET * np.eye(horizon))
    return KrigingWeights(
        whitener, log_constant, gain + remainder[:, :, None] * mean[:, None, :], covariance, drawn
    )
