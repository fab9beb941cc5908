"""Published numbers beside the ledger's of the same measure, part and period, where the two differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jjinvest.analysis.frames.number_table import NumberTable, is_missing
from jjinvest.analysis.frames.question import PROJECT, Known, Question
from jjinvest.analysis.frames.statistic_names import LEVEL
from jjinvest.analysis.frames.tidy import member_label
from jjinvest.analysis.frames.time_axis import ALL, PERIOD, is_span
from jjinvest.analysis.published.remainders import known_in_unit
from jjinvest.core.facts import Fact
from jjinvest.core.periods import is_within
from jjinvest.core.units import is_money, unit_scale
from jjinvest.i18n.formatting import Vocabulary

MAX_LISTED = 8
"""Differing numbers that a note lists at most; more are an ellipsis."""


def published_note(
    frame: NumberTable, known: Iterable[Known], asked: Question, words: Vocabulary, *, labels: bool
) -> str:
    """Say which published numbers differ from those of a frame of the ledger; empty where none does.

    A number differs where the ledger's lies outside the interval of the published one. Besides the rows their
    sum is compared, where they are the parts of a whole.
    """
    if PROJECT in asked.dimensions or len(asked.spans) > 1 or asked.span in ("month", PERIOD):
        return ""
    numbers, unit, said = _numbers(frame, asked), str(frame.attrs["unit"]), list[str]()
    for each in _comparable(known, asked, unit):
        fact = known_in_unit(each, unit).fact
        codes = [each.part[name] for name in asked.dimensions if name in each.part]
        names = [member_label(name, each.part[name], words) for name in asked.dimensions if name in each.part]
        number = numbers.get((fact.period, *(names if labels else codes)))
        if number is None or _agrees(number, fact):
            continue
        item = " · ".join([words.period(fact.period), *(names or [words.label("all_projects")])])
        said.append(f"{item} {words.fact(each.fact)}{_bracketed(number, unit, words)}")
    if not said:
        return ""
    listed = [*said[:MAX_LISTED], *(["…"] if len(said) > MAX_LISTED else [])]
    joined = ("；" if words.language == "zh" else "; ").join(listed)
    return words.message("analysis.note.published_beside").replace("{numbers}", joined)


def _comparable(known: Iterable[Known], asked: Question, unit: str) -> list[Known]:
    """Published numbers of the question, the whole first, then its parts in the order of time."""
    found = [
        each
        for each in known
        if (each.metric, each.statistic, each.fact.evidence) == (asked.metric, asked.statistic, "published")
        and _of_part(each.part, asked)
        and unit_scale(each.fact.unit)[0] == unit_scale(unit)[0]
        and (
            is_span(each.fact.period, asked.span)
            and (asked.period == ALL or is_within(each.fact.period, asked.period))
            if asked.span
            else each.fact.period == asked.period
        )
    ]
    return sorted(found, key=lambda each: (len(each.part), each.fact.period))


def _of_part(part: Mapping[str, str], asked: Question) -> bool:
    """Whether a part is the one asked for, as a whole or by its dimensions."""
    named = {*asked.where} == {*part} or {*asked.where, *asked.dimensions} == {*part}
    return named and all(part[name] == member for name, member in asked.where.items())


def _agrees(number: float, fact: Fact) -> bool:
    """Whether a number lies in the interval of a fact, whose open ends hold everything."""
    slack = 1e-9 * max(abs(number), 1.0)
    above = fact.low is None or number >= fact.low - slack
    return above and (fact.high is None or number <= fact.high + slack)


def _numbers(frame: NumberTable, asked: Question) -> dict[tuple[str, ...], float]:
    """Values of a frame by period and members, and the sum of the parts of each period."""
    numbers, sums = dict[tuple[str, ...], float](), dict[tuple[str, ...], float]()
    for row in frame.to_dict("records"):
        if is_missing(row["value"]):
            continue
        period = str(row[asked.span]) if asked.span else asked.period
        numbers[period, *(str(row[name]) for name in asked.dimensions)] = float(row["value"])
        sums[period,] = sums.get((period,), 0.0) + float(row["value"])
    added = asked.statistic == LEVEL and not frame["value"].isna().any()
    return (sums if added else {}) | numbers


def _bracketed(number: float, unit: str, words: Vocabulary) -> str:
    """Number of the ledger in brackets, an amount in the unit of the frame."""
    said = f"{number:.10g} {unit}" if is_money(unit) else f"{number:.10g}"
    return f"（{said}）" if words.language == "zh" else f" ({said})"
