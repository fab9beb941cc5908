"""A table on a page of a PDF: lines whose words stand in columns, below one to three lines of headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

Words = list[tuple[str, float, float]]
"""The words of a line with their left and right edge."""

_MOST_HEADERS = 3
_FEWEST_ROWS = 2
_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|共\s*计|总\s*数)$")
_SPREAD = {("合", "计"), ("总", "计"), ("共", "计"), ("小", "计")}
"""Labels whose two letters are often set far apart."""
_CAPTION = re.compile(r"^(?:附?表[一二三四五六七八九十\d]|附件|单位[:：]|（单位)|情况(?:统计)?表?$")
_NONE = re.compile(r"[-—–－/／…·]+")


def table_at(lines: Sequence[Words]) -> tuple[list[list[str]], int]:
    """Cells of a table that begins with the first of these lines, and how many lines it takes.

    It is a table only where its columns stand apart, its headers hold no number and stand over them, most
    cells below hold one, and its totals add up. A cell may be empty. The cells of a header that spans several
    columns are repeated over each.

    Returns
    -------
    tuple
        No cells where no table is sure.
    """
    if not lines or len(lines[0]) < 1:
        return [], 0
    for headers in range(1, _MOST_HEADERS + 1):
        if len(lines) <= headers or not _is_header(lines[headers - 1]):
            return [], 0
        rows = list(_rows(lines[headers:]))
        if len(rows) < _FEWEST_ROWS:
            continue
        columns = _columns(rows)
        if not columns:
            continue
        head = _heads(lines[:headers], columns)
        grid = [*head, *_cells(rows, columns)]
        if head and _is_numeric(grid[headers:]) and _adds_up(grid[headers:]):
            return grid, headers + len(rows)
    return [], 0


def _is_header(words: Words) -> bool:
    return not any(_number(word) is not None or _CAPTION.search(word) for word, _, _ in words)


def _joined(words: Words) -> Words:
    """The words of a row, with the letters of 合　计 as one word."""
    if len(words) > 2 and (words[0][0], words[1][0]) in _SPREAD:
        return [(words[0][0] + words[1][0], words[0][1], words[1][2]), *words[2:]]
    return words


def _rows(lines: Sequence[Words]) -> Iterator[Words]:
    """The lines that follow each other as rows: a label, then numbers, no more of them than in the first."""
    width = 0
    for words in map(_joined, lines):
        values = [_number(word) is not None or _NONE.fullmatch(word) is not None for word, _, _ in words[1:]]
        width = width or len(words)
        if len(words) < 2 or len(words) > width or _number(words[0][0]) is not None:
            return
        if sum(values) * 2 < len(values) or not values[-1]:
            return
        yield words


def _columns(rows: Sequence[Words]) -> list[tuple[float, float]]:
    """Left and right edge of each column by the full rows; empty where the columns run into each other."""
    width = max(map(len, rows))
    full = [row for row in rows if len(row) == width]
    if len(full) < _FEWEST_ROWS or len(full) * 2 < len(rows):
        return []
    edges = [
        (min(row[column][1] for row in full), max(row[column][2] for row in full)) for column in range(width)
    ]
    apart = all(edges[column][1] < edges[column + 1][0] for column in range(width - 1))
    return edges if apart else []


def _column_of(left: float, right: float, columns: Sequence[tuple[float, float]]) -> int | None:
    """The one column over which a word stands."""
    over = [at for at, (low, high) in enumerate(columns) if left <= high and right >= low]
    return over[0] if len(over) == 1 else None


def _cells(rows: Sequence[Words], columns: Sequence[tuple[float, float]]) -> Iterator[list[str]]:
    for row in rows:
        cells = [""] * len(columns)
        places = (
            list(range(len(row)))
            if len(row) == len(columns)
            else [_column_of(left, right, columns) for _, left, right in row]
        )
        for (word, _, _), place in zip(row, places, strict=True):
            if place is not None:
                cells[place] = word
        yield cells


def _heads(lines: Sequence[Words], columns: Sequence[tuple[float, float]]) -> list[list[str]]:
    """Headers by line and column; empty where a column has none, or a header stands over no column.

    A word of an upper line stands over the columns that lie nearest to it, as merged cells are centred.
    """
    centres = [(low + high) / 2 for low, high in columns]
    heads: list[list[str]] = []
    for number, words in enumerate(lines):
        cells = [""] * len(columns)
        lowest = number == len(lines) - 1
        own = [_column_of(left, right, columns) for _, left, right in words]
        distinct = None not in own and len(set(own)) == len(own)
        if lowest and not (distinct and len(words) >= len(columns) - 1):
            return []
        if len(words) == 1 and own != [0]:
            return []  # a caption
        if distinct and (lowest or own == [0]):
            for (word, _, _), place in zip(words, own, strict=True):
                cells[place if place is not None else 0] = word
        else:
            middles = [(left + right) / 2 for _, left, right in words]
            for column in range(0 if own[:1] == [0] else 1, len(columns)):
                nearest = min(range(len(words)), key=lambda at: abs(middles[at] - centres[column]))
                cells[column] = words[nearest][0]
            if own[:1] == [0] and len(cells) > 1:
                cells[1] = cells[1] if cells[1] != words[0][0] else (words[1][0] if len(words) > 1 else "")
        heads.append(cells)
    named = all(any(cells[column] for cells in heads) for column in range(1, len(columns)))
    return heads if named else []


def _is_numeric(grid: Sequence[Sequence[str]]) -> bool:
    """Whether half of the cells beside the labels hold numbers."""
    values = [cell for row in grid for cell in row[1:] if cell]
    return sum(_number(cell) is not None for cell in values) * 2 >= len(values) > 0


def _adds_up(grid: Sequence[Sequence[str]]) -> bool:
    """Whether the total row, if there is one, is the sum of the rows in at least one column."""
    totals = [at for at, row in enumerate(grid) if _TOTAL.fullmatch(row[0])]
    if len(totals) != 1 or totals[0] not in (0, len(grid) - 1):
        return True
    total, verdicts = grid[totals[0]], []
    for column in range(1, len(total)):
        cells = [row[column] for row in grid if row is not total]
        parts = [Decimal(0) if not cell or _NONE.fullmatch(cell) else _number(cell) for cell in cells]
        whole = _number(total[column])
        if whole is None or any(part is None for part in parts) or total[column].endswith("%"):
            continue
        verdicts.append(abs(sum((part for part in parts if part is not None), Decimal(0)) - whole) <= 1)
    return not verdicts or any(verdicts)


def _number(cell: str) -> Decimal | None:
    text = cell.replace(",", "").rstrip("%％")
    try:
        return Decimal(text.replace("−", "-")) if re.fullmatch(r"[-+−]?\d+(\.\d+)?", text) else None
    except InvalidOperation:
        return None
