"""Sentences on parts that no longer add up to their whole, because some were corrected and others not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.metrics.corrected_parts import GAP, SUM
from jjinvest.reporting.tables.cells import FactName
from jjinvest.reporting.tables.sentences import Sentence

Known = Callable[[FactId], Fact | None]


def parts_apart(
    facts: Iterable[Fact], known: Known, period: str, words: Vocabulary
) -> dict[str, list[Sentence]]:
    """Say of each dimension which corrected number keeps its parts from adding up, and by how much.

    Parameters
    ----------
    known
        Number by its id.
    """
    found = dict[str, list[Sentence]]()
    for gap in facts:
        if gap.id.parts[1:2] != (GAP,) or gap.value is None or gap.id.period != FactId.of(period).period:
            continue
        metric, scope = gap.id.metric, gap.id.name
        head = FactId.of(period, metric)
        together, whole = known(head / SUM / scope), known(head)
        if together is not None and whole is not None:
            found.setdefault(scope, []).append(_said(gap, together, whole, words))
    return found


def _said(gap: Fact, together: Fact, whole: Fact, words: Vocabulary) -> Sentence:
    metric, scope = gap.id.metric, gap.id.name
    corrected = [FactId(source.partition("@")[0]) for source in gap.sources]
    names = [words.member(scope, each.name) for each in corrected if len(each.parts) > 1]
    content: dict[str, Fact | FactName | str] = {
        "parts": words.message("label.of_parts.joint").join(dict.fromkeys(names)),
        "dimension": words.dimension(scope),
        "item": FactName(FactId.of(gap.id.period, metric), with_period=False),
        "sum": together,
        "whole": whole,
        "gap": gap,
    }
    way = "below" if (gap.value or 0.0) < 0 else "above"
    return Sentence(f"parts.apart_{way}{'' if names else '_of_whole'}", content)
