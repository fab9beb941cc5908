"""Amount of the largest projects: bounds that follow from size tiers and named projects by simple arithmetic.

The amount of a tier lies between its named amounts plus the unnamed projects at the lower edge, and the same
with the unnamed ones at the upper edge; named amounts are taken as published. Exact bounds with every
published figure imposed: :mod:`jjinvest.quality.bounds`.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI, Definition, Quantity, total
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT, COUNT, OPEN_TIER, subjects, tier_edges
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
        published = latest.get(FactId.of(period, COUNT, tier))
        if tier.startswith(OPEN_TIER) or published is None:
            continue
        low_edge, high_edge = tier_edges(tier)
        inside = [
            q for q in named.values() if q.value is not None and low_edge * YI <= q.value < high_edge * YI
        ]
        count, named_amount = int(published.value or 0), int(sum(q.value or 0 for q in inside))
        unnamed = count - len(inside)
        rows.append(
            {
                "tier": tier,
                "low_edge": low_edge,
                "high_edge": high_edge,
                "count": count,
                "named_count": len(inside),
                "named_amount": named_amount,
                "low": named_amount + unnamed * low_edge * YI,
                "high": named_amount + unnamed * high_edge * YI,
                "sources": (*published.sources, *(source for q in inside for source in q.sources)),
            }
        )
    tiers = pd.DataFrame(rows, columns=TIER_COLUMNS)
    return tiers.sort_values("low_edge", ascending=False, ignore_index=True)


def concentration(workspace: Workspace, period: str) -> list[Fact]:
    """Bounds of the amount and share of the n largest projects, n at each tier's edge, and of the rest."""
    tiers, amount_id = tier_amounts(workspace, period), FactId.of(period, AMOUNT)
    total_amount = workspace.latest.get(amount_id)
    if tiers.empty or total_amount is None or FactId.of(period, COUNT) not in workspace.latest:
        return []
    bounded = partial(
        facts.from_quantity, evidence="bounded", period=period, scope="tier", caveat="named_as_published"
    )
    rows, number, amounts = list[Fact](), 0, list[Quantity]()
    for tier in tiers.to_dict("records"):
        amounts.append(_bounds(tier["low"], tier["high"], tier["sources"]))
        number += tier["count"]
        largest, largest_id = total(amounts), amount_id / f"top{number}"
        rows.append(bounded(amount_id / tier["tier"], amounts[-1]))
        rows.append(bounded(largest_id, largest))
        rows.append(bounded(largest_id / "share", largest.over(total_amount)))
    lowest = int(tiers["low_edge"].min())
    rows.append(bounded(amount_id / f"tier_0_{lowest}", total_amount - total(amounts)))
    return rows


def _bounds(low: int, high: int, sources: tuple[str, ...]) -> Quantity:
    low_end, high_end = (Quantity.exact(end, "元", Definition("agreed")).value for end in (low, high))
    return Quantity(None, low_end, high_end, "元", Definition("agreed"), sources)
