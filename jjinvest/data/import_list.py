"""The list of a district's imports as its file has it, and which of them a report uses; without pandas.

Of the last month of the quarter that has an import and was over on the as-of day, the report uses the last
one known on that day. If all were imported later (a past ledger that was imported afterwards), it uses the
last as well: the ones before it are what it corrects.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar

from jjinvest.core.periods import last_month_within

FILE = "private/imports.csv"


class OfMonth(Protocol):
    """An import with its month, such as 2023-10 or empty, and the time of its import in ISO form."""

    @property
    def month(self) -> str: ...  # noqa: D102

    @property
    def imported_at(self) -> str: ...  # noqa: D102


Some = TypeVar("Some", bound=OfMonth)


@dataclass(frozen=True)
class ListedImport:
    """An import as the list has it: its number, month, time and workbook."""

    number: int
    month: str
    imported_at: str
    file: str

    @property
    def imported_on(self) -> date:
        """Day of the import."""
        return imported_on(self)


def imported_on(entry: OfMonth) -> date:
    """Return the day of an import."""
    return date.fromisoformat(entry.imported_at[:10])


def listed_imports(folder: Path) -> list[ListedImport]:
    """Return the imports of a district's folder; none where the list is missing or has another form.

    What is wrong with a list is reported when it is read as a store.
    """
    try:
        with (folder / FILE).open(newline="", encoding="utf-8-sig") as handle:
            entries = [
                ListedImport(int(row["number"]), row["month"], row["imported_at"], row["file"])
                for row in csv.DictReader(handle)
            ]
        for entry in entries:
            imported_on(entry)
    except (OSError, ValueError, KeyError, TypeError, csv.Error):
        return []
    return entries


def import_used(entries: Sequence[Some], quarter: str, day: date | None) -> Some | None:
    """Return the import that the report of a quarter uses as of a day; None without any.

    Parameters
    ----------
    entries
        Imports in the order of their numbers.
    quarter
        Quarter of the report, such as 2023Q4.
    day
        As-of day; None for no limit.
    """
    month = last_month_within((each.month for each in entries if each.month), quarter, day)
    if month is None:
        return None
    of_month = [each for each in entries if each.month == month]
    known = [each for each in of_month if day is None or imported_on(each) <= day]
    return (known or of_month)[-1]


def correction_of(entries: Sequence[Some], used: Some) -> Some | None:
    """Return the last import of the used one's month, which is not used; None where it is the last itself."""
    last = [each for each in entries if each.month == used.month][-1]
    return None if last == used else last


def counting_imports(entries: Sequence[Some], used: Some, day: date | None) -> list[Some]:
    """Return the imports on which the report of one rests: those up to it, and later ones of earlier months.

    A month that was corrected after the next one was imported counts as corrected, once that is known; at
    once, where the used import itself came after the as-of day.

    Parameters
    ----------
    entries
        Imports in the order of their numbers.
    used
        The import that the report uses.
    day
        As-of day; None for no limit.
    """
    place = next(number for number, each in enumerate(entries, 1) if each == used)
    day = None if day is None or imported_on(used) > day else day
    later = [
        each
        for each in entries[place:]
        if each.month and each.month < used.month and (day is None or imported_on(each) <= day)
    ]
    return [*entries[:place], *later]


def in_order_of_months(entries: Sequence[Some]) -> list[Some]:
    """Return the last import of each month, the months in order: what the ledgers said, corrected ones once.

    An import without a month stands after the month of the one before it.
    """
    last: dict[tuple[str, int], Some] = {}
    month, place = "", 0
    for entry in entries:
        month, place = (entry.month, 0) if entry.month else (month, place + 1)
        last[month, place] = entry
    return [last[key] for key in sorted(last)]
