"""Totals of a year's first months that follow from published parts: 1—2月 and 3月 make the first quarter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from jjinvest.core.codes import FLOWS
from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import canonical_period, is_event, period_months
from jjinvest.core.quantity import Quantity, total
from jjinvest.data.figure_rows import FigureRow
from jjinvest.data.figures import quantity_of

MONTHS = 12
_NOT_ADDED = frozenset(["project", "size", "cohort"])
"""Parts that are no total of their own: a project, a size class, what was signed in one year."""


@dataclass(frozen=True)
class SummedTotal:
    """A total that was not published itself: a row of its period with the last part's words, and its sum."""

    row: FigureRow
    quantity: Quantity
    parts: tuple[FigureRow, ...]


def summed_totals(rows: Iterable[FigureRow]) -> list[SummedTotal]:
    """Return each year to date that only published parts add up to, of what accumulates over a year.

    Parts are levels of one measure, part and unit, as last published; bounds, numbers stated as like for like
    and those of one day are left out. A total that was published itself is not added up.

    Parameters
    ----------
    rows
        Published figures.

    Returns
    -------
    list of SummedTotal
        In the order of measures, years and months; amounts in 元.
    """
    known: dict[tuple[object, ...], dict[str, tuple[FigureRow, Quantity]]] = {}
    for row in sorted(rows, key=lambda row: row.available_from):
        plain = row.statistic == "level" and not row.authority and row.version in ("", "restated")
        if not plain or row.metric not in FLOWS or row.relation not in ("=", "~") or is_event(row.period):
            continue
        if _NOT_ADDED & {dimension for dimension, _ in row.where}:
            continue
        quantity = quantity_of(row).as_now_known()
        of_measure = known.setdefault((row.metric, row.where, quantity.unit, quantity.definition), {})
        of_measure[row.period.lower()] = row, quantity
    found = list[SummedTotal]()
    for of_measure in known.values():
        amounts = {period: quantity for period, (_, quantity) in of_measure.items()}
        for year in sorted({int(period[:4]) for period in amounts}):
            for months, names in sums_of(amounts, year).items():
                if len(names) > 1:
                    parts = tuple(of_measure[name][0] for name in names)
                    found.append(_summed(parts, [amounts[name] for name in names], year, months))
    return found


def _summed(parts: tuple[FigureRow, ...], amounts: list[Quantity], year: int, months: int) -> SummedTotal:
    period = canonical_period(f"{year}-01..{year}-{months:02d}")
    last = max(parts, key=lambda row: row.available_from)
    row = replace(
        last,
        period=period,
        relation="~" if any(part.relation == "~" for part in parts) else "=",
        decimals=max(part.decimals for part in parts),
        version="",
        quote="",
        note="",
    )
    row = replace(row, fact_id=FactId.of_figure(row))
    return SummedTotal(replace(row, figure_id=f"{row.fact_id}@{last.source}"), total(amounts), parts)


def sums_of(published: Mapping[str, Quantity], year: int) -> dict[int, tuple[str, ...]]:
    """Periods that add up to the first months of a year, by the number of months; the fewest periods count.

    Of as many periods, those with the least rounding count.
    """
    parts: dict[tuple[int, int], str] = {}
    for name in published:
        if name.startswith(str(year)) and not is_event(name):
            parts.setdefault(period_months(name.upper()), name)

    def rounding(names: tuple[str, ...]) -> Fraction:
        added = total([published[name] for name in names])
        return (added.high or Fraction(0)) - (added.low or Fraction(0))

    sums: dict[int, tuple[str, ...]] = {0: ()}
    for month in range(1, MONTHS + 1):
        ways = [
            (*sums[first - 1], name)
            for (first, last), name in sorted(parts.items())
            if last == month and first - 1 in sums
        ]
        if ways:
            sums[month] = min(ways, key=lambda names: (len(names), rounding(names)))
    del sums[0]
    return sums
