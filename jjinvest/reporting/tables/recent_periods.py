"""The trend: one measure over the last quarters, events, halves or years, or over one part of each year."""

from __future__ import annotations

from datetime import date
from functools import partial

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import is_cumulative, is_event, period_end, period_months
from jjinvest.core.units import is_money
from jjinvest.metrics.comparability import is_comparable
from jjinvest.reporting.tables.cells import FactName, cells
from jjinvest.reporting.tables.parts_of_total import MEASURES, may_be_seen
from jjinvest.results.results import Results

ENOUGH_PERIODS = 3
MOST_PERIODS = 8
"""Periods that the trend shows at most, the latest ones."""


def trend(results: Results) -> pd.DataFrame:
    """One measure by quarter, event, half-year, year or the report's part of each year, earliest first.

    At least two may be seen. Of several the one that comes nearest to the end of the period, and of these one
    with three periods or more: four years rather than two halves. Its spans follow each other, or are the
    same part of one year after the other: beside a gap no span is that before another. Numbers of before a
    break (:mod:`jjinvest.metrics.comparability`) are left out.
    """
    found = list[tuple[date, pd.DataFrame]]()
    for kinds in (_is_quarter, is_event, _is_half, _is_year, partial(_is_same_part, results.period)):
        for view in reversed(results.available_views):
            for metric in MEASURES:
                ids = [FactId(i) for i in view.facts if FactId(i).parts == (metric,)]
                facts = [view.facts[i] for i in ids if kinds(view.facts[i].period)]
                facts = [f for f in facts if f.value is not None and period_end(f.period) <= _end(results)]
                facts = [f for f in facts if is_comparable(results.workspace, f.id, results.year)]
                shown = [f for f in facts if f.unit in ("亿元", "个") or is_money(f.unit)]
                if len(shown) > 1 and len({f.unit for f in shown}) == 1:
                    latest = _without_gap(sorted(shown, key=lambda f: period_end(f.period)))[-MOST_PERIODS:]
                    rows = [{"period": FactName(FactId.of(f.period)), metric: f} for f in latest]
                    if sum(may_be_seen(results, f) for f in latest) > 1:
                        # an event of the last month reaches the end of the period
                        end = period_end(latest[-1].period).replace(day=1)
                        found.append((end, cells(rows, ["period", metric])))
    if not found:
        return cells([], ["period"])
    last = max(end for end, _ in found)
    nearest = [frame for end, frame in found if end == last]
    return next((frame for frame in nearest if len(frame) >= ENOUGH_PERIODS), nearest[0])


def _without_gap(facts: list[Fact]) -> list[Fact]:
    """Return the last facts whose spans follow each other or, of two of these alone, the same part of years.

    The fourth quarter after the third says less than after the fourth one of the year before.
    """
    if is_event(facts[-1].period):
        return facts
    ends = [period_end(fact.period) for fact in facts]
    first, last = period_months(facts[-1].period)
    following, kept = last - first + 1, 1
    while kept < len(facts) and _months(ends[-kept]) - _months(ends[-kept - 1]) == following:
        kept += 1
    yearly = [facts[-1]]
    for fact, end in zip(facts[-2::-1], ends[-2::-1], strict=True):
        if _months(period_end(yearly[0].period)) - _months(end) == 12:
            yearly.insert(0, fact)
    return yearly if kept < ENOUGH_PERIODS and len(yearly) > 1 else facts[-kept:]


def _months(day: date) -> int:
    return 12 * day.year + day.month


def _end(results: Results) -> date:
    return period_end(results.period)


def _is_quarter(period: str) -> bool:
    return len(period) == 6 and period[4] == "Q"


def _is_half(period: str) -> bool:
    return period[4:] in ("H1", "H2")


def _is_same_part(reported: str, period: str) -> bool:
    """Whether a period is the same part of some year as the one reported: its first nine months."""
    return is_cumulative(period) and bool(period[4:]) and period[4:] == reported[4:]


def _is_year(period: str) -> bool:
    return period.isdigit() and is_cumulative(period)
