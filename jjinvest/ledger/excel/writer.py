"""What the workbooks we write have in common: the same bytes every time, and no cell that a spreadsheet would run."""

from __future__ import annotations

import io
import os
import re
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import xlsxwriter

_NEVER = datetime(2000, 1, 1)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767


def new_workbook(buffer: io.BytesIO, title: str = "招商项目台账") -> Any:
    """Return an xlsxwriter workbook in memory that takes texts as texts and carries no clock."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = xlsxwriter.Workbook(buffer, options)
    workbook.set_properties({"created": _NEVER, "title": title})
    return workbook


def disarm(text: str) -> str:
    """Return a text that stays one in any spreadsheet: no leading formula sign, no control characters, not too long."""
    clean = _CONTROL.sub(" ", text)[: LONGEST_CELL - 1]
    return f"'{clean}" if re.match(r"[=+@\t\r]|-[^-—\s\d]", clean) else clean


def write_cell(sheet: Any, row: int, column: int, value: object, style: Any, dates: Any) -> None:
    """Write a value as what it is: number, date or text; `dates` is the style of a date."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, column, value, dates)
    elif value is None or value == "":
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_string(row, column, disarm(str(value)), style)


def put_in_place(path: Path, content: bytes) -> None:
    """Write a file beside its place, force it to disk, and rename it: readers see the old or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:40]}.", delete=False) as handle:
        beside = Path(handle.name)
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    try:
        beside.chmod(0o644)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
