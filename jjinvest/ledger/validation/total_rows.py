"""Total rows (合计): compared with the rows they sum, and never counted as projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jjinvest.ledger.fields import AMOUNTS
from jjinvest.ledger.findings import Finding, format_yuan
from jjinvest.ledger.reader import cells
from jjinvest.ledger.reader.cells import CellFault, cell_text
from jjinvest.ledger.reader.layout import LedgerTable
from jjinvest.ledger.reader.rows import LedgerRow
from jjinvest.ledger.validation.row_rules import bilingual_label


def total_row_findings(table: LedgerTable, rows: Sequence[LedgerRow]) -> Iterator[Finding]:
    """Compare each total row with the sums it may stand for.

    Candidates are the rows since the previous total row, all rows above it, the rows below it up to the next
    total row, and all rows. A total that equals none of them is a remark.
    """
    total_rows = sorted(row for row, kind in table.other_rows.items() if kind == "sum")
    for place, index in enumerate(total_rows):
        since = total_rows[place - 1] if place else -1
        until = total_rows[place + 1] if place + 1 < len(total_rows) else len(table.sheet.rows)
        spans = ((since, index), (-1, index), (index, until), (-1, len(table.sheet.rows)))
        for name in AMOUNTS:
            column = table.columns_at(index).get(name)
            cell = table.cell(index, name)
            if column is None or cell is None:
                continue
            totals = [_total(rows, name, first, last) for first, last in spans]
            read = cells.parse_amount(cell, column.unit, table.sheet.formats.get((index, column.index)))
            values = {"field": bilingual_label(name), "expected": format_yuan(totals[0] or totals[-1])}
            if isinstance(read, CellFault):
                yield Finding("sum_unreadable", index + 1, column.index, cell_text(cell), values)
            elif isinstance(read.value, int) and read.value not in totals:
                values["amount"] = format_yuan(read.value)
                yield Finding("sum_differs", index + 1, column.index, cell_text(cell), values)


def _total(rows: Sequence[LedgerRow], name: str, first: int, last: int) -> int:
    return sum(row.yuan(name) or 0 for row in rows if first < row.number - 1 < last)
