"""Read the Excel form of published figures: words become keys, each fault names sheet, row and column."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from jjinvest.core.errors import DataError, Problem
from jjinvest.data.figure_cells import plain_cells
from jjinvest.data.figure_rows import PERCENT, FigureTables, figure_tables
from jjinvest.data.figure_texts import plain_day, plain_signs, plain_size
from jjinvest.ledger.excel.figures_words import (
    CHOICES,
    COLUMNS,
    DIMENSION_WORDS,
    DIMENSIONS,
    DIMENSIONS_OFFERED,
    FIGURES,
    IS_ACCEPTED,
    MEMBER_WORDS,
    METRIC_DIMENSION,
    REVIEW,
    REVIEW_NOTES,
    SOURCES,
    key_of,
)
from jjinvest.ledger.reader.files.workbook import UnreadableCell, WorkbookSheet, read_workbook

_FILES = {"figures.csv": FIGURES, "sources.csv": SOURCES, "dimensions.csv": DIMENSIONS}
_MAX_HEADER_ROW = 10  # titles above the header
_MOST_LIKE_A_PERCENTAGE = 2  # 125.3% in a cell with a format of percentages is the number 1.253
_LOOSE = ("metric", "authority")
"""Columns whose keys are not a closed list."""

_FREE_TEXTS = frozenset(
    ["quote", "note", "title", "address", "publisher", "zh", "en"]
    + [column.name for column in (*REVIEW, *REVIEW_NOTES)]
)

Row = tuple[int, dict[str, str]]


@dataclass
class FiguresForm:
    """The form as read: rows of the three tables with their row in the sheet, and what they say."""

    figures: list[Row]
    sources: list[Row]
    dimensions: list[Row]
    tables: FigureTables
    left_out: list[Row] = field(default_factory=list)
    """Rows of 公布数 in a review that are not accepted."""


MAX_SHEET_LIST = 1_000_000
"""Bytes read of the list of sheets of a workbook."""


def is_figures_workbook(path: Path) -> bool:
    """Whether a file is an xlsx workbook with a sheet 公布数; any other file holds a ledger.

    Only the list of sheets is read; a file that cannot be read so is left to the reader of ledgers.
    """
    try:
        with zipfile.ZipFile(path) as package, package.open("xl/workbook.xml") as part:
            names = part.read(MAX_SHEET_LIST).decode("utf-8", errors="replace")
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return False
    return re.search(rf'name="\s*{FIGURES}\s*"', names) is not None


def read_figures_workbook(path: Path) -> FigureTables:
    """Read the form as figures, sources and dimensions; faults are collected, not raised.

    Raises
    ------
    DataError
        If the file cannot be read as a workbook, or has no sheet 公布数.
    """
    return read_figures_form(path).tables


def read_figures_form(path: Path) -> FiguresForm:
    """Read the form as rows of the CSV files too (:func:`read_figures_workbook`)."""
    book = read_workbook(path)
    sheets = {sheet.name.strip(): sheet for sheet in book.sheets}
    if FIGURES not in sheets:
        found = "、".join(sheets) or "没有工作表 no sheets"
        remedy = "用 jjinvest figures template 写出空表再填 start from the form of this command"
        raise DataError([Problem(path.as_posix(), None, None, found, f"工作表「{FIGURES}」", remedy)])
    reader = _Reader(path, [])
    rows = {name: reader.rows(name, sheets.get(name)) for name in (FIGURES, SOURCES, DIMENSIONS)}
    rows[DIMENSIONS] = [reader.dimension(line, cells) for line, cells in rows[DIMENSIONS]]
    members = dict(MEMBER_WORDS)
    members |= {(cells["dimension"], cells["zh"]): cells["member"] for _, cells in rows[DIMENSIONS]}
    dimensions = DIMENSION_WORDS | {
        cells["zh"]: cells["dimension"]
        for _, cells in rows[DIMENSIONS]
        if cells["zh"] and not cells["member"] and cells["dimension"] != METRIC_DIMENSION
    }
    words = _Words(dimensions, members)
    rows[FIGURES] = [reader.figure(line, cells, words) for line, cells in rows[FIGURES]]
    tables = figure_tables(path, rows[FIGURES], rows[SOURCES], rows[DIMENSIONS])
    reported = {(problem.file, problem.row, problem.column) for problem in reader.problems}
    further = [reader.in_chinese(problem) for problem in tables.problems]
    tables.problems = [
        *reader.problems,
        *(each for each in further if (each.file, each.row, each.column) not in reported),
    ]
    tables.hashes = {path.name: book.sha256}
    lenient = _Reader(path, [])  # faults of rows that are not accepted are nobody's concern
    left_out = [lenient.figure(line, cells, words) for line, cells in reader.left_out]
    return FiguresForm(rows[FIGURES], rows[SOURCES], rows[DIMENSIONS], tables, left_out)


@dataclass(frozen=True)
class _Words:
    """Words for dimensions, and for members by dimension, each with its key."""

    dimensions: dict[str, str]
    members: dict[tuple[str, str], str]

    def where(self, text: str) -> str:
        """Turn the words of ``产业=第二产业;来源地=市外`` into keys; what is not known stays."""
        pairs = []
        for part in re.split(r"[;；]", text):
            dimension, equals, member = (piece.strip() for piece in part.replace("＝", "=").partition("="))
            dimension = self.dimensions.get(dimension, dimension)
            member = self.members.get((dimension, member), member)
            member = (plain_size(member) if dimension == "size" else None) or member
            pairs.append(f"{dimension}{equals}{member}")
        return ";".join(pairs)


@dataclass
class _Reader:
    path: Path
    problems: list[Problem]
    numbers: set[tuple[int, bool]] = field(default_factory=set)
    """Rows of 公布数 with a number and no text as value, and whether it may be a fraction for a rate."""
    left_out: list[Row] = field(default_factory=list)
    """Rows of 公布数 that a review does not accept."""

    def problem(
        self, sheet: str, row: int | None, column: str | None, found: str, expected: str, remedy: str
    ) -> None:
        place = f"{self.path.as_posix()} 工作表「{sheet}」"
        self.problems.append(Problem(place, row, column, found or "（空 empty）", expected, remedy))

    def rows(self, name: str, sheet: WorkbookSheet | None) -> list[Row]:
        """Return the filled rows of a sheet as texts by column."""
        if sheet is None:
            return []
        columns = (*COLUMNS[name], *REVIEW, *REVIEW_NOTES) if name == FIGURES else COLUMNS[name]
        by_header = {column.header: column.name for column in columns}
        by_header |= {column.name: column.name for column in columns}
        top, header = self._header(name, sheet, by_header)
        if top is None:
            return []
        rows = []
        is_review = "accepted" in header.values()
        names = [column.name for column in columns]
        for number, cells in enumerate(sheet.rows[top + 1 :], start=top + 2):
            if is_review and not _is_accepted(header, cells):
                shown = {
                    header[place]: str(cell or "") for place, cell in enumerate(cells) if place in header
                }
                self.left_out.append((number, dict.fromkeys(names, "") | shown))
                continue
            values = {column.name: "" for column in COLUMNS[name]}
            for place, cell in enumerate(cells):
                if place in header:
                    values[header[place]] = self._text(name, number, header[place], cell)
            if any(values.values()):
                rows.append((number, values))
        return rows

    def _header(
        self, name: str, sheet: WorkbookSheet, by_header: dict[str, str]
    ) -> tuple[int | None, dict[int, str]]:
        needed = [column for column in COLUMNS[name] if column.needed]
        best: dict[int, str] = {}
        best_row = 0
        for number, cells in enumerate(sheet.rows[:_MAX_HEADER_ROW]):
            texts = {place: _header_text(cell) for place, cell in enumerate(cells)}
            found = {place: by_header[text] for place, text in texts.items() if text in by_header}
            if len(found) > len(best):
                best, best_row = found, number
        if not best and not any(cell is not None for cells in sheet.rows for cell in cells):
            return None, {}
        remedy = "按说明改表头，或重新写出空表 use the headers of the form"
        names = list(best.values())
        faults = False
        for column in needed:
            if column.name not in names:
                self.problem(name, best_row + 1, column.header, "没有这一列 column missing", "此列", remedy)
                faults = True
        for header, column_name in by_header.items():
            if header != column_name and names.count(column_name) > 1:
                self.problem(name, best_row + 1, header, "重复的列 repeated column", "一列", remedy)
                faults = True
        cells = sheet.rows[best_row] if best else []
        for place, cell in enumerate(cells):
            if cell is not None and place not in best:
                expected = "、".join(column.header for column in COLUMNS[name])
                self.problem(
                    name, best_row + 1, xl_col_to_name(place), f"未知的列 {cell}", expected, "改名或删去该列"
                )
                faults = True
        return (None, {}) if faults else (best_row, best)

    def _text(self, sheet: str, row: int, column: str, cell: object) -> str:
        """Return a cell as text: whole numbers without a decimal point, dates as year-month-day."""
        if isinstance(cell, UnreadableCell):
            expected, remedy = "文字或数 a text or a number", "填入数值本身 type the value itself"
            self.problem(sheet, row, _place(sheet, column), cell.found, expected, remedy)
            return ""
        if cell is None:
            return ""
        if isinstance(cell, datetime | date):
            return self._day(sheet, row, column, cell)
        if isinstance(cell, bool):
            return {True: "是", False: "否"}[cell]
        if isinstance(cell, int | float):
            if column == "value":
                self.numbers.add((row, abs(cell) <= _MOST_LIKE_A_PERCENTAGE))
            return format(Decimal(repr(cell)).normalize(), "f")
        text = str(cell).strip()
        if column in _FREE_TEXTS:
            return " ".join(text.splitlines())
        if column not in (*CHOICES, "where", "of", "member"):  # a member's own full-width signs stay
            text = plain_signs(text)
        return plain_day(text) if column == "published" else text

    def _day(self, sheet: str, row: int, column: str, cell: date) -> str:
        text = f"{cell.year:04d}-{cell.month:02d}-{cell.day:02d}"
        if column == "published":
            return text
        if column == "period" and cell.day != 1:
            return text  # a month alone becomes its first day in Excel, another day was typed as a day
        expected = f"文字，例如 {text[:7]}（月）或 {text}（日）a text"
        remedy = "把单元格设为文本格式后重填 set the cell to text and type it again"
        self.problem(
            sheet, row, _place(sheet, column), f"Excel 把它变成了日期 a date: {text}", expected, remedy
        )
        return ""

    def dimension(self, line: int, cells: dict[str, str]) -> Row:
        """Turn the words of a row of 维度 into keys."""
        dimension = DIMENSION_WORDS.get(cells["dimension"], cells["dimension"])
        member = MEMBER_WORDS.get((dimension, cells["member"]), cells["member"])
        complete = self._choice(DIMENSIONS, line, "complete", cells["complete"])
        return line, {**cells, "dimension": dimension, "member": member, "complete": complete}

    def figure(self, line: int, cells: dict[str, str], words: _Words) -> Row:
        """Turn the words of a row of 公布数 into keys."""
        keys = {
            name: self._choice(FIGURES, line, name, cells[name])
            for name in ("statistic", "authority", "relation", "version")
        }
        value = cells["value"]
        is_percentage = cells["unit"] in ("%", "") and keys["statistic"] in PERCENT
        if is_percentage and (line, True) in self.numbers and "." in value:
            self.problem(
                FIGURES,
                line,
                _place(FIGURES, "value"),
                value,
                f"文字，例如 {value} 或 {Decimal(value) * 100:f}".rstrip("0").rstrip(".") + " a text",
                "单元格可能是百分比格式，分不清两者：设为文本格式后重填 set the cell to text, type it again",
            )
        own = words.members.get((METRIC_DIMENSION, cells["metric"]))
        keys["metric"] = own or self._choice(FIGURES, line, "metric", cells["metric"])
        keys["where"] = words.where(cells["where"])
        of = re.sub(r"^([^=＝:：]+)：", r"\1:", cells["of"])
        metric, colon, whole = of.rpartition(":")
        keys["of"] = f"{key_of('metric', metric) or metric}{colon}{words.where(whole)}"
        if keys["of"] in ("全部", "全区", "总数"):
            keys["of"] = "all"
        return line, plain_cells({**cells, **keys})

    def _choice(self, sheet: str, row: int, column: str, text: str) -> str:
        if not text:
            return ""
        key = key_of(column, text)
        if key is not None:
            return key
        if column in _LOOSE and re.fullmatch(r"[a-z][a-z0-9_]*", text):
            return text
        expected = "、".join(CHOICES[column])
        remedy = "从下拉选项中选择 choose from the drop-down"
        if column == "metric":
            remedy += "；自定的指标填英文名称，并在「维度」表起中文名（维度填“指标”）"
        self.problem(sheet, row, _place(sheet, column), text, expected, remedy)
        return "" if column != "metric" else "unknown"

    def in_chinese(self, problem: Problem) -> Problem:
        """Place a problem of the checks of the CSV files in its sheet."""
        sheet = _FILES[Path(problem.file).name]
        expected, remedy = problem.expected, problem.remedy
        if problem.column == "where":
            offered = "、".join(DIMENSIONS_OFFERED)
            expected = f"以 ; 连接的 维度=成员，例如 产业=第二产业、规模=10亿元以上；维度有 {offered} 等"
            expected += " dimension=member"
            named = {word: name for name, word in MEMBER_WORDS}.get(problem.found)
            if named is not None:  # the word has one meaning: 市外 is 来源地=市外
                dimension = next(word for word, name in DIMENSION_WORDS.items() if name == named)
                expected = f"{dimension}={problem.found}"
                remedy = f"写成 {expected} write it so"
        for file, name in _FILES.items():
            expected, remedy = (text.replace(file, f"「{name}」表") for text in (expected, remedy))
        column = None if problem.column is None else _place(sheet, problem.column)
        return replace(
            problem,
            file=f"{self.path.as_posix()} 工作表「{sheet}」",
            column=column,
            expected=expected,
            remedy=remedy,
        )


def _is_accepted(header: dict[int, str], cells: list[object]) -> bool:
    """Whether a row of a reading is marked as accepted; a row of nothing but blanks is none."""
    place = next(place for place, name in header.items() if name == "accepted")
    cell = cells[place] if place < len(cells) else None
    text = {True: "是", False: "否"}[cell] if isinstance(cell, bool) else str(cell or "")
    return text.strip().lower().removesuffix(".0") in IS_ACCEPTED


def _header_text(cell: object) -> str:
    return re.sub(r"[\s*]", "", str(cell)) if isinstance(cell, str) else ""


def _place(sheet: str, name: str) -> str:
    """Return a column as the clerk sees it: letter and header of the form."""
    for number, column in enumerate(COLUMNS[sheet]):
        if column.name == name:
            return f"{xl_col_to_name(number)} {column.header}"
    return name
