"""What a target still needs: growth on the year before, and an amount a month from now on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact, computed_fact
from jjinvest.core.periods import period_months
from jjinvest.core.quantity import Definition, Quantity
from jjinvest.core.units import COUNT_UNIT, is_money
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.comparability import is_comparable
from jjinvest.metrics.targets import aimed_at, comparable, measure, target_fact_id


def growth_needed(workspace: Workspace, year: int) -> list[Fact]:
    """Growth that each target of `year` needs on the year before, where the definitions are the same."""
    latest, targets, figures = workspace.latest, workspace.targets, workspace.figures
    caveats = dict(zip(figures["fact_id"], figures["caveat"], strict=True)) if "caveat" in figures else {}
    rows = []
    for _, target in targets[targets["year"] == year].iterrows():
        actual_id = FactId.of(year - 1, measure(target))
        known = latest.get(actual_id)
        actual = None if known is None else known.as_now_known()
        if actual is None or not comparable(actual, target) or not actual.value or actual.value < 0:
            continue
        if not is_comparable(workspace, actual_id, year):
            continue
        factor = target["quantity"].over(actual)
        growth = factor - Quantity.exact(1, "ratio", factor.definition)
        rows.append(
            computed_fact(
                target_fact_id(target, year, "growth_needed"),
                growth,
                period=str(year),
                scope=target["scope"],
                target=aimed_at(target),
                caveat=caveats.get(actual_id, ""),
                signed=True,
                definition="growth_needed",
            )
        )
    return rows


def _implied_actual(workspace: Workspace, target: pd.Series, period: str) -> Quantity | None:
    """Interval of the amount reached that a published completion of a target of the year leaves."""
    rate, aim = workspace.latest.get(target_fact_id(target, period, "completion")), target["quantity"]
    if (
        rate is None
        or rate.unit != "ratio"
        or target["evidence"] == "implied"
        or int(target["year"]) != int(period[:4])
    ):
        return None
    if aim.value is None or target["relation"] != "=" or None in (rate.low, rate.high):
        return None
    low, high = (aim.value * end for end in (rate.low, rate.high))
    return Quantity(None, low, high, aim.unit, aim.definition, (*rate.sources, *aim.sources))


def monthly_pace(workspace: Workspace, period: str) -> list[Fact]:
    """Amount or count per month so far, and what each target needs a month from then on.

    During a year these are the year's own targets and its remaining months; after it those of the following
    year. A target that is reached needs nothing more; nor does one of a year that was over on the as-of day,
    of which no month is left, though its total is not published.
    """
    latest, targets, rows = workspace.latest, workspace.targets, list[Fact]()
    year, passed = int(period[:4]), period_months(period)[1]
    complete = passed == 12
    target_year = year + 1 if complete else year
    day = workspace.as_of_date
    over = not complete and day is not None and day.year > year
    for _, target in targets[targets["year"] == target_year].iterrows():
        actual_id = FactId.of(period, measure(target))
        known = latest.get(actual_id)
        actual = _implied_actual(workspace, target, period) if known is None else known.as_now_known()
        if actual is None or not comparable(actual, target):
            continue
        if not is_money(actual.unit) and actual.unit != COUNT_UNIT:
            continue
        left = target["quantity"] if complete else target["quantity"] - actual
        needed_id = target_fact_id(target, target_year, "monthly_needed")
        by_month = {(actual_id / "monthly", "monthly"): (actual, passed, period)}
        least = left.low if left.value is None else left.value
        if not over and least is not None and least > 0 and target["relation"] not in ("<", "<="):
            left = replace(left, low=None if left.low is None else max(left.low, Fraction(0)))
            by_month[needed_id, "monthly_needed"] = (left, 12 if complete else 12 - passed, str(target_year))
        for (fact_id, name), (amount, months, of_period) in by_month.items():
            if any(fact.id == fact_id for fact in rows):
                continue
            average = amount.per(Quantity.exact(months, COUNT_UNIT, Definition("months")))
            fact = computed_fact(fact_id, average, period=of_period, scope=target["scope"], definition=name)
            rows.append(replace(fact, decimals=1) if fact.unit == COUNT_UNIT else fact)
    return rows
