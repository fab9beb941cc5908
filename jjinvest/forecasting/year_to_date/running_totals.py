"""Published totals of a year's first months: periods that add up, the longest run, the share of a year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import canonical_period, is_cumulative, is_event, period_months
from jjinvest.core.quantity import Definition, Quantity, shown_value, total
from jjinvest.core.units import is_counted, shown_unit
from jjinvest.data.running_totals import MONTHS, sums_of
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.year_to_date.credibility import MONTH_SHARES, MONTHS_PER_QUARTER, PastShare
from jjinvest.metrics.breakdowns import AMOUNT
from jjinvest.metrics.restatements import restated_total, restatements

NUMBER = "count"
"""Measure of the definition of a number of projects."""


@dataclass(frozen=True)
class YearToDate:
    """Published part of a year in progress: months passed, amount so far, and the period that they make."""

    months: int
    amount: Quantity
    period: str


def figures_of(workspace: Workspace, measure: str, definition: Definition) -> dict[str, Quantity]:
    """Return published amounts or numbers of a measure (``agreed_amount``) in one 口径, by period.

    Periods are in lower case. Amounts are in one currency, that of most of them; ratios, and units that are
    not written in hundreds of millions (亿), are left out. So are numbers of projects in another unit than
    most.
    The amount of an event is left out: it is no sum over a period.
    The total of a part of a year counts its projects at the amounts that the longest total of the year counts
    (:func:`~jjinvest.metrics.restatements.restated_total`), so that the two may be subtracted or divided.
    """
    restated = restatements(workspace) if measure == AMOUNT else {}
    amounts = dict[str, Quantity]()
    for fact_id, quantity in workspace.latest.items():
        name = FactId(fact_id)
        if name.measure != measure or is_event(name.period):
            continue
        known = quantity.as_now_known()
        of_projects = definition.measure == NUMBER and is_counted(known.unit)
        if known.definition != definition or not (of_projects or shown_unit(known.unit) == f"亿{known.unit}"):
            continue
        if restated and known.definition == Definition("agreed"):
            known = restated_total(known, restated.get(canonical_period(name.period.upper()), []))
        if known.value is not None and known.low is not None and known.high is not None:
            amounts[name.period] = known
    units = [amount.unit for amount in amounts.values()]
    main = max(dict.fromkeys(["元", *units]), key=units.count)
    return {period: amount for period, amount in amounts.items() if amount.unit == main}


def year_to_date(published: dict[str, Quantity], year: int) -> YearToDate | None:
    """Return the longest run of months from the year's start, as published or added up.

    A missing month ends the run; a complete year is none in progress.
    """
    sums = sums_of(published, year)
    months = max((each for each in sums if each < MONTHS), default=0)
    if not months:
        return None
    period = canonical_period(f"{year}-01..{year}-{months:02d}")
    return YearToDate(months, total([published[name] for name in sums[months]]), period)


def goes_on_after(published: Iterable[str], now: YearToDate, year: int) -> bool:
    """Whether something of the year was published beyond a month that is missing: the third quarter alone."""
    periods = (canonical_period(name.upper()) for name in published if name[:4] == str(year))
    return any(not is_cumulative(each) and period_months(each)[0] > now.months for each in periods)


def linear_projection(now: YearToDate) -> float:
    """Linear projection (时序进度) of the year-end total in 亿元, which offices report."""
    return shown_value(now.amount) * MONTHS / now.months


def share_at(
    sums: dict[int, Quantity], months: int, annual: float
) -> tuple[PastShare | None, list[Quantity]]:
    """Share of a year after so many months, and the figures it is from.

    Between the ends of a quarter it is interpolated where only these are known.
    """
    if months in sums:
        return PastShare(shown_value(sums[months]) / annual), [sums[months]]
    quarter, month = divmod(months, MONTHS_PER_QUARTER)
    start, end = MONTHS_PER_QUARTER * quarter, MONTHS_PER_QUARTER * (quarter + 1)
    if not month or end not in sums or (start and start not in sums):
        return None, []
    parts = [sums[n] for n in (start, end) if n]
    before = shown_value(sums[start]) / annual if start else 0.0
    within = shown_value(sums[end]) / annual - before
    if within < 0:  # a running total that fell: one of the two is wrong
        return None, []
    return PastShare(before + within * MONTH_SHARES[month], within), parts
