"""The kind of each row below a header: a project, a sum, a note or a heading."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jjinvest.ledger.reader.headed_columns.headers import Spellings, normalise
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.row_texts import (
    filled_cells,
    is_dash,
    is_example,
    kind_of_row,
    kind_of_text,
    loud_texts,
    repeats_titles,
    titles_above,
)
from jjinvest.ledger.reader.tables.section_rows import section_sum
from jjinvest.ledger.reader.tables.sum_labels import (
    continues_parts,
    is_part_row,
    label_of_row,
    starts_parts,
    sum_label,
)
from jjinvest.ledger.reader.values.cells import cell_text

MAX_ROWS_OF_NUMBERS = 3
"""Rows under a header that may number its columns."""
MIN_REPEATED = 3
"""Texts of the header in a row that make it the header repeated."""

_NUMBER = re.compile(r"[\s0-9０-９.、,，()（）\-—/第项号一二三四五六七八九十百①-⑳]*")
"""Texts that number rows: 12, （3）, 十一、, ④."""
MIN_NUMBERED = 3  # numbers in a row that numbers the columns


def classify_rows(table: LedgerTable, spellings: Spellings, header: Mapping[int, str]) -> None:
    """Sort the rows below a header into projects and other rows."""
    columns = {name: column.index for name, column in table.columns.items()}
    numbered = [i for i, text in header.items() if spellings.is_row_number(text)]
    name, first = table.columns.get("project_name"), table.header + 1
    named_at = -1 if name is None or name.index in numbered else name.index
    loud = loud_texts(table.sheet.rows[first:], header)
    titles = titles_above(table.sheet.rows[: table.header])
    for row in range(first, len(table.sheet.rows)):
        if row in table.other_rows:
            continue
        cells = table.sheet.rows[row]
        is_named = 0 <= named_at < len(cells) and cells[named_at].__class__ is str
        is_named = is_named and not titles.intersection(cells) and not is_dash(cells[named_at])
        if is_named and row - table.header > MAX_ROWS_OF_NUMBERS and loud.isdisjoint(cells):
            table.projects.append(row)
            continue
        filled = filled_cells(cells)
        if set(filled) <= set(numbered):
            texts = [
                cell for cell in filled.values() if isinstance(cell, str) and not _NUMBER.fullmatch(cell)
            ]
            if not texts:
                continue  # blank, or numbered in advance
            if not any(kind_of_text(text) or sum_label(text) for text in texts):
                table.other_rows[row] = "heading"  # 以下单位：亿元, where the numbers stand
                continue
        beside_number = [cell for column, cell in filled.items() if column not in numbered]
        if beside_number and all(map(is_dash, beside_number)):
            table.other_rows[row] = "note"  # — in every column: a row left empty
            continue
        table_cells = {name for name, column in table.columns.items() if column.index in filled}
        kind = kind_of_row(filled, table_cells)
        same = sum(isinstance(c, str) and header.get(i) == c.strip() for i, c in filled.items())
        repeated = same >= MIN_REPEATED or repeats_titles(filled, titles)
        if repeated or (row - table.header <= MAX_ROWS_OF_NUMBERS and numbers_columns(filled)):
            table.other_rows[row] = "heading"
        elif (label := label_of_row(filled, columns)) is not None:
            table.other_rows[row] = "sum"
            table.sum_labels[row] = label
        elif (section := section_sum(filled, table.columns)) is not None:
            table.other_rows[row] = "sum"
            table.sum_labels[row] = section
        elif (row - table.header <= MAX_ROWS_OF_NUMBERS and is_example(filled)) or is_part_row(
            filled, columns
        ):
            table.other_rows[row] = "note"
        elif kind:
            table.other_rows[row] = kind
        else:
            table.projects.append(row)
    _take_out_further_parts(table, columns, numbered)


def _take_out_further_parts(table: LedgerTable, columns: Mapping[str, int], numbered: list[int]) -> None:
    """Take the rows that go on with the parts of a sum for notes: only the first of them says 其中."""
    projects = set(table.projects)
    taken = set()
    for row in [row for row, kind in table.other_rows.items() if kind == "note"]:
        if not starts_parts(filled_cells(table.sheet.rows[row])):
            continue
        while (row := row + 1) in projects:
            if not continues_parts(filled_cells(table.sheet.rows[row]), columns, numbered):
                break
            taken.add(row)
    left = [row for row in table.projects if row not in taken]
    if taken and left:  # a list whose projects are all set in has no parts
        table.projects = left
        table.other_rows |= dict.fromkeys(sorted(taken), "note")


def classify_later_blocks(table: LedgerTable) -> None:
    """Look for sum rows again by the columns of their own block, where that is not the first."""
    for first, block in table.blocks[1:]:
        columns = {name: column.index for name, column in block.items()}
        for row in range(first, len(table.sheet.rows)):
            if table.columns_at(row) is not block or (
                row not in table.projects and row not in table.sum_labels
            ):
                continue
            label = label_of_row(filled_cells(table.sheet.rows[row]), columns)
            if label is not None and row not in table.sum_labels:
                table.projects.remove(row)
            elif label is None and row in table.sum_labels:
                del table.sum_labels[row], table.other_rows[row]
                table.projects = sorted([*table.projects, row])
            if label is not None:
                table.other_rows[row], table.sum_labels[row] = "sum", label


def numbers_columns(filled: Mapping[int, object]) -> bool:
    """Whether a row under the header numbers the columns: 1, 2, 3, with 甲, 乙 before them."""
    if len(filled) < MIN_NUMBERED:
        return False
    texts = [normalise(cell_text(cell)).strip("()").removesuffix(".0") for cell in filled.values()]
    digits = [int(text) for text in texts if text.isdecimal() and len(text) < 3]
    others = [text for text in texts if not (text.isdecimal() and len(text) < 3)]
    in_order = len(digits) >= MIN_NUMBERED and digits == list(range(digits[0], digits[0] + len(digits)))
    return in_order and digits[0] in (1, 2) and all(text in "甲乙丙丁戊己庚辛壬癸" for text in others)
