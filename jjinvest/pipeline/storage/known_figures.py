"""Which published figures a report knows, as one hash: whether they have changed since it was made."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path

from jjinvest.core.errors import DataError
from jjinvest.core.file_hash import file_hash
from jjinvest.data.figure_rows import FigureRow, read_figure_tables

FIGURES = "figures.csv"


def known_figures(folder: Path, day: date) -> str:
    """Hash the figures of a district that are public on a day; "" where there are none to read.

    Figures that become public later change nothing, nor do notes, quotes or the order of rows.
    """
    return CurrentFigures(folder).known_on(day)


class CurrentFigures:
    """The figures that a district has now, read once for all of its reports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def files(self) -> dict[str, str]:
        """Hash of each table by its path below ``data/``."""
        paths = (self.folder / name for name in (FIGURES, "sources.csv"))
        return {f"{self.folder.name}/{path.name}": file_hash(path) for path in paths}

    @cached_property
    def rows(self) -> list[tuple[date, str]]:
        """Day of publication and content of each figure; none where they cannot be read."""
        if (self.folder / FIGURES).exists():
            with suppress(DataError, OSError):
                tables = read_figure_tables(self.folder)
                if not tables.problems:
                    return [(row.available_from, _line(row)) for row in tables.figures]
        return []

    def known_on(self, day: date) -> str:
        """Hash the figures that are public on a day; "" where none can be read."""
        lines = sorted(line for published, line in self.rows if published <= day)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest() if self.rows else ""


def _line(row: FigureRow) -> str:
    cells = (row.fact_id, row.source, row.of, row.relation, row.digits, row.unit, row.half_width, row.version)
    return "\t".join(map(str, (*cells, row.available_from)))
