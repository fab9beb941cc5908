"""合计 rows against the rows they add up: shown where they differ, never counted as projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jjinvest.ledger.fields import AMOUNTS
from jjinvest.ledger.reader import cells
from jjinvest.ledger.reader.cells import Fault, shown
from jjinvest.ledger.reader.layout import Table
from jjinvest.ledger.reader.rows import Row
from jjinvest.ledger.validation.findings import Finding, money
from jjinvest.ledger.validation.row_rules import field_words


def sum_findings(table: Table, rows: Sequence[Row]) -> Iterator[Finding]:
    """Compare each sum with the rows since the last sum, all above it, all below it up to the next, and all."""
    sums = sorted(row for row, kind in table.others.items() if kind == "sum")
    for place, index in enumerate(sums):
        since = sums[place - 1] if place else -1
        until = sums[place + 1] if place + 1 < len(sums) else len(table.sheet.rows)
        spans = ((since, index), (-1, index), (index, until), (-1, len(table.sheet.rows)))
        for name in AMOUNTS:
            column = table.columns.get(name)
            cell = table.cell(index, name)
            if column is None or cell is None:
                continue
            totals = [_total(rows, name, first, last) for first, last in spans]
            read = cells.amount(cell, column.unit)
            values = {"field": field_words(name), "expected": money(totals[0] or totals[-1])}
            if isinstance(read, Fault):
                yield Finding("sum_unreadable", index + 1, column.index, shown(cell), values)
            elif isinstance(read.value, int) and read.value not in totals:
                values["amount"] = money(read.value)
                yield Finding("sum_differs", index + 1, column.index, shown(cell), values)


def _total(rows: Sequence[Row], name: str, first: int, last: int) -> int:
    return sum(row.yuan(name) or 0 for row in rows if first < row.number - 1 < last)
