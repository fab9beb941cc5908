"""Which targets of the period are missed, reached, ahead of the calendar or behind it, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.tables.cells import Terms
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
    several = _named_twice(by_key)
    return [
        Sentence(f"overview.{key}", {"items": joint.join(_named(by_key[key], several, words))})
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


def _named_twice(by_key: Mapping[str, list[Standing]]) -> set[str]:
    """Ids of measures of which targets stand differently: those of two authorities need their names."""
    count = Counter(fact_id for found in by_key.values() for fact_id in {each.item.id for each in found})
    return {fact_id for fact_id, times in count.items() if times > 1}


def _named(found: list[Standing], several: Collection[str], words: Vocabulary) -> list[str]:
    """Names of the measures of targets, each once; with the authority where a measure has two places."""
    names = []
    for each in found:
        name = words.fact_label(each.item.id, with_period=False)
        if each.item.id in several and each.aim is not None:
            keys = each.aim.keys if isinstance(each.aim, Terms) else (each.aim.key,)
            aim = "、".join(words.label(key) for key in keys)
            name += f"（{aim}）" if words.language == "zh" else f" ({aim})"
        names.append(name)
    return list(dict.fromkeys(names))
