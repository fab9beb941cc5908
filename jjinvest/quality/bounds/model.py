"""Questions to the unknown ledger of one year (:mod:`jjinvest.quality.bounds.cells`): is there one, and how far can it go.

Telling task forces apart multiplies the cells, and mostly costs nothing: some ledger that ignores them can be given
task forces too. So an extreme is sought without them first, and then only whether that ledger's projects can be split
among the task forces; if they can, nothing lies beyond it, and if not, the whole programme is solved.

The integers found are fixed and the amounts solved for again, so that a value carries no integrality tolerance. A
ratio is optimised by a sequence of such programmes (Dinkelbach, Management Science 13, 1967). Amounts are in 亿元.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

import numpy as np
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_array

from jjinvest.core.errors import JJInvestError
from jjinvest.quality.bounds.cells import LIMIT, Ids, LedgerCells, Place
from jjinvest.quality.bounds.constraints import Claim, Convention, Prints, Selection
from jjinvest.quality.bounds.milp import TIME_LIMIT, Form, Solution, Vector

TARGET_TIME_LIMIT = 2.0
TOLERANCE = 1e-7
DECIMALS = 6
EVERYTHING = Selection()

Terms = tuple[tuple[float, str, Selection], ...]
"""A sum of weight × count or amount of a selection."""


@dataclass(frozen=True)
class _Found:
    """A ledger of least cost: the value of each term in it, its columns, and a cost that no ledger goes below."""

    values: tuple[float, ...]
    columns: Vector
    safe: float
    proven: bool


@dataclass(frozen=True)
class Extreme:
    """One end of a statistic over all ledgers: None where nothing published holds it back.

    If not `proven`, the value is safe only: no ledger goes beyond it, but none may reach it.
    """

    value: Fraction | None
    proven: bool = True


class UndecidedError(JJInvestError):
    """The solver ran out of time: ask with fewer figures, or raise the limit in the code."""


class LedgerModel:
    """All ledgers that satisfy the claims of `prints`, or those of the statements in `imposed` only.

    Parameters
    ----------
    asked
        Selections that will be asked for.
    extra
        Further claims, imposed in any case.
    imposed
        Statements out of ``prints.groups``; None imposes all of them.
    relaxed
        Whether fractions of projects are allowed: extremes then may lie outside the exact ones, never inside, and are
        found much sooner.
    """

    def __init__(
        self,
        prints: Prints,
        convention: Convention,
        *,
        asked: Iterable[Selection] = (),
        extra: Iterable[Claim] = (),
        imposed: Collection[Ids] | None = None,
        relaxed: bool = False,
        forces_apart: bool = True,
    ) -> None:
        self.prints, self._relaxed = prints, relaxed
        asked, extra = tuple(asked), tuple(extra)
        self.cells = LedgerCells(
            prints, convention, asked=asked, extra=extra, imposed=imposed, forces_apart=forces_apart
        )
        self._wider: LedgerModel | None = None
        if len(self.cells.forces) > 1:
            self._wider = LedgerModel(
                prints, convention, asked=asked, extra=extra, imposed=imposed, forces_apart=False
            )

    def feasible(self) -> bool:
        """Whether any ledger satisfies all claims.

        Raises
        ------
        UndecidedError
            If the solver ran out of time.
        """
        found = self._minimise(())
        if found is not None and not found.proven:
            raise UndecidedError(f"{TIME_LIMIT:g} 秒内不能判定 / not decided within {TIME_LIMIT:g} s")
        return found is not None

    def extreme(self, measure: str, where: Selection, *, highest: bool) -> Extreme | None:
        """Highest or lowest count or amount (亿元, at latest amounts) of a selection; None if no ledger exists."""
        sign = -1.0 if highest else 1.0
        found = self._minimise(((sign, measure, where),))
        if found is None:
            return None
        value = found.values[0] if found.proven else sign * found.safe
        if abs(value) > LIMIT / 2:
            return Extreme(None, found.proven)
        if measure == "count":
            return Extreme(Fraction(floor(value + 1e-6) if highest else ceil(value - 1e-6)), found.proven)
        return Extreme(_amount(value), found.proven)

    def extreme_share(self, where: Selection, *, highest: bool) -> Extreme | None:
        """Highest or lowest share of a selection in the amount of the year, in [0, 1]; None if no ledger exists."""
        least = self.cells.programme.solve(self._costs(((1.0, "amount", EVERYTHING),)), integral=False)
        sign = -1.0 if highest else 1.0
        ratio = self._relaxed_share(where, sign)
        for step in range(20):
            found = self._minimise(((sign, "amount", where), (-sign * ratio, "amount", EVERYTHING)))
            if found is None or least is None:
                return None
            part, whole = found.values
            beyond = part - ratio * whole
            if whole > LIMIT / 2 or whole <= 0:
                return Extreme(Fraction(int(highest)))
            if found.proven and abs(beyond) < 10.0**-DECIMALS:
                return Extreme(_amount(part) / _amount(whole))
            if not found.proven and not (step < 2 and abs(beyond) > 10.0**-DECIMALS):
                outer = ratio + sign * min(found.safe, 0.0) / least.safe
                return Extreme(_amount(min(max(outer, 0.0), 1.0)), proven=False)
            ratio = part / whole
        return Extreme(Fraction(int(highest)), proven=False)

    def _relaxed_share(self, where: Selection, sign: float) -> float:
        """Extreme ratio with fractions of projects allowed: no ledger goes beyond it, and most often one attains it."""
        if self._wider is not None and where.task_force is None:
            return self._wider._relaxed_share(where, sign)
        part, whole = (self._costs(((1.0, "amount", each),)) for each in (where, EVERYTHING))
        ratio = 0.0
        for _ in range(20):
            found = self.cells.programme.solve(sign * (part - ratio * whole), integral=False)
            if found is None or not 0 < whole @ found.columns < LIMIT / 2:
                return 0.0
            step = float(part @ found.columns) / float(whole @ found.columns)
            if abs(step - ratio) < TOLERANCE**2:
                break
            ratio = step
        return ratio

    @cached_property
    def edges_by_count(self) -> dict[int, Fraction]:
        """Map each number that surely is the count of projects at or above an edge to the highest such edge."""
        known = {} if self._wider is None else {edge: n for n, edge in self._wider.edges_by_count.items()}
        fixed: dict[int, Fraction] = {}
        for low, _ in self.cells.sizes:
            number = known[low] if low in known else self._count_above(low)
            if number is not None:
                fixed[number] = low
        return fixed

    def _count_above(self, edge: Fraction) -> int | None:
        costs = self._costs(((1.0, "count", Selection(low_edge=edge)),))
        least, most = (self.cells.programme.solve(sign * costs, integral=False) for sign in (1.0, -1.0))
        if least is None or most is None or least.safe <= 0.5 or -most.safe >= LIMIT / 2:
            return None
        number = ceil(least.safe - 1e-6)
        return number if number == floor(-most.safe + 1e-6) else None

    def _costs(self, terms: Terms) -> Vector:
        costs = np.zeros(len(self.cells.programme))
        for weight, measure, where in terms:
            costs += weight * self.cells.programme.dense(self.cells.form(measure, where))
        return costs

    def _found(self, terms: Terms, solution: Solution, *, safe: float, proven: bool) -> _Found:
        values = tuple(
            float(self._costs(((1.0, measure, where),)) @ solution.columns) for _, measure, where in terms
        )
        return _Found(values, solution.columns, safe, proven)

    def _minimise(self, terms: Terms) -> _Found | None:
        """Find a ledger of least cost; None if there is no ledger."""
        if self._relaxed:
            found = self.cells.programme.solve(self._costs(terms), integral=False)
            return None if found is None else self._found(terms, found, safe=found.safe, proven=False)
        if self._wider is None or any(where.task_force is not None for _, _, where in terms):
            return self._search(terms)
        wider = self._wider._minimise(terms)
        if wider is None or (wider.proven and self._admits(terms, wider)):
            return wider
        return self._search(terms, not_below=wider.safe)

    def _admits(self, terms: Terms, wider: _Found) -> bool:
        """Whether the projects of a ledger without task forces can be split among them, at no higher cost."""
        assert self._wider is not None
        counts = wider.columns[[place.count for place in self._wider.cells.places]].round()
        split = LinearConstraint(self._splits, counts, counts)
        cost = sum(weight * value for (weight, _, _), value in zip(terms, wider.values, strict=True))
        costs = self._costs(terms)
        further = (split, _at_most(costs, cost)) if terms else (split,)
        found = self.cells.programme.solve(np.zeros(len(costs)), *further, time_limit=TARGET_TIME_LIMIT)
        return found is not None and found.proven

    @cached_property
    def _splits(self) -> csr_array:
        """Columns of counts that add up to each place of the wider model."""
        assert self._wider is not None
        kind = {project: place.projects for place in self._wider.cells.places for project in place.projects}
        whole: dict[object, Form] = {_cell(place, place.projects): {} for place in self._wider.cells.places}
        for place in self.cells.places:
            projects = kind[place.projects[0]] if place.projects else ()
            whole[_cell(place, projects)][place.count] = 1.0
        return self.cells.programme.matrix(list(whole.values()))

    def _search(self, terms: Terms, *, not_below: float = -np.inf) -> _Found | None:
        """Find a ledger of least cost in the whole programme, where none costs less than `not_below`.

        Some ledger mostly attains the relaxed optimum (fractions of projects allowed); looking for one that does is
        much the easier question, so it is asked first.
        """
        programme, costs = self.cells.programme, self._costs(terms)
        relaxed = programme.solve(costs, integral=False)
        if relaxed is None:
            return None
        target = max(relaxed.safe, not_below)
        if not np.any(costs[~programme.integral]) and np.array_equal(costs, costs.round()):
            target = float(np.ceil(target - TOLERANCE))
        found = programme.solve(
            np.zeros(len(costs)),
            _at_most(costs, target),
            time_limit=TARGET_TIME_LIMIT if terms else TIME_LIMIT,
        )
        if terms and (found is None or not found.proven):
            found = programme.solve(costs)
        if found is None:
            return None
        if not found.proven:
            return self._found(terms, found, safe=max(found.safe, target), proven=False)
        lower, upper, whole = programme.lower.copy(), programme.upper.copy(), programme.integral
        lower[whole] = upper[whole] = found.columns[whole].round()
        exact = programme.solve(costs, integral=False, lower=lower, upper=upper) or found
        return self._found(terms, exact, safe=exact.safe, proven=True)


def _cell(place: Place, projects: Ids) -> tuple[object, ...]:
    """What places of a model with task forces share with one of the model without."""
    return place.half, place.sector, place.size, place.size_then, projects


def _at_most(costs: Vector, most: float) -> LinearConstraint:
    return LinearConstraint(csr_array(costs.reshape(1, -1)), -np.inf, most + TOLERANCE)


def _amount(value: float) -> Fraction:
    """Amount without the noise of floating point, to a hundred 元."""
    return Fraction(round(value * 10**DECIMALS), 10**DECIMALS)
