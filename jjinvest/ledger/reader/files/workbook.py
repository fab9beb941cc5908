"""Read the cells of an xlsx, xls or csv file safely, with hidden rows, merged cells and unreadable cells.

No content of the file is executed or followed: formulas give their stored value; macros and links to other
files are reported and ignored. A file that cannot be read safely raises
:class:`~jjinvest.core.errors.DataError`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import xlrd
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from jjinvest.core.errors import DataError, Problem
from jjinvest.data.text_files import read_text
from jjinvest.ledger.reader.files import xlsx_xml
from jjinvest.ledger.reader.files.file_formats import foreign_format
from jjinvest.ledger.reader.files.formula_results import without_result
from jjinvest.ledger.reader.files.sheet_scan import StoredFormula
from jjinvest.ledger.reader.files.xls_formulas import read_formulas
from jjinvest.ledger.reader.units.number_formats import NumberFormat, parse_format

MAX_CELLS = 20_000_000  # rows times columns of a sheet, to bound memory
MAX_SEPARATOR_LINES = 30  # first lines of a csv, in which its separator is looked for
_ZIP_SIGNATURE, _OLE_SIGNATURE, _UTF16_MARKS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")
_OF_PICTURE = xlsx_xml.PICTURE.decode()
_PICTURE = re.compile(r"'?=(?:_xlfn\.)*DISPIMG\(.*", re.IGNORECASE | re.DOTALL)
"""Formula by which WPS puts a picture into a cell; its text is no value."""
_WEB_PAGES = {
    b"<html": "这是存成表格的网页 this is a web page saved as .xls",
    b"<!doctype html": "这是存成表格的网页 this is a web page saved as .xls",
    b"mime-version": "这是存成表格的网页 this is a web page (mht) saved as .xls",
    b"<?xml": "这是 XML 文件，不是工作簿 this is an XML file, no workbook",
}
"""First bytes of files that offices save as .xls though they are none, and what to call them."""
_SPREADSHEET_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_SAVE_IN_EXCEL = "在 Excel 中打开，另存为 xlsx save it as xlsx in Excel"
MergedRange = tuple[int, int, int, int]
"""First row, first column, last row, last column; from 0."""


@dataclass(frozen=True)
class UnreadableCell:
    """A cell without a value: an error such as #REF!, or a formula without a stored result."""

    rule: str
    found: str


@dataclass
class WorkbookSheet:
    """One sheet of a workbook.

    Cells are None, text, float, bool, a date or datetime, or :class:`UnreadableCell`; rows and columns count
    from 0. `typed` is False where the file holds only texts (csv), so that 2023.1 may have been the number
    2023.10. `formats` holds the number formats that change the reading of a cell, by row and column;
    `date_1904` is whether days are counted from 1904.
    `pictures` are the cells that show a picture, which have no value. `empty_formulas` are columns in which
    several formulas have results, and each of these is an empty text or 0.
    """

    name: str
    rows: list[list[object]]
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[MergedRange] = field(default_factory=list)
    typed: bool = True
    visible: bool = True
    formats: dict[tuple[int, int], NumberFormat] = field(default_factory=dict)
    date_1904: bool = False
    pictures: set[tuple[int, int]] = field(default_factory=set)
    empty_formulas: set[int] = field(default_factory=set)


@dataclass
class LedgerWorkbook:
    """A file as read: its sheets, its hash, and remarks (rule, content found) on what was ignored."""

    path: Path
    sha256: str
    sheets: list[WorkbookSheet]
    remarks: list[tuple[str, str]] = field(default_factory=list)


def read_workbook(path: Path) -> LedgerWorkbook:
    """Read a file by its content, whatever its name.

    Parameters
    ----------
    path
        An xlsx, xls, et or csv file.

    Raises
    ------
    DataError
        If it is missing, empty, encrypted, damaged, of another format, or would unpack to more than memory
        holds.
    """
    raw = _bytes(path)
    foreign = foreign_format(raw)
    if foreign is not None:
        raise unreadable_file(path, *foreign)
    if raw.startswith(_ZIP_SIGNATURE):
        return _read(path, raw, _xlsx)
    if raw.startswith(_OLE_SIGNATURE):
        return _read(path, raw, _xls)
    if raw.startswith(_UTF16_MARKS):
        raise unreadable_file(
            path, "UTF-16 文本 text in UTF-16", "另存为 xlsx 或 CSV UTF-8 save as xlsx or CSV UTF-8"
        )
    start = raw[:2000].lstrip().lower()
    if _SPREADSHEET_2003 in start:
        name = "Excel 2003 的 XML 表格 an XML spreadsheet of Excel 2003"
        raise unreadable_file(path, name, _SAVE_IN_EXCEL)
    for signature, name in _WEB_PAGES.items():
        if start.startswith(signature) or (signature == b"<html" and b"<table" in start):
            raise unreadable_file(path, name, _SAVE_IN_EXCEL)
    return _read(path, raw, _csv)


_ANY_LEDGER = "xlsx、xls、et 或 csv 格式的台账 a ledger in xlsx, xls, et or csv"


def unreadable_file(path: Path, reason: str, remedy: str, expected: str = _ANY_LEDGER) -> DataError:
    """Return the error for a file that cannot be read as a ledger."""
    return DataError([Problem(path.as_posix(), None, None, reason, expected, remedy)])


def _bytes(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (
            "没有这个文件 missing" if isinstance(error, FileNotFoundError) else f"读不了 {error.strerror}"
        )
        raise unreadable_file(path, reason, "检查文件名与路径 check the name and the folder") from None
    if not raw.strip():
        raise unreadable_file(path, "空文件 an empty file", "选另一个文件 choose another file")
    return raw


def _read(path: Path, raw: bytes, reader: Callable[[Path, bytes], LedgerWorkbook]) -> LedgerWorkbook:
    remedy = "用 Excel 打开后另存为 xlsx open it in Excel and save it as xlsx"
    try:
        return reader(path, raw)
    except DataError:
        raise
    except xlsx_xml.UnsafeFileError as error:
        raise unreadable_file(path, str(error), remedy) from None
    except (CalamineError, xlrd.XLRDError, csv.Error) as error:
        reason = f"文件损坏或有密码 damaged or protected: {error}"
        raise unreadable_file(path, reason, remedy) from None
    except Exception as error:
        # on damaged or hostile bytes the libraries raise many undocumented exceptions
        raise unreadable_file(path, f"文件损坏 damaged: {type(error).__name__}", remedy) from None
    except BaseException as error:
        # a panic in calamine's Rust code is a BaseException, not an Exception
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable_file(path, "文件损坏 damaged", remedy) from None


def _take_pictures(sheet: WorkbookSheet) -> None:
    """Blank the cells that hold a picture, and record them."""
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            text = cell.found if isinstance(cell, UnreadableCell) else cell
            if isinstance(text, str) and _OF_PICTURE in text and _PICTURE.fullmatch(text.strip()):
                cells[column] = None
                sheet.pictures.add((row, column))


def _xlsx(path: Path, raw: bytes) -> LedgerWorkbook:
    parts = xlsx_xml.read_marks(raw, MAX_CELLS)
    sheets = []
    book = CalamineWorkbook.from_filelike(io.BytesIO(parts.readable))
    for known in book.sheets_metadata:
        if known.name not in parts.marks:
            continue  # a chart sheet
        sheet, marks = book.get_sheet_by_name(known.name), parts.marks[known.name]
        rows: list[list[object]] = [
            [None if cell == "" else cell for cell in row] for row in sheet.to_python(skip_empty_area=False)
        ]
        formats = {place: parts.formats[style] for place, style in marks.styles.items()}
        merged = [(top[0], top[1], end[0], end[1]) for top, end in sheet.merged_cell_ranges or []]
        visible = known.visible == SheetVisibleEnum.Visible
        sheets.append(
            WorkbookSheet(
                known.name,
                rows,
                marks.hidden_rows,
                marks.hidden_columns,
                merged,
                visible=visible,
                formats=formats,
                date_1904=parts.date_1904,
            )
        )
    _mark_formulas(sheets, {name: m.formulas for name, m in parts.marks.items()}, parts.calculated)
    for sheet_read in sheets:
        for (row, column), text in parts.marks[sheet_read.name].errors.items():
            _set_cell(sheet_read.rows, row, column, UnreadableCell("cell_error", text))
        if parts.pictures:
            _take_pictures(sheet_read)
    return LedgerWorkbook(path, _sha256(raw), sheets, parts.remarks)


def _mark_formulas(
    sheets: list[WorkbookSheet],
    formulas: Mapping[str, Mapping[tuple[int, int], StoredFormula]],
    calculated: bool,
) -> None:
    """Replace the values of formulas that nobody computed."""
    found = without_result(formulas, {sheet.name: sheet.rows for sheet in sheets}, calculated=calculated)
    for sheet in sheets:
        for (row, column), formula in found.get(sheet.name, {}).items():
            _set_cell(sheet.rows, row, column, UnreadableCell("formula_without_value", f"={formula.text}"))
        of_column: dict[int, list[bool]] = {}
        for (row, column), formula in formulas.get(sheet.name, {}).items():
            if (row, column) in found.get(sheet.name, {}):
                continue
            empty = formula.is_zero or (formula.kind == "str" and not formula.result.strip())
            of_column.setdefault(column, []).append(empty)
        sheet.empty_formulas = {n for n, empty in of_column.items() if len(empty) > 1 and all(empty)}


def _set_cell(rows: list[list[object]], row: int, column: int, value: object) -> None:
    while len(rows) <= row:
        rows.append([])
    rows[row] += [None] * (column + 1 - len(rows[row]))
    rows[row][column] = value


def _xls(path: Path, raw: bytes) -> LedgerWorkbook:
    book = xlrd.open_workbook(file_contents=raw, formatting_info=True, logfile=io.StringIO())
    formulas, calculated = read_formulas(raw)
    sheets = []
    for sheet in book.sheets():
        rows: list[list[object]] = []
        formats: dict[tuple[int, int], NumberFormat] = {}
        for row in range(sheet.nrows):
            cells = sheet.row(row)
            rows.append([_xls_cell(cell, book.datemode) for cell in cells])
            for column, cell in enumerate(cells):
                if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                    written = _xls_format(book, cell.xf_index)
                    if not written.plain:
                        formats[row, column] = written
        merged = [(top, left, end - 1, right - 1) for top, end, left, right in sheet.merged_cells]
        hidden = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
        columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
        sheets.append(
            WorkbookSheet(
                sheet.name,
                rows,
                hidden,
                columns,
                merged,
                visible=sheet.visibility == 0,
                formats=formats,
                date_1904=book.datemode == 1,
            )
        )
    _mark_formulas(sheets, formulas, calculated)
    for sheet_read in sheets:
        _take_pictures(sheet_read)
    return LedgerWorkbook(path, _sha256(raw), sheets)


def _xls_format(book: xlrd.Book, index: int | None) -> NumberFormat:
    if index is None or index >= len(book.xf_list):
        return parse_format("General")
    key = book.xf_list[index].format_key
    written = book.format_map.get(key)
    return parse_format("" if written is None else written.format_str or "", key)


def _xls_cell(cell: xlrd.sheet.Cell, datemode: int) -> object:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or cell.value == "":
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return UnreadableCell("cell_error", xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return cell.value
    return cell.value


def _csv(path: Path, raw: bytes) -> LedgerWorkbook:
    text = read_text(path)[0]
    if "\0" in text:
        raise unreadable_file(
            path, "不是文本 not a text", "选 xlsx、xls 或 csv 文件 choose an xlsx, xls or csv file"
        )
    head = "\n".join(text.splitlines()[:MAX_SEPARATOR_LINES])
    separator = max(",\t;", key=head.count)
    rows: list[list[object]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for cells in reader:
        swallowed_rows = [
            c
            for c in cells
            if any(line.count(separator) > max(len(cells) - 2, 1) for line in c.splitlines()[1:])
        ]
        if swallowed_rows:
            line = reader.line_num
            reason = f"第 {line} 行前的一格里有整行 whole rows inside one cell before line {line}"
            raise unreadable_file(path, reason, "检查引号是否成对 look for an unpaired quote")
        # pad records of several lines, so that row numbers equal line numbers of the file
        rows += [[] for _ in range(reader.line_num - len(rows) - 1)]
        rows.append([cell if cell.strip() else None for cell in cells])
    sheet = WorkbookSheet(path.stem, rows, typed=False)
    _take_pictures(sheet)
    return LedgerWorkbook(path, _sha256(raw), [sheet])


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
