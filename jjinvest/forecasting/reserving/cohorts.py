"""Funds by cohort: projected payments of each signing quarter, and their variance.

Over the coming quarters old cohorts grow by chain-ladder factors (Mack); cohorts younger than `young`
quarters, and those that have paid nothing yet, by Bornhuetter–Ferguson: the share of the live projects'
agreed amount that is paid at each age. The final funds of all cohorts follow these shares. No cohort gets
more than its ceiling (agreed amount of live projects). Ages beyond the oldest cohort's decay as the ones
before, with a CV of one half.

The deviation of a cohort from its expectation depends on its large projects: the variance is that of single
projects' payments in proportion to the *squares* of their amounts, with the covariance between ages,
estimated from own projects.

A quarter's funds are a calendar diagonal: all cohorts, each at its own age. Seasons and shocks of the
calendar are estimated from the observed diagonals.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from jjinvest.forecasting.reserving.bornhuetter_ferguson import ShareByAge, share_by_age
from jjinvest.forecasting.reserving.development import (
    calendar_effects,
    extended_factors,
    extended_shares,
    live_exposure,
    live_squared_amounts,
    project_scatter,
    seasons_seen,
    survival_by_age,
    unpaid_balance,
    with_added_ages,
)
from jjinvest.forecasting.reserving.mack import ChainLadder, chain_ladder
from jjinvest.forecasting.reserving.triangle import (
    Cohorts,
    Floats,
    Triangle,
    TriangleError,
    quarter_name,
    quarter_of,
)

MIN_FACTOR_AGE = 3
"""Age in quarters from which a cohort grows by chain-ladder factors."""
MIN_FACTOR_COHORTS = 4
"""Cohorts from which chain ladder is used; with fewer, every cohort is treated as young."""


UNPAID_SD = 0.1
"""Standard deviation of the share of a cohort's unpaid balance that is paid after all, beyond its projects.

Times change: in ledgers of other processes what cohorts paid in four years scattered by this much more than
their projects and the shares by age explain (docs/methods/reserving.md).
"""
MAX_SKEW_CV = 1.5
"""CV of what is to come up to which its distribution is taken as gamma; a smaller mean counts as this."""


def remaining_range(mean: Floats, error: Floats) -> tuple[Floats, Floats]:
    """80 % range of what is to come: gamma, hence never below zero; normal where money is expected back.

    Money is expected back where the mean lies more than a standard error below zero: a refund of one project
    makes a small mean negative, and half a cohort's funds are no more likely to be paid back for it.

    Examples
    --------
    >>> low, high = remaining_range(np.array([0.0, 100.0]), np.array([10.0, 10.0]))
    >>> low.round(1).tolist(), high.round(1).tolist()
    ([0.0, 87.4], [18.5, 113.0])
    """
    from scipy.special import gammaincinv

    random, least = error > 0, np.maximum(mean, error / MAX_SKEW_CV)
    shape = np.where(random, least, 1.0) ** 2 / np.where(random, error, 1.0) ** 2
    scale = np.where(random, least / shape, 0.0)
    back = mean < -error
    ends = [np.where(random, scale * gammaincinv(shape, share), mean) for share in (0.1, 0.9)]
    low, high = (
        np.where(back, mean + z * error, end) for z, end in zip((-1.2816, 1.2816), ends, strict=True)
    )
    return np.asarray(np.minimum(low, mean)), np.asarray(np.maximum(high, mean))


@dataclass(frozen=True)
class FundsModel:
    """Development of funds by age, extended beyond the oldest cohort.

    Parameters
    ----------
    factor, factor_se
        By age k: growth from age k to k + 1, as in :class:`~jjinvest.forecasting.reserving.mack.ChainLadder`.
    share, share_se
        By age k: share of the agreed amount of projects live at its beginning that is paid in it.
    survival
        By age k: agreed amount still live at age k + 1 ÷ at age k.
    scatter
        Covariance of single projects' paid shares between ages, weighted by squared amounts, shape (ages,
        ages).
    season
        Factor of each calendar quarter, mean 1 (all 1 where the season is not distinguishable from chance).
    shock
        CV of a quarter's funds beyond the variance of single projects.
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
    def old(self) -> pd.Series:
        """Which cohorts of the triangle chain ladder is used for."""
        triangle = self.cohorts.triangle
        old = (triangle.latest_age >= self.young) & (triangle.latest > 0) & (self.chain is not None)
        return pd.Series(old, index=origin_index(triangle))

    def since_signing(self, ages: int) -> Floats:
        """Share of the agreed amount paid at each age, as expected on signing (terminations included)."""
        return np.asarray((self.share * np.append(1.0, np.cumprod(self.survival[:-1])))[:ages])

    def seasonal_share(self, quarter: int, ages: int) -> Floats:
        """Share of what a quarter (number) signs that is paid at each age, with its season.

        Shares rest on cohorts of all quarters, as many as signed in each: that season is taken out.
        """
        usual = self._share_without_season[:ages]
        return np.asarray(usual * self.season[(quarter + np.arange(ages)) % 4])

    @cached_property
    def _share_without_season(self) -> Floats:
        seen = np.ones(len(self.share))
        known = seasons_seen(self.cohorts, self.season)
        seen[: len(known)] = known
        return self.share / seen

    def summary(self) -> pd.DataFrame:
        """Tabulate method, latest, ultimate (capped), standard error and 80 % range of each cohort.

        What is to come follows the shares by age, also of old cohorts: over the rest of its life a cohort
        that has paid much has no more to come than others. Only cohorts that state no amount grow by their
        factors. The ultimate includes ages that no cohort has reached.
        """
        triangle = self.cohorts.triangle
        about = self.cohorts.cohorts.loc[list(triangle.origins)]
        latest, agreed = triangle.latest, about["agreed_amount"].to_numpy(dtype=float)
        by_factors = self.old.to_numpy() & (agreed <= 0)
        coming, variance = np.where(by_factors, self._by_factors(), self._by_shares())
        variance = variance + (UNPAID_SD * unpaid_balance(self.cohorts)[: len(latest)]) ** 2
        ultimate, most = latest + coming, np.maximum(_ceiling(about), latest)
        low, high = remaining_range(coming, np.sqrt(variance))
        return pd.DataFrame(
            {
                "method": np.where(by_factors, "chain_ladder", "bornhuetter_ferguson"),
                "agreed_amount": agreed,
                "latest": latest,
                "ultimate": np.minimum(ultimate, most),
                "standard_error": np.sqrt(variance),
                "low": np.minimum(latest + low, most),
                "high": np.minimum(latest + high, most),
                "most": most,
                "capped": ultimate > _ceiling(about),
                "share_in_place": latest / np.where(agreed > 0, agreed, np.nan),
            },
            index=origin_index(triangle),
        )

    def _by_shares(self) -> Floats:
        """What is to come of each cohort and its variance by shares of the ages ahead, shape (2, cohorts)."""
        triangle, about = self.cohorts.triangle, self.cohorts.cohorts
        live, squares = about["live_amount"].to_numpy(dtype=float), live_squared_amounts(self.cohorts)
        results = np.zeros((2, len(triangle.origins)))
        # ages that a few cohorts or none have reached err together: they rest on the same projects or decay
        seen = self.shares.table["cohorts"].to_numpy()
        well_known = np.zeros(len(self.share), dtype=bool)
        well_known[: len(seen)] = seen >= MIN_FACTOR_COHORTS
        for row, age in enumerate(triangle.latest_age):
            step = np.arange(age + 1, len(self.share))
            weight = np.append(1.0, np.cumprod(self.survival[step[:-1]])) if len(step) else np.zeros(0)
            paying = float(weight @ self.scatter[np.ix_(step, step)] @ weight)
            process = squares[row] * (paying + _termination_variance(weight, self.share[step]))
            error = weight * self.share_se[step]
            apart = float((error[well_known[step]] ** 2).sum())
            parameter = live[row] ** 2 * (apart + float(error[~well_known[step]].sum()) ** 2)
            results[:, row] = live[row] * float(weight @ self.share[step]), process + parameter
        return results

    def _by_factors(self) -> Floats:
        """What is to come of each cohort and its variance by Mack's factors, shape (2, cohorts)."""
        triangle, latest = self.cohorts.triangle, self.cohorts.triangle.latest
        results = np.zeros((2, len(latest)))
        if self.chain is None:
            return results
        known = self.chain.standard_error.to_numpy()
        for row, age in enumerate(triangle.latest_age):
            factor = self.factor[age:]
            ultimate = latest[row] * float(np.prod(factor))
            error = self.factor_se[age:] / np.where(factor > 0, factor, 1.0)
            parameter = ultimate**2 * float((error**2).sum())
            results[:, row] = ultimate - latest[row], max(parameter, float(known[row]) ** 2)
        return results


@dataclass(frozen=True)
class FundsProjection:
    """Projected funds of the coming quarters from cohorts signed by now, in 元.

    Parameters
    ----------
    by_cohort
        Rows: cohorts; columns: quarters to come (of the running one its rest), expected amounts.
    process
        Process variance of single projects, of the sum over all quarters.
    old_parameter, young_parameter
        Estimation variances of the factors and of the shares by age.
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


def _termination_variance(weight: Floats, share: Floats) -> float:
    """Variance of a project's share to come by whether and when it is terminated.

    Parameters
    ----------
    weight
        Chance that it is live at each age ahead.
    share
        Share paid at each age while it is live.

    Examples
    --------
    >>> round(_termination_variance(np.array([1.0, 0.5]), np.array([0.2, 0.4])), 3)  # 0.2 or 0.6
    0.04
    """
    ends, paid = weight - np.append(weight[1:], 0.0), share.cumsum()
    return max(float(ends @ paid**2) - float(weight @ share) ** 2, 0.0)


def _ceiling(about: pd.DataFrame) -> Floats:
    """Upper bound of the funds of a cohort, 元; infinite where an agreed amount is not stated."""
    stated = (about["without_amount"] == 0).to_numpy()
    return np.where(stated, about["ceiling"].to_numpy(dtype=float), np.inf)


def funds_model(cohorts: Cohorts, *, external: pd.DataFrame | None = None) -> FundsModel:
    """Estimate the development of funds of a cohort by age.

    Parameters
    ----------
    external
        Another place's curve (:func:`~jjinvest.forecasting.reserving.bornhuetter_ferguson.share_by_age`); it
        fills the ages that own cohorts have not reached and fades where they have.

    Raises
    ------
    TriangleError
        If there are neither own cohorts with an agreed amount nor an external curve.
    """
    triangle, live = cohorts.triangle, live_exposure(cohorts)
    reach = len(triangle.ages)
    if external is not None and len(external):
        reach = max(reach, int((float(external["months"].max()) + 1.5) // 3))
    shares = share_by_age(
        with_added_ages(triangle, reach),
        np.pad(live, ((0, 0), (0, reach - live.shape[1]))),
        external=external,
    )
    share, share_se = extended_shares(shares, MIN_FACTOR_AGE)
    chain = None
    if len(triangle.origins) >= MIN_FACTOR_COHORTS:
        try:
            chain = chain_ladder(triangle)
        except (
            TriangleError
        ):  # an age without a pair: every cohort is then treated as young, as `summary` shows
            chain = None
    if chain is not None and not chain.has_errors:
        chain = None
    factor, factor_se = extended_factors(chain, MIN_FACTOR_AGE, len(share))
    scatter = project_scatter(cohorts, share)
    season, shock = calendar_effects(cohorts, live, share, scatter)
    survival = survival_by_age(cohorts, len(share))
    return FundsModel(
        cohorts,
        MIN_FACTOR_AGE,
        chain,
        shares,
        factor,
        factor_se,
        share,
        share_se,
        survival,
        scatter,
        season,
        shock,
    )


def project_funds(model: FundsModel, quarters: int) -> FundsProjection:
    """Expected funds of the rest of the running quarter and the `quarters` − 1 following ones.

    Errors of the factors and shares carry over to all cohorts that pass the same age (delta method), as in
    Mack's total; process variances of single projects add up.
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
        if step == 0:  # projects signed in the running quarter have, on average, paid for half of it only
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
    process = np.einsum("ik,kl,il->i", exposed, model.scatter, exposed) * live_squared_amounts(cohorts)
    return FundsProjection(
        pd.DataFrame(
            mean, index=about.index, columns=[quarter_name(running + step) for step in range(quarters)]
        ),
        float((process * within**2).sum()),
        float((((growth_gradient * within[:, None]).sum(axis=0) * model.factor_se) ** 2).sum()),
        float((((share_gradient * within[:, None]).sum(axis=0) * model.share_se) ** 2).sum()),
        float(((mean.sum(axis=0) * model.shock) ** 2).sum()),
    )
