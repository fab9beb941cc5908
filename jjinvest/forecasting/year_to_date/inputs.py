"""A year in progress: what is known of it and of the years before it.

Nothing published later is used. Without an earlier year there is no prior, the share passed is the calendar's
with a wide spread, and project sizes are those of the year so far. A running total that ends within a quarter
counts by its months: the share passed is interpolated and more uncertain. The reason codes state it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import is_event, period_months
from jjinvest.core.quantity import Quantity, shown_value, total
from jjinvest.data.running_totals import MONTHS, sums_of
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.annual_total import NUMBER_INEQUALITY, SIZE_INEQUALITY
from jjinvest.forecasting.annual.compound_poisson import SizeClass, size_classes
from jjinvest.forecasting.year_to_date.credibility import (
    MONTHS_PER_QUARTER,
    AnnualPrior,
    PastShare,
    deal_size,
    share_shape,
)
from jjinvest.forecasting.year_to_date.running_totals import YearToDate, goes_on_after, share_at, year_to_date
from jjinvest.forecasting.year_to_date.scatter import process_cv_of_published
from jjinvest.metrics.breakdowns import AMOUNT, COUNT
from jjinvest.metrics.comparability import is_of_now
from jjinvest.metrics.growth import from_growth
from jjinvest.metrics.restatements import restatements

PAID = ("funds_in_place", "foreign_funds")
"""Amounts that are paid, not signed."""
SIGNED = ("agreed_amount", "contract_amount")
"""Amounts of projects signed."""
PART_SCATTER = 1.2
"""Process CV of a part of the amounts signed, as a multiple of that of the whole."""
FROM_QUARTERS = "from_quarters"
"""Reason code: the process CV follows from how much known quarters differ."""
MAX_EARLIER_YEARS = 5
NUMBERS = (COUNT, "projects_started", "projects_completed")
"""Numbers of projects that add up over a year and can be forecast."""


@dataclass(frozen=True)
class YearProgress:
    """A year in progress and the years before it, in 亿元.

    Parameters
    ----------
    so_far
        Amount of the months that are over.
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


def published_progress(
    workspace: Workspace, published: dict[str, Quantity], measure: str, year: int, assumptions: Assumptions
) -> YearProgress | tuple[str, ...]:
    """Progress of a year from published amounts of one 口径 by period, or reason codes of what is missing."""
    now = year_to_date(published, year)
    if now is None:
        return ("nothing_of_the_year",)
    if goes_on_after(published, now, year):
        return ("gaps",)
    so_far = shown_value(now.amount)
    if so_far <= 0:
        return ("year_to_date_not_positive",)
    prior, shares, used = _earlier(published, year, now.months)
    deals, deals_from = deals_of(workspace, now.period, year, measure)
    about = prior.mean if prior else so_far / _calendar(now.months, assumptions)
    of_numbers = measure.partition(".")[0] in NUMBERS
    number = None if deals or of_numbers else number_of(workspace, measure, year, now.months)
    scatter = None
    if deals:
        size = deal_size(deals)
    elif of_numbers:
        size = min(NUMBER_INEQUALITY[0], about)
    elif number is not None and number.value:
        size = min(SIZE_INEQUALITY[0] * so_far / float(number.value), about)
        used.append(number)
    else:
        assumed = assumed_process_cv(measure, assumptions)
        scatter = process_cv_of_published(published, assumed, assumptions.process_cv)
        size = (scatter or assumed) ** 2 * about
    process_cv = float(np.sqrt(size / about))
    reasons = ["year_in_progress", "earlier_year" if prior else "no_earlier_year"]
    reasons += [] if deals or of_numbers else ["no_tiers"]
    reasons += ["from_number"] if number is not None else []
    reasons += [FROM_QUARTERS] if scatter is not None else []
    if now.months % MONTHS_PER_QUARTER:
        reasons.append("within_quarter")
    if counts_restated(workspace, (now.amount, *used)):
        reasons.append("restated_parts")
    if _fell(published, year, now):
        reasons.append("year_to_date_fell")
    if prior and workspace.profile.wordings_differ(now.period, str(year - 1)):
        reasons.append("wording_differs")
    sources = dict.fromkeys((*now.amount.sources, *(s for q in used for s in q.sources), *deals_from))
    if from_growth(sources):
        reasons.append("implied_by_growth")
    shape = _shape(now.months, shares, process_cv, assumptions)
    return YearProgress(so_far, shape, prior, deals, size, process_cv, tuple(reasons), tuple(sources))


def assumed_process_cv(measure: str, assumptions: Assumptions) -> float:
    """CV of a year that single projects cause, where nothing of the district shows it: more if signed.

    A project counts once, and whole, among the amounts signed, and by its instalments among those paid. A
    part (out of city) has fewer projects than the whole.
    """
    metric, _, part = measure.partition(".")
    if metric not in SIGNED:
        return assumptions.process_cv
    return assumptions.signed_process_cv * (PART_SCATTER if part else 1.0)


def numbers_of(workspace: Workspace, measure: str) -> dict[str, Quantity]:
    """Published numbers of projects of the scope of a measure, by period in lower case; itself if it is one.

    Funds come from projects of many years, those from abroad from few of them: the number signed says nothing
    about either.
    """
    metric, _, scope = measure.partition(".")
    if metric in PAID:
        return {}
    counted = metric if metric in NUMBERS else COUNT
    wanted, numbers = f"{counted}.{scope}" if scope else counted, dict[str, Quantity]()
    for fact_id, quantity in workspace.latest.items():
        name = FactId(fact_id)
        if name.measure == wanted and not is_event(name.period) and is_of_now(workspace, name):
            known = quantity.as_now_known()
            if known.value is not None and known.low is not None and known.high is not None:
                numbers[name.period] = known
    return numbers


def number_of(workspace: Workspace, measure: str, year: int, months: int) -> Quantity | None:
    """Published number of projects of the first months of a year; None where it is not known."""
    numbers = numbers_of(workspace, measure)
    names = sums_of(numbers, year).get(months)
    return None if names is None else total([numbers[name] for name in names])


def counts_restated(workspace: Workspace, amounts: Iterable[Quantity]) -> bool:
    """Whether one of the amounts counts a restated project at its later amount (:func:`figures_of`)."""
    changes = (each for changed in restatements(workspace).values() for each in changed)
    restated = {source for each in changes for source in each.sources}
    return any(source in restated for amount in amounts for source in amount.sources)


def progress_of_quarters(
    history: pd.Series, year: int, passed: int, assumptions: Assumptions, *, process_cv: float | None = None
) -> YearProgress | tuple[str, ...]:
    """Progress of a year from amounts by quarter in 亿元, or reason codes of what is missing.

    Parameters
    ----------
    process_cv
        CV of a year that single projects cause, from their amounts; that of the assumptions if not given.
    """
    years = pd.PeriodIndex(history.index).year
    quarters = history[years == year].iloc[:passed]
    if len(quarters) < passed or quarters.isna().any():
        return ("quarters_missing",)
    so_far = float(quarters.sum())
    if so_far <= 0:
        return ("year_to_date_not_positive",)
    months = MONTHS_PER_QUARTER * passed
    totals, shares = list[float](), list[PastShare]()
    for earlier in range(year - 1, year - 1 - MAX_EARLIER_YEARS, -1):
        amounts = history[years == earlier]
        if len(amounts) < 4 or amounts.isna().any() or not amounts.sum() > 0:
            break
        totals.append(float(amounts.sum()))
        if 0 < (share := float(amounts.iloc[:passed].sum()) / totals[-1]) < 1:
            shares.append(PastShare(share))
    prior = AnnualPrior(float(np.mean(totals)), tuple(totals)) if totals else None
    about = prior.mean if prior else so_far / _calendar(months, assumptions)
    process_cv = assumptions.process_cv if process_cv is None else process_cv
    reasons = ("year_in_progress", "earlier_year" if prior else "no_earlier_year", "no_tiers")
    shape = _shape(months, shares, process_cv, assumptions)
    return YearProgress(so_far, shape, prior, None, process_cv**2 * about, process_cv, reasons)


def _shape(
    months: int, shares: list[PastShare], process_cv: float, assumptions: Assumptions
) -> tuple[float, float]:
    return share_shape(
        months,
        first_half=assumptions.first_half_share_mean,
        sd=assumptions.first_half_share_sd,
        history=shares,
        process_cv=process_cv,
    )


def _fell(published: dict[str, Quantity], year: int, now: YearToDate) -> bool:
    """Whether a shorter period of the year was published with a larger amount: one of them is wrong."""
    earlier = (
        amount
        for name, amount in published.items()
        if name.startswith(str(year)) and not is_event(name) and _ends(name.upper(), before=now.months)
    )
    return any(shown_value(part) > shown_value(now.amount) for part in earlier)


def _ends(period: str, *, before: int) -> bool:
    """Whether a period begins in January and ends before a month is over."""
    first, last = period_months(period)
    return first == 1 and last < before


def _calendar(months: int, assumptions: Assumptions) -> float:
    a, b = share_shape(
        months, first_half=assumptions.first_half_share_mean, sd=assumptions.first_half_share_sd
    )
    return a / (a + b)


def _earlier(
    published: dict[str, Quantity], year: int, months: int
) -> tuple[AnnualPrior | None, list[PastShare], list[Quantity]]:
    """Prior from the consecutive years before, their shares at the same month, and the figures used."""
    totals, shares, used = list[float](), list[PastShare](), list[Quantity]()
    for earlier in range(year - 1, year - 1 - MAX_EARLIER_YEARS, -1):
        sums = {n: total([published[p] for p in names]) for n, names in sums_of(published, earlier).items()}
        annual = sums.get(MONTHS)
        if annual is None or shown_value(annual) <= 0:
            break
        totals.append(shown_value(annual))
        used.append(annual)
        share, parts = share_at(sums, months, shown_value(annual))
        if share is not None and 0 < share.mean < 1:
            shares.append(share)
            used += parts
    if not totals:
        return None, [], []
    return AnnualPrior(float(np.mean(totals)), tuple(totals)), shares, used


def deals_of(
    workspace: Workspace, period: str, year: int, measure: str
) -> tuple[tuple[float, list[SizeClass]] | None, tuple[str, ...]]:
    """Size classes of agreed projects: of the year before where published, else of the year so far."""
    if measure != AMOUNT:
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
