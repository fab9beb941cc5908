"""A sheet of funds in place with a column a month or a quarter: 序号 | 项目名称 | 1月 … 12月 | 合计."""

from __future__ import annotations

import re
import unicodedata

from jjinvest.ledger.fields import AMOUNTS, DATES
from jjinvest.ledger.reader.files.workbook import LedgerWorkbook, WorkbookSheet
from jjinvest.ledger.reader.headed_columns.headers import Spellings
from jjinvest.ledger.reader.tables.layout import table_with
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.sheet_subject import is_of_funds, titles_of_sheet

_YEAR = re.compile("20[0-9]{2}(?=年)")
_NAMES = ("project_name", "project_code")


def months_table(
    workbook: LedgerWorkbook, sheet: WorkbookSheet, spellings: Spellings, month: tuple[int, int]
) -> LedgerTable | None:
    """Read a sheet as funds of projects by month or quarter; None where it is not one.

    The year of 1月 is that of the header, its group, the sheet's name or its title, else the ledger's. What
    else a sheet of another year has is not read: its sums are of that year.

    Parameters
    ----------
    workbook
        The file as read.
    sheet
        The sheet.
    spellings
        Accepted spellings of headers.
    month
        Year and month of the ledger.
    """
    if not is_of_funds(sheet):
        return None
    year = _year_of(sheet) or month[0]
    if year > month[0]:
        return None
    of_sheet = month if year == month[0] else (year, 12)
    found = (table_with(workbook, sheet, spellings, (name,), of_sheet, of_funds=True) for name in _NAMES)
    table = next((each for each in found if each is not None and each.projects), None)
    if table is None or not table.in_time.columns():
        return None
    if year != month[0]:
        _leave_sums(table)
    table.month = month
    return table


def _leave_sums(table: LedgerTable) -> None:
    """Leave the amounts and dates of a sheet of another year unread."""
    for name in [each for each in (*AMOUNTS, *DATES) if each in table.columns]:
        column = table.columns.pop(name)
        table.unknown_columns[column.index] = column.header


def _year_of(sheet: WorkbookSheet) -> int | None:
    """Year that the name of a sheet names, else its title; None where that is not one year."""
    for text in (sheet.name, " ".join(titles_of_sheet(sheet))):
        years = set(_YEAR.findall(unicodedata.normalize("NFKC", text)))
        if years:
            return int(years.pop()) if len(years) == 1 else None
    return None
