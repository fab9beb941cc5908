"""A measure by dimension or span of time, from the ledger or the published numbers, and why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jjinvest.analysis.district_frames import known, ledger
from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.analysis.frames.number_table import NumberTable, column_labels
from jjinvest.analysis.frames.question import (
    Known,
    Overlap,
    Question,
    asked_period,
    asked_where,
    refuse_twice,
)
from jjinvest.analysis.frames.statistic_names import LEVEL
from jjinvest.analysis.frames.time_axis import ALL, PERIOD
from jjinvest.analysis.frames.where import check_where
from jjinvest.analysis.ledger.by_rows import ledger_measure_by
from jjinvest.analysis.ledger.measures import (
    LEDGER_MEASURES,
    SIGNING_YEAR,
    check_known,
    known_measures,
    ledger_dimensions,
)
from jjinvest.analysis.ledger.statistics import ROWS_ANSWER, SHARE_ANSWERS, STATISTICS, check_statistic
from jjinvest.analysis.marks import marked, noted
from jjinvest.analysis.published.beside_ledger import published_note
from jjinvest.analysis.published.by_facts import OF_TARGETS, measure_by
from jjinvest.analysis.published.known_later import known_later
from jjinvest.analysis.tracing import framed_facts, traced
from jjinvest.core.errors import ParameterError
from jjinvest.core.fact_id import FactId
from jjinvest.results.fact_index import LEDGER

if TYPE_CHECKING:
    from jjinvest.analysis.opened import Opened


def measure_frame(
    d: Opened,
    metric: str,
    by: str | Sequence[str] | None,
    *,
    period: str | int | None,
    where: str | Mapping[str, str] | None,
    statistic: str,
    unit: str,
    source: str | None,
    overlap: Overlap,
    remainder: bool | None,
    labels: bool | str,
) -> NumberTable:
    """Return a measure by dimension, or by span of time, as plain numbers in one unit."""
    if not isinstance(metric, str):
        raise ParameterError("一次取一个指标 one metric a call: d.frame('agreed_amount')")
    names = (by,) if isinstance(by, str) else tuple(by or ())
    refuse_twice("by", names)
    wanted = period or (ALL if {"year", PERIOD, SIGNING_YEAR} & set(names) else d.period)
    wanted = wanted if wanted == ALL else asked_period(wanted)
    asked = Question(metric, names, wanted, asked_where(where), statistic, unit, overlap, remainder)
    words = d.report(labels).words if isinstance(labels, str) else d.words
    facts = known(d)
    check_where(asked.where, _dimensions(d, facts))
    if source is None:
        _check_measure(d, asked, facts)
    if _uses_ledger(d, asked, source, facts):
        frame = ledger_measure_by(ledger(d), asked, words, labels=bool(labels))
        beside = "" if source else published_note(frame, facts, asked, words, labels=bool(labels))
        if beside:  # whoever names the ledger knows that it is not the published number
            frame.attrs["notes"] = "\n".join(filter(None, (frame.attrs.get("notes"), beside)))
        frame = noted(d, frame, {*names, *asked.where})
    else:
        with _explaining(d, asked):
            frame = measure_by(facts, asked, words, labels=bool(labels))
    frame.attrs["labels"], frame._words = column_labels(frame, metric, words), words
    without_unit = [name for name in names if frame[name].dtype == "Int64"]  # years, and months beside them
    frame.attrs["units"] = dict.fromkeys(without_unit, "") | frame.attrs["units"]
    marked(d, frame)
    if getattr(frame, "_behind", None) is None:
        shown = frame._facts["value"].values()
        framed_facts(d).update({str(f.id).casefold(): traced(d, f) for f in shown})
    return frame


def _dimensions(d: Opened, facts: Sequence[Known]) -> list[str]:
    """Dimensions of which the figures or the ledger have a number."""
    state = d.results.workspace.ledger
    of_ledger = () if state is None else ledger_dimensions(state)
    return list(dict.fromkeys([*(name for each in facts for name in each.part), *of_ledger]))


def _check_measure(d: Opened, asked: Question, facts: Sequence[Known]) -> None:
    """Refuse a measure or statistic that neither the figures nor the ledger have; all that do are listed.

    Raises
    ------
    ParameterError
        If no number of the measure is known, or it is one of the ledger alone, without that statistic.
    """
    state = d.results.workspace.ledger
    of_ledger = {} if state is None else known_measures(state)
    if any(each.metric == asked.metric for each in facts):
        return
    if asked.metric in of_ledger:
        check_statistic(asked, amounts=bool(of_ledger[asked.metric].amount))
        return
    published = [each.metric for each in facts if each.statistic == LEVEL]
    if state is not None and asked.metric in LEDGER_MEASURES:
        check_known(state, asked.metric, published)  # says which columns of the ledger are blank
    with _explaining(d, asked):
        raise wrong_choice("指标", "metric", asked.metric, list(dict.fromkeys([*published, *of_ledger])))


def known_after(d: Opened, asked: Question | None = None) -> str:
    """Name the figures that became known after the as-of day, and would answer."""
    return known_later(d._origin.everything().figures, d.as_of, asked)


@contextmanager
def _explaining(d: Opened, asked: Question) -> Iterator[None]:
    """Add to an error what would answer: a later figure, another fact, the rows of the ledger."""
    try:
        yield
    except ParameterError as error:
        said = _no_target(d, asked) or str(error)
        lines = [said, known_after(d, asked), _bounded(d, asked)]
        if d.results.workspace.ledger is not None and asked.statistic not in STATISTICS:
            lines.append(SHARE_ANSWERS if asked.statistic == "share_of_year" else ROWS_ANSWER)
        raise ParameterError("\n".join(filter(None, lines))) from None


def _no_target(d: Opened, asked: Question) -> str:
    """Say that a measure has no target, where it is asked how far that is reached."""
    measured = any(each.metric == asked.metric for each in known(d))
    targets = d.results.workspace.targets
    aimed = asked.metric in set(targets["metric"])
    if asked.statistic not in OF_TARGETS or aimed or not measured:
        return ""
    aims = ", ".join(dict.fromkeys(targets["metric"])) or "—"
    return f"没有已知目标 no target known: {asked.metric}\n可用 choices: d.targets（{aims}）"


def _bounded(d: Opened, asked: Question) -> str:
    """Fact of the whole in the period asked for that no frame has, because only its bounds are known."""
    if asked.by or asked.where or asked.period == ALL:
        return ""
    statistic = "" if asked.statistic == LEVEL else asked.statistic
    fact = d.results.get(FactId.of(asked.period, asked.metric, statistic))
    return "" if fact is None else f'另有 there is: d.fact("{fact.id}")（{fact.evidence}）'


def _uses_ledger(d: Opened, asked: Question, source: str | None, facts: Sequence[Known]) -> bool:
    if source not in (None, "ledger", "figures"):
        raise wrong_choice("来源", "source", source, ["ledger", "figures"])
    if source is not None:
        return source == LEDGER and ledger(d) is not None
    state = d.results.workspace.ledger
    if state is None or asked.metric not in LEDGER_MEASURES or asked.statistic not in STATISTICS:
        return False
    published = any(each.metric == asked.metric for each in facts)
    return asked.metric in known_measures(state) or not published
