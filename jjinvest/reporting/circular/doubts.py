"""What the data notes of a circular count, by name: contradictions, numbers published differently later."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.reporting.circular.blocks import Text
from jjinvest.reporting.circular.published_facts import PublishedFacts
from jjinvest.reporting.circular.writer import Writer
from jjinvest.reporting.names_in_text import name_in_text
from jjinvest.reporting.pages.trust import MOST_CONTRADICTING, contradiction
from jjinvest.reporting.tables.cells import FactName
from jjinvest.reporting.tables.revised import key_of_change, published_twice, restated_projects, revised

if TYPE_CHECKING:
    from jjinvest.data.workspace import Workspace
    from jjinvest.quality.reconciliation.accused import AccusedFigure


def accused_in(facts: PublishedFacts, workspace: Workspace) -> list[list[AccusedFigure]]:
    """Figures that each contradiction accuses; none where the run counts none.

    The facts of a run do not say which of the accused figures are of one contradiction, so the figures known
    on its day are checked again.
    """
    from jjinvest.quality.reconciliation.accused import accused_figures
    from jjinvest.quality.reconciliation.reconcile import check_figures

    count = facts.get("now.checks.contradicts")
    if count is None or not count.value:
        return []
    return accused_figures(check_figures(workspace), workspace)


def named_contradictions(writer: Writer) -> list[Text | None]:
    """Name the figures of each contradiction as the overview does."""
    return [_said(writer, accused) for accused in writer.accused[:MOST_CONTRADICTING]]


def _said(writer: Writer, accused: Sequence[AccusedFigure]) -> Text | None:
    """Sentence of a contradiction with the numbers of the run; None if a figure was changed since."""
    sentence = contradiction(accused)
    values = dict[str, Fact | str]()
    for name, cell in sentence.content.items():
        if isinstance(cell, FactName):
            values[name] = dated_name(writer, FactId(cell.id))
        elif isinstance(cell, Fact):
            stated = writer.facts.by_id.get(cell.id)
            if stated is None or stated.value != cell.value:
                return None
            values[name] = stated
    return writer.say(sentence.key, values)


def further_revised(writer: Writer) -> Text | None:
    """Name the numbers published differently later that the circular has not spoken of yet."""
    facts = writer.facts
    count = facts.get("now.checks.restated")
    if count is None or not count.value:
        return None
    spoken_of = {each.now.id for each in revised(facts.by_id.values(), facts.period)}
    said = [
        writer.say(
            key_of_change(each.of, each.now, facts.by_id.get),
            {"item": dated_name(writer, each.of), "earlier": each.before, "later": each.now},
        )
        for each in chain(*(find(facts.by_id.values()) for find in (published_twice, restated_projects)))
        if each.now.id not in spoken_of
    ]
    written = [text for text in said if text]
    return writer.paragraph(written) if written else None


def dated_name(writer: Writer, fact_id: FactId) -> str:
    """Name of a number with its period: 2023年协议引资同比增速."""
    return writer.spaced(name_in_text(fact_id, writer.words, with_period=True))
