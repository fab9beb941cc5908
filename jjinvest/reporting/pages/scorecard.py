"""Sections that assess: scorecard of the district, league tables of its parts, alerts.

Each is shown where there is something to show: without targets there is no scorecard, without a rule that is
broken no alert.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjinvest.core.access import TIERS
from jjinvest.core.fact_id import FactId
from jjinvest.reporting import tables

if TYPE_CHECKING:
    from jjinvest.metrics.scorecard import Score
    from jjinvest.reporting.report import Report
    from jjinvest.results.results import Results


def scorecard(report: Report) -> None:
    """Score of the district and league tables of its parks, task forces and towns."""
    found = scored(report.results)
    if not found:
        return
    report.section("scorecard")
    report.text(f"scorecard.rules_{report.results.workspace.rules.origin['scorecard']}")
    for dimension, (view, scores) in found.items():
        if dimension:
            report.table("league", tables.league(scores, view.facts), scope=dimension)
            detail = tables.indicators(scores, view.facts, tables.member_name)
            report.table("league_indicators", detail, scope=dimension, folded=True)
        else:
            total = view.facts[FactId.of(view.period, "assessment")]
            report.text("scorecard.own", given={"total": total})
            report.table("scorecard", tables.indicators(scores, view.facts))
    report.text("scorecard.missing")


def scored(results: Results) -> dict[str, tuple[Results, list[Score]]]:
    """Scores by dimension with the view they are of: the published one where it has them, else the ledger's."""
    found: dict[str, tuple[Results, list[Score]]] = {}
    for view in results.available_views:
        for dimension, scores in view.scorecards.items():
            if any(score.total is not None for score in scores):
                found.setdefault(dimension, (view, scores))
    return dict(sorted(found.items(), key=lambda item: item[0] != ""))


def alerts(report: Report) -> None:
    """Alerts with rule, threshold and since when; the projects behind them for those who may see each."""
    found, facts = report.results.alerts, report.results.facts
    if not found:
        return
    report.section("alerts")
    report.text(f"alerts.rules_{report.results.workspace.rules.origin['alerts']}")
    report.table("alerts", tables.alert_list(found, facts))
    waiting = tables.waiting_projects(found)
    for tier in TIERS:
        of_tier = waiting[waiting["tier"] == tier]
        if not of_tier.empty:
            name = "alert_projects" if tier == TIERS[0] else f"alert_projects_{tier}"
            report.table(name, of_tier, tier=tier, folded=True)
