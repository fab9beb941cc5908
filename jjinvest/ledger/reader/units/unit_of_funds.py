"""The unit of funds whose headers name none, beside agreed amounts with theirs: 总投资（亿元）| 1月到位.

Usual units are a factor of ten thousand apart, so that amounts of both kinds in one table show which it is:
funds are part of the agreed amount, and months are part of the funds of the year: 7月到位 | 本年到位（万元）.
What they do not show stays a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from jjinvest.ledger.fields import FUNDS
from jjinvest.ledger.reader.headed_columns.columns import LedgerColumn
from jjinvest.ledger.reader.headed_columns.span_columns import ExtraColumn
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.units.money_units import CNY, amount_unit
from jjinvest.ledger.reader.values.cells import CellValue, parse_amount

MIN_COMPARED = 4
"""Projects with both amounts that can show the unit."""
MIN_SHARE = 0.01
"""Least share of the agreed amounts that is in place: in a unit ten thousand times too small it is less."""


def unit_of_agreed_amounts(table: LedgerTable) -> None:
    """Give funds without any unit the one of the agreed amounts, where the amounts bear it out.

    In that unit no project has more funds than were agreed, and together they have a usual share. Where a
    running total has a unit, that is the one of the other columns of funds, in the same way.
    """
    fields = {name: table.columns[name] for name in FUNDS if name in table.columns}
    in_time = table.in_time
    before = [in_time.before] if in_time.before else []
    extra = [*in_time.columns().values(), *before]
    columns: list[LedgerColumn | ExtraColumn] = [*fields.values(), *extra]
    whole = _whole(fields, any(column.unit for column in columns)) or table.columns.get("agreed_amount")
    unit = None if whole is None else amount_unit(whole.unit)
    if whole is None or unit is None or unit.currency != CNY or table.unused_unit:
        return
    open_columns = [column for column in columns if not column.unit]
    if not open_columns or {column.unit for column in columns} - {"", whole.unit}:
        return
    if len(open_columns) < len(columns) and whole not in columns:
        return  # of single months one has a unit, which says nothing of the others
    if len(table.blocks) > 1 or table.unit_column is not None or "currency" in table.columns:
        return
    places = {column.index for column in open_columns}
    if any(place in places for _, place in table.sheet.formats):
        return  # what a format shows may be another unit
    in_fields = {column.index for column in fields.values()} & places
    sums = [*({index} for index in in_fields), {column.index for column in extra} & places]
    if not _bears_out(table, whole.index, sums, whole.unit):
        return
    for name, column in fields.items():
        table.columns[name] = replace(column, unit=whole.unit)
    in_time.change(lambda column: replace(column, unit=whole.unit))
    table.unit_of_funds = (
        whole.unit,
        next(name for name, each in table.columns.items() if each.index == whole.index),
    )


def _whole(fields: Mapping[str, LedgerColumn], named: bool) -> LedgerColumn | None:
    """Return the running total whose unit is that of the months beside it; None where no column names one."""
    totals = (fields.get(name) for name in ("funds_ytd", "funds_to_date"))
    return next((total for total in totals if named and total is not None and total.unit), None)


def _bears_out(table: LedgerTable, agreed: int, sums: Iterable[set[int]], unit: str) -> bool:
    """Whether funds read in a unit are at most what was agreed, row by row, and a usual share of all."""
    compared = []
    for row in table.projects:
        most = _yuan(table.at(row, agreed), unit)
        funds = max(sum(_yuan(table.at(row, column), unit) for column in columns) for columns in sums)
        if most and funds:
            compared.append((funds, most))
    if len(compared) < MIN_COMPARED or any(funds > most for funds, most in compared):
        return False
    return sum(funds for funds, _ in compared) >= MIN_SHARE * sum(most for _, most in compared)


def _yuan(cell: object, unit: str) -> int:
    read = parse_amount(cell, unit)
    return read.value if isinstance(read, CellValue) and isinstance(read.value, int) else 0
