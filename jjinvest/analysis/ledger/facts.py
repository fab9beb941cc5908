"""A number of a ledger by its id: the frame that has it is computed again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jjinvest.analysis.frames.question import Question
from jjinvest.analysis.frames.statistic_names import LEVEL
from jjinvest.analysis.frames.time_axis import SPANS
from jjinvest.analysis.frames.traced import TracedFact
from jjinvest.analysis.ledger.by_rows import ledger_measure_by
from jjinvest.analysis.ledger.measures import known_measures, ledger_dimensions
from jjinvest.analysis.ledger.statistics import STATISTICS
from jjinvest.core.errors import JJInvestError
from jjinvest.core.fact_id import FactId
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.results.fact_index import LEDGER


def ledger_fact(state: LedgerState, number: str, words: Vocabulary) -> TracedFact | None:
    """Return a number of a frame of the ledger with its rows; None where the id is of no such number.

    Ids are those of ``frame.fact(row).id``, such as ``2023.ledger.agreed_amount.sector.secondary``.
    """
    try:
        wanted = FactId.parse(number)
    except ValueError:
        return None
    for asked in _questions(state, wanted):
        try:
            table = ledger_measure_by(state, asked, words, labels=False)
        except JJInvestError:
            continue
        behind = table._behind
        if behind is None:
            continue
        for fact in behind.facts.values():
            if str(fact.id).casefold() == str(wanted).casefold():
                return TracedFact(fact, rows=behind.of(fact))
    return None


def _questions(state: LedgerState, wanted: FactId) -> Iterator[Question]:
    """Questions whose answer may hold an id: its parts as rows, or the first of them as the part."""
    parts = list(wanted.parts)
    if len(parts) < 2 or parts[0] != LEDGER or parts[1] not in known_measures(state):
        return
    metric, rest, pairs = parts[1], parts[2:], list[tuple[str, str]]()
    names = {*ledger_dimensions(state), *SPANS}
    while len(rest) > 1 and rest[0] in names:
        pairs.append((rest[0], rest[1]))
        rest = rest[2:]
    statistic = rest[0] if rest else LEVEL
    if len(rest) > 1 or statistic not in STATISTICS:
        return
    asked = Question(metric, (), wanted.period.upper(), {}, statistic)
    asked = replace(asked, period="all" if wanted.period.casefold() == "all" else asked.period)
    for number in range(len(pairs) + 1):
        by = tuple(name for name, _ in pairs[number:])
        if len(set(by)) == len(by):
            yield replace(asked, by=by, where=dict(pairs[:number]))
