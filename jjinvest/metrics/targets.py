"""Targets: completion, excess, pace against the calendar, and the growth that the next target needs.

completion = actual ÷ annual target; time progress = months elapsed ÷ 12; pace gap = completion − time progress, in
percentage points. A target and an actual are compared only on the same basis and scope.
"""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.periods import period_months
from jjinvest.core.quantity import Definition, Quantity
from jjinvest.metrics.published import latest


def measure(target: pd.Series) -> str:
    """Fact id, without its period, of what a target aims at: ``funds_in_place.out_of_city``."""
    return str(target["target_id"]).removesuffix(".target").split(".", 1)[1]


def targets_of(targets: pd.DataFrame, year: int) -> pd.DataFrame:
    """Each target of a year as a fact; an implied one carries the interval that the rounding of its prints allows."""
    return facts.frame(
        facts.from_quantity(
            row["target_id"], row["quantity"], relation=row["relation"], evidence="target", period=str(year), scope=row["scope"],
            caveat="implied_target" if row["evidence"] == "implied" else "",
        )
        for _, row in targets[targets["year"] == year].iterrows()
    )  # fmt: skip


def completions(figures: pd.DataFrame, targets: pd.DataFrame, period: str) -> pd.DataFrame:
    """Completion, excess and pace gap of each target of the period's year that has an actual of its own basis."""
    known, rows = latest(figures), []
    p, last_month = period.lower(), period_months(period)[1]
    for _, target in targets[targets["year"] == int(period[:4])].iterrows():
        key = f"{p}.{measure(target)}"
        actual = known.get(key)
        if actual is None or actual.definition != target["quantity"].definition:
            continue
        completion = known.get(f"{key}.completion")
        scope = target["scope"]
        if completion is None or completion.low is None or completion.high is None:
            completion = actual.over(target["quantity"])
            rows.append(
                facts.from_quantity(
                    f"{key}.completion",
                    completion,
                    evidence="computed",
                    period=period,
                    scope=scope,
                    target=float(target["value"]),
                )
            )
        caveat = "implied_target" if target["evidence"] == "implied" else ""
        rows.append(
            facts.from_quantity(
                f"{key}.excess",
                actual - target["quantity"],
                evidence="computed",
                period=period,
                scope=scope,
                target=float(target["value"]),
                caveat=caveat,
            )
        )
        gap = pace_gap(completion, last_month)
        fact = facts.from_quantity(f"{key}.pace_gap", gap, evidence="computed", period=period, scope=scope)
        rows.append(facts.Fact(**{**vars(fact), "unit": "个百分点"}))
    return facts.frame(rows)


def reached(completed: pd.DataFrame, published: pd.DataFrame, period: str) -> pd.DataFrame:
    """Number of targets of the period that have an actual of their own basis, and how many of them are reached.

    Parameters
    ----------
    completed, published
        Facts of :func:`completions` and of what was published: a published completion is not computed again.
    """
    rows = pd.concat([published, completed])
    measures = completed.loc[completed["id"].str.endswith(".excess"), "id"].str.removesuffix(".excess")
    rates = rows[rows["id"].isin(measures + ".completion")].drop_duplicates("id")
    if rates.empty:
        return facts.frame([])
    numbers = {"counted": len(rates), "reached": int((rates["value"] >= 100).sum())}
    sources = tuple(dict.fromkeys(source for row in rates["sources"] for source in row))
    return facts.frame(
        facts.Fact(
            f"{period.lower()}.targets.{name}", float(number), None, None, "个", "count", "all", "computed",
            period, sources=sources, caveat="implied_target",
        )
        for name, number in numbers.items()
    )  # fmt: skip


def pace_gap(completion: Quantity, months: int) -> Quantity:
    """Completion less time progress (`months` ÷ 12), as a ratio: ahead of the calendar if positive."""
    return completion - Quantity.exact(Fraction(months, 12), "ratio", completion.definition)


def growth_needed(figures: pd.DataFrame, targets: pd.DataFrame, year: int) -> pd.DataFrame:
    """Growth on the year before that each target of `year` needs, where that year's actual has the same basis."""
    known, rows = latest(figures), []
    caveats = dict(zip(figures["fact_id"], figures["caveat"], strict=True)) if "caveat" in figures else {}
    for _, target in targets[targets["year"] == year].iterrows():
        actual = known.get(f"{year - 1}.{measure(target)}")
        if actual is None or actual.definition != target["quantity"].definition or actual.unit == "名":
            continue
        factor = target["quantity"].over(actual)
        growth = factor - Quantity.exact(1, "ratio", factor.definition)
        rows.append(
            facts.from_quantity(f"{year}.{measure(target)}.growth_needed", growth, evidence="computed", period=str(year),
                                scope=target["scope"], target=float(target["value"]),
                                caveat=caveats.get(f"{year - 1}.{measure(target)}", ""))
        )  # fmt: skip
    return facts.frame(rows)


def monthly_pace(figures: pd.DataFrame, targets: pd.DataFrame, period: str) -> pd.DataFrame:
    """Amount a month so far, and what each target needs a month from here on; months in the calendar's sense.

    While a year is in progress its own targets count, on what is left of it; after it those of the year that follows.
    """
    known, rows = latest(figures), []
    p, year, passed = period.lower(), int(period[:4]), period_months(period)[1]
    complete = passed == 12
    aimed = year + 1 if complete else year
    for _, target in targets[targets["year"] == aimed].iterrows():
        actual, scope = known.get(f"{p}.{measure(target)}"), target["scope"]
        if actual is None or actual.definition != target["quantity"].definition or actual.unit != "元":
            continue
        left = target["quantity"] if complete else target["quantity"] - actual
        months = 12 if complete else 12 - passed
        for name, amount, count, of in (
            (f"{p}.{measure(target)}.monthly", actual, passed, period),
            (f"{aimed}.{measure(target)}.monthly_needed", left, months, str(aimed)),
        ):
            each = amount.per(Quantity.exact(count, "个", Definition("months")))
            rows.append(facts.from_quantity(name, each, evidence="computed", period=of, scope=scope))
    return facts.frame(rows)
