"""The unknown ledger of one year as columns and rows: what its published figures claim, cell by cell.

The ledger is a number of projects and an amount for each cell of half × sector × size class × task force, beside the
named projects, each of which lies in one cell. `n` projects between two edges hold between `n` times the lower and
`n` times the upper edge, and every amount in between can be split into `n` such projects: the cells lose nothing,
and extremes over them are exact. Named projects that the prints do not tell apart share one set of integers.
Amounts are in 亿元.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, product

import numpy as np

from jjinvest.quality.bounds.constraints import (
    HALVES,
    NO_FORCE,
    Claim,
    Convention,
    Named,
    Print,
    Prints,
    Selection,
)
from jjinvest.quality.bounds.milp import Form, Programme

# A count or an amount (亿元) that only this limit holds back is called unbounded; no district comes near it.
LIMIT = 1_000_000

SizeClass = tuple[Fraction, Fraction | None]
Ids = tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Projects of one kind in one cell: the column of their number, and their amount as column × coefficient.

    `size_then` and `amount_then` are what the figures of the first half count them at.
    """

    half: str
    sector: str
    force: str
    size: int
    count: int
    amount: Form
    size_then: int
    amount_then: Form
    projects: Ids = ()


class LedgerCells:
    """Cells of all ledgers that satisfy the claims of `prints`, or those of the statements in `imposed` only.

    Parameters
    ----------
    asked
        Selections that will be asked for: cells are told apart only as far as these and the claims need it.
    extra
        Further claims, imposed in any case.
    imposed
        Statements out of ``prints.groups``; None imposes all of them.
    forces_apart
        Whether task forces are told apart; if not, what is claimed of them is left out.
    """

    def __init__(
        self,
        prints: Prints,
        convention: Convention,
        *,
        asked: Iterable[Selection] = (),
        extra: Iterable[Claim] = (),
        imposed: Collection[Ids] | None = None,
        forces_apart: bool = True,
    ) -> None:
        self._convention, self._prints = convention, prints
        self._imposed = None if imposed is None else set(imposed)
        claims = [*(claim for claim in prints.claims if self._holds(claim.ids)), *extra]
        selections = [*asked, *(claim.where for claim in claims)]
        if not forces_apart:
            claims = [claim for claim in claims if claim.where.task_force is None]
            selections = [replace(where, task_force=None) for where in selections]
        self.claims = tuple(claims)
        self.programme = Programme()
        self.places: list[Place] = []
        self._tell_apart(selections)
        self._set_limits()
        for cell in product(self._halves, self._sectors, self.forces, range(len(self.sizes))):
            self._add_unnamed(*cell)
        for named, projects in self._kinds():
            self._add_named(named, projects)
        for claim in self.claims:
            self.programme.row(
                self.claimed(claim),
                -np.inf if claim.low is None else float(claim.low),
                np.inf if claim.high is None else float(claim.high),
            )

    def form(self, measure: str, where: Selection, members: Ids = (), *, then: bool = False) -> Form:
        """Count or amount of a selection (of `members` only, if any) as a sum of columns.

        `then`: as the figures of the first half count it.
        """
        inside = [where.takes_size(*size) for size in self.sizes]
        form: Form = {}
        for place in self.places:
            if not (
                inside[place.size_then if then else place.size]
                and where.takes(place.half, place.sector, place.force)
            ):
                continue
            if members and set(place.projects).isdisjoint(members):
                continue
            amount = place.amount_then if then else place.amount
            form.update({place.count: 1.0} if measure == "count" else amount)
        return form

    def claimed(self, claim: Claim) -> Form:
        """What a claim is about as a sum of columns."""
        return self.form(claim.measure, claim.where, claim.members, then=claim.where.half == "h1")

    def _holds(self, ids: Ids) -> bool:
        return self._imposed is None or ids in self._imposed

    def _tell_apart(self, selections: Collection[Selection]) -> None:
        smallest = self._convention.smallest
        edges = {
            Fraction(e)
            for s in selections
            for e in (s.low_edge, s.high_edge)
            if e is not None and e > smallest
        }
        steps = (smallest, *sorted(edges))
        self.sizes: tuple[SizeClass, ...] = (*pairwise(steps), (steps[-1], None))
        every = HALVES, self._prints.sectors, (NO_FORCE, *self._prints.forces)
        meant = [(s.half, s.sector, s.task_force) for s in selections]
        self._halves, self._sectors, self.forces = (
            names if any(each[k] is not None for each in meant) else names[:1]
            for k, names in enumerate(every)
        )

    def _set_limits(self) -> None:
        whole = [c for c in self.claims if c.where == Selection() and not c.members and c.high is not None]
        self._most = min((float(c.high or 0) for c in whole if c.measure == "count"), default=float(LIMIT))
        self._largest = min(
            (float(c.high or 0) for c in whole if c.measure == "amount"), default=float(LIMIT)
        )

    def _most_of(self, size: SizeClass) -> float:
        return self._most if self._largest >= LIMIT else min(self._most, self._largest / float(size[0]))

    def _ceiling(self, size: SizeClass) -> Fraction:
        """Highest amount of one project of a size class."""
        return Fraction(self._largest) if size[1] is None else size[1] - self._convention.edge_gap

    def _between(self, count: int, most: float, low: Fraction, high: Fraction) -> Form:
        """Amount of the `count` projects of a column, at most `most`, each between two ends."""
        if low == high:
            return {count: float(low)}
        reach = float(high - low)
        above = self.programme.column(0.0, most * reach, integral=False)
        self.programme.row({above: 1.0, count: -reach}, -np.inf, 0.0)
        return {count: float(low), above: 1.0}

    def _add_unnamed(self, half: str, sector: str, force: str, index: int) -> None:
        size = self.sizes[index]
        most = self._most_of(size)
        count = self.programme.column(0.0, most, integral=True)
        amount = self._between(count, most, size[0], max(self._ceiling(size), size[0]))
        self.places.append(Place(half, sector, force, index, count, amount, index, amount))

    def _kinds(self) -> Iterator[tuple[Named, Ids]]:
        """Named projects; those that nothing published tells apart come together."""
        grouped = {member for claim in self.claims for member in claim.members}
        kinds: dict[tuple[object, ...], list[Named]] = {}
        for named in self._prints.named:
            now, then = (p if p is not None and self._holds(p.ids) else None for p in (named.now, named.then))
            if now is None or then is None:  # nothing says that it was restated
                now, then = now or then, None
            apart = named.project if named.project in grouped or then is not None else ""
            ends = None if now is None else (now.low, now.high, now.value)
            halves = named.halves if self._halves == HALVES else self._halves
            forces = tuple(force for force in named.forces if force in self.forces) or self.forces
            kept = replace(named, now=now, then=then, halves=halves, forces=forces)
            kinds.setdefault((apart, halves, forces, ends), []).append(kept)
        for alike in kinds.values():
            yield alike[0], tuple(named.project for named in alike)

    def _add_named(self, named: Named, projects: Ids) -> None:
        most = float(len(projects))
        options = list(self._inside(named.now))
        earlier = [None] if named.then is None else list(self._inside(named.then))
        chosen: Form = {}
        for half, sector, force, now, then in product(
            named.halves, self._sectors, named.forces, options, earlier
        ):
            count = self.programme.column(0.0, most, integral=True)
            chosen[count] = 1.0
            amount = self._between(count, most, *now[1])
            place = Place(half, sector, force, now[0], count, amount, now[0], amount, projects)
            if then is not None:
                place = replace(place, size_then=then[0], amount_then=self._between(count, most, *then[1]))
            self.places.append(place)
        self.programme.row(chosen, most, most)

    def _inside(self, published: Print | None) -> Iterator[tuple[int, tuple[Fraction, Fraction]]]:
        """Size classes that a project's print allows, each with the part of the print inside it."""
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
