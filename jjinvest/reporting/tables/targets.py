"""Tables of a target's chance: amounts by chance, sensitivity, parts of the total, mid-year forecast."""

from __future__ import annotations

import pandas as pd

from jjinvest.forecasting.distribution import CHANCES
from jjinvest.metrics.targets import measure
from jjinvest.reporting.tables.cells import Badge, FactName, Ranged, Term, cells
from jjinvest.results.results import Results


def exceedance_quantiles(results: Results, key: str) -> pd.DataFrame:
    """Amount that is reached with each chance; `key` such as ``next.agreed_amount`` or ``year.agreed_amount.mid_year``."""
    rows = [
        {"reached_with": Term(f"chance_{p}"), "amount_reached": fact}
        for p in CHANCES
        if (fact := results.get(f"{key}.exceedance_quantile.{p}")) is not None
    ]
    return cells(rows, ["reached_with", "amount_reached"])


def sensitivity(results: Results, key: str, *, drivers_only: bool = False) -> pd.DataFrame:
    """What would move the chance of the target, the strongest first: drivers at both ends, assumptions with and without."""
    base = results.get(f"{key}.p_reach")
    if base is None:
        return cells([], SENSITIVITY)
    head = f"{base.id}.sensitivity."
    swings = {i: f for i, f in results.facts.items() if i.startswith(head) and i.endswith(".swing")}
    rows = []
    for fact_id, swing in sorted(swings.items(), key=lambda item: -(item[1].value or 0.0)):
        found = fact_id.removesuffix(".swing")
        name = found.removeprefix(head)
        at = {end: results.facts.get(f"{found}.{end}") for end in ("low_at", "low_p", "high_at", "high_p")}
        if at["low_p"] is not None:
            rows.append({"item": _driver(results, name), **at, "swing": swing})
        elif not drivers_only:
            case = results.facts[f"{base.id}.{name}"]
            rows.append({"item": Term(f"case_{name}"), "low_at": None, "low_p": base, "high_at": None, "high_p": case, "swing": swing})  # fmt: skip
    return cells(rows, SENSITIVITY)


def moves(results: Results) -> pd.DataFrame:
    """The two things that would change the chance of the target ahead most; of a pool those of the ledger's simulation."""
    key, _ = results.outlook.ahead
    table = sensitivity(results, key, drivers_only=True)
    if table.empty:
        table = sensitivity(results, f"{key.removesuffix('.pooled')}.ledger", drivers_only=True)
    return table.head(2)


def _driver(results: Results, name: str) -> FactName | Term:
    if not name.startswith("tier_"):
        return Term(f"driver_{name}")
    return FactName(f"{results.year + results.complete_year}.projects_signed.{name}", with_period=False)


SENSITIVITY = ["item", "low_at", "low_p", "high_at", "high_p", "swing"]


def bridge(results: Results, key: str) -> pd.DataFrame:
    """Parts that make up the expected total, in order, and the total: what a bridge chart draws."""
    total = results.get(f"{key}.forecast.mean")
    if total is None:
        return cells([], ["part", "expected_amount", "interval"])
    head = f"{total.id.removesuffix('.forecast.mean')}.part."
    parts = {i.removeprefix(head): f for i, f in results.facts.items() if i.startswith(head)}
    rows = [
        {"part": Term(_part(name)), "expected_amount": fact, "interval": None if fact.low == fact.high else Ranged(fact)}
        for name, fact in parts.items()
    ]  # fmt: skip
    rows.append({"part": Term("expected_total"), "expected_amount": total, "interval": Ranged(results[f"{key}.forecast.band80"])})  # fmt: skip
    return cells(rows, ["part", "expected_amount", "interval"])


def _part(name: str) -> str:
    return name if name.startswith("tier_") else f"part_{name}"


def pace(results: Results) -> pd.DataFrame:
    """Amount a month so far and what each target needs a month from here on."""
    targets = results.workspace.targets
    aimed = results.year + 1 if results.complete_year else results.year
    rows = []
    for _, target in targets[targets["year"] == aimed].iterrows():
        needed = results.facts.get(f"{aimed}.{measure(target)}.monthly_needed")
        if needed is not None:
            so_far = results.facts[f"{results.period.lower()}.{measure(target)}.monthly"]
            rows.append({"item": FactName(f"{aimed}.{measure(target)}", with_period=False), "target": results.facts[target["target_id"]],
                         "monthly": so_far, "monthly_needed": needed, "evidence": Badge(needed.evidence)})  # fmt: skip
    return cells(rows, ["item", "target", "monthly", "monthly_needed", "evidence"])


def mid_year_forecast(results: Results, key: str) -> pd.DataFrame:
    """The mid-year forecast beside the actual, and the scores of that one year."""
    before = ("forecast.median", "forecast.band80", "linear")
    after = ("actual_percentile", "score.crps", "score.linear_error", "score.interval80")
    actual = results.get(key.removesuffix(".mid_year"))
    rows: list[dict[str, object]] = [
        {"statistic": Term(f"mid_year_{fact.id.name}"), "statistic_value": fact}
        for name in (before if actual is None else (*before, *after))
        if (fact := results.get(f"{key}.{name}")) is not None
    ]
    if actual is not None:
        rows.insert(0, {"statistic": Term("mid_year_actual"), "statistic_value": actual})
    return cells(rows, ["statistic", "statistic_value"])
