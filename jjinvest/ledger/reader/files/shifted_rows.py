"""Rows of a csv with more cells than its header, as an amount with a thousands comma leaves them."""

from __future__ import annotations

from collections.abc import Sequence

from jjinvest.ledger.fields import AMOUNTS
from jjinvest.ledger.findings import Finding
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.values.rows import LedgerRow


def reject_shifted_rows(table: LedgerTable, rows: Sequence[LedgerRow]) -> None:
    """Reject rows of a csv that are longer than its header: their cells may be in wrong columns.

    Rows that end with empty cells alone, most of them alike, only have a separator at their end.
    """
    if table.sheet.typed:
        return
    cells = table.sheet.rows
    width = max(len(cells[place]) for place in range(max(table.header - 1, 0), table.header + 1))
    longer = [row for row in rows if len(cells[row.number - 1]) > width]
    has_content = any(cell is not None for row in longer for cell in cells[row.number - 1][width:])
    if not has_content and len(longer) * 2 > len(rows):
        return
    for row in longer:
        of_row = cells[row.number - 1]
        terms = {"cells": str(len(of_row)), "columns": str(width)}
        found = "" if of_row[width] is None else str(of_row[width])
        row.findings.append(Finding("row_longer_than_header", row.number, width, found, terms))
        for name in AMOUNTS:
            if row.values.pop(name, None) is not None:
                row.unread.add(name)
