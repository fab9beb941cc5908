"""Find a smallest set of published statements that no ledger satisfies together.

A statement is imposed or withdrawn as a whole
(:attr:`jjinvest.quality.bounds.constraints.ConstraintSet.statements`). An infeasible set must contain, for
every satisfiable set, a statement outside it. So the smallest set that hits the complements of all
satisfiable sets known so far is tested: if no ledger satisfies it, it is a smallest infeasible subset;
otherwise it is extended to one more satisfiable set (implicit hitting sets; Ignatiev, Previti, Liffiton and
Marques-Silva, "Smallest MUS extraction with minimal hitting set dualization", CP 2015). Each test is a
feasibility question to the full mixed-integer programme; nothing is relaxed by weights or big numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jjinvest.quality.bounds.cells import FigureIds
from jjinvest.quality.bounds.constraints import ConstraintSet, Convention
from jjinvest.quality.bounds.highs import NODE_LIMIT, Rows, solve
from jjinvest.quality.bounds.model import LedgerModel, UndecidedError

MAX_ROUNDS = 12
REFINEMENT_NODE_LIMIT = 1_000
"""Nodes a question, once a contradiction is proven."""
EXTENSION_NODE_LIMIT = 150
"""Nodes a question whose answer only makes a satisfiable set larger: what is satisfiable is seen by then."""
IsFeasible = Callable[[set[int]], bool]


@dataclass(frozen=True)
class InfeasibleSubset:
    """An irreducible infeasible subset (IIS): statements that contradict each other.

    Without any one of them the others of the set are consistent. `minimum`: proven that no infeasible subset
    of fewer statements exists. `single_corrections`: members whose withdrawal alone makes all statements
    consistent; empty if the figures hold more than one contradiction.
    """

    statements: tuple[FigureIds, ...]
    single_corrections: tuple[FigureIds, ...]
    minimum: bool


def find_infeasible_subset(constraint_set: ConstraintSet, convention: Convention) -> InfeasibleSubset | None:
    """Find a smallest contradiction among the figures of a year.

    Returns
    -------
    InfeasibleSubset or None
        None if some ledger satisfies all statements.

    Raises
    ------
    UndecidedError
        If the solver reached its limit before it knew whether they contradict each other at all. Later, a
        question it cannot decide only leaves the set larger, and not proven the smallest.
    """
    statements = list(constraint_set.statements)
    asked = _Answers(constraint_set, convention, statements)

    def proven_feasible(imposed: set[int]) -> bool:
        return asked.feasible(imposed) is True

    def soon_feasible(imposed: set[int]) -> bool:
        return asked.feasible(imposed, EXTENSION_NODE_LIMIT) is True

    def maybe_feasible(imposed: set[int]) -> bool:
        return asked.feasible(imposed) is not False

    everything = set(range(len(statements)))
    if asked.decide(everything):
        return None
    subset = _irreducible(everything, maybe_feasible)
    corrections = [i for i in sorted(subset) if proven_feasible(everything - {i})]
    to_hit = [{i} for i in corrections]  # every infeasible subset contains them
    minimum = False
    for _ in range(MAX_ROUNDS):
        hitting = _smallest_hitting_set(to_hit, len(statements))
        if len(hitting) == len(subset):
            minimum = True
            break
        if not maybe_feasible(hitting):
            subset, minimum = hitting, True
            break
        if not proven_feasible(hitting):
            break
        to_hit.append(everything - _extended(hitting, sorted(everything - hitting), soon_feasible))
    return InfeasibleSubset(
        tuple(statements[i] for i in sorted(subset)),
        tuple(statements[i] for i in corrections if i in subset),
        minimum,
    )


class _Answers:
    """Which sets of statements some ledger satisfies; what follows from an earlier answer is not asked again.

    Every part of a satisfiable set is satisfiable, and what holds an infeasible set is infeasible.
    """

    def __init__(
        self, constraint_set: ConstraintSet, convention: Convention, statements: list[FigureIds]
    ) -> None:
        self._constraint_set, self._convention, self._statements = constraint_set, convention, statements
        self._satisfiable: list[set[int]] = []
        self._infeasible: list[set[int]] = []
        self._undecided: dict[frozenset[int], int] = {}

    def decide(self, imposed: set[int], limit: int = NODE_LIMIT) -> bool:
        """Ask the solver; UndecidedError if it needs more nodes than the limit."""
        model = LedgerModel(
            self._constraint_set, self._convention, imposed=[self._statements[i] for i in imposed]
        )
        satisfiable = model.feasible(limit)
        (self._satisfiable if satisfiable else self._infeasible).append(set(imposed))
        return satisfiable

    def feasible(self, imposed: set[int], limit: int = REFINEMENT_NODE_LIMIT) -> bool | None:
        """Whether some ledger satisfies these statements; None if that is not known within the limit."""
        if any(imposed <= known for known in self._satisfiable):
            return True
        if any(known <= imposed for known in self._infeasible):
            return False
        if self._undecided.get(frozenset(imposed), 0) >= limit:
            return None
        try:
            return self.decide(imposed, limit)
        except UndecidedError:
            self._undecided[frozenset(imposed)] = limit
            return None


def _irreducible(infeasible: set[int], feasible: IsFeasible) -> set[int]:
    """Remove statements from an infeasible set, halves first, as long as it stays infeasible."""
    kept, candidates = set[int](), sorted(infeasible)
    while candidates:
        step = len(candidates)
        while step >= 1 and candidates:
            without = candidates[:-step] if step < len(candidates) else []
            if not feasible(kept | set(without)):
                candidates = without
                step = min(step, len(candidates))
            elif step == 1:
                kept.add(candidates.pop())
                step = len(candidates)
            else:
                step //= 2
    return kept


def _extended(satisfiable: set[int], rest: list[int], feasible: IsFeasible) -> set[int]:
    """Add as many statements of `rest` to a satisfiable set as stay satisfiable, half of them at a time."""
    if not rest or feasible(satisfiable | set(rest)):
        return satisfiable | set(rest)
    if len(rest) == 1:
        return satisfiable
    middle = len(rest) // 2
    return _extended(_extended(satisfiable, rest[:middle], feasible), rest[middle:], feasible)


def _smallest_hitting_set(sets: list[set[int]], size: int) -> set[int]:
    """Smallest set of the numbers below `size` that shares an element with each set."""
    if not sets:
        return set()
    forms = [dict.fromkeys(sorted(each), 1.0) for each in sets]
    rows = Rows.of(forms, np.ones(len(forms)), np.full(len(forms), np.inf))
    every = np.ones(size, dtype=bool)
    found = solve(np.ones(size), [rows], np.zeros(size), np.ones(size), every)
    if found is None or not found.proven:
        raise UndecidedError("没有解到最小的一组 / the solver found no smallest set")
    return {int(i) for i in np.flatnonzero(found.variables > 0.5)}
