"""Which targets of the period are missed, reached, ahead of the calendar or behind it, by name."""

from __future__ import annotations

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.tables.leaders import Standing, standings
from jjinvest.reporting.tables.sentences import Sentence
from jjinvest.results.results import Results

WHOLE = 100.0
"""Completion of a target that is reached, in %."""


def where_targets_stand(results: Results, words: Vocabulary) -> list[Sentence]:
    """Name targets that were missed or, during the year, those reached, ahead of the calendar and behind."""
    by_key: dict[str, list[Standing]] = {}
    for standing in standings(results):
        key = _where(standing, results.complete_year)
        if key:
            by_key.setdefault(key, []).append(standing)
    order = ("missed",) if results.complete_year else ("reached", "pace_ahead", "pace_behind")
    joint = "、" if words.language == "zh" else ", "
    return [
        Sentence(f"overview.{key}", {"items": joint.join(_named(by_key[key], words))})
        for key in order
        if key in by_key
    ]


def _where(standing: Standing, complete_year: bool) -> str:
    """Whether a target is missed, reached, ahead of the calendar or behind; empty where not known."""
    done, pace = standing.completion, standing.pace_gap
    if done is None or done.value is None:
        return ""
    if done.value >= WHOLE:
        return "reached"
    if complete_year:
        return "missed"
    if pace is None or not pace.value:
        return ""
    return "pace_ahead" if pace.value > 0 else "pace_behind"


def _named(found: list[Standing], words: Vocabulary) -> list[str]:
    """Names of the measures of targets, each once."""
    return list(dict.fromkeys(words.fact_label(each.item.id, with_period=False) for each in found))
