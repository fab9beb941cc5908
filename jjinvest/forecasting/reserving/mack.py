"""Chain ladder with distribution-free standard errors (Mack 1993; 1999 for weights, averages and the tail).

- T. Mack, *Distribution-free calculation of the standard error of chain ladder reserve estimates*, ASTIN
  Bulletin 23 (1993): factors, σ², standard errors of each origin and of the total.
- T. Mack, *The standard error of chain ladder reserve estimates: recursive calculation and inclusion of a
  tail factor*, ASTIN Bulletin 29 (1999): the recursion used here, which holds for any shape of the observed
  part.

A pair of neighbouring values whose first is zero or negative determines no factor: it is left out and counted
(:attr:`ChainLadder.pairs_left_out`).
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from jjinvest.forecasting.reserving.triangle import Floats, Triangle, TriangleError, as_triangle

Average = Literal["volume", "simple", "regression"]
LastSigma = Literal["mack", "log-linear"]
VARIANCE_EXPONENTS: dict[str, int] = {"volume": 1, "simple": 0, "regression": 2}


@dataclass(frozen=True)
class TailFactor:
    """Development after the last age: factor, its standard error, and σ of single origins' factors.

    Without standard errors, those of the last age whose factor exceeds the tail's are taken (Mack 1999 leaves
    this to judgement).
    """

    factor: float
    standard_error: float | None = None
    sigma: float | None = None


@dataclass(frozen=True)
class ChainLadder:
    """Development factors and ultimates with their standard errors.

    Parameters
    ----------
    development_factors, factor_standard_error, sigma
        One an age (from this age to the next, the tail last if there is one); `sigma` is in the square root
        of the unit.
    projected
        Cumulative amounts, expected where not observed, shape (origins, ages [+ 1 with a tail]).
    ultimate, reserve, standard_error
        By origin; `standard_error` is that of the reserve (and of the ultimate).
    total_standard_error
        Of the sum of reserves: covariance between origins through the common factors included. NaN, as every
        standard error, where no age has two pairs: points do not need σ².
    pairs_left_out
        Pairs without a positive first value.
    few_pairs
        Ages at which σ² could not be estimated (fewer than two pairs) and was extrapolated.
    """

    triangle: Triangle
    development_factors: pd.Series
    factor_standard_error: pd.Series
    sigma: pd.Series
    projected: pd.DataFrame
    ultimate: pd.Series
    standard_error: pd.Series
    total_standard_error: float
    average: Average
    last_sigma: LastSigma
    pairs_left_out: int
    few_pairs: tuple[str, ...]

    @property
    def has_errors(self) -> bool:
        """Whether σ² could be estimated at some age, so that there are standard errors."""
        return bool(np.isfinite(self.total_standard_error))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader of the points has to know, one sentence each."""
        latest, found = self.latest, list[str]()
        if not self.has_errors:
            found.append("no age has two pairs of values: there are points without standard errors")
        for origin in latest.index[latest == 0]:
            found.append(
                f"origin {origin} has nothing so far, and a factor leaves it at zero:"
                " Bornhuetter–Ferguson or Cape Cod gives it an ultimate"
            )
        for origin in latest.index[latest < 0]:
            found.append(f"origin {origin} stands below zero, and a factor makes it more negative")
        if self.pairs_left_out:
            found.append(f"{self.pairs_left_out} pairs that start at zero or below determine no factor")
        return tuple(found)

    @property
    def latest(self) -> pd.Series:
        """Last observed amount of each origin."""
        return pd.Series(self.triangle.latest, index=self.ultimate.index, name="latest")

    @property
    def reserve(self) -> pd.Series:
        """Amount still expected of each origin: ultimate − latest."""
        return (self.ultimate - self.latest).rename("reserve")

    @property
    def total_reserve(self) -> float:
        """Sum of the reserves."""
        return float(self.reserve.sum())

    @property
    def share_developed(self) -> pd.Series:
        """Expected share of the ultimate reached at each age: 1 ÷ product of the factors from that age on."""
        factors = self.development_factors.to_numpy()[::-1]
        ages = self.projected.columns
        with np.errstate(divide="ignore"):
            return pd.Series(
                np.append(1 / np.cumprod(factors)[::-1], 1.0), index=ages, name="share_developed"
            )

    def summary(self) -> pd.DataFrame:
        """Tabulate latest, ultimate, reserve, standard error and CV by origin, with the total last."""
        table = pd.DataFrame(
            {
                "latest": self.latest,
                "ultimate": self.ultimate,
                "reserve": self.reserve,
                "standard_error": self.standard_error,
            }
        )
        table.loc["total"] = [*table[["latest", "ultimate", "reserve"]].sum(), self.total_standard_error]
        table.insert(1, "share_developed", table["latest"] / table["ultimate"].where(table["ultimate"] != 0))
        table["cv"] = table["standard_error"] / table["reserve"].abs().where(table["reserve"] != 0)
        return table


def chain_ladder(
    triangle: Triangle | npt.ArrayLike | pd.DataFrame,
    *,
    average: Average = "volume",
    last_sigma: LastSigma = "mack",
    weights: npt.ArrayLike | None = None,
    tail: TailFactor | None = None,
) -> ChainLadder:
    """Project each origin to its ultimate (Mack 1993).

    Parameters
    ----------
    triangle
        Cumulative; a plain array is taken by :func:`jjinvest.forecasting.reserving.triangle.as_triangle`.
    average
        How an age's factor averages the origins' own: weighted by volume (α = 1), simple (α = 0), regression
        through the origin (α = 2).
    last_sigma
        σ² where fewer than two pairs are left: Mack's rule min(σ⁴₍ₖ₋₁₎/σ²₍ₖ₋₂₎, σ²₍ₖ₋₂₎, σ²₍ₖ₋₁₎), or the
        log-linear extrapolation of σ over the ages.
    weights
        Of each pair, in [0, 1], shape (origins, ages) or (origins, ages − 1), at the pair's first age; 0
        leaves it out.

    Raises
    ------
    TriangleError
        If there is one origin or one age only, an age has no usable pair though an origin must pass it, or
        an option is not one of those named.

    Examples
    --------
    >>> nan = float("nan")
    >>> result = chain_ladder([[100, 150, 165], [110, 165, nan], [120, nan, nan]])
    >>> result.development_factors.round(2).tolist()
    [1.5, 1.1]
    >>> result.ultimate.round(1).tolist()
    [165.0, 181.5, 198.0]
    """
    if average not in VARIANCE_EXPONENTS or last_sigma not in ("mack", "log-linear"):
        raise TriangleError(
            "average is volume, simple or regression, last_sigma mack or log-linear:"
            f" found {average!r}, {last_sigma!r}"
        )
    table = triangle if isinstance(triangle, Triangle) else as_triangle(triangle)
    alpha = VARIANCE_EXPONENTS[average]
    if len(table.origins) < 2 or len(table.ages) < 2:
        raise TriangleError(
            "chain ladder needs two origins and two ages at least: with less, use an external curve"
        )
    factors, sigma2, total, left_out = _estimated(table, alpha, _weights(weights, table.cumulative.shape))
    few = np.isnan(sigma2)
    sigma2 = _filled(sigma2, last_sigma)
    factor_variance = np.where(total > 0, sigma2 / np.where(total > 0, total, 1.0), 0.0)
    if tail is not None:
        tail = _tail(tail, factors, np.sqrt(factor_variance), np.sqrt(sigma2))
        factors = np.append(factors, tail.factor)
        sigma2 = np.append(sigma2, (tail.sigma or 0.0) ** 2)
        factor_variance = np.append(factor_variance, (tail.standard_error or 0.0) ** 2)
    full, variance, total_variance = _project(table, factors, sigma2, factor_variance, alpha)
    steps = [*table.ages] if tail else [*table.ages[:-1]]
    origins = pd.Index(table.origins, name="origin")
    return ChainLadder(
        table,
        pd.Series(factors, index=steps, name="development_factors"),
        pd.Series(np.sqrt(factor_variance), index=steps, name="factor_standard_error"),
        pd.Series(np.sqrt(sigma2), index=steps, name="sigma"),
        pd.DataFrame(full, index=origins, columns=[*table.ages, *(["ultimate"] if tail else [])]),
        pd.Series(full[:, -1], index=origins, name="ultimate"),
        pd.Series(np.sqrt(variance), index=origins, name="standard_error"),
        float(np.sqrt(total_variance)),
        average,
        last_sigma,
        left_out,
        tuple(age for age, missing in zip(table.ages[:-1], few, strict=True) if missing),
    )


def _estimated(table: Triangle, alpha: int, weights: Floats) -> tuple[Floats, Floats, Floats, int]:
    """Estimate the factor of each age from its pairs of neighbouring values.

    Returns
    -------
    tuple
        Factors (1 where no origin needs one), σ² (NaN from fewer than two pairs), sums of the weights by
        volume, and the number of pairs left out.
    """
    start, end = table.cumulative[:, :-1], table.cumulative[:, 1:]
    both = ~np.isnan(start) & ~np.isnan(end)
    used = both & (start > 0)
    w = np.where(used, weights, 0.0)
    base = np.where(used, start, 1.0)
    ratio = np.where(used, end, 0.0) / base
    volume = w * base**alpha
    total = volume.sum(axis=0)
    needed = np.arange(len(table.ages) - 1) >= table.latest_age.min()
    if (blank := needed & (total <= 0)).any():
        k = int(np.argmax(blank))
        problem = (
            "starts above zero at"
            if both[:, k].any() and not used[:, k].any()
            else "shows what happens after"
        )
        raise TriangleError(
            f"no origin {problem} age {table.ages[k]}:"
            " leave the age out, shorten the triangle or give an external curve"
        )
    factors = np.where(total > 0, (volume * ratio).sum(axis=0) / np.where(total > 0, total, 1.0), 1.0)
    pairs = (w > 0).sum(axis=0)
    squares = (volume * (ratio - factors) ** 2).sum(axis=0)
    sigma2 = np.where(pairs > 1, squares / np.maximum(pairs - 1, 1), np.nan)
    return factors, sigma2, total, int((both & ~used).sum())


def _weights(weights: npt.ArrayLike | None, shape: tuple[int, ...]) -> Floats:
    if weights is None:
        return np.ones((shape[0], shape[1] - 1))
    try:
        given: Floats = np.nan_to_num(np.asarray(weights, dtype=float))
    except (TypeError, ValueError):
        given = np.zeros(0)
    if given.shape == shape:
        given = given[:, :-1]
    if given.shape != (shape[0], shape[1] - 1) or (given < 0).any() or (given > 1).any():
        raise TriangleError("weights are numbers from 0 to 1, one for each pair of neighbouring values")
    return given


def _filled(sigma2: Floats, rule: LastSigma) -> Floats:
    """Extrapolate σ² to the ages where it could not be estimated, from left to right; NaN without any."""
    known = ~np.isnan(sigma2)
    if known.all() or not known.any():
        return sigma2
    positive = known & (np.nan_to_num(sigma2) > 0)
    if rule == "log-linear" and positive.sum() >= 2:
        places = np.arange(len(sigma2))
        slope, level = np.polyfit(places[positive], np.log(sigma2[positive]) / 2, 1)
        return np.where(known, sigma2, np.exp(2 * (level + slope * places)))
    filled = sigma2.copy()
    for k in np.flatnonzero(~known):
        before = filled[:k][~np.isnan(filled[:k])][-2:]
        if not len(before):  # a missing corner: earlier ages take the first known value
            filled[k] = sigma2[known][0]
        elif len(before) == 1:
            filled[k] = before[0]
        else:
            ratio = before[1] ** 2 / before[0] if before[0] > 0 else np.inf
            filled[k] = min(ratio, before[0], before[1])
    return filled


def _tail(tail: TailFactor, factors: Floats, errors: Floats, sigma: Floats) -> TailFactor:
    if not isinstance(tail, TailFactor):
        raise TriangleError(f"a tail is given as TailFactor(factor), found {tail!r}")
    if not isinstance(tail.factor, Real) or not np.isfinite(tail.factor) or tail.factor <= 0:
        raise TriangleError(f"a tail factor is a positive number, found {tail.factor}")
    for given in (tail.standard_error, tail.sigma):
        if given is not None and not 0 <= given < np.inf:
            raise TriangleError(f"the standard error and the σ of a tail are zero or more, found {given}")
    above = np.flatnonzero(factors > tail.factor)
    k = int(above[-1]) if len(above) else len(factors) - 1
    error = float(errors[k]) if tail.standard_error is None else tail.standard_error
    spread = float(sigma[k]) if tail.sigma is None else tail.sigma
    return TailFactor(tail.factor, error, spread)


def _project(
    table: Triangle, factors: Floats, sigma2: Floats, factor_variance: Floats, alpha: int
) -> tuple[Floats, Floats, float]:
    """Project cumulative amounts, the variance of each origin and of their sum, age by age (Mack 1999)."""
    origins, steps = len(table.origins), len(factors)
    full = np.full((origins, steps + 1), np.nan)
    full[:, : table.cumulative.shape[1]] = table.cumulative
    latest = table.latest_age
    variance, total = np.zeros(origins), 0.0
    for k in range(steps):
        ahead = latest <= k
        now = np.where(ahead, full[:, k], 0.0)
        size = np.where(now > 0, np.abs(now) ** (2 - alpha), 0.0)
        process = sigma2[k] * size
        variance = np.where(
            ahead, process + now**2 * factor_variance[k] + variance * factors[k] ** 2, variance
        )
        total = total * factors[k] ** 2 + float(process.sum()) + float(now.sum()) ** 2 * factor_variance[k]
        full[:, k + 1] = np.where(ahead, now * factors[k], full[:, k + 1])
    return full, variance, total
