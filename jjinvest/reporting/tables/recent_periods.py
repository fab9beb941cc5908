"""The trend: one measure over the last quarters, events, halves or years, or over one part of each year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import is_cumulative, is_event, period_end, period_months
from jjinvest.core.units import is_counted, is_money
from jjinvest.metrics.comparability import is_comparable
from jjinvest.reporting.tables.cells import FactName, cells
from jjinvest.reporting.tables.leaders import FOREIGN_FUNDS
from jjinvest.reporting.tables.parts_of_total import MEASURES, may_be_seen
from jjinvest.reporting.tables.sentences import RANK_UNIT, headline_ids
from jjinvest.results.results import Results

ENOUGH_PERIODS = 3
MOST_PERIODS = 8
"""Periods that the trend shows at most, the latest ones."""


def trend(results: Results) -> pd.DataFrame:
    """One measure by quarter, event, half-year, year or the report's part of each year, earliest first.

    At least two may be seen. Of several the one that comes nearest to the end of the period, and of these one
    with three periods or more: four years rather than two halves; else one of the same part of each year. Its
    spans follow each other, or are the same part of one year after the other: beside a gap no span is that
    before another. Numbers of before a break (:mod:`jjinvest.metrics.comparability`) are left out. A district
    that counts none of the usual measures, such as a zone that reports foreign capital alone, has the trend
    of what it does count.
    """
    found = next(filter(None, (_trends(results, metrics) for metrics in _measures(results))), [])
    if not found:
        return cells([], ["period"])
    last = max(end for end, _ in found)
    nearest = [frame for end, frame in found if end == last]
    enough = (frame for frame in nearest if len(frame) >= ENOUGH_PERIODS)
    return next(enough, next(filter(_is_of_one_part, nearest), nearest[0]))


def _is_of_one_part(frame: pd.DataFrame) -> bool:
    """Whether the spans of a frame are the same part of each year: two halves of one year compare less."""
    return len({FactId(cell.id).period[4:] for cell in frame["period"]}) == 1


def _measures(results: Results) -> Iterator[Sequence[str]]:
    """Measures by which a trend is sought: the usual ones, then each total of the period, amounts first."""
    yield MEASURES
    totals = [each for each in headline_ids(results, of_places=False) if len(each.parts) == 1]
    others = [each for each in totals if each.metric not in MEASURES]
    others.sort(key=lambda each: (each.metric != FOREIGN_FUNDS, not is_money(results.facts[each].unit)))
    yield from ((each.metric,) for each in others)


def _trends(results: Results, metrics: Sequence[str]) -> list[tuple[date, pd.DataFrame]]:
    """Spans of each kind that show one of some measures, with the month in which they end."""
    found = list[tuple[date, pd.DataFrame]]()
    for kinds in (_is_quarter, is_event, _is_half, _is_year, partial(_is_same_part, results.period)):
        for view in reversed(results.available_views):
            for metric in metrics:
                ids = [FactId(i) for i in view.facts if FactId(i).parts == (metric,)]
                facts = [view.facts[i] for i in ids if kinds(view.facts[i].period)]
                facts = [f for f in facts if f.value is not None and period_end(f.period) <= _end(results)]
                facts = [f for f in facts if is_comparable(results.workspace, f.id, results.year)]
                shown = [f for f in facts if is_money(f.unit) or (is_counted(f.unit) and f.unit != RANK_UNIT)]
                if len(shown) > 1 and len({f.unit for f in shown}) == 1:
                    latest = _without_gap(sorted(shown, key=lambda f: period_end(f.period)))[-MOST_PERIODS:]
                    rows = [{"period": FactName(FactId.of(f.period)), metric: f} for f in latest]
                    if sum(may_be_seen(results, f) for f in latest) > 1:
                        # an event of the last month reaches the end of the period
                        end = period_end(latest[-1].period).replace(day=1)
                        found.append((end, cells(rows, ["period", metric])))
    return found


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
