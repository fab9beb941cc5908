"""What is said of a year whose period has no number: its targets, and the last numbers there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjinvest.core.facts import Fact
from jjinvest.reporting.tables import sentences
from jjinvest.reporting.tables.cells import FactName, Period
from jjinvest.reporting.tables.latest_known import (
    OpenTarget,
    latest_numbers,
    open_targets,
    targets_within_year,
    to_fold,
)
from jjinvest.reporting.tables.sentences import Sentence

if TYPE_CHECKING:
    from jjinvest.i18n.formatting import Vocabulary
    from jjinvest.results.results import Results


def known_before(results: Results, words: Vocabulary) -> list[Sentence]:
    """Say the targets of a year without a number of the period, and its last numbers before.

    During the year targets without a number stand in a table of their own.
    """
    known = results.facts.values()
    found = open_targets(known, results.period) if results.complete_year else []
    targets = [each for each in found if words.is_named(each.target.id.metric)]
    within = [t for t in targets_within_year(known, results.period) if words.is_named(t.id.metric)]
    folded = to_fold(targets)
    said = [_open_target(each) for each in targets if each not in folded]
    said += _listed([_aim_of(each.target) for each in folded], "overview.targets_open")
    dated = [{"period": Period(each.period)} | _aim_of(each) for each in within]
    said += _listed(dated, "overview.targets_within")
    stated = {each.latest.id for each in targets if each.latest is not None}
    numbers = latest_numbers(known, sentences.HEADLINE, results.period)
    for fact in numbers:
        if fact.id not in stated:
            said.append(sentences.last_number(fact))
    return said


def _aim_of(target: Fact) -> dict[str, Any]:
    """What a sentence names of a target: its measure, who set it, its number."""
    item, aim = FactName(target.id.subject, with_period=False), sentences.aim(target.id.authority)
    return {"item": item, "aim": aim, "target": target}


def _listed(named: list[dict[str, Any]], key: str) -> list[Sentence]:
    """Several targets as one sentence: the first begins it, the last ends it."""
    ends = ["_first", *["_further"] * (len(named) - 2), "_last"] if len(named) > 1 else ["_alone"]
    return [Sentence(f"{key}{end}", content) for end, content in zip(ends, named, strict=False)]


def _open_target(known: OpenTarget) -> Sentence:
    content = _aim_of(known.target)
    if known.latest is None and known.completion is not None:
        rate = {"latest_period": Period(known.completion.period), "completion": known.completion}
        return Sentence("overview.target_latest_rate", content | rate)
    if known.latest is None:
        return Sentence("overview.target_open", content)
    content |= {"latest_period": Period(known.latest.period), "latest": known.latest}
    if known.completion is None:
        return Sentence("overview.target_latest", content)
    return Sentence("overview.target_latest_completion", content | {"completion": known.completion})
