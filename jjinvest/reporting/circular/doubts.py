"""What the data notes of a circular count, by name: contradictions, numbers published differently later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.reporting.circular.blocks import Text
from jjinvest.reporting.circular.published_facts import PublishedFacts
from jjinvest.reporting.circular.writer import Writer
from jjinvest.reporting.pages.trust import MOST_CONTRADICTING, contradiction
from jjinvest.reporting.tables.cells import FactName
from jjinvest.reporting.tables.revised import RATES, published_twice, restated_projects, revised

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
            "overview.trust_restated",
            {"item": dated_name(writer, each.of), "earlier": each.before, "later": each.now},
        )
        for each in chain(*(find(facts.by_id.values()) for find in (published_twice, restated_projects)))
        if each.now.id not in spoken_of
    ]
    written = [text for text in said if text]
    return writer.paragraph(written) if written else None


def dated_name(writer: Writer, fact_id: FactId) -> str:
    """Name of a number with its period: 2023年协议引资同比增速."""
    item = "".join(_names(writer, fact_id)) if writer.words.language == "zh" else writer.name(fact_id)
    period = writer.words.period(fact_id.period)
    return writer.spaced(writer.words.message("circular.dated").format(item=item, period=period))


def _names(writer: Writer, fact_id: FactId) -> Iterator[str]:
    """Name of what a number is of, then what it says of it: 市外到位资金, then 占比."""
    rate = next((place for place, part in enumerate(fact_id.parts) if place and part in RATES), None)
    of = fact_id.subject if rate is None else FactId.of(fact_id.period, *fact_id.parts[:rate])
    yield writer.name(of)
    whole, part = (writer.words.fact_label(each, with_period=False).split(" · ") for each in (fact_id, of))
    yield from reversed(whole[len(part) :])
