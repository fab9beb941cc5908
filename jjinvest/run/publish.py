"""What a run leaves behind: facts, tables, pages, manifest; written beside, then put in place as one folder."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from jjinvest.errors import JJInvestError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_json(path: Path, content: object) -> None:
    """Write JSON for people and machines: Chinese readable, keys in the order given, no NaN."""
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8"
    )


def merge_facts(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facts of all pages by id, each once, in alphabetical order.

    Raises
    ------
    JJInvestError
        If two pages showed different numbers under one id: a number has one source.
    """
    found: dict[str, dict[str, Any]] = {}
    for fact in (fact for record in records for fact in record["facts"]):
        fact = dict(fact)
        if found.setdefault(fact["id"], fact) != fact:
            raise JJInvestError(f"同一编号有两个数 two numbers under one id: {fact['id']}")
    return [found[key] for key in sorted(found)]


def write_tables(folder: Path, tables: Mapping[str, list[dict[str, Any]]]) -> None:
    """Write each table of each language as CSV that Excel opens as text: UTF-8 with BOM, formulas disarmed."""
    folder.mkdir(parents=True)
    for language, found in tables.items():
        for table in {str(t["name"]): t for t in found}.values():
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow([disarm(column) for column in table["columns"]])
            writer.writerows([[disarm(cell) for cell in row] for row in table["rows"]])
            (folder / f"{table['name']}.{language}.csv").write_bytes(("\ufeff" + text.getvalue()).encode())


def ledger_csv(ledger: pd.DataFrame) -> bytes:
    """Write a reconstructed ledger as CSV, amounts in 亿元 and 元; each row begins with what it is."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    columns = ["evidence", *(c for c in ledger.columns if c != "evidence")]
    writer.writerow([*columns, "amount_yi"])
    for row in ledger.to_dict("records"):
        cells = [" ".join(c) if isinstance(c, tuple) else c for c in (row[column] for column in columns)]
        writer.writerow([*(disarm(cell) for cell in cells), f"{row['amount_yuan'] / 100_000_000:.8f}"])
    return ("\ufeff" + text.getvalue()).encode()


def disarm(cell: object) -> object:
    """Return a cell that a spreadsheet takes as text, never as a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return "" if cell is None else cell


def replace_folder(work: Path, final: Path) -> None:
    """Put a finished folder in place of the old one; readers see the old or the new, and nothing between files."""
    final.parent.mkdir(parents=True, exist_ok=True)
    for path in sorted(work.rglob("*")):
        if path.is_file():
            _sync(path)
    old = final.with_name(f".{final.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if final.exists():
        final.replace(old)
    work.replace(final)
    shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())
