"""Funds by remaining balance: each project pays a share of what it has not paid yet.

What a project can still pay (agreed amount less funds to date) bounds what it will pay. The share of the
balance that is paid within so many quarters depends on the age of the project and on whether it has paid
anything yet. It is Σ payments ÷ Σ balances of all own projects of that group, over every past window of the
same length, shrunk towards the share of the age, and that towards the share of all ages (Bühlmann
credibility). A cohort with much behind it has little to come: factors on funds to date do not know that.

The windows begin with the projects that were known then, so projects that were terminated, or never paid,
count with their balance. How far the sum of a window missed its expectation gives the error that all projects
share; how far each project did, the scatter of single ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from jjinvest.forecasting.reserving.cohorts import FundsProjection
from jjinvest.forecasting.reserving.snapshot import SNAPSHOT_CV, SnapshotCurve, recorded_from, snapshot_curve
from jjinvest.forecasting.reserving.triangle import (
    NO_TERMINATION,
    Cohorts,
    Floats,
    TriangleError,
    quarter_name,
    quarter_of,
)

Ints = npt.NDArray[np.int64]

AGE_BANDS = (0, 2, 3, 4, 6, 8, 12, 16, 20, 24, 32)
"""First ages (quarters since the signing quarter) of the bands that share a rate."""
PRIOR_FACTOR_CV = 0.75
"""CV of a group's factor around that of the wider group, before its own payments are seen.

Chosen on loans of one half of the countries (docs/methods/reserving.md).
"""
PRIOR_LEVEL_CV = 0.25
"""CV of the factor of all groups around 1, before own payments are seen."""
PRIOR_SCATTER = 0.15
"""Scatter that is mixed with that of own projects."""
SCATTER_PRIOR_PROJECTS = 5.0
"""Weight, in projects of equal size, of the assumed scatter beside the own one."""
PRIOR_SHOCK = 0.10
"""Assumed CV of a window's funds that all projects share."""
PRIOR_SHOCK_WEIGHT = 1.0
"""Number of independent past windows that this assumption counts for."""
OWN_QUARTERS = 4
"""Quarters of own payments from which their factors count in full."""
SNAPSHOT_SCATTER = 0.25
"""Assumed variance of the paid share of one balance ÷ its expectation; 1 would be all or nothing."""
MIN_PROJECTS = 5
"""Projects with a balance at the beginning of a past window from which the method answers."""


@dataclass(frozen=True)
class ProjectQuarters:
    """Payments and balances of projects by calendar quarter, each of shape (projects, quarters).

    Parameters
    ----------
    first
        Number of the first quarter.
    signed
        Number of the signing quarter, shape (projects,).
    paid
        元 paid in the quarter; 0 where it is not known.
    balance
        元 not yet paid at the beginning of the quarter; 0 where the project is not live, is signed in the
        quarter or later, or its payments of the quarter are not known.
    begun
        Whether anything was paid before the quarter.
    """

    first: int
    signed: Ints
    paid: Floats
    balance: Floats
    begun: npt.NDArray[np.bool_]

    @property
    def age(self) -> Ints:
        """Quarters since the signing quarter."""
        return np.asarray(self.first + np.arange(self.paid.shape[1]) - self.signed[:, None])


@dataclass(frozen=True)
class BalanceModel:
    """Share of the balance that is paid within a number of quarters, by age and earlier payments.

    Parameters
    ----------
    curve
        Share paid by age, smoothed over all ages.
    factor, factor_se
        Own payments ÷ those by the curve, by band of age (rows) and for projects without and with earlier
        payments (columns).
    beyond
        Payments of projects without a balance (no stated amount, all paid) ÷ other payments.
    scatter
        Variance of a project's paid share ÷ its expectation.
    shock
        CV of the funds to come that all projects share, its estimation included.
    season
        Factor of each calendar quarter.
    """

    cohorts: Cohorts
    curve: SnapshotCurve
    factor: Floats
    factor_se: Floats
    beyond: float
    scatter: float
    shock: float
    season: Floats


def bands_of(age: npt.NDArray[np.integer]) -> npt.NDArray[np.intp]:
    """Return the band of each age."""
    return np.maximum(np.searchsorted(AGE_BANDS, age, side="right") - 1, 0)


def project_quarters(cohorts: Cohorts) -> ProjectQuarters:
    """Arrange the funds of projects by calendar quarter."""
    projects = cohorts.projects
    quarter = np.array([quarter_of(name) for name in cohorts.cohorts.index])
    signed = quarter[projects["cohort"].to_numpy()]
    first = int(quarter[0])
    age = first + np.arange(cohorts.by_project.shape[1]) - signed[:, None]
    cells = np.take_along_axis(cohorts.by_project, np.maximum(age, 0), axis=1)
    recorded = first + np.arange(cohorts.by_project.shape[1]) >= recorded_from(cohorts)
    # what was paid before a quarter is known only where every quarter since is
    since = np.logical_and.accumulate(((age < 0) | ~np.isnan(cells))[:, ::-1], axis=1)[:, ::-1]
    known = (age >= 0) & since & recorded
    paid = np.where(known, cells, 0.0)
    later = paid[:, ::-1].cumsum(axis=1)[:, ::-1]
    before = projects["paid_in_triangle"].to_numpy(dtype=float)[:, None] - later
    at_risk = known & (age > 0) & (age <= projects["ended_age"].to_numpy()[:, None])
    agreed = projects["agreed"].to_numpy(dtype=float)[:, None]
    balance = np.where(at_risk, np.maximum(agreed - before, 0.0), 0.0)
    return ProjectQuarters(first, signed, paid, balance, before > 0)


def balance_model(cohorts: Cohorts, quarters: int, *, season: Floats | None = None) -> BalanceModel:
    """Estimate the share of the balance that is paid within `quarters` quarters.

    Parameters
    ----------
    season
        Factor of each calendar quarter, mean 1.

    Raises
    ------
    TriangleError
        If there is neither a curve by age (:func:`~jjinvest.forecasting.reserving.snapshot.snapshot_curve`)
        nor own payments in a quarter in which :data:`MIN_PROJECTS` projects had a balance.
    """
    season = np.ones(4) if season is None else season
    history, quarters = project_quarters(cohorts), max(quarters, 1)
    known = np.flatnonzero((history.balance > 0).sum(axis=0) >= MIN_PROJECTS)
    covered = history.paid.shape[1] - int(known[0]) if len(known) else 0
    try:
        curve = snapshot_curve(cohorts)
    except TriangleError:
        if not covered:
            raise
        curve = constant_rate(history.paid[history.balance > 0].sum(), history.balance.sum())
    shape = (len(AGE_BANDS), 2)
    spread = SNAPSHOT_CV * np.sqrt(quarters / 4)
    plain = BalanceModel(
        cohorts, curve, np.ones(shape), np.zeros(shape), 0.0, SNAPSHOT_SCATTER, float(spread), season
    )
    if not covered:
        return plain
    length = min(quarters, covered)
    starts = known[known + length <= history.paid.shape[1]]
    usual = history.paid / season[(history.first + np.arange(history.paid.shape[1])) % 4]
    running = np.pad(usual.cumsum(axis=1), ((0, 0), (1, 0)))
    every = running[:, starts + length] - running[:, starts]
    balance, age = history.balance[:, starts], history.age[:, starts]
    paid = np.where(balance > 0, every, 0.0)
    expected = balance * curve.of_balance(age - 0.5, float(length))
    if paid.sum() <= 0 or expected.sum() <= 0:
        return plain
    group = 2 * bands_of(age) + history.begun[:, starts]
    factor, error, level_cv = _factors(paid, balance, expected, group)
    scatter, shock = _errors(paid, balance, expected * factor[group], length, quarters)
    shock = float(np.hypot(shock, level_cv))
    beyond = max(float(np.where(age > 0, every, 0.0).sum() / paid.sum()) - 1, 0.0)
    own = min(covered / OWN_QUARTERS, 1.0)
    return replace(
        plain,
        factor=own * factor.reshape(shape) + (1 - own),
        factor_se=own * error.reshape(shape),
        beyond=own * beyond,
        scatter=own * scatter + (1 - own) * SNAPSHOT_SCATTER,
        shock=float(np.sqrt(own * shock**2 + (1 - own) * spread**2)),
    )


def constant_rate(paid: float, balance: float) -> SnapshotCurve:
    """Curve that pays the same share of every balance, Σ payments ÷ Σ balances of a quarter.

    Raises
    ------
    TriangleError
        If nothing was paid.
    """
    if paid <= 0:
        raise TriangleError("no project with a balance paid in a complete quarter")
    return SnapshotCurve(1.0, float(-1 / np.log1p(-min(paid / balance, 0.95))), 1.0, 0)


def _factors(paid: Floats, balance: Floats, expected: Floats, group: Ints) -> tuple[Floats, Floats, float]:
    """Payments ÷ expectation of each group, shrunk to its age and to all; standard error, CV of all."""
    level = float(paid.sum() / expected.sum())
    # the payments of one project hang together over all windows: its sums count as one observation
    rest, due = (paid - level * expected).sum(axis=1), level * expected.sum(axis=1)
    size = balance.sum(axis=1)
    squares = float((size * due).sum())
    effective = squares**2 / float(((size * due) ** 2).sum())
    spread = _with_prior(float((rest**2).sum()) / squares, effective)
    level_cv2 = spread * squares / float(due.sum()) ** 2
    trust = PRIOR_LEVEL_CV**2 / (PRIOR_LEVEL_CV**2 + level_cv2)
    level = trust * level + 1 - trust
    bands = len(AGE_BANDS)
    none = np.zeros(bands)
    by_age, variance = _shrunk(paid, balance, expected, group // 2, np.full(bands, level), none, spread)
    factor, variance = _shrunk(
        paid, balance, expected, group, np.repeat(by_age, 2), np.repeat(variance, 2), spread
    )
    return factor, np.sqrt(variance), float(np.sqrt((1 - trust) * PRIOR_LEVEL_CV**2))


def _with_prior(scatter: float, effective: float) -> float:
    """Scatter, mixed with the assumed one by the effective number of projects it is taken from."""
    trust = effective / (effective + SCATTER_PRIOR_PROJECTS)
    return trust * scatter + (1 - trust) * PRIOR_SCATTER


def _shrunk(
    paid: Floats,
    balance: Floats,
    expected: Floats,
    group: Ints,
    prior: Floats,
    prior_variance: Floats,
    spread: float,
) -> tuple[Floats, Floats]:
    """Factor of each group, shrunk towards its prior, and its variance."""
    groups, n = len(prior), len(paid)
    cell = (np.arange(n)[:, None] * groups + group).ravel()
    size, part = (
        np.bincount(cell, values.ravel(), minlength=n * groups).reshape(n, groups)
        for values in (balance, expected)
    )
    due = part.sum(axis=0)
    done = np.bincount(group.ravel(), paid.ravel(), minlength=groups)
    known = due > 0
    own = np.divide(done, due, out=prior.copy(), where=known)
    variance = np.divide(
        spread * prior * (size * part).sum(axis=0), due**2, out=np.full(groups, np.inf), where=known
    )
    between = (PRIOR_FACTOR_CV * prior) ** 2
    trust = np.divide(between, between + variance, out=np.zeros(groups), where=known & (between > 0))
    return (
        np.maximum(trust * own + (1 - trust) * prior, 0.0),
        (1 - trust) * between + (1 - trust) ** 2 * prior_variance,
    )


def _errors(
    paid: Floats, balance: Floats, expected: Floats, length: int, quarters: int
) -> tuple[float, float]:
    """Scatter of single projects, and CV of the error that all share."""
    rest = np.where(balance > 0, paid - expected, 0.0)
    weight = (balance * expected).sum(axis=0)
    by_project = (balance * expected).sum(axis=1)
    scatter = SNAPSHOT_SCATTER
    if by_project.any():
        effective = float(by_project.sum() ** 2 / (by_project**2).sum())
        scatter = _with_prior(float((rest**2).sum() / weight.sum()), effective)
    due = expected.sum(axis=0)
    excess = (rest.sum(axis=0) ** 2 - scatter * weight) / np.where(due > 0, due, np.inf) ** 2
    independent = (paid.shape[1] - 1 + length) / quarters
    own, raw = max(independent - 1, 0.0), max(float(excess.mean()), 0.0)
    shock2 = (PRIOR_SHOCK_WEIGHT * PRIOR_SHOCK**2 + own * raw) / (PRIOR_SHOCK_WEIGHT + own)
    return scatter, float(np.sqrt(shock2 * (1 + 1 / max(independent, 0.25))))


def project_balances(model: BalanceModel, quarters: int) -> FundsProjection:
    """Expected funds of the rest of the running quarter and the `quarters` − 1 following ones."""
    cohorts, projects = model.cohorts, model.cohorts.projects
    after = cohorts.as_of + pd.Timedelta(days=1)
    running = 4 * after.year + after.quarter - 1
    signed = np.array([quarter_of(str(name)) for name in cohorts.cohorts.index])
    age = running - signed[projects["cohort"].to_numpy()]
    live = projects["ended_age"].to_numpy() >= NO_TERMINATION // 2
    paid = projects["paid"].to_numpy(dtype=float)
    balance = np.where(live, np.maximum(projects["agreed"].to_numpy(dtype=float) - paid, 0.0), 0.0)
    passed = cohorts.running_months / 3
    ends = np.arange(1, quarters + 1) - passed
    # a project signed in the running quarter is half of its passed part old
    now = np.where(age == 0, passed / 2, age - 0.5 + passed)[:, None]
    steps = np.diff(model.curve.of_balance(now, ends), axis=1, prepend=0.0)
    season = model.season[(running + np.arange(quarters)) % 4]
    group = 2 * bands_of(age) + (paid > 0)
    factor = np.clip(model.factor.ravel()[group] * (1 + model.beyond), 0.0, None)[:, None]
    plain = balance[:, None] * steps * season
    due = plain * factor
    total = due.sum(axis=1)
    within = np.minimum(balance / np.where(total > 0, total, 1.0), 1.0)
    due, total = due * within[:, None], total * within
    by_cohort = np.zeros((len(cohorts.cohorts), quarters))
    np.add.at(by_cohort, projects["cohort"].to_numpy(), due)
    by_group = np.bincount(group, plain.sum(axis=1), minlength=model.factor.size)
    return FundsProjection(
        pd.DataFrame(
            by_cohort,
            index=cohorts.cohorts.index,
            columns=[quarter_name(running + step) for step in range(quarters)],
        ),
        float((balance * total).sum() * model.scatter),
        float(((by_group * model.factor_se.ravel()) ** 2).sum()),
        0.0,
        float((total.sum() * model.shock) ** 2),
    )
