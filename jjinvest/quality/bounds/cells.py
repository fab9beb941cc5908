"""The unknown ledger of one year as variables and constraints of an integer programme, cell by cell.

The ledger is a number of projects and an amount for each cell of half × sector × size class × task force,
beside the named projects, each of which lies in one cell. `n` projects between two edges hold between `n`
times the lower and `n` times the upper edge, and every amount in between can be split into `n` such projects:
the cells lose no information, and extremes over them are exact. Named projects that no published figure
distinguishes share one set of integers. Amounts are in 亿元.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, product

import numpy as np

from jjinvest.quality.bounds.constraints import (
    HALVES,
    NO_TASK_FORCE,
    Constraint,
    ConstraintSet,
    Convention,
    NamedProject,
    PublishedInterval,
    Selection,
)
from jjinvest.quality.bounds.milp import LinearForm, Model

UNBOUNDED = 1_000_000
"""Limit (亿元 or 个) of what no figure limits, far above any district; values at it count as unbounded."""

SizeClass = tuple[Fraction, Fraction | None]
FigureIds = tuple[str, ...]


@dataclass(frozen=True)
class CellProjects:
    """Projects of one kind in one cell: the variable of their number, and their amount as a linear form.

    `first_half_size` and `first_half_amount` are those at which the figures of the first half count them.
    `projects`: ids of the named projects, empty for unnamed ones.
    """

    half: str
    sector: str
    force: str
    size: int
    count: int
    amount: LinearForm
    first_half_size: int
    first_half_amount: LinearForm
    projects: FigureIds = ()


class LedgerCells:
    """Cells of all ledgers that satisfy a constraint set, or only those of its statements that are `imposed`.

    Parameters
    ----------
    queries
        Selections that will be asked for: cells are divided only as far as these and the constraints need it.
    extra
        Further constraints, imposed in any case.
    imposed
        Statements out of ``constraint_set.statements``; None imposes all of them.
    forces_apart
        Whether cells are divided by task force; if not, constraints on task forces are left out.
    """

    def __init__(
        self,
        constraint_set: ConstraintSet,
        convention: Convention,
        *,
        queries: Iterable[Selection] = (),
        extra: Iterable[Constraint] = (),
        imposed: Collection[FigureIds] | None = None,
        forces_apart: bool = True,
    ) -> None:
        self._convention, self._constraint_set = convention, constraint_set
        self._imposed = None if imposed is None else set(imposed)
        constraints = [*(each for each in constraint_set.constraints if self._is_imposed(each.ids)), *extra]
        selections = [*queries, *(constraint.where for constraint in constraints)]
        if not forces_apart:
            constraints = [constraint for constraint in constraints if constraint.where.task_force is None]
            selections = [replace(where, task_force=None) for where in selections]
        self.constraints = tuple(constraints)
        self.milp = Model()
        self.entries: list[CellProjects] = []
        self._divide(selections)
        self._set_limits()
        for cell in product(self._halves, self._sectors, self.forces, range(len(self.sizes))):
            self._add_unnamed(*cell)
        for named, projects in self._indistinguishable():
            self._add_named(named, projects)
        for constraint in self.constraints:
            self.milp.add_constraint(
                self.constraint_form(constraint),
                -np.inf if constraint.low is None else float(constraint.low),
                np.inf if constraint.high is None else float(constraint.high),
            )

    def form(
        self, measure: str, where: Selection, members: FigureIds = (), *, first_half: bool = False
    ) -> LinearForm:
        """Count or amount of a selection (of `members` only, if any) as a linear form.

        `first_half`: as the figures of the first half count it.
        """
        inside = [where.takes_size(*size) for size in self.sizes]
        form: LinearForm = {}
        for entry in self.entries:
            size = entry.first_half_size if first_half else entry.size
            if not (inside[size] and where.takes(entry.half, entry.sector, entry.force)):
                continue
            if members and set(entry.projects).isdisjoint(members):
                continue
            amount = entry.first_half_amount if first_half else entry.amount
            form.update({entry.count: 1.0} if measure == "count" else amount)
        return form

    def constraint_form(self, constraint: Constraint) -> LinearForm:
        """Constrained count or amount as a linear form."""
        in_first_half = constraint.where.half == "h1"
        return self.form(constraint.measure, constraint.where, constraint.members, first_half=in_first_half)

    def _is_imposed(self, ids: FigureIds) -> bool:
        return self._imposed is None or ids in self._imposed

    def _divide(self, selections: Collection[Selection]) -> None:
        """Set the size classes, halves, sectors and task forces that the selections distinguish."""
        smallest = self._convention.smallest
        edges = {
            Fraction(e)
            for s in selections
            for e in (s.low_edge, s.high_edge)
            if e is not None and e > smallest
        }
        steps = (smallest, *sorted(edges))
        self.sizes: tuple[SizeClass, ...] = (*pairwise(steps), (steps[-1], None))
        every = HALVES, self._constraint_set.sectors, (NO_TASK_FORCE, *self._constraint_set.forces)
        selected = [(s.half, s.sector, s.task_force) for s in selections]
        self._halves, self._sectors, self.forces = (
            names if any(each[k] is not None for each in selected) else names[:1]
            for k, names in enumerate(every)
        )

    def _set_limits(self) -> None:
        """Set the largest number of projects and the largest amount, from the totals of the year."""
        totals = [
            c for c in self.constraints if c.where == Selection() and not c.members and c.high is not None
        ]

        def limit(measure: str) -> float:
            return min((float(c.high or 0) for c in totals if c.measure == measure), default=float(UNBOUNDED))

        self._max_count, self._max_amount = limit("count"), limit("amount")

    def _max_count_of(self, size: SizeClass) -> float:
        if self._max_amount >= UNBOUNDED:
            return self._max_count
        return min(self._max_count, self._max_amount / float(size[0]))

    def _ceiling(self, size: SizeClass) -> Fraction:
        """Highest amount of one project of a size class."""
        return Fraction(self._max_amount) if size[1] is None else size[1] - self._convention.edge_gap

    def _amount_between(self, count: int, most: float, low: Fraction, high: Fraction) -> LinearForm:
        """Amount of the projects counted by a variable (at most `most`), each between two ends."""
        if low == high:
            return {count: float(low)}
        reach = float(high - low)
        above = self.milp.add_variable(0.0, most * reach, integral=False)
        self.milp.add_constraint({above: 1.0, count: -reach}, -np.inf, 0.0)
        return {count: float(low), above: 1.0}

    def _add_unnamed(self, half: str, sector: str, force: str, index: int) -> None:
        size = self.sizes[index]
        most = self._max_count_of(size)
        count = self.milp.add_variable(0.0, most, integral=True)
        amount = self._amount_between(count, most, size[0], max(self._ceiling(size), size[0]))
        self.entries.append(CellProjects(half, sector, force, index, count, amount, index, amount))

    def _indistinguishable(self) -> Iterator[tuple[NamedProject, FigureIds]]:
        """Named projects; those that no published figure distinguishes come together."""
        grouped = {member for constraint in self.constraints for member in constraint.members}
        kinds: dict[tuple[object, ...], list[NamedProject]] = {}
        for named in self._constraint_set.named:
            latest, earlier = (
                amount if amount is not None and self._is_imposed(amount.ids) else None
                for amount in (named.latest, named.first_half)
            )
            if latest is None or earlier is None:  # no imposed figure shows a restatement
                latest, earlier = latest or earlier, None
            apart = named.project if named.project in grouped or earlier is not None else ""
            ends = None if latest is None else (latest.low, latest.high, latest.value)
            halves = named.halves if self._halves == HALVES else self._halves
            forces = tuple(force for force in named.forces if force in self.forces) or self.forces
            kept = replace(named, latest=latest, first_half=earlier, halves=halves, forces=forces)
            kinds.setdefault((apart, halves, forces, ends), []).append(kept)
        for alike in kinds.values():
            yield alike[0], tuple(named.project for named in alike)

    def _add_named(self, named: NamedProject, projects: FigureIds) -> None:
        most = float(len(projects))
        options = list(self._classes_of(named.latest))
        earlier = [None] if named.first_half is None else list(self._classes_of(named.first_half))
        chosen: LinearForm = {}
        for half, sector, force, now, before in product(
            named.halves, self._sectors, named.forces, options, earlier
        ):
            count = self.milp.add_variable(0.0, most, integral=True)
            chosen[count] = 1.0
            amount = self._amount_between(count, most, *now[1])
            entry = CellProjects(half, sector, force, now[0], count, amount, now[0], amount, projects)
            if before is not None:
                first_half_amount = self._amount_between(count, most, *before[1])
                entry = replace(entry, first_half_size=before[0], first_half_amount=first_half_amount)
            self.entries.append(entry)
        self.milp.add_constraint(chosen, most, most)

    def _classes_of(
        self, published: PublishedInterval | None
    ) -> Iterator[tuple[int, tuple[Fraction, Fraction]]]:
        """Size classes that a published amount allows, each with the part of the interval inside it."""
        for index, size in enumerate(self.sizes):
            if published is not None and published.value is not None and not _contains(size, published.value):
                continue
            low, high = size[0], self._ceiling(size)
            if published is not None and published.low is not None:
                low = max(low, published.low)
            if published is not None and published.high is not None:
                high = published.high if size[1] is None else min(high, published.high)
            if low <= high and (size[1] is None or low < size[1]):
                yield index, (low, high)


def _contains(size: SizeClass, amount: Fraction) -> bool:
    return size[0] <= amount and (size[1] is None or amount < size[1])
