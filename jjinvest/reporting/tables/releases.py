"""Tables of the comparison with earlier releases: advances, revisions, changed forecasts, track record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from jjinvest.core.access import Tier, allows
from jjinvest.core.fact_id import label_key
from jjinvest.core.facts import Fact
from jjinvest.forecasting.attribution.decompose import REASONS
from jjinvest.forecasting.attribution.facts import MAX_NAMED_PROJECTS
from jjinvest.reporting.tables.cells import Badge, Bilingual, FactName, Ranged, ReleaseName, Term, cells
from jjinvest.results.results import Results


def advances(results: Results) -> pd.DataFrame:
    """Running totals of the year: at the last release, now, and between."""
    return _changes(results.release_comparison.advances)


def revisions(results: Results) -> pd.DataFrame:
    """Numbers of the last release that differ today, except modelled ones, which :func:`why` explains."""
    revised = results.release_comparison.revisions
    return _changes(revised[[fact.evidence != "modelled" for fact in revised["after"]]])


def _changes(changes: pd.DataFrame) -> pd.DataFrame:
    rows = [
        {
            "item": FactName(row["id"]),
            "last_release": row["before"] if row["before"].value is not None else Ranged(row["before"]),
            "now": row["after"] if row["after"].value is not None else Ranged(row["after"]),
            "difference": row["difference"],
        }
        for row in changes.to_dict("records")
    ]
    return cells(rows, ["item", "last_release", "now", "difference"])


SIGNED_AND_PASSED = ("new_signings", "progress")
"""Reasons that are two sides of one: what was signed since, and what had been expected for that time."""


def strongest_reason(reasons: Iterable[list[Fact]], *, rose: bool) -> list[Fact]:
    """Reason that moved a forecast most in the direction in which it moved; empty where none did.

    Two sides of one reason (:data:`SIGNED_AND_PASSED`) count by their sum: apart they would seem to explain a
    rise although together they pull down.
    """
    sign = 1 if rose else -1
    effects = [(sign * sum(fact.value or 0.0 for fact in each), each) for each in reasons]
    effect, strongest = max(effects, key=lambda pair: pair[0], default=(0.0, []))
    return strongest if effect > 0 else []


def main_reason(steps: Sequence[Fact]) -> list[Fact]:
    """Strongest reason among the steps from the opening to the closing of a forecast."""
    by = {fact.id.name.removeprefix("by_"): fact for fact in steps if fact.id.name.startswith("by_")}
    pair = [by.pop(name) for name in SIGNED_AND_PASSED if name in by]
    rose = (steps[-1].value or 0.0) >= (steps[0].value or 0.0)
    return strongest_reason([pair, *([fact] for fact in by.values())], rose=rose)


def why(results: Results, *, moving: bool = False) -> pd.DataFrame:
    """Why the year's forecast differs from the last release's: opening, effect of each reason, closing.

    With `moving` reasons that changed nothing are left out.
    """
    change = results.release_comparison.forecast
    rows = [
        {"why": Term(f"why_{name}"), "effect": fact, "meaning": Term(f"why_{name}_means")}
        for fact in (() if change is None else change.steps)
        if (name := fact.id.name) and not (moving and name.startswith("by_") and not fact.value)
    ]
    return cells(rows, ["why", "effect", "meaning"])


def why_each(results: Results) -> pd.DataFrame:
    """Why each forecast of the last release changed: what is compared, opening, reasons, closing.

    Reasons that changed nothing anywhere are left out; where nothing can be compared, the closing says why.
    """
    rows = []
    for change in results.release_comparison.forecasts:
        opening, closing = change.steps[0], change.steps[-1]
        kind = change.released_statistic or change.kind
        steps = {f"why_{reason}": fact for reason, fact in change.by_reason.items()}
        row = {"item": FactName(change.key), "compared": Term(f"why_{kind}"), "why_opening": opening, **steps}
        rows.append(row | {"why_closing": Term(change.not_comparable) if change.not_comparable else closing})
    moving = [
        f"why_{reason}"
        for reason in REASONS
        if any(
            change.by_reason[reason].value
            for change in results.release_comparison.forecasts
            if change.by_reason
        )
    ]
    columns = ["item", "compared", "why_opening", *moving, "why_closing"]
    return cells([{name: row.get(name) for name in columns} for row in rows], columns)


def change_drivers(results: Results, tier: Tier) -> pd.DataFrame:
    """Projects that moved the forecast most, those whose names a tier may see, and the sum of all others."""
    change, labels = results.release_comparison.forecast, results.workspace.labels.index
    if change is None:
        return cells([], ["project", "why", "effect"])
    rows = [
        {
            "project": Term(row["key"], "project")
            if row["key"] in labels or label_key("project", row["key"]) in labels
            else Bilingual(row["project_name"], row["project_name"]),
            "why": Term(f"why_by_{row['reason']}"),
            "effect": row["fact"],
        }
        for row in change.projects.to_dict("records")
        if allows(tier, row["tier"])
    ]
    rest = {
        "project": Term("projects_further"),
        "why": Term("why_by_further"),
        "effect": change.further[tier],
    }
    return cells([*rows[:MAX_NAMED_PROJECTS], rest] if rows else [], ["project", "why", "effect"])


def track_record(results: Results) -> pd.DataFrame:
    """Forecasts released earlier beside the figures published since, oldest release first."""
    rows = [
        {
            "item": FactName(row["model"]),
            "release": ReleaseName(row["release"], row["version"]),
            "forecast": row["forecast"],
            "band": None if row["forecast"].unit == "概率" else Ranged(row["forecast"]),
            "actual": row["actual"],
            "difference": row["difference"],
            "outcome": Badge(row["outcome"]),
        }
        for row in results.release_comparison.track_record.to_dict("records")
    ]
    columns = ["item", "release", "forecast", "band", "actual", "difference", "outcome"]
    return cells(rows, columns).dropna(axis="columns", how="all")
