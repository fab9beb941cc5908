"""A share: of what part, and of which whole."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from jjinvest.core.units import is_money, unit_scale
from jjinvest.data.bulletins.clauses.reading import HIGH, LOW, MEDIUM, Candidate, Pairs, Reading
from jjinvest.data.bulletins.roles.words import SIGNED, nearest
from jjinvest.data.bulletins.rules import MetricWord
from jjinvest.data.bulletins.text.tokens import MEMBER, METRIC, Token

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading_state import Around
    from jjinvest.data.bulletins.clauses.readings import Reader

_OF_SEVERAL = re.compile(r"合计|三者|两者|四者|合占|共占|总计")
_COUNTED_SHARE = re.compile(r"项目(?:个?数|数量)?$")


def share(reader: Reader, around: Around, shared: Token, base: Candidate | None) -> Candidate | None:
    """Read a share of the part before it, in the whole that the words after 占 name."""
    number = around.number
    if _OF_SEVERAL.search(around.pre) or reader.is_goal(around):
        return None  # of several parts together, or still to come
    last = base or reader.state.last
    if base is None and last is not None and last.reading.unit == "%":
        last = None  # 开工率58%；签约项目中制造业占比四成: no share of the rate
    if last is None:
        last = _grown(reader, around, shared)  # 工业投资增长11.5%，占固定资产投资的比重为38.6%
    if last is None and not reader.where:
        return None
    between = reader.text[shared.end : number.start]
    outer = re.search(r"全(?:[区县市州省旗国])", between)
    if outer is not None and reader.own_level and reader.own_level != outer[0]:
        return None  # 全区……占全市的25%: of a whole that is not in the text
    metric, where = _measured(reader, around, shared, last, base)
    if not metric:
        return None
    whole = _whole_of(reader, around, shared, between, last)
    if not where and whole == "all":
        return None  # 全省占全省比重100%: the whole is no part of itself
    if not where and not whole and not (whole := _other_amount(reader, metric, last)):
        return None
    whole = whole or ("all" if len(where) == 1 else "")
    confidence = HIGH if where else MEDIUM
    if outer is not None and reader.own_level != outer[0]:
        confidence = LOW  # the text does not say whether 全市 is its own whole
    reading = Reading(reader.period, metric, where, "share", number.relation, number.digits, "%", of=whole)
    more = []
    if len(where) > 1 or whole not in ("", "all"):
        more.append(replace(reading, of="" if whole == "all" else "all"))
    if not between.strip("比重为达到约") and _has_target(reader, metric, where):
        more.append(replace(reading, statistic="completion", of=""))  # 甲县目标60亿元……完成33亿元，占55%
    if whole == "all" and last is not None:
        more += [replace(reading, of=part) for part in _larger_parts(reader, reading, last)]
    return reader.row(around, reading, confidence, *more)


def _measured(
    reader: Reader, around: Around, shared: Token, last: Candidate | None, base: Candidate | None
) -> tuple[str, Pairs]:
    """Metric and part that a share is of; the metric is empty where none is named."""
    metric, where = (last.reading.metric, last.reading.where) if last is not None else ("", ())
    of_new_part = reader.state.parts.entered_here and base is None
    if of_new_part:
        where = _with_origin(reader.where, last)
        named = nearest(around, ("money", "project"))
        counted = _COUNTED_SHARE.search(reader.text[max(0, shared.start - 6) : shared.start]) is not None
        if counted and (named is None or not named.weight):
            metric = (reader.inherit("count") or SIGNED).metric  # 省外投资项目占比
        elif _of_origin(named, last, where):
            pass  # 到位资金40亿元，其中外资占比15%: of the funds, what came from abroad
        elif named is not None and (named.kind == "money" or last is None):
            metric = named.metric
    if not metric or last is None:
        named = nearest(around, ("money", "project"), wide=True) or reader.inherit("money")
        metric = named.metric if named is not None else ""
    elif not of_new_part and base is None:
        before = (token.metric for token in around.pre_tokens if token.start < shared.start)
        metric = next((each.metric for each in before if each and each.kind == "money"), metric)
    return metric, where


def _other_amount(reader: Reader, metric: str, last: Candidate | None) -> str:
    """The whole where a total has a share: the last total of another metric in its unit; else empty."""
    unit = last.reading.unit if last is not None else None
    levels = (candidate.reading for candidate in reader.state.levels)
    totals = [each for each in levels if each.metric != metric and not each.where and each.unit == unit]
    return f"{totals[-1].metric}:" if totals else ""


def _larger_parts(reader: Reader, reading: Reading, last: Candidate) -> list[str]:
    """Parts named before in which a share may be: the one right before it, and those of a greater amount."""
    earlier = [candidate for candidate in reader.state.levels if candidate is not last][-4:]
    others = [
        other
        for other in earlier
        if other.reading.metric == reading.metric and other.reading.where not in ((), reading.where)
    ]
    larger = [other for other in others if other is earlier[-1] or _greater(other, last)]
    return [other.reading.where_text for other in larger]


def _with_origin(where: Pairs, last: Candidate | None) -> Pairs:
    """The part in hand with the origin that its amount has, in a row 广东省 | 市外资金 | 占比."""
    had = last.reading.where if last is not None else ()
    origin = tuple(pair for pair in had if pair[0] == "origin")
    lacks = bool(where) and bool(origin) and not any(pair[0] == "origin" for pair in where)
    return (*where, *origin) if lacks and set(had) == {*where, *origin} else where


def _has_target(reader: Reader, metric: str, where: Pairs) -> bool:
    """Whether a target of the same measure and part stands before."""
    targets = (c.reading for c in reader.candidates[-40:] if c.reading.statistic == "target")
    return any((each.metric, each.where) == (metric, where) for each in targets)


def _greater(other: Candidate, part: Candidate) -> bool:
    """Whether an amount may be the whole of another."""
    same = other.reading.unit == part.reading.unit and other.reading.period == part.reading.period
    return same and Decimal(other.reading.value) > Decimal(part.reading.value)


def _of_origin(named: MetricWord | None, last: Candidate | None, where: Pairs) -> bool:
    """Whether 外资 alone, which is a measure too, is a part of the amount in yuan before it."""
    bare = named is not None and named.word == "外资" and ("origin", "abroad") in where
    return (
        bare and last is not None and is_money(last.reading.unit) and unit_scale(last.reading.unit)[0] == "元"
    )


def _grown(reader: Reader, around: Around, shared: Token) -> Candidate | None:
    """The growth right before a share that names another measure as its whole."""
    before = reader.candidates[-1] if reader.candidates else None
    if before is None or before.reading.statistic != "growth" or before.start < reader.sentence_start:
        return None
    whole = _whole_of(reader, around, shared, reader.text[shared.end : around.number.start], before)
    return before if whole.endswith(":") else None


def _whole_of(
    reader: Reader, around: Around, shared: Token, between: str, last: Candidate | None = None
) -> str:
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
    last = last or reader.state.last
    if (
        metrics
        and last is not None
        and metrics[-1].metric != last.reading.metric
        and metrics[-1].kind == "money"
    ):
        return f"{metrics[-1].metric}:"
    return ""
