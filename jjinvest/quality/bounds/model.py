"""Feasibility and extremes of the unknown ledger of one year (:mod:`jjinvest.quality.bounds.cells`).

Dividing cells by task force multiplies them, and mostly changes nothing: some ledger without task forces can
be given task forces too. So an extreme is sought without them first, then only whether that ledger's projects
can be split among the task forces. If they can, the extreme is found; if not, the full programme is solved.

The whole numbers of a solution are fixed and the amounts solved again, so that a value carries no integrality
tolerance. A ratio is optimised by a sequence of such programmes (Dinkelbach, Management Science 13, 1967).
Amounts are in 亿元.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

import numpy as np

from jjinvest.core.errors import JJInvestError
from jjinvest.core.rounding import round_half_up
from jjinvest.quality.bounds.cells import UNBOUNDED, CellProjects, FigureIds, LedgerCells
from jjinvest.quality.bounds.constraints import Constraint, ConstraintSet, Convention, Selection
from jjinvest.quality.bounds.highs import NODE_LIMIT, LinearForm, Rows, Solution, Vector

SEARCH_NODE_LIMIT = 300
"""Nodes of the search for a ledger that attains the relaxed optimum."""
TOLERANCE = 1e-7
DECIMALS = 6
MAX_RATIO_STEPS = 20
ALL_PROJECTS = Selection()

Terms = tuple[tuple[float, str, Selection], ...]
"""A sum of weight × count or amount of a selection."""


@dataclass(frozen=True)
class _Optimum:
    """A ledger of least cost: the value of each term, its variables, and a cost that no ledger is below."""

    values: tuple[float, ...]
    variables: Vector
    dual_bound: float
    proven: bool


@dataclass(frozen=True)
class Extreme:
    """One end of a statistic over all ledgers; None if no published figure limits it.

    If not `proven`, no ledger goes beyond the value, but possibly none reaches it.
    """

    value: Fraction | None
    proven: bool = True


class UndecidedError(JJInvestError):
    """The solver reached its limit of nodes: ask with fewer figures, or raise the limit in the code."""


class LedgerModel:
    """All ledgers that satisfy a constraint set, or only those of its statements that are `imposed`.

    Parameters
    ----------
    queries
        Selections whose extremes will be asked for.
    extra
        Further constraints, imposed in any case.
    imposed
        Statements out of ``constraint_set.statements``; None imposes all of them.
    forces_apart
        Whether task forces are distinguished.
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
        self.constraint_set = constraint_set
        queries, extra = tuple(queries), tuple(extra)
        self.cells = LedgerCells(
            constraint_set,
            convention,
            queries=queries,
            extra=extra,
            imposed=imposed,
            forces_apart=forces_apart,
        )
        self._extremes: dict[tuple[str, bool, bool, bytes], Extreme | None] = {}
        self._ledgers = list[Vector]()  # that a search found; some attain further extremes
        self._without_forces: LedgerModel | None = None
        if len(self.cells.forces) > 1:
            self._without_forces = LedgerModel(
                constraint_set, convention, queries=queries, extra=extra, imposed=imposed, forces_apart=False
            )

    def feasible(self, node_limit: int = NODE_LIMIT) -> bool:
        """Whether any ledger satisfies all constraints.

        Raises
        ------
        UndecidedError
            If the solver searched that many nodes in vain.
        """
        optimum = self._minimise((), node_limit)
        if optimum is not None and not optimum.proven:
            raise UndecidedError(f"{node_limit} 步内不能判定 / not decided within {node_limit} nodes")
        return optimum is not None

    def extreme(self, measure: str, where: Selection, *, highest: bool) -> Extreme | None:
        """Highest or lowest count or (latest) amount in 亿元 of a selection; None if no ledger exists."""
        # selections that differ only by sizes that no project has are one: the largest n, and a tier
        weights = np.where(self.cells.milp.zero, 0.0, self._costs(((1.0, measure, where),)))
        key = measure, where.task_force is None, highest, weights.tobytes()
        if key not in self._extremes:
            self._extremes[key] = self._extreme(measure, where, highest=highest)
        return self._extremes[key]

    def _extreme(self, measure: str, where: Selection, *, highest: bool) -> Extreme | None:
        sign = -1.0 if highest else 1.0
        optimum = self._minimise(((sign, measure, where),))
        if optimum is None:
            return None
        value = optimum.values[0] if optimum.proven else sign * optimum.dual_bound
        if abs(value) > UNBOUNDED / 2:
            return Extreme(None, optimum.proven)
        if measure == "count":
            return Extreme(Fraction(floor(value + 1e-6) if highest else ceil(value - 1e-6)), optimum.proven)
        return Extreme(_amount(value), optimum.proven)

    def extreme_share(self, where: Selection, *, highest: bool) -> Extreme | None:
        """Highest or lowest share (0 to 1) of a selection in the year's amount; None if no ledger exists."""
        least = self.cells.milp.solve(self._costs(((1.0, "amount", ALL_PROJECTS),)), integral=False)
        sign = -1.0 if highest else 1.0
        ratio = self._relaxed_share(where, sign)
        for step in range(MAX_RATIO_STEPS):
            optimum = self._minimise(((sign, "amount", where), (-sign * ratio, "amount", ALL_PROJECTS)))
            if optimum is None or least is None:
                return None
            part, total = optimum.values
            beyond = part - ratio * total
            if total > UNBOUNDED / 2 or total <= 0:
                return Extreme(Fraction(int(highest)))
            if optimum.proven and abs(beyond) < 10.0**-DECIMALS:
                return Extreme(_amount(part) / _amount(total))
            if not optimum.proven and not (step < 2 and abs(beyond) > 10.0**-DECIMALS):
                outer = ratio + sign * min(optimum.dual_bound, 0.0) / least.dual_bound
                return Extreme(_amount(min(max(outer, 0.0), 1.0)), proven=False)
            ratio = part / total
        return Extreme(Fraction(int(highest)), proven=False)

    def _relaxed_share(self, where: Selection, sign: float) -> float:
        """Extreme ratio with fractions of projects allowed: no ledger exceeds it, one mostly attains it."""
        if self._without_forces is not None and where.task_force is None:
            return self._without_forces._relaxed_share(where, sign)
        part, total = (self._costs(((1.0, "amount", each),)) for each in (where, ALL_PROJECTS))
        ratio = 0.0
        for _ in range(MAX_RATIO_STEPS):
            solution = self.cells.milp.solve(sign * (part - ratio * total), integral=False)
            if solution is None or not 0 < total @ solution.variables < UNBOUNDED / 2:
                return 0.0
            step = float(part @ solution.variables) / float(total @ solution.variables)
            if abs(step - ratio) < TOLERANCE**2:
                break
            ratio = step
        return ratio

    @cached_property
    def edges_by_count(self) -> dict[int, Fraction]:
        """Highest edge at or above which the figures fix the count of projects, by that count."""
        known: dict[Fraction, int] = {}
        if self._without_forces is not None:
            known = {edge: number for number, edge in self._without_forces.edges_by_count.items()}
        fixed: dict[int, Fraction] = {}
        for low, _ in self.cells.sizes:
            number = known[low] if low in known else self._count_above(low)
            if number is not None:
                fixed[number] = low
        return fixed

    def _count_above(self, edge: Fraction) -> int | None:
        """Count of projects at or above an edge; None if the figures do not fix it."""
        costs = self._costs(((1.0, "count", Selection(low_edge=edge)),))
        least, most = (self.cells.milp.solve(sign * costs, integral=False) for sign in (1.0, -1.0))
        if least is None or most is None or least.dual_bound <= 0.5 or -most.dual_bound >= UNBOUNDED / 2:
            return None
        number = ceil(least.dual_bound - 1e-6)
        return number if number == floor(-most.dual_bound + 1e-6) else None

    def _costs(self, terms: Terms) -> Vector:
        costs = np.zeros(len(self.cells.milp))
        for weight, measure, where in terms:
            costs += weight * self.cells.milp.dense(self.cells.form(measure, where))
        return costs

    def _optimum(self, terms: Terms, solution: Solution, *, dual_bound: float, proven: bool) -> _Optimum:
        values = tuple(
            float(self._costs(((1.0, measure, where),)) @ solution.variables) for _, measure, where in terms
        )
        return _Optimum(values, solution.variables, dual_bound, proven)

    def _minimise(self, terms: Terms, node_limit: int = NODE_LIMIT) -> _Optimum | None:
        """Find a ledger of least cost (without terms, within `node_limit` nodes); None if there is none."""
        if self._without_forces is None or any(where.task_force is not None for _, _, where in terms):
            return self._search(terms, node_limit=node_limit)
        wider = self._without_forces._minimise(terms, node_limit)
        if wider is None or (wider.proven and self._admits(terms, wider, node_limit)):
            return wider
        return self._search(terms, not_below=wider.dual_bound, node_limit=node_limit)

    def _admits(self, terms: Terms, wider: _Optimum, node_limit: int) -> bool:
        """Whether the projects of a ledger without task forces can be split among them, at no higher cost."""
        assert self._without_forces is not None
        costs = self._costs(terms)
        cost = sum(weight * value for (weight, _, _), value in zip(terms, wider.values, strict=True))
        if terms and self._known(costs, cost) is not None:
            return True
        counts = wider.variables[[entry.count for entry in self._without_forces.cells.entries]].round()
        split = self._splits.between(counts, counts)
        further = (split, _at_most(costs, cost)) if terms else (split,)
        solution = self.cells.milp.solve(
            np.zeros(len(costs)),
            *further,
            node_limit=min(node_limit, SEARCH_NODE_LIMIT),
            any_solution=True,
            near_relaxed=False,
        )
        if solution is None or not solution.proven:
            return False
        self._ledgers.append(solution.variables)
        return True

    def _known(self, costs: Vector, most: float) -> Vector | None:
        """Return a ledger found earlier that costs no more than that much; None if there is none."""
        return next((each for each in self._ledgers if costs @ each <= most + TOLERANCE), None)

    @cached_property
    def _splits(self) -> Rows:
        """Counts that add up to each count of the model without task forces, one row each."""
        assert self._without_forces is not None
        coarse = self._without_forces.cells.entries
        kind = {project: entry.projects for entry in coarse for project in entry.projects}
        sums: dict[object, LinearForm] = {_cell(entry, entry.projects): {} for entry in coarse}
        for entry in self.cells.entries:
            projects = kind[entry.projects[0]] if entry.projects else ()
            sums[_cell(entry, projects)][entry.count] = 1.0
        nothing = np.zeros(len(sums))
        return Rows.of(list(sums.values()), nothing, nothing)

    def _search(
        self, terms: Terms, *, not_below: float = -np.inf, node_limit: int = NODE_LIMIT
    ) -> _Optimum | None:
        """Find a ledger of least cost in the full programme, if none costs less than `not_below`.

        Some ledger mostly attains the relaxed optimum (fractions of projects allowed). Looking for such a
        ledger is much the easier problem, so it comes first.
        """
        milp, costs = self.cells.milp, self._costs(terms)
        relaxed = milp.solve(costs, integral=False)
        if relaxed is None:
            return None
        target = max(relaxed.dual_bound, not_below)
        if not np.any(costs[~milp.integral]) and np.array_equal(costs, costs.round()):
            target = float(np.ceil(target - TOLERANCE))
        known = self._known(costs, target) if terms else None
        if known is not None:
            solution: Solution | None = Solution(known, target)
        else:
            solution = milp.solve(
                np.zeros(len(costs)),
                _at_most(costs, target),
                node_limit=SEARCH_NODE_LIMIT if terms else node_limit,
                any_solution=True,
            )
        if terms and (solution is None or not solution.proven):
            solution = milp.solve(costs, any_solution=True)
        if solution is None:
            return None
        if not solution.proven:
            dual_bound = max(solution.dual_bound, target)
            return self._optimum(terms, solution, dual_bound=dual_bound, proven=False)
        lower, upper, integral = milp.lower.copy(), milp.upper.copy(), milp.integral
        lower[integral] = upper[integral] = solution.variables[integral].round()
        exact = milp.solve(costs, integral=False, lower=lower, upper=upper) or solution
        self._ledgers.append(exact.variables)
        return self._optimum(terms, exact, dual_bound=exact.dual_bound, proven=True)


def _cell(entry: CellProjects, projects: FigureIds) -> tuple[object, ...]:
    """Key that entries of a model with task forces share with one of the model without them."""
    return entry.half, entry.sector, entry.size, entry.first_half_size, projects


def _at_most(costs: Vector, most: float) -> Rows:
    return Rows.one(costs, -np.inf, most + TOLERANCE)


def _amount(value: float) -> Fraction:
    """Amount without floating-point noise, to a hundred 元."""
    return Fraction(round_half_up(value, DECIMALS))
