"""What the published figures of one year claim about its unknown ledger, read under a named convention.

A source prints aggregates of a ledger that nobody outside has seen: totals, sectors, size tiers and task forces of
the year and of its halves, named projects, sums over named groups. :func:`read_prints` turns each figure into an
interval for the number or the amount of a selection of projects, tagged with the ids of the figures behind it.

Readings that the prints leave open, taken the same way everywhere:

- Lower edges of tiers are inclusive and hold for true amounts; upper edges are suprema less the convention's gap.
- A named project lies in the size class of its published amount, also where its rounding reaches into another.
- The task forces share no project; a project whose task force is not published may belong to any or none.
- A project named for the first half belongs to it. One restated later counts at its first-half amount in the
  figures of the first half and at its latest amount in the figures of the year; all others count at one amount.
- A group's figure is the sum of the projects it names. Where tiers stop at an edge, no project lies above it.

Figures of other measures and populations (contracts, funds, chains "so far", out-of-city) are not constraints.
Amounts are in 亿元.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pandas as pd

from jjinvest.core.periods import period_end, period_months
from jjinvest.core.quantity import YI, Quantity
from jjinvest.data.figures import latest_quantities
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT, COUNT, tier_edges

HALVES = ("h1", "h2")
SECTORS = ("primary", "secondary", "tertiary")
NO_FORCE = "none"
ASSUMED = "assumption."

Row = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Convention:
    """How prints are read: what counts as exact, and how close to an upper edge an amount may come.

    `named_exact`: amounts of named projects are as published, not rounded. `sectors_alike`: the sector amounts of a
    period share the precision of the finest of them. `edge_gap`: distance (亿元) that an amount keeps from the upper
    edge of its tier; 0 is the supremum. `smallest`: amount (亿元) of the smallest project.
    """

    name: str
    named_exact: bool
    sectors_alike: bool
    edge_gap: Fraction
    smallest: Fraction = Fraction(1, 100)


NAMED_EXACT = Convention("named_exact", named_exact=True, sectors_alike=True, edge_gap=Fraction(0))
# Amounts lie on the grid of the smallest project: "20 to 50" ends at 49.99.
PRINT_ROUNDING = Convention(
    "published_rounding", named_exact=False, sectors_alike=False, edge_gap=Fraction(1, 100)
)
CONVENTIONS = {convention.name: convention for convention in (NAMED_EXACT, PRINT_ROUNDING)}


@dataclass(frozen=True)
class Selection:
    """Which projects: any half, sector, size or task force where None; edges in 亿元, the lower one inclusive.

    The task force :data:`NO_FORCE` means those of no published task force.
    """

    half: str | None = None
    sector: str | None = None
    low_edge: Fraction | int | None = None
    high_edge: Fraction | int | None = None
    task_force: str | None = None

    def takes(self, half: str, sector: str, force: str) -> bool:
        """Whether projects of a half, sector and task force are meant."""
        return (
            self.half in (None, half) and self.sector in (None, sector) and self.task_force in (None, force)
        )

    def takes_size(self, low: Fraction, high: Fraction | None) -> bool:
        """Whether a size class lies inside; no class straddles an edge of the selection."""
        above = self.low_edge is None or low >= self.low_edge
        return above and (self.high_edge is None or (high is not None and high <= self.high_edge))


@dataclass(frozen=True)
class Claim:
    """What one figure says of the ledger: the count or amount (亿元) of a selection lies in an interval."""

    ids: tuple[str, ...]
    measure: str
    where: Selection
    low: Fraction | None
    high: Fraction | None
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Print:
    """Interval (亿元) that the figures `ids` give one named project; `value` where a rounded number is published."""

    ids: tuple[str, ...]
    low: Fraction | None
    high: Fraction | None
    value: Fraction | None


@dataclass(frozen=True)
class Named:
    """A named project: where it can lie, its latest amount and, if it was restated since, its first-half one."""

    project: str
    halves: tuple[str, ...]
    forces: tuple[str, ...]
    now: Print | None
    then: Print | None = None


@dataclass(frozen=True)
class Prints:
    """Everything published of one year that constrains its ledger."""

    year: str
    claims: tuple[Claim, ...]
    named: tuple[Named, ...]
    sectors: tuple[str, ...]
    forces: tuple[str, ...]

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Figure ids of each statement, one tuple a statement: what can be imposed or withdrawn as a whole."""
        prints = [p for n in self.named for p in (n.now, n.then) if p is not None]
        return tuple(dict.fromkeys((*(c.ids for c in self.claims), *(p.ids for p in prints))))

    @property
    def figure_ids(self) -> tuple[str, ...]:
        """Ids of all figures used, assumptions left out."""
        return tuple(dict.fromkeys(i for ids in self.groups for i in ids if not i.startswith(ASSUMED)))


def read_prints(workspace: Workspace, year: str, convention: Convention) -> Prints:
    """Read what `workspace` knows of `year` as constraints; columns used are those of its ``figures`` frame."""
    rows = workspace.figures
    rows = rows[
        (rows["period"].str[:4] == year)
        & (rows["statistic"] == "level")
        & (rows["status"] == "achieved")
        & ((rows["metric"] == COUNT) | ((rows["metric"] == AMOUNT) & (rows["basis"] == "agreed")))
    ]
    forces = dict.fromkeys(rows.loc[rows["scope"] == "task_force", "subject"])
    members = {
        figure_id: tuple(p for p, ids in zip(workspace.projects["project_id"], workspace.projects["figure_ids"], strict=True) if figure_id in ids)
        for figure_id in rows.loc[(rows["scope"] == "group") & (rows["metric"] == AMOUNT), "figure_id"]
    }  # fmt: skip
    force_of = {
        str(project): str(force)
        for project, force in zip(workspace.projects["project_id"], workspace.projects["task_force"], strict=True)
        if force
    }  # fmt: skip
    named_rows = _rows_by_project(rows)
    subjects = dict.fromkeys((*named_rows, *(m for group in members.values() for m in group)))
    forces |= dict.fromkeys(force_of[s] for s in subjects if s in force_of)
    periods = dict(zip(rows["figure_id"], rows["period"], strict=True))
    grouped = {m: half_of(periods[figure]) for figure, group in members.items() for m in group}
    any_force = (NO_FORCE, *forces)
    named = [
        _named(subject, named_rows.get(subject, []), grouped.get(subject),
               (force_of[subject],) if subject in force_of else any_force, convention)
        for subject in subjects
    ]  # fmt: skip
    published = rows.loc[rows["scope"] == "sector", "subject"]
    sectors = tuple(dict.fromkeys((*SECTORS, *published)))
    claims = (*_claims(rows, year, convention), *_groups(rows, members))
    return Prints(year, claims, tuple(named), sectors, tuple(forces))


def half_of(period: str) -> str | None:
    """Half-year that a period lies in, None if it covers both."""
    first, last = period_months(period)
    return "h1" if last <= 6 else "h2" if first >= 7 else None


def _claims(rows: pd.DataFrame, year: str, convention: Convention) -> Iterator[Claim]:
    periods = {year: None, f"{year}H1": "h1", f"{year}H2": "h2"}
    rows = rows[
        rows["period"].isin(list(periods)) & rows["scope"].isin(["all", "sector", "tier", "task_force"])
    ]
    about = {row["fact_id"]: row for row in rows.to_dict("records")}
    known = latest_quantities(rows)
    for fact, quantity in known.items():
        row = about[fact]
        measure = "count" if row["metric"] == COUNT else "amount"
        where = Selection(half=periods[row["period"]])
        if row["scope"] == "sector":
            where = replace(where, sector=row["subject"])
            if convention.sectors_alike and measure == "amount":
                same = ("scope", "metric", "period")
                alike = [known[f] for f, other in about.items() if all(other[c] == row[c] for c in same)]
                quantity = _at_precision(quantity, alike)
        elif row["scope"] == "tier":
            low, high = edges_of(row["subject"])
            where = replace(where, low_edge=low, high_edge=high)
        elif row["scope"] == "task_force":
            where = replace(where, task_force=row["subject"])
        yield Claim(quantity.sources, measure, where, *_interval(quantity))
    for period, half in periods.items():
        edges = [edges_of(row["subject"]) for row in about.values()
                 if (row["period"], row["scope"], row["metric"]) == (period, "tier", COUNT)]  # fmt: skip
        top = max((high for _, high in edges if high is not None), default=None)
        if top is not None and all(low < top for low, _ in edges):
            name = f"{ASSUMED}{period.lower()}.no_project_ge_{top}"
            yield Claim((name,), "count", Selection(half=half, low_edge=top), Fraction(0), Fraction(0))


def edges_of(tier: str) -> tuple[Fraction, Fraction | None]:
    """Edges in 亿元 of ``tier_20_50`` and of ``tier_ge_10``, which is open above."""
    if tier.startswith("tier_ge_"):
        return Fraction(tier.removeprefix("tier_ge_")), None
    low, high = tier_edges(tier)
    return Fraction(low), Fraction(high)


def _groups(rows: pd.DataFrame, members: dict[str, tuple[str, ...]]) -> Iterator[Claim]:
    for _, row in rows[rows["figure_id"].isin(list(members))].iterrows():
        group = members[row["figure_id"]]
        if group:
            where = Selection(half=half_of(row["period"]))
            yield Claim((row["figure_id"],), "amount", where, *_interval(row["quantity"]), members=group)


def _rows_by_project(rows: pd.DataFrame) -> dict[str, list[Row]]:
    """Prints of each named project's amount, earliest first, in the order the projects are published in."""
    published = rows.loc[
        (rows["scope"] == "project") & (rows["metric"] == AMOUNT),
        ["subject", "period", "available_from", "relation", "quantity"],
    ]
    found: dict[str, list[Row]] = {}
    for row in published.to_dict("records"):
        found.setdefault(row["subject"], []).append(row)
    return {
        subject: sorted(mine, key=lambda row: (row["available_from"], period_end(row["period"])))
        for subject, mine in found.items()
    }


def _named(
    subject: str, rows: list[Row], grouped: str | None, forces: tuple[str, ...], convention: Convention
) -> Named:
    published_for = [half_of(row["period"]) for row in rows]
    seen = {grouped, *published_for}
    halves = ("h1",) if "h1" in seen else ("h2",) if "h2" in seen else HALVES
    if not rows:
        return Named(subject, halves, forces, None)
    now = rows[-1]
    first = next(
        (row for row, half in zip(rows[::-1], published_for[::-1], strict=True) if half == "h1"), now
    )
    if first is now:
        return Named(subject, halves, forces, _print([now], convention))
    if first["quantity"].agrees_with(now["quantity"]):
        return Named(subject, halves, forces, _print([now, first], convention))
    return Named(subject, halves, forces, _print([now], convention), _print([first], convention))


def _print(rows: list[Row], convention: Convention) -> Print:
    """Interval that the prints of one amount (latest first) leave, and the value of the finest of them."""
    ids = tuple(source for row in rows for source in row["quantity"].sources)
    rounded = [row["quantity"] for row in rows if row["relation"] == "="]
    value = (min(rounded, key=_half_width).value or Fraction(0)) / YI if rounded else None
    if convention.named_exact and value is not None:
        return Print(ids, value, value, value)
    ends = [_interval(row["quantity"]) for row in rows]
    low = max((end for end, _ in ends if end is not None), default=None)
    high = min((end for _, end in ends if end is not None), default=None)
    return Print(ids, low, high, value)


def _half_width(quantity: Quantity) -> Fraction:
    """Half the interval of a print that is closed on both sides, in its own unit."""
    return ((quantity.high or Fraction(0)) - (quantity.low or Fraction(0))) / 2


def _at_precision(quantity: Quantity, others: Iterable[Quantity]) -> Quantity:
    if quantity.value is None or quantity.low is None or quantity.high is None:
        return quantity
    half = min(_half_width(other) for other in others if other.low is not None and other.high is not None)
    return replace(quantity, low=quantity.value - half, high=quantity.value + half)


def _interval(quantity: Quantity) -> tuple[Fraction | None, Fraction | None]:
    scale = YI if quantity.unit == "元" else 1
    low, high = quantity.low, quantity.high
    return None if low is None else low / scale, None if high is None else high / scale
