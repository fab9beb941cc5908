"""Which published figures a report knows, as one hash: whether they have changed since it was made."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date
from pathlib import Path

from jjinvest.core.errors import DataError
from jjinvest.data.figure_rows import FigureRow, read_figure_tables

FIGURES = "figures.csv"


def known_figures(folder: Path, day: date) -> str:
    """Hash the figures of a district that are public on a day; "" where there are none to read.

    Figures that become public later change nothing, nor do notes, quotes or the order of rows.
    """
    if not (folder / FIGURES).exists():
        return ""
    with suppress(DataError, OSError):
        tables = read_figure_tables(folder)
        if not tables.problems:
            lines = sorted(_line(row) for row in tables.figures if row.available_from <= day)
            return hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return ""


def _line(row: FigureRow) -> str:
    cells = (row.fact_id, row.source, row.of, row.relation, row.digits, row.unit, row.half_width, row.version)
    return "\t".join(map(str, (*cells, row.available_from)))
