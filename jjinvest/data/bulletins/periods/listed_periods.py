"""Periods of a list of numbers: 2023年、2024年前三季度到位资金分别为11亿元、12亿元."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from jjinvest.data.bulletins.clauses.reading import LOW, Candidate
from jjinvest.data.bulletins.periods.times import DAY, THIS_MONTH, TimeMention

_JOINED = re.compile(r"(?:年|年度)?[、，]?(?:和|与|及|以及)?")
UNCLEAR = "这一年是全年还是同一时段，原文看不出 whole year, or the same part of it: the text does not say"


def listed_periods(
    text: str, times: Sequence[TimeMention], head: int, stop: int, count: int
) -> tuple[TimeMention, ...]:
    """Exactly so many periods, joined, that a list of numbers is of; what others are compared with is none.

    Parameters
    ----------
    head, stop
        Span of the text before the list.
    """
    run: list[TimeMention] = []
    for mention in times:
        if not head <= mention.start < stop:
            continue
        joined = run and _JOINED.fullmatch(text, run[-1].end, mention.start) and run[-1].end < mention.start
        run = [*run, mention] if joined else [mention]
    if len(run) != count or run[0].base or any(each.part in (THIS_MONTH,) for each in run):
        return ()
    if any(DAY.fullmatch(each.part or "") for each in run):
        return ()
    if any(each.year is None and each.relative is None and each.part is None for each in run):
        return ()
    return tuple(_with_years(run))


def _with_years(run: Sequence[TimeMention]) -> list[TimeMention]:
    """Let 二季度 of 2024年一季度、二季度 be of the year named before it; a bare 2023 is a year as well."""
    result: list[TimeMention] = []
    for each in run:
        if each.year is None and each.relative is None and result:
            each = replace(each, year=result[-1].year, relative=result[-1].relative)
        if each.year is None and each.words[:4].isdigit():
            each = replace(each, year=int(each.words[:4]))
        result.append(each)
    return result


def period_in_list(
    periods: Sequence[TimeMention], position: int, base_year: int, part: str
) -> tuple[str, str]:
    """Period of a number of a list, and the whole year where it may be that one; else empty.

    In 2023年、2024年前三季度 the first is most likely of three quarters as well.
    """
    found = [each.period(base_year, part) for each in periods]
    own, last = periods[position], found[-1]
    if own.part is not None or len(found[position]) != 4 or len(last) == 4:
        return found[position], ""
    return found[position] + last[4:].replace(f"..{last[:4]}", f"..{found[position]}"), found[position]


def ask_which(row: Candidate, whole: str) -> None:
    """Propose no number of which the text does not say whether it is of the whole year."""
    row.readings = [*row.readings, replace(row.reading, period=whole)]
    row.confidence = LOW
    row.note = row.note or UNCLEAR
