"""Which published figures contradict each other: a smallest set of statements that no ledger satisfies together.

A statement is imposed or withdrawn as a whole (:attr:`jjinvest.quality.bounds.constraints.Prints.groups`). Every set that no
ledger satisfies must contain, for each satisfiable set, something outside it. So the smallest set that hits the
complements of all satisfiable sets found so far is tried: if no ledger satisfies it, it is a smallest contradiction;
otherwise it is grown to one more satisfiable set (implicit hitting sets; Ignatiev, Previti, Liffiton and
Marques-Silva, "Smallest MUS extraction with minimal hitting set dualization", CP 2015). Each trial is a feasibility
question to the whole mixed-integer programme; nothing is relaxed by weights or big numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from jjinvest.quality.bounds.cells import Ids
from jjinvest.quality.bounds.constraints import Convention, Prints
from jjinvest.quality.bounds.model import LedgerModel

ROUNDS = 12
Holds = Callable[[set[int]], bool]


@dataclass(frozen=True)
class Contradiction:
    """Statements that contradict each other, and those of them whose withdrawal alone lets all others stand.

    No part of `statements` contradicts itself; `smallest` says that none of fewer statements exists (proven).
    `culprits` is empty where the figures contain more than one contradiction.
    """

    statements: tuple[Ids, ...]
    culprits: tuple[Ids, ...]
    smallest: bool


def contradiction(prints: Prints, convention: Convention) -> Contradiction | None:
    """Find a smallest contradiction among the prints of a year; None if some ledger satisfies them all."""
    statements = list(prints.groups)

    def holds(chosen: set[int]) -> bool:
        return LedgerModel(prints, convention, imposed=[statements[i] for i in chosen]).feasible()

    everything = set(range(len(statements)))
    if holds(everything):
        return None
    found = _irreducible(everything, holds)
    culprits = [i for i in sorted(found) if holds(everything - {i})]
    to_hit = [{i} for i in culprits]  # every contradiction has them
    smallest = False
    for _ in range(ROUNDS):
        hitting = _smallest_hitting_set(to_hit, len(statements))
        if len(hitting) == len(found):
            smallest = True
            break
        if not holds(hitting):
            found, smallest = hitting, True
            break
        to_hit.append(everything - _grown(hitting, sorted(everything - hitting), holds))
    return Contradiction(
        tuple(statements[i] for i in sorted(found)),
        tuple(statements[i] for i in culprits if i in found),
        smallest,
    )


def _irreducible(conflicting: set[int], holds: Holds) -> set[int]:
    """Take statements out of a contradicting set, halves first, as long as it stays contradicting."""
    kept, open_ = set[int](), sorted(conflicting)
    while open_:
        step = len(open_)
        while step >= 1 and open_:
            without = open_[:-step] if step < len(open_) else []
            if not holds(kept | set(without)):
                open_ = without
                step = min(step, len(open_))
            elif step == 1:
                kept.add(open_.pop())
                step = len(open_)
            else:
                step //= 2
    return kept


def _grown(satisfiable: set[int], rest: list[int], holds: Holds) -> set[int]:
    """Add as many statements of `rest` to a satisfiable set as it bears, whole halves at a time."""
    if not rest or holds(satisfiable | set(rest)):
        return satisfiable | set(rest)
    if len(rest) == 1:
        return satisfiable
    middle = len(rest) // 2
    return _grown(_grown(satisfiable, rest[:middle], holds), rest[middle:], holds)


def _smallest_hitting_set(sets: list[set[int]], size: int) -> set[int]:
    if not sets:
        return set()
    member = np.array([[float(i in each) for i in range(size)] for each in sets])
    found = milp(
        np.ones(size), integrality=np.ones(size), bounds=Bounds(0, 1), constraints=LinearConstraint(member, 1)
    )
    return {int(i) for i in np.flatnonzero(found.x > 0.5)}
