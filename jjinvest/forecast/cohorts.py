"""Funds in place by cohort: what each signing quarter will pay in the quarters to come, and how sure that is.

Old cohorts grow by chain-ladder factors (Mack); cohorts younger than `young` quarters, and those that have paid nothing
yet, by Bornhuetter–Ferguson: the share of the live projects' agreed amount that is paid at each age. No cohort gets more
than its ceiling (agreed amount of live projects). Ages beyond the oldest cohort's decay as the ones before, with
half of it as standard error: said in :attr:`FundsModel.extrapolated_from`.

How far a cohort strays from its expectation depends on its large projects: the variance is that of single projects'
payments in proportion to the *squares* of their amounts, with the covariance between ages, read off own projects.

A quarter's funds are a calendar diagonal: all cohorts, each at its own age. Seasons and shocks of the calendar are read
off the diagonals already seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from jjinvest.forecast.bornhuetter_ferguson import ShareByAge, share_by_age
from jjinvest.forecast.chain_ladder import ChainLadder, LastSigma, chain_ladder
from jjinvest.forecast.triangle import (
    NEVER,
    Cohorts,
    Floats,
    Triangle,
    TriangleError,
    quarter_name,
    quarter_of,
)

YOUNG = 3
OLD_FOR_FACTORS = 4
"""Cohorts that chain ladder needs at least; with fewer, every cohort is treated as young."""
AHEAD = 8
"""Ages added beyond the oldest cohort's."""
TAIL_CV = 0.5
SCATTER_PRIOR = 30.0
"""Weight, in projects of equal size, of the scatter of all ages beside that of one age."""


@dataclass(frozen=True)
class FundsModel:
    """Development of funds by age, extended beyond the oldest cohort.

    Parameters
    ----------
    factor, factor_se
        By age k: growth from age k to k + 1, as in :class:`~jjinvest.forecast.chain_ladder.ChainLadder`.
    share, share_se
        By age k: share of the agreed amount of projects live at its beginning that is paid in it.
    survival
        By age k: agreed amount still live at age k + 1 ÷ at age k.
    scatter
        Covariance of single projects' paid shares between ages, weighted by squared amounts, shape (ages, ages).
    season
        Factor of each calendar quarter, mean 1 (all 1 where seasons do not show beyond chance).
    shock
        CV of a quarter's funds beyond what single projects explain.
    """

    cohorts: Cohorts
    young: int
    chain: ChainLadder | None
    shares: ShareByAge
    factor: Floats
    factor_se: Floats
    share: Floats
    share_se: Floats
    survival: Floats
    scatter: Floats
    season: Floats
    shock: float

    @property
    def extrapolated_from(self) -> int:
        """First age that no own cohort has reached."""
        return len(self.cohorts.triangle.ages)

    @property
    def old(self) -> pd.Series:
        """Which cohorts of the triangle chain ladder is used for."""
        triangle = self.cohorts.triangle
        old = (triangle.latest_age >= self.young) & (triangle.latest > 0) & (self.chain is not None)
        return pd.Series(old, index=origin_index(triangle))

    def since_signing(self, ages: int) -> Floats:
        """Share of the agreed amount paid at each age, as expected on signing (terminations included)."""
        return np.asarray((self.share * np.append(1.0, np.cumprod(self.survival[:-1])))[:ages])

    def summary(self) -> pd.DataFrame:
        """Tabulate each cohort at the age of the oldest one: method, latest, ultimate (capped), standard error."""
        triangle = self.cohorts.triangle
        ages, latest, old = triangle.latest_age, triangle.latest, self.old.to_numpy()
        about = self.cohorts.cohorts.loc[list(triangle.origins)]
        live = about["live_amount"].to_numpy(dtype=float)
        squares = _squares(self.cohorts)[: len(live)]
        ultimate, error = np.array(latest), np.zeros(len(live))
        for row, (age, size, square) in enumerate(zip(ages, live, squares, strict=True)):
            step = np.arange(age + 1, len(triangle.ages))
            weight = np.append(1.0, np.cumprod(self.survival[step[:-1]])) if len(step) else np.zeros(0)
            ultimate[row] += size * float(weight @ self.share[step])
            luck = float(weight @ self.scatter[np.ix_(step, step)] @ weight)
            error[row] = np.sqrt(square * luck + size**2 * float(((weight * self.share_se[step]) ** 2).sum()))
        if self.chain is not None:
            ultimate = np.where(old, self.chain.ultimate.to_numpy(), ultimate)
            error = np.where(old, self.chain.standard_error.to_numpy(), error)
        ceiling = _ceiling(about)
        agreed = about["agreed_amount"].to_numpy(dtype=float)
        return pd.DataFrame(
            {
                "method": np.where(old, "chain_ladder", "bornhuetter_ferguson"),
                "agreed_amount": agreed,
                "latest": latest,
                "ultimate": np.minimum(ultimate, np.maximum(ceiling, latest)),
                "standard_error": error,
                "capped": ultimate > ceiling,
                "share_in_place": latest / np.where(agreed > 0, agreed, np.nan),
            },
            index=origin_index(triangle),
        )


@dataclass(frozen=True)
class Coming:
    """Funds of the coming quarters from cohorts signed by now, in 元.

    Parameters
    ----------
    by_cohort
        Rows: cohorts; columns: quarters to come (the running one holds what is left of it), expected amounts.
    process
        Variance from single projects' luck, of the sum over all quarters.
    old_parameter, young_parameter
        Variances from not knowing the factors, and the shares by age.
    shock
        Variance from calendar shocks.
    """

    by_cohort: pd.DataFrame
    process: float
    old_parameter: float
    young_parameter: float
    shock: float

    @property
    def expected(self) -> float:
        """Expected sum over all cohorts and quarters."""
        return float(self.by_cohort.to_numpy().sum())

    @property
    def standard_error(self) -> float:
        """Standard error of the sum."""
        return float(np.sqrt(self.process + self.old_parameter + self.young_parameter + self.shock))


def origin_index(triangle: Triangle) -> pd.Index:
    """Cohorts of a triangle as an index."""
    return pd.Index(triangle.origins, name="signed_quarter")


def _ceiling(about: pd.DataFrame) -> Floats:
    """Most that a cohort can have in place, 元; no ceiling where an agreed amount is not stated."""
    stated = (about["without_amount"] == 0).to_numpy()
    return np.where(stated, about["ceiling"].to_numpy(dtype=float), np.inf)


def _squares(cohorts: Cohorts) -> Floats:
    """Sum of squared agreed amounts of the live projects of each cohort, 元²."""
    projects = cohorts.projects
    size = np.where(projects["ended_age"] >= NEVER // 2, projects["agreed"], 0).astype(float)
    return np.bincount(projects["cohort"], size**2, minlength=len(cohorts.cohorts))


def funds_model(
    cohorts: Cohorts,
    *,
    young: int = YOUNG,
    external: pd.DataFrame | None = None,
    last_sigma: LastSigma = "mack",
) -> FundsModel:
    """Estimate how funds of a cohort come in.

    Parameters
    ----------
    young
        Cohorts below this age (quarters since the signing quarter) are not left to their own development.
    external
        Another place's curve (:func:`~jjinvest.forecast.bornhuetter_ferguson.share_by_age`); it fills the ages that own
        cohorts have not reached and fades where they have.

    Raises
    ------
    TriangleError
        If neither own cohorts with an agreed amount nor an external curve are there.
    """
    triangle, live = cohorts.triangle, live_exposure(cohorts)
    reach = len(triangle.ages)
    if external is not None and len(external):
        reach = max(reach, int((float(external["months"].max()) + 1.5) // 3))
    shares = share_by_age(
        _widened(triangle, reach), np.pad(live, ((0, 0), (0, reach - live.shape[1]))), external=external
    )
    share, share_se = _extend_shares(shares, young)
    chain = None
    if len(triangle.origins) >= OLD_FOR_FACTORS:
        try:
            chain = chain_ladder(triangle, last_sigma=last_sigma)
        except TriangleError:  # an age that no pair shows: every cohort is then treated as young, and says so
            chain = None
    factor, factor_se = _extend_factors(chain, young, len(share))
    scatter = _scatter(cohorts, share)
    season, shock = _calendar(cohorts, live, share, scatter)
    return FundsModel(cohorts, young, chain, shares, factor, factor_se, share, share_se, _survival(cohorts, live, len(share)),
                      scatter, season, shock)  # fmt: skip


def live_exposure(cohorts: Cohorts) -> Floats:
    """Agreed amount (元) of projects live at the beginning of each age, by cohort of the triangle; 0 where not seen."""
    origins, ages = cohorts.triangle.cumulative.shape
    projects = cohorts.projects
    lasts = np.minimum(projects["ended_age"].to_numpy(), ages - 1)
    ended = np.zeros((len(cohorts.cohorts), ages))
    np.add.at(ended, (projects["cohort"].to_numpy(), lasts), projects["agreed"].to_numpy(dtype=float))
    live = ended[:, ::-1].cumsum(axis=1)[:, ::-1][:origins]
    return np.where(np.isnan(cohorts.triangle.cumulative), 0.0, live)


def _survival(cohorts: Cohorts, live: Floats, length: int) -> Floats:
    """Share of the live amount that is still live one age later, by age; the mean where few cohorts show it."""
    seen = ~np.isnan(cohorts.triangle.cumulative[:, 1:])
    after, before = live[:, 1:].sum(axis=0), np.where(seen, live[:, :-1], 0.0).sum(axis=0)
    mean = float(after.sum() / before.sum()) if before.sum() > 0 else 1.0
    kept = np.divide(
        after, before, out=np.full(len(after), mean), where=(before > 0) & (seen.sum(axis=0) >= 4)
    )
    return np.append(kept, np.full(length - len(kept), mean))


def _widened(triangle: Triangle, ages: int) -> Triangle:
    more = ages - len(triangle.ages)
    cells = np.pad(triangle.cumulative, ((0, 0), (0, more)), constant_values=np.nan)
    return Triangle(cells, triangle.origins, tuple(str(a) for a in range(ages)))


def _decay(values: Floats, weights: Floats, first: int) -> tuple[float, float]:
    """Level at the last age and ratio from age to age (at most 1) of a log-linear fit to positive values."""
    ages = np.arange(len(values))
    usable = (values > 0) & (weights > 0) & (ages >= min(first, len(values) - 1))
    if usable.sum() < 3:
        positive = values[(values > 0) & (weights > 0)]
        return (float(positive[-1]) if len(positive) else 0.0), 0.8
    slope, level = np.polyfit(ages[usable], np.log(values[usable]), 1, w=np.sqrt(weights[usable]))
    return float(np.exp(level + slope * ages[-1])), float(min(np.exp(slope), 1.0))


def _extend_shares(shares: ShareByAge, young: int) -> tuple[Floats, Floats]:
    table = shares.table
    share = table["share"].to_numpy()
    known = ((table["cohorts"] > 0) | (share > 0)).to_numpy()
    weights = np.maximum(table["cohorts"].to_numpy(dtype=float), known.astype(float))
    level, ratio = _decay(share, weights, young)
    further = level * ratio ** np.arange(1, AHEAD + 1)
    return np.append(share, further), np.append(table["standard_error"].to_numpy(), TAIL_CV * further)


def _extend_factors(chain: ChainLadder | None, young: int, length: int) -> tuple[Floats, Floats]:
    if chain is None:
        return np.ones(length), np.zeros(length)
    factor = chain.development_factors.to_numpy()
    pairs = (~np.isnan(chain.triangle.cumulative[:, 1:])).sum(axis=0).astype(float)
    level, ratio = _decay(factor - 1, pairs, young)
    growth = level * ratio ** np.arange(1, length - len(factor) + 1)
    return np.append(factor, 1 + growth), np.append(chain.factor_standard_error.to_numpy(), TAIL_CV * growth)


def _scatter(cohorts: Cohorts, share: Floats) -> Floats:
    """Covariance of what single projects pay at two ages around their share, per squared agreed amount.

    Taken over the projects that have reached the later of the two ages. A few large projects say little of their age,
    so each is mixed with the scatter of all ages, which is in proportion to the share paid; beyond the ages seen, the
    latter stands alone.
    """
    projects, ages = cohorts.projects, cohorts.by_project.shape[1]
    size = projects["agreed"].to_numpy(dtype=float)
    live = projects["ended_age"].to_numpy()[:, None] >= np.arange(ages)
    rest = np.where(live, cohorts.by_project - size[:, None] * share[:ages], cohorts.by_project)
    rest = np.where((size > 0)[:, None], np.nan_to_num(rest), 0.0)
    squares = np.where(np.isnan(cohorts.by_project), 0.0, (size**2)[:, None])
    weight = squares.sum(axis=0)
    later = np.maximum.outer(np.arange(ages), np.arange(ages))
    products = rest.T @ rest
    found = np.zeros((len(share), len(share)))
    found[:ages, :ages] = np.divide(
        products, weight[later], out=np.zeros_like(products), where=weight[later] > 0
    )
    variance = np.diag(found)[:ages]
    per_share = float((variance * weight).sum() / max(float((np.abs(share[:ages]) * weight).sum()), 1e-12))
    fourth = np.where(np.isnan(cohorts.by_project), 0.0, (size**4)[:, None]).sum(axis=0)
    effective = np.divide(weight**2, fourth, out=np.zeros(ages), where=fourth > 0)
    trust = np.append(effective / (effective + SCATTER_PRIOR), np.zeros(len(share) - ages))
    found *= np.minimum.outer(trust, trust)
    found[np.diag_indices(len(share))] += (1 - trust) * per_share * np.abs(share)
    return found


def _calendar(cohorts: Cohorts, live: Floats, share: Floats, scatter: Floats) -> tuple[Floats, float]:
    """Season of the calendar quarters and CV of calendar shocks, from the diagonals seen.

    Season effects are shrunk by how far they stand out from the scatter of their quarters (positive-part James–Stein).
    """
    triangle, squares = cohorts.triangle, _squares(cohorts)
    first = np.array([quarter_of(name) for name in triangle.origins])
    increments = np.diff(triangle.cumulative, axis=1, prepend=0.0)
    origin, age = np.nonzero(~np.isnan(increments) & (live > 0))
    if not len(origin):
        return np.ones(4), 0.0
    quarter = first[origin] + age
    start = int(quarter.min())
    actual = np.bincount(quarter - start, increments[origin, age])
    expected = np.bincount(quarter - start, live[origin, age] * share[age])
    chance = np.bincount(quarter - start, squares[origin] * np.diag(scatter)[age])
    usable = (expected > 0) & (
        np.arange(len(expected)) >= 4
    )  # the first year's diagonals are a few young cohorts
    if usable.sum() < 8:
        return np.ones(4), 0.0
    ratio, luck = actual[usable] / expected[usable], chance[usable] / expected[usable] ** 2
    of_year = (np.flatnonzero(usable) + start) % 4
    weight = 1 / (luck + max(float(luck.mean()), 1e-12))
    mean = np.bincount(of_year, weight * ratio, minlength=4) / np.bincount(of_year, weight, minlength=4)
    centre = float(np.average(ratio, weights=weight))
    scatter_of_means = float(((ratio - mean[of_year]) ** 2).sum() / max(len(ratio) - 4, 1)) / (len(ratio) / 4)
    between = float(((mean - centre) ** 2).sum() / 3)
    kept = max(0.0, 1 - scatter_of_means / between) if between > 0 else 0.0
    season = 1 + kept * (mean / centre - 1)
    excess = max(0.0, float(((ratio - centre * season[of_year]) ** 2 - luck).mean()))
    chance_of_excess = float(luck.mean()) * np.sqrt(
        2 / len(ratio)
    )  # what luck alone gives, as a standard deviation
    shock2 = excess**2 / (excess + chance_of_excess) if excess > 0 else 0.0
    return season / season.mean(), float(np.sqrt(shock2))


def coming_funds(model: FundsModel, quarters: int) -> Coming:
    """Expected funds, and their variances, of the running quarter's rest and the `quarters` − 1 following ones.

    Errors of the factors and shares carry over to all cohorts that pass the same age (delta method), as in Mack's
    total; single projects' luck adds up.
    """
    cohorts, length = model.cohorts, len(model.share)
    triangle, about = cohorts.triangle, cohorts.cohorts
    after = cohorts.as_of + pd.Timedelta(days=1)
    running = 4 * after.year + after.quarter - 1
    first = np.array([quarter_of(name) for name in about.index])
    live, rows = about["live_amount"].to_numpy(dtype=float), np.arange(len(about))
    old = np.append(model.old.to_numpy(), np.zeros(len(about) - len(triangle.origins), dtype=bool))
    level = np.where(old, np.append(triangle.latest, np.zeros(len(about) - len(triangle.origins))), 0.0)
    mean, exposed = np.zeros((len(about), quarters)), np.zeros((len(about), length))
    growth_gradient, share_gradient = np.zeros((len(about), length)), np.zeros((len(about), length))
    for step in range(quarters):
        part = (3 - cohorts.running_months) / 3 if step == 0 else 1.0
        age = np.minimum(running + step - first, length - 1)
        season = np.full(len(about), model.season[(running + step) % 4] * part)
        if (
            step == 0
        ):  # what was signed in the running quarter has, on average, been paying for half of it only
            season = np.where(age == 0, 2 * season, season)
        before = np.maximum(age - 1, 0)
        growth = season * (model.factor[before] - 1)
        growth_gradient *= (1 + growth)[:, None]
        growth_gradient[rows[old], before[old]] += (season * level)[old]
        due = np.where(old, 0.0, season * live)
        share_gradient[rows, age] += due
        exposed[rows, age] += season
        mean[:, step] = np.where(old, level * growth, due * model.share[age])
        level = level * (1 + growth)
        live = live * model.survival[age]
    ceiling = np.maximum(_ceiling(about) - about["paid"].to_numpy(dtype=float), 0.0)
    total = mean.sum(axis=1)
    within = np.where(total > ceiling, ceiling / np.where(total > 0, total, 1.0), 1.0)
    mean *= within[:, None]
    luck = np.einsum("ik,kl,il->i", exposed, model.scatter, exposed) * _squares(cohorts)
    return Coming(
        pd.DataFrame(
            mean, index=about.index, columns=[quarter_name(running + step) for step in range(quarters)]
        ),
        float((luck * within**2).sum()),
        float((((growth_gradient * within[:, None]).sum(axis=0) * model.factor_se) ** 2).sum()),
        float((((share_gradient * within[:, None]).sum(axis=0) * model.share_se) ** 2).sum()),
        float(((mean.sum(axis=0) * model.shock) ** 2).sum()),
    )
