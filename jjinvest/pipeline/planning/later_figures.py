"""Figures of a period that the as-of day of its report leaves out, because they were published later."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jjinvest.core.periods import run_quarter
from jjinvest.data.figure_rows import FigureRow, read_figure_tables

TEXTS = {
    "zh": "注意：本期有 {count} 个公布数在截止日期 {day} 之后公布（{span}），报告不用；要用：{remedy}",
    "en": "note: {count} figures of the period were published after the as-of day {day} ({span}) and are not "
    "used; to use them: {remedy}",
}


def later_figures(folder: Path, quarter: str, day: date) -> list[FigureRow]:
    """Return the results of a quarter or of its year to date that became public after a day.

    A number that only repeats or restates one that was public by then is left out: the report shows the
    earlier one.

    Parameters
    ----------
    folder
        The district's folder.
    quarter
        Quarter of the report, such as 2023Q4.
    day
        As-of day of the report.
    """
    rows = [
        row
        for row in read_figure_tables(folder, required=False).figures
        if row.statistic != "target" and run_quarter(row.period) == quarter
    ]
    public = {row.fact_id for row in rows if row.available_from <= day}
    return [row for row in rows if row.available_from > day and row.fact_id not in public]


def note_of_later_figures(folder: Path, quarter: str, day: date) -> dict[str, str] | None:
    """Return a note on the figures that a report leaves out, in each language; None without any."""
    later = later_figures(folder, quarter, day)
    if not later:
        return None
    days = sorted({row.available_from for row in later})
    span = str(days[0]) if len(days) == 1 else f"{days[0]} … {days[-1]}"
    values = {
        "count": len(later),
        "day": day,
        "span": span,
        "remedy": run_as_of(quarter, folder.resolve().name, days[-1]),
    }
    return {language: text.format(**values) for language, text in TEXTS.items()}


def run_as_of(quarter: str, district: str, day: date) -> str:
    """Return how a report comes to use what is later than its as-of day.

    An as-of day in params/ that holds for every district would move other reports too.
    """
    return f"jjinvest run {quarter} --district {district} --as-of {day}（另存 kept apart: {quarter}@{day}）"
