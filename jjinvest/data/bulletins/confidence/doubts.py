"""Reasons for which a reading is doubtful, and what they do to the confidence of rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from jjinvest.data.bulletins.clauses.reading import LOW, Candidate

DOUBT = "doubt"
"""Key of the reason for a doubt among the extras of a candidate."""
PERHAPS = "perhaps"
"""Key of a doubt that counts only where the text has another figure of the same measure."""
UNKNOWN_WORDS = "这个数的话里有规则不认识的词：{words} words that no rule knows"
OF_DOUBTFUL = "前面的数没有把握，这个数是接着它说的 goes on from a number that is not certain"
FORECAST = "预计、计划的数，不是已有的数 expected or planned, not yet there"
OF_EVENT = "一次活动的数，不一定是全部 of one event, perhaps not of the whole"
ODD_NAME = "部分的名称像是断错了：{words} the name of the part seems cut wrongly"
UNREAD_BESIDE = "同一句里有没有读懂的数 a number beside it was not understood"
LISTED = "几个部分并列，只取了其中一个 one of several parts that are named together"
LEFT_SIZE = (
    "前面说的是某一规模的项目，这个数是否也是，看不出 whether it is of the same size class is not said"
)
FROM_FAR = "部分沿用前一句的：{words} the part is taken over from the sentence before"
AFTER_PARTS = "前面列了几个部分，这个数是全部的还是最后一个的，看不出 of the last part or of all parts"
TWO_MEASURES = "两个指标连着说，只取了一个 two measures stand side by side, one was taken"
ROUNDED = "约数，文中另有准数 a rounded figure that the text states exactly elsewhere"
DEFINITION = "定义里的数，不是完成的数 a threshold in a definition"
YEAR_ELSEWHERE = "这里没有写年份，文中另有别的年份 no year is named here, and another elsewhere"
OF_COHORT = "某一批项目的数，是哪一批没有写进范围 of a set of projects that the part does not name"
OTHER_TIME = "话里另有时间：{words} another time is named"


def _settle_praise(rows: Sequence[Candidate]) -> None:
    """Doubt rows of 产业类项目 and the like where another figure shows that they are not all projects.

    It has the same part and another value, or it is of a part and greater.
    """
    for row in rows:
        if PERHAPS not in row.extra:
            continue
        reading = row.reading
        for other in rows:
            each = other.reading
            same = (each.period, each.metric, each.statistic) == (reading.period, reading.metric, "level")
            if not same or each.unit != reading.unit or each.value == reading.value:
                continue
            equal = set(each.where) == set(reading.where)
            if equal or (
                set(each.where) > set(reading.where) and Decimal(each.value) > Decimal(reading.value)
            ):
                row.extra.setdefault(DOUBT, row.extra[PERHAPS])


def _settle_rounded(rows: Sequence[Candidate]) -> None:
    """Doubt a rounded figure that the text states exactly elsewhere: 到位资金突破20亿元, and 20.3亿元."""
    exact: dict[tuple[str, str, str, str], list[Decimal]] = {}
    for row in rows:
        each = row.reading
        if each.relation == "=" and each.statistic == "level":
            exact.setdefault((each.period, each.metric, each.statistic, each.unit), []).append(
                Decimal(each.value)
            )
    for row in rows:
        each = row.reading
        if each.relation == "=" or each.statistic != "level" or each.unit in ("%", "名"):
            continue
        value = Decimal(each.value)
        near = exact.get((each.period, each.metric, each.statistic, each.unit), ())
        if any(value and 0 < abs(other - value) / value < _ROUNDED for other in near):
            row.extra.setdefault(DOUBT, ROUNDED)


_ROUNDED = Decimal("0.06")
"""Share of a rounded figure by which the exact one differs at most."""
ANOTHER_TIME = re.compile(
    r"\d日?(?:至|到|—|-|~)\d{1,2}日|上个?月|上周|本周|上旬|中旬|下旬|昨[天日]"
    r"|(?:春节|国庆|五一|中秋|元旦|假日|节日|节庆)[^，。；\d]{0,4}期间|自(?:\d{1,2}月)?\d{1,2}日[^，。；\d]{0,12}以来"
)
"""Another time than the period of a row: the days of a holiday, or since a day."""
_OF_LEVEL = ("growth", "completion", "share", "multiple", "pace_gap", "points")
_NEAR = 60
"""Characters within which a percentage is of the amount before it."""


def apply_doubts(rows: Sequence[Candidate]) -> None:
    """Lower the confidence of doubtful rows; arithmetic says nothing about what a number is a part of."""
    level: Candidate | None = None
    _settle_praise(rows)
    _settle_rounded(rows)
    for row in rows:
        if row.reading.statistic == "level":
            level = row
        elif row.reading.statistic in _OF_LEVEL and level is not None and not row.settled:
            same = row.reading.metric == level.reading.metric and row.start - level.end < _NEAR
            contradicted = row.reading.statistic == "share" or DOUBT in level.extra or not level.note
            if same and level.confidence == LOW and contradicted:
                row.extra.setdefault(DOUBT, OF_DOUBTFUL)
        doubt = row.extra.get(DOUBT)
        if doubt and row.confidence != LOW:
            row.confidence = LOW
            row.note = row.note or doubt
