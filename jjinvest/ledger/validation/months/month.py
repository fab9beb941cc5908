"""The month of a ledger: what its sheets agree on, what a summary beside them says, or a question."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Sequence

from jjinvest.ledger.fields import FUNDS
from jjinvest.ledger.findings import BilingualText, Finding
from jjinvest.ledger.partial_dates import PartialDate
from jjinvest.ledger.reader.files.workbook import LedgerWorkbook
from jjinvest.ledger.reader.tables.ledger_month import read_month
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.sheets import GENERATED_SHEETS, LedgerSheets
from jjinvest.ledger.reader.values.cells import CellFault, CellValue
from jjinvest.ledger.reader.values.dates import parse_date


def month_of(tables: Sequence[LedgerTable]) -> tuple[int, int] | None:
    """Month of the ledger: the one that its sheets agree on; None where they differ or state none.

    Of sheets that list what was signed in one month each (1月, 2月, 3月), it is the last.
    """
    months = {table.month for table in tables if table.month is not None}
    if len(months) == 1:
        return months.pop()
    one_year = len({year for year, _ in months}) == 1 and len(months) == len(tables)
    return max(months) if one_year and all(_is_of_signings(table) for table in tables) else None


def _is_of_signings(table: LedgerTable) -> bool:
    """Whether a sheet lists what was signed in its month, without funds, which would stand at that month."""
    if table.month is None or not set(FUNDS).isdisjoint(table.columns) or table.in_time.columns():
        return False
    signed = [cell for cell in table.cells("signed_on") if cell is not None]
    read = [parse_date(cell, typed=table.sheet.typed, ledger_month=table.month) for cell in signed]
    months = {_month_of_day(each) for each in read}
    return months == {table.month}


def _month_of_day(read: CellValue | CellFault) -> tuple[int, int] | None:
    value = read.value if isinstance(read, CellValue) else None
    return (value.day.year, value.day.month) if isinstance(value, PartialDate) else None


def month_of_others(workbook: LedgerWorkbook, sheets: LedgerSheets) -> tuple[int, int] | None:
    """Month that the title of a sheet beside the lists states, where theirs say nothing: that of 汇总表."""
    open_readings = [
        reading
        for table in sheets.tables
        for reading in read_month(titles_of(table), [table.sheet.name]).readings
    ]
    years = {int(each[:4]) for each in open_readings if _YEAR_ALONE.fullmatch(each)}
    if len(years) != len(set(open_readings)):
        return None
    names = sheets.names()
    months = set()
    for other in workbook.sheets:
        if other.visible and other.name not in (*names, *GENERATED_SHEETS):
            first = [cell for cells in other.rows[:2] for cell in cells if cell is not None]
            titles = [cell for cell in first[:1] if isinstance(cell, str)]
            if _INSTRUCTIONS.search(other.name):
                every = [cell for cells in other.rows for cell in cells if isinstance(cell, str)]
                titles = [cell for cell in every if _OF_PERIOD.search(cell)]
            months.add(read_month(titles, []).month)
    months.discard(None)
    found = months.pop() if len(months) == 1 else None
    return None if found is None or (years and years != {found[0]}) else found


def titles_of(table: LedgerTable) -> list[str]:
    """Texts above the header, and those above later blocks that state a month of the whole list."""
    above = [cell for cells in table.sheet.rows[: table.header] for cell in cells if isinstance(cell, str)]
    return [*above, *table.titles_below]


def month_against_titles(
    workbook: LedgerWorkbook, sheets: LedgerSheets, month: tuple[int, int]
) -> list[Finding]:
    """Remark on a month that was given although the titles, or else the names, state another one."""
    for texts, names in (
        ([text for table in sheets.tables for text in titles_of(table)], []),
        ([], [*(table.sheet.name for table in sheets.tables), workbook.path.stem]),
    ):
        read = read_month(texts, names)
        stated = [_of_month(read.month)] if read.month else list(read.readings)
        given = (_of_month(month), f"{month[0]}年", f"{month[1]}月")
        if stated and not any(each in given for each in stated):
            terms = {"given": given[0], "stated": "、".join(stated)}
            return [Finding("month_against_title", None, None, "；".join(stated), terms)]
        if stated:
            return []
    return []


def _of_month(month: tuple[int, int]) -> str:
    return f"{month[0]}-{month[1]:02d}"


_YEAR_ALONE = re.compile("20[0-9]{2}年")
_INSTRUCTIONS = re.compile("说明|须知|要求")
_OF_PERIOD = re.compile("统计期|报告期|填报期|数据截[至止]|统计截[至止]")
"""Texts of a sheet of instructions that state the period of the ledger."""
MONTHS = 12
_FILLED_IN = re.compile(
    "(?:填报|填表|制表|报送|更新|上报|统计)(?:日期|时间)[:为]?(20[0-9]{2})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?"
)
_MONTH = re.compile(r"(1[0-2]|0?[1-9])月份?\s*$")


def _last_filled_month(table: LedgerTable) -> int:
    """Last month whose column has a number above zero; 0 without columns of months."""
    last = 0
    for index, header in table.unknown_columns.items():
        match = _MONTH.search(header)
        cells = (table.at(row, index) for row in table.projects) if match else ()
        if match and any(isinstance(cell, int | float) and cell > 0 for cell in cells):
            last = max(last, int(match[1]))
    return last


def _month_of_filling_in(table: LedgerTable) -> tuple[str, str] | None:
    """Title with a day of filling in that ends a month, and that month, which it may be of but need not."""
    for title in titles_of(table):
        match = _FILLED_IN.search(re.sub(r"\s", "", unicodedata.normalize("NFKC", title)))
        if match is None:
            continue
        year, month, day = (int(each) for each in match.groups())
        if 1 <= month <= MONTHS and day == calendar.monthrange(year, month)[1]:
            return match[0], f"{year}-{month:02d}"
    return None


def month_question(workbook: LedgerWorkbook, tables: Sequence[LedgerTable]) -> Finding:
    """Ask for the month of the ledger, with what its titles and names leave open."""
    table = tables[0]
    readings = read_month(titles_of(table), [table.sheet.name, workbook.path.stem]).readings
    of_sheets = {read_month(titles_of(each), [each.sheet.name]).month for each in tables} - {None}
    if len(of_sheets) > 1:
        readings = tuple(f"{year}-{month:02d}" for year, month in sorted(filter(None, of_sheets)))
    last = _last_filled_month(table)
    years = [each for each in readings if len(each) == len("2024年") and each.endswith("年")]
    if last and len(readings) == len(years) == 1:
        readings = (years[0], f"各月的列填到{last}月")
    dated = [each for each in readings if "-" in each]
    if last and years and not dated:
        dated = [f"{years[0][:4]}-{last:02d}"]
    filled_in = None if readings else _month_of_filling_in(table)
    if filled_in:
        readings, dated = (filled_in[0],), [filled_in[1]]
    terms = {
        "readings": BilingualText("；".join(readings) or "没有写", "; ".join(readings) or "none"),
        "example": dated[-1 if len(of_sheets) > 1 else 0] if dated else "2023-10",
    }
    return Finding("month_unclear", None, None, "；".join(readings), terms)
