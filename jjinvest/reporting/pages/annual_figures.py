"""Page 10, annual figures: every published figure with its source, and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from jjinvest.reporting import tables

if TYPE_CHECKING:
    from jjinvest.reporting.report import Report

MOST_OPEN_ROWS = 8
"""Rows up to which a list of figures is open."""


def lead(report: Report) -> None:
    """Open the page: how many figures are visible, or that there is a ledger only."""
    if report.results.workspace.figures.empty:
        report.text("annual.lead_ledger")
    else:
        report.text("annual.lead", otherwise="annual.lead_plain")


def totals(report: Report) -> None:
    """Totals, sectors, tiers and task forces of the period."""
    report.section("totals")
    report.text("annual.sums", otherwise="")
    report.table("figures_totals", tables.figures(report.results, "totals"))


def computed(report: Report) -> None:
    """What follows from published figures by arithmetic alone."""
    report.section("computed")
    report.text("ledger.contracts_open", otherwise="")
    frame = tables.computed(report.results)
    alone = report.results.workspace.figures.empty
    report.table("computed", frame, folded=len(frame) > MOST_OPEN_ROWS and not alone)


def others(report: Report) -> None:
    """Figures of named projects and all further ones of the year."""
    report.section("others")
    for kind in ("projects", "others"):
        _table(report, f"figures_{kind}", tables.figures(report.results, kind))


def events(report: Report) -> None:
    """Events of one day, such as signing ceremonies."""
    report.section("events")
    frame = tables.events(report.results)
    if not frame.empty:
        report.text("annual.events")
    report.table("events", frame)
    _table(report, "figures_events", tables.figures(report.results, "events"))


def earlier(report: Report) -> None:
    """Totals of earlier years side by side, then every figure of them."""
    report.section("earlier")
    frame = tables.trend(report.results)
    if not frame.empty:
        report.text("annual.trend")
    report.table("trend", frame)
    _table(report, "figures_earlier", tables.figures(report.results, "earlier"))


def _table(report: Report, name: str, frame: pd.DataFrame) -> None:
    """Publish a table, folded if it is long."""
    report.table(name, frame, folded=len(frame) > MOST_OPEN_ROWS)


def ledger(report: Report) -> None:
    """Published figures beside the ledger's sums, and the pace of the ledger's earlier years."""
    frame = tables.comparison(report.results)
    report.section("ledger" if len(frame) else "ledger_pace")
    if not frame.empty:
        report.text("annual.ledger", otherwise="")
        report.text("annual.ledger_others", otherwise="")
    report.table("comparison", frame)
    report.table("pace_seasonal", tables.seasonal_pace(report.results))
