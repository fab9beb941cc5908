"""Find the ledger in a sheet: its header, its columns and the kind of each row.

A header may have two rows (到位资金 above 当月, 本年累计, 累计). Total rows, notes and headings between the
projects are recognised and reported, so that no row is skipped silently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from jjinvest.core.errors import DataError
from jjinvest.ledger.fields import AMOUNTS, BY_NAME, ESSENTIAL
from jjinvest.ledger.reader.files.workbook import LedgerWorkbook, WorkbookSheet, unreadable_file
from jjinvest.ledger.reader.headed_columns.columns import PARTS, is_unit_row, read_columns
from jjinvest.ledger.reader.headed_columns.header_texts import HeaderText, Meaning, has_groups
from jjinvest.ledger.reader.headed_columns.headers import Spellings, unit_in
from jjinvest.ledger.reader.headed_columns.month_columns import FundsInTime
from jjinvest.ledger.reader.headed_columns.stand_in import signing_day, stand_in
from jjinvest.ledger.reader.tables.header_rows import (
    MAX_HEADER_DEPTH,
    MIN_HEADER_COLUMNS,
    best_header,
    texts_of_header,
)
from jjinvest.ledger.reader.tables.ledger_month import month_of_notes, month_of_rows, read_month, titles_like
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.row_kinds import classify_later_blocks, classify_rows
from jjinvest.ledger.reader.tables.row_texts import titles_of_all
from jjinvest.ledger.reader.tables.section_rows import group_sums, numbered_sums, section_rows
from jjinvest.ledger.reader.tables.sheet_subject import is_of_funds
from jjinvest.ledger.reader.tables.side_by_side import lists_of_sheet
from jjinvest.ledger.reader.tables.small_summaries import small_summaries
from jjinvest.ledger.reader.tables.transposed import lies_on_its_side
from jjinvest.ledger.reader.units.money_units import amount_unit
from jjinvest.ledger.reader.units.row_units import unit_columns, unit_said, units_beside
from jjinvest.ledger.reader.units.unit_notes import unit_of_instructions
from jjinvest.ledger.reader.units.unit_of_funds import unit_of_agreed_amounts
from jjinvest.ledger.reader.values.cells import cell_text

MIN_TITLED_COLUMNS = 2  # known columns, with the project's name, of a later header
MAX_TITLE_CELLS = 2  # filled cells in a row of titles above a later header
OF_SIGNED = frozenset(["contract_amount", "signed_on", "funds_month", "funds_ytd", "funds_to_date"])
"""Columns that a list of signed projects has beside names and amounts."""
_TABLE_OF_ITS_OWN = re.compile(r"附?表[一二三四五六七八九十0-9]")
_ONLY_TEXTS = frozenset([str, type(None)])


def find_tables(
    workbook: LedgerWorkbook,
    spellings: Spellings,
    sheet: str | None = None,
    month: tuple[int, int] | None = None,
) -> list[LedgerTable]:
    """Find the sheets of a workbook that hold a ledger with projects, in their order.

    Parameters
    ----------
    workbook
        The file as read.
    spellings
        Accepted spellings of headers.
    sheet
        Name of the one sheet to read.
    month
        Year and month of the ledger, in place of the month in its titles.

    Raises
    ------
    DataError
        If there is none, it has no rows, or two columns have one meaning.
    """
    candidates = [s for s in workbook.sheets if sheet is None or s.name == sheet]
    if not candidates:
        names = "、".join(s.name for s in workbook.sheets)
        raise unreadable_file(workbook.path, f"没有工作表 no sheet 「{sheet}」", f"工作表有 sheets: {names}")
    parts = [part for s in candidates for part in lists_of_sheet(s, lambda text: _is_name(text, spellings))]
    tables = [
        table
        for part in parts
        if (table := _table(workbook, part, spellings, month=month, of_funds=is_of_funds(part))) is not None
    ]
    tables = [table for table in tables if not table.is_short] or tables
    tables = tables or _lists_of_firms(workbook, candidates, spellings, month)
    filled = [table for table in tables if table.projects]
    if not tables:
        raise lies_on_its_side(workbook, candidates, spellings) or _no_header(workbook, candidates, spellings)
    if not filled:
        remedy = f"在工作表「{tables[0].sheet.name}」表头下面填写项目 fill in projects under its header"
        raise unreadable_file(workbook.path, "只有表头，没有项目 a header and no projects", remedy)
    return filled


def _lists_of_firms(
    workbook: LedgerWorkbook,
    sheets: list[WorkbookSheet],
    spellings: Spellings,
    month: tuple[int, int] | None,
) -> list[LedgerTable]:
    """Tables whose firms are their projects, as lists of foreign investment are kept: 企业名称 | 合同外资.

    Such a list has a contract, funds or a day of approval beside the investment.
    """
    of_firms = spellings.with_firms_as_projects()
    found = [table for each in sheets if (table := _table(workbook, each, of_firms, month=month)) is not None]
    found = [table for table in found if OF_SIGNED & table.columns.keys() and not table.is_short]
    for table in found:
        table.firms_as_projects = True
    return found


def _is_name(text: str, spellings: Spellings) -> bool:
    meaning = spellings.header(text)
    return meaning is not None and meaning.field == "project_name"


def table_with(
    workbook: LedgerWorkbook,
    sheet: WorkbookSheet,
    spellings: Spellings,
    needed: tuple[str, ...],
    month: tuple[int, int] | None = None,
    *,
    of_funds: bool = False,
) -> LedgerTable | None:
    """Find a table in a sheet whose header names these columns and another; None where there is none.

    In a sheet of funds (`of_funds`) columns of months are such others, whatever their headers say of funds.
    """
    table = _table(workbook, sheet, spellings, needed, month, of_funds=of_funds)
    few = table is not None and len(table.columns) <= len(needed)
    return None if table is None or (few and not table.in_time.indexes()) else table


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
    found = {each.field for text in best[2] if (each := spellings.header(text)) is not None}
    lacking = "、".join(f"{BY_NAME[name].zh} ({BY_NAME[name].en})" for name in ESSENTIAL if name not in found)
    reason = "找不到台账的表头 no header of a ledger"
    reason += f"，没有认出 none for {lacking}" if found and lacking else ""
    reason += f"; 「{best[1]}」: {'、'.join(best[2])[:120] or '—'}"
    remedy = (
        f"表头至少要有 {needed}；其他写法加进 headers.yaml；模板 jjinvest ledger template "
        "the header needs at least these columns; other wordings go into headers.yaml"
    )
    expected = f"一行表头，其中有 {needed} a row of headers with these columns"
    return unreadable_file(workbook.path, reason, remedy, expected)


def _table(
    workbook: LedgerWorkbook,
    sheet: WorkbookSheet,
    spellings: Spellings,
    needed: tuple[str, ...] = ESSENTIAL,
    month: tuple[int, int] | None = None,
    *,
    of_funds: bool = False,
) -> LedgerTable | None:
    meaning_of = cache(spellings.header)  # each row is read twice, as a header of one and of two rows
    least = MIN_HEADER_COLUMNS if needed == ESSENTIAL else len(needed) + (not of_funds)
    best = best_header(sheet, meaning_of, needed, least)
    if best is None:
        return None
    number, header, named = best
    title = [cell_text(c) for cells in sheet.rows[:header] for c in cells if isinstance(c, str)]
    given, month = month, month or read_month(title, [sheet.name, workbook.path.stem]).month
    table = LedgerTable(sheet, header, {}, {}, month, is_short=number < least, of_funds=of_funds)
    conflicts = _read_block(table, named, 0, header, meaning_of, spellings)
    if needed == ESSENTIAL:
        unit_of_instructions(workbook, table)
    table.contract_as_agreed = needed == ESSENTIAL and stand_in(table.columns)
    table.contract_day_as_signed = needed == ESSENTIAL and signing_day(table.columns)
    classify_rows(table, spellings, {i: each.text for i, each in named.items()})
    conflicts += _later_blocks(table, meaning_of, spellings)
    if given is None and table.titles_below:
        table.month = read_month([*title, *table.titles_below], [sheet.name, workbook.path.stem]).month
    for _, columns in table.blocks[1:] if table.contract_as_agreed else ():
        stand_in(columns)
    for _, columns in table.blocks[1:] if table.contract_day_as_signed else ():
        signing_day(columns)
    classify_later_blocks(table)
    _unit_lines(table, meaning_of)
    _find_sections(table, spellings)
    if conflicts:
        raise _two_of_one_meaning(workbook, sheet, conflicts)
    _find_units(table, spellings)
    if table.month is None and (of_rows := month_of_rows(table)) is not None:
        again = _table(workbook, sheet, spellings, needed, of_rows[1], of_funds=of_funds)
        if again is not None:
            again.unknown_columns.pop(of_rows[0], None)
        return again
    if table.month is None and (of_notes := month_of_notes(table)) is not None:
        return _table(workbook, sheet, spellings, needed, of_notes, of_funds=of_funds)
    unit_of_agreed_amounts(table)
    return table


def _find_units(table: LedgerTable, spellings: Spellings) -> None:
    """Find the column of units, or one for each column of amounts."""
    found = unit_columns(table, spellings)
    amounts = {table.columns[name].index for name in AMOUNTS if name in table.columns}
    table.units_of = units_beside(found, amounts | table.in_time.indexes())
    table.unit_column = found[0] if found else None
    for index in found if table.units_of else found[:1]:
        del table.unknown_columns[index]


def _two_of_one_meaning(workbook: LedgerWorkbook, sheet: WorkbookSheet, conflicts: list[str]) -> DataError:
    reason = f"{'；'.join(dict.fromkeys(conflicts))}（{sheet.name}）"
    remedy = (
        "各留一列，其余删去或改名；或在 headers.yaml 的 ignored 中写明不读的列 "
        "keep one of each: delete or rename the others, or list what is not to be read under ignored "
        "in headers.yaml"
    )
    if all(PARTS in each for each in conflicts):
        remedy = (
            "把各部分相加填进一列（表头写「到位资金合计」一类），再删去分开的几列 "
            "put the sum of the parts into one column, then delete the parts"
        )
    return unreadable_file(workbook.path, reason, remedy, "一个意思一列 one column a meaning")


def _read_block(
    table: LedgerTable,
    texts: Mapping[int, HeaderText],
    above: int,
    header: int,
    meaning_of: Meaning,
    spellings: Spellings,
) -> list[str]:
    """Read the columns of a block, whose titles begin at `above`; return what is to be asked."""
    sheet = table.sheet
    first = header + 1
    units: dict[int, str] = {}
    if first < len(sheet.rows):
        below = {i: c for i, c in enumerate(sheet.rows[first]) if cell_text(c).strip()}
        if below and is_unit_row(below):
            units = {i: cell_text(cell) for i, cell in below.items()}
            table.other_rows[first] = "unit"
    groups = {each.text.removesuffix(each.own) for each in texts.values() if each.text != each.own}
    groups |= {part for each in texts.values() for part in each.parts}
    above_header = [c for cells in sheet.rows[above:header] for c in cells if isinstance(c, str)]
    titles = [text for text in above_header if " ".join(text.split()) not in groups]
    if above and not any(unit_in(title) or _TABLE_OF_ITS_OWN.search(title) for title in titles):
        titles += titles_of_all(
            sheet.rows[: table.blocks[0][0] - 1]
        )  # the unit in the title of the sheet is that of its later blocks too

    def below_header(column: int) -> list[object]:
        rows = sheet.rows[first + bool(units) :]
        return [row[column] if column < len(row) else None for row in rows]

    read = read_columns(
        texts,
        meaning_of,
        spellings,
        titles=titles,
        units=units,
        month=table.month,
        cells=below_header,
        of_funds=table.of_funds,
    )
    table.unused_unit = table.unused_unit or read.unused_unit
    table.blocks.append((first, read.columns))
    one = len(table.blocks) == 1
    if not one:
        left = (
            table.in_time.indexes() | read.in_time.indexes() | {*table.ticked.values(), *read.ticked.values()}
        )
        read.unknown |= {i: texts[i].text for i in sorted(left) if i in texts}
    table.in_time, table.ticked = (read.in_time, read.ticked) if one else (FundsInTime(), {})
    table.unknown_columns |= {i: text for i, text in read.unknown.items() if i not in table.unknown_columns}
    table.beside = read.beside if one else {}
    left_out = [c.header for c in read.beside.values()] if not one else []
    read.conflicts += [
        f"「{each}」在另起的表头下 below a second header: 合成一列 one column" for each in left_out
    ]
    table.passed_over |= read.passed_over
    table.undated |= read.undated
    if not table.columns:
        table.columns = read.columns
    return read.conflicts


def _later_blocks(table: LedgerTable, meaning_of: Meaning, spellings: Spellings) -> list[str]:
    """Read the headers of later blocks of the sheet, each with its own columns and units."""
    sheet, conflicts = table.sheet, []
    headers = [row for row, kind in table.other_rows.items() if kind == "heading"]
    candidates = sorted({row for row in [*headers, *table.projects] if _is_text_row(sheet, row)})
    last = table.header
    for row in candidates:
        if row <= last:
            continue
        # the header above is no row of groups to a row directly below it
        known, texts = texts_of_header(sheet, row, meaning_of, groups=row - 1 > last)
        if row + 1 in candidates and has_groups(sheet, row + 1):
            below, texts_below = texts_of_header(sheet, row + 1, meaning_of)
            if len(below) > len(known):
                table.other_rows[row] = "heading"
                row, known, texts = row + 1, below, texts_below
        if len(known) < MIN_TITLED_COLUMNS or "project_name" not in known:
            continue
        above = row
        while above - 1 > last and sum(c is not None for c in sheet.rows[above - 1]) <= MAX_TITLE_CELLS:
            above -= 1  # titles of the block
            if above in table.projects:
                table.other_rows[above] = "heading"
        conflicts += _read_block(table, texts, above, row, meaning_of, spellings)
        table.titles_below += titles_like(sheet.rows[: table.header], sheet.rows[above:row])
        table.other_rows[row] = "heading"
        last = row
    if len(table.blocks) > 1:
        table.projects = [row for row in table.projects if row not in table.other_rows]
    return conflicts


def _unit_lines(table: LedgerTable, meaning_of: Meaning) -> None:
    """Read lines such as 单位：亿元 between the projects: from there on they hold, against the title.

    A header that says otherwise makes the unit unclear.
    """
    sheet = table.sheet
    rows = [*table.projects, *(r for r, kind in table.other_rows.items() if kind != "unit")]
    for row in sorted(row for row in rows if _is_single(sheet.rows[row])):
        text = next((cell for cell in sheet.rows[row] if isinstance(cell, str)), "")
        unit = (unit_in(text) if "单位" in text else "") or unit_said(text)
        unit = unit if row > table.header else ""
        if not unit:
            continue
        if row in table.projects:
            table.projects.remove(row)
            table.other_rows[row] = "heading"
        below = [project for project in table.projects if project > row]
        if not below or any(row < first <= below[0] for first, _ in table.blocks):
            continue  # the title of a later block
        columns = dict(table.columns_at(row))
        for name, column in columns.items():
            if BY_NAME[name].kind == "amount":
                meaning = meaning_of(column.header)
                own = column.unit if meaning is None else meaning.unit
                agrees = not own or amount_unit(own) == amount_unit(unit)
                columns[name] = replace(column, unit=unit if agrees else f"{own}/{unit}")
        table.blocks = sorted([*table.blocks, (row + 1, columns)], key=lambda block: block[0])


def _is_single(cells: list[object]) -> bool:
    """Whether one cell of a row is filled."""
    return len(cells) - cells.count(None) == 1


def _is_text_row(sheet: WorkbookSheet, row: int) -> bool:
    if not _ONLY_TEXTS.issuperset(map(type, sheet.rows[row])):
        return False
    filled = [cell for cell in sheet.rows[row] if cell is not None]
    return len(filled) >= MIN_TITLED_COLUMNS and all(isinstance(cell, str) for cell in filled)


def _find_sections(table: LedgerTable, spellings: Spellings) -> None:
    """Take rows that only name a section of the list for headings, and its sums for sums, block by block."""
    for first, block in table.blocks:
        columns = {name: column.index for name, column in block.items()}
        if "project_name" not in columns:
            continue
        projects = [row for row in table.projects if row >= first and table.columns_at(row) is block]
        sections = section_rows(table.sheet.rows, projects, columns, spellings)
        if sections:
            table.projects = [row for row in table.projects if row not in sections]
            table.other_rows |= dict.fromkeys(sorted(sections), "heading")
        projects = [row for row in projects if row not in sections]
        sums = numbered_sums(table.sheet.rows, projects, columns)
        sums |= group_sums(table.sheet.rows, projects, columns, spellings)
        heads, below, elsewhere = small_summaries(table.sheet.rows, projects, block, spellings)
        sums = {row: label for row, label in sums.items() if row not in elsewhere}
        if sums or heads:
            notes = below - sums.keys()
            table.projects = [row for row in table.projects if row not in {*sums, *heads, *notes}]
            table.other_rows |= dict.fromkeys(sorted(heads), "heading") | dict.fromkeys(sorted(notes), "note")
            table.other_rows |= dict.fromkeys(sorted(sums), "sum")
            table.sum_labels |= sums
