"""What the published figures determine and what they do not: consistency and exact bounds.

Questions to the unknown ledger of a year (:mod:`jjinvest.quality.bounds.model`), each under a named convention
of :data:`CONVENTIONS`:

- ``named_exact`` (A): amounts of named projects as published, the sector amounts of a period all at the precision of the
  finest of them, everything else at its own print; upper tier edges as suprema.
- ``published_rounding`` (B): every print ± half its last digit; a named project stays in the size class of its published
  amount ("50" is 50.0 to 50.5 where 50 is an edge); amounts lie on the grid of the smallest project, so a tier "20 to
  50" ends at 49.99.

In both, the smallest project has 0.01 亿元, no project lies above the highest edge of published tiers, and the first
half's figures measure what the year's do. A bound is the lowest and the highest value over all ledgers, not a
probability band; it holds only as far as the figures and the convention do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import pandas as pd

from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT, COUNT
from jjinvest.quality.bounds.constraints import (
    CONVENTIONS,
    NAMED_EXACT,
    NO_FORCE,
    PRINT_ROUNDING,
    Claim,
    Convention,
    Prints,
    Selection,
    read_prints,
)
from jjinvest.quality.bounds.infeasibility import Contradiction, contradiction
from jjinvest.quality.bounds.model import Extreme, LedgerModel
from jjinvest.quality.bounds.statistics import (
    Bound,
    Consistency,
    ContradictionError,
    NotPublishedError,
    Statistic,
)

__all__ = [
    "CONVENTIONS", "NAMED_EXACT", "PRINT_ROUNDING", "Bound", "Consistency", "ContradictionError", "Convention",
    "NotPublishedError", "Selection", "Statistic", "bounds", "bounds_table", "consistent",
    "standard_statistics",
]  # fmt: skip

TABLE = ["id", "low", "high", "unit", "convention", "sources"]


def consistent(
    workspace: Workspace, year: int | str, convention: str | Convention = NAMED_EXACT
) -> Consistency:
    """Whether any ledger satisfies everything published of `year` as of the workspace's date.

    Raises
    ------
    NotPublishedError
        If nothing is published of the year.
    """
    prints, chosen = prints_of(workspace, year, convention)
    return _consistency(prints, chosen, contradiction(prints, chosen))


def bounds(
    workspace: Workspace, year: int | str, statistic: Statistic, convention: str | Convention = NAMED_EXACT
) -> Bound:
    """Exact minimum and maximum of a statistic over all ledgers that satisfy the figures.

    Raises
    ------
    NotPublishedError
        If nothing is published of the year, or the statistic names a sector, a task force or a number of largest
        projects that the figures do not determine; the message says which they do.
    ContradictionError
        If no ledger satisfies the figures.
    """
    prints, chosen = prints_of(workspace, year, convention)
    return bound_of(model_of(prints, chosen, [statistic]), prints, chosen, statistic)


def bounds_table(
    workspace: Workspace,
    year: int | str,
    statistics: Sequence[Statistic] | None = None,
    *,
    conventions: Iterable[str | Convention] = tuple(CONVENTIONS.values()),
) -> pd.DataFrame:
    """Bounds of several statistics (those of :func:`standard_statistics` if None), one row each and convention.

    Columns: id (fact id), low, high (亿元, 个 or %; NaN where open), unit, convention, sources (figure ids imposed).
    """
    rows = []
    for convention in conventions:
        prints, chosen = prints_of(workspace, year, convention)
        asked = standard_statistics(workspace, year, chosen) if statistics is None else list(statistics)
        model = model_of(prints, chosen, asked)
        for statistic in asked:
            fact = bound_of(model, prints, chosen, statistic).fact
            rows.append([fact.id, fact.low, fact.high, fact.unit, chosen.name, fact.sources])
    return pd.DataFrame(rows, columns=TABLE).astype({"low": float, "high": float})


def standard_statistics(
    workspace: Workspace, year: int | str, convention: str | Convention = NAMED_EXACT
) -> list[Statistic]:
    """List the statistics that the published tiers and sectors suggest.

    The n largest at each edge and their share; the amount below the tiers; counts above each published edge that the
    year's figures do not fix; second-half counts of the year's tiers; each sector's amount in each of these tiers.
    """
    prints, chosen = prints_of(workspace, year, convention)
    of_year = [
        c
        for c in prints.claims
        if c.measure == "count" and c.where.half is None and c.where.low_edge is not None
    ]
    tiers = [(c.where.low_edge, c.where.high_edge) for c in of_year if c.where.high_edge is not None]
    fixed = LedgerModel(prints, chosen).edges_by_count
    tops = sorted(n for n, edge in fixed.items() if edge > chosen.smallest)
    found = [Statistic(measure, top=n) for n in tops for measure in ("amount", "share")]
    if tiers:
        found.append(
            Statistic("amount", Selection(high_edge=min(low for low, _ in tiers if low is not None)))
        )
    edges = {
        c.where.low_edge
        for c in prints.claims
        if c.where.low_edge is not None and c.ids[0] in prints.figure_ids
    }
    found += [Statistic("count", Selection(low_edge=edge)) for edge in sorted(edges - set(fixed.values()))]
    found += [Statistic("count", Selection(half="h2", low_edge=low, high_edge=high)) for low, high in tiers]
    sectors = dict.fromkeys(c.where.sector for c in prints.claims if c.where.sector is not None)
    found += [
        Statistic("amount", Selection(sector=s, low_edge=low, high_edge=high))
        for s in sectors
        for low, high in tiers
    ]
    return found


def prints_of(
    workspace: Workspace, year: int | str, convention: str | Convention
) -> tuple[Prints, Convention]:
    if isinstance(convention, str):
        if convention not in CONVENTIONS:
            raise ValueError(f"convention is one of {', '.join(CONVENTIONS)}, not {convention!r}")
        convention = CONVENTIONS[convention]
    prints = read_prints(workspace, str(year), convention)
    if not prints.groups:
        raise NotPublishedError(
            f"{year} 年没有可用的公布数（{COUNT}、{AMOUNT}） / no figure of these measures is published for {year}"
            + (f"，截至 as of {workspace.as_of_date}" if workspace.as_of_date else "")
        )
    return prints, convention


def _consistency(prints: Prints, convention: Convention, found: Contradiction | None) -> Consistency:
    if found is None:
        return Consistency(prints.year, convention.name, True, prints.figure_ids)
    conflict = tuple(i for ids in found.statements for i in ids)
    culprits = tuple(i for ids in found.culprits for i in ids)
    return Consistency(
        prints.year, convention.name, False, prints.figure_ids, conflict, culprits, found.smallest
    )


def model_of(
    prints: Prints,
    convention: Convention,
    statistics: Iterable[Statistic],
    extra: Iterable[Claim] = (),
    *,
    relaxed: bool = False,
) -> LedgerModel:
    return LedgerModel(prints, convention, asked=[s.where for s in statistics], extra=extra, relaxed=relaxed)


def bound_of(model: LedgerModel, prints: Prints, convention: Convention, statistic: Statistic) -> Bound:
    ends = _extremes(model, prints, statistic)
    if ends is None:
        raise ContradictionError(_consistency(prints, convention, contradiction(prints, convention)))
    missing = () if None not in (ends[0].value, ends[1].value) else _missing(prints, convention, statistic)
    proven = ends[0].proven and ends[1].proven
    return Bound(prints.year, statistic, convention.name, _quantity(prints, statistic, ends), missing, proven)


def _extremes(model: LedgerModel, prints: Prints, statistic: Statistic) -> tuple[Extreme, Extreme] | None:
    """Both ends in 个, 亿元 or as a ratio; None if no ledger satisfies the model."""
    where = resolved(model, prints, statistic)
    if where is None:
        return None
    if statistic.measure == "share":
        low, high = (model.extreme_share(where, highest=highest) for highest in (False, True))
    else:
        low, high = (model.extreme(statistic.measure, where, highest=highest) for highest in (False, True))
    return None if low is None or high is None else (low, high)


def resolved(model: LedgerModel, prints: Prints, statistic: Statistic) -> Selection | None:
    """Selection of a statistic, with the n largest as those above an edge; None if no ledger exists."""
    where = statistic.where
    if where.sector is not None and where.sector not in prints.sectors:
        raise NotPublishedError(
            f"没有公布的产业 sector not published: {where.sector}; 有 published: {', '.join(prints.sectors)}"
        )
    if where.task_force not in (None, NO_FORCE, *prints.forces):
        known = ", ".join((*prints.forces, NO_FORCE))
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
        f"公布数不能确定最大的 {statistic.top} 个项目的界线 / no published edge has {statistic.top} projects above it: "
        f"可问 n 为 ask for n = {known}；或公布相应档次的个数 / or a count of projects above an edge must be published"
    )


def _quantity(prints: Prints, statistic: Statistic, ends: tuple[Extreme, Extreme]) -> Quantity:
    unit = {"count": "个", "amount": "元", "share": "ratio"}[statistic.measure]
    scale = YI if statistic.measure == "amount" else 1
    low, high = (None if end.value is None else end.value * scale for end in ends)
    definition = Definition("count" if statistic.measure == "count" else "agreed")
    return Quantity(low if low == high else None, low, high, unit, definition, prints.figure_ids)


def _missing(prints: Prints, convention: Convention, statistic: Statistic) -> tuple[str, ...]:
    """Fact ids not published, each of which would close the bound; all that were tried if none does alone."""
    places = {Selection(), Selection(half=statistic.where.half), Selection(sector=statistic.where.sector)}
    published = {(claim.measure, claim.where) for claim in prints.claims}
    tried, closing = list[str](), list[str]()
    for measure in ("amount", "count"):
        for where in sorted(places, key=lambda place: (place.half or "", place.sector or "")):
            if (measure, where) in published:
                continue
            name = Statistic(measure, where).fact_id(prints.year)
            tried.append(name)
            ample = (
                2 * max((c.high or c.low or 0 for c in prints.claims if c.measure == measure), default=0) + 1
            )
            claim = Claim((name,), measure, where, None, Fraction(ample))
            ends = _extremes(model_of(prints, convention, [statistic], extra=[claim]), prints, statistic)
            if ends is not None and None not in (ends[0].value, ends[1].value):
                closing.append(name)
    return tuple(closing or tried)
