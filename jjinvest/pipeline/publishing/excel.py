"""All tables of a run as one workbook: a sheet of contents, then one sheet per table, reproducible bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from jjinvest.ledger.excel.writer import new_workbook, write_cell

FONT = "Microsoft YaHei"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
MAX_SHEET_NAME = 31  # characters of a sheet's name
MAX_COLUMN_WIDTH, MIN_COLUMN_WIDTH = 48, 9


def workbook(tables: Sequence[Mapping[str, Any]], title: str, contents: str) -> bytes:
    """Return the workbook.

    Parameters
    ----------
    tables
        As :mod:`jjinvest.reporting.report` records them: name, caption, columns, rows, decimals. A number is
        stored unrounded and displayed with the decimals of the page; a spreadsheet rounds as the page does.
    title, contents
        Title of the run, and the name of the sheet that lists the tables.
    """
    buffer = io.BytesIO()
    book = new_workbook(buffer, title)
    base = {"font_name": FONT, "font_size": 10, "valign": "top"}
    styles = {
        "title": book.add_format({**base, "font_size": 14, "bold": True}),
        "head": book.add_format({**base, "bold": True, "bottom": 2, "text_wrap": True}),
        "text": book.add_format({**base, "text_wrap": True}),
        "link": book.add_format({**base, "font_color": "#1F5A85", "underline": 1}),
    }
    unique = list({str(table["name"]): table for table in tables}.values())
    for places in sorted({n for table in unique for row in table["decimals"] for n in row} - {None}):
        number = f"#,##0.{'0' * places}".rstrip(".")
        styles[f"number_{places}"] = book.add_format({**base, "num_format": number})
    names = sheet_names([str(table["caption"]) for table in unique], taken=contents)
    first = book.add_worksheet(contents)
    first.set_column(0, 0, 60)
    first.write_string(0, 0, title, styles["title"])
    for row, (name, table) in enumerate(zip(names, unique, strict=True), start=2):
        first.write_url(row, 0, f"internal:'{name}'!A1", styles["link"], str(table["caption"]))
        _sheet(book.add_worksheet(name), table, styles)
    book.close()
    return buffer.getvalue()


def sheet_names(captions: Sequence[str], *, taken: str) -> list[str]:
    """Return a unique name for each sheet: its caption, shortened and numbered where needed."""
    used, names = {taken.casefold()}, []
    for caption in captions:
        base = _FORBIDDEN.sub(" ", caption).strip()[:MAX_SHEET_NAME] or "-"
        name, n = base, 1
        while name.casefold() in used:
            n += 1
            name = f"{base[: MAX_SHEET_NAME - len(str(n)) - 1]} {n}"
        used.add(name.casefold())
        names.append(name)
    return names


def _sheet(sheet: Any, table: Mapping[str, Any], styles: Mapping[str, Any]) -> None:
    columns, rows, decimals = table["columns"], table["rows"], table["decimals"]
    write_cell(sheet, 0, 0, table["caption"], styles["title"], None)
    for column, head in enumerate(columns):
        write_cell(sheet, 2, column, head, styles["head"], None)
        widest = max([_width(head), *(_width(row[column]) for row in rows)])
        sheet.set_column(column, column, min(MAX_COLUMN_WIDTH, max(MIN_COLUMN_WIDTH, widest + 2)))
    for n, row in enumerate(rows, start=3):
        for column, cell in enumerate(row):
            places = decimals[n - 3][column]
            write_cell(sheet, n, column, cell, styles["text" if places is None else f"number_{places}"], None)
    sheet.freeze_panes(3, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


def _width(cell: object) -> int:
    """Width of a cell in characters; a Chinese one counts double."""
    return sum(2 if char > "\u2e7f" else 1 for char in ("" if cell is None else str(cell)))
