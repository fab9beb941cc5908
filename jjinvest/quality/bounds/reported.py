"""The bounds a report shows, and what would narrow them.

Exact bounds under both conventions, or simple arithmetic where figures contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.facts import Fact
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.concentration import concentration, tier_amounts
from jjinvest.quality.bounds.bounds import bounds_table, standard_statistics
from jjinvest.quality.bounds.constraints import NAMED_EXACT, PRINT_ROUNDING, Selection
from jjinvest.quality.bounds.disclosure_value import possible_disclosures, sensitivity
from jjinvest.quality.bounds.statistics import ContradictionError, NotPublishedError, Sensitivity, Statistic

LEAST_GAIN = 0.01
"""Narrowing (亿元) worth showing: less is the tolerance of the solver."""


def reported_bounds(workspace: Workspace, year: int) -> pd.DataFrame:
    """Bounds of the largest projects, of each tier and of what tiers do not fix, as facts.

    An id such as ``2023.agreed_amount.top20`` holds the bound with named amounts exact; the same id with
    ``.published_rounding`` the one in which every print may be off by half its last digit. Where no ledger satisfies the
    figures, or too little is published, the bounds of simple arithmetic on tiers and named projects stand instead.
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
    except (ContradictionError, NotPublishedError):
        return facts.frame(concentration(workspace, period))
    rows = [_fact(row, period, "", "named_exact") for row in precise.to_dict("records")]
    rows += [
        _fact(row, period, ".published_rounding", "published_rounding") for row in rounded.to_dict("records")
    ]
    return facts.frame(rows)


def open_amounts(workspace: Workspace, year: int) -> list[Statistic]:
    """List the amounts of a year that a report shows as open: of the largest projects, and below the tiers."""
    known = standard_statistics(workspace, year)
    return [s for s in known if s.measure == "amount" and s.where.sector is None and s.where.half is None]


def reported_disclosures(workspace: Workspace, year: int) -> pd.DataFrame:
    """Width of each open amount's bounds, and what one further published number would surely leave of it, as facts.

    ``2023.agreed_amount.top20.width`` is the width now, ``….width.told.agreed_amount.tier_20_50`` the most that the
    amount of that tier would leave, ``….width.least`` the least that any of them leaves; those that need not narrow
    anything have no fact. ``2023.disclosures.tried`` counts the candidates. Nothing where the figures carry no bounds.
    """
    try:
        asked = open_amounts(workspace, year)
        candidates = possible_disclosures(workspace, year)
        found = [sensitivity(workspace, year, s, [c for c in candidates if c != s]) for s in asked]
    except (ContradictionError, NotPublishedError):
        return facts.frame([])
    tried = Fact(
        f"{year}.disclosures.tried", len(candidates), None, None, "个", "count", "all", "computed", str(year)
    )
    return facts.frame([tried, *(fact for each in found for fact in _widths(each))])


def _widths(found: Sensitivity) -> Iterator[Fact]:
    bound = found.bound.fact
    now = Fact(
        f"{bound.id}.width", found.bound.width, None, None, bound.unit, bound.basis, "tier", "bounded", bound.period,
        sources=bound.sources,
    )  # fmt: skip
    yield now
    narrowing = [told for told in found.disclosures if told.gain > LEAST_GAIN]
    names = [f"{now.id}.told.{told.candidate.id}" for told in narrowing]
    if narrowing:  # in order of their gain
        narrowing, names = [narrowing[0], *narrowing], [f"{now.id}.least", *names]
    for name, told in zip(names, narrowing, strict=True):
        left = round(told.left, 2)
        yield replace(now, id=name, value=left, high=left, relation="<=", caveat="told")


def _edges(workspace: Workspace, period: str) -> list[tuple[Fraction, Fraction]]:
    tiers = tier_amounts(workspace, period)
    return [
        (Fraction(low), Fraction(high))
        for low, high in zip(tiers["low_edge"], tiers["high_edge"], strict=True)
    ]


def _fact(row: Mapping[Any, Any], period: str, suffix: str, caveat: str) -> Fact:
    low, high = (None if end != end else float(str(end)) for end in (row["low"], row["high"]))
    basis = "count" if row["unit"] == "个" else "agreed"
    sources = tuple(str(s) for s in row["sources"]) if isinstance(row["sources"], tuple) else ()
    return Fact(
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
