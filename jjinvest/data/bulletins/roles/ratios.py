"""Percentages, points and multiples: growth, completion, share, rate, pace."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from jjinvest.data.bulletins.reading import HIGH, LOW, MEDIUM, Candidate, Pairs, Reading
from jjinvest.data.bulletins.restated import is_restated
from jjinvest.data.bulletins.roles.levels import is_goal
from jjinvest.data.bulletins.roles.words import (
    BASE,
    SIGNED,
    authority_of,
    nearest,
    sign_of,
    where_of,
    year_before,
)
from jjinvest.data.bulletins.rules import RULES, MetricWord
from jjinvest.data.bulletins.tokens import DOWN, MEMBER, METRIC, SHARE, UP, Token

if TYPE_CHECKING:
    from jjinvest.data.bulletins.readings import Around, Reader

_DONE = re.compile(
    r"(?:目标|任务|计划)(?:任务|计划|指标)?(?:总)?(?:数|值|额|量)?(?:（[^）]*）)?(?:的|完成率|完成比例|进度|比例|比重|已完成|完成|率|为|达到|达|约|：|已|超|超过|近)*$"
)
_RATE_DONE = re.compile(r"(?:完成率|完成比例|完成进度|目标进度|占比进度|达标率)(?:为|达到|达|约|：|分别)*$")
_SHORT_DONE = re.compile(r"(?:完成|占)(?:年度|全年|年|市级|区级|市下达|区下达|全年度|进度)(?:的)?$")
_PACE = re.compile(r"(?:序时进度|时序进度|时间进度|序时|进度要求|进度)")
_MOVED_TO = re.compile(r"(?:提高|增加|提升|增长|扩大|下降|降低|减少|上升|增|升|降)(?:到|至)$")
_AHEAD = re.compile(r"超|快|高|领先|提前|好于|优于")
_LATE = re.compile(r"欠|低|慢|落后|滞后|差|不足|未达")
_TIMES_OF = re.compile(r"(?:是|为|达到?|相当于)[^，。；]{0,12}(?:去年|上年|同期|前年)[^，。；]{0,8}的$")
_COUNTED_SHARE = re.compile(r"项目(?:个?数|数量)?$")
_NEAR = 60
"""Characters within which a measure is still taken up."""
_PLANNED = re.compile(r"(?:目标|计划|预期)(?:值|为|是|：)?(?:同比)?(?:增长|增速|增幅|下降)[^，。；]{0,4}$")
_ELSE = re.compile(r"平均|全国水平|全市水平|全省水平|拉动|贡献|拉低")


def subject_of(
    reader: Reader, around: Around, upto: int, base: Candidate | None, assigned: MetricWord | None
) -> tuple[str, Pairs, str] | None:
    """Metric and part that a growth, share or completion is of: named before it, else the last level."""
    if base is not None:
        return base.reading.metric, base.reading.where, HIGH
    if assigned is not None:
        return assigned.metric, where_of(reader, assigned), HIGH
    named = [
        t.metric
        for t in around.pre_tokens
        if t.metric is not None
        and t.start < upto
        and t.metric.kind in ("money", "project", "count")
        and t.metric.weight
    ]
    if named:
        metric = named[-1]
        if metric.kind == "money" or metric.kind == "count" or "项目" in around.pre or "个数" in around.pre:
            return metric.metric, where_of(reader, metric), HIGH
    invested = _investment_before(reader, around, upto)
    if invested:
        return invested, reader.where, MEDIUM
    wide = [
        t.metric
        for t in around.wide_tokens
        if t.metric is not None and t.start < upto and t.metric.kind in ("money",) and t.metric.weight
    ]
    if wide:
        return wide[-1].metric, where_of(reader, wide[-1]), MEDIUM
    last = reader.state.last
    if last is None:
        earlier = [
            t.metric
            for t in reader.made.tokens_in(reader.sentence_start, upto)
            if t.metric is not None and t.metric.weight and t.metric.kind in ("money", "project")
        ]
        if earlier:
            return earlier[-1].metric, where_of(reader, earlier[-1]), MEDIUM
    if last is not None:
        where = reader.where if reader.state.parts.entered_here else last.reading.where
        return last.reading.metric, where, HIGH
    inherited = reader.inherit("money")
    if inherited is not None and reader.where:
        return inherited.metric, where_of(reader, inherited), MEDIUM
    return None


def _investment_before(reader: Reader, around: Around, upto: int) -> str:
    """Kind of investment that 投资 alone takes up: 固定资产投资增长5.6%，第一产业投资下降12%; else empty."""
    bare = any(t.metric is not None and t.metric.word == "投资" and t.start < upto for t in around.pre_tokens)
    before = [c.reading.metric for c in reader.candidates[-4:] if around.start - c.end < _NEAR]
    return before[-1] if bare and before and before[-1].endswith("_investment") else ""


def ratio(
    reader: Reader, around: Around, assigned: MetricWord | None, base: Candidate | None
) -> Candidate | None:
    """A percentage: growth, completion, share, rate or pace."""
    pre, number = around.pre, around.number
    if _PACE.search(pre[-14:]) and _is_pace(pre):
        return _pace(reader, around, base)
    done = _done(reader, around)
    moved = _last(around, (UP, DOWN))
    shared = _last(around, (SHARE,))
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
    if _MOVED_TO.search(pre) and rate is None and before is not None and before.unit == "%":
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
        return _completion(reader, around, done, base, assigned)
    if rate is not None:
        return _rate(reader, around, rate)
    if shared is not None:
        return _share(reader, around, shared, base)
    return _bare_ratio(reader, around)


def _is_pace(pre: str) -> bool:
    tail = pre[-20:]
    return _AHEAD.search(tail) is not None or _LATE.search(tail) is not None


def _last(around: Around, kinds: tuple[str, ...]) -> Token | None:
    for token in reversed(around.pre_tokens):
        if any(kind in token.kinds for kind in kinds):
            return token
    return None


def _done(reader: Reader, around: Around) -> int | None:
    """Place of the words that make a percentage a completion; None if there are none."""
    pre = around.pre
    offset = around.number.start - len(pre) if around.index not in reader.made.each else around.start
    for pattern in (_DONE, _RATE_DONE, _SHORT_DONE):
        match = pattern.search(pre)
        if match is not None:
            return offset + match.start()
    goal = reader.state.goal
    if goal is not None and re.search(r"(?:完成|占|达到)了?(?:目标)?$", pre):
        return offset
    if re.fullmatch(r"，?完成", pre) and any(
        c.reading.statistic == "completion" and c.start >= reader.sentence_start
        for c in reader.candidates[-12:]
    ):
        return offset  # 完成目标的70.4%；市内……，完成138.8%
    if goal is not None and re.fullmatch(
        r"(?:目标|任务)*(?:的|的比例为|，?完成率为?|的完成率为)", around.wide.strip("，）")
    ):
        return offset
    return None


def _growth(
    reader: Reader, around: Around, moved: Token | None, base: Candidate | None, assigned: MetricWord | None
) -> Candidate | None:
    number = around.number
    if _ELSE.search(around.pre) or "环比" in around.pre[-12:]:
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
    if where and not reader.state.parts.entered_here:
        more.append(
            Reading(reader.period, metric, (), "growth", relation, sign + number.digits, "%", version=version)
        )
    return reader.row(around, reading, confidence, *more)


def _is_plain_growth(reader: Reader, around: Around) -> bool:
    """Whether a percentage is growth without a word before it: （+12.3%）, 实现12.3%的增长."""
    before = reader.text[max(0, around.number.start - 1) : around.number.start]
    bracketed = reader.text[max(0, around.number.start - 2) : around.number.start] == "（-"
    return before == "+" or bracketed or re.match(r"的?(?:同比)?(?:增长|增速|增幅)", around.post) is not None


def _completion(
    reader: Reader, around: Around, done: int, base: Candidate | None, assigned: MetricWord | None
) -> Candidate | None:
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
    reading = Reading(
        reader.period, metric, where, "completion", number.relation, number.digits, "%", authority=authority
    )
    return reader.row(around, reading, confidence)


def _rate(reader: Reader, around: Around, token: Token) -> Candidate:
    assert token.metric is not None
    number = around.number
    names = [token.metric.metric]
    if names[0] == "funds_rate_cohort":
        names.append("funds_rate_dynamic")
    statistic = "target" if reader.is_goal(around) else "level"
    period = reader.goal_period if statistic == "target" else reader.period
    if BASE.search(around.pre) is not None:
        period = year_before(period)
    readings = [
        Reading(period, name, reader.where, statistic, number.relation, number.digits, "%") for name in names
    ]
    return reader.row(around, readings[0], HIGH if len(names) == 1 else MEDIUM, *readings[1:])


def _share(reader: Reader, around: Around, shared: Token, base: Candidate | None) -> Candidate | None:
    number = around.number
    if re.search(r"合计|三者|两者|四者|合占|共占|总计", around.pre) or reader.is_goal(around):
        return None  # of several parts together, or still to come
    last = base or reader.state.last
    if last is None and not reader.where:
        return None
    between = reader.text[shared.end : number.start]
    outer = re.search(r"全(?:[区县市州省旗国])", between)
    if outer is not None and reader.own_level and reader.own_level != outer[0]:
        return None  # 全区……占全市的25%: of a whole that is not in the text
    whole = _whole_of(reader, around, shared, between)
    metric, where = (last.reading.metric, last.reading.where) if last is not None else ("", ())
    if reader.state.parts.entered_here and base is None:
        where = reader.where
        named = nearest(around, ("money", "project"))
        counted = _COUNTED_SHARE.search(reader.text[max(0, shared.start - 6) : shared.start]) is not None
        if counted and (named is None or not named.weight):
            metric = (reader.inherit("count") or SIGNED).metric  # 省外投资项目占比
        elif named is not None and (named.kind == "money" or last is None):
            metric = named.metric
    if not metric or last is None:
        named = nearest(around, ("money", "project"), wide=True) or reader.inherit("money")
        if named is None:
            return None
        metric = named.metric
    elif not reader.state.parts.entered_here and base is None:
        named = next(
            (
                t.metric
                for t in around.pre_tokens
                if t.metric and t.metric.kind == "money" and t.start < shared.start
            ),
            None,
        )
        if named is not None:
            metric = named.metric
    if not where and not whole:
        others = [
            c.reading for c in reader.state.levels if c.reading.metric != metric and not c.reading.where
        ]
        same = [other for other in others if last is not None and other.unit == last.reading.unit]
        if not same:
            return None
        whole = f"{same[-1].metric}:"
    whole = whole or ("all" if len(where) == 1 else "")
    confidence = HIGH if where else MEDIUM
    reading = Reading(reader.period, metric, where, "share", number.relation, number.digits, "%", of=whole)
    more = []
    if len(where) > 1 and whole == "all":
        more.append(replace(reading, of=""))
    elif len(where) > 1 or (whole not in ("", "all")):
        more.append(
            Reading(reader.period, metric, where, "share", number.relation, number.digits, "%", of="all")
        )
    earlier = [c for c in reader.state.levels if c is not last][-1:]
    for other in earlier if whole == "all" and last is not None else ():
        if other.reading.metric == metric and other.reading.where and other.reading.where != where:
            of = ";".join(f"{d}={m}" for d, m in other.reading.where)
            more.append(
                Reading(reader.period, metric, where, "share", number.relation, number.digits, "%", of=of)
            )
    return reader.row(around, reading, confidence, *more)


def _whole_of(reader: Reader, around: Around, shared: Token, between: str) -> str:
    """Whole named after 占: a part, another metric, or everything."""
    tokens = reader.made.tokens_in(shared.end, around.number.start)
    members = [t.member for t in tokens if t.member is not None and MEMBER in t.kinds]
    if members:
        return ";".join(
            f"{dimension}={member}" for dimension, member in dict(m for m in members if m).items()
        )
    if re.search(r"全[区市县州省旗]|总|全部|同期|全社会", between):
        return "all"
    metrics = [t.metric for t in tokens if METRIC in t.kinds and t.metric is not None and t.metric.weight]
    last = reader.state.last
    if (
        metrics
        and last is not None
        and metrics[-1].metric != last.reading.metric
        and metrics[-1].kind == "money"
    ):
        return f"{metrics[-1].metric}:"
    return ""


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


def _pace(reader: Reader, around: Around, base: Candidate | None) -> Candidate | None:
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


def _narrowed(pre: str) -> bool:
    """降幅收窄: a fall that became smaller is a rise."""
    return re.search(r"降幅[^，。；]*(?:收窄|缩小|回升)", pre) is not None


def points(
    reader: Reader, around: Around, assigned: MetricWord | None, base: Candidate | None
) -> Candidate | None:
    """A change in percentage points, or a distance to the pace."""
    pre = around.pre
    if _PACE.search(pre[-16:]) and _is_pace(pre):
        return _pace(reader, around, base)
    if _ELSE.search(around.pre):
        return None
    moved = _last(around, (UP, DOWN))
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
    moved = _last(around, (UP,))
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
