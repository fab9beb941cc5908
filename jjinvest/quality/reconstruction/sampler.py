"""Simulated project ledgers that satisfy every published figure of a year, for illustration and tests.

Never a source of headline numbers: a row is ``published`` (a project that a source names) or
``reconstructed`` (simulated), and ``drawn`` names the columns that were simulated in either.

The sampling method
-------------------
Over the programme of :mod:`jjinvest.quality.bounds.model`, divided by half, sector and task force:

1. A point inside the relaxed programme (fractions of projects allowed): the mixture, with uniform Dirichlet
   weights, of `VERTEX_COUNT` vertices, each of least cost. The cost of a variable is a standard normal of its
   own, new for each vertex, plus twice one that the variables of its size class share, the same for all
   vertices of a mixture.
2. Counts: whole numbers in the narrowest box around that point that holds a ledger, each rounded up the more
   readily the larger its fraction.
3. Amounts of the cells: with these counts fixed, a mixture as in 1, where each cell fills between r and 1 - r
   of the room between its edges; r is the first of q/4, q/8, … (`MAX_HALVINGS` of them) that admits a ledger,
   q uniform on [0, 1), otherwise 0. Rounded to whole 元, and moved by a few 元 (`MAX_REPAIR` at most) where
   an interval needs it.
4. Amounts of the projects of a cell in whole 元: low + room · (1 - u ** p), u uniform on [0, 1) and p such
   that the amount of the cell results; in a cell more than half full, high - room · (1 - u ** p).

The draws spread over what the figures leave open, but not uniformly, and no published figure decides which
sampling method would be right: their distribution describes this method; only the bounds describe the
figures. Amounts keep `MARGIN` from the ends of published intervals and from upper tier edges, so that "more
than" holds strictly and rounding gives the published figure again; where no ledger keeps the margin, there is
none. The assumptions are those of bounds: the smallest project, no project above the highest edge of
published tiers, and the first half's figures measure what the year's do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

import numpy as np
import pandas as pd

from jjinvest.core.quantity import YI
from jjinvest.data.workspace import Workspace
from jjinvest.quality.bounds.bounds import consistent
from jjinvest.quality.bounds.constraints import (
    CONVENTIONS,
    NAMED_EXACT,
    NO_TASK_FORCE,
    Constraint,
    ConstraintSet,
    Convention,
    Selection,
    read_constraints,
)
from jjinvest.quality.bounds.highs import LinearForm, Rows, Vector, solve
from jjinvest.quality.bounds.model import LedgerModel, UndecidedError
from jjinvest.quality.bounds.statistics import ContradictionError, NotPublishedError, Statistic
from jjinvest.quality.reconstruction.amounts import Integers, split
from jjinvest.quality.reconstruction.ledger_frame import ProjectRow, ledger_frame

SAMPLING_METHOD = (
    "模拟抽样，不是概率判断：随机费用下若干顶点的狄利克雷混合 → 取整得各格个数 → "
    "同法得各格金额 → 格内按 1−u^p 分到项目 / "
    "simulated, no statement of probability: Dirichlet mixture of vertices under random normal costs → "
    "whole counts of the cells → their amounts likewise → split within a cell by 1 − u^p"
)
VERTEX_COUNT = 6
SHARED_COST_WEIGHT = 2.0
MAX_HALVINGS = 12
MARGIN = Fraction(1, 100_000)  # 亿元, 1,000 元
MAX_REPAIR = 10_000  # 元 that a cell may move when rounding to whole 元 has to be repaired


def draws(
    workspace: Workspace,
    year: int | str,
    *,
    seed: int,
    number: int,
    convention: str | Convention = NAMED_EXACT,
) -> Iterator[pd.DataFrame]:
    """Draw `number` independent project ledgers that satisfy every figure `workspace` has of `year`.

    The first k ledgers do not depend on `number`. Errors come before the first draw.

    Rows: the named signed projects, then simulated ones, largest first. Columns:

    - ``project_id``: that of the named project, or ``r001`` …; ``name``: empty for a simulated one.
    - ``evidence``: ``published`` or ``reconstructed``.
    - ``half``: ``H1`` or ``H2``; ``sector``; ``task_force``: empty if none.
    - ``size_class``: ``tier_20_50``, ``tier_ge_100``, between the edges that are published.
    - ``amount_yuan``: latest amount in whole 元; ``first_half_yuan``: what the first half's figures count the
      project at, which differs for one restated since; 0 if it was not signed in the first half.
    - ``figure_ids``: the figures of a named project; ``drawn``: names of the columns simulated in the row.

    ``attrs`` hold sampling_method (in words), seed, draw (a count), year, convention and as_of.

    Raises
    ------
    NotPublishedError
        If no figure of the year is published, or the figures do not limit its number of projects or its
        amount.
    ContradictionError
        If no ledger satisfies the figures.
    UndecidedError
        If the solver ran out of time.
    """
    sampler = _sampler(workspace, year, convention)
    children = np.random.SeedSequence(seed).spawn(number)
    return (_frame(sampler, workspace, child, seed, draw) for draw, child in enumerate(children, start=1))


class _Sampler(LedgerModel):
    """Model divided by every attribute, from which ledgers are drawn."""

    def __init__(self, constraint_set: ConstraintSet, convention: Convention) -> None:
        every_attribute = Selection("h1", constraint_set.sectors[0], task_force=NO_TASK_FORCE)
        super().__init__(constraint_set, convention, queries=[every_attribute])
        self.name = convention.name
        self.milp = self.cells.milp
        entries = self.cells.entries
        self._counted = np.array([entry.count for entry in entries], dtype=int)
        self._sizes = np.array([entry.size for entry in entries], dtype=int)
        above = [(k, entry.size) for entry in entries for k in entry.amount.keys() - {entry.count}]
        self._above = np.array([k for k, _ in above], dtype=int)
        self._sizes_above = np.array([size for _, size in above], dtype=int)
        rooms = {
            above: (entry.count, self._reach(entry.count, above))
            for entry in entries
            for form in (entry.amount, entry.first_half_amount)
            for above in form.keys() - {entry.count}
        }
        self._holding = np.array(list(rooms), dtype=int)
        self._holders = np.array([count for count, _ in rooms.values()], dtype=int)
        self._reaches = np.array([reach for _, reach in rooms.values()], dtype=float)

    def draw(self, rng: np.random.Generator) -> list[ProjectRow]:
        """Draw the projects of one ledger."""
        counts = self._counts(rng)
        variables = self._whole_yuan(self._amounts(rng, counts), counts)
        waiting: dict[tuple[str, ...], list[str]] = {}
        rows = []
        for entry in self.cells.entries:
            number = int(counts[entry.count])
            if not number:
                continue
            amounts = self._split(entry.amount, variables, number, rng)
            earlier = amounts
            if entry.first_half_amount is not entry.amount:
                earlier = self._split(entry.first_half_amount, variables, number, rng)
            if entry.projects and entry.projects not in waiting:
                waiting[entry.projects] = [str(name) for name in rng.permutation(entry.projects)]
            for now, then in zip(amounts, earlier, strict=True):
                project = waiting[entry.projects].pop() if entry.projects else ""
                size = self.cells.sizes[entry.size]
                in_first = int(then) if entry.half == "h1" else 0
                rows.append(
                    ProjectRow(project, entry.half, entry.sector, entry.force, size, int(now), in_first)
                )
        return rows

    def _mixture(self, rng: np.random.Generator, lower: Vector, upper: Vector) -> Vector | None:
        """Random point of the relaxed programme between bounds of its variables; None if there is none."""
        shared = SHARED_COST_WEIGHT * rng.normal(size=(len(self.cells.sizes), 2))
        common = np.zeros(len(lower))
        common[self._counted] = shared[self._sizes, 0]
        common[self._above] = shared[self._sizes_above, 1]
        vertices = []
        costs = (common + rng.normal(size=len(lower)) for _ in range(VERTEX_COUNT))
        for vertex in self.milp.vertices(costs, lower=lower, upper=upper):
            if vertex is None:
                return None
            if not vertex.proven:
                raise UndecidedError("没有解到一个顶点 / the solver found no vertex in time")
            vertices.append(vertex.variables)
        return np.asarray(rng.dirichlet(np.ones(VERTEX_COUNT)) @ np.array(vertices))

    def _amounts(self, rng: np.random.Generator, counts: Vector) -> Vector:
        """Amounts of the cells that go with whole counts."""
        room = self._room(counts) / YI
        lower, upper = (np.where(self.milp.integral, counts, end) for end in (0.0, room))
        first = rng.random() / 4
        for share in (*(first / 2**k for k in range(MAX_HALVINGS)), 0.0):
            kept = np.where(self.milp.integral, 0.0, share * room)
            point = self._mixture(rng, lower + kept, upper - kept)
            if point is not None:
                return point
        raise UndecidedError("没有解到各格金额 / the solver found no amounts for the counts it found")

    def _room(self, counts: Vector) -> Vector:
        """元 that each amount variable can hold above the lower edge of its cell; 0 for counts."""
        room = np.zeros(len(counts))
        room[self._holding] = counts[self._holders] * self._reaches
        return room

    def _counts(self, rng: np.random.Generator) -> Vector:
        """Whole numbers near a random point of the relaxed programme; amount variables are zero."""
        point = self._mixture(rng, self.milp.lower, self.milp.upper)
        if point is None:
            raise UndecidedError("没有解到一个台账 / the solver found no ledger")
        down = np.floor(point + 1e-6)
        up = np.maximum(np.ceil(point - 1e-6), down)
        costs = np.where(self.milp.integral, rng.random(len(point)) - (point - down), 0.0)
        width = 0.0
        while True:
            lower = np.where(self.milp.integral, np.maximum(self.milp.lower, down - width), self.milp.lower)
            upper = np.where(self.milp.integral, np.minimum(self.milp.upper, up + width), self.milp.upper)
            solution = self.milp.solve(costs, lower=lower, upper=upper, any_solution=True)
            if solution is not None and solution.proven:
                return np.where(self.milp.integral, solution.variables.round(), 0.0)
            if solution is not None or (
                np.all(lower <= self.milp.lower) and np.all(upper >= self.milp.upper)
            ):
                raise UndecidedError("没有解到一个整数台账 / the solver found no ledger of whole projects")
            width = 2 * width + 1

    def _whole_yuan(self, variables: Vector, counts: Vector) -> Integers:
        """Round amounts to whole 元, shifted by a few 元 where a constraint needs it; counts unchanged."""
        yuan = np.where(self.milp.integral, counts, np.rint(variables * YI)).astype(np.int64)
        most, free = self._room(counts), ~self.milp.integral
        yuan[free] = np.clip(yuan[free], 0, most[free])
        forms, lows, highs = [], [], []
        for places, weights, above, low, high in self._amounts_in_yuan:
            now = int(yuan[places] @ weights)
            forms.append(above)
            lows.append(low - now)
            highs.append(high - now)
        if max(lows, default=0) <= 0 <= min(highs, default=0):
            return yuan
        repair = solve(
            np.zeros(len(yuan)),
            [Rows.of(forms, lows, highs)],
            np.where(free, np.maximum(-MAX_REPAIR, -yuan), 0).astype(float),
            np.where(free, np.minimum(MAX_REPAIR, most - yuan), 0).astype(float),
            np.ones(len(yuan), dtype=bool),
        )
        if repair is None or not repair.proven:
            raise UndecidedError("金额取整到元后不能满足公布数 / no amounts in whole 元 near the ones found")
        return np.asarray(yuan + np.rint(repair.variables).astype(np.int64))

    @cached_property
    def _amounts_in_yuan(self) -> list[tuple[Integers, Integers, LinearForm, float, float]]:
        """Variables of each constrained amount, their weights in 元, its part above edges, its ends in 元.

        A count weighs the lowest amount of its cell, in whole 元, so that sums are exact.
        """
        forms = [
            (self.cells.constraint_form(constraint), constraint)
            for constraint in self.cells.constraints
            if constraint.measure == "amount"
        ]
        whole = self.milp.integral
        return [
            (
                np.array(list(form), dtype=np.int64),
                np.array([round(w * YI) if whole[k] else round(w) for k, w in form.items()], dtype=np.int64),
                {k: weight for k, weight in form.items() if not whole[k]},
                -np.inf if constraint.low is None else ceil(constraint.low * YI),
                np.inf if constraint.high is None else floor(constraint.high * YI),
            )
            for form, constraint in forms
        ]

    def _reach(self, count: int, above: int) -> int:
        """How far, in 元, a project may lie above the lowest amount of its cell."""
        return round(float(self.milp.upper[above] / self.milp.upper[count]) * YI)

    def _split(
        self, amount: LinearForm, variables: Integers, number: int, rng: np.random.Generator
    ) -> Integers:
        """Amounts in whole 元 of the projects of one cell."""
        (count, low), *free = amount.items()
        base = round(low * YI)
        if not free:
            return np.full(number, base, dtype=np.int64)
        above = free[0][0]
        return base + split(int(variables[above]), number, self._reach(count, above), rng)


def _sampler(workspace: Workspace, year: int | str, convention: str | Convention) -> _Sampler:
    verdict = consistent(workspace, year, convention)
    if not verdict.consistent:
        raise ContradictionError(verdict)
    chosen = CONVENTIONS[convention] if isinstance(convention, str) else convention
    strict = set(workspace.figures.loc[workspace.figures["relation"].isin(["<", ">"]), "figure_id"])
    for margin in (MARGIN, Fraction(0)):
        read = replace(chosen, edge_gap=max(chosen.edge_gap, margin or Fraction(1, YI)))
        constraint_set = read_constraints(workspace, str(year), read)
        tightened = tuple(_inside(constraint, margin, strict) for constraint in constraint_set.constraints)
        constraint_set = replace(constraint_set, constraints=tightened)
        sampler = _Sampler(constraint_set, read)
        ends = {m: sampler.extreme(m, Selection(), highest=True) for m in ("count", "amount")}
        missing = [Statistic(m).fact_id(str(year)) for m, end in ends.items() if end and end.value is None]
        if missing:
            raise NotPublishedError(
                f"{year} 年的台账没有上限，不能重构 / the figures do not limit the ledger of {year}; "
                f"缺少 missing: {', '.join(missing)}"
                + (f"，截至 as of {workspace.as_of_date}" if workspace.as_of_date else "")
            )
        if None not in ends.values():
            return sampler
    raise UndecidedError(
        f"{year}: 没有整元的台账 / no ledger in whole 元 was found inside the published intervals"
    )


def _inside(constraint: Constraint, margin: Fraction, strict: set[str]) -> Constraint:
    """Tighten a constraint by the margin; a count that is "more than" n is at least n + 1."""
    if constraint.measure == "count":
        margin = Fraction(1 if strict & set(constraint.ids) else 0)
    if constraint.low is not None and constraint.high is not None:
        margin = min(margin, (constraint.high - constraint.low) / 4)
    return replace(
        constraint,
        low=None if constraint.low is None else constraint.low + margin,
        high=None if constraint.high is None else constraint.high - margin,
    )


def _frame(
    sampler: _Sampler, workspace: Workspace, source: np.random.SeedSequence, seed: int, draw: int
) -> pd.DataFrame:
    rows = sampler.draw(np.random.default_rng(source))
    frame = ledger_frame(rows, workspace.projects, sampler.constraint_set, sampler.cells.sizes[0])
    as_of = None if workspace.as_of_date is None else workspace.as_of_date.isoformat()
    frame.attrs = {
        "sampling_method": SAMPLING_METHOD,
        "seed": seed,
        "draw": draw,
        "year": sampler.constraint_set.year,
        "convention": sampler.name,
        "as_of": as_of,
    }
    return frame
