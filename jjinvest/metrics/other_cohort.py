"""Funds and progress of one cohort of signings where the whole and the other cohort were published."""

from __future__ import annotations

from dataclasses import replace

from jjinvest.core.access import TIERS, highest
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact, computed_fact
from jjinvest.data.workspace import Workspace

MEASURES = ("funds_in_place", "foreign_funds", "projects_started", "projects_completed")
COHORTS = {"new": "carried_over", "carried_over": "new"}
"""The two parts of a measure by the year of signing."""


def other_cohort(workspace: Workspace, period: str) -> list[Fact]:
    """What is left of a whole beside the projects of one cohort, with its share.

    Not where a ledger says both, nor where the difference could be below nothing.
    """
    latest, found = workspace.latest, list[Fact]()
    figures = workspace.figures
    tiers = dict(zip(figures["fact_id"], figures["tier"], strict=True)) if "tier" in figures else {}
    if workspace.ledger is not None:
        return found
    for metric in MEASURES:
        whole_id = FactId.of(period, metric)
        whole, ids = latest.get(whole_id), {name: whole_id / "cohort" / name for name in COHORTS}
        known = [name for name in COHORTS if ids[name] in latest]
        if whole is None or len(known) != 1 or not whole.value:
            continue
        part, other = latest[ids[known[0]]], ids[COHORTS[known[0]]]
        if (part.unit, part.definition.measure) != (whole.unit, whole.definition.measure):
            continue
        rest = whole - replace(part, definition=whole.definition)
        if rest.low is None or rest.low < 0:
            continue
        tier = highest([tiers.get(str(each), TIERS[0]) for each in (whole_id, ids[known[0]])])
        found.append(computed_fact(other, rest, period=period, tier=tier))
        share = rest.over(whole)
        found.append(computed_fact(other / "share", share, period=period, tier=tier, definition="share"))
    return found
