"""A measure by dimension or period from the facts of a district, with what its parts leave of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

import pandas as pd

from jjinvest.analysis.choices import wrong_choice
from jjinvest.analysis.number_table import NumberTable, as_texts
from jjinvest.analysis.tidy import in_unit, member_label
from jjinvest.analysis.time_axis import ALL, PERIOD, SPANS, is_span, span_columns, typed_spans
from jjinvest.analysis.where import LEVEL, SHARE, SIZE, PartReader, part_of_row, read_where
from jjinvest.core.access import highest
from jjinvest.core.errors import BasisError, ParameterError
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import canonical_period, period_end, period_start
from jjinvest.core.rounding import exact
from jjinvest.core.units import unit_scale
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.metrics.breakdowns import NOT_ADDITIVE, TO_DATE, tier_edges
from jjinvest.results.results import Results

Overlap = Literal["error", "keep"]
REMAINDER = "remainder"
"""Member that stands for what the known parts leave of the whole."""
PROJECT = "project"


@dataclass(frozen=True)
class Known:
    """A fact with the part that it speaks of."""

    fact: Fact
    metric: str
    part: Mapping[str, str]
    statistic: str


@dataclass(frozen=True)
class Question:
    """What is asked: a measure, by which dimensions and spans, of which part and period."""

    metric: str
    by: tuple[str, ...]
    period: str
    where: Mapping[str, str]
    statistic: str = LEVEL
    unit: str = ""
    overlap: Overlap = "error"

    @property
    def span(self) -> str:
        """The shortest span of time among the dimensions; empty where the numbers are of one period."""
        return next((name for name in (PERIOD, *reversed(SPANS)) if name in self.by), "")

    @property
    def spans(self) -> tuple[str, ...]:
        """The spans of one length among the dimensions."""
        return tuple(name for name in self.by if name in SPANS)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that are no span of time."""
        return tuple(name for name in self.by if name not in (*SPANS, PERIOD))


def known_facts(results: Results) -> list[Known]:
    """Return published and computed facts with their parts, as the figures state them or as ids name them."""
    rows = results.figures.drop_duplicates("fact_id", keep="last").to_dict("records")
    stated = {str(row["fact_id"]): (part_of_row(row), str(row["statistic"])) for row in rows}
    dimensions, known = PartReader.of(results), list[Known]()
    for name, fact in results.measured.items():
        if fact.evidence not in ("published", "computed"):
            continue
        measured = dimensions.read(fact.id)
        part, statistic = stated.get(name, (measured.where, measured.statistic))
        known.append(Known(fact, measured.metric, part, statistic))
    return known


def measure_by(known: Iterable[Known], asked: Question, words: Vocabulary, *, labels: bool) -> NumberTable:
    """Return a measure by dimension or period, one part a row, in one unit.

    Raises
    ------
    ParameterError
        If there is no such metric, dimension or period, or the parts overlap; the choices are listed.
    BasisError
        If the numbers are in units that cannot be added.
    """
    of_metric = _of_metric(known, asked)
    asked = replace(asked, where=_codes(asked.where, of_metric, words))
    chosen = _chosen(of_metric, asked)
    unit = asked.unit or _usual_unit([each.fact for each in chosen])
    numbers = [_not_below_zero(_in_unit(each, unit)) for each in chosen]
    attrs: dict[str, object] = {"unit": unit, "units": {"value": unit}, "source": "figures"}
    if asked.dimensions and asked.statistic == LEVEL:
        numbers, covered = _with_remainders(numbers, of_metric, asked, unit)
        attrs |= covered
    attrs["tier"] = highest(each.fact.tier for each in numbers)
    return _frame(numbers, asked, words, labels=labels, attrs=attrs)


def _codes(where: Mapping[str, str], of_metric: Iterable[Known], words: Vocabulary) -> dict[str, str]:
    """Part asked for by the codes of its members, which may be given by their names."""
    codes = {
        (name, member_label(name, member, words)): member
        for each in of_metric
        for name, member in each.part.items()
    }
    return {name: codes.get((name, member), member) for name, member in where.items()}


def _of_metric(known: Iterable[Known], asked: Question) -> list[Known]:
    known = list(known)
    of_metric = [each for each in known if each.metric == asked.metric]
    if not of_metric:
        levels = (each.metric for each in known if each.statistic == LEVEL)
        raise wrong_choice("指标", "metric", asked.metric, list(dict.fromkeys(levels)))
    of_statistic = [each for each in of_metric if each.statistic == asked.statistic]
    if not of_statistic:
        names = dict.fromkeys(each.statistic for each in of_metric if "." not in each.statistic)
        raise wrong_choice("统计量", f"statistic of {asked.metric}", asked.statistic, list(names))
    return of_statistic


def _chosen(of_metric: list[Known], asked: Question) -> list[Known]:
    """Facts of the dimensions asked for, in the period or of the span."""
    for name, member in asked.where.items():
        members = sorted({each.part[name] for each in of_metric if name in each.part})
        if members and member not in members:
            raise wrong_choice("成员", f"member of {name}", member, members)
    fits = [each for each in of_metric if _is_part(each.part, asked)]
    if not fits:
        further = {
            "+".join(name for name in each.part if name not in asked.where)
            for each in of_metric
            if all(each.part.get(name) == member for name, member in asked.where.items())
        }
        raise _no_such_part(asked, sorted(further - {""}), of_metric)
    if asked.period == ALL and not asked.span:
        asked = replace(asked, period=_period_of_all(fits, asked))
    if asked.span:
        chosen = [each for each in fits if is_span(each.fact.period, asked.span)]
    elif asked.dimensions == (PROJECT,):
        chosen = _latest_of_projects(fits, asked.period)
    else:
        chosen = [each for each in fits if each.fact.period == asked.period]
    if not chosen:
        raise _not_of_period(fits, asked)
    return sorted(chosen, key=lambda each: period_end(each.fact.period)) if asked.span else chosen


def _what(asked: Question) -> str:
    """What is asked for, in the words of the call: metric, statistic, dimensions, part."""
    parts = [asked.metric, *([asked.statistic] if asked.statistic != LEVEL else [])]
    if asked.by:
        parts.append(f"by {'+'.join(asked.by)}")
    return " ".join([*parts, *(f"{name}={member}" for name, member in asked.where.items())])


def _periods(facts: Iterable[Known]) -> str:
    """Periods in order of time, the shorter of the same end first."""
    periods = {each.fact.period for each in facts}
    ordered = sorted(periods, key=lambda each: (period_end(each), -len(each), each))
    return ", ".join(ordered) or "—"


def _no_such_part(asked: Question, further: Sequence[str], of_metric: Sequence[Known]) -> ParameterError:
    """Error of a dimension without a number; it names what is asked and by what there are numbers."""
    if asked.dimensions:
        return wrong_choice("维度", f"dimension: {_what(asked)}", "+".join(asked.dimensions), list(further))
    return ParameterError(
        f"没有总数 no total is known: {_what(asked)}\n"
        f"可用 choices: by={', '.join(further) or '—'}; {_periods(of_metric)}"
    )


def _not_of_period(fits: Sequence[Known], asked: Question) -> ParameterError:
    """Error of a period or span without a number; it names the periods with one and what may be missing."""
    of_span = f"按 by {asked.span}" if asked.span else asked.period
    lines = [
        f"没有公布这些期间的数 no number of this period: {_what(asked)}, {of_span}",
        f"可用 choices: {_periods(fits)}",
    ]
    if asked.statistic.startswith("growth"):
        before = str(int(asked.period[:4]) - 1)
        lines.append(f"增速要有上年的数 a growth needs the number of the year before: {before}")
    return ParameterError("\n".join(lines))


def _period_of_all(fits: Sequence[Known], asked: Question) -> str:
    """Period that holds every other one with a number; published numbers of several are never added.

    Raises
    ------
    ParameterError
        If no single period holds all others; the periods are listed.
    """
    periods = {each.fact.period for each in fits}
    ends = {each: (period_start(each), period_end(each)) for each in periods}
    first, last = min(start for start, _ in ends.values()), max(end for _, end in ends.values())
    whole = next((each for each, span in sorted(ends.items()) if span == (first, last)), "")
    if not whole:
        raise ParameterError(
            f'period="all"：公布数各期不相加 published numbers of several periods are not added: '
            f"{_what(asked)}\n"
            f'可用 choices: by="year", by="period", period= {_periods(fits)}'
        )
    return whole


def _not_below_zero(known: Known) -> Known:
    """Interval of a level or share that is no less than zero: what rounding allows below zero cannot be."""
    fact = known.fact
    below = fact.low is not None and fact.low < 0 <= (fact.value if fact.value is not None else 0)
    if known.statistic not in (LEVEL, SHARE) or not below:
        return known
    return replace(known, fact=replace(fact, low=0.0))


def _is_part(part: Mapping[str, str], asked: Question) -> bool:
    where = asked.where
    return set(part) == {*asked.dimensions, *where} and all(part[name] == where[name] for name in where)


def _latest_of_projects(fits: list[Known], period: str) -> list[Known]:
    """Latest number of each project named within the period: a year includes its first half."""
    end = period_end(period)
    within = [
        each for each in fits if each.fact.period[:4] == period[:4] and period_end(each.fact.period) <= end
    ]
    within.sort(key=lambda each: period_end(each.fact.period))
    return list({each.part[PROJECT]: each for each in within}.values())


def _usual_unit(facts: Sequence[Fact]) -> str:
    units = [fact.unit for fact in facts]
    return max(dict.fromkeys(units), key=units.count, default="")


def _in_unit(known: Known, unit: str) -> Known:
    fact = known.fact
    if fact.unit == unit:
        return known
    if unit_scale(fact.unit)[0] != unit_scale(unit)[0]:
        raise BasisError(
            f"{fact.id} 的单位是 is in {fact.unit}，不能换算成 which is no {unit}；"
            f"用 unit= 或 where= 选择 choose with unit= or where="
        )
    value, low, high = (
        None if number is None else in_unit(exact(number), fact.unit, unit)
        for number in (fact.value, fact.low, fact.high)
    )
    return replace(known, fact=replace(fact, unit=unit, value=value, low=low, high=high))


def _with_remainders(
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
        whole = _in_unit(Known(whole, asked.metric, {}, LEVEL), unit).fact
        left = exact(whole.value or 0.0) - sum((exact(each.fact.value or 0.0) for each in parts), Fraction())
        if left < -_rounding([whole, *(each.fact for each in parts)]) or _nested(parts):
            if asked.overlap == "error":
                raise _overlap(asked, whole, left)
            about["overlapping"] = True
        elif left > _rounding([whole, *(each.fact for each in parts)]):
            result.append(_remainder(whole, left, parts, asked))
            about["remainder"] = "computed"
        elif left:
            differences.append(float(left))
    return result, about | ({"rounding_difference": sum(differences)} if differences else {})


def _rounding(facts: Iterable[Fact]) -> Fraction:
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
        edges = sorted((tier_edges(f"tier_{size}") for size in sizes), key=lambda pair: pair[0])
    except ValueError:
        return False
    return any(one[1] is None or one[1] > other[0] for one, other in pairwise(edges))


def _overlap(asked: Question, whole: Fact, left: Fraction) -> ParameterError:
    names = "+".join(asked.dimensions)
    return ParameterError(
        f"{asked.metric} 按 by {names}：各部分有重叠 the parts overlap"
        f"（合计 {whole.value:g} {whole.unit}，余 left {float(left):g}）\n"
        '可用 choices: overlap="keep"（原样列出，不求和 as they are, without a remainder）'
    )


def _remainder(whole: Fact, left: Fraction, parts: Sequence[Known], asked: Question) -> Known:
    """What the parts leave of the whole, as a computed fact."""
    width = _rounding([whole, *(each.fact for each in parts)])
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


def _frame(
    numbers: Sequence[Known], asked: Question, words: Vocabulary, *, labels: bool, attrs: Mapping[str, object]
) -> NumberTable:
    index, columns = pd.RangeIndex(len(numbers)), dict[str, pd.Series]()
    days = pd.Series([pd.Timestamp(period_start(each.fact.period)) for each in numbers], index=index)
    spans = span_columns(pd.to_datetime(days), asked.spans)
    for name in asked.by:
        if name == PERIOD:
            columns[name] = as_texts((each.fact.period for each in numbers), index)
            continue
        if name in spans:
            columns[name] = spans[name]
            continue
        members = [each.part[name] for each in numbers]
        shown = [member_label(name, member, words) if labels else member for member in members]
        columns[name] = as_texts(shown, index)
    if not asked.by:
        columns["period"] = as_texts((each.fact.period for each in numbers), index)
    for name in ("value", "low", "high"):
        columns[name] = pd.Series(
            [getattr(each.fact, name) for each in numbers], index=index, dtype="float64"
        )
    for name in ("unit", "relation", "evidence"):
        columns[name] = as_texts((getattr(each.fact, name) for each in numbers), index)
    table = NumberTable(typed_spans(pd.DataFrame(columns, index=index), asked.spans))
    table._facts = {"value": {at: each.fact for at, each in enumerate(numbers)}}
    table.attrs.update({"metric": asked.metric, "period": asked.period, "statistic": asked.statistic})
    table.attrs.update(attrs)
    return table


def asked_period(period: str | int) -> str:
    """Return the one way in which a period is written.

    Raises
    ------
    ParameterError
        If the text is no period.
    """
    try:
        return canonical_period(str(period))
    except ValueError:
        raise ParameterError(
            f"期间写法不对 not a period: {period!r}\n"
            "可用 choices: 2023、2023H1、2023Q1、2023Q1-Q3、2023-10、2023-01..2023-10、all"
        ) from None


def asked_where(where: str | Mapping[str, str] | None) -> dict[str, str]:
    """Return a part as a mapping, from a mapping or from text such as ``origin=out_of_city``."""
    return read_where(where) if isinstance(where, str) else dict(where or {})
