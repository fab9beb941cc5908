"""A year in progress: what is known of it and of the years before, and the projection of its total.

Nothing published later is used. Without an earlier year there is no prior, the share passed is the calendar's
with a wide spread, and project sizes are those of the year so far. The reason codes state it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import is_event
from jjinvest.core.quantity import YI, Definition, Quantity, total
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.compound_poisson import SizeClass, size_classes
from jjinvest.forecasting.distribution import Assumption, Samples
from jjinvest.forecasting.year_to_date.credibility import (
    AnnualPrior,
    YearEndProjection,
    deal_size,
    project_year_end,
    share_shape,
)

PERIOD_SUMS = {
    1: (("q1",),),
    2: (("h1",), ("q1-q2",), ("q1", "q2")),
    3: (("q1-q3",), ("h1", "q3"), ("q1-q2", "q3"), ("q1", "q2", "q3")),
    4: (("",), ("q1-q4",), ("h1", "h2"), ("q1-q3", "q4"), ("h1", "q3", "q4"), ("q1", "q2", "q3", "q4")),
}
"""Periods that add up to so many quarters of a year, the most direct first."""
CUMULATIVE = {1: ("q1",), 2: ("h1", "q1-q2"), 3: ("q1-q3",)}
"""Cumulative periods by the number of quarters that they cover."""
MAX_EARLIER_YEARS = 5


@dataclass(frozen=True)
class YearToDate:
    """Published part of a year in progress: quarters passed, amount so far, and the period as published."""

    passed: int
    amount: Quantity
    period: str


def figures_of(workspace: Workspace, measure: str, definition: Definition) -> dict[str, Quantity]:
    """Return published amounts of a measure (``agreed_amount``) in one 口径, by period in lower case.

    The amount of an event is left out: it is no sum over a period.
    """
    amounts = {}
    for fact_id, quantity in workspace.latest.items():
        name = FactId(fact_id)
        known = quantity.as_now_known()
        one_sided = known.low is None or known.high is None
        if (
            name.measure == measure
            and not is_event(name.period)
            and known.definition == definition
            and known.unit == "元"
            and known.value is not None
            and not one_sided
        ):
            amounts[name.period] = known
    return amounts


def year_to_date(published: dict[str, Quantity], year: int) -> YearToDate | None:
    """Return the longest run of quarters from the year's start, as published or added up.

    A missing quarter ends the run.
    """
    best: YearToDate | None = None
    for passed, names in CUMULATIVE.items():
        for name in names:
            if f"{year}{name}" in published:
                best = YearToDate(passed, published[f"{year}{name}"], f"{year}{name}".upper())
    start = best.passed if best is not None else 0
    further = []
    for quarter in range(start + 1, 4):
        if f"{year}q{quarter}" not in published:
            break
        further.append(published[f"{year}q{quarter}"])
    if not further:
        return best
    passed = start + len(further)
    amounts = further if best is None else [best.amount, *further]
    return YearToDate(passed, total(amounts), f"{year}{CUMULATIVE[passed][0]}".upper())


@dataclass(frozen=True)
class YearProgress:
    """A year in progress and the years before it, in 亿元.

    Parameters
    ----------
    so_far
        Amount of the quarters that are over.
    shape
        Beta distribution of the share of the year that has passed.
    prior
        None where no earlier year is known: then only the pace of the year itself counts.
    deals
        Total and size classes of projects; None where no size classes are known.
    size, process_cv
        Amount-weighted mean size of a project, and the CV of a year's total that single projects cause.
    """

    so_far: float
    shape: tuple[float, float]
    prior: AnnualPrior | None
    deals: tuple[float, list[SizeClass]] | None
    size: float
    process_cv: float
    reasons: tuple[str, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProjectedTotal:
    """Samples of the year's total and of its rest, with cases, drivers and assumptions."""

    samples: Samples
    rest: Samples
    cases: dict[str, Samples]
    drivers: dict[str, Samples]
    assumptions: tuple[Assumption, ...]


def published_progress(
    workspace: Workspace, published: dict[str, Quantity], measure: str, year: int, assumptions: Assumptions
) -> YearProgress | tuple[str, ...]:
    """Progress of a year from published amounts of one 口径 by period, or reason codes of what is missing."""
    now = year_to_date(published, year)
    if now is None:
        return ("nothing_of_the_year",)
    so_far = _yi(now.amount)
    if so_far <= 0:
        return ("year_to_date_not_positive",)
    prior, shares, used = _earlier(published, year, now.passed, assumptions)
    deals, deals_from = _deals(workspace, now.period, year, measure)
    about = prior.mean if prior else so_far / _calendar(now.passed, assumptions)
    size = deal_size(deals) if deals else assumptions.process_cv**2 * about
    process_cv = float(np.sqrt(size / about))
    reasons = ["year_in_progress", "earlier_year" if prior else "no_earlier_year"]
    reasons += [] if deals else ["no_tiers"]
    if _fell(published, year, now):
        reasons.append("year_to_date_fell")
    if prior and _differently_worded(workspace, now.period, str(year - 1)):
        reasons.append("wording_differs")
    sources = dict.fromkeys((*now.amount.sources, *(s for q in used for s in q.sources), *deals_from))
    shape = _shape(now.passed, shares, process_cv, assumptions)
    return YearProgress(so_far, shape, prior, deals, size, process_cv, tuple(reasons), tuple(sources))


def progress_of_quarters(
    history: pd.Series, year: int, passed: int, assumptions: Assumptions
) -> YearProgress | tuple[str, ...]:
    """Progress of a year from amounts by quarter in 亿元, or reason codes of what is missing."""
    years = pd.PeriodIndex(history.index).year
    quarters = history[years == year].iloc[:passed]
    if len(quarters) < passed or quarters.isna().any():
        return ("quarters_missing",)
    so_far = float(quarters.sum())
    if so_far <= 0:
        return ("year_to_date_not_positive",)
    totals, shares = list[float](), list[float]()
    for earlier in range(year - 1, year - 1 - MAX_EARLIER_YEARS, -1):
        amounts = history[years == earlier]
        if len(amounts) < 4 or amounts.isna().any() or not amounts.sum() > 0:
            break
        totals.append(float(amounts.sum()))
        if 0 < (share := float(amounts.iloc[:passed].sum()) / totals[-1]) < 1:
            shares.append(share)
    prior = AnnualPrior(float(np.mean(totals)), tuple(totals)) if totals else None
    about = prior.mean if prior else so_far / _calendar(passed, assumptions)
    process_cv = assumptions.process_cv
    reasons = ("year_in_progress", "earlier_year" if prior else "no_earlier_year", "no_tiers")
    shape = _shape(passed, shares, process_cv, assumptions)
    return YearProgress(so_far, shape, prior, None, process_cv**2 * about, process_cv, reasons)


def project(
    progress: YearProgress, assumptions: Assumptions, *, seed: int, draws: int, cases: bool
) -> ProjectedTotal:
    """Simulate the year's total, with `cases` also under other assumptions."""

    def year_end(prior: AnnualPrior | None, shape: tuple[float, float]) -> YearEndProjection:
        p = progress
        return project_year_end(p.so_far, shape, p.deals, size=p.size, prior=prior, seed=seed, draws=draws)

    base = year_end(progress.prior, progress.shape)
    others = _cases(progress.shape, progress.prior, assumptions) if cases else {}
    return ProjectedTotal(
        base.total,
        base.rest,
        {name: year_end(*case).total for name, case in others.items()},
        _drivers(base),
        _assumptions(base, progress),
    )


def _shape(
    passed: int, shares: list[float], process_cv: float, assumptions: Assumptions
) -> tuple[float, float]:
    return share_shape(
        passed,
        first_half=assumptions.first_half_share_mean,
        sd=assumptions.first_half_share_sd,
        history=shares,
        process_cv=process_cv,
    )


def _fell(published: dict[str, Quantity], year: int, now: YearToDate) -> bool:
    """Whether a shorter period of the year was published with a larger amount: one of them is wrong."""
    earlier = (published.get(f"{year}{name}") for n in range(1, now.passed) for name in CUMULATIVE[n])
    return any(_yi(part) > _yi(now.amount) for part in earlier if part is not None)


def linear_projection(now: YearToDate) -> float:
    """Linear projection (时序进度) of the year-end total in 亿元, which offices report."""
    return _yi(now.amount) * 4 / now.passed


def _yi(quantity: Quantity) -> float:
    return float((quantity.value or 0) / YI)


def _calendar(passed: int, assumptions: Assumptions) -> float:
    a, b = share_shape(
        passed, first_half=assumptions.first_half_share_mean, sd=assumptions.first_half_share_sd
    )
    return a / (a + b)


def _earlier(
    published: dict[str, Quantity], year: int, passed: int, assumptions: Assumptions
) -> tuple[AnnualPrior | None, list[float], list[Quantity]]:
    """Prior from the consecutive years before, their shares at the same quarter, and the figures used."""
    totals, shares, used = list[float](), list[float](), list[Quantity]()
    for earlier in range(year - 1, year - 1 - MAX_EARLIER_YEARS, -1):
        annual = _up_to(published, earlier, 4)
        if annual is None or _yi(annual) <= 0:
            break
        totals.append(_yi(annual))
        used.append(annual)
        part = _up_to(published, earlier, passed)
        if part is not None and 0 < _yi(part) < totals[-1]:
            shares.append(_yi(part) / totals[-1])
            used.append(part)
    if not totals:
        return None, [], []
    return AnnualPrior(float(np.mean(totals)), tuple(totals)), shares, used


def _up_to(published: dict[str, Quantity], year: int, quarters: int) -> Quantity | None:
    """Amount of the first quarters of a year: published as such, else the sum of its parts."""
    for names in PERIOD_SUMS[quarters]:
        if all(f"{year}{name}" in published for name in names):
            return total([published[f"{year}{name}"] for name in names])
    return None


def _deals(
    workspace: Workspace, period: str, year: int, measure: str
) -> tuple[tuple[float, list[SizeClass]] | None, tuple[str, ...]]:
    """Size classes of agreed projects: of the year before where published, else of the year so far."""
    if measure != "agreed_amount":
        return None, ()
    known = workspace.latest
    for base in (str(year - 1), period):
        try:
            deals = size_classes(workspace, base)
        except LookupError:
            continue
        if deals[0] > 0:
            amount, count = known[FactId.of(base, measure)], known[FactId.of(base, "projects_signed")]
            return deals, (*amount.sources, *count.sources)
    return None, ()


def _differently_worded(workspace: Workspace, period: str, year: str) -> bool:
    """Whether the source's wording of what it counts differs from that of the year before."""
    wording = workspace.profile.wording
    return year in wording and period in wording and dict(wording[year]) != dict(wording[period])


def _cases(
    shape: tuple[float, float], prior: AnnualPrior | None, assumptions: Assumptions
) -> dict[str, tuple[AnnualPrior | None, tuple[float, float]]]:
    """Other assumptions: share passed ± one standard deviation; a level that is fixed or varies widely."""
    a, b = shape
    mean, strength = a / (a + b), a + b
    sd = float(np.sqrt(mean * (1 - mean) / (strength + 1)))

    def certain(share: float) -> tuple[float, float]:
        kept = min(max(share, 0.02), 0.98)
        return 1e6 * kept, 1e6 * (1 - kept)

    cases: dict[str, tuple[AnnualPrior | None, tuple[float, float]]] = {
        "share_high": (prior, certain(mean + sd)),
        "share_low": (prior, certain(mean - sd)),
    }
    if prior is not None:
        cases["level_steady"] = (replace(prior, level_cv=0.0), shape)
        cases["level_jumpy"] = (replace(prior, level_cv=assumptions.year_effect_high), shape)
    return cases


def _drivers(base: YearEndProjection) -> dict[str, Samples]:
    drivers = {"share_passed": 100 * base.share}
    return drivers if base.large is None else drivers | {"large_to_come": base.large}


def _assumptions(base: YearEndProjection, progress: YearProgress) -> tuple[Assumption, ...]:
    prior = progress.prior
    low, high = (100 * float(q) for q in np.quantile(base.share, [0.1, 0.9]))
    share = Assumption(
        "share_passed", 100 * float(base.share.mean()), low, high, "%", "history" if prior else "convention"
    )
    process_cv = Assumption(
        "process_cv", 100 * progress.process_cv, unit="%", origin="published" if progress.deals else "params"
    )
    if prior is None:
        return share, process_cv
    return share, Assumption("prior_mean", prior.mean, unit="亿元", origin="published"), process_cv
