"""Page 20, structure: which sectors, sizes, task forces and projects hold the number and the money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from jjinvest.core.codes import THREE_SECTORS
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.origins import ORIGIN, outermost
from jjinvest.reporting import charts, tables
from jjinvest.reporting.pages.leading import MOST_OPEN_ROWS, leading
from jjinvest.reporting.tables.cells import FactName, Path, Term
from jjinvest.reporting.tables.corrected_parts import parts_apart
from jjinvest.reporting.tables.sentences import Sentence

if TYPE_CHECKING:
    from jjinvest.reporting.report import Report
    from jjinvest.results.results import Results

SCOPES = ("sector", "tier", "task_force", "chain", "channel", "park")
"""Groupings of a ledger that the page lists."""


def lead(report: Report) -> None:
    """Open the page: the leading sector and what the largest projects hold, or the sizes of half a year."""
    results = report.results
    if results.rests_on_ledger:
        report.text("structure.lead_ledger", otherwise="")
        report.text("structure.largest_ledger", otherwise="", tier="government")
        return
    parts = _leading_sector(tables.sectors(results), "structure") or _leading_sector(
        tables.task_forces(results), "structure"
    )
    if (share := results.get("now.agreed_amount.top20.share")) is not None:
        parts.append(Sentence("structure.largest_bounds", {"share": share}))
    sizes = () if results.complete_year else ("structure.lead_half",)
    report.first(*sizes, sentences=parts, lead=True)


def _leading_sector(sectors: pd.DataFrame, prefix: str) -> list[Sentence]:
    """Say which sector leads by amount or, where no amounts are published, by number."""
    for measure in ("amount", "count"):
        row = leading(sectors, f"{measure}_share", label="group", beside=measure)
        if row is None:
            continue
        known = {str(name): cell for name, cell in row.items() if isinstance(cell, Fact)}
        key = f"{prefix}.leads_by_{measure}"
        further = {"structure": {"count", "amount"}, "figure.sectors": {"count_share", "amount_share"}}
        both = further[prefix] <= known.keys() and (prefix == "structure" or measure == "amount")
        content = {"sector": row["group"], "share": row[f"{measure}_share"], **known}
        return [Sentence(f"{key}.both" if both else key, content)]
    return []


def _in_the_ledger_alone(results: Results, published: pd.DataFrame, *scopes: str) -> bool:
    """Whether nothing was published by a dimension that the ledger's section below has.

    It is then no part that has no data, and its own section is not opened.
    """
    ledger = results.ledger
    return ledger is not None and published.empty and bool(ledger.figures["scope"].isin(scopes).any())


def _say_apart(report: Report, scope: str) -> None:
    """Say where the parts just shown do not add up, because a number was corrected."""
    results = report.results
    said = parts_apart(results.facts.values(), results.facts.get, results.period, report.words)
    report.first(sentences=said.get(scope, []))


def sectors(report: Report, chart: Callable[..., Any] = charts.sectors) -> None:
    """Sectors: shares of number and of amount; averages in the table behind."""
    frame = tables.sectors(report.results)
    called = _name_of_sectors(frame)
    if not _in_the_ledger_alone(report.results, frame, "sector"):
        report.section(called)
    if {"count_share", "amount_share"} & set(frame):
        title = next(iter(_leading_sector(frame, "figure.sectors")), Sentence(f"figure.{called}.plain", {}))
        report.figure("sectors", chart, frame, title=title, least_rows=2)
    else:
        report.table("sectors", frame, called=f"section.{called}")
    _say_apart(report, "sector")


def _name_of_sectors(frame: pd.DataFrame) -> str:
    """Name of the parts shown: the three sectors of statistics (三次产业), or sectors in general."""
    shown = {cell.key for cell in frame["group"] if isinstance(cell, Term)} if len(frame) else set()
    return "three_sectors" if shown == set(THREE_SECTORS) else "sectors"


def tiers(report: Report, chart: Callable[..., Any] = charts.interval_bars) -> None:
    """Size tiers: their number, and the interval of their amounts where only that follows."""
    results = report.results
    if not _in_the_ledger_alone(results, tables.tiers(results), "tier"):
        report.section("tiers")
    report.first("structure.tiers_from_100", "structure.tiers", sentences=[])
    without_total = results.get("now.agreed_amount") is None
    if tables.only_bounds(results) and without_total:
        report.text("structure.tier_amounts_no_total")
    elif tables.only_bounds(results):
        named = not tables.projects(results).empty
        report.text("structure.tier_amounts" if named else "structure.tier_amounts_unnamed")
    bounds = tables.tier_bounds(results)
    # of no total the bounds say what the classes say; one without an upper end is no bar
    several = _bars(bounds) > 1 and not without_total
    if several:
        report.figure("tiers", chart, bounds, title=_largest_together(report, bounds))
    report.table("tiers", tables.tiers(results), folded=several)
    if not without_total:
        report.table("concentration", tables.concentration(results), folded=several)
    report.text("structure.disclosure", otherwise="")


def _bars(bounds: pd.DataFrame) -> int:
    """Number of the bounds that are bars: of some width, to an end that is known."""
    return sum(_is_bar(cell) for cell in bounds.get("amount_bounds", ()))


def _is_bar(cell: object) -> bool:
    return isinstance(cell, Fact) and cell.low is not None and bool(cell.high)


def _largest_together(report: Report, bounds: pd.DataFrame) -> Sentence | None:
    """What the fewest of the largest projects hold together, which is what a leader asks for; else None."""
    if report.known("figure.tiers"):
        return None
    rows = (row for row in bounds.to_dict("records") if _is_bar(row["amount_bounds"]))
    largest = (row for row in rows if row["group"].key.startswith("top"))
    first = next(largest, None)
    if first is None:
        return None
    return Sentence("figure.tiers_largest", {"group": first["group"], "number": first["amount_bounds"]})


def task_forces(report: Report, chart: Callable[..., Any] = charts.task_forces) -> None:
    """Task forces: amounts with the part of named projects; number and average in the table behind."""
    frame = tables.task_forces(report.results)
    if not _in_the_ledger_alone(report.results, frame, "task_force"):
        report.section("task_forces")
    if "amount" in frame:
        row = leading(frame, "amount", label="group")
        title = None if "named" in frame else Sentence("figure.task_forces_amounts", {})
        if row is not None:
            title = Sentence("figure.task_forces_leading", _of(row, "amount"))
        report.figure("task_forces", chart, frame, title=title, least_rows=2)
    else:
        report.table("task_forces", frame)
    _say_apart(report, "task_force")
    if len(frame) > 1 and not report.results.workspace.dimensions.complete.get("task_force", False):
        report.text("structure.task_forces")


def projects(report: Report, chart: Callable[..., Any] = charts.named_projects) -> None:
    """Signed projects with a published name, largest first."""
    report.section("projects")
    report.text("structure.named", otherwise="")
    frame = tables.projects(report.results)
    row = leading(frame, "amount", label="project")
    title = Sentence("figure.projects.plain", {})
    if row is not None:
        title = Sentence("figure.projects_leading", {"group": row["project"], "number": row["amount"]})
    report.figure("projects", chart, frame, title=title, least_rows=2)


def dimensions(report: Report, chart: Callable[..., Any] = charts.breakdown) -> None:
    """Every further dimension by which the period was published, one chart or table each."""
    report.section("dimensions")
    for scope in tables.dimensions(report.results):
        parts = tables.breakdown(report.results, scope)
        shares = tables.with_shares(parts)
        if shares.empty:
            report.table("breakdown", parts, scope=scope)
            _say_apart(report, scope)
            continue
        first = shares[shares["item"] == shares["item"].iloc[0]]
        row = leading(first, "part_share", label="group", beside="published")
        title = None
        if row is not None:
            title = _leading_part(report.context.dimension(scope), row)
        elif any(isinstance(group, Path) for group in shares["group"]):
            title = Sentence("figure.breakdown_within", {"dimension": report.context.dimension(scope)})
        report.figure("breakdown", chart, shares, scope=scope, title=title, behind=parts, least_rows=2)
        _say_apart(report, scope)
        if scope == ORIGIN:
            report.first(sentences=_within(report, [cell.key for cell in shares["group"]]))


def _within(report: Report, origins: Sequence[str]) -> list[Sentence]:
    """Say that origins contain each other, as 市外 does 省外, with published shares of one in another."""
    if outermost(origins) == set(origins):
        return []
    results = report.results
    shares = [
        fact
        for fact in results.facts.values()
        if fact.evidence == "published" and fact.id.in_period(results.period) == fact.id
        if "check" not in fact.id.parts
        and fact.id.parts[1:2] == (ORIGIN,)
        and fact.id.parts[3:5] == ("share", "of")
    ]
    said = [
        Sentence(
            "structure.origin_within",
            {
                "item": FactName(FactId.of(share.id.period, *share.id.parts[:3]), with_period=False),
                "whole": FactName(
                    FactId.of(share.id.period, share.id.metric, *share.id.parts[5:]), with_period=False
                ),
                "share": share,
            },
        )
        for share in shares
    ]
    return [Sentence("structure.origins_overlap", {}), *said]


def _leading_part(dimension: str, row: dict[str, Any]) -> Sentence:
    """What share the largest part has; of a part in two dimensions it is a share of the part above it."""
    words = {"dimension": dimension, "item": row["item"]} | _of(row, "part_share")
    group = row["group"]
    if not isinstance(group, Path):
        return Sentence("figure.breakdown_leading", words)
    whole = Path(group.keys[:-1], group.dimensions[:-1])
    return Sentence("figure.breakdown_leading_within", words | {"whole": whole})


def _of(row: dict[str, Any], column: str) -> dict[str, Any]:
    return {"group": row["group"], "number": row[column]}


def channels(report: Report) -> None:
    """Ways of promotion and value chains of the named projects."""
    of_channels, of_chains = (tables.named_groups(report.results, name) for name in ("channel", "chain"))
    found = pd.concat([of_channels, of_chains])
    if not _in_the_ledger_alone(report.results, found, "channel", "chain"):
        report.section("channels")
    report.table("channels", of_channels)
    report.table("chains", of_chains, folded=True)


def halves(report: Report) -> None:
    """First and second half of the year, and what may not be subtracted.

    A district of which no half year is known has no such section, not even among those left out.
    """
    results = report.results
    first = f"{results.year}H1"
    if results.ledger is None and first not in set(results.workspace.figures["period"]):
        return
    report.section("halves")
    report.text("structure.halves", otherwise="")
    report.table("halves", tables.halves(results))
    report.table("not_subtractable", tables.not_subtractable(results), folded=True)


def ledger_groups(report: Report) -> None:
    """Groups of the ledger's rows: the first grouping open, the others folded."""
    ledger = report.results.ledger
    report.section("ledger_structure")
    if ledger is None:
        return
    left_out = ledger.get("now.ledger_rows.left_out")
    is_whole = left_out is not None and not left_out.value
    report.text("structure.ledger_all" if is_whole else "structure.ledger", otherwise="")
    report.table("largest", tables.largest(ledger, report.results))
    opened = False
    for scope in SCOPES:
        frame = tables.of_all_years(tables.by_group(ledger, scope)).dropna(axis="columns", how="all")
        folded = opened or len(frame) > MOST_OPEN_ROWS
        report.table(f"by_{scope}", frame, folded=folded)
        opened = opened or not (frame.empty or folded)
    report.table("withheld_groups", tables.of_all_years(tables.withheld_groups(ledger)), tier="government")
