"""Read the cells of one column, each distinct cell once, as they are shown: with formats and merges.

Most cells are a plain text or a whole number of the column's unit, and are read without further ado.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from jjinvest.ledger.fields import BY_NAME
from jjinvest.ledger.partial_dates import PartialDate
from jjinvest.ledger.reader.headed_columns.columns import LedgerColumn
from jjinvest.ledger.reader.headed_columns.headers import Spellings
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.merges import MergedCells
from jjinvest.ledger.reader.units.money_units import CNY, amount_unit
from jjinvest.ledger.reader.units.number_formats import NumberFormat
from jjinvest.ledger.reader.values import cells, choices, dates
from jjinvest.ledger.reader.values.cells import CellFault, CellValue, cell_text

_DAYS_FROM_1900_TO_1904 = 1462
_SERIALS_OF_1904 = range(29221 - _DAYS_FROM_1900_TO_1904, 73415 - _DAYS_FROM_1900_TO_1904)
_REPEATED = ("text", "choice", "date")
"""Kinds of columns in which a mark may stand for the cell above; an amount is written out."""
_DITTO = frozenset('〃″〞"＂”') | {"同上", "''", "’’", "′′"}
_DONE = {
    "signed_on": "签约|签订|签",
    "contract_on": "签约|签订|签",
    "started_on": "开工|动工|开建",
    "in_production_on": "投产|竣工投产",
    "terminated_on": "终止|解约",
}
"""What a field's date may say that happened on it: 2023年8月18日已开工, 2023.6（已开工）."""
Value = int | Decimal | PartialDate | str
Read = Value | CellValue | CellFault | None
"""What a cell holds: a value, one with remarks, a fault, or nothing."""


def is_ditto(cell: object) -> bool:
    """Whether a cell says that it is as the one above: 〃, 同上."""
    return isinstance(cell, str) and cell.strip() in _DITTO


class ColumnReader:
    """Reader of one column of a table."""

    def __init__(
        self,
        table: LedgerTable,
        name: str,
        column: LedgerColumn,
        spellings: Spellings,
        merges: MergedCells,
        formats: Mapping[int, NumberFormat],
    ) -> None:
        self._table, self._name, self._column = table, name, column
        self._spellings, self._merges, self._formats = spellings, merges, formats
        self._kind = BY_NAME[name].kind
        self._known: dict[object, Read] = {}
        self._factors: dict[int, int | None] = {}

    def read(self, rows: Sequence[int], units: Iterable[str], currencies: Iterable[str]) -> list[Read]:
        """Return what the cells of these rows hold, a value alone where there is nothing to say about it.

        Parameters
        ----------
        rows
            Rows of the sheet, from 0.
        units, currencies
            Unit that each row states for its amounts, and its currency.
        """
        found, at = self._table.sheet.rows, self._column.index
        held = [cells_of_row[at] if at < len(cells_of_row := found[row]) else None for row in rows]
        if self._kind in _REPEATED and any(is_ditto(cell) for cell in held):
            return self._read_dittos(rows, held, units, currencies)
        if self._merges.of_column(at):
            return [
                self._read_merged(row, cell, unit, currency)
                for row, cell, unit, currency in zip(rows, held, units, currencies, strict=False)
            ]
        if self._kind == "amount":
            return [
                None if cell is None else self._amount(cell, row, unit, currency)
                for row, cell, unit, currency in zip(rows, held, units, currencies, strict=False)
            ]
        if self._kind == "text":
            longest = cells.max_length(self._name)
            return [
                cell
                if cell is None or (cell.__class__ is str and cells.is_plain_text(cell, longest))
                else self._other(cell, None)
                for cell in held
            ]
        formats = self._formats
        if not formats:
            return [None if cell is None else self._other(cell, None) for cell in held]
        return [
            None if cell is None else self._other(cell, formats.get(row))
            for row, cell in zip(rows, held, strict=True)
        ]

    def _read_dittos(
        self,
        rows: Sequence[int],
        held: Sequence[object],
        units: Iterable[str],
        currencies: Iterable[str],
    ) -> list[Read]:
        """Read a column in which 〃 or 同上 stands for the cell above, with a remark on each."""
        read: list[Read] = []
        source: tuple[int, object] | None = None
        for row, cell, unit, currency in zip(rows, held, units, currencies, strict=False):
            if not is_ditto(cell) or source is None:
                source = None if is_ditto(cell) else (row, cell)
                read.append(self._read_merged(row, cell, unit, currency))
                continue
            above = self._read_merged(*source, unit, currency)
            if isinstance(above, CellValue) and above.value is not None:
                above = replace(above, remarks=(*above.remarks, CellFault("text_as_above", cell_text(cell))))
            read.append(above)
        return read

    def _amount(self, cell: object, row: int, unit: str, currency: str) -> Read:
        written = self._formats.get(row) if self._formats else None
        if not unit and currency == CNY and isinstance(cell, float) and cell.is_integer():
            factor = self._factor(written)
            if factor is not None and abs(cell) < cells.EXACT_BELOW:
                yuan = int(cell) * factor
                if abs(yuan) <= cells.MAX_CELL_YUAN:
                    return yuan
        key = (cell.__class__, cell, id(written), unit, currency)
        read = self._known.get(key)
        if read is None:
            read = self._known[key] = _plainly(self._read(cell, written, unit, currency))
        return read

    def _factor(self, written: NumberFormat | None) -> int | None:
        """元 for one of the numbers that a cell of this format holds, where it is the same for all."""
        key = id(written)
        if key not in self._factors:
            self._factors[key] = cells.whole_yuan(self._column.unit, written)
        return self._factors[key]

    def _other(self, cell: object, written: NumberFormat | None) -> Read:
        key = (cell.__class__, cell, id(written))
        read = self._known.get(key)
        if read is None:
            read = self._known[key] = _plainly(self._read(cell, written, "", CNY))
        return read

    def _read_merged(self, row: int, cell: object, unit: str, currency: str) -> Read:
        """Read one cell as it is shown: what a merge hides is named and does not count."""
        merges, place = self._merges, (row, self._column.index)
        if place in merges.divided:
            return CellFault("amount_merged", cell_text(merges.divided[place]))
        source = place
        remarks: list[CellFault] = []
        if place in merges.hidden:
            cell = None
            if merges.hidden[place] != merges.above.get(place, (None, place))[0]:
                shown = cell_text(merges.above.get(place, (None, place))[0])
                remarks.append(
                    CellFault("hidden_under_merge", cell_text(merges.hidden[place]), {"shown": shown})
                )
        if cell is None and place in merges.above:
            cell, source = merges.above[place]
        read = self._read(cell, self._formats.get(source[0]), unit, currency)
        if isinstance(read, CellValue) and (remarks or source != place):
            if source != place and not remarks:
                remarks.append(CellFault("text_filled_down", cell_text(cell)))
            return replace(read, remarks=(*read.remarks, *remarks))
        return read

    def _read(
        self, cell: object, written: NumberFormat | None, unit: str, currency: str
    ) -> CellValue | CellFault:
        if isinstance(cell, str) and not cell.strip():
            cell = None
        if self._kind == "amount":
            return self._read_amount(cell, written, unit, currency)
        if self._kind == "date":
            return self._read_date(cell, written)
        if self._kind == "rate":
            return cells.parse_rate(cell)
        if self._kind == "choice":
            return choices.read_choice(self._name, cell, self._spellings)
        return cells.parse_text(cell, self._name)

    def _read_amount(
        self, cell: object, written: NumberFormat | None, unit: str, currency: str
    ) -> CellValue | CellFault:
        of_column = self._column.unit
        if not unit:
            return cells.parse_amount(cell, of_column, written, currency)
        read = cells.parse_amount(cell, unit, written, currency)
        differs = of_column and amount_unit(of_column) != amount_unit(unit)
        if isinstance(read, CellValue) and read.value and differs:
            remark = CellFault("amount_unit_of_row", f"{cell_text(cell)} {unit}")
            return replace(read, remarks=(*read.remarks, remark))
        return read

    def _read_date(self, cell: object, written: NumberFormat | None) -> CellValue | CellFault:
        sheet = self._table.sheet
        if (
            sheet.date_1904
            and isinstance(cell, int | float)
            and cell == int(cell)
            and int(cell) in _SERIALS_OF_1904
        ):
            cell += _DAYS_FROM_1900_TO_1904
        if isinstance(cell, str) and "已" in cell and self._name in _DONE:
            cell = re.sub(rf"[（(]?已(?:正式)?(?:{_DONE[self._name]})[)）]?\s*$", "", cell) or cell
        read = dates.parse_date(cell, typed=sheet.typed, ledger_month=self._table.month)
        if (
            written is not None
            and written.month_only
            and isinstance(cell, date)
            and isinstance(read, CellValue)
            and isinstance(read.value, PartialDate)
            and read.value.day.day == 1
        ):
            # a month typed in Excel is its first day, shown without a day
            return replace(read, value=replace(read.value, month_only=True))
        return read


def formats_by_column(
    formats: Mapping[tuple[int, int], NumberFormat],
) -> Mapping[int, Mapping[int, NumberFormat]]:
    """Return formats by column and row."""
    by_column: dict[int, dict[int, NumberFormat]] = defaultdict(dict)
    for (row, column), written in formats.items():
        by_column[column][row] = written
    return by_column


def _plainly(read: CellValue | CellFault) -> Read:
    """Return the value alone where there is nothing to say about it; a text may look like a formula."""
    if isinstance(read, CellFault) or read.remarks or read.value is None:
        return read
    value = read.value
    return read if isinstance(value, str) and value[0] in cells.OF_FORMULAS else value
