"""Targets: completion, excess, pace against the calendar, and the growth that the next target needs.

completion = actual ÷ annual target; time progress = months elapsed ÷ 12; pace gap = completion − time
progress, in percentage points. A target is compared only with an actual of its own definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TypeVar

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact, computed_fact
from jjinvest.core.periods import period_key, period_months
from jjinvest.core.quantity import YI, Quantity
from jjinvest.core.units import is_money
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.implied_levels import SUM_OF_PARTS
from jjinvest.metrics.lights import IMPLIED_TARGET, OPEN, REACHED, WHOLE, as_approximate, side_of_target

_Number = TypeVar("_Number")
COARSE = Fraction(1, 100)
"""Part of a target beyond which a sum of rounded numbers reaches it by about so much alone."""


def measure(target: pd.Series) -> str:
    """Return what a target aims at, as the measure of a fact id: ``funds_in_place.out_of_city``."""
    return FactId.parse(target["target_id"]).subject.measure


def aimed_at(target: pd.Series) -> float:
    """Number that a target sets, in the unit of facts: 20000 万元 are 2 亿元."""
    quantity: Quantity = target["quantity"]
    return float((quantity.value or 0) / YI) if is_money(quantity.unit) else float(target["value"])


def target_fact_id(target: pd.Series, period: str | int, name: str) -> FactId:
    """Id of a number about a target, such as its completion; it ends with the authority of the target."""
    return FactId.parse(target["target_id"]).with_statistic(name).in_period(period)


def by_authority(facts: Mapping[str, Fact], key: FactId) -> dict[str, Fact]:
    """Numbers about the targets of one subject, such as its completions, by authority.

    Parameters
    ----------
    key
        Id of the number without an authority: ``2023.funds_in_place.completion``; ``""`` stands for it.
    """
    found = {"": facts[key]} if key in facts else {}
    head = f"{key}."
    for name in facts:
        if name.startswith(head):
            authority = FactId(name).authority
            if authority and key / authority == name:
                found[authority] = facts[name]
    return found


def main_number(numbers: Mapping[str, _Number]) -> _Number | None:
    """Of numbers by authority the district's own, else that of the only authority, else None."""
    own = next((numbers[authority] for authority in ("", "district") if authority in numbers), None)
    return next(iter(numbers.values())) if own is None and len(numbers) == 1 else own


def main_target(targets: pd.DataFrame, key: FactId) -> pd.Series | None:
    """Target of a number: the district's own, else that of the only authority that has one, else None."""
    rows = ((FactId.parse(target["target_id"]), target) for _, target in targets.iterrows())
    head = key / "target"
    return main_number({each.authority: target for each, target in rows if each == head / each.authority})


def targets_of(workspace: Workspace, year: int) -> list[Fact]:
    """Return each target of a year; an implied one has the interval that follows from rounding."""
    targets = workspace.targets
    return [
        facts.from_quantity(
            FactId.parse(row["target_id"]),
            row["quantity"],
            relation=row["relation"],
            evidence="target",
            definition="target",
            period=str(year),
            scope=row["scope"],
            caveat=_caveat(row),
        )
        for _, row in targets[targets["year"] == year].iterrows()
    ]


def targets_of_other_years(workspace: Workspace, year: int) -> list[Fact]:
    """Return the published targets of other years than a year and the next one."""
    published = set(workspace.figures["fact_id"])
    years = sorted({int(each) for each in workspace.targets["year"] if each not in (year, year + 1)})
    found = [fact for each in years for fact in targets_of(workspace, each)]
    return [fact for fact in found if fact.id in published]


def targets_known(workspace: Workspace, year: int) -> bool:
    """Whether any figure is a target of a whole year or says how far one is reached, in whatever measure."""
    figures = workspace.figures
    of_year = figures["period"].map(lambda period: int(period[:4]) == year).astype(bool)
    target = (figures["statistic"] == "target") & (figures["period"] == str(year))
    reached = of_year & figures["statistic"].isin(["completion", "pace_gap"])
    return bool(target.any() or reached.any() or (workspace.targets["year"] == year).any())


def _caveat(target: pd.Series) -> str:
    return IMPLIED_TARGET if target["evidence"] == "implied" else ""


def completions(workspace: Workspace, period: str) -> list[Fact]:
    """Completion, excess and pace gap of each target of the year that has an actual of its own definition.

    A completion that was published itself is not computed again.
    """
    latest, targets, rows = workspace.latest, workspace.targets, list[Fact]()
    months = period_months(period)[1]
    strict = figures_with(workspace.figures, ">", "<")
    about, summed = _implied_about(workspace.figures), _summed(workspace.figures)
    for _, target in targets[targets["year"] == int(period[:4])].iterrows():
        known = latest.get(FactId.of(period, measure(target)))
        actual = None if known is None else known.as_now_known()
        if actual is None or not comparable(actual, target, rates=True):
            continue
        is_rate, goal = actual.unit == "ratio", replace(target["quantity"], definition=actual.definition)
        aim = aimed_at(target)
        is_coarse = FactId.of(period, measure(target)) in summed and _is_coarse(actual, goal)
        computed = partial(computed_fact, period=period, scope=target["scope"])
        completion_id = target_fact_id(target, period, "completion")
        completion, claim = latest.get(completion_id), None
        if completion is None or completion.low is None or completion.high is None:
            claim = completion  # 超额完成: more than 100 %
            completion = _within(actual.over(goal), claim)
            rate = computed(completion_id, completion, target=aim, definition="completion")
            rows.append(_as_strict(rate, strict, is_about=is_coarse))
        excess = computed(
            target_fact_id(target, period, "excess"),
            _within(actual - goal, _missing_by(claim, target)),
            target=aim,
            caveat=_caveat(target),
            signed=True,
            definition="excess",
        )
        is_about = is_coarse or FactId.of(period, measure(target)) in about
        excess = replace(excess, unit="个百分点") if is_rate else excess
        rows.append(_as_strict(excess, strict, is_about=is_about))
        if is_rate:
            continue  # a rate has no pace: it does not accumulate over the year
        gap_id = target_fact_id(target, period, "pace_gap")
        if gap_id not in latest:
            gap = computed(gap_id, pace_gap(completion, months), definition="pace_gap")
            rows.append(_as_strict(replace(gap, unit="个百分点"), strict, is_about=is_coarse))
    return [*rows, *_from_rates(workspace, period, {fact.id for fact in rows})]


def _summed(figures: pd.DataFrame) -> set[str]:
    """Ids of totals that are sums of published parts, each with its own rounding."""
    if "caveat" not in figures:
        return set()
    return set(figures.loc[figures["caveat"] == SUM_OF_PARTS, "fact_id"])


def _is_coarse(actual: Quantity, goal: Quantity) -> bool:
    """Whether the rounding of the parts of a sum leaves more than :data:`COARSE` of its target open."""
    if not goal.value:
        return False
    rate = actual.over(goal)
    return rate.low is not None and rate.high is not None and rate.high - rate.low > COARSE


def _implied_about(figures: pd.DataFrame) -> set[str]:
    """Ids of levels that a completion implies: about so much, though none of the figures behind them is."""
    if "evidence" not in figures:
        return set()
    return set(figures.loc[(figures["relation"] == "~") & (figures["evidence"] == "computed"), "fact_id"])


def _within(number: Quantity, claim: Quantity | None) -> Quantity:
    """A number that is a bound or about so much, within what was also claimed of it, where it can be."""
    if claim is None:
        return number
    low = max((end for end in (number.low, claim.low) if end is not None), default=None)
    high = min((end for end in (number.high, claim.high) if end is not None), default=None)
    if (low, high) == (number.low, number.high) or (low is not None and high is not None and low > high):
        return number
    of_bound = number.is_bound and low is not None and high is not None
    sources = tuple(dict.fromkeys((*number.sources, *claim.sources)))
    return replace(number, value=None if of_bound else number.value, low=low, high=high, sources=sources)


def _missing_by(claim: Quantity | None, target: pd.Series) -> Quantity | None:
    """What a claimed completion says of the difference to its target."""
    aim = target["quantity"]
    if claim is None or aim.value is None or target["relation"] != "=":
        return None
    low, high = (None if end is None else aim.value * (end - 1) for end in (claim.low, claim.high))
    return Quantity(None, low, high, aim.unit, aim.definition, claim.sources)


def _from_rates(workspace: Workspace, period: str, known: set[FactId]) -> list[Fact]:
    """What published completions and distances to the pace imply where the amount reached was not published.

    Of a completion its distance to the pace and, where the target is known, the interval of what is missing;
    of a distance to the pace alone the completion.
    """
    months, found = period_months(period)[1], list[Fact]()
    published = {
        fact_id: quantity
        for name, quantity in workspace.latest.items()
        if (fact_id := FactId(name)).period == period_key(period)
        and fact_id.statistic in ("completion", "pace_gap")
        and fact_id.name in ("completion", "pace_gap", fact_id.authority)
        and quantity.unit == "ratio"
        and None not in (quantity.low, quantity.high)
    }
    aims = {target["target_id"]: target for _, target in workspace.targets.iterrows()}
    for fact_id, quantity in published.items():
        scope = quantity.definition.population
        rate_id, gap_id = fact_id.with_statistic("completion"), fact_id.with_statistic("pace_gap")
        rate = published.get(rate_id)
        if rate is None:
            rate = pace_gap(quantity, -months)
            if rate_id in known or rate.low is None or rate.low < 0:
                continue
            found.append(computed_fact(rate_id, rate, period=period, scope=scope, definition="completion"))
        elif gap_id not in published and gap_id not in known:
            gap = computed_fact(
                gap_id, pace_gap(rate, months), period=period, scope=scope, definition="pace_gap"
            )
            found.append(replace(gap, unit="个百分点"))
        target = aims.get(rate_id.with_statistic("target").in_period(period[:4]))
        excess_id = rate_id.with_statistic("excess")
        if target is not None and target["evidence"] != "implied" and excess_id not in known:
            found += _missing(excess_id, rate, target, period)
    return list({fact.id: fact for fact in found}.values())


def _missing(excess_id: FactId, rate: Quantity, target: pd.Series, period: str) -> list[Fact]:
    """Interval of the difference to a target that a rounded completion leaves."""
    aim = target["quantity"]
    exact_aim = aim.value is not None and target["relation"] == "=" and aim.unit not in ("名", "ratio")
    if not exact_aim or rate.low is None or rate.high is None:
        return []
    low, high = (aim.value * (end - 1) for end in (rate.low, rate.high))
    interval = Quantity(None, low, high, aim.unit, aim.definition, (*rate.sources, *aim.sources))
    fact = computed_fact(
        excess_id,
        interval,
        period=period,
        scope=target["scope"],
        target=aimed_at(target),
        signed=True,
        definition="excess",
    )
    return [fact]


def figures_with(figures: pd.DataFrame, *relations: str) -> frozenset[str]:
    """Return ids of the figures that were published with one of some relations, such as 约 (``~``)."""
    return frozenset(figures.loc[figures["relation"].isin(relations), "figure_id"])


def _as_strict(fact: Fact, strict: frozenset[str], *, is_about: bool = False) -> Fact:
    """Say of a bound that follows from one that is not attained (超过) that it is not attained either.

    A number that is about so much (`is_about`) says so.
    """
    if is_about and fact.relation == "=":
        return replace(fact, relation="~")
    signs = {">=": ">", "<=": "<"}
    concerned = any(source in strict for source in fact.sources)
    return replace(fact, relation=signs.get(fact.relation, fact.relation)) if concerned else fact


def reached(
    completed: Sequence[Fact], published: Iterable[Fact], period: str, about: frozenset[str] = frozenset()
) -> list[Fact]:
    """Number of targets of which it is known whether they are reached, and how many of them are.

    Parameters
    ----------
    completed, published
        Facts of :func:`completions` and of what was published: a published completion is not computed again,
        and counts also where nobody published the target's number.
    about
        Ids of the figures that are approximate.
    """
    known = list(published)
    completed = [as_approximate(fact, about) for fact in completed]
    excesses = [fact for fact in completed if fact.id.statistic == "excess"]
    counted = {fact.id.with_statistic("completion") for fact in excesses}
    counted |= {fact.id for fact in known if _is_completion(fact, period)}
    rates: dict[FactId, Fact] = {}
    for fact in (*known, *completed):
        if fact.id in counted:
            rates.setdefault(fact.id, fact)
    if not rates:
        return []
    implied = any(fact.caveat == IMPLIED_TARGET for fact in excesses)
    by_id = {fact.id: fact for fact in excesses}
    of_all = [side_of_target(rate, by_id.get(rate.id.with_statistic("excess"))) for rate in rates.values()]
    sides = [each for each in of_all if each != OPEN]  # of 约 the target nobody can say
    if not sides:
        return []
    numbers = {"counted": len(sides), "reached": sum(each in REACHED for each in sides)}
    sources = tuple(dict.fromkeys(source for rate in rates.values() for source in rate.sources))
    return [
        facts.count_fact(
            FactId.of(period, "targets", name),
            number,
            period,
            definition=name,
            sources=sources,
            caveat=IMPLIED_TARGET if implied else "",
        )
        for name, number in numbers.items()
    ]


ROUNDED_TO_TARGET = "rounded_to_target"
"""Caveat of a published completion of 100 % whose number is not the target."""


def with_rounding_noted(found: Iterable[Fact], completed: Iterable[Fact]) -> list[Fact]:
    """Say of a published completion of 100 % that it is rounded, where the number is not the target.

    Parameters
    ----------
    found
        Published facts.
    completed
        Facts of :func:`completions`, with the differences to the targets.
    """
    missed = {
        fact.id.with_statistic("completion")
        for fact in completed
        if fact.id.statistic == "excess" and fact.value
    }
    return [
        replace(fact, caveat=ROUNDED_TO_TARGET)
        if fact.id in missed and fact.value == WHOLE and not fact.caveat
        else fact
        for fact in found
    ]


def _is_completion(fact: Fact, period: str) -> bool:
    """Whether a fact is the published completion of a target of the period."""
    own = fact.period == period and fact.id.period == period_key(period)
    one_of_all = fact.id.name in ("completion", fact.id.authority)  # no version such as like_for_like
    return own and one_of_all and fact.evidence == "published" and fact.id.statistic == "completion"


def pace_gap(completion: Quantity, months: int) -> Quantity:
    """Completion less time progress (`months` ÷ 12), as a ratio: positive if ahead of the calendar.

    Examples
    --------
    >>> from jjinvest.core.quantity import Definition
    >>> pace_gap(Quantity.exact(Fraction(3, 4), "ratio", Definition("agreed")), 6).value
    Fraction(1, 4)
    """
    return completion - Quantity.exact(Fraction(months, 12), "ratio", completion.definition)


def comparable(actual: Quantity, target: pd.Series, *, rates: bool = False) -> bool:
    """Whether a target has the definition and unit of an actual, and is an amount to reach, not a rank.

    Parameters
    ----------
    rates
        Whether a rate to reach, such as 开工率, counts too.
    """
    aim = target["quantity"]
    of_rate = rates and actual.unit == "ratio"
    same = actual.unit == aim.unit and (of_rate or actual.definition == aim.definition)
    return same and aim.unit not in (("名",) if rates else ("名", "ratio")) and (aim.value or 0) > 0
