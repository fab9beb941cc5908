"""Page 60, data quality: published and recomputed figures, what cannot be checked, sources and dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from jjinvest.reporting import charts, tables
from jjinvest.reporting.tables.sentences import COUNTS_OF_CHECKS, Sentence, outcome_of_checks

if TYPE_CHECKING:
    from jjinvest.reporting.report import Report


def lead(report: Report) -> None:
    """Open the page: how many checks there are and what they found."""
    if report.results.check_report.checks:
        revised = report.results.get("now.checks.restated")
        report.text("quality.lead" if revised is not None and revised.value else "quality.lead_unrevised")
        report.text("quality.kinds")
    elif report.results.workspace.figures.empty:
        report.nothing("quality.no_figures")
    else:
        report.text("quality.no_checks")
    report.text("quality.by_digits", otherwise="")


def checks(report: Report, chart: Callable[..., Any] = charts.checks) -> None:
    """Every check: published beside recomputed, with the verdict."""
    report.section("checks")
    frame = tables.checks(report.results)
    counts = {
        name: fact
        for name in COUNTS_OF_CHECKS
        if (fact := report.results.get(f"now.checks.{name}")) is not None
    }
    agree = bool(len(frame)) and all(badge.key == "agrees" for badge in frame["verdict"])
    title = None
    if agree and "total" in counts:
        title = Sentence("figure.checks_agree", {"number": counts["total"]})
    elif len(counts) == len(COUNTS_OF_CHECKS) and outcome_of_checks(counts.get) == "_restated":
        title = Sentence("figure.checks_restated", counts)
    elif len(counts) == len(COUNTS_OF_CHECKS) and not counts["restated"].value:
        title = Sentence("figure.checks_unrevised", counts)
    report.figure("checks", chart, frame, title=title, least_rows=2)


def restated(report: Report) -> None:
    """What the checks found, in words."""
    report.section("restated")
    if not report.results.workspace.figures.empty:
        report.table("restated", tables.findings(report.results))


def consistency(report: Report) -> None:
    """Whether all figures can hold at once, and what they leave open."""
    results = report.results
    report.section("consistency")
    used = results.get("now.consistency.used")
    if used is None or (used.value or 0) > 1:  # one figure agrees with itself
        report.text("quality.consistent", otherwise="")
    report.text("quality.inconsistent", otherwise="")
    report.table("conflict", tables.conflict(results))
    report.table("bounds", tables.tier_bounds(results))
    report.table("count_bounds", tables.count_bounds(results))


def disclosures(report: Report) -> None:
    """Which further figure would narrow a bound most."""
    frame = tables.disclosures(report.results)
    report.section("disclosures")
    if not frame.empty:
        report.text("quality.disclosures", otherwise="")
    report.table("disclosures", frame)


def reconstructed(report: Report, chart: Callable[..., Any] = charts.reconstructed) -> None:
    """Ledgers that agree with every published figure, marked as reconstructed."""
    results = report.results
    report.section("reconstructed")
    report.text("quality.reconstructed", otherwise="")
    frame, amounts = tables.reconstructed(results), results.reconstructed
    report.figure("reconstructed", chart, frame, amounts=amounts, least_rows=2)


def not_recomputable(report: Report) -> None:
    """Figures that take part in no check."""
    report.section("not_recomputable")
    report.table("not_recomputable", tables.not_recomputable(report.results), folded=True)


def sources(report: Report) -> None:
    """Register of sources, and what the marks of evidence mean."""
    report.section("sources")
    frame = tables.sources(report.results)
    if frame.empty:
        return
    report.text("quality.dates")
    report.table("sources", frame)
    report.section("evidence")
    report.text("evidence.legend")
