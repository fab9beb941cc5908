"""The page of all districts: who reports, sums, completion and league, outliers, small multiples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjinvest.core.periods import period_months
from jjinvest.reporting import charts, tables

if TYPE_CHECKING:
    from jjinvest.metrics.scorecard import Score
    from jjinvest.reporting.group_report import DistrictName, GroupReport


def lead(report: GroupReport) -> None:
    """Say how many districts report, and list those that do not."""
    report.text("group.lead" if report.group.missing else "group.lead_all")
    report.table("group_missing", tables.missing(report.group, report.district), folded=_long(report))


def _long(report: GroupReport) -> bool:
    """Whether the list of missing districts is too long to stand open."""
    return len(report.group.missing) > 8


def sums(report: GroupReport) -> None:
    """Sums over the districts; what cannot be added is listed with the reason."""
    report.section("group_sums")
    table = tables.sums(report.group)
    if table.empty:
        return
    report.text("group.sums")
    report.table("group_sums", table)
    report.table("group_not_added", tables.not_added(report.group, report.district), folded=True)


def league(report: GroupReport) -> None:
    """Completion matrix in the order of the league table, and how each score is computed."""
    report.section("group_league")
    table = tables.matrix(report.group, report.district)
    if table.empty:
        return
    report.text(f"group.rules_{report.group.rules.origin['scorecard']}")
    report.table("group_matrix", table)
    report.text("scorecard.missing")

    def named(score: Score) -> DistrictName:
        return report.district(score.unit.parts[-1])

    detail = tables.indicators(report.group.league, report.group.facts, named)
    report.table("group_indicators", detail, folded=True)
    report.table("group_levels", tables.levels(report.group, report.district), folded=True)


def outliers(report: GroupReport) -> None:
    """Rates far from the median of all districts."""
    report.section("group_outliers")
    table = tables.group_outliers(report.group, report.district)
    if not table.empty:
        report.text("group.outliers")
        report.table("group_outliers", table)


def multiples(report: GroupReport) -> None:
    """A small panel for each district: completion of each target."""
    report.section("group_multiples")
    matrix = tables.matrix(report.group, report.district)
    measures = [measure for measure in report.group.completions if measure in matrix]
    if not measures:
        return
    progress = 100 * period_months(report.group.period)[1] / 12
    frame = matrix[["district", *measures]]
    frame = frame[frame[measures].notna().any(axis=1)]
    report.figure("small_multiples", charts.small_multiples, frame, progress=progress)
