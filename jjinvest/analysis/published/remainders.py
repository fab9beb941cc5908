"""What the published parts leave of the whole, and the units in which numbers are added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from jjinvest.analysis.frames.question import REMAINDER, Known, Question
from jjinvest.analysis.frames.statistic_names import LEVEL, SHARE
from jjinvest.analysis.frames.tidy import in_unit
from jjinvest.analysis.frames.time_axis import ALL
from jjinvest.analysis.frames.where import SIZE
from jjinvest.core.errors import BasisError, ParameterError
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.origins import ORIGIN, outermost
from jjinvest.core.periods import period_end, period_start
from jjinvest.core.rounding import exact
from jjinvest.core.size_classes import tier_edges
from jjinvest.core.units import unit_scale
from jjinvest.metrics.breakdowns import NOT_ADDITIVE, TO_DATE
from jjinvest.reporting.verify_mark import is_marked


def usual_unit(facts: Sequence[Fact]) -> str:
    """Most frequent unit of some facts."""
    units = [fact.unit for fact in facts]
    return max(dict.fromkeys(units), key=units.count, default="")


def known_in_unit(known: Known, unit: str) -> Known:
    """Return a number at another scale of its unit.

    Raises
    ------
    BasisError
        If the units cannot be converted into each other.
    """
    fact = known.fact
    if fact.unit == unit:
        return known
    value, low, high = (
        None if number is None else converted(exact(number), fact.unit, unit, of=fact.id)
        for number in (fact.value, fact.low, fact.high)
    )
    return replace(known, fact=replace(fact, unit=unit, value=value, low=low, high=high))


def converted(number: Fraction | float, unit: str, wanted: str, *, of: str = "") -> float:
    """Convert a number, of a fact perhaps, to another scale of its unit.

    Raises
    ------
    BasisError
        If the units cannot be converted into each other; those that can are listed.
    """
    base, _ = unit_scale(unit)
    if base != unit_scale(wanted)[0]:
        units = [scale + base for scale in ("", "万", "亿")] if base.endswith("元") else [unit]
        said = f"{of} 的单位是 is in {unit}" if of else f"单位 unit {unit}"
        raise BasisError(
            f"{said}，不能换算成 and cannot be converted into {wanted}："
            f"没有汇率或换算办法 no rate between them is known\n"
            f"可用 choices: unit= {', '.join(units)}; where="
        )
    return in_unit(number, unit, wanted)


def with_remainders(
    numbers: list[Known], of_metric: list[Known], asked: Question, unit: str
) -> tuple[list[Known], dict[str, object]]:
    """Return the parts with what they leave of the whole, by period, and what there is to say of it."""
    wholes = {
        each.fact.period: each.fact
        for each in of_metric
        if each.part == asked.where and unit_scale(each.fact.unit)[0] == unit_scale(unit)[0]
    }
    about: dict[str, object] = {"remainder": "none", "overlapping": False}
    if unit_scale(unit)[0] in NOT_ADDITIVE or not wholes:
        return numbers, about | {"remainder": "unknown"}
    if set(asked.dimensions) & set(TO_DATE):
        return numbers, about | {"remainder": "unknown: to date, not a part of the period"}
    result, differences = list[Known](), list[float]()
    spans = dict.fromkeys(each.fact.period for each in numbers) if asked.span else [asked.period]
    for period in spans:
        parts = [each for each in numbers if not asked.span or each.fact.period == period]
        result += parts
        whole = wholes.get(period)
        if whole is None or whole.value is None or whole.relation != "=":
            about["remainder"] = "unknown"
            continue
        whole = known_in_unit(Known(whole, asked.metric, {}, LEVEL), unit).fact
        added = _that_add_up(parts)
        if added is None:
            about["remainder"] = "unknown: 省外 may hold 境外 (out_of_province may include abroad)"
            continue
        every = sum((exact(each.fact.value or 0.0) for each in parts), Fraction())
        if len(added) < len(parts) and abs(exact(whole.value or 0.0) - every) <= rounding_of(
            [whole, *(each.fact for each in parts)]
        ):
            added = parts  # together they are the whole: here 市外 does not hold 境外
        if len(added) < len(parts):
            about["within"] = sorted({each.part[ORIGIN] for each in parts if each not in added})
        parts = added
        left = exact(whole.value or 0.0) - sum((exact(each.fact.value or 0.0) for each in parts), Fraction())
        if left < -rounding_of([whole, *(each.fact for each in parts)]) or _nested(parts):
            if asked.overlap == "error":
                raise _overlap(asked, whole, left, parts)
            about["overlapping"] = True
        elif left > rounding_of([whole, *(each.fact for each in parts)]):
            result.append(_remainder(whole, left, parts, asked))
            about["remainder"] = "computed"
        elif left:
            differences.append(float(left))
    return result, about | ({"rounding_difference": sum(differences)} if differences else {})


def _that_add_up(parts: Sequence[Known]) -> list[Known] | None:
    """Parts without those within another one, as 境外 is in 市外; None if that is not certain."""
    by_rest: dict[tuple[tuple[str, str], ...], list[Known]] = {}
    for each in parts:
        rest = tuple(sorted((name, member) for name, member in each.part.items() if name != ORIGIN))
        by_rest.setdefault(rest, []).append(each)
    outer = list[Known]()
    for alike in by_rest.values():
        origins = outermost(each.part[ORIGIN] for each in alike if ORIGIN in each.part)
        if origins is None:
            return None
        outer += [each for each in alike if each.part.get(ORIGIN) in (None, *origins)]
    return [each for each in parts if each in outer]


def rounding_of(facts: Iterable[Fact]) -> Fraction:
    """How far a sum may be from its whole by the rounding of the numbers alone."""
    widths = (
        (exact(fact.high) - exact(fact.low)) / 2
        for fact in facts
        if fact.low is not None and fact.high is not None
    )
    return sum(widths, Fraction())


def _nested(parts: Sequence[Known]) -> bool:
    """Whether two parts are size classes that overlap, such as 10亿元以上 and 50亿元以上."""
    sizes = {each.part[SIZE] for each in parts if SIZE in each.part}
    try:
        edges = sorted((tier_edges(size) for size in sizes), key=lambda pair: pair[0])
    except ValueError:
        return False
    return any(one[1] is None or one[1] > other[0] for one, other in pairwise(edges))


def _overlap(asked: Question, whole: Fact, left: Fraction, parts: Sequence[Known]) -> ParameterError:
    names = "+".join(asked.dimensions)
    reason = (
        "各部分有重叠 the parts overlap"
        if _nested(parts)
        else "各部分之和大于合计 the parts exceed the whole"
    )
    doubted = [str(fact.id) for fact in (whole, *(each.fact for each in parts)) if is_marked(fact)]
    to_verify = f"，待核 to be verified: {', '.join(doubted)}" if doubted else ""
    return ParameterError(
        f"{asked.metric} 按 by {names}：{reason}{to_verify}"
        f"（合计 {whole.value:g} {whole.unit}，余 left {float(left):g}）\n"
        '可用 choices: overlap="keep"（原样列出，不求和 as they are, without a remainder）'
    )


def _remainder(whole: Fact, left: Fraction, parts: Sequence[Known], asked: Question) -> Known:
    """What the parts leave of the whole, as a computed fact."""
    width = rounding_of([whole, *(each.fact for each in parts)])
    fact = replace(
        whole,
        id=FactId.parse(whole.id) / REMAINDER / "_".join(asked.dimensions),
        value=float(left),
        low=float(left - width),
        high=float(left + width),
        evidence="computed",
        sources=tuple(dict.fromkeys(i for each in (whole, *(p.fact for p in parts)) for i in each.sources)),
        definition="",
    )
    return Known(fact, asked.metric, dict.fromkeys(asked.dimensions, REMAINDER), LEVEL)


def with_rest_of_period(
    numbers: list[Known], of_metric: list[Known], asked: Question, unit: str
) -> tuple[list[Known], dict[str, object]]:
    """Return numbers of spans with what they leave of the period, where they do not cover all its months."""
    about: dict[str, object] = {"remainder": "none"}
    whole = next(
        (
            each.fact
            for each in of_metric
            if each.part == asked.where and each.fact.period == asked.period and each.fact.relation == "="
        ),
        None,
    )
    scale = unit_scale(unit)[0]
    if whole is None or whole.value is None or unit_scale(whole.unit)[0] != scale or scale in NOT_ADDITIVE:
        return numbers, about | {"remainder": "unknown"}
    of_period = {each.fact.period for each in numbers} == {asked.period}
    if of_period or sum(_months(each.fact.period) for each in numbers) >= _months(asked.period):
        return numbers, about
    whole = known_in_unit(Known(whole, asked.metric, {}, LEVEL), unit).fact
    left = exact(whole.value or 0.0) - sum((exact(each.fact.value or 0.0) for each in numbers), Fraction())
    if abs(left) <= rounding_of([whole, *(each.fact for each in numbers)]):
        return numbers, about
    rest = _remainder(whole, left, numbers, asked)
    return [*numbers, replace(rest, part=dict.fromkeys(asked.spans, REMAINDER))], {"remainder": "computed"}


def _months(period: str) -> int:
    first, last = period_start(period), period_end(period)
    return 12 * (last.year - first.year) + last.month - first.month + 1


def shares_of_levels(numbers: Sequence[Known], known: Iterable[Known], asked: Question) -> list[Known] | None:
    """Return levels as shares in % of the whole of their period; None where a whole is not published."""
    of_whole = asked.where if asked.dimensions else {}
    wholes = {
        each.fact.period: each.fact
        for each in known
        if (each.metric, each.statistic, each.part) == (asked.metric, LEVEL, of_whole)
    }
    shares = list[Known]()
    for each in numbers:
        fact = each.fact
        period = fact.period if asked.span or asked.period == ALL else asked.period
        whole = wholes.get(period)
        if whole is None or not whole.value or whole.relation != "=":
            return None
        whole = known_in_unit(Known(whole, asked.metric, {}, LEVEL), fact.unit).fact
        shares.append(replace(each, fact=_share(fact, whole), statistic=SHARE))
    return shares or None


def _share(part: Fact, whole: Fact) -> Fact:
    """Share of a number in its whole, with the interval that the rounding of both leaves."""

    def percent(number: float | None, of: float | None) -> float | None:
        return None if number is None or not of else float(100 * exact(number) / exact(of))

    low, high = percent(part.low, whole.high), percent(part.high, whole.low)
    return replace(
        part,
        id=FactId.parse(part.id) / SHARE,
        value=percent(part.value, whole.value),
        low=None if low is None else max(low, 0.0),
        high=None if high is None else min(high, 100.0),
        unit="%",
        evidence="computed",
        sources=tuple(dict.fromkeys((*part.sources, *whole.sources))),
        definition="",
    )
