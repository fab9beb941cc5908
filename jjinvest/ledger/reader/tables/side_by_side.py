"""Two lists side by side in one sheet, with a blank column between them, are read as two tables.

Each keeps the rows and columns of the sheet, so that a finding names the cell; the columns of the others are
blank in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from jjinvest.ledger.reader.files.workbook import WorkbookSheet

MAX_DEPTH = 30
"""Rows from the top that are searched for headers."""
MIN_COLUMNS = 3
"""Texts of a header that make its columns a list."""


def lists_of_sheet(sheet: WorkbookSheet, is_name: Callable[[str], bool]) -> list[WorkbookSheet]:
    """Return the sheet once for each list in it: once where there is one list.

    Parameters
    ----------
    sheet
        The sheet.
    is_name
        Whether a header is that of the projects' names.
    """
    for cells in sheet.rows[:MAX_DEPTH]:
        spans = _spans(cells)
        if len(spans) > 1 and all(_is_header(cells[first:last], is_name) for first, last in spans):
            edges = [first for first, _ in spans[1:]]
            return [
                _part(sheet, first, last)
                for first, last in zip([0, *edges], [*edges, len(cells)], strict=True)
            ]
    return [sheet]


def _spans(cells: list[object]) -> list[tuple[int, int]]:
    """First column and the one after the last of each span of filled cells."""
    spans: list[tuple[int, int]] = []
    for column, cell in enumerate(cells):
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        if spans and spans[-1][1] == column:
            spans[-1] = (spans[-1][0], column + 1)
        else:
            spans.append((column, column + 1))
    return spans


def _is_header(cells: list[object], is_name: Callable[[str], bool]) -> bool:
    texts = [cell for cell in cells if isinstance(cell, str)]
    return len(texts) == len(cells) >= MIN_COLUMNS and sum(map(is_name, texts)) == 1


def _part(sheet: WorkbookSheet, first: int, last: int) -> WorkbookSheet:
    rows: list[list[object]] = [
        [cell if first <= column < last else None for column, cell in enumerate(cells[:last])]
        for cells in sheet.rows
    ]
    return replace(sheet, rows=rows, merged=[each for each in sheet.merged if first <= each[1] < last])
