"""Workspaces with a few published figures, written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pandas as pd

from jjinvest.core.periods import fact_id
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.data.workspace import Workspace
from jjinvest.quality.bounds.bounds import Bound


@dataclass(frozen=True)
class Row:
    """One published figure of a workspace made by hand; amounts in 亿元, figure id = fact id."""

    period: str
    metric: str
    scope: str
    subject: str
    value: Fraction
    half_width: Fraction = Fraction(0)
    relation: str = "="

    @property
    def figure_id(self) -> str:
        return fact_id({**vars(self), "statistic": "level"})


def count(period: str, scope: str, subject: str, value: int) -> Row:
    return Row(period, "projects_signed", scope, subject, Fraction(value))


def amount(
    period: str,
    scope: str,
    subject: str,
    value: str | Fraction,
    half: str | Fraction = "0.5",
    relation: str = "=",
) -> Row:
    return Row(period, "agreed_amount", scope, subject, Fraction(value), Fraction(half), relation)


def workspace(
    rows: list[Row], forces: dict[str, str] | None = None, groups: dict[str, list[str]] | None = None
) -> Workspace:
    """Workspace with these figures; `forces` by project; `groups`: members of a group's subject."""
    frame = pd.DataFrame([_figure(row) for row in rows])
    projects = dict.fromkeys(row.subject for row in rows if row.scope == "project")
    projects |= dict.fromkeys(member for members in (groups or {}).values() for member in members)
    table = pd.DataFrame(
        [
            {
                "project_id": project,
                "task_force": (forces or {}).get(project, ""),
                "figure_ids": tuple(
                    row.figure_id
                    for row in rows
                    if (row.scope == "project" and row.subject == project)
                    or (row.scope == "group" and project in (groups or {})[row.subject])
                ),
            }
            for project in projects
        ],
        columns=["project_id", "task_force", "figure_ids"],
    )
    empty = pd.DataFrame()
    return Workspace("test", None, empty, frame, table, empty, empty, empty, {})  # type: ignore[arg-type]


def _figure(row: Row) -> dict[str, object]:
    money = row.metric == "agreed_amount"
    scale, basis = (YI, "agreed") if money else (1, "count")
    ends = [(row.value - row.half_width) * scale, (row.value + row.half_width) * scale]
    low = None if row.relation.startswith("<") else ends[0]
    high = None if row.relation.startswith(">") else ends[1]
    unit = "元" if money else "个"
    return {
        **vars(row), "figure_id": row.figure_id, "fact_id": row.figure_id, "basis": basis, "statistic": "level",
        "status": "achieved", "available_from": date(2024, 3, 31),
        "quantity": Quantity(row.value * scale, low, high, unit, Definition(basis), (row.figure_id,)),
    }  # fmt: skip


def ends(bound: Bound) -> tuple[float | None, float | None]:
    return bound.fact.low, bound.fact.high


# Four projects, 100 in all; two of at least 20, one of them named at 30.
SMALL = [
    count("2023", "all", "", 4), amount("2023", "all", "", "100"),
    count("2023", "tier", "tier_20_50", 2), amount("2023", "project", "a", "30"),
]  # fmt: skip
