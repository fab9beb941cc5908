"""How much the largest projects hold, as far as tiers and named projects decide it: bounds, not points.

Simple arithmetic: a tier's amount lies between its named amounts plus the unnamed ones all at the lower edge, and the
same with all at the upper edge (named amounts taken as published). Exact bounds with every print imposed are the
business of :mod:`jjinvest.quality`.
"""

from __future__ import annotations

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.quantity import YI, Definition, Quantity, total
from jjinvest.metrics.breakdowns import AMOUNT, COUNT, subjects, tier_edges
from jjinvest.metrics.published import latest, named_projects


def tier_amounts(figures: pd.DataFrame, period: str) -> pd.DataFrame:
    """Bounds of each published tier's amount, and of what is left below the lowest tier.

    Columns: tier, low_edge, high_edge (亿元), count, named_count, named_amount (元), low, high (元), sources (ids).
    """
    known, named = latest(figures), named_projects(figures, period)
    p, rows = period.lower(), []
    for tier in subjects(figures, period, "tier"):
        key = f"{p}.{COUNT}.{tier}"
        if tier.startswith("tier_ge_") or key not in known:
            continue
        low_edge, high_edge = tier_edges(tier)
        inside = [
            q for q in named.values() if q.value is not None and low_edge * YI <= q.value < high_edge * YI
        ]
        count = int(known[key].value or 0)
        unnamed = count - len(inside)
        amount = int(sum(q.value or 0 for q in inside))
        rows.append(
            {
                "tier": tier, "low_edge": low_edge, "high_edge": high_edge, "count": count, "named_count": len(inside),
                "named_amount": amount, "low": amount + unnamed * low_edge * YI, "high": amount + unnamed * high_edge * YI,
                "sources": (*known[key].sources, *(s for q in inside for s in q.sources)),
            }
        )  # fmt: skip
    columns = [
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
    return pd.DataFrame(rows, columns=columns).sort_values("low_edge", ascending=False, ignore_index=True)


def concentration(figures: pd.DataFrame, period: str) -> pd.DataFrame:
    """Bounds of the amount and share of the n largest projects (n at each tier's edge) and of all below."""
    tiers, p = tier_amounts(figures, period), period.lower()
    whole, count = latest(figures).get(f"{p}.{AMOUNT}"), latest(figures).get(f"{p}.{COUNT}")
    if tiers.empty or whole is None or count is None:
        return facts.frame([])
    rows, number, running = [], 0, []
    for tier in tiers.to_dict("records"):
        amount = _bounds(tier["low"], tier["high"], tier["sources"])
        rows.append(
            facts.from_quantity(
                f"{p}.{AMOUNT}.{tier['tier']}",
                amount,
                evidence="bounded",
                period=period,
                scope="tier",
                caveat="named_as_published",
            )
        )
        number += tier["count"]
        running.append(amount)
        top = total(running)
        rows.append(
            facts.from_quantity(
                f"{p}.{AMOUNT}.top{number}",
                top,
                evidence="bounded",
                period=period,
                scope="tier",
                caveat="named_as_published",
            )
        )
        rows.append(
            facts.from_quantity(
                f"{p}.{AMOUNT}.top{number}.share",
                top.over(whole),
                evidence="bounded",
                period=period,
                scope="tier",
                caveat="named_as_published",
            )
        )
    lowest = int(tiers["low_edge"].min())
    rest = whole - total(running)
    rows.append(
        facts.from_quantity(
            f"{p}.{AMOUNT}.tier_0_{lowest}",
            rest,
            evidence="bounded",
            period=period,
            scope="tier",
            caveat="named_as_published",
        )
    )
    return facts.frame(rows)


def _bounds(low: int, high: int, sources: tuple[str, ...]) -> Quantity:
    low_end, high_end = (
        Quantity.exact(low, "元", Definition("agreed")),
        Quantity.exact(high, "元", Definition("agreed")),
    )
    return Quantity(None, low_end.value, high_end.value, "元", Definition("agreed"), sources)
