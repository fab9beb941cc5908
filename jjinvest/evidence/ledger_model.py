"""The unknown ledger of one year as a mixed-integer programme over the claims of its printed figures.

The ledger is a number of projects and an amount for each cell of half × sector × size class × task force, beside the
named projects, each of which lies in one cell. `n` projects between two edges hold between `n` times the lower and
`n` times the upper edge, and every amount in between can be split into `n` such projects: the cells lose nothing,
and extremes over them are exact. Named projects that the prints do not tell apart share one set of integers.

Solved by branch and cut (HiGHS through ``scipy.optimize.milp``) without a gap; the integers found are then fixed and
the amounts solved for again, so that a value carries no integrality tolerance. A ratio is optimised by a sequence of
such programmes (Dinkelbach, Management Science 13, 1967). Amounts are in 亿元.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise, product
from math import ceil, floor

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from jjinvest.errors import JJInvestError
from jjinvest.evidence.claims import HALVES, NO_FORCE, Claim, Convention, Named, Print, Prints, Selection

# A count or an amount (亿元) that only this limit holds back is called unbounded; no district comes near it.
LIMIT = 1_000_000
TIME_LIMIT = 30.0  # seconds a programme, hundreds of times what one takes
TARGET_TIME_LIMIT = 2.0
TOLERANCE = 1e-7
DECIMALS = 6

Vector = npt.NDArray[np.float64]
SizeClass = tuple[Fraction, Fraction | None]
Ids = tuple[str, ...]
Form = dict[int, float]


@dataclass(frozen=True)
class _Place:
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


@dataclass(frozen=True)
class _Solution:
    """Columns of a ledger, and a cost that none goes below; if not `proven`, time ran out without the columns."""

    columns: Vector
    safe: float
    proven: bool


@dataclass(frozen=True)
class Extreme:
    """One end of a statistic over all ledgers: None where nothing printed holds it back.

    If not `proven`, time ran out and the value is safe only: no ledger goes beyond it, but none may reach it.
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
        Selections that will be asked for: cells are told apart only as far as these and the claims need it.
    extra
        Further claims, imposed in any case.
    imposed
        Statements out of ``prints.groups``; None imposes all of them.
    gap
        How far (as a part of it) an extreme may lie outside the exact one, never inside, to be found sooner.
    """

    def __init__(
        self,
        prints: Prints,
        convention: Convention,
        *,
        asked: Iterable[Selection] = (),
        extra: Iterable[Claim] = (),
        imposed: Collection[Ids] | None = None,
        gap: float = 0.0,
    ) -> None:
        self._convention, self._gap, self.prints = convention, gap, prints
        self._imposed = None if imposed is None else set(imposed)
        self._claims = (*(claim for claim in prints.claims if self._holds(claim.ids)), *extra)
        self._tell_apart((*asked, *(claim.where for claim in self._claims)))
        self._columns: list[tuple[float, float, bool]] = []
        self._rows: list[tuple[Form, float, float]] = []
        self._places: list[_Place] = []
        self._set_limits()
        for cell in product(self._halves, self._sectors, self._forces, range(len(self.sizes))):
            self._add_unnamed(*cell)
        for named, projects in self._kinds():
            self._add_named(named, projects)
        for claim in self._claims:
            form = self._form(claim.measure, claim.where, claim.members, then=claim.where.half == "h1")
            self._row(form, -np.inf if claim.low is None else float(claim.low),
                      np.inf if claim.high is None else float(claim.high))  # fmt: skip
        ends = np.array([column[:2] for column in self._columns])
        self._lower: Vector = ends[:, 0]
        self._upper: Vector = ends[:, 1]
        self._integral = np.array([column[2] for column in self._columns], dtype=bool)
        self._constraints = self._matrix()

    def feasible(self) -> bool:
        """Whether any ledger satisfies all claims.

        Raises
        ------
        UndecidedError
            If the solver ran out of time.
        """
        found = self._minimise(np.zeros(len(self._columns)))
        if found is not None and not found.proven:
            raise UndecidedError(f"{TIME_LIMIT:g} 秒内不能判定 / not decided within {TIME_LIMIT:g} s")
        return found is not None

    def extreme(self, measure: str, where: Selection, *, highest: bool) -> Extreme | None:
        """Highest or lowest count or amount (亿元, at latest amounts) of a selection; None if no ledger exists."""
        form = self._dense(self._form(measure, where, (), then=False))
        found = self._minimise(-form if highest else form)
        if found is None:
            return None
        value = float(form @ found.columns) if found.proven else -found.safe if highest else found.safe
        if abs(value) > LIMIT / 2:
            return Extreme(None, found.proven)
        if measure == "count":
            return Extreme(Fraction(floor(value + 1e-6) if highest else ceil(value - 1e-6)), found.proven)
        return Extreme(_amount(value), found.proven)

    def extreme_share(self, where: Selection, *, highest: bool) -> Extreme | None:
        """Highest or lowest share of a selection in the amount of the year, in [0, 1]; None if no ledger exists."""
        part = self._dense(self._form("amount", where, (), then=False))
        whole = self._dense(self._form("amount", Selection(), (), then=False))
        least = self._solve(whole, integral=False)
        sign = -1.0 if highest else 1.0
        ratio = self._relaxed_share(part, whole, sign)
        for step in range(20):
            found = self._minimise(sign * (part - ratio * whole))
            if found is None or least is None:
                return None
            amounts = float(part @ found.columns), float(whole @ found.columns)
            beyond = amounts[0] - ratio * amounts[1]
            if amounts[1] > LIMIT / 2 or amounts[1] <= 0:
                return Extreme(Fraction(int(highest)))
            if found.proven and abs(beyond) < 10.0**-DECIMALS:
                return Extreme(_amount(amounts[0]) / _amount(amounts[1]))
            if not found.proven and not (step < 2 and abs(beyond) > 10.0**-DECIMALS):
                outer = ratio + sign * min(found.safe, 0.0) / float(whole @ least.columns)
                return Extreme(_amount(min(max(outer, 0.0), 1.0)), proven=False)
            ratio = amounts[0] / amounts[1]
        return Extreme(Fraction(int(highest)), proven=False)

    def _relaxed_share(self, part: Vector, whole: Vector, sign: float) -> float:
        """Extreme ratio with fractions of projects allowed: no ledger goes beyond it, and most often one attains it."""
        ratio = 0.0
        for _ in range(20):
            found = self._solve(sign * (part - ratio * whole), integral=False)
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
        fixed: dict[int, Fraction] = {}
        for low, _ in self.sizes:
            form = self._dense(self._form("count", Selection(low_edge=low), (), then=False))
            ends = [self._solve(sign * form, integral=False) for sign in (1.0, -1.0)]
            least, most = (np.nan if end is None else float(form @ end.columns) for end in ends)
            if least > 0.5 and most < LIMIT / 2 and ceil(least - 1e-6) == floor(most + 1e-6):
                fixed[ceil(least - 1e-6)] = low
        return fixed

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
        every = HALVES, self.prints.sectors, (NO_FORCE, *self.prints.forces)
        meant = [(s.half, s.sector, s.task_force) for s in selections]
        self._halves, self._sectors, self._forces = (
            names if any(each[k] is not None for each in meant) else names[:1]
            for k, names in enumerate(every)
        )

    def _set_limits(self) -> None:
        whole = [c for c in self._claims if c.where == Selection() and not c.members and c.high is not None]
        self._most = min((float(c.high or 0) for c in whole if c.measure == "count"), default=float(LIMIT))
        self._largest = min(
            (float(c.high or 0) for c in whole if c.measure == "amount"), default=float(LIMIT)
        )

    def _column(self, low: float, high: float, *, integral: bool) -> int:
        self._columns.append((low, high, integral))
        return len(self._columns) - 1

    def _row(self, form: Form, low: float, high: float) -> None:
        self._rows.append((form, low, high))

    def _most_of(self, size: SizeClass) -> float:
        return self._most if self._largest >= LIMIT else min(self._most, self._largest / float(size[0]))

    def _ceiling(self, size: SizeClass) -> Fraction:
        """Highest amount of one project of a size class."""
        return Fraction(self._largest) if size[1] is None else size[1] - self._convention.edge_gap

    def _between(self, count: int, low: Fraction, high: Fraction) -> Form:
        """Amount of the `count` projects of a column, each between two ends."""
        if low == high:
            return {count: float(low)}
        reach = float(high - low)
        above = self._column(0.0, self._columns[count][1] * reach, integral=False)
        self._row({above: 1.0, count: -reach}, -np.inf, 0.0)
        return {count: float(low), above: 1.0}

    def _add_unnamed(self, half: str, sector: str, force: str, index: int) -> None:
        size = self.sizes[index]
        count = self._column(0.0, self._most_of(size), integral=True)
        amount = self._between(count, size[0], max(self._ceiling(size), size[0]))
        self._places.append(_Place(half, sector, force, index, count, amount, index, amount))

    def _kinds(self) -> Iterator[tuple[Named, Ids]]:
        """Named projects; those that nothing printed tells apart come together."""
        grouped = {member for claim in self._claims for member in claim.members}
        kinds: dict[tuple[object, ...], list[Named]] = {}
        for named in self.prints.named:
            now, then = (p if p is not None and self._holds(p.ids) else None for p in (named.now, named.then))
            if now is None or then is None:  # nothing says that it was restated
                now, then = now or then, None
            apart = named.project if named.project in grouped or then is not None else ""
            ends = None if now is None else (now.low, now.high, now.value)
            halves = named.halves if self._halves == HALVES else self._halves
            forces = tuple(force for force in named.forces if force in self._forces) or self._forces
            kept = replace(named, now=now, then=then, halves=halves, forces=forces)
            kinds.setdefault((apart, halves, forces, ends), []).append(kept)
        for alike in kinds.values():
            yield alike[0], tuple(named.project for named in alike)

    def _add_named(self, named: Named, projects: Ids) -> None:
        options = list(self._inside(named.now))
        earlier = [None] if named.then is None else list(self._inside(named.then))
        chosen: Form = {}
        for half, sector, force, now, then in product(
            named.halves, self._sectors, named.forces, options, earlier
        ):
            count = self._column(0.0, float(len(projects)), integral=True)
            chosen[count] = 1.0
            amount = self._between(count, *now[1])
            place = _Place(half, sector, force, now[0], count, amount, now[0], amount, projects)
            if then is not None:
                place = replace(place, size_then=then[0], amount_then=self._between(count, *then[1]))
            self._places.append(place)
        self._row(chosen, float(len(projects)), float(len(projects)))

    def _inside(self, printed: Print | None) -> Iterator[tuple[int, tuple[Fraction, Fraction]]]:
        """Size classes that a project's print allows, each with the part of the print inside it."""
        for index, size in enumerate(self.sizes):
            if printed is not None and printed.value is not None and not _contains(size, printed.value):
                continue
            low, high = size[0], self._ceiling(size)
            if printed is not None and printed.low is not None:
                low = max(low, printed.low)
            if printed is not None and printed.high is not None:
                high = printed.high if size[1] is None else min(high, printed.high)
            if low <= high and (size[1] is None or low < size[1]):
                yield index, (low, high)

    def _form(self, measure: str, where: Selection, members: Ids, *, then: bool) -> Form:
        inside = [where.takes_size(*size) for size in self.sizes]
        form: Form = {}
        for place in self._places:
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

    def _dense(self, form: Form) -> Vector:
        dense = np.zeros(len(self._columns))
        dense[list(form)] = list(form.values())
        return dense

    def _matrix(self) -> LinearConstraint:
        entries = [
            (row, column, weight)
            for row, (form, _, _) in enumerate(self._rows)
            for column, weight in form.items()
        ]
        rows, columns, weights = zip(*entries, strict=True)
        matrix = csr_array((weights, (rows, columns)), shape=(len(self._rows), len(self._columns)))
        return LinearConstraint(
            matrix, [low for _, low, _ in self._rows], [high for _, _, high in self._rows]
        )

    def _minimise(self, costs: Vector) -> _Solution | None:
        """Find a ledger of least cost; None if there is no ledger.

        Some ledger mostly attains the relaxed optimum (fractions of projects allowed); looking for one that does is
        much the easier question, so it is asked first.
        """
        relaxed = self._solve(costs, integral=False)
        if relaxed is None:
            return None
        if not costs.any():
            return self._solve(costs)
        if self._gap:
            near = self._solve(costs)
            return None if near is None else replace(near, safe=max(near.safe, relaxed.safe), proven=False)
        target = relaxed.safe
        if not np.any(costs[~self._integral]) and np.array_equal(costs, costs.round()):
            target = float(np.ceil(target - TOLERANCE))
        attains = LinearConstraint(csr_array(costs.reshape(1, -1)), -np.inf, target + TOLERANCE)
        found = self._solve(np.zeros(len(costs)), attains, time_limit=TARGET_TIME_LIMIT)
        if found is None or not found.proven:
            found = self._solve(costs)
        if found is None:
            return None
        if not found.proven:
            return replace(found, safe=max(found.safe, relaxed.safe))
        lower, upper = self._lower.copy(), self._upper.copy()
        lower[self._integral] = upper[self._integral] = found.columns[self._integral].round()
        return self._solve(costs, integral=False, lower=lower, upper=upper) or found

    def _solve(
        self,
        costs: Vector,
        *further: LinearConstraint,
        integral: bool = True,
        lower: Vector | None = None,
        upper: Vector | None = None,
        time_limit: float = TIME_LIMIT,
    ) -> _Solution | None:
        found = milp(
            costs,
            integrality=self._integral.astype(int) * integral,
            bounds=Bounds(self._lower if lower is None else lower, self._upper if upper is None else upper),
            constraints=[self._constraints, *further],
            options={"mip_rel_gap": self._gap, "time_limit": time_limit},
        )
        if found.status == 2:
            return None
        if found.status == 1:
            safe = -np.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
            return _Solution(np.full(len(costs), np.nan), safe, proven=False)
        if found.x is None:
            raise RuntimeError(f"HiGHS: {found.message}")
        exact = not integral or found.mip_dual_bound is None
        return _Solution(found.x, float(costs @ found.x if exact else found.mip_dual_bound), proven=True)


def _contains(size: SizeClass, amount: Fraction) -> bool:
    return size[0] <= amount and (size[1] is None or amount < size[1])


def _amount(value: float) -> Fraction:
    """Amount without the noise of floating point, to a hundred 元."""
    return Fraction(round(value * 10**DECIMALS), 10**DECIMALS)
