"""Cohorts too young for their own development: Bornhuetter–Ferguson, and shares of the agreed amount by age.

- Bornhuetter and Ferguson (1972): ultimate = latest + (1 − share developed) × expected ultimate.
- Mack, *The prediction error of Bornhuetter/Ferguson*, ASTIN Bulletin 38 (2008): the increment of an age is a
  share of the exposure, with a variance proportional to the exposure; its estimators are the ones of
  :func:`share_by_age`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from jjinvest.forecasting.reserving.mack import chain_ladder
from jjinvest.forecasting.reserving.triangle import Floats, Triangle, TriangleError, as_triangle

EXTERNAL_CV = 0.5
"""CV of another place's curve at an age: an assumption, shown wherever the curve is used."""


@dataclass(frozen=True)
class Ultimates:
    """Ultimates by origin.

    `expected` is a priori, `share_developed` that at the latest age, `ultimate` combines both.
    """

    latest: pd.Series
    share_developed: pd.Series
    expected: pd.Series
    ultimate: pd.Series

    @property
    def reserve(self) -> pd.Series:
        """Amount still expected of each origin."""
        return (self.ultimate - self.latest).rename("reserve")

    def summary(self) -> pd.DataFrame:
        """One row an origin, the total last."""
        table = pd.DataFrame(
            {
                "latest": self.latest,
                "share_developed": self.share_developed,
                "expected": self.expected,
                "ultimate": self.ultimate,
                "reserve": self.reserve,
            }
        )
        table.loc["total"] = table.sum()
        table.loc["total", "share_developed"] = np.nan
        return table


def bornhuetter_ferguson(
    triangle: Triangle | npt.ArrayLike | pd.DataFrame,
    expected: npt.ArrayLike,
    *,
    share_developed: npt.ArrayLike | None = None,
) -> Ultimates:
    """Combine the observed amounts with an a-priori ultimate (Bornhuetter & Ferguson 1972).

    Parameters
    ----------
    triangle
        Cumulative; a plain array is taken by :func:`jjinvest.forecasting.reserving.triangle.as_triangle`.
    expected
        Expected ultimate, one for all origins or one each.
    share_developed
        Expected share of the ultimate reached at each age; from chain ladder if not given.

    Raises
    ------
    TriangleError
        If the lengths do not fit, or a value is not finite.

    Examples
    --------
    >>> nan = float("nan")
    >>> triangle = [[100, 150, 165], [110, 165, nan], [120, nan, nan]]
    >>> bornhuetter_ferguson(triangle, 200.0).ultimate.round(1).tolist()
    [165.0, 183.2, 198.8]
    """
    table = triangle if isinstance(triangle, Triangle) else as_triangle(triangle)
    if share_developed is None:
        shares = chain_ladder(table).share_developed.to_numpy()
    else:
        shares = _per(share_developed, len(table.ages), "share developed", "ages")
    a_priori = _per(expected, len(table.origins), "expected ultimate", "origins")
    origins = pd.Index(table.origins, name="origin")
    latest, at = table.latest, shares[table.latest_age]
    return Ultimates(
        pd.Series(latest, index=origins, name="latest"),
        pd.Series(at, index=origins, name="share_developed"),
        pd.Series(a_priori, index=origins, name="expected"),
        pd.Series(latest + (1 - at) * a_priori, index=origins, name="ultimate"),
    )


def _per(values: npt.ArrayLike, length: int, what: str, of: str) -> Floats:
    try:
        given = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        given = np.zeros(0)
    if given.ndim == 0:
        given = np.full(length, float(given))
    if given.shape != (length,) or not np.isfinite(given).all():
        raise TriangleError(f"{what}: {length} finite numbers are needed, one for each of the {of}")
    return given


@dataclass(frozen=True)
class ShareByAge:
    """Share of the agreed amount paid at each age, as a table.

    Columns: share, standard_error (of the share), dispersion (variance of a cohort's increment ÷ its agreed
    amount, 元), cohorts (own ones observed at this age), own_weight (1: own history alone, 0: the external
    curve alone).
    """

    table: pd.DataFrame
    external: bool

    @property
    def cumulative(self) -> pd.Series:
        """Expected share in place by the end of each age."""
        return self.table["share"].cumsum().rename("cumulative")


def share_by_age(
    triangle: Triangle, exposure: npt.ArrayLike, *, external: pd.DataFrame | None = None
) -> ShareByAge:
    """Estimate the share of the exposure paid at each age, with its standard error (Mack 2008).

    The share is Σ increments ÷ Σ exposure.

    Parameters
    ----------
    exposure
        Agreed amount of each origin in the unit of the triangle, or of each origin at each age (shape of the
        triangle), where part of it was terminated since.
    external
        Another place's curve: columns months (since signing), share (of the agreed amount, cumulative, in [0,
        1]), source (text). It enters as a prior with a CV of :data:`EXTERNAL_CV` an age (Bühlmann
        credibility), so that it fades as own history grows. Nothing is assumed after its last month.

    Raises
    ------
    TriangleError
        If no origin has a positive exposure and no external curve is given.
    """
    sizes = np.asarray(exposure, dtype=float)
    if sizes.shape != triangle.cumulative.shape:
        sizes = np.repeat(
            _per(sizes, len(triangle.origins), "exposure", "origins")[:, None], len(triangle.ages), axis=1
        )
    increments = np.diff(triangle.cumulative, axis=1, prepend=0.0)
    seen = ~np.isnan(increments) & (sizes > 0)
    size = np.where(seen, sizes, 0.0)
    paid, total, cohorts = np.where(seen, increments, 0.0), size.sum(axis=0), seen.sum(axis=0)
    if not total.any() and external is None:
        raise TriangleError("no cohort has an agreed amount: shares need one, or an external curve")
    share = np.divide(paid.sum(axis=0), total, out=np.zeros_like(total), where=total > 0)
    squares = np.divide((paid - size * share) ** 2, size, out=np.zeros_like(size), where=size > 0).sum(axis=0)
    dispersion = np.where(cohorts > 1, squares / np.maximum(cohorts - 1, 1), np.nan)
    dispersion = _smoothed(dispersion, share)
    measured = (total > 0) & np.isfinite(dispersion)
    variance = np.divide(dispersion, total, out=np.full_like(total, np.inf), where=measured)
    weight = (total > 0).astype(float)
    if external is not None:
        prior = quarterly_increments(external, len(share))
        spread = (EXTERNAL_CV * prior) ** 2
        known = prior > 0
        weight = np.where(known, spread / (np.where(known, spread, 1.0) + variance), weight)
        share = weight * share + (1 - weight) * prior
        wide, own = np.where(known, spread, 1.0), np.where(np.isinf(variance), 0.0, variance)
        variance = np.where(known, np.where(np.isinf(variance), wide, wide * own / (wide + own)), variance)
        level = float(np.nanmean(dispersion)) if np.isfinite(dispersion).any() else 0.0
        dispersion = np.where(np.isfinite(dispersion), dispersion, level)
    table = pd.DataFrame(
        {
            "share": share,
            # without an estimate of the dispersion, the standard error is the share itself
            "standard_error": np.where(np.isinf(variance), np.abs(share), np.sqrt(variance)),
            "dispersion": np.nan_to_num(dispersion),
            "cohorts": cohorts,
            "own_weight": weight,
        },
        index=pd.Index(triangle.ages, name="age"),
    )
    return ShareByAge(table, external is not None)


def _smoothed(dispersion: Floats, share: Floats) -> Floats:
    """Fill the ages with fewer than two cohorts in proportion to the share, with the factor of the others."""
    known = np.isfinite(dispersion)
    if known.all() or not known.any():
        return dispersion
    known_share = float(np.abs(share[known]).sum())
    per_share = float(dispersion[known].sum()) / known_share if known_share > 0 else 0.0
    return np.where(known, dispersion, per_share * np.abs(share))


def quarterly_increments(external: pd.DataFrame, ages: int) -> Floats:
    """Spread a curve of months since signing over quarters since the signing quarter.

    The curve is linear between its points. A cohort is signed, on average, in the middle of its quarter: age
    k ends 3k + 1.5 months after signing.

    Raises
    ------
    TriangleError
        If the curve is not increasing in months, or a share lies outside [0, 1] or falls.

    Examples
    --------
    >>> curve = pd.DataFrame({"months": [3.0, 9.0], "share": [0.2, 0.8], "source": ["report"] * 2})
    >>> quarterly_increments(curve, 3).round(2).tolist()
    [0.1, 0.25, 0.3]
    """
    missing = [c for c in ("months", "share", "source") if c not in external]
    if missing:
        raise TriangleError(f"the external curve has no column {', '.join(missing)}")
    months, share = external["months"].to_numpy(float), external["share"].to_numpy(float)
    sound = (
        len(months) and (np.diff(months, prepend=0.0) > 0).all() and (np.diff(share, prepend=0.0) >= 0).all()
    )
    if not sound or share[-1] > 1:
        raise TriangleError(
            "an external curve has growing months and shares of the agreed amount growing from 0 to 1 at most"
        )
    ends = 3.0 * np.arange(ages) + 1.5
    reached = np.interp(ends, np.append(0.0, months), np.append(0.0, share))
    return np.diff(reached, prepend=0.0)
