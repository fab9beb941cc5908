"""The as-of day of a quarter that follows from a district's data.

A text belongs to the quarter in which its last period ends. The default as-of day of a quarter is the later
of the quarter's end plus :data:`PUBLICATION_LAG` and the day on which the last of its texts was published; of
a quarter that only later texts speak of, the day of the first of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from jjinvest.core.periods import period_end, run_quarter
from jjinvest.data.figure_rows import FigureRow, read_figure_tables, reported_results

PUBLICATION_LAG = timedelta(days=45)
"""Time after a quarter's end by which most bulletins of it are public."""


def default_as_of(folder: Path, quarter: str) -> date:
    """Return the as-of day of a quarter's run where nobody chose one: the same for the same data."""
    closed = period_end(quarter) + PUBLICATION_LAG
    last_quarter: dict[str, str] = {}
    days: dict[str, date] = {}
    speaks_of_it = set[str]()
    for row in results(folder):
        own = run_quarter(row.period)
        last_quarter[row.source] = max(last_quarter.get(row.source, own), own)
        days[row.source] = row.available_from
        if own == quarter:
            speaks_of_it.add(row.source)
    its_texts = [days[source] for source, last in last_quarter.items() if last == quarter]
    if its_texts:
        return max(closed, *its_texts)
    return max([closed, *sorted(days[source] for source in speaks_of_it)[:1]])


def has_results(folder: Path, quarter: str, day: date) -> bool:
    """Whether a result of a quarter or of its year to date was public on a day."""
    return any(run_quarter(row.period) == quarter and row.available_from <= day for row in results(folder))


def results(folder: Path) -> Iterable[FigureRow]:
    """Figures of a folder that show which quarters it can report (:func:`reported_results`)."""
    return reported_results(read_figure_tables(folder, required=False).figures)
