"""Amount of the largest projects: bounds that follow from size tiers and named projects by simple arithmetic.

The amount of a tier lies between its named amounts plus the unnamed projects at the lower edge, and the same
with the unnamed ones at the upper edge; named amounts are taken as published. Exact bounds with every
published figure imposed: :mod:`jjinvest.quality.bounds`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI, Definition, Quantity, total
from jjinvest.core.size_classes import adjoining, tier_edges, tier_name, tier_part
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT, COUNT, subjects
from jjinvest.metrics.published import named_projects

TIER_COLUMNS = [
    "tier",
    "low_edge",
    "high_edge",
    "count",
    "named_count",
    "named_amount",
    "low",
    "high",
    "sources",
]


def tier_amounts(workspace: Workspace, period: str) -> pd.DataFrame:
    """Return bounds of the amount of each published closed tier, highest tier first.

    Columns: tier, low_edge, high_edge (亿元), count, named_count, named_amount (元), low, high (元), sources
    (figure ids).
    """
    latest, named, rows = workspace.latest, named_projects(workspace.figures, period), []
    for tier in subjects(workspace.figures, period, "tier"):
        published = latest.get(FactId.of(period, COUNT, tier_part(tier)))
        low_edge, high_edge = tier_edges(tier)
        if high_edge is None or published is None:
            continue
        inside = [
            q
            for q in named.values()
            if q.unit == "元" and q.value is not None and low_edge * YI <= q.value < high_edge * YI
        ]
        count, named_amount = int(published.value or 0), int(sum(q.value or 0 for q in inside))
        unnamed = max(count - len(inside), 0)
        rows.append(
            {
                "tier": tier,
                "low_edge": low_edge,
                "high_edge": high_edge,
                "count": count,
                "named_count": len(inside),
                "named_amount": named_amount,
                "low": named_amount + int(unnamed * low_edge * YI),
                "high": named_amount + int(unnamed * high_edge * YI),
                "sources": (*published.sources, *(source for q in inside for source in q.sources)),
            }
        )
    tiers = pd.DataFrame(rows, columns=TIER_COLUMNS)
    return tiers.sort_values("low_edge", ascending=False, ignore_index=True)


def concentration(workspace: Workspace, period: str) -> list[Fact]:
    """Bounds of the amount and share of the n largest projects, n at each tier's edge, and of the rest.

    Empty unless the tiers follow one another from the largest projects down.
    """
    tiers, amount_id = tier_amounts(workspace, period), FactId.of(period, AMOUNT)
    total_amount = workspace.latest.get(amount_id)
    if tiers.empty or total_amount is None or FactId.of(period, COUNT) not in workspace.latest:
        return []
    edges = list(zip(tiers["low_edge"], tiers["high_edge"], strict=True))
    if total_amount.unit != "元" or total_amount.value is None or total_amount.value <= 0:
        return []
    if not adjoining(edges) or _has_larger(workspace, period, max(high for _, high in edges)):
        return []
    bounded = partial(
        facts.from_quantity, evidence="bounded", period=period, scope="tier", caveat="named_as_published"
    )
    rows, number, amounts = list[Fact](), 0, list[Quantity]()
    for tier in tiers.to_dict("records"):
        amounts.append(_bounds(tier["low"], tier["high"], tier["sources"]))
        number += tier["count"]
        largest, largest_id = total(amounts), amount_id / f"top{number}"
        if amount_id / tier_part(tier["tier"]) not in workspace.latest:
            rows.append(bounded(amount_id / tier_part(tier["tier"]), amounts[-1]))
        if tier["low_edge"] > 0 and tier["count"]:  # all projects are no "largest" ones: their total is known
            rows.append(bounded(largest_id, largest))
            rows.append(bounded(largest_id / "share", largest.over(total_amount)))
    lowest = tiers["low_edge"].min()
    if lowest > 0:
        rows.append(bounded(amount_id / tier_name(Fraction(0), lowest), total_amount - total(amounts)))
    return rows


def _has_larger(workspace: Workspace, period: str, edge: Fraction) -> bool:
    """Whether projects above the highest closed tier were published."""
    latest, named = workspace.latest, named_projects(workspace.figures, period)
    if any(q.unit == "元" and q.value is not None and q.value >= edge * YI for q in named.values()):
        return True
    return any(
        tier_edges(tier)[1] is None and tier_edges(tier)[0] >= edge and bool(count.value)
        for tier in subjects(workspace.figures, period, "tier")
        if (count := latest.get(FactId.of(period, COUNT, tier_part(tier)))) is not None
    )


def _bounds(low: int, high: int, sources: tuple[str, ...]) -> Quantity:
    low_end, high_end = (Quantity.exact(end, "元", Definition("agreed")).value for end in (low, high))
    return Quantity(None, low_end, high_end, "元", Definition("agreed"), sources)
