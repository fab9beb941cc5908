"""The page of all districts: who reports, sums, completion and league, outliers, small multiples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjinvest.core.periods import period_months
from jjinvest.reporting import charts, tables
from jjinvest.reporting.pages.scorecard import methods, pace_of

if TYPE_CHECKING:
    from jjinvest.metrics.scorecard import Score
    from jjinvest.reporting.group_report import GroupReport
    from jjinvest.reporting.tables.cells import Linked

OPEN_OUTLIERS = 5
"""Outliers that stand open, the farthest first; further ones are folded."""


def lead(report: GroupReport) -> None:
    """Say how many districts report, and list those that do not."""
    group = report.group
    if any(each.period != group.period for each in group.reporting):
        report.text("group.lead_mixed")
    else:
        report.text("group.lead" if group.missing else "group.lead_all")
    report.table("group_missing", tables.missing(report.group, report.words.language))


def sums(report: GroupReport) -> None:
    """Sums over the districts; what cannot be added is listed with the reason."""
    report.section("group_sums")
    table = tables.sums(report.group)
    if not table.empty:
        report.text("group.sums")
    report.table("group_sums", table)
    report.table("group_not_added", tables.not_added(report.group, report.district), folded=True)


def league(report: GroupReport) -> None:
    """Completion matrix in the order of the league table, and how each score is computed."""
    group, facts = report.group, report.group.facts
    report.section("group_league")
    if group.completions:
        report.text(f"group.rules_{group.rules.origin.get('scorecard', 'absent')}")
        if group.league:
            report.text("scorecard.pace", given={"pace": pace_of(facts, group.period)})
        report.table("group_matrix", tables.matrix(group, report.district))
        for method in methods(group.league):
            report.text(f"scorecard.points_by_{method}")
        if group.league:
            report.text("scorecard.missing")

    def named(score: Score) -> Linked:
        return report.district(score.unit.parts[-1])

    report.table("group_indicators", tables.indicators(group.league, facts, named), folded=True)
    levels = tables.levels(group, report.district)
    report.table("group_levels", levels, folded=bool(group.completions))


def outliers(report: GroupReport) -> None:
    """Rates far from the median of all districts."""
    report.section("group_outliers")
    table = tables.group_outliers(report.group, report.district)
    if not table.empty:
        report.text("group.outliers")
        report.table("group_outliers", table.head(OPEN_OUTLIERS))
        report.table("group_outliers_further", table.iloc[OPEN_OUTLIERS:], folded=True)


def multiples(report: GroupReport) -> None:
    """A small panel for each district: completion of each target."""
    report.section("group_multiples")
    matrix = tables.matrix(report.group, report.district)
    completed = report.group.completions
    measures = [measure for measure in completed if measure in matrix]
    if not measures:
        return
    # the table has all; a panel has room for those that can be compared
    measures = [measure for measure in measures if len(completed[measure]) > 1] or measures
    progress = 100 * period_months(report.group.period)[1] / 12
    frame = matrix[["district", *measures]]
    frame = frame[frame[measures].notna().any(axis=1)]
    report.figure("small_multiples", charts.small_multiples, frame, progress=progress)
