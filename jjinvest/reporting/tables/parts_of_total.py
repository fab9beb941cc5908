"""Parts of the total by the dimensions that the overview prefers, of one measure where they have it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from jjinvest.core.access import allows
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.origins import ORIGIN, OUT_OF_CITY, outermost
from jjinvest.core.size_classes import tier_edges, tier_part
from jjinvest.reporting.tables.breakdowns import id_parts
from jjinvest.reporting.tables.cells import Term, cells
from jjinvest.results.results import Results

MOST_PARTS = 6
"""Parts of a dimension that the overview lists at most, the largest first."""
DIMENSIONS_SHOWN = 3
"""Dimensions that the overview shows at most."""
IN_CITY = "in_city"
"""The origin that with all projects from outside the city makes up the total."""
FIRST_DIMENSIONS = ("sector", "origin", "tier", "task_force", "park", "chain", "channel")
"""Dimensions in the order in which the overview prefers them."""
MEASURES = ("agreed_amount", "contract_amount", "projects_signed", "funds_in_place")
"""Measures that parts are shown by, the first one that all parts have."""
AMOUNTS = ("agreed_amount", "contract_amount")
"""Amounts of what was signed, as the total is; funds, of which a withheld amount leaves all, are none."""


def composition(results: Results) -> list[tuple[str, pd.DataFrame]]:
    """Parts of the total by the dimensions that have several parts, with their shares; each dimension once.

    Published figures come first; a dimension that only the ledger has is the ledger's.
    """
    found: dict[str, tuple[Results, pd.DataFrame]] = {}
    for view in results.available_views:
        scopes = set(view.figures.loc[view.figures["period"] == view.period, "scope"])
        for scope in FIRST_DIMENSIONS:
            if scope in scopes and scope not in found and len(frame := _parts(view, scope)) > 1:
                found[scope] = view, frame
    shown = [scope for scope in FIRST_DIMENSIONS if scope in found][:DIMENSIONS_SHOWN]
    if len({found[scope][1].columns[1] for scope in shown}) > 1:
        for metric in AMOUNTS:  # panels of one row are of one amount where all of them have it
            alike = {scope: _parts(found[scope][0], scope, (metric,), complete=True) for scope in shown}
            if all(len(frame) > 1 for frame in alike.values()):
                return list(alike.items())
    return [(scope, found[scope][1]) for scope in shown]


def _parts(
    view: Results, scope: str, measures: tuple[str, ...] = MEASURES, *, complete: bool = False
) -> pd.DataFrame:
    """Parts of one dimension by the first measure that all of them have at the reader's level.

    Where none has that, by the measure that most have; empty then if it is to be `complete`.
    """
    figures = view.figures
    own = figures[(figures["period"] == view.period) & (figures["scope"] == scope)]
    names = list(dict.fromkeys(own["subject"].astype(str)))
    parts = {name: id_parts(scope, name) for name in names}
    inner = set(parts) - (outermost(parts) or set(parts)) if scope == ORIGIN else set[str]()
    if scope == ORIGIN and IN_CITY in parts and _has_out_of_city(view):
        own_parts = {OUT_OF_CITY: [OUT_OF_CITY], IN_CITY: parts[IN_CITY]}
        # other origins are parts of these two, unless something is left beside them
        parts = parts | own_parts if _leave_a_rest(view, own_parts.values()) else own_parts
    parts = {name: part for name, part in parts.items() if name not in inner}
    if scope == "tier":
        count = FactId.of(view.period, "projects_signed")
        below = (FactId(name).below(count) for name in view.facts)
        rest = [b[0] for b in below if b and len(b) == 1 and b[0].startswith("tier_0_")]
        parts |= {name: [name] for name in rest if name not in {tier_part(n) for n in names}}
    best, most_known = cells([], ["group"]), 0
    for metric in measures:
        rows, of_all = [], 0
        for name, below_total in parts.items():
            fact_id = FactId.of(view.period, metric, *below_total)
            share = view.facts.get(fact_id / "share")
            known = (view.facts.get(fact_id), share)
            if share is None or not all(f is not None and may_be_seen(view, f) for f in known):
                continue
            of_all += 1
            # a part of which a text says 0 is named; else one without any project is none, while one
            # that has only been paid nothing is named with its 0
            stated = scope != "tier" and any(fact and fact.evidence == "published" for fact in known)
            if share.value or stated or _has_projects(view, below_total):
                key = tier_part(name) if scope == "tier" else name
                group = Term(key) if key == OUT_OF_CITY else Term(key, scope)
                rows.append({"group": group, metric: known[0], "part_share": share})
        if of_all > most_known and rows:
            most_known = of_all
            best = cells(sorted(rows, key=lambda row: _order(scope, row)), ["group", metric, "part_share"])
        if most_known == len(parts):
            break
    return best.iloc[:0] if complete and most_known < len(parts) else best.head(MOST_PARTS)


def _has_projects(view: Results, part: list[str]) -> bool:
    """Whether projects of a part were signed."""
    count = view.facts.get(FactId.of(view.period, "projects_signed", *part))
    return count is not None and bool(count.value)


def _has_out_of_city(view: Results) -> bool:
    """Whether the period has a number of all projects from outside the city."""
    of_period = view.figures[view.figures["period"] == view.period]
    return bool((of_period["scope"] == OUT_OF_CITY).any())


def _leave_a_rest(view: Results, parts: Collection[list[str]]) -> bool:
    """Whether parts stay below the total of the first measure that is known of all of them."""
    for metric in MEASURES:
        total = view.facts.get(FactId.of(view.period, metric))
        known = [view.facts.get(FactId.of(view.period, metric, *part)) for part in parts]
        highest = [fact.high for fact in known if fact is not None and fact.high is not None]
        if total is not None and total.low is not None and len(highest) == len(known):
            return sum(highest) < total.low
    return False


def _order(scope: str, row: Mapping[str, object]) -> float:
    group, share = row["group"], row["part_share"]
    if scope == "tier" and isinstance(group, Term):
        return -float(tier_edges(group.key)[0] or 0)
    numbers = (cell for name, cell in row.items() if name != "part_share" and isinstance(cell, Fact))
    number = next((fact for fact in numbers if fact.value is not None), share)
    return -(number.value or 0.0) if isinstance(number, Fact) else 0.0


def may_be_seen(results: Results, fact: Fact) -> bool:
    """Whether a number is of the access level of the reader."""
    return allows(results.workspace.tier, fact.tier)
