"""Small summaries below the projects of a list, with heads of their own: 按产业分 | 个数 | 金额（万元）.

The row of heads is no project, and neither is what stands below it: a name and numbers under these heads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from jjinvest.ledger.fields import AMOUNTS
from jjinvest.ledger.reader.headed_columns.columns import LedgerColumn
from jjinvest.ledger.reader.headed_columns.headers import Spellings, normalise, unit_in
from jjinvest.ledger.reader.tables.row_texts import filled_cells
from jjinvest.ledger.reader.tables.section_rows import GROUPING, names_with_amounts
from jjinvest.ledger.reader.units.money_units import amount_unit

_BRACKETS = re.compile(r"\([^()]*\)")
_OF_NUMBERS = re.compile(
    r".{0,8}(?:个数|数量|项目数|家数|户数|金额|总额|投资额|协议额|合同额|资金|占比|比重|比例)"
)
_OF_PROJECTS = re.compile(r"名称|企业|公司|集团|单位|项目")
"""In first heads of a list of projects."""


def small_summaries(
    rows: Sequence[Sequence[object]],
    projects: Sequence[int],
    block: Mapping[str, LedgerColumn],
    spellings: Spellings,
) -> tuple[set[int], set[int], set[int]]:
    """Find the small summaries among the rows of projects.

    Parameters
    ----------
    rows
        Cells of the sheet, row by row.
    projects
        Rows that are projects as far as is known.
    block
        Columns of the list, one of them of names.

    Returns
    -------
    heads, below, elsewhere : set of int
        The rows of heads, those below them, and of these the ones whose amounts are in another unit than the
        list's, so that its sums are no measure of them.
    """
    name = block["project_name"].index
    columns = {each: column.index for each, column in block.items()}
    numbers = names_with_amounts(rows, projects, columns)
    heads, below, elsewhere = set[int](), set[int](), set[int]()
    above = {row - 1 for row in numbers}
    for row in [row for row in projects if row in above]:
        filled = filled_cells(list(rows[row]))
        if not _is_heads(filled, name, spellings):
            continue
        under = row + 1
        while under in numbers and filled_cells(list(rows[under])).keys() <= filled.keys():
            under += 1
        if found := set(range(row + 1, under)):
            heads.add(row)
            below |= found
            elsewhere |= found if _of_other_unit(filled, block) else set()
    return heads, below, elsewhere


def _is_heads(filled: Mapping[int, object], name: int, spellings: Spellings) -> bool:
    """Whether a row has a head in the column of names that is of no project, and others of numbers."""
    texts = {index: normalise(cell) for index, cell in filled.items() if isinstance(cell, str)}
    first = texts.pop(name, "")
    meaning = spellings.header(first)
    of_groups = not _OF_PROJECTS.search(first) if meaning is None else meaning.field in GROUPING
    if not first or not texts or len(texts) + 1 < len(filled) or not of_groups:
        return False
    return all(_OF_NUMBERS.fullmatch(_BRACKETS.sub("", text)) for text in texts.values())


def _of_other_unit(filled: Mapping[int, object], block: Mapping[str, LedgerColumn]) -> bool:
    """Whether a head in a column of amounts names another unit than the column."""
    for name, column in block.items():
        text = filled.get(column.index)
        unit = unit_in(text) if name in AMOUNTS and isinstance(text, str) else ""
        if unit and amount_unit(unit) != amount_unit(column.unit):
            return True
    return False
