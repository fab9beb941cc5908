"""Totals over several years of signing, which are not what their period signed.

A text on what became of earlier signings (2019—2023年签约项目履约情况) gives, as of the end of 2023, the
projects signed in 2019, in 2020 … and their sum. None of these is a number of 2023, nor is their sum: each
metric is read as its total to date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from jjinvest.core.codes import TO_DATE
from jjinvest.data.figure_model import FigureRow

SIGNED = ("projects_signed", "agreed_amount")
"""Metrics of which a part that was signed in an earlier year is none of the period's."""
WITH_THEM = (*SIGNED, "contract_amount", "projects_started", "projects_completed", "projects_performing")
"""Metrics that are totals to date beside those: of the projects of these years."""
_YEAR = re.compile(r"[^0-9]*((?:19|20)[0-9]{2})(?:q[1-4]|[^0-9]+)?")
"""The one year in the name of a part: y2022, 2022q3, fair2022, since_2022."""
_ENOUGH = Fraction(99, 100)
"""Share of a whole from which the years of signing make it up, but for rounding."""


def as_totals_to_date(rows: Iterable[FigureRow]) -> list[FigureRow]:
    """Read the metrics of a period that holds signings of earlier years as totals to date."""
    rows = list(rows)
    periods = {row.period for row in rows if row.metric in SIGNED and _of_earlier_year(row)}
    split = {
        (row.period, row.metric)
        for row in rows
        if row.period in periods and row.metric in WITH_THEM and _of_earlier_year(row)
    }
    found = {
        each: _made_up_of_years([row for row in rows if (row.period, row.metric) == each]) for each in split
    }
    return [
        replace(row, metric=f"{row.metric}{TO_DATE}")
        if (row.period, row.metric) in split and (_year(row) or found[row.period, row.metric])
        else row
        for row in rows
    ]


def _year(row: FigureRow) -> int:
    """Year of signing of the part that a figure measures; 0 for another part."""
    match = _YEAR.fullmatch(dict(row.where).get("cohort", ""))
    return 0 if match is None else int(match[1])


def is_total_to_date(row: FigureRow) -> bool:
    """Whether a row is a part that was signed in an earlier year, of a total to date."""
    return (
        row.metric.removesuffix(TO_DATE) in WITH_THEM
        and row.metric.endswith(TO_DATE)
        and _of_earlier_year(row)
    )


def _of_earlier_year(row: FigureRow) -> bool:
    return 0 < _year(row) < row.year


def _made_up_of_years(rows: Sequence[FigureRow]) -> bool:
    """Whether the whole of a metric is made up of its years of signing, and not the last of them alone."""
    levels = [row for row in rows if row.statistic == "level"]
    of_years = {row.where: row for row in levels if _year(row) and len(row.where) == 1}.values()
    wholes = [row.amount[1] for row in levels if not row.where]
    if not wholes:
        return True  # a part by sector is one of the same total
    last = max((row.amount[1] for row in of_years if _year(row) == row.year), default=Fraction(0))
    return max(wholes) > last and sum(row.amount[1] for row in of_years) >= max(wholes) * _ENOUGH
