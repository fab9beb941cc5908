"""Facts by id, and tables as CSV files that a spreadsheet opens as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jjinvest.core.errors import JJInvestError
from jjinvest.core.quantity import YI
from jjinvest.core.rounding import round_half_up
from jjinvest.core.spreadsheet import escape_formula
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.pipeline.publishing.columns import Column, columns, unit_name

if TYPE_CHECKING:
    import pandas as pd


def merge_facts(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facts of all pages by id, each once, in alphabetical order.

    Raises
    ------
    JJInvestError
        If two pages showed different numbers under one id: a number has one source.
    """
    merged: dict[str, dict[str, Any]] = {}
    for fact in (fact for record in records for fact in record["facts"]):
        fact = dict(fact)
        if merged.setdefault(fact["id"], fact) != fact:
            raise JJInvestError(f"同一编号有两个数 two numbers under one id: {fact['id']}")
    return [merged[key] for key in sorted(merged)]


def write_tables(folder: Path, tables: Mapping[str, list[dict[str, Any]]]) -> None:
    """Write each table of each language as CSV that Excel opens as text: UTF-8 with BOM, formulas escaped.

    Numbers have the decimals of the page, so that the file states no more than the page does; `facts.json`
    holds them as computed.
    """
    folder.mkdir(parents=True)
    for language, recorded in tables.items():
        for table in {str(t["name"]): t for t in recorded}.values():
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\r\n")
            words = Vocabulary(language, {})
            written = [part for column in columns(table, words) for part in _csv_columns(column, words)]
            writer.writerow([_csv_cell(head) for head, _ in written])
            writer.writerows(zip(*(cells for _, cells in written), strict=True))
            (folder / f"{table['name']}.{language}.csv").write_bytes(("\ufeff" + text.getvalue()).encode())


def ledger_csv(ledger: pd.DataFrame) -> bytes:
    """Write a reconstructed ledger as CSV, amounts in 亿元 and 元; each row begins with its evidence."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    columns = ["evidence", *(c for c in ledger.columns if c != "evidence")]
    writer.writerow([*columns, "amount_yi"])
    for row in ledger.to_dict("records"):
        cells = [" ".join(c) if isinstance(c, tuple) else c for c in (row[column] for column in columns)]
        amount = round_half_up(Fraction(int(row["amount_yuan"]), YI), 8)
        writer.writerow([*(_csv_cell(cell) for cell in cells), f"{amount:f}"])
    return ("\ufeff" + text.getvalue()).encode()


def _csv_columns(column: Column, words: Vocabulary) -> list[tuple[str, list[object]]]:
    """Return a column as head and cells; after it its units if it has several, and its marks if any."""
    cells: list[object] = []
    for row, cell in enumerate(column.cells):
        number = column.rounded(row)
        cells.append(_csv_cell(cell) if number is None else f"{number:f}")
    written = [(column.head, cells)]
    if column.mixed:
        units: list[object] = [unit_name(unit or "", words) for unit in column.units]
        written.append((words.message("col.unit_of").replace("{column}", column.head), units))
    if any(column.marked):
        mark = words.message("mark.contradicted").strip(" ()（）")
        marks: list[object] = [mark if marked else "" for marked in column.marked]
        written.append((words.message("col.check_of").replace("{column}", column.name), marks))
    return written


def _csv_cell(cell: object) -> object:
    """Return a cell as CSV holds it: texts without formulas, empty for None."""
    if isinstance(cell, str):
        return escape_formula(cell)
    return "" if cell is None else cell
