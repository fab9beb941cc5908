"""Several sheets of funds by month: one for each year are read together, two that differ are a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.reader.headed_columns.month_columns import FundsInTime
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.validation.months.months_of_row import MonthsOfRow, columns_of_time, first_column


@dataclass
class SheetOfMonths:
    """A table with columns of months, the name of its sheet (empty for the first) and what its rows hold."""

    table: LedgerTable
    name: str
    held: list[MonthsOfRow]


def name_repeats(sheets: Sequence[SheetOfMonths]) -> None:
    """Ask about a project on two rows of one sheet, or on two sheets with other funds of the same months.

    Nobody says whether to add them or which of them is right; equal rows of two sheets are one.
    """
    seen: dict[int, list[tuple[SheetOfMonths, MonthsOfRow]]] = {}
    for sheet in sheets:
        for each in sheet.held:
            before = seen.setdefault(id(each.project), [])
            for of_sheet, other in before:
                if of_sheet is sheet or _differ(each, other):
                    each.is_read = other.is_read = False
                    each.project.findings.append(_repeated(sheet, each, of_sheet, other))
                    break
            before.append((sheet, each))


def _differ(each: MonthsOfRow, other: MonthsOfRow) -> bool:
    """Whether two rows have other funds of a month that both have a column for."""
    both = columns_of_time(each.table).keys() & columns_of_time(other.table).keys()
    return any(each.of_month.get(when, 0) != other.of_month.get(when, 0) for when in both)


def _repeated(
    sheet: SheetOfMonths, each: MonthsOfRow, of_sheet: SheetOfMonths, other: MonthsOfRow
) -> Finding:
    name, first = sheet.table.sheet.name, of_sheet.table.sheet.name
    amount, stated = (format_yuan(sum(of.of_month.values())) for of in (each, other))
    terms: dict[str, str] = {
        "other": BilingualText(f"「{first}」第 {other.row} 行", f"row {other.row} on «{first}»"),
        "amount": amount,
        "stated": stated,
    }
    return Finding("months_twice", each.row, first_column(each), amount, terms, name if sheet.name else "")


def join_years(sheets: Sequence[SheetOfMonths]) -> list[SheetOfMonths]:
    """Join sheets of different months, such as one for each year, into one; others stay as they are."""
    spans = [set() if sheet.table.in_time.quarters else sheet.table.in_time.covered() for sheet in sheets]
    if len(sheets) < 2 or not all(spans) or any(a & b for a, b in combinations(spans, 2)):
        return list(sheets)
    ordered = sorted(sheets, key=lambda sheet: max(columns_of_time(sheet.table)), reverse=True)
    latest = ordered[0]
    of_before = next((sheet for sheet in ordered if sheet.table.in_time.before is not None), latest)
    in_time = FundsInTime(
        months=dict(sorted(pair for sheet in sheets for pair in sheet.table.in_time.months.items())),
        spans=dict(pair for sheet in sheets for pair in sheet.table.in_time.spans.items()),
        before=of_before.table.in_time.before,
        before_end=of_before.table.in_time.before_end,
    )
    table = replace(latest.table, in_time=in_time)
    joined: dict[int, MonthsOfRow] = {}
    for sheet in ordered:
        for each in sheet.held:
            before = each.before if sheet is of_before else None
            known = joined.get(id(each.project))
            if known is None:
                joined[id(each.project)] = replace(each, table=table, before=before)
                continue
            known.of_month |= each.of_month
            known.before = before if before is not None else known.before
            known.is_read = known.is_read and each.is_read
            known.is_converted = known.is_converted or each.is_converted
    return [SheetOfMonths(table, latest.name, list(joined.values()))]
