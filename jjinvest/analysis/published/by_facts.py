"""A measure by dimension or period from the facts of a district, with what its parts leave of the whole."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

import pandas as pd

from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.analysis.frames.member_order import member_place
from jjinvest.analysis.frames.number_table import NumberTable, as_texts
from jjinvest.analysis.frames.question import PROJECT, REMAINDER, Known, Question
from jjinvest.analysis.frames.statistic_names import LEVEL, SHARE
from jjinvest.analysis.frames.tidy import member_label
from jjinvest.analysis.frames.time_axis import ALL, PERIOD, SPANS, is_span, span_columns, typed_spans
from jjinvest.analysis.frames.where import SIZE, PartReader, code_of_word, part_of_row
from jjinvest.analysis.published.remainders import (
    known_in_unit,
    shares_of_levels,
    usual_unit,
    with_remainders,
    with_rest_of_period,
)
from jjinvest.analysis.published.share_sums import share_notes
from jjinvest.core.access import highest
from jjinvest.core.errors import ParameterError
from jjinvest.core.facts import Fact
from jjinvest.core.origins import ORIGIN
from jjinvest.core.periods import period_end, period_start
from jjinvest.data.own_targets import OWN
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.metrics.comparability import LIKE_FOR_LIKE
from jjinvest.metrics.half_years import AS_RESTATED, RESTATED_PARTS
from jjinvest.results.results import Results

"""Version of a growth on what the same bodies or projects had the year before (可比口径)."""
OF_TARGETS = ("completion", "pace_gap", "target", "excess")
"""Statistics that a measure has only where there is a target of it."""


def known_facts(results: Results) -> list[Known]:
    """Return published and computed facts with their parts, as the figures state them or as ids name them.

    Of the numbers of which only bounds are known those are among them that stand for a difference: a half of
    a year in which an amount was restated has no value, but a low and a high end.
    """
    rows = results.figures.drop_duplicates("fact_id", keep="last").to_dict("records")
    stated = {str(row["fact_id"]): (part_of_row(row), str(row["statistic"])) for row in rows}
    dimensions, known = PartReader.of(results), list[Known]()
    for name, fact in results.measured.items():
        if fact.evidence not in ("published", "computed") and fact.caveat != RESTATED_PARTS:
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
    known = list(known)
    asked = replace(asked, where=_codes(asked.where, (k for k in known if k.metric == asked.metric), words))
    try:
        numbers, about = _numbers(known, asked)
    except ParameterError:
        levels = None if asked.statistic != SHARE else _shares(known, asked)
        if levels is None:
            raise
        numbers, about = levels
    notes = _restated_notes(numbers, known, words) if asked.statistic == LEVEL else []
    if not asked.where:
        notes += share_notes(numbers, words)
    within = cast("list[str]", about.pop("within", []))
    if within:
        named = "、".join(words.member(ORIGIN, member) for member in within)
        notes.append(words.message("analysis.note.within").replace("{members}", named))
    rest = [each for each in numbers if REMAINDER in each.part.values()]
    shown = asked.dimensions != (PROJECT,) if asked.remainder is None else asked.remainder
    if rest and not shown:
        numbers = [each for each in numbers if each not in rest]
        about["rest"] = rest[0].fact.value if len(rest) == 1 else None
        left = words.message("analysis.note.remainder_left_out")
        written = "—" if about["rest"] is None else f"{rest[0].fact.value:g} {rest[0].fact.unit}"
        notes.append(left.replace("{rest}", written))
    elif rest and asked.spans and not asked.dimensions:
        notes.append(words.message("analysis.note.rest_of_period"))
    if notes:
        about["notes"] = "\n".join(notes)
    about["tier"] = highest(each.fact.tier for each in numbers)
    return _frame(numbers, asked, words, labels=labels, attrs=about)


def _numbers(known: list[Known], asked: Question) -> tuple[list[Known], dict[str, object]]:
    """Numbers in one unit with what they leave of the whole, and what there is to say of them."""
    of_metric = _of_metric(known, asked)
    chosen = _chosen(of_metric, asked)
    unit = asked.unit or usual_unit([each.fact for each in chosen])
    numbers = [_not_below_zero(known_in_unit(each, unit)) for each in chosen]
    about: dict[str, object] = {"unit": unit, "units": {"value": unit}, "source": "figures"}
    if asked.statistic == LEVEL and asked.dimensions:
        numbers, covered = with_remainders(numbers, of_metric, asked, unit)
        about |= covered
    elif asked.statistic == LEVEL and asked.spans:
        numbers, covered = with_rest_of_period(numbers, of_metric, asked, unit)
        about |= covered
    return numbers, about


def _restated_notes(numbers: Iterable[Known], known: Iterable[Known], words: Vocabulary) -> list[str]:
    """Say of a published number that a later one replaces for comparisons what that one is."""
    restated = {
        (each.metric, each.fact.period, tuple(sorted(each.part.items()))): each.fact
        for each in known
        if each.statistic == AS_RESTATED
    }
    notes = list[str]()
    for each in numbers:
        later = restated.get((each.metric, each.fact.period, tuple(sorted(each.part.items()))))
        if later is not None:
            note = words.message("analysis.note.as_restated").replace("{period}", words.period(later.period))
            notes.append(note.replace("{number}", f"{later.value:g} {later.unit}").replace("{id}", later.id))
    return notes


def _shares(known: list[Known], asked: Question) -> tuple[list[Known], dict[str, object]] | None:
    """Shares computed from published levels and their whole; None where the whole is not published."""
    numbers, about = _numbers(known, replace(asked, statistic=LEVEL, unit=""))
    shares = shares_of_levels(numbers, known, asked)
    return None if shares is None else (shares, about | {"unit": "%", "units": {"value": "%"}})


def _codes(where: Mapping[str, str], of_metric: Iterable[Known], words: Vocabulary) -> dict[str, str]:
    """Part asked for by the codes of its members, which may be given by their names."""
    codes = {
        (name, member_label(name, member, words)): member
        for each in of_metric
        for name, member in each.part.items()
    }
    known = {(name, code) for (name, _), code in codes.items()}
    return {
        name: member if (name, member) in known else codes.get((name, member)) or code_of_word(name, member)
        for name, member in where.items()
    }


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
        chosen = [each for each in fits if is_span(each.fact.period, asked.span) and _within(each, asked)]
    elif asked.dimensions == (PROJECT,):
        chosen = _latest_of_projects(fits, asked.period)
    else:
        chosen = [each for each in fits if each.fact.period == asked.period]
    if not chosen:
        raise _not_of_period(fits, asked)
    chosen.sort(key=lambda each: [member_place(name, each.part[name]) for name in asked.dimensions])
    return sorted(chosen, key=lambda each: _in_time(each.fact.period)) if asked.span else chosen


def _in_time(period: str) -> tuple[date, int]:
    """Place of a period in time: by its end, the shorter of one end first."""
    return period_end(period), -period_start(period).toordinal()


def _within(known: Known, asked: Question) -> bool:
    """Whether a number is of the period asked for, or of a span within it."""
    if asked.period == ALL:
        return True
    period = known.fact.period
    return period_start(asked.period) <= period_start(period) and period_end(period) <= period_end(
        asked.period
    )


def _what(asked: Question) -> str:
    """What is asked for, in the words of the call: metric, statistic, dimensions, part."""
    parts = [asked.metric, *([asked.statistic] if asked.statistic != LEVEL else [])]
    if asked.by:
        parts.append(f"by {'+'.join(asked.by)}")
    return " ".join([*parts, *(f"{name}={member}" for name, member in asked.where.items())])


def _periods(facts: Iterable[Known]) -> str:
    """Periods in order of time, the shorter of the same end first."""
    periods = {each.fact.period for each in facts}
    return ", ".join(sorted(periods, key=_in_time)) or "—"


def _no_such_part(asked: Question, further: Sequence[str], of_metric: Sequence[Known]) -> ParameterError:
    """Error of a part without a number; it names what is asked, and what there are numbers of."""
    whole = not asked.where and not asked.dimensions
    spans = [*SPANS, PERIOD]
    names = {name for each in further for name in each.split("+")}
    near = difflib.get_close_matches("+".join(asked.dimensions), further, n=3)
    near += [
        each
        for name in asked.dimensions
        if name not in names
        for each in difflib.get_close_matches(name, [*sorted(names), *spans], n=3)
        if each not in near
    ]
    choices = [f"by={', '.join([*further, *spans])}"] if further or asked.dimensions else []
    if SIZE in asked.dimensions:
        choices.append('上下界 bounds, where known: d.table("bounds")')
    if any(not each.part for each in of_metric) and not whole:
        choices.append(f'总数 the total: d.frame("{asked.metric}")')
    if whole:
        choices.append(_periods(of_metric))
    missing = (
        "没有公布这样的总数 no such total is published"
        if whole and of_metric
        else "没有公布 not published, for any period"
    )
    return ParameterError(
        f"{missing}: {_what(asked)}\n"
        f"可用 choices: {'; '.join(choices) or 'd.metrics'}"
        + (f"\n相近 near: {', '.join(near)}" if near else "")
    )


def _not_of_period(fits: Sequence[Known], asked: Question) -> ParameterError:
    """Error of a period or span without a number; it names the periods with one and what may be missing."""
    of_span = ", ".join([*([f"按 by {asked.span}"] if asked.span else []), asked.period])
    lines = [
        f"没有公布这些期间的数 no number of this period: {_what(asked)}, {of_span}",
        f"可用 choices: {_periods(fits)}",
    ]
    if asked.statistic.startswith("growth"):
        before = f": {int(asked.period[:4]) - 1}" if asked.period != ALL else ""
        lines.append(f"增速要有上年的数 a growth needs the number of the year before{before}")
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
            rest = pd.Series([each.part.get(name) == REMAINDER for each in numbers], index=index)
            named = words.label(REMAINDER) if labels else REMAINDER
            columns[name] = spans[name].mask(rest.astype(bool), named)
            continue
        members = [each.part[name] for each in numbers]
        shown = [member_label(name, member, words) if labels else member for member in members]
        columns[name] = as_texts(shown, index)
    if not asked.by or (asked.dimensions == (PROJECT,) and not asked.span):
        columns["period"] = as_texts((each.fact.period for each in numbers), index)
    for name in ("value", "low", "high"):
        columns[name] = pd.Series(
            [getattr(each.fact, name) for each in numbers], index=index, dtype="float64"
        )
    for name in ("unit", "relation", "evidence"):
        columns[name] = as_texts((getattr(each.fact, name) for each in numbers), index)
    for name, texts in _which_of_two([each.fact for each in numbers], asked).items():
        columns[name] = as_texts(texts, index)
    remainders = [REMAINDER in each.part.values() for each in numbers]
    if any(remainders):
        columns[REMAINDER] = pd.Series(remainders, index=index, dtype="bool")
    table = NumberTable(typed_spans(pd.DataFrame(columns, index=index), asked.spans))
    table._facts = {"value": {at: each.fact for at, each in enumerate(numbers)}}
    table.attrs.update({"metric": asked.metric, "period": asked.period, "statistic": asked.statistic})
    table.attrs.update(attrs)
    return table


def _which_of_two(shown: Sequence[Fact], asked: Question) -> dict[str, list[str]]:
    """Columns by which numbers of one period and part differ: whose target it is, and its version.

    Without an authority a target is the place's own, as in ``d.targets``. There is none where all are blank.
    """
    own = OWN if asked.statistic in OF_TARGETS else ""
    columns = {
        "authority": [each.id.authority or own for each in shown],
        "version": [LIKE_FOR_LIKE if LIKE_FOR_LIKE in each.id.parts else "" for each in shown],
    }
    return {name: texts for name, texts in columns.items() if any(texts)}
