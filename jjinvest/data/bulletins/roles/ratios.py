"""Percentages, points and multiples: which role a percentage has, growth, and rates."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from jjinvest.core.periods import year_before
from jjinvest.data.bulletins.clauses.reading import HIGH, LOW, MEDIUM, Candidate, Reading
from jjinvest.data.bulletins.clauses.restated import is_restated
from jjinvest.data.bulletins.roles.goals import goal_period, is_goal
from jjinvest.data.bulletins.roles.measured import last_of, subject_of
from jjinvest.data.bulletins.roles.progress import completion, done_at, is_pace, pace
from jjinvest.data.bulletins.roles.shares import share
from jjinvest.data.bulletins.roles.words import (
    BASE,
    sign_of,
)
from jjinvest.data.bulletins.rules import RULES, MetricWord
from jjinvest.data.bulletins.text.tokens import DOWN, SHARE, UP, Token

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading_state import Around
    from jjinvest.data.bulletins.clauses.readings import Reader

_MOVED_TO = re.compile(
    r"(?:提高|增加|提升|增长|扩大|下降|降低|减少|上升|增|升|降)(?:到|至)"
    r"(?P<when>(?:[今去前]年|(?:19|20)\d{2}年)?(?:[\d—至、一二三四前上下半个月季度末底]{1,9})?的)?$"
)
"""由2020年的28.4%提高到今年1—8月的41.7%."""
_TIMES_OF = re.compile(r"(?:是|为|达到?|相当于)[^，。；]{0,12}(?:去年|上年|同期|前年)[^，。；]{0,8}的$")
_PLANNED = re.compile(r"(?:目标|计划|预期)(?:值|为|是|：)?(?:同比)?(?:增长|增速|增幅|下降)[^，。；]{0,4}$")
_OTHER_BASE = re.compile(
    r"环比[^，。；]{0,8}$|(?:年均|平均每年|逐年|年平均|复合)[^，。；]{0,8}$"
    r"|[比较](?:上个?月|上个?季度?|上一[月季]|上期|前期|前一[月季天]|上周|年初|年中|此前)[^，。；]{0,12}$"
)
"""Growth on the month before or a year on average: no growth on the year before."""
_GROWN = re.compile(
    r"[，、（]?(?:同比|[比较](?:去年|上年)(?:同期)?)?(?:净|实际)?(?:增长|下降|增加|减少|上升|增|降)了?-?"
)
_FOLLOWS = re.compile(r"，(?:同比|比上年)?(?:增长|下降|增加|减少|上升|增|降)了?")
_ELSE = re.compile(r"平均|全国水平|全市水平|全省水平|拉动|贡献|拉低")


def ratio(
    reader: Reader, around: Around, assigned: MetricWord | None, base: Candidate | None
) -> Candidate | None:
    """A percentage: growth, completion, share, rate or pace."""
    pre, number = around.pre, around.number
    if is_pace(pre, 14):
        return pace(reader, around, base)
    done = done_at(reader, around)
    moved = last_of(around, (UP, DOWN))
    shared = last_of(around, (SHARE,))
    if shared is not None and shared.word == "比重":  # 占固定资产投资的比重为41%: the whole stands between
        shared = next((t for t in around.pre_tokens if t.word == "占" and SHARE in t.kinds), shared)
    rate = next(
        (t for t in reversed(around.pre_tokens) if t.metric is not None and t.metric.kind == "rate"), None
    )
    if assigned is not None and assigned.kind == "rate" and moved is None:
        reading = Reading(
            reader.period, assigned.metric, reader.where, "level", number.relation, number.digits, "%"
        )
        return reader.row(around, reading, HIGH)
    if moved is not None and shared is not None and shared.start > moved.start:
        moved = None
    if (
        moved is not None
        and re.match(r"(?:到|至|为)", reader.text[moved.end : moved.end + 1])
        and rate is not None
    ):
        moved = None
    before = reader.candidates[-1].reading if reader.candidates else None
    if is_restated(pre) and rate is None and before is not None and before.unit == "%":
        again = replace(before, relation=number.relation, value=number.digits, version="restated")
        return reader.row(around, again, MEDIUM)  # 增速由9.1%修订为8.7%
    to = _MOVED_TO.search(pre)
    if to is not None and to["when"] and not _goes_on_from(reader, around):
        return None  # 占比由……提高到2020年的49.8%: no growth, and of what was not read
    if to is not None and rate is None and before is not None and before.unit == "%":
        statistic, of = before.statistic, before.of  # 由60%提高到66%
        reading = Reading(
            reader.period, before.metric, before.where, statistic, number.relation, number.digits, "%", of=of
        )
        return reader.row(around, reading, MEDIUM)
    if moved is None and done is None and _is_plain_growth(reader, around):
        return _growth(reader, around, None, base, assigned)
    if moved is not None and not (done and done > moved.start):
        return _growth(reader, around, moved, base, assigned)
    if done is not None and not (shared is not None and shared.start > done):
        return completion(reader, around, done, base, assigned)
    if rate is not None:
        return _rate(reader, around, rate)
    if shared is not None:
        return share(reader, around, shared, base)
    return _bare_ratio(reader, around)


def _goes_on_from(reader: Reader, around: Around) -> bool:
    """Whether the percentage right before a number was read: that from which it moved."""
    last = reader.candidates[-1] if reader.candidates else None
    return last is not None and around.index - 1 in last.numbers


def _growth(
    reader: Reader, around: Around, moved: Token | None, base: Candidate | None, assigned: MetricWord | None
) -> Candidate | None:
    number = around.number
    if _ELSE.search(around.pre) or _OTHER_BASE.search(around.pre):
        return None
    if compared_with_month(reader, around) or of_unread(reader, around):
        return None
    subject = subject_of(reader, around, number.start if moved is None else moved.start, base, assigned)
    if subject is None:
        return None
    metric, where, confidence = subject
    falls = moved is not None and DOWN in moved.kinds
    sign = "-" if falls or sign_of(reader, around) else ""
    relation = number.relation
    if sign:
        relation = {">": "<", "<": ">", ">=": "<=", "<=": ">="}.get(relation, relation)
    version = "like_for_like" if any("same_base" in t.kinds for t in around.wide_tokens) else ""
    planned = _PLANNED.search(around.pre) is not None
    if planned or reader.is_goal(around):  # how much is to be gained is no growth yet
        return None
    reading = Reading(
        reader.period, metric, where, "growth", relation, sign + number.digits, "%", version=version
    )
    more = []
    if where and not reader.state.parts.entered_here and not _right_after(reader, around):
        more.append(
            Reading(reader.period, metric, (), "growth", relation, sign + number.digits, "%", version=version)
        )
    return reader.row(around, reading, confidence, *more)


def _right_after(reader: Reader, around: Around) -> bool:
    """Whether nothing but the words of a growth stands between it and an amount: 48亿元，同比增长9%."""
    last = reader.state.last
    if last is None or _GROWN.fullmatch(reader.text[last.end : around.number.start]) is None:
        return False
    before = reader.state.levels[-2] if len(reader.state.levels) > 1 else None
    listed = before is not None and re.search(r"[，；。\n]", reader.text[before.end : last.start]) is None
    return not listed or before is None or before.reading.where == last.reading.where


def compared_with_month(reader: Reader, around: Around) -> bool:
    """Whether a growth is on a part of this year, 较1月的8.2亿元增长30.5%, or on an earlier year."""
    start = max(reader.sentence_start, around.clause.start)
    for mention in reader.mentions_from(start, around.number.start):
        if not mention.base or mention.relative is not None:
            continue
        if mention.year and reader.period and mention.year < int(reader.period[:4]) - 1:
            return True  # 比2019年同期增长13%, in 2021: of two years
        if mention.part and (mention.year is None or str(mention.year) == reader.period[:4]):
            return True
    return False


def of_unread(reader: Reader, around: Around) -> bool:
    """Whether the number right before a growth was not understood: 用电量1.26亿千瓦时，增长4.2%."""
    made, before = reader.made, around.index - 1
    if before < 0 or before in made.named or before in made.classes or before in made.each:
        return False
    number = made.numbers[before]
    if RULES.kind(number.unit) in ("", "ratio", "points"):
        return False
    if _is_change_of_last(reader, before):
        return False
    is_read = any(before in candidate.numbers for candidate in reader.candidates[-6:])
    return not is_read and _FOLLOWS.fullmatch(reader.text[number.end : around.number.start]) is not None


def _is_change_of_last(reader: Reader, index: int) -> bool:
    """Whether a number is by how much the level right before it changed: 31个，较上年减少2个，下降6.1%."""
    made, last = reader.made, reader.candidates[-1] if reader.candidates else None
    number = made.numbers[index]
    if last is None or reader.changed != number.end or index - 1 not in last.numbers:
        return False
    same = last.reading.statistic == "level" and last.reading.unit == number.unit
    return same and _CHANGED_BY.fullmatch(reader.text[last.end : number.start]) is not None


_CHANGED_BY = re.compile(
    r"[，（]?(?:同比|[比较](?:去年|上年)(?:同期)?)(?:净)?(?:增加|减少|增长|下降|多|少|增|减)了?(?:约)?"
)


def _is_plain_growth(reader: Reader, around: Around) -> bool:
    """Whether a percentage is growth without a word before it: （+12.3%）, 实现12.3%的增长."""
    before = reader.text[max(0, around.number.start - 1) : around.number.start]
    bracketed = reader.text[max(0, around.number.start - 2) : around.number.start] == "（-"
    signed = re.search(r"同比-?$", around.pre) is not None  # 签约额同比-7.7%
    return (
        before == "+"
        or bracketed
        or signed
        or re.match(r"的?(?:同比)?(?:增长|增速|增幅)", around.post) is not None
    )


def _rate(reader: Reader, around: Around, token: Token) -> Candidate:
    assert token.metric is not None
    number = around.number
    names = [token.metric.metric]
    if names[0] == "funds_rate_cohort":
        names.append("funds_rate_dynamic")
    statistic = "target" if reader.is_goal(around) else "level"
    period = goal_period(reader) if statistic == "target" else reader.period
    where = reader.where
    if statistic == "target" and not reader.state.parts.entered_here:
        where = tuple(pair for pair in where if pair[0] != "size")  # 百亿级项目1个，开工率提高到65%
    if BASE.search(around.pre) is not None:
        period = year_before(period)
    readings = [
        Reading(period, name, where, statistic, number.relation, number.digits, "%") for name in names
    ]
    return reader.row(around, readings[0], HIGH if len(names) == 1 else MEDIUM, *readings[1:])


def _bare_ratio(reader: Reader, around: Around) -> Candidate | None:
    """A percentage without a word: every role that it may have, none preferred but by arithmetic."""
    last = reader.state.last
    number = around.number
    if last is None or not around.clause.mark.endswith("（") or around.pre.strip():
        return None
    first = last.reading
    readings = []
    if first.where:
        readings.append(
            Reading(
                reader.period,
                first.metric,
                first.where,
                "share",
                number.relation,
                number.digits,
                "%",
                of="all",
            )
        )
    for statistic in ("completion", "growth"):
        readings.append(
            Reading(reader.period, first.metric, first.where, statistic, number.relation, number.digits, "%")
        )
    return reader.row(around, readings[0], LOW, *readings[1:])


def _narrowed(pre: str) -> bool:
    """降幅收窄: a fall that became smaller is a rise."""
    return re.search(r"降幅[^，。；]*(?:收窄|缩小|回升)", pre) is not None


def points(reader: Reader, around: Around, base: Candidate | None) -> Candidate | None:
    """A change in percentage points, or a distance to the pace."""
    pre = around.pre
    if is_pace(pre, 16):
        return pace(reader, around, base)
    if _ELSE.search(around.pre) or _OTHER_BASE.search(around.pre) or compared_with_month(reader, around):
        return None  # 降幅较1-10月收窄2.1个百分点: no change on the year before
    moved = last_of(around, (UP, DOWN))
    if moved is None:
        return None
    rate = next(
        (t.metric for t in reversed(around.pre_tokens) if t.metric is not None and t.metric.kind == "rate"),
        None,
    )
    number = around.number
    before = reader.candidates[-1].reading if reader.candidates else None
    narrowed = _narrowed(pre) or (
        moved.word == "收窄"
        and before is not None
        and before.statistic == "growth"
        and before.value[0] == "-"
    )
    sign = "-" if DOWN in moved.kinds and not narrowed else ""
    of = ""
    if rate is not None:
        metric, where = rate.metric, reader.where
    elif (
        before is not None
        and before.unit == "%"
        and before.statistic in ("share", "level", "completion", "growth")
    ):
        metric, where, of = before.metric, before.where, before.of if before.statistic == "share" else ""
    else:
        return None
    reading = Reading(
        reader.period, metric, where, "points", number.relation, sign + number.digits, "百分点", of=of
    )
    return reader.row(around, reading, HIGH if rate is not None else MEDIUM)


def multiple(
    reader: Reader, around: Around, assigned: MetricWord | None, base: Candidate | None
) -> Candidate | None:
    """A multiple: 增长1.2倍 is 2.2, 翻一番 is 2."""
    number = around.number
    moved = last_of(around, (UP,))
    upto = moved.start if moved is not None else number.start
    subject = subject_of(reader, around, upto, base, assigned)
    if subject is None:
        return None
    digits = number.digits
    if number.form != "fold":
        if moved is not None:
            digits = format(Decimal(digits) + 1, "f")
        elif _TIMES_OF.search(around.pre) is None:
            return None
    if is_goal(reader, around):
        return None
    metric, where, confidence = subject
    reading = Reading(reader.period, metric, where, "multiple", number.relation, digits, "倍")
    return reader.row(around, reading, confidence)
