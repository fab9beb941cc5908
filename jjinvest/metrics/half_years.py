"""Second half of a year: which figures of the first half may be subtracted from those of the year.

The two sources may word their measures differently, so such a difference carries a caveat. Where a project of
the first half was restated later, the first half counts its later amount, as the year does
(:mod:`jjinvest.metrics.restatements`), and stands beside the published number as one of its own, from which
the difference and the share are computed. A first half that was restated by the day of the annual text is the
one that the year includes; one restated later is not. Figures that do not measure the same thing are not
subtracted; :func:`not_subtractable` lists them with the reason.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import partial

import pandas as pd

from jjinvest.core.access import TIERS, highest
from jjinvest.core.codes import FLOWS
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact, computed_fact
from jjinvest.core.periods import period_end, year_before
from jjinvest.core.quantity import YI, Quantity, total
from jjinvest.core.rounding import exact, round_half_up
from jjinvest.core.size_classes import tier_edges, tier_part
from jjinvest.core.units import is_money
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT, COUNT, NO_DIMENSION, NOT_ADDITIVE, TO_DATE, parts_of, subjects
from jjinvest.metrics.comparability import is_comparable
from jjinvest.metrics.growth import GROWTH, growth_fact, is_published
from jjinvest.metrics.restatements import Restatement, restated_count, restated_total, restatements

DIFFERENT_TEXTS, DIFFERENT_WORDING = "different_texts", "different_wording"
"""Caveats of a number computed from two texts: whose wording is not known to differ, and whose differs."""
RESTATED_FIRST_HALF = "restated_first_half"
"""Caveat of a number for which the first half counts the later amounts of its restated projects."""
RESTATED_PARTS = "restated_parts"
"""Caveat of a number that is bounded because a part of the first half was restated."""
AS_RESTATED = "as_restated"
"""Part of the id of a number of the first half with the later amounts of its restated projects."""


def second_half(workspace: Workspace, year: int) -> list[Fact]:
    """Year less first half for each of :data:`FLOWS`, its parts and tiers, and the first half's share.

    Where a project of the first half was restated, the first half as restated is a number too: the first half
    as restated and the second half make up the year. Amounts of parts are then left out, since it is not
    known of which part the project is.

    Empty where the figure of the year or of its first half was not published. A published second half is not
    computed again, and a year that is below its first half was corrected and has none.
    """
    latest, rows = workspace.latest, list[Fact]()
    restated = restatements(workspace).get(f"{year}H1", [])
    tiers = tiers_of(workspace)
    for year_id, scope in flows(workspace, str(year)):
        metric, half_id = year_id.metric, year_id.in_period(f"{year}H1")
        if scope != "all" and metric == AMOUNT and restated:
            continue
        of_year, first = latest.get(year_id), latest.get(half_id)
        if of_year is None or first is None or not includes(workspace, of_year, first):
            continue
        if is_of_superseded(workspace, half_id) or is_of_superseded(workspace, year_id):
            continue
        first = replace(first, definition=of_year.definition)
        caveat = _wording_caveat(workspace, year) if sources_differ(of_year, first) else ""
        if metric == AMOUNT and restated:
            first, caveat = restated_total(first, restated), RESTATED_FIRST_HALF
            rows.append(_as_restated(half_id, first))
        rest_id = year_id.in_period(f"{year}H2")
        difference = of_year - first
        if difference.high is not None and difference.high < 0:
            continue
        tier = highest([tiers.get(str(each), TIERS[0]) for each in (year_id, half_id)])
        computed = partial(computed_fact, scope=scope, caveat=caveat, tier=tier)
        if rest_id not in latest:
            rest = computed(rest_id, difference, period=f"{year}H2")
            rows.append(replace(rest, decimals=_stated_decimals(workspace, rest)))
        if of_year.value == 0:
            continue  # a year without projects has no share
        name = "share_of_year"
        rows.append(computed(half_id / name, first.over(of_year), period=f"{year}H1", definition=name))
    return rows + _same_tiers(workspace, year, restated) + _largest_tier(workspace, year, restated)


def growths_of_halves(workspace: Workspace, period: str) -> list[Fact]:
    """Growth of each half up to the end of a period on the same half of the year before.

    Of the period itself :func:`jjinvest.metrics.growth.growths` has it. A published growth is not computed
    again. Numbers of two definitions or units are not compared, nor are amounts of a year of which projects
    of the first half were restated: its second half is known within bounds alone.
    """
    latest, rows = workspace.latest, list[Fact]()
    known, tiers, restated = _known_halves(workspace), tiers_of(workspace), restatements(workspace)
    for (half_id, scope), now in known.items():
        before_id, growth_id = half_id.in_period(year_before(half_id.period.upper())), half_id / GROWTH
        base, half = known.get((before_id, scope)), half_id.period.upper()
        if base is None or half == period or period_end(half) > period_end(period):
            continue
        uncertain = {f"{year}H1" for year in (half[:4], before_id.period[:4])} & set(restated)
        if half_id.metric == AMOUNT and uncertain:
            continue
        if not base.value or base.value < 0 or now.value is None or base.unit != now.unit:
            continue
        if not is_comparable(workspace, before_id, int(half[:4])):
            continue
        if base.definition != now.definition or is_published(growth_id, latest):
            continue
        behind = [
            each.in_period(f"{each.period[:4]}{span}")
            for each in (half_id, before_id)
            for span in ("", "H1", "H2")  # a second half rests on the first half and the year
        ]
        rows.append(
            replace(
                growth_fact(growth_id, now, base, period=half, scope=scope),
                caveat=_wording_caveat(workspace, int(half[:4])) if half.endswith("H2") else "",
                tier=highest([tiers.get(str(each), TIERS[0]) for each in behind]),
            )
        )
    return rows


def _known_halves(workspace: Workspace) -> dict[tuple[FactId, str], Quantity]:
    """Published and computed halves of :data:`FLOWS` and their parts, by id and scope."""
    latest, known = workspace.latest, dict[tuple[FactId, str], Quantity]()
    for year in years_with_halves(workspace):
        for year_id, scope in flows(workspace, str(year)):
            first_id, second_id = (year_id.in_period(f"{year}{half}") for half in ("H1", "H2"))
            first, of_year = latest.get(first_id), latest.get(year_id)
            if first is not None:
                known[first_id, scope] = first
            if second_id in latest:
                known[second_id, scope] = latest[second_id]
            elif (
                first is not None
                and of_year is not None
                and not (is_of_superseded(workspace, first_id) or is_of_superseded(workspace, year_id))
                and (of_year.definition, of_year.unit) == (first.definition, first.unit)
            ):
                rest = of_year - first
                if rest.high is None or rest.high >= 0:
                    known[second_id, scope] = rest
    return known


def years_with_halves(workspace: Workspace) -> list[int]:
    """Years of which a first half was published, in order."""
    return sorted({int(name[:4]) for name in workspace.latest if re.match(r"\d{4}h1\.", name)})


def flows(workspace: Workspace, period: str) -> list[tuple[FactId, str]]:
    """Id and scope of a period's totals of :data:`FLOWS`, then of their parts that add up in time."""
    totals = [(FactId.of(period, metric), "all") for metric in FLOWS]
    parts = [
        (part.fact_id, part.scope)
        for part in parts_of(workspace, period)
        if part.metric in FLOWS
        and not {"tier", *NO_DIMENSION, *TO_DATE} & set(part.scope.split(";"))
        and part.quantity.unit not in NOT_ADDITIVE
    ]
    return totals + parts


def tiers_of(workspace: Workspace) -> dict[str, str]:
    """Access level of each figure that states one; what a restricted number leaves is as restricted."""
    figures = workspace.figures
    return dict(zip(figures["fact_id"], figures["tier"], strict=True)) if "tier" in figures else {}


def _stated_decimals(workspace: Workspace, fact: Fact) -> int | None:
    """Decimals of the figures that an amount is the difference of, if it ends in zeros by them; else None."""
    figures = workspace.figures
    of_fact = figures[figures["figure_id"].isin(fact.sources)]
    if fact.value is None or of_fact.empty or not is_money(fact.unit) or (of_fact["unit"] != fact.unit).any():
        return None
    stated = max(int(each or 0) for each in of_fact["decimals"])
    return stated if round_half_up(fact.value, max(stated - 1, 0)) == exact(fact.value) and stated else None


def includes(workspace: Workspace, of_year: Quantity, first: Quantity) -> bool:
    """Whether a number counts its first part as that is known: alike, or restated by its own day."""
    if of_year.unit != first.unit:
        return False  # one of them in another currency
    if of_year.definition == first.definition:
        return True
    if first.as_now_known().definition != of_year.definition:
        return False
    restated_on, published_on = (_last_day(workspace, each) for each in (first, of_year))
    return restated_on is not None and published_on is not None and restated_on <= published_on


def is_of_superseded(workspace: Workspace, part: FactId) -> bool:
    """Whether a part was published with a total that was corrected since, and not again after that.

    It adds up to the total that no longer holds, so it is not subtracted from a number that does.
    """
    whole = FactId.of(part.period, part.metric)
    of_part, of_whole = workspace.latest.get(part), workspace.latest.get(whole)
    if part == whole or of_part is None or of_whole is None:
        return False
    if _changed_since(workspace, whole, part):
        return True
    if of_whole.definition.vintage != "restated" or of_part.definition.vintage == "restated":
        return False
    days = [_last_day(workspace, each) for each in (of_part, of_whole)]
    return days[0] is not None and days[1] is not None and days[0] < days[1]


def _changed_since(workspace: Workspace, whole: FactId, part: FactId) -> bool:
    """Whether a later text gives another number of a whole than stood when its part was last published."""
    figures = workspace.figures
    rows = figures[figures["fact_id"] == whole].sort_values("available_from", kind="stable")
    if len(rows) < 2:
        return False
    day = figures.loc[figures["fact_id"] == part, "available_from"].max()
    then, later = rows[rows["available_from"] <= day], rows[rows["available_from"] > day]
    if then.empty or later.empty:
        return False
    first, last = then.iloc[-1], later.iloc[-1]
    within = float(first["half_width"] or 0) + float(last["half_width"] or 0)
    return first["unit"] == last["unit"] and abs(float(first["value"]) - float(last["value"])) > within


def _last_day(workspace: Workspace, quantity: Quantity) -> date | None:
    """Last day on which a figure of a quantity became public."""
    figures = workspace.figures
    days = figures.loc[figures["figure_id"].isin(quantity.sources), "available_from"]
    return None if days.empty else pd.Timestamp(days.max()).date()


def _as_restated(half_id: FactId, first: Quantity, scope: str | None = None) -> Fact:
    """First half with the later amounts of its projects, beside the one that was published."""
    return computed_fact(
        half_id / AS_RESTATED,
        first,
        period=half_id.period.upper(),
        scope=scope,
        caveat=RESTATED_FIRST_HALF,
        definition=AS_RESTATED,
    )


def _wording_caveat(workspace: Workspace, year: int) -> str:
    """Caveat of a difference of two texts: their wording differs, or is not known."""
    differ = workspace.profile.wordings_differ(f"{year}H1", str(year))
    return DIFFERENT_WORDING if differ else DIFFERENT_TEXTS


def sources_differ(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities are of different sources, which may word a measure differently."""
    return _source_ids(one) != _source_ids(other)


def _source_ids(quantity: Quantity) -> set[str]:
    """Return the sources of a quantity's figures; two of them may word a measure differently."""
    return {figure.partition("@")[2].partition("#")[0] for figure in quantity.sources}


def _same_tiers(workspace: Workspace, year: int, restated: list[Restatement]) -> list[Fact]:
    """Subtract each tier of the first half from the same one of the year.

    Where a project was restated it may have crossed an edge; then nothing is subtracted.
    """
    latest, rows = workspace.latest, list[Fact]()
    if restated:
        return rows
    levels = tiers_of(workspace)
    for metric in (COUNT, AMOUNT):
        for size in subjects(workspace.figures, f"{year}H1", "tier"):
            year_id = FactId.of(year, metric) / tier_part(size)
            of_year, first = latest.get(year_id), latest.get(year_id.in_period(f"{year}H1"))
            if of_year is None or first is None or not includes(workspace, of_year, first):
                continue
            first = replace(first, definition=of_year.definition)
            if first.high is None or of_year.high is None:
                continue
            caveat = _wording_caveat(workspace, year) if sources_differ(of_year, first) else ""
            rest_id = year_id.in_period(f"{year}H2")
            if rest_id in latest:
                continue
            tier = highest(
                [levels.get(str(each), TIERS[0]) for each in (year_id, year_id.in_period(f"{year}H1"))]
            )
            rest = computed_fact(
                rest_id, of_year - first, period=f"{year}H2", scope="tier", caveat=caveat, tier=tier
            )
            rows.append(replace(rest, decimals=_stated_decimals(workspace, rest)))
    return rows


def _largest_tier(workspace: Workspace, year: int, restated: list[Restatement]) -> list[Fact]:
    """Subtract the first half's tier ``≥50`` from the year's closed tiers from 50 up, which count alike.

    A project that was restated across the edge is in the year's tiers, so the first half counts it there too.
    """
    latest, figures, rows = workspace.latest, workspace.figures, list[Fact]()
    year_id = FactId.of(year, COUNT)
    counts = {
        tier_edges(tier)[0]: latest[year_id / tier_part(tier)]
        for tier in subjects(figures, str(year), "tier")
        if tier_edges(tier)[1] is not None and year_id / tier_part(tier) in latest
    }
    for tier in subjects(figures, f"{year}H1", "tier"):
        first = latest.get((year_id / tier_part(tier)).in_period(f"{year}H1"))
        edge, upper = tier_edges(tier)
        if first is None or upper is not None or edge not in counts:
            continue
        above = total([count for low_edge, count in counts.items() if low_edge >= edge])
        caveat = _wording_caveat(workspace, year)
        if (as_restated := restated_count(first, edge * YI, restated)) != first:
            first, caveat = as_restated, RESTATED_FIRST_HALF
            rows.append(_as_restated((year_id / tier_part(tier)).in_period(f"{year}H1"), first, "tier"))
        rows.append(
            computed_fact(
                (year_id / tier_part(tier)).in_period(f"{year}H2"),
                above - first,
                period=f"{year}H2",
                scope="tier",
                caveat=caveat,
            )
        )
    return rows


def _difference(of_year: Quantity, first: Quantity) -> str:
    """Why the numbers of a year and its first half are not of one kind."""
    if of_year.unit != first.unit:
        return "different_unit"
    restated_alone = of_year.as_now_known().definition == first.definition
    return "restated_alone" if restated_alone else "different_basis"


def not_subtractable(workspace: Workspace, year: int) -> pd.DataFrame:
    """First-half figures without a yearly figure to subtract them from, with the reason (a message key).

    Columns: ``fact_id``, ``reason`` (no_annual_figure, different_object, different_basis, different_unit,
    restated_alone, open_ended, not_subtracted: the year has it, and it is not known to accumulate).
    """
    latest, figures = workspace.latest, workspace.figures
    subtracted = {fact.id.measure for fact in second_half(workspace, year) if fact.period == f"{year}H2"}
    half = figures[
        (figures["period"] == f"{year}H1")
        & figures["scope"].isin(["all", "tier", "chain", "group"])
        & (figures["statistic"] == "level")
    ]
    restated, rows = restatements(workspace).get(f"{year}H1", []), []
    for fact_id in map(FactId.parse, dict.fromkeys(half["fact_id"])):
        if fact_id.measure in subtracted or fact_id.in_period(f"{year}H2") in latest:
            continue  # the second half is known, by subtraction or from a text
        of_year, reason = latest.get(fact_id.in_period(year)), "no_annual_figure"
        if latest[fact_id].high is None:
            reason = "open_ended"
        elif "chain" in fact_id.parts:
            reason = "different_object"
        elif of_year is not None:
            same = includes(workspace, of_year, latest[fact_id])
            other = _difference(of_year, latest[fact_id])
            crossed = len(fact_id.parts) > 1 and bool(restated)  # a restated project may be of another tier
            reason = other if crossed or not same else "not_subtracted"
        rows.append({"fact_id": fact_id, "reason": reason})
    return pd.DataFrame(rows, columns=["fact_id", "reason"])
