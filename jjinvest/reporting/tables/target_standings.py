"""Which targets of the period are missed, reached, ahead of the calendar or behind it, by name."""

from __future__ import annotations

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.metrics.lights import ABOVE, AT, BELOW, OPEN, REACHED, side, side_of_target
from jjinvest.reporting.tables.latest_known import open_targets
from jjinvest.reporting.tables.leaders import Standing, names_of, standings
from jjinvest.reporting.tables.sentences import Sentence
from jjinvest.results.results import Results

JUDGED_BY_OTHERS = ("project_size", "rank")
"""Metrics whose targets no number of the same name answers: lists of projects do, and ranks in words."""


def where_targets_stand(results: Results, words: Vocabulary) -> list[Sentence]:
    """Name targets that were missed or, during the year, how each stands to the calendar.

    Once the year is over, those of which it is not known are named too, and beside targets that can be judged
    those without any number.
    """
    by_key: dict[str, list[str]] = {}
    found = standings(results)
    for standing, name in zip(found, names_of(found, words), strict=True):
        key = _where(standing, results.complete_year)
        if key and name not in by_key.setdefault(key, []):
            by_key[key].append(name)
    if results.complete_year and any(each.aim is not None for each in found):
        unknown = (each.target.id.subject for each in open_targets(results.facts.values(), results.period))
        by_key["no_result"] = [
            words.fact_label(subject, with_period=False)
            for subject in dict.fromkeys(unknown)
            if subject.metric not in JUDGED_BY_OTHERS
        ]
    during = ("reached", "pace_ahead", "pace_even", "pace_behind")
    order = ("missed", "not_certain", "no_result") if results.complete_year else during
    if words.language == "en":  # inside a sentence
        by_key = {key: [name[:1].lower() + name[1:] for name in names] for key, names in by_key.items()}
    joint = "、" if words.language == "zh" else ", "
    items = {key: joint.join(_once_each(names)) for key, names in by_key.items() if names}
    return [Sentence(f"overview.{key}", {"items": items[key]}) for key in order if key in items]


def _once_each(names: list[str]) -> list[str]:
    """Names of which those after the first of a measure's parts are the parts alone.

    Examples
    --------
    >>> _once_each(["funds", "funds · county · 白水县", "funds · county · 南川市", "agreed · primary"])
    ['funds', 'funds · county · 白水县', '南川市', 'agreed · primary']
    """
    found, before = list[str](), ""
    for name in names:
        head, mark, last = name.rpartition(" · ")
        found.append(last if mark and mark in head and head == before else name)
        before = head
    return found


def _where(standing: Standing, complete_year: bool) -> str:
    """Whether a target is missed, reached, ahead of the calendar or behind; empty where not known."""
    reached = side_of_target(standing.completion, standing.gap)
    if reached in REACHED:
        return "reached"
    if complete_year:
        return {BELOW: "missed", OPEN: "not_certain"}.get(reached, "")
    return {ABOVE: "pace_ahead", AT: "pace_even", BELOW: "pace_behind"}.get(side(standing.pace_gap), "")
