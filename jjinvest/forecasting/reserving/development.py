"""Parts of the development of funds by age: live amounts, survival, extrapolation, scatter, calendar."""

from __future__ import annotations

import numpy as np

from jjinvest.forecasting.reserving.bornhuetter_ferguson import ShareByAge
from jjinvest.forecasting.reserving.mack import ChainLadder
from jjinvest.forecasting.reserving.snapshot import recorded_from
from jjinvest.forecasting.reserving.triangle import NO_TERMINATION, Cohorts, Floats, Triangle, quarter_of

EXTRA_AGES = 8
"""Ages added beyond the oldest cohort's."""
CARRIED_OVER_AGE = 4
"""Quarters before the first payment, before which a project was signed that was carried over."""
MIN_CARRIED_OVER = 5
"""Projects carried over from which quarters before the first payment are not observed."""
TAIL_CV = 0.5
"""CV of the payments at those ages."""
SCATTER_PRIOR_PROJECTS = 30.0
"""Weight, in projects of equal size, of the scatter of all ages beside that of one age."""


def live_squared_amounts(cohorts: Cohorts) -> Floats:
    """Sum of squared agreed amounts of the live projects of each cohort, 元²."""
    projects = cohorts.projects
    size = np.where(projects["ended_age"] >= NO_TERMINATION // 2, projects["agreed"], 0).astype(float)
    return np.asarray(np.bincount(projects["cohort"], size**2, minlength=len(cohorts.cohorts)), dtype=float)


def unpaid_balance(cohorts: Cohorts) -> Floats:
    """Balance of the live projects of each cohort, 元: agreed amount less what is paid."""
    projects = cohorts.projects
    live = projects["ended_age"].to_numpy() >= NO_TERMINATION // 2
    paid = projects["paid_in_triangle"].to_numpy(dtype=float)
    balance = np.where(live, np.maximum(projects["agreed"].to_numpy(dtype=float) - paid, 0.0), 0.0)
    return np.asarray(np.bincount(projects["cohort"], balance, minlength=len(cohorts.cohorts)))


def live_exposure(cohorts: Cohorts) -> Floats:
    """Agreed amount (元) of live projects at the beginning of each age, by cohort; 0 where not observed.

    Quarters before the first payment are not observed where projects had been signed long before: they were
    carried over into the ledger, and what they had paid until then was not. Counted as quarters without
    payments, they make the shares of young ages too low.
    """
    origins, ages = cohorts.triangle.cumulative.shape
    signed = np.array([quarter_of(str(name)) for name in cohorts.triangle.origins])
    first = recorded_from(cohorts)
    about = cohorts.cohorts["projects"].to_numpy()[:origins]
    carried = int(about[signed < first - CARRIED_OVER_AGE].sum()) >= MIN_CARRIED_OVER
    unseen = (signed[:, None] + np.arange(ages) < first) & carried
    return np.where(np.isnan(cohorts.triangle.cumulative) | unseen, 0.0, _live(cohorts))


def _live(cohorts: Cohorts) -> Floats:
    """Agreed amount (元) of live projects at the beginning of each age, with or without known funds."""
    origins, ages = cohorts.triangle.cumulative.shape
    projects = cohorts.projects
    lasts = np.minimum(projects["ended_age"].to_numpy(), ages - 1)
    ended = np.zeros((len(cohorts.cohorts), ages))
    np.add.at(ended, (projects["cohort"].to_numpy(), lasts), projects["agreed"].to_numpy(dtype=float))
    return np.asarray(ended[:, ::-1].cumsum(axis=1)[:, ::-1][:origins])


def seasons_seen(cohorts: Cohorts, season: Floats) -> Floats:
    """Mean factor of the calendar quarters that the share of each age was observed in, by live amounts."""
    live = live_exposure(cohorts)
    signed = np.array([quarter_of(str(name)) for name in cohorts.triangle.origins], dtype=int)
    factor = season[(signed[:, None] + np.arange(live.shape[1])) % 4]
    total = live.sum(axis=0)
    mean = np.divide((live * factor).sum(axis=0), total, out=np.ones(len(total)), where=total > 0)
    return np.asarray(mean)


def survival_by_age(cohorts: Cohorts, length: int) -> Floats:
    """Share of the live amount still live one age later, by age; the mean where few cohorts show it.

    Days of termination are in the ledger, so ages whose funds have no month count as well.
    """
    live, latest = _live(cohorts), cohorts.triangle.latest_age
    reached = np.arange(1, live.shape[1]) <= latest[:, None]
    after, before = (np.where(reached, part, 0.0).sum(axis=0) for part in (live[:, 1:], live[:, :-1]))
    mean = float(after.sum() / before.sum()) if before.sum() > 0 else 1.0
    kept = np.divide(
        after, before, out=np.full(len(after), mean), where=(before > 0) & (reached.sum(axis=0) >= 4)
    )
    return np.append(kept, np.full(length - len(kept), mean))


def with_added_ages(triangle: Triangle, ages: int) -> Triangle:
    """Return the triangle with ages that no origin has reached."""
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


def extended_shares(shares: ShareByAge, young: int) -> tuple[Floats, Floats]:
    """Continue shares by age, and their standard errors, by the decay of the ages from `young` on."""
    table = shares.table
    share = table["share"].to_numpy()
    known = ((table["cohorts"] > 0) | (share > 0)).to_numpy()
    weights = np.maximum(table["cohorts"].to_numpy(dtype=float), known.astype(float))
    level, ratio = _decay(share, weights, young)
    further = level * ratio ** np.arange(1, EXTRA_AGES + 1)
    return np.append(share, further), np.append(table["standard_error"].to_numpy(), TAIL_CV * further)


def extended_factors(chain: ChainLadder | None, young: int, length: int) -> tuple[Floats, Floats]:
    """Continue development factors, and their standard errors, to a length; all 1 without a chain ladder."""
    if chain is None:
        return np.ones(length), np.zeros(length)
    factor = chain.development_factors.to_numpy()
    pairs = (~np.isnan(chain.triangle.cumulative[:, 1:])).sum(axis=0).astype(float)
    level, ratio = _decay(factor - 1, pairs, young)
    growth = level * ratio ** np.arange(1, length - len(factor) + 1)
    return np.append(factor, 1 + growth), np.append(chain.factor_standard_error.to_numpy(), TAIL_CV * growth)


def project_scatter(cohorts: Cohorts, share: Floats) -> Floats:
    """Covariance of single projects' payments between ages around their share, per squared agreed amount.

    Taken over the projects that have reached the later of the two ages. A few large projects determine an age
    poorly, so each age is shrunk towards the scatter of all ages, which is proportional to the share paid;
    beyond the observed ages, the latter stands alone.
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
    covariance = np.zeros((len(share), len(share)))
    covariance[:ages, :ages] = np.divide(
        products, weight[later], out=np.zeros_like(products), where=weight[later] > 0
    )
    variance = np.diag(covariance)[:ages]
    per_share = float((variance * weight).sum() / max(float((np.abs(share[:ages]) * weight).sum()), 1e-12))
    fourth = np.where(np.isnan(cohorts.by_project), 0.0, (size**4)[:, None]).sum(axis=0)
    effective = np.divide(weight**2, fourth, out=np.zeros(ages), where=fourth > 0)
    trust = np.append(effective / (effective + SCATTER_PRIOR_PROJECTS), np.zeros(len(share) - ages))
    covariance *= np.minimum.outer(trust, trust)
    covariance[np.diag_indices(len(share))] += (1 - trust) * per_share * np.abs(share)
    return covariance


def calendar_effects(cohorts: Cohorts, live: Floats, share: Floats, scatter: Floats) -> tuple[Floats, float]:
    """Season of the calendar quarters and CV of calendar shocks, from the observed diagonals.

    Season effects, three contrasts of four quarters, are shrunk according to the scatter within quarters
    (positive part of James and Stein 1961).
    """
    triangle, squares = cohorts.triangle, live_squared_amounts(cohorts)
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
    ratio, variance = actual[usable] / expected[usable], chance[usable] / expected[usable] ** 2
    of_year = (np.flatnonzero(usable) + start) % 4
    weight = 1 / (variance + max(float(variance.mean()), 1e-12))
    mean = np.bincount(of_year, weight * ratio, minlength=4) / np.bincount(of_year, weight, minlength=4)
    centre = float(np.average(ratio, weights=weight))
    scatter_of_means = float(((ratio - mean[of_year]) ** 2).sum() / max(len(ratio) - 4, 1)) / (len(ratio) / 4)
    squared = float(((mean - centre) ** 2).sum())
    kept = max(0.0, 1 - scatter_of_means / squared) if squared > 0 else 0.0
    season = 1 + kept * (mean / centre - 1)
    excess = max(0.0, float(((ratio - centre * season[of_year]) ** 2 - variance).mean()))
    chance_of_excess = float(variance.mean()) * np.sqrt(
        2 / len(ratio)
    )  # standard deviation under pure chance
    shock2 = excess**2 / (excess + chance_of_excess) if excess > 0 else 0.0
    return season / season.mean(), float(np.sqrt(shock2))
