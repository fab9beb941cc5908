"""Chance that the funds in place of the next year reach their targets, from the growth of comparable series.

It is a range over the growth models: published figures of one district determine no point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.modelled import modelled
from jjinvest.forecasting.annual.reference_class import MIN_ROWS, GrowthModel, fit_growth
from jjinvest.metrics.targets import aimed_at, measure


@dataclass(frozen=True)
class FundsOutlook:
    """The reference rows used (with column ``reaches``), both growth models, and the facts."""

    rows: pd.DataFrame
    published: GrowthModel | None
    complete: GrowthModel | None
    facts: list[Fact]


def funds_outlook(workspace: Workspace, year: int, *, assumptions: Assumptions) -> FundsOutlook:
    """Chance that funds in place reach each next target, as a range from the growth of comparable series.

    The rows are marked by the district's own target, else by the first one that can be compared.
    """
    growth, targets, known = workspace.growth, workspace.targets, workspace.latest
    used = growth[growth["month_end"] >= assumptions.reference_min_months]
    asked = targets[(targets["year"] == year) & (targets["basis"] == "funds")]
    marked, facts = None, dict[str, Fact]()
    own_first = sorted(asked.iterrows(), key=lambda row: row[1]["authority"] not in ("", "district"))
    for _, target in own_first:
        actual = known.get(FactId.of(year - 1, measure(target)))
        if actual is None or actual.definition != target["quantity"].definition or not actual.value:
            continue
        needed = float(target["quantity"].value / actual.value) - 1
        rows = used.assign(reaches=used["growth_pct"] / 100 >= needed)
        rates = rows[rows["selection"] == "published_growth"]
        series = rows[rows["selection"] == "complete_series"]
        if len(rates) < MIN_ROWS or len(series) < MIN_ROWS:
            break
        published, complete = fit_growth(rates["growth_pct"]), fit_growth(series["growth_pct"])
        sources = (*actual.sources, *target["figure_ids"])
        for fact in _funds_facts(target, rates, published, complete, needed, sources):
            facts.setdefault(str(fact.id), fact)
        marked = marked or FundsOutlook(rows, published, complete, [])
    if marked is None:
        return FundsOutlook(used.assign(reaches=False), None, None, [])
    return replace(marked, facts=list(facts.values()))


def _funds_facts(
    target: pd.Series,
    rates: pd.DataFrame,
    published: GrowthModel,
    complete: GrowthModel,
    needed: float,
    sources: tuple[str, ...],
) -> Iterator[Fact]:
    """Chance of the funds target as a range, under each growth model, and what the reference rows are."""
    goal, year = aimed_at(target), str(target["year"])
    key = FactId.of(year, measure(target), "p_reach", f"{goal:g}")
    chances = {
        "naive_share": float(rates["reaches"].mean()),
        "published_growth": published.p_at_least(needed),
        "zero_centre": published.p_at_least(needed, centre=0.0),
        "zero_centre_wide": complete.p_at_least(needed, centre=0.0),
    }
    common: dict[str, Any] = {
        "basis": "funds",
        "period": year,
        "scope": target["scope"],
        "sources": sources,
        "definition": "p_reach",
    }
    chance: dict[str, Any] = {"unit": "概率", "target": goal, "caveat": "selected_growth", **common}
    # all or none of a few rows is no certainty: the range counts one more row of either kind there (Laplace)
    reaching, count = float(rates["reaches"].sum()), len(rates)
    share = reaching / count if 0 < reaching < count else (reaching + 1) / (count + 2)
    range_of = [*(p for name, p in chances.items() if name != "naive_share"), share]
    yield modelled(key, None, min(range_of), max(range_of), **chance)
    for name, p in chances.items():
        yield modelled(key / name, p, **chance)
    rises, median = float((rates["growth_pct"] > 0).sum()), 100 * float(np.expm1(published.centre))
    yield modelled(key / "reference_rows", float(len(rates)), unit="个", **common)
    yield modelled(key / "reference_rises", rises, unit="个", **common)
    yield modelled(key / "reference_median_growth", median, unit="%", **common)
