"""Where the table is in a sheet: its header under titles, its columns and their units, and what each row is.

A header may take two rows (到位资金 over 当月, 本年累计, 累计). Sums, notes and headings between the projects are
recognised as such and shown, so that no row is passed over in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from jjinvest.core.errors import DataError
from jjinvest.ledger.fields import AMOUNTS, BY_NAME, DATES, ESSENTIAL
from jjinvest.ledger.reader.cells import shown
from jjinvest.ledger.reader.headers import Spellings, fold, unit_in
from jjinvest.ledger.reader.workbook import Book, Sheet, unreadable

DEEPEST = 30  # rows searched for a header
FEWEST = 3  # columns understood that make a row a header
_SUM = re.compile(
    r"(?:[一二三四五六七八九十]+[、.])?(?:本页|本月|本年|全区|全县|项目|以上|总)?(?:合计|小计|总计|共计|累计)(?:[:]|\(.*\)|[0-9]+[个项]?)*|total|subtotal|sum"
)
_NOTE = re.compile(
    r"(?:备注|说明|注|填表|填报|制表|审核|复核|联系|单位负责人|负责人|数据来源|截至|统计时间).{0,200}"
)
_HEADING = re.compile(r"[一二三四五六七八九十]+[、.].{0,30}|\([一二三四五六七八九十0-9]+\).{0,30}")
_MONTH = re.compile(r"(20[0-9]{2})年(1[0-2]|0?[1-9])月")


@dataclass(frozen=True)
class Column:
    """A column of the sheet (from 0), the unit of money that its header or the title names, and its header."""

    index: int
    unit: str
    header: str


@dataclass
class Table:
    """The table found: `header` is the header's last row, `projects` and `others` are rows, all from 0.

    `others` tells of each row that is no project what it is: sum, note or heading.
    """

    sheet: Sheet
    header: int
    columns: dict[str, Column]
    unknown: dict[int, str]
    month: tuple[int, int] | None
    projects: list[int] = field(default_factory=list)
    others: dict[int, str] = field(default_factory=dict)

    def cell(self, row: int, name: str) -> object:
        """Cell of a row in the column of a field; None where there is no such column."""
        column = self.columns.get(name)
        cells = self.sheet.rows[row]
        return None if column is None or column.index >= len(cells) else cells[column.index]


def find_table(book: Book, spellings: Spellings, sheet: str | None = None) -> Table:
    """Find the one ledger of a workbook.

    Raises
    ------
    DataError
        If there is none, it has no rows, two columns mean the same, or several sheets hold one and `sheet` names none.
    """
    candidates = [s for s in book.sheets if sheet is None or s.name == sheet]
    if not candidates:
        names = "、".join(s.name for s in book.sheets)
        raise unreadable(book.path, f"没有工作表 no sheet 「{sheet}」", f"工作表有 sheets: {names}")
    tables = [table for s in candidates if (table := _table(book, s, spellings)) is not None]
    filled = [table for table in tables if table.projects]
    if not tables:
        raise _no_header(book, candidates, spellings)
    if not filled:
        remedy = f"在工作表「{tables[0].sheet.name}」表头下面填写项目 fill in projects under its header"
        raise unreadable(book.path, "只有表头，没有项目 a header and no projects", remedy)
    if len(filled) > 1:
        names = "、".join(f"「{table.sheet.name}」{len(table.projects)} 行" for table in filled)
        remedy = "用 --sheet 名称 指明一个，或合并成一张表 name one with --sheet, or make them one sheet"
        raise unreadable(
            book.path, f"{len(filled)} 张工作表都像台账 sheets look like ledgers: {names}", remedy
        )
    return filled[0]


def _no_header(book: Book, sheets: list[Sheet], spellings: Spellings) -> DataError:
    best: tuple[int, str, list[str]] = (0, sheets[0].name, [])
    for sheet in sheets:
        for row in sheet.rows[:DEEPEST]:
            texts = [shown(cell) for cell in row if isinstance(cell, str)]
            known = sum(spellings.header(text) is not None for text in texts)
            if known > best[0]:
                best = (known, sheet.name, texts)
    if not any(any(cell is not None for cell in row) for sheet in sheets for row in sheet.rows):
        return unreadable(book.path, "工作表全空 empty sheets", "选另一个文件 choose another file")
    needed = "、".join(BY_NAME[name].zh for name in ESSENTIAL)
    found = f"找不到台账的表头 no header of a ledger; 「{best[1]}」: {'、'.join(best[2])[:120] or '—'}"
    remedy = (
        f"表头至少要有 {needed}；其他写法加进 headers.yaml；模板 jjinvest ledger template "
        "the header needs at least these columns; other wordings go into headers.yaml"
    )
    return unreadable(book.path, found, remedy)


def _table(book: Book, sheet: Sheet, spellings: Spellings) -> Table | None:
    best: tuple[int, int, dict[int, str]] | None = None
    understood = cache(spellings.header)  # most texts of the rows searched come up twice
    for row in range(min(DEEPEST, len(sheet.rows))):
        for texts in (_header_texts(sheet, row, 1), _header_texts(sheet, row, 2)):
            known = {h.field for text in texts.values() if (h := understood(text)) is not None}
            if len(known) >= FEWEST and set(ESSENTIAL) <= known and (best is None or len(known) > best[0]):
                best = (len(known), row, texts)
    if best is None:
        return None
    _, header, named = best
    title = [shown(c) for cells in sheet.rows[:header] for c in cells if isinstance(c, str)]
    table = Table(sheet, header, {}, {}, _month([*title, sheet.name, book.path.stem]))
    title_unit = next((unit for text in title if "单位" in text and (unit := unit_in(text))), "")
    listed = {each.field for text in named.values() if (each := understood(text)) is not None and each.listed}
    for index, text in named.items():
        found = understood(text)
        # 行业类别 beside 产业链: what a pattern matches gives way to the column that is listed
        if found is None or (not found.listed and found.field in listed):
            if not spellings.passed_over(text):
                table.unknown[index] = text
            continue
        if found.field in table.columns:
            first = table.columns[found.field]
            both = f"「{first.header}」与 and「{text}」"
            remedy = (
                f"两列都是{BY_NAME[found.field].zh}，删去或改名一列 both mean the same: delete or rename one"
            )
            raise unreadable(book.path, f"{both}（{sheet.name}）", remedy)
        table.columns[found.field] = Column(index, found.unit or title_unit, text)
    _sort_rows(table, spellings, named)
    return table


def _header_texts(sheet: Sheet, row: int, depth: int) -> dict[int, str]:
    """Texts of a header by column; at depth 2 a cell stands under its (merged) group, and may be blank below it."""
    cells = {i: " ".join(shown(c).split()) for i, c in enumerate(sheet.rows[row]) if isinstance(c, str)}
    if depth == 1 or row == 0:
        return {i: text[:200] for i, text in cells.items() if text}
    above = {i: " ".join(shown(c).split()) for i, c in enumerate(sheet.rows[row - 1]) if isinstance(c, str)}
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


def _month(texts: list[str]) -> tuple[int, int] | None:
    """Year and month the ledger stands at, if its title, sheet or file name says so once."""
    found = {
        (int(m.group(1)), int(m.group(2)))
        for text in texts
        for m in _MONTH.finditer(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    }
    return found.pop() if len(found) == 1 else None


def _sort_rows(table: Table, spellings: Spellings, header: Mapping[int, str]) -> None:
    numbered = [i for i, text in header.items() if spellings.passed_over(text)]
    for row in range(table.header + 1, len(table.sheet.rows)):
        cells = table.sheet.rows[row]
        filled = {
            i: cell
            for i, cell in enumerate(cells)
            if cell is not None and not (isinstance(cell, str) and not cell.strip())
        }
        if set(filled) <= set(numbered) and not any(isinstance(c, str) and _kind(c) for c in filled.values()):
            continue  # blank, or numbered in advance
        table_cells = {name for name, column in table.columns.items() if column.index in filled}
        name = table.cell(row, "project_name")
        named = name if isinstance(name, str) and name.strip() else None
        kind = _row_kind(filled, table_cells, named)
        repeated = sum(shown(c).strip() == header.get(i, "") for i, c in filled.items()) >= FEWEST
        if repeated:
            table.others[row] = "heading"
        elif kind:
            table.others[row] = kind
        else:
            table.projects.append(row)


def _row_kind(filled: Mapping[int, object], names: set[str], name: str | None) -> str:
    """Return sum, note or heading for a row that is no project; empty for a project.

    `name` is its project's.
    """
    first = next((cell for cell in filled.values() if isinstance(cell, str)), None)
    kind = _kind(first) if isinstance(first, str) else ""
    if kind == "sum":
        # a row with a name or a date of its own is a project, whatever stands before them
        own_name = name is not None and _kind(name) != "sum"
        return "" if own_name or names & set(DATES) else "sum"
    if names & {*AMOUNTS, *DATES} or len(filled) > (3 if kind == "note" else 1):
        return ""
    return kind


def _kind(cell: str) -> str:
    plain = fold(cell.replace("：", ":")) if len(cell) < 400 else ""
    if _SUM.fullmatch(re.sub(r"[:]", "", plain)):
        return "sum"
    if _NOTE.fullmatch(plain):
        return "note"
    return "heading" if _HEADING.fullmatch(plain) else ""
