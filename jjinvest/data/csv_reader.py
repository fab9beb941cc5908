"""Read a CSV table in any usual encoding; each fault names file, row, column, found, expected and remedy."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from jjinvest.core.errors import DataError, Problem
from jjinvest.data.figure_lines import CORRECT
from jjinvest.data.text_files import read_text

if TYPE_CHECKING:
    import pandera.pandas as pa


@dataclass
class CsvTable:
    """Cells of a file as text, indexed by line number, with the faults of single cells.

    `complete` is False where rows or columns could not be read; references to them are then not checked.
    """

    path: Path
    frame: pd.DataFrame
    sha256: str = ""
    problems: list[Problem] = field(default_factory=list)
    complete: bool = True

    @property
    def name(self) -> str:
        """Path as shown to people."""
        return self.path.as_posix()

    def sound(self, row: object, *columns: str) -> bool:
        """Whether none of these cells of a row has a fault of its own."""
        return not any(p.row == int(str(row)) and p.column in columns for p in self.problems)

    def problem(self, row: object, column: str, found: str, expected: str, remedy: str = CORRECT) -> Problem:
        """Return a problem of one cell."""
        return Problem(self.name, int(str(row)), column, found or "（空 empty）", expected, remedy)


def read_table(path: Path, schema: pa.DataFrameSchema) -> CsvTable:
    """Read a CSV file and validate it against its schema; faults are collected in the table, not raised."""
    from pandera.errors import SchemaErrors

    columns = list(schema.columns)
    table = CsvTable(path, pd.DataFrame(columns=columns, dtype=str))
    try:
        text, raw = read_text(path)
        table.sha256 = hashlib.sha256(raw).hexdigest()
        _parse(text, columns, [name for name, column in schema.columns.items() if not column.required], table)
        schema.validate(table.frame, lazy=True)
    except DataError as error:
        table.problems += error.problems
        table.complete = False
    except SchemaErrors as errors:
        cases = errors.failure_cases.sort_values(["index", "column"], kind="stable")
        table.problems += [
            table.problem(case["index"], str(case["column"]), str(case["failure_case"]), str(case["check"]))
            for case in cases.to_dict("records")
        ]
    return table


def _parse(text: str, columns: list[str], optional: list[str], table: CsvTable) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = [cell.strip() for cell in next(reader, [])]
    _check_header(header, columns, optional, table.name)
    rows: list[list[str]] = []
    lines: list[int] = []
    start = reader.line_num + 1
    try:
        for row in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            fault = _row_fault(row, len(header))
            if fault:
                table.complete = False
                table.problems.append(Problem(table.name, line, None, *fault))
            else:
                rows.append([cell.strip() for cell in row])
                lines.append(line)
    except csv.Error as error:
        table.complete = False
        remedy = "检查从这一行起的引号是否成对 look for an unpaired quote from this row on"
        table.problems.append(
            Problem(table.name, start, None, str(error), "规范的 CSV well-formed CSV", remedy)
        )
    frame = pd.DataFrame(rows, columns=header, index=pd.Index(lines, name="row", dtype=int), dtype=str)
    table.frame = frame.reindex(columns=columns, fill_value="")


def _row_fault(row: list[str], width: int) -> tuple[str, str, str] | None:
    """Found, expected and remedy of a row with too many or few cells, or with other rows in a quoted cell."""
    if len(row) != width:
        remedy = "检查多余或缺少的逗号、引号 look for a stray comma or quote"
        return f"{len(row)} 格 cells", f"{width} 格 cells", remedy
    if any(line.count(",") >= width - 1 for cell in row if "\n" in cell for line in cell.splitlines()):
        remedy = "检查引号：它们把几行并成了一格 look for stray quotes that join rows"
        return "一格里有整行 whole rows inside one cell", "一行一条 one statement a row", remedy
    return None


def _check_header(header: list[str], columns: list[str], optional: list[str], name: str) -> None:
    remedy = "按 docs/data.md 的列名改表头 use the column names of docs/data.md"
    if not any(header):
        raise DataError(
            [Problem(name, 1, None, "空文件 an empty file", f"表头 a header: {', '.join(columns)}", remedy)]
        )
    problems = [
        Problem(name, 1, column, "没有这一列 column missing", "表头中有此列 the column", remedy)
        for column in columns
        if column not in header and column not in optional
    ]
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            problems.append(
                Problem(name, 1, column, "重复的列 repeated column", "每列一次 each column once", remedy)
            )
        elif column not in columns:
            problems.append(Problem(name, 1, column, "未知的列 unknown column", ", ".join(columns), remedy))
    if problems:
        raise DataError(problems)
