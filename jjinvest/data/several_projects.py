"""Names of projects that stand for several: a signing ceremony with 13 of them is no project of 22.6 亿元."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jjinvest.data.figure_model import FigureRow

_NAMED, _SUM = "project", "group"


def as_sums_of_projects(rows: Iterable[FigureRow]) -> list[FigureRow]:
    """Read a named project of which more than one were signed as the sum of a group of projects.

    Otherwise it would be the largest project, and a bound of the others.
    """
    rows = list(rows)
    several = {
        row.where[0][1]
        for row in rows
        if len(row.where) == 1
        and row.where[0][0] == _NAMED
        and (row.metric, row.statistic) == ("projects_signed", "level")
        and row.value > 1
    }
    return [_of_group(row, several) for row in rows] if several else rows


def _of_group(row: FigureRow, several: set[str]) -> FigureRow:
    where = tuple(
        (_SUM if pair[0] == _NAMED and pair[1] in several else pair[0], pair[1]) for pair in row.where
    )
    return row if where == row.where else replace(row, where=where)
