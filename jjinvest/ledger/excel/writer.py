"""Write workbooks as reproducible bytes, with texts that no spreadsheet runs as formulas."""

from __future__ import annotations

import io
import os
import re
from datetime import date, datetime
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from jjinvest.core.signals import undisturbed
from jjinvest.core.spreadsheet import escape_formula

MAX_CELL_LENGTH = 32_767  # characters; the limit of Excel
_CREATED = datetime(2000, 1, 1)  # a fixed date, so that the same content gives the same bytes
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def new_workbook(buffer: io.BytesIO, title: str = "招商项目台账", *, date_1904: bool = False) -> Any:
    """Return an in-memory xlsxwriter workbook that keeps texts as texts and has a fixed creation date."""
    import xlsxwriter

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "date_1904": date_1904,
    }
    workbook = xlsxwriter.Workbook(buffer, options)
    workbook.set_properties({"created": _CREATED, "title": title})
    return workbook


def one_line(text: str) -> str:
    r"""Return a text without line breaks and without characters that a workbook cannot hold.

    Examples
    --------
    >>> one_line("a\nb\x00 ")
    'a b'
    """
    return " ".join(_CONTROL.sub(" ", text).splitlines()).strip()


def safe_text(text: str) -> str:
    r"""Return a text as a cell may hold it: no formula, no control characters, within Excel's length.

    Examples
    --------
    >>> safe_text("=1+1"), safe_text("--"), safe_text("a\x00b")
    ("'=1+1", '--', 'a b')
    """
    return escape_formula(_CONTROL.sub(" ", text)[: MAX_CELL_LENGTH - 1], keep_dashes=True)


def write_cell(sheet: Any, row: int, column: int, value: object, style: Any, date_style: Any) -> None:
    """Write a value by its type: boolean, number, date, blank or text."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, column, value, date_style)
    elif value is None or value == "":
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_string(row, column, safe_text(str(value)), style)


def write_atomically(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write a file so that a reader sees either the old or the new content, never a part.

    The content goes to a temporary file in the same folder, is forced to disk, is given its mode, and is then
    renamed.

    Raises
    ------
    OSError
        If the folder or the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with undisturbed():
        handle, name = mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(mode)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
