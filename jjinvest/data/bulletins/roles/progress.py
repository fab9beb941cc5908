"""Progress to a target: completion, and the distance to the pace of the calendar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjinvest.data.bulletins.clauses.reading import HIGH, Candidate, Pairs, Reading
from jjinvest.data.bulletins.roles.measured import subject_of
from jjinvest.data.bulletins.roles.words import authority_of
from jjinvest.data.bulletins.rules import RULES, MetricWord

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading_state import Around
    from jjinvest.data.bulletins.clauses.readings import Reader

_DONE = re.compile(
    r"(?:目标|任务|计划)(?:任务|计划|指标)?(?:总)?(?:数|值|额|量)?(?:（[^）]*）)?(?:的|完成率|完成比例|进度|比例|比重|已完成|完成|率|为|达到|达|约|：|已|超|超过|近)*$"
)
_RATE_DONE = re.compile(r"(?:完成率|完成比例|完成进度|目标进度|占比进度|达标率)(?:为|达到|达|约|：|分别)*$")
_SHORT_DONE = re.compile(r"(?:完成|占)(?:年度|全年|年|市级|区级|市下达|区下达|全年度|进度)(?:的)?$")
_ABOUT = re.compile(r"大?约(?:为|占|完成)")
"""约为年度目标25亿元的七成半: the qualifier stands before the target."""
_PACE = re.compile(r"(?:序时进度|时序进度|时间进度|序时|进度要求|进度)")
_AHEAD = re.compile(r"超|快|高|领先|提前|好于|优于")
_LATE = re.compile(r"欠|低|慢|落后|滞后|差|不足|未达")


def is_pace(pre: str, within: int) -> bool:
    """Whether the words before a number measure it against the pace: 超序时进度, 欠序时进度."""
    tail = pre[-20:]
    return _PACE.search(pre[-within:]) is not None and (
        _AHEAD.search(tail) is not None or _LATE.search(tail) is not None
    )


def done_at(reader: Reader, around: Around) -> int | None:
    """Place of the words that make a percentage a completion; None if there are none."""
    pre = around.pre
    offset = around.number.start - len(pre) if around.index not in reader.made.each else around.start
    for pattern in (_DONE, _RATE_DONE, _SHORT_DONE):
        match = pattern.search(pre)
        if match is not None:
            return offset + match.start()
    if reader.listed_authority and re.search(r"(?:完成|达到?|实现|、|和|与|及)了?$", pre):
        return offset  # 省定、市定和区定目标分别完成101%、99%和95%
    goal = reader.state.goal
    if goal is not None and re.search(r"(?:完成|占|达到)了?(?:目标)?$", pre):
        return offset
    if re.fullmatch(r"，?完成", pre) and any(
        c.reading.statistic == "completion" for c in reader.candidates[-12:]
    ):
        return offset  # 完成目标的70.4%；市内……，完成138.8%
    if goal is not None and re.fullmatch(
        r"(?:目标|任务)*(?:的|的比例为|，?完成率为?|的完成率为)", around.wide.strip("，）")
    ):
        return offset
    return None


def completion(
    reader: Reader, around: Around, done: int, base: Candidate | None, assigned: MetricWord | None
) -> Candidate | None:
    """Read how much of its target a measure has reached."""
    number = around.number
    goal = reader.state.goal
    authority = reader.listed_authority or authority_of(around.pre_tokens) or authority_of(around.wide_tokens)
    subject: tuple[str, Pairs, str] | None
    if (
        base is None
        and goal is not None
        and reader.text[goal.end : around.number.start].strip("，）的目标任务") == ""
    ):
        subject = goal.reading.metric, goal.reading.where, HIGH
        authority = authority or goal.reading.authority
    else:
        subject = subject_of(reader, around, done, base, assigned)
    if subject is None:
        return None
    metric, where, confidence = subject
    stated = [g.reading for g in reader.state.goals if (g.reading.metric, g.reading.where) == (metric, where)]
    if not authority and stated:
        authority = stated[-1].authority
    about = number.relation == "=" and _ABOUT.match(reader.text, around.clause.start) is not None
    relation = "~" if about else number.relation
    reading = Reading(
        reader.period, metric, where, "completion", relation, number.digits, "%", authority=authority
    )
    return reader.row(around, reading, confidence)


def pace(reader: Reader, around: Around, base: Candidate | None) -> Candidate | None:
    """Read how far a completion is ahead of the pace, or behind it."""
    number = around.number
    tail = around.pre[-20:]
    late = [m.start() for m in _LATE.finditer(tail)]
    ahead = [m.start() for m in _AHEAD.finditer(tail)]
    sign = "-" if late and (not ahead or late[-1] > ahead[-1]) else ""
    last = base or reader.state.last
    found = base if base is not None and base.reading.statistic == "completion" else None
    found = found or next(
        (c for c in reversed(reader.candidates[-4:]) if c.reading.statistic == "completion"), None
    )
    subject = subject_of(reader, around, around.number.start, base, None)
    if found is not None and (subject is None or subject[0] == found.reading.metric):
        metric, where, authority = found.reading.metric, found.reading.where, found.reading.authority
    elif subject is not None:
        metric, where, authority = subject[0], subject[1], ""
    elif last is not None:
        metric, where, authority = last.reading.metric, last.reading.where, ""
    else:
        return None
    unit = "百分点" if RULES.kind(number.unit) == "points" else "%"
    reading = Reading(
        reader.period,
        metric,
        where,
        "pace_gap",
        number.relation,
        sign + number.digits,
        unit,
        authority=authority,
    )
    return reader.row(around, reading, HIGH)
