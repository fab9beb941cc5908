"""Quarters that a district can report, and the as-of day of each that follows from its data.

A text belongs to the quarter in which its last period ends. The default as-of day of a quarter is the later
of the quarter's end plus :data:`PUBLICATION_LAG` and the day on which the last of its texts was published; of
a quarter that only later texts speak of, the day of the first of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from jjinvest.core.errors import DataError
from jjinvest.core.periods import cumulative_period, is_event, period_end, run_quarter
from jjinvest.data.figure_rows import FigureRow, read_figure_tables

PUBLICATION_LAG = timedelta(days=45)
"""Time after a quarter's end by which most bulletins of it are public; it decides where the data gives no day."""


def default_as_of(folder: Path, quarter: str) -> date:
    """Return the as-of day of a quarter's run where nobody chose one: the same for the same data."""
    closed = period_end(quarter) + PUBLICATION_LAG
    last_quarter: dict[str, str] = {}
    days: dict[str, date] = {}
    speaks_of_it = set[str]()
    for row in _results(folder):
        own = run_quarter(row.period)
        last_quarter[row.source] = max(last_quarter.get(row.source, own), own)
        days[row.source] = row.available_from
        if own == quarter:
            speaks_of_it.add(row.source)
    its_texts = [days[source] for source, last in last_quarter.items() if last == quarter]
    if its_texts:
        return max(closed, *its_texts)
    return max([closed, *sorted(days[source] for source in speaks_of_it)[:1]])


def quarters_with_data(folder: Path) -> list[str]:
    """Quarters of a district with results or an imported ledger, latest first; none if it is unreadable."""
    quarters = {run_quarter(row.period) for row in _results(folder)}
    with suppress(DataError):  # an unreadable store of imports, which a run reports
        quarters.update(run_quarter(month) for month in ledger_months(folder))
    return sorted(quarters, reverse=True)


def has_results(folder: Path, quarter: str, day: date) -> bool:
    """Whether a result of a quarter or of its year to date was public on a day."""
    return any(run_quarter(row.period) == quarter and row.available_from <= day for row in _results(folder))


def has_ledger(folder: Path, quarter: str) -> bool:
    """Whether a ledger of the quarter's last month was imported; one that cannot be read counts."""
    try:
        return f"{period_end(cumulative_period(quarter)):%Y-%m}" in ledger_months(folder)
    except DataError:
        return True


def ledger_months(folder: Path) -> set[str]:
    """Months of the ledgers imported, such as 2023-12."""
    if not (folder / "private" / "imports.csv").exists():
        return set()
    from jjinvest.ledger.store.store import Store

    return {each.month for each in Store(folder / "private").history() if each.month}


def _results(folder: Path) -> Iterable[FigureRow]:
    """Figures of a folder that are no targets and no events of one day."""
    rows = read_figure_tables(folder, required=False).figures
    return [row for row in rows if row.statistic != "target" and not is_event(row.period)]
