"""Consistency of the published figures, and exact bounds of what they leave open.

Both are properties of the unknown ledger of a year (:mod:`jjinvest.quality.bounds.model`), under a named
convention of :data:`CONVENTIONS`:

- ``named_exact`` (A): amounts of named projects as published, the sector amounts of a period all at the
  precision of the finest of them, every other figure at its own precision; upper tier edges as suprema.
- ``published_rounding`` (B): every figure ± half its last digit; a named project stays in the size class of
  its published amount ("50" is 50.0 to 50.5 where 50 is an edge); amounts are multiples of that of the
  smallest project, so a tier "20 to 50" ends at 49.99.

In both, the smallest project has 0.01 亿元, no project lies above the highest edge of published tiers, and
the first half's figures measure what the year's do. A bound is the lowest and the highest value over all
ledgers, not a probability band; it is valid only if the figures and the convention are. In 亿元 it holds to
1e-6 (:mod:`jjinvest.quality.bounds.highs`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from jjinvest.core.once import once_each
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.data.kept_computations import kept
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT, COUNT
from jjinvest.quality.bounds.constraints import (
    CONVENTIONS,
    NAMED_EXACT,
    NO_TASK_FORCE,
    PUBLISHED_ROUNDING,
    Constraint,
    ConstraintSet,
    Convention,
    Selection,
    read_constraints,
)
from jjinvest.quality.bounds.infeasibility import InfeasibleSubset, find_infeasible_subset
from jjinvest.quality.bounds.model import Extreme, LedgerModel
from jjinvest.quality.bounds.statistics import (
    Bound,
    Consistency,
    ContradictionError,
    NotPublishedError,
    Statistic,
)

__all__ = [
    "CONVENTIONS",
    "NAMED_EXACT",
    "PUBLISHED_ROUNDING",
    "Bound",
    "Consistency",
    "ContradictionError",
    "Convention",
    "NotPublishedError",
    "Selection",
    "Statistic",
    "bounds",
    "consistent",
    "standard_statistics",
]


def consistent(
    workspace: Workspace, year: int | str, convention: str | Convention = NAMED_EXACT
) -> Consistency:
    """Whether any ledger satisfies all figures of `year` in `workspace`.

    Raises
    ------
    NotPublishedError
        If no figure of the year is published.
    UndecidedError
        If the solver reached its limit.
    """
    constraint_set, read_as = constraints_of(workspace, year, convention)
    return _consistent(workspace, constraint_set.year, read_as)


@once_each
def _consistent(workspace: Workspace, year: str, convention: Convention) -> Consistency:
    constraint_set, read_as = constraints_of(workspace, year, convention)
    subset = kept(
        lambda: find_infeasible_subset(constraint_set, read_as), "infeasible subset", constraint_set, read_as
    )
    return _consistency(constraint_set, read_as, subset)


def bounds(
    workspace: Workspace, year: int | str, statistic: Statistic, convention: str | Convention = NAMED_EXACT
) -> Bound:
    """Exact minimum and maximum of a statistic over all ledgers that satisfy the figures.

    Raises
    ------
    NotPublishedError
        If no figure of the year is published, or the statistic names a sector, a task force or a number of
        largest projects that the figures do not determine; the message lists those they do.
    ContradictionError
        If no ledger satisfies the figures.
    """
    constraint_set, read_as = constraints_of(workspace, year, convention)
    return bound_of(model_of(constraint_set, read_as, [statistic]), constraint_set, read_as, statistic)


def bounds_of(
    constraint_set: ConstraintSet, convention: Convention, statistics: Sequence[Statistic]
) -> list[Bound]:
    """Bounds of several statistics from one model, in order."""

    def solved() -> list[Bound]:
        model = model_of(constraint_set, convention, statistics)
        return [bound_of(model, constraint_set, convention, statistic) for statistic in statistics]

    return kept(solved, "bounds", constraint_set, convention, list(statistics))


def standard_statistics(
    workspace: Workspace, year: int | str, convention: str | Convention = NAMED_EXACT
) -> list[Statistic]:
    """List the statistics that the published tiers and sectors suggest.

    The n largest at each edge and their share; the amount below the tiers; counts above each published edge
    that the year's figures do not fix; second-half counts of the year's tiers; each sector's amount in each
    of these tiers.
    """
    constraint_set, read_as = constraints_of(workspace, year, convention)
    fixed = fixed_edges(constraint_set, read_as)
    largest = sorted(n for n, edge in fixed.items() if edge > read_as.smallest)
    return _statistics(constraint_set, largest, _published_edges(constraint_set) - set(fixed.values()))


@once_each
def fixed_edges(constraint_set: ConstraintSet, convention: Convention) -> dict[int, Fraction]:
    """Edges at or above which the figures fix the count of projects, by that count."""
    return LedgerModel(constraint_set, convention).edges_by_count


def possible_statistics(workspace: Workspace, year: int | str) -> list[Statistic]:
    """List statistics that include those of :func:`standard_statistics`, without solving a programme.

    Which counts the figures fix is not known then, so every number of largest projects and every edge is
    listed.
    """
    constraint_set, _ = constraints_of(workspace, year, NAMED_EXACT)
    counts = [c for c in constraint_set.constraints if c.measure == "count"]
    totals = [c.high for c in counts if c.where == Selection() and c.high is not None]
    most = min(totals, default=sum(c.high or c.low or 0 for c in counts) + len(constraint_set.named))
    return _statistics(constraint_set, range(1, int(most) + 1), _published_edges(constraint_set))


def _published_edges(constraint_set: ConstraintSet) -> set[Fraction | int]:
    """Lower edges of the published tiers."""
    return {
        c.where.low_edge
        for c in constraint_set.constraints
        if c.where.low_edge is not None and c.ids[0] in constraint_set.figure_ids
    }


def _statistics(
    constraint_set: ConstraintSet, largest: Iterable[int], open_edges: Iterable[Fraction | int]
) -> list[Statistic]:
    """Statistics of the `largest` projects, the `open_edges`, and the published tiers and sectors."""
    tiers = [
        (c.where.low_edge, c.where.high_edge)
        for c in constraint_set.constraints
        if c.measure == "count"
        and c.where.half is None
        and c.where.low_edge is not None
        and c.where.high_edge is not None
    ]
    statistics = [Statistic(measure, top=n) for n in largest for measure in ("amount", "share")]
    lowest = min((low for low, _ in tiers), default=Fraction(0))
    if lowest > 0:  # no project is smaller than 0
        statistics.append(Statistic("amount", Selection(high_edge=lowest)))
    statistics += [Statistic("count", Selection(low_edge=edge)) for edge in sorted(open_edges) if edge > 0]
    statistics += [
        Statistic("count", Selection(half="h2", low_edge=low, high_edge=high)) for low, high in tiers
    ]
    sectors = dict.fromkeys(c.where.sector for c in constraint_set.constraints if c.where.sector is not None)
    statistics += [
        Statistic("amount", Selection(sector=sector, low_edge=low, high_edge=high))
        for sector in sectors
        for low, high in tiers
    ]
    return statistics


def constraints_of(
    workspace: Workspace, year: int | str, convention: str | Convention
) -> tuple[ConstraintSet, Convention]:
    """Read the constraints of a year under a convention, given by name or as such.

    Raises
    ------
    ValueError
        If no convention has that name.
    NotPublishedError
        If no figure of the year is published.
    """
    if isinstance(convention, str):
        if convention not in CONVENTIONS:
            raise ValueError(f"convention is one of {', '.join(CONVENTIONS)}, not {convention!r}")
        convention = CONVENTIONS[convention]
    constraint_set = read_constraints(workspace, str(year), convention)
    if not constraint_set.statements:
        raise NotPublishedError(
            f"{year} 年没有可用的公布数（{COUNT}、{AMOUNT}） / "
            f"no figure of these measures is published for {year}"
            + (f"，截至 as of {workspace.as_of_date}" if workspace.as_of_date else "")
        )
    return constraint_set, convention


def _consistency(
    constraint_set: ConstraintSet, convention: Convention, subset: InfeasibleSubset | None
) -> Consistency:
    used = constraint_set.figure_ids
    if subset is None:
        return Consistency(constraint_set.year, convention.name, True, used)
    conflict = tuple(i for ids in subset.statements for i in ids)
    corrections = tuple(i for ids in subset.single_corrections for i in ids)
    return Consistency(
        constraint_set.year, convention.name, False, used, conflict, corrections, subset.minimum
    )


def model_of(
    constraint_set: ConstraintSet,
    convention: Convention,
    statistics: Iterable[Statistic],
    extra: Iterable[Constraint] = (),
) -> LedgerModel:
    """Build the model from which the bounds of these statistics can be computed."""
    queries = [statistic.where for statistic in statistics]
    return LedgerModel(constraint_set, convention, queries=queries, extra=extra)


def bound_of(
    model: LedgerModel, constraint_set: ConstraintSet, convention: Convention, statistic: Statistic
) -> Bound:
    """Compute a bound from a model built for the statistic.

    Raises
    ------
    NotPublishedError, ContradictionError
        As :func:`bounds`.
    """
    ends = _extremes(model, constraint_set, statistic)
    if ends is None:
        subset = find_infeasible_subset(constraint_set, convention)
        raise ContradictionError(_consistency(constraint_set, convention, subset))
    closed = None not in (ends[0].value, ends[1].value)
    return Bound(
        constraint_set.year,
        statistic,
        convention.name,
        _quantity(constraint_set, statistic, ends),
        missing=() if closed else _missing(constraint_set, convention, statistic),
        proven=ends[0].proven and ends[1].proven,
    )


def _extremes(
    model: LedgerModel, constraint_set: ConstraintSet, statistic: Statistic
) -> tuple[Extreme, Extreme] | None:
    """Both ends in 个, 亿元 or as a ratio; None if no ledger satisfies the model."""
    where = resolved(model, constraint_set, statistic)
    if where is None:
        return None
    if statistic.measure == "share":
        low, high = (model.extreme_share(where, highest=highest) for highest in (False, True))
    else:
        low, high = (model.extreme(statistic.measure, where, highest=highest) for highest in (False, True))
    return None if low is None or high is None else (low, high)


def resolved(model: LedgerModel, constraint_set: ConstraintSet, statistic: Statistic) -> Selection | None:
    """Selection of a statistic, with the n largest as those above an edge; None if no ledger exists.

    Raises
    ------
    NotPublishedError
        If the sector, the task force or the n largest are not determined by the figures.
    """
    where = statistic.where
    if where.sector is not None and where.sector not in constraint_set.sectors:
        raise NotPublishedError(
            f"没有公布的产业 sector not published: {where.sector}; "
            f"有 published: {', '.join(constraint_set.sectors)}"
        )
    if where.task_force not in (None, NO_TASK_FORCE, *constraint_set.forces):
        known = ", ".join((*constraint_set.forces, NO_TASK_FORCE))
        raise NotPublishedError(
            f"没有公布的专班 task force not published: {where.task_force}; 有 published: {known}"
        )
    if statistic.top is None:
        return where
    fixed = model.edges_by_count
    if statistic.top in fixed:
        return Selection(low_edge=fixed[statistic.top])
    if not model.feasible():
        return None
    known = ", ".join(str(n) for n in sorted(fixed)) or "—"
    raise NotPublishedError(
        f"公布数不能确定最大的 {statistic.top} 个项目的界线 / "
        f"no published edge has {statistic.top} projects above it: "
        f"可用 available n = {known}；或公布相应档次的个数 / "
        "or a count of projects above an edge must be published"
    )


def _quantity(constraint_set: ConstraintSet, statistic: Statistic, ends: tuple[Extreme, Extreme]) -> Quantity:
    unit = {"count": "个", "amount": "元", "share": "ratio"}[statistic.measure]
    scale = YI if statistic.measure == "amount" else 1
    low, high = (None if end.value is None else end.value * scale for end in ends)
    definition = Definition("count" if statistic.measure == "count" else "agreed")
    return Quantity(low if low == high else None, low, high, unit, definition, constraint_set.figure_ids)


def _missing(constraint_set: ConstraintSet, convention: Convention, statistic: Statistic) -> tuple[str, ...]:
    """Fact ids not published, each of which would close the bound; all candidates if none does alone."""
    selections = {Selection(), Selection(half=statistic.where.half), Selection(sector=statistic.where.sector)}
    published = {(constraint.measure, constraint.where) for constraint in constraint_set.constraints}
    candidates, closing = list[str](), list[str]()
    for measure in ("amount", "count"):
        highs = (c.high or c.low or 0 for c in constraint_set.constraints if c.measure == measure)
        ample = Fraction(2 * max(highs, default=0) + 1)
        for where in sorted(selections, key=lambda each: (each.half or "", each.sector or "")):
            if (measure, where) in published:
                continue
            fact_id = Statistic(measure, where).fact_id(constraint_set.year)
            candidates.append(fact_id)
            limit = Constraint((fact_id,), measure, where, None, ample)
            model = model_of(constraint_set, convention, [statistic], extra=[limit])
            ends = _extremes(model, constraint_set, statistic)
            if ends is not None and None not in (ends[0].value, ends[1].value):
                closing.append(fact_id)
    return tuple(closing or candidates)
