"""Page 40, pipeline: where projects stand, how long they have waited, how many went on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from jjinvest.reporting import charts, tables
from jjinvest.reporting.pages.leading import leading
from jjinvest.reporting.tables.cells import Term
from jjinvest.reporting.tables.sentences import Sentence

if TYPE_CHECKING:
    from jjinvest.reporting.report import Report
    from jjinvest.results.results import Results

UNSIGNED = ("lead", "negotiating")
"""Stages before a project is signed."""
MOST_OPEN_RATES = 24
"""Groups up to which their rates are shown unfolded; the first sentence of the page has those of all."""


def lead(report: Report) -> None:
    """Open the page: stages and rates of the ledger, or that there are published numbers only."""
    ledger = report.results.ledger
    state = report.results.workspace.ledger
    if ledger is not None and state is not None and state.unstated:
        report.text("pipeline.lead_unstated")
    elif ledger is not None and not has_unsigned(ledger):
        report.text("pipeline.lead_signed", otherwise=("pipeline.lead_ledger", "pipeline.lead_stages"))
    elif ledger is not None:
        report.text("pipeline.lead_ledger", otherwise="pipeline.lead_stages")
    elif tables.published_pipeline(report.results).empty:
        report.nothing("pipeline.none")
    else:
        report.text("pipeline.lead_published")


def has_unsigned(ledger: Results) -> bool:
    """Whether a ledger lists a project that is not signed yet, one under negotiation or a lead."""
    counts = (ledger.get(f"now.projects.in_stage.{stage}") for stage in UNSIGNED)
    return any(count is not None and count.value for count in counts)


def stages(report: Report, chart: Callable[..., Any] = charts.stage_funnel) -> None:
    """Projects and amounts by stage."""
    report.section("stages")
    frame = tables.stages(report.results.ledger)
    going_on = frame[[stage.key != "terminated" for stage in frame["stage"]]]
    row = leading(going_on, "count", label="stage")
    title = None if row is None else Sentence("figure.stages_leading", _of(row, "count"))
    report.figure("stages", chart, frame, title=title, least_rows=2)


def waiting(report: Report, chart: Callable[..., Any] = charts.waiting) -> None:
    """How long projects have stood in their stage."""
    report.section("waiting")
    frame = tables.waiting(report.results.ledger)
    row = leading(frame, "median_days", label="stage", intervals=False)
    title = None if row is None else Sentence("figure.waiting_longest", _of(row, "median_days"))
    report.figure("waiting", chart, frame, title=title, least_rows=2)


def _of(row: dict[str, Any], column: str) -> dict[str, Any]:
    return {"stage": row["stage"], "number": row[column]}


def rates(report: Report) -> None:
    """Rates of signed projects that went on, overall and by group."""
    ledger = report.results.ledger
    report.section("rates")
    if ledger is not None:
        report.text("pipeline.rates")
    frame = tables.rates(ledger)
    report.table("rates", frame, folded=len(frame) > MOST_OPEN_RATES)


def categories(report: Report) -> None:
    """Unsigned projects by their chance, with the amount expected from each category."""
    report.section("categories")
    simulated = report.results.outlook.ledger_year
    if simulated is not None:
        frame = tables.categories(report.results)
        unsigned = frame[frame["category"] != Term("category_signed")]
        known = unsigned["expected_amount"].notna().any()
        kind = "" if known else "_none" if unsigned.empty else "_unknown"
        report.text(f"pipeline.categories{kind}", otherwise="")
        if known and "endings_not_kept" in simulated.reasons:
            half = "" if report.results.complete_year else "_half"
            report.text(f"targets.endings_not_kept{half}", otherwise="")
        report.table("categories", frame)


def published(report: Report) -> None:
    """Published numbers of projects under negotiation, and of how far signed ones have come."""
    report.section("pipeline_published")
    report.table("pipeline_published", tables.published_pipeline(report.results))
