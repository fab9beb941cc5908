"""Targets: which amounts and counts are aimed at, for which period, and who set them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjinvest.data.bulletins.clauses.reading import Candidate, Pairs, Reading
from jjinvest.data.bulletins.roles.words import authority_of

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading_state import Around
    from jjinvest.data.bulletins.clauses.readings import Reader

_LISTED = re.compile(r"^(?:、|和|及|以及|与)[^，。；、]+$")
"""Words between two numbers of one list."""
_GOAL_BEFORE = re.compile(
    r"(?:目标|任务|计划|盘子)(?:任务|计划)?(?:总)?(?:数|值|额|量)?(?:（[^）]*）)?(?:为|是|：|共|的)?（?$"
)
_GOAL_AFTER = re.compile(
    r"^的?(?:年度|全年|年|既定|招商引资|市级|区级|县级|省级|考核|预期|奋斗|总|计划|[^，。；\d]{0,6}?)?(?:目标|任务|计划)(?:任务)?"
)
_OF_YEAR = re.compile(r"(?:全年|年度)(?:的)?$")


def is_goal(reader: Reader, around: Around) -> bool:
    """Whether an amount or count is a target."""
    done = re.search(r"实际|已|完成|实现", around.pre) is not None
    if around.clause.mark.endswith("（") and not done:
        before = reader.text[max(0, around.clause.start - 14) : around.clause.start - 1]
        if _GOAL_BEFORE.search(before) is not None:
            return True
    if _GOAL_BEFORE.search(around.pre) is not None or _GOAL_AFTER.match(around.post) is not None:
        return True
    return reader.is_goal(around)


def goal_period(reader: Reader) -> str:
    """Period that a target is for: the one that the sentence names, else the year."""
    stated = (reader.state.aim or reader.is_ahead) and reader.explicit_time and not reader.is_event
    if reader.is_ahead and not reader.is_event and reader.period != reader.period[:4]:
        return reader.period  # 下半年怎么干？……到位资金确保完成27亿元
    whole_year = not reader.part_named and reader.period[:4] == str(reader.frame.year)  # 2025年，力争
    return reader.period if stated and not whole_year else reader.goal_period


def target(reader: Reader, around: Around, metric: str, where: Pairs, confidence: str) -> Candidate:
    """A target for the year, or for the period that the sentence names."""
    number = around.number
    relation = number.relation
    if relation == "=" and reader.state.aim and number.words.startswith(("达到", "突破")):
        relation = ">="
    authority = authority_of(around.wide_tokens) or authority_of(around.post_tokens[:2])
    authority = authority or _listed_authority(reader, around)
    period = goal_period(reader)
    if _OF_YEAR.search(around.pre) is not None and period.startswith(reader.period[:4]):
        period = reader.period[:4]  # 1至3月……，完成全年400个目标的43.8%
    reading = Reading(
        period,
        metric,
        where,
        "target",
        relation,
        number.digits,
        number.unit,
        authority=authority,
    )
    return reader.row(around, reading, confidence)


def _listed_authority(reader: Reader, around: Around) -> str:
    """Authority of the target before in one list: 省下达我市到位资金目标7亿元、实际使用外资目标2亿美元."""
    last = reader.state.last
    if last is None or last.reading.statistic != "target" or around.index == 0:
        return ""
    before = around.index - 1
    if before not in last.numbers:
        return ""
    between = reader.text[reader.made.numbers[before].end : around.number.start]
    return last.reading.authority if _LISTED.match(between) is not None else ""
