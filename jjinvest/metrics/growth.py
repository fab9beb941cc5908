"""Growth on the same part of the year before, and the number of the year before that a growth implies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from jjinvest.core.access import TIERS, highest
from jjinvest.core.codes import THREE_SECTORS
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact, computed_fact
from jjinvest.core.periods import is_event, year_before
from jjinvest.core.quantity import Quantity
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import NO_DIMENSION, NOT_ADDITIVE, TO_DATE, parts_of
from jjinvest.metrics.comparability import is_comparable

GROWTH = "growth"
SECTOR, INDUSTRY = "sector", "industry"
COMPUTED = "growth_computed"
"""Definition of a growth that is computed: the number ÷ that of the same part of the year before − 1."""


def _among_industries(workspace: Workspace, period: str) -> frozenset[str]:
    """Measures of which a period has a sector only as a line of a table by industry: 农业 beside 制造业.

    Such a number is of another division than that of a table of the three sectors.
    """
    figures = workspace.figures
    of_period = (figures["period"] == period) & (figures["statistic"] == "level")
    rows = figures.loc[of_period, ["metric", "scope", "subject", "source"]]
    found = set[str]()
    for metric, of_metric in rows.groupby("metric"):
        of_sector = of_metric[of_metric["scope"] == SECTOR]
        industries = of_metric[of_metric["scope"] == INDUSTRY]
        is_part = 0 < of_sector["subject"].nunique() < len(THREE_SECTORS)
        if is_part and set(of_sector["source"]) & set(industries["source"]):
            found.add(str(metric))
    return frozenset(found)


def growths(workspace: Workspace, period: str) -> list[Fact]:
    """Growth of each number of the period on the same part of the year before.

    A published growth, like for like or not, is not computed again. Numbers of two definitions or units are
    not compared, nor is one with zero, nor any across a break (:mod:`jjinvest.metrics.comparability`); one
    that was restated is the number known now. What follows from a
    number that is not public is not public either.
    """
    latest, rows = workspace.latest, list[Fact]()
    if is_event(period):
        return rows
    before = year_before(period)
    figures = workspace.figures
    caveats = dict(zip(figures["fact_id"], figures["caveat"], strict=True)) if "caveat" in figures else {}
    tiers = dict(zip(figures["fact_id"], figures["tier"], strict=True)) if "tier" in figures else {}
    published = {name for name in latest if f".{GROWTH}" in name}
    among_industries = [_among_industries(workspace, each) for each in (period, before)]
    for part in parts_of(workspace, period):
        growth_id, base_id = part.fact_id / GROWTH, part.fact_id.in_period(before)
        base, now = latest.get(base_id), part.quantity.as_now_known()
        if part.scope in NO_DIMENSION[1:] or part.scope in TO_DATE or now.unit in NOT_ADDITIVE:
            continue
        if base is None or not base.value or base.value < 0 or now.value is None:
            continue
        if part.scope == SECTOR and (
            (part.fact_id.metric in among_industries[0]) != (part.fact_id.metric in among_industries[1])
        ):
            continue
        if not is_comparable(workspace, base_id, int(period[:4])):
            continue
        base = base.as_now_known()
        if base.definition != now.definition or base.unit != now.unit:
            continue
        if is_published(growth_id, published):
            continue
        growth = growth_fact(growth_id, now, base, period=period, scope=part.scope)
        tier = highest([tiers.get(base_id, TIERS[0]), tiers.get(part.fact_id, TIERS[0])])
        rows.append(replace(growth, caveat=caveats.get(base_id, ""), tier=tier))
    return rows


def is_published(growth_id: FactId, names: Iterable[str]) -> bool:
    """Whether a growth is among the names of published numbers, like for like or over another base too."""
    return any(name == growth_id or name.startswith(f"{growth_id}.") for name in names)


def growth_fact(growth_id: FactId, now: Quantity, base: Quantity, *, period: str, scope: str) -> Fact:
    """Growth of a number on a positive one of the same definition: the one ÷ the other − 1."""
    growth = now.over(base) - Quantity.exact(1, "ratio", now.definition)
    return computed_fact(
        growth_id,
        growth,
        period=period,
        scope=scope,
        signed=True,
        definition=COMPUTED,
    )


def implied_of_year_before(
    workspace: Workspace, measure: str, amounts: Mapping[str, Quantity]
) -> dict[str, Quantity]:
    """Amounts of the same part of the year before that published growths imply, by period in lower case.

    A number ÷ (1 + its growth), with the rounding of both. Left out are what was published itself, a growth
    stated as like for like, and a number that has been restated since: its growth was that of the old number.

    Parameters
    ----------
    amounts
        Published amounts of the measure in one 口径, by period in lower case.
    """
    implied = dict[str, Quantity]()
    for period in amounts:
        name, before = FactId.of(period, measure), year_before(period)
        now, growth = workspace.latest.get(name), workspace.latest.get(name / GROWTH)
        if now is None or growth is None or before in amounts or now != now.as_now_known():
            continue
        factor = replace(growth, definition=now.definition) + Quantity.exact(1, "ratio", now.definition)
        if factor.value is None or factor.low is None or factor.low <= 0 or not now.value or now.value < 0:
            continue
        implied[before] = replace(now.per(factor), sources=(*now.sources, *growth.sources))
    return implied


def from_growth(sources: Iterable[str]) -> bool:
    """Whether one of the published numbers behind an amount is a growth."""
    return any(source.partition("@")[0].endswith(f".{GROWTH}") for source in sources)
