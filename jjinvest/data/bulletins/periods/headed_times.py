"""Headings that say when: 四、9月份计划 is of September, whatever the period of the text before it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from jjinvest.data.bulletins.periods.times import TimeMention

_HEADING = re.compile(
    r"^[\s　]*(?:(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.]|（[一二三四五六七八九十]{1,3}）|[▶◆●■★▲※【])"
    r"[^\n。；，]{2,24}$",
    re.MULTILINE,
)
_PLAN = re.compile(
    r"(?P<when>\d{1,2}月份?|[一二三四]季度|下半年|下一?个?(?:月|季度|阶段))(?:份)?(?:的)?(?:工作|主要|重点|招商)*"
    r"(?:计划|安排|打算|目标|任务)】?$"
)


class PlannedTimes:
    """The parts of a year that the headings of a text plan for."""

    def __init__(self, text: str, times: Sequence[TimeMention] = ()) -> None:
        self._times = [mention.start for mention in times]
        headings = list(_HEADING.finditer(text))
        self._starts = [heading.end() for heading in headings]
        plans = (_PLAN.search(heading[0].strip()) for heading in headings)
        self._when = [plan["when"] if plan is not None else "" for plan in plans]

    def above(self, position: int) -> str:
        """What the heading above a place plans for; empty where it plans for no part of a year."""
        at = bisect_right(self._starts, position) - 1
        return self._when[at] if at >= 0 else ""

    def unsaid(self, start: int, stop: int) -> str:
        """What the heading above plans for where the words of a number, from its sentence on, say no time."""
        said = bisect_left(self._times, start) < bisect_left(self._times, stop)
        return "" if said else self.above(start)
