"""Lines of a table of format 2 by column, with the faults of its form: encoding, quotes, header."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jjinvest.core.errors import DataError, Problem
from jjinvest.data.text_files import read_text

CORRECT = "改正该单元格 correct this cell"


@dataclass
class TableCells:
    """Cells of a table by column, with their line."""

    path: Path
    rows: list[tuple[int, dict[str, str]]]
    problems: list[Problem]
    digest: str = "missing"

    def problem(
        self, row: int | None, column: str | None, found: str, expected: str, remedy: str = CORRECT
    ) -> None:
        """Note a fault of a cell, a line or the table."""
        found = found or "（空 empty）"
        self.problems.append(Problem(self.path.as_posix(), row, column, found, expected, remedy))


def read_lines(
    path: Path, columns: Sequence[str], needed: Sequence[str], extra: Sequence[str], *, required: bool
) -> TableCells:
    """Read a table; one that is not required may be missing."""
    cells = TableCells(path, [], [])
    if not required and not path.exists():
        return cells
    try:
        text, raw = read_text(path)
    except DataError as error:
        cells.problems += error.problems
        return cells
    cells.digest = hashlib.sha256(raw).hexdigest()
    cells.rows = list(_lines(cells, text, columns, needed, extra))
    return cells


def _lines(
    cells: TableCells, text: str, columns: Sequence[str], required: Sequence[str], extra: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not _header(cells, header, columns, required, extra):
            return
        start = reader.line_num + 1
        for row in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                remedy = "检查多余或缺少的逗号、引号 look for a stray comma or quote"
                cells.problem(line, None, f"{len(row)} 格 cells", f"{len(header)} 格 cells", remedy)
                continue
            if any(_joins_rows(cell, len(header)) for cell in row):
                remedy = "检查引号：它们把几行并成了一格 look for stray quotes that join rows"
                cells.problem(
                    line, None, "一格里有整行 whole rows inside one cell", "一行一条 one a row", remedy
                )
                continue
            yield line, dict(zip(header, (cell.strip() for cell in row), strict=True))
    except csv.Error as error:
        remedy = "检查从这一行起的引号是否成对 look for an unpaired quote from this row on"
        cells.problem(start, None, str(error), "规范的 CSV well-formed CSV", remedy)


def _joins_rows(cell: str, width: int) -> bool:
    """Whether a quoted cell holds a line with as many commas as a row: a stray quote joined rows."""
    return "\n" in cell and any(line.count(",") >= width - 1 for line in cell.split("\n"))


def _header(
    cells: TableCells,
    header: Sequence[str],
    columns: Sequence[str],
    required: Sequence[str],
    extra: Sequence[str],
) -> bool:
    remedy = "按 docs/data.md 的列名改表头 use the column names of docs/data.md"
    if not any(header):
        cells.problem(1, None, "空文件 an empty file", f"表头 a header: {', '.join(columns)}", remedy)
        return False
    before = len(cells.problems)
    for name in required:
        if name not in header:
            cells.problem(1, name, "没有这一列 column missing", "表头中有此列 the column", remedy)
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            cells.problem(1, name, "重复的列 repeated column", "每列一次 each column once", remedy)
        elif name not in columns and name not in extra:
            cells.problem(1, name, "未知的列 unknown column", ", ".join(columns), remedy)
    return len(cells.problems) == before
