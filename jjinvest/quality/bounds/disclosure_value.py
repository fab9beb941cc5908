"""Which single further disclosure would narrow a bound most.

The effect of a disclosure depends on its value, which is unknown; so each is judged by the widest bound that
any value leaves. One programme decides it for all values: two ledgers that satisfy every figure and differ by
no more than its rounding in the disclosed statistic, as far apart as possible in the statistic of interest.
Fractions of projects are allowed in it, so none of these widths is understated and some may be slightly too
wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from jjinvest.data.kept_computations import kept
from jjinvest.data.workspace import Workspace
from jjinvest.quality.bounds.bounds import bound_of, constraints_of, model_of, resolved, standard_statistics
from jjinvest.quality.bounds.constraints import NAMED_EXACT, ConstraintSet, Convention, Selection
from jjinvest.quality.bounds.highs import Rows, Vector
from jjinvest.quality.bounds.model import LedgerModel
from jjinvest.quality.bounds.statistics import (
    ALL_PROJECTS,
    Bound,
    Disclosure,
    NotPublishedError,
    Sensitivity,
    Statistic,
)

DISCLOSED_HALF_WIDTH = Fraction(1, 20)
"""Rounding (亿元) assumed of a disclosed amount: one decimal, as the sector amounts are published."""
SOLVER_TOLERANCE = 1e-6


def sensitivity(
    workspace: Workspace,
    year: int | str,
    statistic: Statistic,
    candidates: Sequence[Statistic],
    *,
    bound: Bound | None = None,
) -> Sensitivity:
    """Rank candidate disclosures by how much each alone would narrow the bound of `statistic`.

    All figures are kept. Amounts are taken to be published ± :data:`DISCLOSED_HALF_WIDTH` 亿元, counts
    exactly. `bound` is that of the statistic, if it is known.

    Raises
    ------
    NotPublishedError, ContradictionError
        As :func:`jjinvest.quality.bounds.bounds.bounds`; also if the bound itself is open, because then no
        width can be compared.
    ValueError
        If the statistic or a candidate is a share: shares are judged by their amount.
    """
    if any(each.measure == "share" for each in (statistic, *candidates)):
        raise ValueError("a share is disclosed by its amount: ask for the amount")
    given = *constraints_of(workspace, year, NAMED_EXACT), statistic, list(candidates), bound
    return kept(lambda: _ranked(*given), "disclosures", *given)


def _ranked(
    constraint_set: ConstraintSet,
    read_as: Convention,
    statistic: Statistic,
    candidates: Sequence[Statistic],
    bound: Bound | None,
) -> Sensitivity:
    """Bound of a statistic, and the candidates by how much each would narrow it (:func:`sensitivity`)."""
    model = model_of(constraint_set, read_as, [statistic, *candidates])
    if bound is None:
        bound = bound_of(model, constraint_set, read_as, statistic)
    if bound.width is None:
        raise NotPublishedError(
            f"{bound.fact.id}: 没有上限，无法比较 / open above, so nothing can be compared; "
            f"缺少 missing: {', '.join(bound.missing)}"
        )
    pair, distance = model.cells.milp.doubled(), _difference(model, statistic)
    disclosed = [_disclosed(model, candidate) for candidate in candidates]
    disclosures = []
    for candidate, least in zip(candidates, pair.least_costs(-distance, disclosed), strict=True):
        left = bound.width if least is None else min(bound.width, -least)
        disclosures.append(Disclosure(candidate, left, bound.width - left))
    disclosures.sort(key=lambda disclosure: -disclosure.gain)
    return Sensitivity(bound, tuple(disclosures))


def _disclosed(model: LedgerModel, candidate: Statistic) -> Rows:
    """Two ledgers that differ in a statistic by no more than the rounding in which it is published."""
    tolerance = float(2 * DISCLOSED_HALF_WIDTH) if candidate.measure == "amount" else 0.0
    tolerance += SOLVER_TOLERANCE
    return Rows.one(_difference(model, candidate), -tolerance, tolerance)


def possible_disclosures(workspace: Workspace, year: int | str) -> list[Statistic]:
    """List what could be published in addition: tier amounts, in total and by sector, and open counts."""
    return disclosure_candidates(standard_statistics(workspace, year))


def disclosure_candidates(statistics: Sequence[Statistic]) -> list[Statistic]:
    """Select the possible disclosures from the standard statistics of a year."""
    tiers = dict.fromkeys(
        Selection(low_edge=s.where.low_edge, high_edge=s.where.high_edge)
        for s in statistics
        if s.measure == "amount" and s.where.high_edge is not None
    )
    by_sector = [s for s in statistics if s.measure == "amount" and s.where.sector is not None]
    counts = [s for s in statistics if s.measure == "count" and s.where.half is None]
    return [*(Statistic("amount", where) for where in tiers if where != ALL_PROJECTS), *counts, *by_sector]


def _difference(model: LedgerModel, statistic: Statistic) -> Vector:
    """Weights of a statistic of the first of two ledgers less that of the second."""
    where = resolved(model, model.constraint_set, statistic) or statistic.where
    weights = model.cells.milp.dense(model.cells.form(statistic.measure, where))
    return np.concatenate([weights, -weights])
