"""Which targets of the period are missed, reached, ahead of the calendar or behind it, by name."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.metrics.lights import ABOVE, AT, BELOW, OPEN, REACHED, is_of_rate, side, side_of_target
from jjinvest.reporting.names_in_text import name_in_text, names_in_text
from jjinvest.reporting.tables.latest_known import open_targets
from jjinvest.reporting.tables.leaders import Standing, names_of, other_light, standings
from jjinvest.reporting.tables.sentences import Sentence
from jjinvest.reporting.verify_mark import mark_of
from jjinvest.results.results import Results

JUDGED_BY_OTHERS = ("project_size", "rank")
"""Metrics whose targets no number of the same name answers: lists of projects do, and ranks in words."""


def where_targets_stand(results: Results, words: Vocabulary) -> list[Sentence]:
    """Name targets that were missed or, during the year, how each stands to the calendar.

    Once the year is over, those of which it is not known are named too, and beside targets that can be judged
    those without any number.
    """
    by_key: dict[str, dict[str, FactId]] = {}
    found = standings(results)
    for standing, name in zip(found, names_of(found, words), strict=True):
        key = _where(standing, results.complete_year)
        marks = (mark_of(each, words) for each in (standing.pace_gap, standing.completion))
        marked = name + next((mark for mark in marks if mark), "")
        if key:
            by_key.setdefault(key, {})[marked] = FactId(standing.item.id)
    if results.complete_year and any(each.aim is not None for each in found):
        unknown = (each.target.id.subject for each in open_targets(results.facts.values(), results.period))
        by_key["no_result"] = {
            name_in_text(subject, words): subject
            for subject in sorted(unknown, key=lambda subject: len(subject.parts) > 1)
            if subject.metric not in JUDGED_BY_OTHERS
        }
    during = ("reached", "pace_ahead", "pace_even", "pace_behind", "below_target")
    order = ("missed", "not_certain", "no_result") if results.complete_year else during
    items = {key: _as_listed(names, words) for key, names in by_key.items() if names}
    return [Sentence(f"overview.{key}", {"items": items[key]}) for key in order if key in items]


def other_lights(table: pd.DataFrame, words: Vocabulary, *, stated: object = None) -> list[Sentence]:
    """Name the targets of a table of chances whose light would be another by another method or assumption.

    Parameters
    ----------
    stated
        Chance of which the page says so already.
    """
    if "chance" not in table:
        return []
    named = {
        name_in_text(item.id, words): FactId(item.id)
        for item, chance in zip(table["item"], table["chance"], strict=True)
        if isinstance(chance, Fact) and chance != stated and other_light(chance)
    }
    return [Sentence("targets.other_lights", {"items": _as_listed(named, words)})] if named else []


def _as_listed(names: Mapping[str, FactId], words: Vocabulary) -> str:
    """Names as one sentence lists them: parts of one measure together, a target of several on its own."""
    found = list[str]()
    for alone, group in groupby(names.items(), lambda each: each[0] != name_in_text(each[1], words)):
        several = list(group)
        found += [name for name, _ in several] if alone else names_in_text([of for _, of in several], words)
    if words.language == "en":  # inside a sentence
        found = [name[:1].lower() + name[1:] for name in found]
    within = words.message("label.of_parts.joint")
    between = words.message("label.of_parts.apart") if any(within in name for name in found) else within
    return between.join(found)


def _where(standing: Standing, complete_year: bool) -> str:
    """Whether a target is missed, reached, ahead of the calendar or behind; empty where not known."""
    reached = side_of_target(standing.completion, standing.gap)
    if reached in REACHED:
        return "reached"
    if complete_year:
        return {BELOW: "missed", OPEN: "not_certain"}.get(reached, "")
    if is_of_rate(standing.gap):
        return {BELOW: "below_target"}.get(reached, "")  # it does not accumulate: no pace
    return {ABOVE: "pace_ahead", AT: "pace_even", BELOW: "pace_behind"}.get(side(standing.pace_gap), "")
