"""The bounds a report shows: exact ones under both conventions, or simple arithmetic where figures contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from jjinvest import facts
from jjinvest.data import Workspace
from jjinvest.evidence.bounds import bounds_table, standard_statistics
from jjinvest.evidence.claims import NAMED_EXACT, PRINT_ROUNDING, Selection
from jjinvest.evidence.statistic import ContradictionError, NotPrintedError, Statistic
from jjinvest.metrics.concentration import concentration, tier_amounts


def reported_bounds(workspace: Workspace, year: int) -> pd.DataFrame:
    """Bounds of the largest projects, of each tier and of what tiers do not fix, as facts.

    An id such as ``2023.agreed_amount.top20`` holds the bound with named amounts exact; the same id with
    ``.print_rounding`` the one in which every print may be off by half its last digit. Where no ledger satisfies the
    figures, or too little is printed, the bounds of simple arithmetic on tiers and named projects stand instead.
    """
    period = str(year)
    try:
        asked = [s for s in standard_statistics(workspace, year) if s.where.sector is None]
        asked += [
            Statistic("amount", Selection(low_edge=low, high_edge=high))
            for low, high in _edges(workspace, period)
        ]
        precise = bounds_table(workspace, year, asked, conventions=[NAMED_EXACT])
        rounded = bounds_table(
            workspace, year, [s for s in asked if s.measure != "share"], conventions=[PRINT_ROUNDING]
        )
    except (ContradictionError, NotPrintedError):
        return concentration(workspace.figures, period)
    rows = [_fact(row, period, "", "named_exact") for row in precise.to_dict("records")]
    rows += [_fact(row, period, ".print_rounding", "print_rounding") for row in rounded.to_dict("records")]
    return facts.frame(rows)


def _edges(workspace: Workspace, period: str) -> list[tuple[Fraction, Fraction]]:
    tiers = tier_amounts(workspace.figures, period)
    return [
        (Fraction(low), Fraction(high))
        for low, high in zip(tiers["low_edge"], tiers["high_edge"], strict=True)
    ]


def _fact(row: Mapping[Any, Any], period: str, suffix: str, caveat: str) -> facts.Fact:
    low, high = (None if end != end else float(str(end)) for end in (row["low"], row["high"]))
    basis = "count" if row["unit"] == "个" else "agreed"
    sources = tuple(str(s) for s in row["sources"]) if isinstance(row["sources"], tuple) else ()
    return facts.Fact(
        f"{row['id']}{suffix}",
        None,
        low,
        high,
        str(row["unit"]),
        basis,
        "tier",
        "bounded",
        period,
        sources=sources,
        caveat=caveat,
    )
