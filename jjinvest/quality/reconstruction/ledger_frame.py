"""A drawn ledger as a table: which columns a source states for a named project, and which are simulated."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from jjinvest.quality.bounds.cells import SizeClass
from jjinvest.quality.bounds.constraints import (
    NO_TASK_FORCE,
    ConstraintSet,
    NamedProject,
)

COLUMNS = [
    "project_id",
    "name",
    "evidence",
    "half",
    "sector",
    "task_force",
    "size_class",
    "amount_yuan",
    "first_half_yuan",
    "figure_ids",
    "drawn",
]
SIMULATED = ("half", "sector", "task_force", "size_class", "amount_yuan", "first_half_yuan")


class ProjectRow(NamedTuple):
    """A project of a draw; `project` is empty for a simulated one."""

    project: str
    half: str
    sector: str
    force: str
    size: SizeClass
    yuan: int
    first_half_yuan: int


def ledger_frame(
    rows: Iterable[ProjectRow], projects: pd.DataFrame, constraint_set: ConstraintSet, smallest: SizeClass
) -> pd.DataFrame:
    """Return the projects of a draw as a table: named ones first, then simulated ones, largest first.

    Parameters
    ----------
    projects
        Named projects of the district, with their names.
    smallest
        The smallest size class, which begins at nothing in its name.
    """
    ordered = sorted(rows, key=lambda row: (not row.project, -row.yuan, row))
    names = dict(zip(projects["project_id"], projects["name"], strict=True))
    about = {named.project: _published_about(named, constraint_set) for named in constraint_set.named}
    width = max(3, len(str(len(ordered))))
    table, simulated = [], 0
    for row in ordered:
        simulated += not row.project
        ids, drawn = about[row.project] if row.project else ((), SIMULATED)
        table.append(
            [
                row.project or f"r{simulated:0{width}d}",
                names.get(row.project, row.project),
                "published" if row.project else "reconstructed",
                row.half.upper(),
                row.sector,
                "" if row.force == NO_TASK_FORCE else row.force,
                _size_class(row.size, smallest),
                row.yuan,
                row.first_half_yuan,
                tuple(dict.fromkeys(ids)),
                drawn,
            ]
        )
    return pd.DataFrame(table, columns=COLUMNS)


def _published_about(
    named: NamedProject, constraint_set: ConstraintSet
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Figures of a named project, and the columns that they do not determine."""
    own = (i for amount in (named.latest, named.first_half) if amount is not None for i in amount.ids)
    of_groups = (i for c in constraint_set.constraints if named.project in c.members for i in c.ids)
    amount_known = named.latest is not None and named.latest.low == named.latest.high
    return (*own, *of_groups), _simulated(named.halves, named.forces, amount_known)


def _simulated(halves: tuple[str, ...], forces: tuple[str, ...], amount_known: bool) -> tuple[str, ...]:
    """Columns of a named project that no figure determines; no source publishes the sector of a project."""
    drawn = {"sector"}
    drawn |= {"half", "first_half_yuan"} if len(halves) > 1 else set()
    drawn |= {"task_force"} if len(forces) > 1 else set()
    drawn |= set() if amount_known else {"size_class", "amount_yuan", "first_half_yuan"}
    return tuple(column for column in SIMULATED if column in drawn)


def _size_class(size: SizeClass, first: SizeClass) -> str:
    low, high = ("0" if size == first else _spelt(size[0])), size[1]
    return f"tier_ge_{low}" if high is None else f"tier_{low}_{_spelt(high)}"


def _spelt(edge: Fraction) -> str:
    return f"{float(edge):g}".replace(".", "p")
