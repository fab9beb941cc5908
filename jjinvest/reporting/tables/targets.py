"""Tables of a target's chance: amounts by chance, sensitivities, parts, monthly pace, mid-year scores."""

from __future__ import annotations

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.rounding import round_half_up
from jjinvest.forecasting.distribution_facts import CHANCES
from jjinvest.metrics.targets import measure, target_fact_id
from jjinvest.reporting.tables.cells import Badge, FactName, Ranged, Term, cells, with_aims_apart
from jjinvest.reporting.tables.sentences import aim
from jjinvest.results.results import Results

SENSITIVITY = ["item", "low_at", "low_p", "high_at", "high_p", "swing"]
SCORED = (
    "forecast.median",
    "forecast.band80",
    "linear",
    "actual_percentile",
    "score.crps",
    "score.linear_error",
    "score.interval80",
)
"""Last parts of the ids of a mid-year forecast and, once the year is published, of its scores."""


def exceedance_quantiles(results: Results, key: str) -> pd.DataFrame:
    """Amount that is reached with each chance; one that is written 0 is none that can be relied on.

    Parameters
    ----------
    key
        Id of the forecast amount: ``next.agreed_amount`` or ``year.agreed_amount.mid_year``.
    """
    head = results.resolve(key) / "exceedance_quantile"
    rows = [
        {"reached_with": Term(f"chance_{p}"), "amount_reached": fact}
        for p in CHANCES
        if (fact := results.get(head / p)) is not None and not _is_written_0(fact)
    ]
    return cells(rows, ["reached_with", "amount_reached"])


def _is_written_0(fact: Fact) -> bool:
    return not round_half_up(fact.value or 0.0, fact.shown_decimals)


def sensitivity(results: Results, key: str, *, drivers_only: bool = False) -> pd.DataFrame:
    """What would change the chance of the target, the strongest first.

    A driver is given at both ends, an assumption with and without it.
    """
    base = results.get(results.resolve(key) / "p_reach")
    if base is None:
        return cells([], SENSITIVITY)
    head = base.id / "sensitivity"
    swings = [f for f in results.facts.values() if f.id.below(head) and f.id.name == "swing"]
    rows = []
    for swing in sorted(swings, key=lambda fact: -abs(fact.value or 0.0)):
        case = swing.id.parent
        ends = {end: results.facts.get(case / end) for end in ("low_at", "low_p", "high_at", "high_p")}
        if ends["low_p"] is not None:
            rows.append({"item": _driver(results, case.name), **ends, "swing": swing})
        elif not drivers_only:
            without = results.facts[base.id / case.name]
            rows.append(
                {
                    "item": Term(f"case_{case.name}"),
                    "low_at": None,
                    "low_p": base,
                    "high_at": None,
                    "high_p": without,
                    "swing": swing,
                }
            )
    return cells(rows, SENSITIVITY)


def chance_drivers(results: Results) -> pd.DataFrame:
    """The two drivers that would change the chance of the target ahead most.

    An ensemble has no drivers; then those of the ledger's simulation are shown.
    """
    key, _ = results.outlook.ahead
    drivers = sensitivity(results, key, drivers_only=True)
    if drivers.empty:
        head = results.resolve(key)
        total = head.parent if head.name == "pooled" else head
        drivers = sensitivity(results, total / "ledger", drivers_only=True)
    return drivers.head(2)


def _driver(results: Results, name: str) -> FactName | Term:
    if not name.startswith("tier_"):
        return Term(f"driver_{name}")
    return FactName(FactId.of(results.outlook.year_ahead, "projects_signed", name), with_period=False)


def bridge(results: Results, key: str) -> pd.DataFrame:
    """Parts that make up the expected total, in order, then the total; empty where it has no parts.

    A part that is certain to be nothing is left out.
    """
    head = results.resolve(key)
    total = results.get(head / "forecast" / "mean")
    if total is None:
        return cells([], ["part", "expected_amount", "interval"])
    facts = results.facts.values()
    parts = ((below[0], fact) for fact in facts if (below := fact.id.below(head / "part")))
    rows = [
        {
            "part": Term(_part(name)),
            "expected_amount": fact,
            "interval": None if fact.low == fact.high else Ranged(fact),
        }
        for name, fact in parts
        if fact.value or fact.low != fact.high
    ]
    if not rows:
        return cells([], ["part", "expected_amount", "interval"])
    band = Ranged(results[head / "forecast" / "band80"])
    rows.append({"part": Term("expected_total"), "expected_amount": total, "interval": band})
    return cells(rows, ["part", "expected_amount", "interval"])


def _part(name: str) -> str:
    return name if name.startswith("tier_") else f"part_{name}"


def pace(results: Results) -> pd.DataFrame:
    """Amount per month so far, or of the year before, and what each target needs per month from now on."""
    year, targets = results.outlook.year_ahead, results.workspace.targets
    known = "monthly" if year == results.year else "monthly_before"
    rows = []
    for _, target in targets[targets["year"] == year].iterrows():
        key = FactId.of(year, measure(target))
        needed = results.facts.get(target_fact_id(target, year, "monthly_needed"))
        if needed is not None:
            rows.append(
                {
                    "item": FactName(key),  # with the year: the amount so far is of another one
                    "authority": aim(target["authority"]),
                    "target": results.facts[target["target_id"]],
                    known: results.facts[key.in_period(results.period) / "monthly"],
                    "monthly_needed": needed,
                    "evidence": Badge(needed.evidence),
                }
            )
    table = cells(rows, ["item", "authority", "target", known, "monthly_needed", "evidence"])
    return with_aims_apart(table) if table["item"].duplicated().any() else table.drop(columns="authority")


def mid_year_scores(results: Results, key: str) -> pd.DataFrame:
    """Mid-year forecast beside the actual with its scores; without an actual, the forecast alone."""
    head = results.resolve(key)
    facts = {name: results.get(head / name) for name in SCORED}
    rows = [
        {"statistic": Term(f"mid_year_{fact.id.name}"), "number": fact}
        for fact in facts.values()
        if fact is not None
    ]
    actual = results.get(head.parent)
    if actual is None:
        forecast = (Term("mid_year_median"), Term("mid_year_band80"), Term("mid_year_linear"))
        rows = [row for row in rows if row["statistic"] in forecast]
    else:
        rows.insert(0, {"statistic": Term("mid_year_actual"), "number": actual})
    return cells(rows, ["statistic", "number"])
