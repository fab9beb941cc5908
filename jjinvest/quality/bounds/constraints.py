"""Constraints that the published figures of one year put on its unknown ledger, under a named convention.

A source publishes aggregates of a ledger that nobody outside has seen: totals, sectors, size tiers and task
forces of the year and of its halves, named projects, sums over named groups. :func:`read_constraints` turns
each figure into an interval for the number or the amount of a selection of projects, with the ids of the
figures behind it.

Where the published text leaves a choice, it is made the same way everywhere:

- Lower edges of tiers are inclusive and hold for true amounts; upper edges are suprema less the convention's
  gap.
- A named project lies in the size class of its published amount, even if its rounding reaches into another.
- Task forces share no project; a project whose task force is not published may belong to any or none.
- A project named for the first half belongs to it. One restated later counts at its first-half amount in the
  figures of the first half and at its latest amount in the figures of the year; all others count at one
  amount.
- A group's figure is the sum of the projects it names. Where tiers stop at an edge, no project lies above it.

Figures of other measures and populations (contracts, funds, chains "so far", out-of-city) are not
constraints. Amounts are in 亿元.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pandas as pd

from jjinvest.core.codes import THREE_SECTORS
from jjinvest.core.once import once_each
from jjinvest.core.periods import period_end, period_months
from jjinvest.core.quantity import YI, Quantity
from jjinvest.core.size_classes import tier_edges
from jjinvest.core.units import is_counted
from jjinvest.data.figures import latest_quantities
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT, COUNT

HALVES = ("h1", "h2")
OTHER_SECTOR = "other_sector"
"""Sector of projects outside the published ones, where these are not the three usual ones."""
NO_TASK_FORCE = "none"
ASSUMPTION = "assumption."
COLUMNS = (
    "period",
    "metric",
    "scope",
    "subject",
    "unit",
    "basis",
    "relation",
    "quantity",
    "fact_id",
    "figure_id",
    "available_from",
)
"""Columns of figures that constraints are read from."""

FigureRow = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Convention:
    """How published figures are read: what counts as exact, and how close to an upper edge an amount may lie.

    `named_exact`: amounts of named projects are as published, not rounded. `sectors_alike`: the sector
    amounts of a period share the precision of the finest of them. `edge_gap`: distance (亿元) that an amount
    keeps from the upper edge of its tier; with 0 the edge is a supremum. `smallest`: amount (亿元) of the
    smallest project.
    """

    name: str
    named_exact: bool
    sectors_alike: bool
    edge_gap: Fraction
    smallest: Fraction = Fraction(1, 100)


NAMED_EXACT = Convention("named_exact", named_exact=True, sectors_alike=True, edge_gap=Fraction(0))
PUBLISHED_ROUNDING = Convention(
    "published_rounding", named_exact=False, sectors_alike=False, edge_gap=Fraction(1, 100)
)
"""Amounts are multiples of that of the smallest project, so a tier "20 to 50" ends at 49.99."""
CONVENTIONS = {convention.name: convention for convention in (NAMED_EXACT, PUBLISHED_ROUNDING)}


@dataclass(frozen=True)
class Selection:
    """Which projects: any half, sector, size or task force where None; edges in 亿元, the lower inclusive.

    The task force :data:`NO_TASK_FORCE` selects the projects of no published task force.
    """

    half: str | None = None
    sector: str | None = None
    low_edge: Fraction | int | None = None
    high_edge: Fraction | int | None = None
    task_force: str | None = None

    def takes(self, half: str, sector: str, force: str) -> bool:
        """Whether projects of a half, sector and task force are selected."""
        return (
            self.half in (None, half) and self.sector in (None, sector) and self.task_force in (None, force)
        )

    def takes_size(self, low: Fraction, high: Fraction | None) -> bool:
        """Whether a size class lies inside; no class contains an edge of the selection."""
        above = self.low_edge is None or low >= self.low_edge
        return above and (self.high_edge is None or (high is not None and high <= self.high_edge))


@dataclass(frozen=True)
class Constraint:
    """The count or amount (亿元) of a selection, or of its `members` only, lies in an interval."""

    ids: tuple[str, ...]
    measure: str
    where: Selection
    low: Fraction | None
    high: Fraction | None
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublishedInterval:
    """Interval (亿元) of a named project's amount; `value` if a rounded number is published."""

    ids: tuple[str, ...]
    low: Fraction | None
    high: Fraction | None
    value: Fraction | None


@dataclass(frozen=True)
class NamedProject:
    """A named project: where it can lie, its latest amount and, if restated since, its first-half amount."""

    project: str
    halves: tuple[str, ...]
    forces: tuple[str, ...]
    latest: PublishedInterval | None
    first_half: PublishedInterval | None = None


@dataclass(frozen=True)
class ConstraintSet:
    """All constraints of one year.

    `constraints` holds aggregates and groups, `named` the named projects; `sectors` and `forces` are those
    known.
    """

    year: str
    constraints: tuple[Constraint, ...]
    named: tuple[NamedProject, ...]
    sectors: tuple[str, ...]
    forces: tuple[str, ...]

    @property
    def statements(self) -> tuple[tuple[str, ...], ...]:
        """Figure ids of each statement, which is imposed or withdrawn as a whole; one tuple each."""
        amounts = [a for n in self.named for a in (n.latest, n.first_half) if a is not None]
        return tuple(dict.fromkeys((*(c.ids for c in self.constraints), *(a.ids for a in amounts))))

    @property
    def figure_ids(self) -> tuple[str, ...]:
        """Ids of all figures used, without assumptions."""
        return tuple(dict.fromkeys(i for ids in self.statements for i in ids if not i.startswith(ASSUMPTION)))


@once_each
def read_constraints(workspace: Workspace, year: str, convention: Convention) -> ConstraintSet:
    """Read the figures of `year` in `workspace` as constraints."""
    rows = _totals_and_parts(workspace)
    rows = rows[rows["period"].str[:4] == year]
    forces = dict.fromkeys(rows.loc[rows["scope"] == "task_force", "subject"])
    projects = workspace.projects.to_dict("records")
    members = {
        figure_id: tuple(p["project_id"] for p in projects if figure_id in p["figure_ids"])
        for figure_id in rows.loc[(rows["scope"] == "group") & (rows["metric"] == AMOUNT), "figure_id"]
    }
    force_of = {str(p["project_id"]): str(p["task_force"]) for p in projects if p["task_force"]}
    named_rows = _rows_by_project(rows)
    subjects = dict.fromkeys((*named_rows, *(m for group in members.values() for m in group)))
    forces |= dict.fromkeys(force_of[s] for s in subjects if s in force_of)
    periods = dict(zip(rows["figure_id"], rows["period"], strict=True))
    grouped = {m: half_of(periods[figure]) for figure, group in members.items() for m in group}
    any_force = (NO_TASK_FORCE, *forces)
    named = [
        _named_project(
            subject,
            named_rows.get(subject, []),
            grouped.get(subject),
            (force_of[subject],) if subject in force_of else any_force,
            convention,
        )
        for subject in subjects
    ]
    published = rows.loc[rows["scope"] == "sector", "subject"]
    sectors = (
        THREE_SECTORS if set(published) <= set(THREE_SECTORS) else (*dict.fromkeys(published), OTHER_SECTOR)
    )
    constraints = (*_aggregate_constraints(rows, year, convention), *_group_constraints(rows, members))
    return ConstraintSet(year, constraints, tuple(named), sectors, tuple(forces))


@once_each
def _totals_and_parts(workspace: Workspace) -> pd.DataFrame:
    """Published counts and agreed amounts of all years, with the columns that constraints are read from."""
    figures = workspace.figures
    stated = (
        (figures["statistic"] == "level")
        & (figures["version"] != "like_for_like")
        & figures["metric"].isin([COUNT, AMOUNT])
    )
    rows = figures.loc[stated, list(COLUMNS)]
    return rows[
        ((rows["metric"] == COUNT) & rows["unit"].map(is_counted).astype(bool))
        | ((rows["metric"] == AMOUNT) & (rows["basis"] == "agreed") & _in_yuan(rows["quantity"]))
    ]


def _in_yuan(quantities: pd.Series) -> pd.Series:
    """Whether amounts are in 元, the unit of size tiers and of the programme."""
    return quantities.map(lambda quantity: quantity.unit == "元").astype(bool)


def half_of(period: str) -> str | None:
    """Half-year in which a period lies; None if it covers both."""
    first, last = period_months(period)
    return "h1" if last <= 6 else "h2" if first >= 7 else None


def _aggregate_constraints(rows: pd.DataFrame, year: str, convention: Convention) -> Iterator[Constraint]:
    periods = {year: None, f"{year}H1": "h1", f"{year}H2": "h2"}
    rows = rows[
        rows["period"].isin(list(periods)) & rows["scope"].isin(["all", "sector", "tier", "task_force"])
    ]
    row_of = {row["fact_id"]: row for row in rows.to_dict("records")}
    known = latest_quantities(rows)
    for fact, quantity in known.items():
        row = row_of[fact]
        measure = "count" if row["metric"] == COUNT else "amount"
        where = Selection(half=periods[row["period"]])
        if row["scope"] == "sector":
            where = replace(where, sector=row["subject"])
            if convention.sectors_alike and measure == "amount":
                same = ("scope", "metric", "period")
                alike = [known[f] for f, other in row_of.items() if all(other[c] == row[c] for c in same)]
                quantity = _at_precision(quantity, alike)
        elif row["scope"] == "tier":
            low, high = tier_edges(row["subject"])
            where = replace(where, low_edge=low, high_edge=high)
        elif row["scope"] == "task_force":
            where = replace(where, task_force=row["subject"])
        yield Constraint(quantity.sources, measure, where, *_interval(quantity))
    for period, half in periods.items():
        edges = [
            tier_edges(row["subject"])
            for row in row_of.values()
            if (row["period"], row["scope"], row["metric"]) == (period, "tier", COUNT)
        ]
        top = max((high for low, high in edges if high is not None and low > 0), default=None)
        if top is not None and all(low < top for low, _ in edges):
            name = f"{ASSUMPTION}{period.lower()}.no_project_ge_{float(top):g}"
            yield Constraint((name,), "count", Selection(half=half, low_edge=top), Fraction(0), Fraction(0))


def _group_constraints(rows: pd.DataFrame, members: dict[str, tuple[str, ...]]) -> Iterator[Constraint]:
    for _, row in rows[rows["figure_id"].isin(list(members))].iterrows():
        group = members[row["figure_id"]]
        if group:
            where = Selection(half=half_of(row["period"]))
            yield Constraint((row["figure_id"],), "amount", where, *_interval(row["quantity"]), members=group)


def _rows_by_project(rows: pd.DataFrame) -> dict[str, list[FigureRow]]:
    """Published amounts of each named project, earliest first; projects in order of publication."""
    published = rows.loc[
        (rows["scope"] == "project") & (rows["metric"] == AMOUNT),
        ["subject", "period", "available_from", "relation", "quantity"],
    ]
    by_project: dict[str, list[FigureRow]] = {}
    for row in published.to_dict("records"):
        by_project.setdefault(row["subject"], []).append(row)
    return {
        subject: sorted(group, key=lambda row: (row["available_from"], period_end(row["period"])))
        for subject, group in by_project.items()
    }


def _named_project(
    subject: str, rows: list[FigureRow], grouped: str | None, forces: tuple[str, ...], convention: Convention
) -> NamedProject:
    published_for = [half_of(row["period"]) for row in rows]
    seen = {grouped, *published_for}
    halves = ("h1",) if "h1" in seen else ("h2",) if "h2" in seen else HALVES
    if not rows:
        return NamedProject(subject, halves, forces, None)
    latest_row = rows[-1]
    first_half_rows = (row for row, half in zip(rows[::-1], published_for[::-1], strict=True) if half == "h1")
    first = next(first_half_rows, latest_row)
    if first is latest_row:
        return NamedProject(subject, halves, forces, _published_interval([latest_row], convention))
    if first["quantity"].agrees_with(latest_row["quantity"]):
        return NamedProject(subject, halves, forces, _published_interval([latest_row, first], convention))
    before, after = (_published_interval([row], convention) for row in (first, latest_row))
    return NamedProject(subject, halves, forces, after, before)


def _published_interval(rows: list[FigureRow], convention: Convention) -> PublishedInterval:
    """Intersect the intervals of one amount (latest first); the value is that of the most precise figure."""
    ids = tuple(source for row in rows for source in row["quantity"].sources)
    rounded = [row["quantity"] for row in rows if row["relation"] == "="]
    value = (min(rounded, key=_half_width).value or Fraction(0)) / YI if rounded else None
    if convention.named_exact and value is not None:
        return PublishedInterval(ids, value, value, value)
    ends = [_interval(row["quantity"]) for row in rows]
    low = max((end for end, _ in ends if end is not None), default=None)
    high = min((end for _, end in ends if end is not None), default=None)
    return PublishedInterval(ids, low, high, value)


def _half_width(quantity: Quantity) -> Fraction:
    """Half the width of the rounding of a figure that is closed on both sides, in its own unit.

    The interval of a published 0 begins at 0 and is half as wide as its rounding.
    """
    low, high = quantity.low or Fraction(0), quantity.high or Fraction(0)
    middle = (low + high) / 2 if quantity.value is None else quantity.value
    return max(high - middle, middle - low)


def _at_precision(quantity: Quantity, others: Iterable[Quantity]) -> Quantity:
    if quantity.value is None or quantity.low is None or quantity.high is None:
        return quantity
    half = min(_half_width(other) for other in others if other.low is not None and other.high is not None)
    return replace(quantity, low=quantity.value - half, high=quantity.value + half)


def _interval(quantity: Quantity) -> tuple[Fraction | None, Fraction | None]:
    scale = YI if quantity.unit == "元" else 1
    low, high = quantity.low, quantity.high
    return None if low is None else low / scale, None if high is None else high / scale
