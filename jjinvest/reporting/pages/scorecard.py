"""Sections that assess: scorecard of the district, league tables of its parts, alerts.

Each is shown where there is something to show: without targets there is no scorecard, without a rule that is
broken no alert.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from jjinvest.core.access import ROW_TIER_COLUMN, TIERS
from jjinvest.core.fact_id import FactId
from jjinvest.reporting import tables

if TYPE_CHECKING:
    from jjinvest.core.facts import Fact
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
    report.text("scorecard.pace", given={"pace": pace_of(report.results.facts, report.results.period)})
    for dimension, (view, scores) in found.items():
        if dimension:
            report.table("league", tables.league(scores, view.facts), scope=dimension)
            detail = tables.indicators(scores, view.facts, tables.member_name)
            report.table("league_indicators", detail, scope=dimension, folded=True)
        else:
            total = view.facts[FactId.of(view.period, "assessment")]
            report.text("scorecard.own", given={"total": total})
            report.table("scorecard", tables.indicators(scores, view.facts))
    for method in methods(score for _, scores in found.values() for score in scores):
        report.text(f"scorecard.points_by_{method}")
    report.text("scorecard.missing")


def methods(scores: Iterable[Score]) -> list[str]:
    """Methods by which the points of some scores are counted, each once."""
    return list(dict.fromkeys(each.indicator.method for score in scores for each in score.indicators))


def pace_of(facts: Mapping[str, Fact], period: str) -> Fact:
    """Share of a year's target that scores count by the end of a period."""
    return facts[FactId.of(period, "assessment", "pace")]


def scored(results: Results) -> dict[str, tuple[Results, list[Score]]]:
    """Scores by dimension with the view they are of: the published one, else the ledger's."""
    found: dict[str, tuple[Results, list[Score]]] = {}
    for view in results.available_views:
        for dimension, scores in view.scorecards.items():
            if any(score.total is not None for score in scores):
                found.setdefault(dimension, (view, scores))
    return dict(sorted(found.items(), key=lambda item: item[0] != ""))


def pace_alerts(report: Report) -> None:
    """Alerts on targets that are behind their pace."""
    found = [alert for alert in report.results.alerts if not alert.projects]
    if found:
        report.section("alerts")
        _rules_of_alerts(report)
        report.table("alerts", tables.alert_list(found, report.results.facts))


def waiting_alerts(report: Report) -> None:
    """Alerts on projects that wait too long; the projects are for those who may see each."""
    found = [alert for alert in report.results.alerts if alert.projects]
    if not found:
        return
    report.section("alerts_of_projects")
    _rules_of_alerts(report)
    report.table("alerts_of_projects", tables.alert_list(found, report.results.facts))
    waiting = tables.waiting_projects(found)
    for tier in TIERS:
        of_tier = waiting[waiting[ROW_TIER_COLUMN] == tier]
        if not of_tier.empty:
            name = "alert_projects" if tier == TIERS[0] else f"alert_projects_{tier}"
            report.table(name, of_tier, tier=tier, folded=True)


def _rules_of_alerts(report: Report) -> None:
    """Say whose rules hold, and that no alert does not mean that all is well."""
    report.text(f"alerts.rules_{report.results.workspace.rules.origin['alerts']}")


def has_content(results: Results) -> bool:
    """Whether there is a score or an alert on a target to show."""
    return bool(scored(results)) or any(not alert.projects for alert in results.alerts)
