"""Read the cells of an xlsx, xls or csv file as they stand, safely, with what a grid alone does not show.

Nothing in the file is run or followed: formulas give the value stored with them, macros and links to other files are
named and left alone. What cannot be read safely is a :class:`~jjinvest.core.errors.DataError`, never a traceback.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import xlrd
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from jjinvest.core.errors import DataError, Problem
from jjinvest.data.csv_reader import read_text
from jjinvest.ledger.reader import xlsx_xml

MOST_CELLS = 20_000_000
_ZIP, _OLE, _UTF16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; from 0."""


@dataclass(frozen=True)
class Unreadable:
    """A cell without a value: an error such as #REF!, or a formula whose result the file does not hold."""

    rule: str
    found: str


@dataclass
class Sheet:
    """One sheet.

    Cells are None, text, float, bool, a date or datetime, or :class:`Unreadable`; counted from 0.

    `typed` is False where the file knows texts only (csv), so that 2023.1 may have been the number 2023.10.
    """

    name: str
    rows: list[list[object]]
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Merge] = field(default_factory=list)
    typed: bool = True
    visible: bool = True


@dataclass
class Book:
    """A file read: its sheets, its hash, and remarks (rule, what was found) on what was left alone."""

    path: Path
    sha256: str
    sheets: list[Sheet]
    remarks: list[tuple[str, str]] = field(default_factory=list)


def read_book(path: Path) -> Book:
    """Read a file by what it is, whatever its name says.

    Raises
    ------
    DataError
        If it is missing, empty, encrypted, damaged, of another format, or would unpack to more than memory holds.
    """
    raw = _bytes(path)
    if raw.startswith(_ZIP):
        return _read(path, raw, _xlsx)
    if raw.startswith(_OLE):
        return _read(path, raw, _xls)
    if raw.startswith(_UTF16):
        raise unreadable(
            path, "UTF-16 文本 text in UTF-16", "另存为 xlsx 或 CSV UTF-8 save as xlsx or CSV UTF-8"
        )
    return _read(path, raw, _csv)


def unreadable(path: Path, found: str, remedy: str) -> DataError:
    """Make the error of a file that is no ledger one can read."""
    expected = "xlsx、xls 或 csv 格式的台账 a ledger in xlsx, xls or csv"
    return DataError([Problem(path.as_posix(), None, None, found, expected, remedy)])


def _bytes(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
    except OSError as error:
        found = "没有这个文件 missing" if isinstance(error, FileNotFoundError) else f"读不了 {error.strerror}"
        raise unreadable(path, found, "检查文件名与路径 check the name and the folder") from None
    if not raw.strip():
        raise unreadable(path, "空文件 an empty file", "选另一个文件 choose another file")
    return raw


def _read(path: Path, raw: bytes, reader: Callable[[Path, bytes], Book]) -> Book:
    remedy = "用 Excel 打开后另存为 xlsx open it in Excel and save it as xlsx"
    try:
        return reader(path, raw)
    except DataError:
        raise
    except xlsx_xml.Unsafe as error:
        raise unreadable(path, str(error), remedy) from None
    except (CalamineError, xlrd.XLRDError, csv.Error) as error:
        found = f"文件损坏或有密码 damaged or protected: {error}"
        raise unreadable(path, found, remedy) from None
    except Exception as error:
        # readers of other people's formats fail on hostile bytes in ways their authors did not foresee
        raise unreadable(path, f"文件损坏 damaged: {type(error).__name__}", remedy) from None
    except BaseException as error:
        # a panic of calamine's Rust code reaches Python outside of Exception
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable(path, "文件损坏 damaged", remedy) from None


def _xlsx(path: Path, raw: bytes) -> Book:
    parts = xlsx_xml.read_parts(raw, MOST_CELLS)
    sheets = []
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    for known in book.sheets_metadata:
        if known.name not in parts.marks:
            continue  # a chart sheet
        sheet, marks = book.get_sheet_by_name(known.name), parts.marks[known.name]
        rows: list[list[object]] = [
            [None if cell == "" else cell for cell in row] for row in sheet.to_python(skip_empty_area=False)
        ]
        for (row, column), (rule, found) in marks.unreadable.items():
            _put(rows, row, column, Unreadable(rule, found))
        merged = [(top[0], top[1], end[0], end[1]) for top, end in sheet.merged_cell_ranges or []]
        visible = known.visible == SheetVisibleEnum.Visible
        sheets.append(
            Sheet(known.name, rows, marks.hidden_rows, marks.hidden_columns, merged, visible=visible)
        )
    return Book(path, _sha256(raw), sheets, parts.remarks)


def _put(rows: list[list[object]], row: int, column: int, value: object) -> None:
    while len(rows) <= row:
        rows.append([])
    rows[row] += [None] * (column + 1 - len(rows[row]))
    rows[row][column] = value


def _xls(path: Path, raw: bytes) -> Book:
    book = xlrd.open_workbook(file_contents=raw, formatting_info=True, logfile=io.StringIO())
    sheets = []
    for sheet in book.sheets():
        rows = [
            [_xls_cell(sheet.cell(row, column), book.datemode) for column in range(sheet.row_len(row))]
            for row in range(sheet.nrows)
        ]
        merged = [(top, left, end - 1, right - 1) for top, end, left, right in sheet.merged_cells]
        hidden = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
        columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
        sheets.append(Sheet(sheet.name, rows, hidden, columns, merged, visible=sheet.visibility == 0))
    return Book(path, _sha256(raw), sheets)


def _xls_cell(cell: xlrd.sheet.Cell, datemode: int) -> object:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or cell.value == "":
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Unreadable("cell_error", xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return cell.value
    return cell.value


def _csv(path: Path, raw: bytes) -> Book:
    text = read_text(path)[0]
    if "\0" in text:
        raise unreadable(
            path, "不是文本 not a text", "选 xlsx、xls 或 csv 文件 choose an xlsx, xls or csv file"
        )
    head = "\n".join(text.splitlines()[:30])
    separator = max(",\t;", key=head.count)
    rows: list[list[object]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for cells in reader:
        whole_rows = [
            c
            for c in cells
            if any(line.count(separator) > max(len(cells) - 2, 1) for line in c.splitlines()[1:])
        ]
        if whole_rows:
            found = f"第 {reader.line_num} 行前的一格里有整行 whole rows inside one cell before line {reader.line_num}"
            raise unreadable(path, found, "检查引号是否成对 look for an unpaired quote")
        # a record over several lines keeps its number in the file, as addresses are read off it
        rows += [[] for _ in range(reader.line_num - len(rows) - 1)]
        rows.append([cell if cell.strip() else None for cell in cells])
    return Book(path, _sha256(raw), [Sheet(path.stem, rows, typed=False)])


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
