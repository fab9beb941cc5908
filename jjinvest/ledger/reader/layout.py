"""Find the ledger in a sheet: its header, its columns and the kind of each row.

A header may have two rows (到位资金 above 当月, 本年累计, 累计). Total rows, notes and headings between the
projects are recognised and reported, so that no row is skipped silently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from jjinvest.core.errors import DataError
from jjinvest.ledger.fields import AMOUNTS, BY_NAME, DATES, ESSENTIAL
from jjinvest.ledger.reader.cells import cell_text
from jjinvest.ledger.reader.headers import Spellings, normalise, unit_in
from jjinvest.ledger.reader.ledger_month import read_month
from jjinvest.ledger.reader.sum_labels import SumLabel, is_part_row, label_of_row, sum_label
from jjinvest.ledger.reader.workbook import LedgerWorkbook, WorkbookSheet, unreadable_file

MAX_HEADER_DEPTH = 30  # rows from the top that are searched for a header
MIN_HEADER_COLUMNS = 3  # known columns that make a row a header
_NOTE = re.compile(
    r"(?:备注|说明|注|填表|填报|制表|审核|复核|联系|单位负责人|负责人|数据来源|截至|统计时间).{0,200}"
)
_HEADING = re.compile(r"[一二三四五六七八九十]+[、.].{0,30}|\([一二三四五六七八九十0-9]+\).{0,30}")


@dataclass(frozen=True)
class LedgerColumn:
    """A column of the sheet (from 0), the unit of money in its header or the title, and its header."""

    index: int
    unit: str
    header: str


@dataclass
class LedgerTable:
    """A ledger in a sheet; rows and columns count from 0.

    Attributes
    ----------
    sheet
        The sheet that holds the ledger.
    header
        Last row of the header.
    columns
        Columns by field.
    unknown_columns
        Headers that name no field, by column.
    month
        Year and month of the ledger, where its title names one.
    projects
        Rows of projects.
    other_rows
        Kind (sum, note or heading) of the other rows, by row.
    sum_labels
        What the labels of sum rows say, by row.
    """

    sheet: WorkbookSheet
    header: int
    columns: dict[str, LedgerColumn]
    unknown_columns: dict[int, str]
    month: tuple[int, int] | None
    projects: list[int] = field(default_factory=list)
    other_rows: dict[int, str] = field(default_factory=dict)
    sum_labels: dict[int, SumLabel] = field(default_factory=dict)

    def cell(self, row: int, name: str) -> object:
        """Cell of a row in the column of a field; None where there is no such column."""
        column = self.columns.get(name)
        cells = self.sheet.rows[row]
        return None if column is None or column.index >= len(cells) else cells[column.index]


def find_tables(
    workbook: LedgerWorkbook, spellings: Spellings, sheet: str | None = None
) -> list[LedgerTable]:
    """Find the sheets of a workbook that hold a ledger with projects, in their order.

    Raises
    ------
    DataError
        If there is none, it has no rows, or two columns have one meaning.
    """
    candidates = [s for s in workbook.sheets if sheet is None or s.name == sheet]
    if not candidates:
        names = "、".join(s.name for s in workbook.sheets)
        raise unreadable_file(workbook.path, f"没有工作表 no sheet 「{sheet}」", f"工作表有 sheets: {names}")
    tables = [table for s in candidates if (table := _table(workbook, s, spellings)) is not None]
    filled = [table for table in tables if table.projects]
    if not tables:
        raise _no_header(workbook, candidates, spellings)
    if not filled:
        remedy = f"在工作表「{tables[0].sheet.name}」表头下面填写项目 fill in projects under its header"
        raise unreadable_file(workbook.path, "只有表头，没有项目 a header and no projects", remedy)
    return filled


def table_with(
    workbook: LedgerWorkbook, sheet: WorkbookSheet, spellings: Spellings, needed: tuple[str, ...]
) -> LedgerTable | None:
    """Find a table in a sheet whose header names these columns and two others; None where there is none."""
    return _table(workbook, sheet, spellings, needed)


def _no_header(workbook: LedgerWorkbook, sheets: list[WorkbookSheet], spellings: Spellings) -> DataError:
    best: tuple[int, str, list[str]] = (0, sheets[0].name, [])
    for sheet in sheets:
        for row in sheet.rows[:MAX_HEADER_DEPTH]:
            texts = [cell_text(cell) for cell in row if isinstance(cell, str)]
            known = sum(spellings.header(text) is not None for text in texts)
            if known > best[0]:
                best = (known, sheet.name, texts)
    if not any(any(cell is not None for cell in row) for sheet in sheets for row in sheet.rows):
        return unreadable_file(workbook.path, "工作表全空 empty sheets", "选另一个文件 choose another file")
    needed = "、".join(BY_NAME[name].zh for name in ESSENTIAL)
    reason = f"找不到台账的表头 no header of a ledger; 「{best[1]}」: {'、'.join(best[2])[:120] or '—'}"
    remedy = (
        f"表头至少要有 {needed}；其他写法加进 headers.yaml；模板 jjinvest ledger template "
        "the header needs at least these columns; other wordings go into headers.yaml"
    )
    return unreadable_file(workbook.path, reason, remedy)


def _table(
    workbook: LedgerWorkbook,
    sheet: WorkbookSheet,
    spellings: Spellings,
    needed: tuple[str, ...] = ESSENTIAL,
) -> LedgerTable | None:
    best: tuple[int, int, dict[int, str]] | None = None
    meaning_of = cache(spellings.header)  # each row is read twice, as a header of one and of two rows
    for row in range(min(MAX_HEADER_DEPTH, len(sheet.rows))):
        for texts in (_header_texts(sheet, row, 1), _header_texts(sheet, row, 2)):
            known = {h.field for text in texts.values() if (h := meaning_of(text)) is not None}
            if (
                len(known) >= MIN_HEADER_COLUMNS
                and set(needed) <= known
                and (best is None or len(known) > best[0])
            ):
                best = (len(known), row, texts)
    if best is None:
        return None
    _, header, named = best
    title = [cell_text(c) for cells in sheet.rows[:header] for c in cells if isinstance(c, str)]
    table = LedgerTable(sheet, header, {}, {}, read_month(title, [sheet.name, workbook.path.stem]).month)
    title_unit = next((unit for text in title if "单位" in text and (unit := unit_in(text))), "")
    listed = {each.field for text in named.values() if (each := meaning_of(text)) is not None and each.listed}
    for index, text in named.items():
        meaning = meaning_of(text)
        # 行业类别 beside 产业链: a listed header has precedence over one that only matches a pattern
        if meaning is None or (not meaning.listed and meaning.field in listed):
            if not spellings.is_ignored(text):
                table.unknown_columns[index] = text
            continue
        if meaning.field in table.columns:
            first = table.columns[meaning.field]
            both = f"「{first.header}」与 and「{text}」"
            name = BY_NAME[meaning.field].zh
            remedy = f"两列都是{name}，删去或改名一列 both mean the same: delete or rename one"
            raise unreadable_file(workbook.path, f"{both}（{sheet.name}）", remedy)
        table.columns[meaning.field] = LedgerColumn(index, meaning.unit or title_unit, text)
    classify_rows(table, spellings, named)
    return table


def _header_texts(sheet: WorkbookSheet, row: int, depth: int) -> dict[int, str]:
    """Texts of a header by column; at depth 2 a cell is joined to the (merged) group above it."""
    cells = {i: " ".join(cell_text(c).split()) for i, c in enumerate(sheet.rows[row]) if isinstance(c, str)}
    if depth == 1 or row == 0:
        return {i: text[:200] for i, text in cells.items() if text}
    above = {
        i: " ".join(cell_text(c).split()) for i, c in enumerate(sheet.rows[row - 1]) if isinstance(c, str)
    }
    wide = {
        column
        for top, left, _, right in sheet.merged
        if top == row - 1 and right > left
        for column in range(left, right + 1)
    }
    for top, left, _, right in sheet.merged:
        if top == row - 1 and left in above:
            above |= dict.fromkeys(range(left, right + 1), above[left])
    texts: dict[int, str] = {}
    for i in sorted(above.keys() | cells.keys()):
        group, own = above.get(i, ""), cells.get(i, "")
        texts[i] = (f"{group}{own}" if i in wide and own else own or group)[:200]
    return {i: text for i, text in texts.items() if text}


def classify_rows(table: LedgerTable, spellings: Spellings, header: Mapping[int, str]) -> None:
    """Sort the rows below a header into projects and other rows."""
    columns = {name: column.index for name, column in table.columns.items()}
    numbered = [i for i, text in header.items() if spellings.is_ignored(text)]
    for row in range(table.header + 1, len(table.sheet.rows)):
        cells = table.sheet.rows[row]
        filled = {
            i: cell
            for i, cell in enumerate(cells)
            if cell is not None and not (isinstance(cell, str) and not cell.strip())
        }
        if set(filled) <= set(numbered) and not any(
            isinstance(c, str) and (_text_kind(c) or sum_label(c)) for c in filled.values()
        ):
            continue  # blank, or numbered in advance
        table_cells = {name for name, column in table.columns.items() if column.index in filled}
        kind = _row_kind(filled, table_cells)
        repeated = (
            sum(cell_text(c).strip() == header.get(i, "") for i, c in filled.items()) >= MIN_HEADER_COLUMNS
        )
        if repeated:
            table.other_rows[row] = "heading"
        elif (label := label_of_row(filled, columns)) is not None:
            table.other_rows[row] = "sum"
            table.sum_labels[row] = label
        elif is_part_row(filled, columns):
            table.other_rows[row] = "note"
        elif kind:
            table.other_rows[row] = kind
        else:
            table.projects.append(row)


def _row_kind(filled: Mapping[int, object], names: set[str]) -> str:
    """Return note or heading for a row that is neither a project nor a sum; empty for a project.

    `filled` are its cells by column, `names` the fields among them.
    """
    first = next((cell for cell in filled.values() if isinstance(cell, str)), None)
    kind = _text_kind(first) if isinstance(first, str) else ""
    if names & {*AMOUNTS, *DATES} or len(filled) > (3 if kind == "note" else 1):
        return ""
    return kind


def _text_kind(cell: str) -> str:
    plain = normalise(cell.replace("：", ":")) if len(cell) < 400 else ""
    if _NOTE.fullmatch(plain):
        return "note"
    return "heading" if _HEADING.fullmatch(plain) else ""
