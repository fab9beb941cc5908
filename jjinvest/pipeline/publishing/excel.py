"""All tables of a run as one workbook: a sheet of contents, then one sheet per table, reproducible bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jjinvest.core.rounding import exact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.excel.writer import new_workbook, write_cell
from jjinvest.pipeline.publishing.columns import PERCENT, Column, columns, unit_name, with_bounds

FONT = "Microsoft YaHei"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_CLAUSE_END = re.compile("[：:（(，；;]|, ")
MAX_SHEET_NAME = 31  # characters of a sheet's name
MARKED_COLOUR = "#FBE9E7"
MAX_COLUMN_WIDTH, MIN_COLUMN_WIDTH = 48, 9


def workbook(tables: Sequence[Mapping[str, Any]], title: str, contents: str, language: str = "zh") -> bytes:
    """Return the workbook.

    Parameters
    ----------
    tables
        As :mod:`jjinvest.reporting.report` records them: name, sheet, caption, columns, rows, decimals,
        units. A number is stored unrounded and displayed with the decimals of the page; a spreadsheet rounds
        as the page does. A percentage is stored as a fraction and displayed as one. A number whose unit is
        not that of its whole column shows its own. Beside a column with intervals are two of their ends. A
        number that others contradict shows its mark, whose meaning stands above the heads.
    title, contents
        Title of the run, and the name of the sheet that lists the tables.
    """
    buffer = io.BytesIO()
    book = new_workbook(buffer, title)
    base = {"font_name": FONT, "font_size": 10, "valign": "top"}
    styles: dict[str, Any] = {
        "title": book.add_format({**base, "font_size": 14, "bold": True}),
        "head": book.add_format({**base, "bold": True, "bottom": 2, "text_wrap": True}),
        "text": book.add_format({**base, "text_wrap": True}),
        "note": book.add_format({**base, "font_color": "#A3262A"}),
        "link": book.add_format({**base, "font_color": "#1F5A85", "underline": 1}),
    }
    unique = list({str(table["name"]): table for table in tables}.values())
    words = Vocabulary(language, {})
    formats = _Formats(book, base, words)
    names = sheet_names([str(table.get("sheet", table["caption"])) for table in unique], taken=contents)
    first = book.add_worksheet(contents)
    first.set_column(0, 0, 60)
    first.write_string(0, 0, title, styles["title"])
    for row, (name, table) in enumerate(zip(names, unique, strict=True), start=2):
        first.write_url(row, 0, f"internal:'{name}'!A1", styles["link"], str(table["caption"]))
        found = with_bounds(table, columns(table, words), words)
        _sheet(book.add_worksheet(name), str(table["caption"]), found, formats, styles)
    book.close()
    return buffer.getvalue()


def sheet_names(captions: Sequence[str], *, taken: str) -> list[str]:
    """Return a unique name for each sheet: its caption, of a long one the first clause, numbered if needed.

    Examples
    --------
    >>> sheet_names(["目录", "By park", "By park", f"Days in stage: {'long ' * 9}"], taken="目录")
    ['目录 2', 'By park', 'By park 2', 'Days in stage']
    """
    used, names = {taken.casefold()}, []
    for caption in captions:
        clause = caption if len(caption) <= MAX_SHEET_NAME else _CLAUSE_END.split(caption)[0]
        base = " ".join(_FORBIDDEN.sub(" ", clause).split())[:MAX_SHEET_NAME].strip() or "-"
        name, n = base, 1
        while name.casefold() in used:
            n += 1
            name = f"{base[: MAX_SHEET_NAME - len(str(n)) - 1]} {n}"
        used.add(name.casefold())
        names.append(name)
    return names


@dataclass(frozen=True)
class _Formats:
    """Formats of numbers by decimals and unit, each made once."""

    book: Any
    base: Mapping[str, Any]
    words: Vocabulary
    made: dict[str, Any] = field(default_factory=dict)

    def of(self, places: int, unit: str | None, *, with_unit: bool, marked: bool) -> Any:
        code = f"#,##0.{'0' * places}".rstrip(".")
        if unit == PERCENT:
            code = f"{code.removeprefix('#,##')}%"
        elif with_unit and unit:
            name = unit_name(unit, self.words).replace('"', "")
            code = f'{code}" {name}"'
        if marked:
            code = f'{code}"{self.words.message("mark.contradicted")}"'.replace('""', "")
        if code not in self.made:
            colour = {"bg_color": MARKED_COLOUR} if marked else {}
            self.made[code] = self.book.add_format({**self.base, **colour, "num_format": code})
        return self.made[code]


def _sheet(
    sheet: Any, caption: str, found: Sequence[Column], formats: _Formats, styles: Mapping[str, Any]
) -> None:
    write_cell(sheet, 0, 0, caption, styles["title"], None)
    mark = formats.words.message("mark.contradicted")
    if any(any(column.marked) for column in found):
        write_cell(sheet, 1, 0, formats.words.message("legend.contradicted"), styles["note"], None)
    for place, column in enumerate(found):
        head = column.name if column.shared_unit == PERCENT else column.head  # its cells show the sign
        write_cell(sheet, 2, place, head, styles["head"], None)
        widest = _width(head)
        for row, cell in enumerate(column.cells):
            places, unit, number = column.decimals[row], column.units[row], column.rounded(row)
            marked = bool(column.marked) and column.marked[row]
            style, written = styles["text"], cell
            if number is not None and places is not None:
                style = formats.of(places, unit, with_unit=column.mixed, marked=marked)
                written = float(exact(cell) / 100) if unit == PERCENT and isinstance(cell, float) else cell
                written = written if number else 0  # else -0.014 would be shown as -0
            write_cell(sheet, row + 3, place, written, style, None)
            shown = cell if number is None else f"{number:,f}{unit or '' if column.mixed else ''}"
            shown = f"{shown}{mark}" if marked else shown
            widest = max(widest, _width(shown))
        sheet.set_column(place, place, min(MAX_COLUMN_WIDTH, max(MIN_COLUMN_WIDTH, widest + 2)))
    sheet.freeze_panes(3, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


def _width(cell: object) -> int:
    """Width of a cell in characters; a Chinese one counts double."""
    return sum(2 if char > "\u2e7f" else 1 for char in ("" if cell is None else str(cell)))
