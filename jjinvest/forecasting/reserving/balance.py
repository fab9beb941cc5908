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
from jjinvest.forecasting.reserving.snapshot import SNAPSHOT_CV, SnapshotCurve
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
PRIOR_SHARE_CV = 0.5
"""CV of a group's share around that of the wider group, before its own payments are seen."""
PRIOR_SHOCK = 0.10
"""Assumed CV of a window's funds that all projects share."""
PRIOR_SHOCK_WEIGHT = 1.0
"""Number of independent past windows that this assumption counts for."""
OWN_QUARTERS = 4
"""Quarters of own payments from which a curve across projects is no longer used."""
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
    share
        Cumulative share after 1, 2, … quarters, shape (bands, 2, quarters); the second axis: projects without
        and with earlier payments.
    share_se
        Standard error of the share after the last of these quarters, shape (bands, 2).
    beyond
        Payments of projects without a balance (no stated amount, all paid) ÷ other payments.
    scatter
        Variance of a project's paid share ÷ its expectation.
    shock
        CV of the funds to come that all projects share, its estimation included.
    season
        Factor of each calendar quarter.
    windows
        Past windows that the shares are taken from.
    own_weight
        Weight of own payments beside a curve across projects: 1 from four quarters of them on, 0 without any.
    """

    cohorts: Cohorts
    quarters: ProjectQuarters
    share: Floats
    share_se: Floats
    beyond: float
    scatter: float
    shock: float
    season: Floats
    windows: int
    own_weight: float = 1.0


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
    known = (age >= 0) & ~np.isnan(cells)
    paid = np.where(known, cells, 0.0)
    later = paid[:, ::-1].cumsum(axis=1)[:, ::-1]
    before = projects["paid_in_triangle"].to_numpy(dtype=float)[:, None] - later
    at_risk = known & (age > 0) & (age <= projects["ended_age"].to_numpy()[:, None])
    agreed = projects["agreed"].to_numpy(dtype=float)[:, None]
    balance = np.where(at_risk, np.maximum(agreed - before, 0.0), 0.0)
    return ProjectQuarters(first, signed, paid, balance, before > 0)


def balance_model(
    cohorts: Cohorts, quarters: int, *, season: Floats | None = None, curve: SnapshotCurve | None = None
) -> BalanceModel:
    """Estimate the share of the balance that is paid within each number of quarters up to `quarters`.

    Parameters
    ----------
    season
        Factor of each calendar quarter, mean 1.
    curve
        Answers alone without own payments, and beside them until they cover :data:`OWN_QUARTERS` quarters.

    Raises
    ------
    TriangleError
        If fewer than :data:`MIN_PROJECTS` projects had a balance in a quarter with known payments, or none
        of them paid, and there is no curve.
    """
    history, season = project_quarters(cohorts), np.ones(4) if season is None else season
    covered = int(((history.balance > 0).sum(axis=0) >= MIN_PROJECTS).sum())
    weight = min(covered / OWN_QUARTERS, 1.0)
    try:
        own = _own_model(cohorts, history, quarters, season)
    except TriangleError:
        if curve is None:
            raise
        own, weight = None, 0.0
    if curve is None or (own is not None and weight >= 1):
        assert own is not None
        return own
    return _with_curve(cohorts, history, quarters, season, own, curve, weight)


def _with_curve(
    cohorts: Cohorts,
    history: ProjectQuarters,
    quarters: int,
    season: Floats,
    own: BalanceModel | None,
    curve: SnapshotCurve,
    weight: float,
) -> BalanceModel:
    """Shares of the curve, mixed with own ones by the weight of these."""
    steps = np.arange(1, max(quarters, 1) + 1)
    ends = np.append(AGE_BANDS[1:], AGE_BANDS[-1] + 8)
    middle = (np.array(AGE_BANDS) + ends - 1) / 2 - 0.5
    share = np.repeat(curve.of_balance(middle[:, None], steps[None, :])[:, None, :], 2, axis=1)
    spread = SNAPSHOT_CV * np.sqrt(len(steps) / 4)
    if own is None:
        # without own payments, a project pays all of a part of its balance or nothing
        return BalanceModel(
            cohorts, history, share, np.zeros(share.shape[:2]), 0.0, 1.0, spread, season, 0, 0.0
        )
    return replace(
        own,
        share=weight * shares_at(own.share, steps.astype(float)) + (1 - weight) * share,
        share_se=weight * own.share_se,
        scatter=weight * own.scatter + (1 - weight),
        shock=float(np.sqrt(weight * own.shock**2 + (1 - weight) * spread**2)),
        own_weight=weight,
    )


def _own_model(
    cohorts: Cohorts, history: ProjectQuarters, quarters: int, season: Floats
) -> BalanceModel:
    """Shares from own past windows."""
    known = np.flatnonzero((history.balance > 0).sum(axis=0) >= MIN_PROJECTS)
    if not len(known):
        raise TriangleError(f"fewer than {MIN_PROJECTS} projects had a balance in a quarter of known payments")
    length = max(min(quarters, history.paid.shape[1] - int(known[0])), 1)
    starts = known[known + length <= history.paid.shape[1]]
    usual = history.paid / season[(history.first + np.arange(history.paid.shape[1])) % 4]
    # payments of each project within 1, 2, … quarters from the beginning of each window
    running = np.pad(usual.cumsum(axis=1), ((0, 0), (1, 0)))
    steps = starts[:, None] + np.arange(1, length + 1)
    paid = running[:, steps] - running[:, starts][:, :, None]
    balance = history.balance[:, starts]
    paid = np.where((balance > 0)[:, :, None], paid, 0.0)
    within = float(paid[:, :, -1].sum())
    if within <= 0:
        raise TriangleError("no project with a balance paid in a complete quarter")
    band, state = bands_of(history.age[:, starts]), history.begun[:, starts].astype(int)
    total, error = _shares(paid[:, :, -1], balance, band, state)
    share = total[:, :, None] * _pace(paid)
    scatter, shock = _errors(paid[:, :, -1], balance, total[band, state], length, quarters)
    signed = (history.age[:, starts] > 0)[:, :, None]
    every = float(np.where(signed, running[:, steps] - running[:, starts][:, :, None], 0.0)[:, :, -1].sum())
    beyond = max(every / within - 1, 0.0)
    return BalanceModel(cohorts, history, share, error, beyond, scatter, shock, season, len(starts))


def _shares(paid: Floats, balance: Floats, band: Ints, state: Ints) -> tuple[Floats, Floats]:
    """Share of the balance paid in a window by band and state, and its standard error, (bands, 2) each."""
    bands = len(AGE_BANDS)
    overall = float(paid.sum() / balance.sum())
    rest = (paid - overall * balance).sum(axis=1)
    # the payments of one project hang together over all windows: its sums count as one observation
    spread = float((rest**2).sum() / (balance.sum(axis=1) ** 2).sum()) / overall
    by_age, _ = _shrunk(paid, balance, band, np.full(bands, overall), spread)
    share, error = _shrunk(paid, balance, 2 * band + state, np.repeat(by_age, 2), spread)
    return share.reshape(bands, 2), error.reshape(bands, 2)


def _shrunk(
    paid: Floats, balance: Floats, group: Ints, prior: Floats, spread: float
) -> tuple[Floats, Floats]:
    """Share of each group, shrunk towards its prior, and its standard error."""
    groups, n = len(prior), len(paid)
    cell = (np.arange(n)[:, None] * groups + group).ravel()
    of_project = np.bincount(cell, balance.ravel(), minlength=n * groups).reshape(n, groups)
    due = of_project.sum(axis=0)
    done = np.bincount(group.ravel(), paid.ravel(), minlength=groups)
    known = due > 0
    own = np.divide(done, due, out=prior.copy(), where=known)
    variance = np.divide(
        spread * prior * (of_project**2).sum(axis=0), due**2, out=np.full(groups, np.inf), where=known
    )
    between = (PRIOR_SHARE_CV * prior) ** 2
    trust = np.divide(between, between + variance, out=np.zeros(groups), where=known & (between > 0))
    return np.clip(trust * own + (1 - trust) * prior, 0.0, 1.0), np.sqrt((1 - trust) * between)


def _pace(paid: Floats) -> Floats:
    """Part of a window's payments that is paid within 1, 2, … quarters of it."""
    running = np.maximum.accumulate(np.maximum(paid.sum(axis=(0, 1)), 0.0))
    return np.minimum(running / running[-1], 1.0)


def _errors(
    paid: Floats, balance: Floats, share: Floats, length: int, quarters: int
) -> tuple[float, float]:
    """Scatter of single projects, and CV of the error that all share."""
    expected = balance * share
    rest = np.where(balance > 0, paid - expected, 0.0)
    weight = (balance * expected).sum(axis=0)
    scatter = float((rest**2).sum() / weight.sum())
    due = expected.sum(axis=0)
    excess = (rest.sum(axis=0) ** 2 - scatter * weight) / np.where(due > 0, due, np.inf) ** 2
    independent = (paid.shape[1] - 1 + length) / max(quarters, 1)
    own, raw = max(independent - 1, 0.0), max(float(excess.mean()), 0.0)
    shock2 = (PRIOR_SHOCK_WEIGHT * PRIOR_SHOCK**2 + own * raw) / (PRIOR_SHOCK_WEIGHT + own)
    return scatter, float(np.sqrt(shock2 * (1 + 1 / max(independent, 0.25))))


def shares_at(share: Floats, at: Floats) -> Floats:
    """Cumulative shares after any number of quarters: linear between those known, a constant rate after.

    Parameters
    ----------
    share
        After 1, 2, … quarters, shape (…, quarters).
    at
        Numbers of quarters, shape (points,).
    """
    length = share.shape[-1]
    points = np.concatenate([np.zeros((*share.shape[:-1], 1)), share], axis=-1)
    place = np.clip(np.floor(at).astype(int), 0, length - 1)
    inside = points[..., place] + (at - place) * (points[..., place + 1] - points[..., place])
    last = np.minimum(share[..., -1:], 1.0)
    return np.where(at <= length, inside, 1 - (1 - last) ** (np.maximum(at, length) / length))


def project_balances(model: BalanceModel, quarters: int) -> FundsProjection:
    """Expected funds of the rest of the running quarter and the `quarters` − 1 following ones."""
    cohorts, projects = model.cohorts, model.cohorts.projects
    after = cohorts.as_of + pd.Timedelta(days=1)
    running = 4 * after.year + after.quarter - 1
    live = projects["ended_age"].to_numpy() >= NO_TERMINATION // 2
    paid = projects["paid"].to_numpy(dtype=float)
    balance = np.where(live, np.maximum(projects["agreed"].to_numpy(dtype=float) - paid, 0.0), 0.0)
    ends = np.arange(1, quarters + 1) - cohorts.running_months / 3
    cumulative = shares_at(model.share, ends)
    by_step = np.diff(cumulative, axis=-1, prepend=0.0) * model.season[(running + np.arange(quarters)) % 4]
    band, state = bands_of(running - model.quarters.signed), (paid > 0).astype(int)
    due = np.minimum(by_step[band, state] * (1 + model.beyond), 1.0) * balance[:, None]
    total = due.sum(axis=1)
    by_cohort = np.zeros((len(cohorts.cohorts), quarters))
    np.add.at(by_cohort, projects["cohort"].to_numpy(), due)
    groups = np.bincount(2 * band + state, balance, minlength=model.share_se.size)
    last = model.share[..., -1].ravel()
    reached = by_step.sum(axis=-1).ravel() if quarters else np.zeros_like(last)
    scale = np.divide(reached, last, out=np.zeros_like(last), where=last > 0)
    return FundsProjection(
        pd.DataFrame(
            by_cohort,
            index=cohorts.cohorts.index,
            columns=[quarter_name(running + step) for step in range(quarters)],
        ),
        float((balance * total).sum() * model.scatter),
        float(((groups * scale * model.share_se.ravel()) ** 2).sum()),
        0.0,
        float((total.sum() * model.shock) ** 2),
    )
