"""Which single further disclosure would narrow a bound most.

What a disclosure would leave open depends on its value, which is not ours to choose; so each is judged by the widest
bound that any value leaves. That is one programme, not one a value: two ledgers that satisfy every figure and differ
by no more than its rounding in what is disclosed, as far apart as they can be in the statistic. Fractions of projects
are allowed in it, so none of these widths is understated and some may be a little too wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_array

from jjinvest.data.workspace import Workspace
from jjinvest.quality.bounds.bounds import bound_of, model_of, prints_of, resolved, standard_statistics
from jjinvest.quality.bounds.constraints import NAMED_EXACT, Convention, Selection
from jjinvest.quality.bounds.milp import Vector
from jjinvest.quality.bounds.model import LedgerModel
from jjinvest.quality.bounds.statistics import (
    EVERYTHING,
    Disclosure,
    NotPublishedError,
    Sensitivity,
    Statistic,
)

HALF_WIDTH = Fraction(1, 20)
"""Rounding (亿元) that a disclosed amount is taken to have: one decimal, as the sector amounts are published."""
NOISE = 1e-6


def sensitivity(
    workspace: Workspace,
    year: int | str,
    statistic: Statistic,
    candidates: Sequence[Statistic],
    convention: str | Convention = NAMED_EXACT,
    *,
    half_width: Fraction = HALF_WIDTH,
) -> Sensitivity:
    """Rank candidate disclosures by how much each alone would narrow the bound of `statistic`, all figures kept.

    Amounts are taken to be published ± `half_width` 亿元, counts exactly.

    Raises
    ------
    NotPublishedError, ContradictionError
        As :func:`jjinvest.quality.bounds.bounds.bounds`; also if the bound itself is open, because then no width can be
        compared.
    ValueError
        If the statistic or a candidate is a share: shares are judged by their amount.
    """
    if any(asked.measure == "share" for asked in (statistic, *candidates)):
        raise ValueError("a share is disclosed by its amount: ask for the amount")
    prints, chosen = prints_of(workspace, year, convention)
    model = model_of(prints, chosen, [statistic, *candidates])
    now = bound_of(model, prints, chosen, statistic)
    if now.width is None:
        raise NotPublishedError(
            f"{now.fact.id}: 没有上限，无法比较 / open above, so nothing can be compared; "
            f"缺少 missing: {', '.join(now.missing)}"
        )
    pair, apart = model.cells.programme.doubled(), _difference(model, statistic)
    found = []
    for candidate in candidates:
        told = _difference(model, candidate).reshape(1, -1)
        rounding = float(2 * half_width) if candidate.measure == "amount" else 0.0
        alike = LinearConstraint(csr_array(told), -rounding - NOISE, rounding + NOISE)
        furthest = pair.solve(-apart, alike, integral=False)
        left = now.width if furthest is None else min(now.width, -furthest.safe)
        found.append(Disclosure(candidate, left, now.width - left))
    found.sort(key=lambda disclosure: -disclosure.gain)
    return Sensitivity(now, tuple(found))


def possible_disclosures(workspace: Workspace, year: int | str) -> list[Statistic]:
    """List what could be published beside what is: amounts of the published tiers, whole and by sector, and open counts."""
    known = standard_statistics(workspace, year)
    tiers = dict.fromkeys(
        Selection(low_edge=s.where.low_edge, high_edge=s.where.high_edge)
        for s in known
        if s.measure == "amount" and s.where.high_edge is not None
    )
    by_sector = [s for s in known if s.measure == "amount" and s.where.sector is not None]
    counts = [s for s in known if s.measure == "count" and s.where.half is None]
    return [*(Statistic("amount", where) for where in tiers if where != EVERYTHING), *counts, *by_sector]


def _difference(model: LedgerModel, statistic: Statistic) -> Vector:
    """Weights of a statistic of the first of two ledgers less that of the second."""
    where = resolved(model, model.prints, statistic) or statistic.where
    weights = model.cells.programme.dense(model.cells.form(statistic.measure, where))
    return np.concatenate([weights, -weights])
