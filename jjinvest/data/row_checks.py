"""Checks within a row of a table of context: a reason for an inferred date, publication after the period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from jjinvest.core.errors import Problem
from jjinvest.data.csv_reader import CsvTable

VALID_DATE = "日历上有的日期 a date of the calendar"


def growth_problems(table: CsvTable) -> Iterator[Problem]:
    """Check each reference row: a reason for an inferred date, and publication after the period."""
    for row, growth in _rows(table):
        if growth["date_basis"] == "inferred" and not growth["date_reason"]:
            yield _no_reason(table, row)
        yield from _date_fault(table, row, growth, "available_from")
        if table.sound(row, "available_from", "year", "month_end") and is_date(growth["available_from"]):
            month = f"{growth['year']}-{int(growth['month_end']):02d}"
            if growth["available_from"][:7] <= month:
                yield table.problem(
                    row, "available_from", growth["available_from"], f"{month} 之后的月份 a later month"
                )


def is_date(text: str) -> bool:
    """Whether a text is a day of the calendar, written 2023-07-26."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _rows(table: CsvTable) -> Iterator[tuple[Any, dict[str, str]]]:
    columns = list(table.frame.columns)
    for cells in table.frame.itertuples():
        yield cells[0], dict(zip(columns, cells[1:], strict=True))


def _date_fault(table: CsvTable, row: object, cells: dict[str, str], column: str) -> Iterator[Problem]:
    if table.sound(row, column) and not is_date(cells[column]):
        yield table.problem(row, column, cells[column], VALID_DATE)


def _no_reason(table: CsvTable, row: object) -> Problem:
    return table.problem(
        row, "date_reason", "", "推断日期的理由 the reason for an inferred date", "写明理由 give the reason"
    )
