"""Copy of an xls or csv ledger as xlsx: the values of all sheets at their addresses, with number formats.

An old xls cannot be edited in place, and a csv has no room for comments. The copy holds what the reader read:
a number keeps the format that shows its unit, a formula its stored value.
"""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import xlrd

from jjinvest.ledger.excel.writer import new_workbook, write_cell
from jjinvest.ledger.reader.files.workbook import LedgerWorkbook, UnreadableCell, WorkbookSheet
from jjinvest.ledger.reader.values.cells import cell_text

_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0"
_NUMBERS = (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE)
_ERRORS = frozenset(xlrd.error_text_from_code.values())
_WIDTH = 14
_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}


def values_copy(workbook: LedgerWorkbook, raw: bytes) -> bytes:
    """Return the copy; the same file gives the same bytes.

    Parameters
    ----------
    workbook
        The file as read.
    raw
        The bytes of the file.
    """
    book = None
    if raw.startswith(_OLE_SIGNATURE):
        book = xlrd.open_workbook(file_contents=raw, formatting_info=True, logfile=io.StringIO())
    buffer = io.BytesIO()
    copy = new_workbook(buffer, date_1904=book is not None and book.datemode == 1)
    formats = _Formats(copy, book)
    taken: set[str] = set()
    for place, sheet in enumerate(workbook.sheets):
        written = copy.add_worksheet(_sheet_name(sheet.name, taken))
        _write_sheet(written, sheet, None if book is None else book.sheet_by_index(place), formats)
    copy.close()
    return buffer.getvalue()


class _Formats:
    """Number formats of the copy: those of the xls, made once each."""

    def __init__(self, copy: Any, book: xlrd.Book | None) -> None:
        self._copy, self._book = copy, book
        self._made: dict[str, Any] = {}

    def of(self, cell: xlrd.sheet.Cell) -> Any:
        """Format of a cell of the xls."""
        if self._book is None or cell.xf_index is None or cell.xf_index >= len(self._book.xf_list):
            return self.named("General")
        key = self._book.xf_list[cell.xf_index].format_key
        found = self._book.format_map.get(key)
        # the East Asian date formats 27 to 36 and 50 to 58 have a number and no code
        is_numbered = 27 <= key <= 36 or 50 <= key <= 58
        return self.named(
            key if is_numbered else (found.format_str if found is not None else "") or "General"
        )

    def named(self, form: str | int) -> Any:
        """Format by its code, or by the number of one that spreadsheets have built in."""
        if str(form) not in self._made:
            self._made[str(form)] = self._copy.add_format(_FONT | {"num_format": form})
        return self._made[str(form)]


def _write_sheet(written: Any, sheet: WorkbookSheet, old: xlrd.sheet.Sheet | None, formats: _Formats) -> None:
    plain, dated = formats.named("General"), formats.named("yyyy-mm-dd")
    for top, left, bottom, right in sheet.merged:
        if (bottom, right) != (top, left):
            written.merge_range(top, left, bottom, right, None, plain)
    for row, cells in enumerate(sheet.rows):
        for column, value in enumerate(cells):
            if value is None:
                continue
            cell = _old_cell(old, row, column)
            if isinstance(value, UnreadableCell) and value.found in _ERRORS:
                written.write_formula(row, column, f"={value.found}", plain, value.found)
            elif isinstance(value, UnreadableCell):
                write_cell(written, row, column, cell_text(value), plain, plain)
            elif cell is not None and cell.ctype in _NUMBERS:
                written.write_number(row, column, cell.value, formats.of(cell))
            else:
                write_cell(written, row, column, value, dated if isinstance(value, date) else plain, dated)
    width = max((len(cells) for cells in sheet.rows), default=1)
    written.set_column(0, max(width - 1, 0), _WIDTH)
    for column in sheet.hidden_columns:
        written.set_column(column, column, _WIDTH, None, {"hidden": True})
    for row in sheet.hidden_rows:
        written.set_row(row, None, None, {"hidden": True})
    if not sheet.visible:
        written.hide()


def _old_cell(old: xlrd.sheet.Sheet | None, row: int, column: int) -> xlrd.sheet.Cell | None:
    return (
        old.cell(row, column) if old is not None and row < old.nrows and column < old.row_len(row) else None
    )


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that a workbook allows: a csv file's may be longer or hold brackets."""
    allowed = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name)[:31].strip("' ")
    allowed = "台账" if allowed.casefold() in ("", "history") else allowed
    while allowed.casefold() in taken:
        allowed = f"{allowed[:28]} {len(taken) + 1}"
    taken.add(allowed.casefold())
    return allowed
