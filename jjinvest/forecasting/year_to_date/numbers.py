"""Totals and numbers of projects of a year and the years before, from published figures or a ledger."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from jjinvest.core.quantity import Quantity, shown_value, total
from jjinvest.data.running_totals import MONTHS, sums_of
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.annual_total import (
    MAX_YEARS,
    NUMBER_INEQUALITY,
    SIZE_INEQUALITY,
    AnnualTotals,
)
from jjinvest.forecasting.year_to_date.count_development import CountProgress
from jjinvest.forecasting.year_to_date.credibility import MONTHS_PER_QUARTER, PastShare, deal_size
from jjinvest.forecasting.year_to_date.inputs import MAX_EARLIER_YEARS, NUMBERS, deals_of, numbers_of
from jjinvest.forecasting.year_to_date.running_totals import goes_on_after, share_at, year_to_date

SIZE_YEARS = 3
"""Years of a ledger whose projects give the size of those to come."""


def published_totals(
    workspace: Workspace, published: dict[str, Quantity], measure: str, year: int
) -> tuple[AnnualTotals, tuple[str, ...]] | None:
    """Totals of the run of years just before a year, the number of the last, and their sources.

    None without a positive total of the year before.
    """
    totals, used = list[float](), list[Quantity]()
    numbers, projects = numbers_of(workspace, measure), None
    for earlier in range(year - 1, year - 1 - MAX_YEARS, -1):
        names = sums_of(published, earlier).get(MONTHS)
        amount = None if names is None else total([published[name] for name in names])
        if amount is None or not amount.value or amount.value <= 0:
            break
        totals.append(shown_value(amount))
        used.append(amount)
        counted = sums_of(numbers, earlier).get(MONTHS)
        if projects is None and earlier == year - 1 and counted is not None:
            number = total([numbers[name] for name in counted])
            if number.value:
                projects = float(number.value)
                used.append(number)
    if not totals:
        return None
    sources = tuple(dict.fromkeys(source for each in used for source in each.sources))
    of_numbers = measure.partition(".")[0] in NUMBERS
    inequality = NUMBER_INEQUALITY if of_numbers else SIZE_INEQUALITY
    return AnnualTotals(tuple(totals), projects, inequality), sources


def published_counts(
    workspace: Workspace, published: dict[str, Quantity], measure: str, year: int
) -> CountProgress | tuple[str, ...]:
    """Progress of a year by published numbers of projects, or reason codes of what is missing."""
    now, numbers = year_to_date(published, year), numbers_of(workspace, measure)
    if now is None:
        return ("nothing_of_the_year",)
    if goes_on_after(published, now, year):
        return ("gaps",)
    if not now.amount.value or now.amount.value <= 0:
        return ("year_to_date_not_positive",)
    own = sums_of(numbers, year)
    if now.months not in own:
        return ("no_numbers",)
    number = total([numbers[name] for name in own[now.months]])
    years, shares, used, amount = list[float](), list[PastShare](), [now.amount, number], 0.0
    for earlier in range(year - 1, year - 1 - MAX_EARLIER_YEARS, -1):
        sums = {n: total([numbers[p] for p in names]) for n, names in sums_of(numbers, earlier).items()}
        annual, of_amount = sums.get(MONTHS), sums_of(published, earlier).get(MONTHS)
        if annual is None or not annual.value or of_amount is None:
            break
        years.append(float(annual.value))
        paid = total([published[name] for name in of_amount])
        amount += shown_value(paid)
        used += [annual, paid]
        share, parts = share_at(sums, now.months, shown_value(annual))
        if share is None:
            share, parts = _share_of_amounts(published, earlier, now.months, annual)
        if share is not None and 0 < share.mean < 1:
            shares.append(share)
            used += parts
    if not years or amount <= 0 or not number.value:
        return ("no_earlier_year",) if not years else ("no_numbers",)
    counted = float(number.value) + sum(years)
    so_far = shown_value(now.amount)
    mean = (amount + so_far) / counted
    deals, _ = deals_of(workspace, now.period, year, measure)
    weighted = deal_size(deals) if deals else SIZE_INEQUALITY[0] * mean
    sources = tuple(dict.fromkeys(source for each in used for source in each.sources))
    return CountProgress(
        so_far, float(number.value), now.months, tuple(years), tuple(shares), mean, weighted, counted, sources
    )


def _share_of_amounts(
    published: dict[str, Quantity], year: int, months: int, number: Quantity
) -> tuple[PastShare | None, list[Quantity]]:
    """Share of a year's amount after so many months, worth what amounts of so many projects are worth."""
    sums = {n: total([published[p] for p in names]) for n, names in sums_of(published, year).items()}
    whole = sums[MONTHS]
    if not whole.value or whole.value < 0:
        return None, []
    share, parts = share_at(sums, months, shown_value(whole))
    process_cv = float(np.sqrt(min(SIZE_INEQUALITY[0] / float(number.value or 1), 0.9)))
    return (share and replace(share, process_cv=process_cv)), parts


def counts_of_quarters(signed: pd.DataFrame, year: int, passed: int) -> CountProgress | tuple[str, ...]:
    """Progress of a year by a ledger's numbers of projects, or reason codes of what is missing.

    Parameters
    ----------
    signed
        One row a complete quarter: amount (亿元), number, squares (of amounts), as
        :func:`jjinvest.forecasting.forecast_data.signed_quarters` returns it.
    """
    index = pd.PeriodIndex(signed.index).year
    now = signed[index == year].iloc[:passed]
    if len(now) < passed or not passed:
        return ("quarters_missing",) if passed else ("nothing_of_the_year",)
    years, shares = list[float](), list[PastShare]()
    for earlier in range(year - 1, year - 1 - MAX_EARLIER_YEARS, -1):
        numbers = signed["number"].to_numpy()[index == earlier]
        if len(numbers) < 4 or not numbers.sum() > 0:
            break
        years.append(float(numbers.sum()))
        if 0 < (share := float(numbers[:passed].sum()) / years[-1]) < 1:
            shares.append(PastShare(share))
    if not years:
        return ("no_earlier_year",)
    sizes = signed[(index >= year - SIZE_YEARS) & (signed.index <= now.index[-1])]
    amount, number, squares = (float(sizes[name].sum()) for name in ("amount", "number", "squares"))
    if not amount > 0 or not number > 0:
        return ("year_to_date_not_positive",)
    return CountProgress(
        float(now["amount"].sum()),
        float(now["number"].sum()),
        MONTHS_PER_QUARTER * passed,
        tuple(years),
        tuple(shares),
        amount / number,
        max(squares / amount, amount / number),
        number,
    )


def totals_of_quarters(signed: pd.DataFrame, year: int, *, numbers: bool = False) -> AnnualTotals | None:
    """Totals and number of the whole years of a ledger just before a year; None without one.

    Parameters
    ----------
    numbers
        Of the numbers of projects instead of the amounts.
    """
    column = "number" if numbers else "amount"
    index, totals, projects = pd.PeriodIndex(signed.index).year, list[float](), None
    for earlier in range(year - 1, year - 1 - MAX_YEARS, -1):
        rows = signed[index == earlier]
        if len(rows) < 4 or not float(rows[column].sum()) > 0:
            break
        totals.append(float(rows[column].sum()))
        projects = float(rows["number"].sum()) if projects is None else projects
    inequality = NUMBER_INEQUALITY if numbers else SIZE_INEQUALITY
    return AnnualTotals(tuple(totals), projects, inequality) if totals else None


def process_cv_of_quarters(signed: pd.DataFrame, year: int) -> float | None:
    """Process CV of a year of a ledger, from the amounts of its projects; None without any."""
    sizes = signed[pd.PeriodIndex(signed.index).year >= year - SIZE_YEARS]
    amount, squares = float(sizes["amount"].sum()), float(sizes["squares"].sum())
    if not amount > 0:
        return None
    yearly = 4 * amount / len(sizes)
    return float(np.clip(np.sqrt(squares / amount / yearly), 0.02, 0.95))


def process_cv_of_number(signed: pd.DataFrame, year: int) -> float | None:
    """Process CV of a year's number of projects of a ledger; None without any."""
    known = signed.loc[pd.PeriodIndex(signed.index).year >= year - SIZE_YEARS, "number"]
    if not known.sum() > 0:
        return None
    return float(np.clip(np.sqrt(NUMBER_INEQUALITY[0] / (4 * known.mean())), 0.02, 0.95))
