"""Targets and plans of the bureau that nobody published, from `private/targets.csv`; without pandas.

They are for the bureau itself: a folder is read with them only at the access level government or higher, they
are no published figures, and no check of published figures sees them. `private/` is not in git.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from jjinvest.core.access import Tier, allows
from jjinvest.core.errors import Problem
from jjinvest.data.figure_rows import Dimensions, FigureRow, figure_tables, read_cells
from jjinvest.data.figure_texts import plain_day
from jjinvest.data.own_targets import level_of_folder

FILE = "private/targets.csv"
SOURCE = "unpublished"
"""Source of these rows; no text has this id in sources.csv."""
AUTHORITY = "bureau"
"""Whose target it is where the column is empty: never mixed with a published one."""
TIER: Tier = "government"
MEASURED = ("period", "metric", "where", "authority", "relation", "value", "unit")
COLUMNS = (*MEASURED, "decided_on", "note")
REQUIRED = ("period", "metric", "value")


@dataclass
class UnpublishedTargets:
    """The rows, with the faults of their cells and the hash of the file."""

    rows: list[FigureRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    digest: str = "missing"


def read_unpublished_targets(folder: Path, dimensions: Dimensions, tier: str = TIER) -> UnpublishedTargets:
    """Read the file of a district's folder; it may be missing.

    Parameters
    ----------
    dimensions
        What dimensions.csv lists, which gives the order of dimensions in ids.
    tier
        Access level of the reader: below :data:`TIER` nothing is read.
    """
    path = folder / FILE
    if not allows(tier, TIER):
        return UnpublishedTargets()
    lines, problems, digest = read_cells(path, COLUMNS, REQUIRED)
    given = [
        (
            line,
            {name: cells.get(name, "") for name in (*MEASURED, "note")}
            | {
                "source": SOURCE,
                "statistic": "target",
                "authority": cells.get("authority", "") or AUTHORITY,
            },
        )
        for line, cells in lines
    ]
    listed = [
        (n, {"dimension": name, "member": member}) for n, (name, member) in enumerate(dimensions.labels)
    ]
    level = level_of_folder(folder)
    sources = [(1, {"source": SOURCE, "title": SOURCE})]
    tables = figure_tables(path.parent, given, sources, listed, level=level)
    if given:
        problems = [*problems, *(replace(each, file=path.as_posix()) for each in tables.problems)]
    days = {line: plain_day(cells.get("decided_on", "")) for line, cells in lines}
    rows = []
    for row in tables.figures:
        try:
            day = date.fromisoformat(days[row.row]) if days[row.row] else row.available_from
        except ValueError:
            expected = "日期，例如 2024-01-15；不知道就空着 a date, or empty"
            remedy = "改正该单元格 correct this cell"
            problems.append(Problem(path.as_posix(), row.row, "decided_on", days[row.row], expected, remedy))
            continue
        rows.append(replace(row, available_from=day, date_known=bool(days[row.row])))
    return UnpublishedTargets(rows, problems, digest)
