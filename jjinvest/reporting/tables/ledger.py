"""Tables from the rows of a ledger: groups, stages and waiting, rates, new and carried-over funds, print beside ledger.

`results` is the ledger's view (:attr:`jjinvest.results.results.Results.ledger`) unless said otherwise; None gives empty tables.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.forecasting.attribution.decompose import CERTAIN_PARTS
from jjinvest.metrics.ledger_indicators import ENTERED, RATES, TOP
from jjinvest.metrics.ledger_observations import BASIS, SCOPES
from jjinvest.reporting.tables.cells import Badge, FactName, Ranged, Sources, Term, cells
from jjinvest.results.results import Results

STAGES = ("lead", "negotiating", "signed", "started", "in_production", "terminated")


def by_group(results: Results | None, scope: str) -> pd.DataFrame:
    """Every measure of the period by the groups of a scope (sector, tier, task_force, chain, channel, park), largest first.

    Groups whose amounts are not for the public stand last, by number: their order would tell of their amounts.
    """
    columns = ["group", *BASIS]
    if results is None:
        return cells([], columns)
    rows = results.figures[
        (results.figures["period"] == results.period) & (results.figures["scope"] == scope)
    ]
    prefix = "" if scope in ("sector", "tier") else f"{scope}."
    found = [
        {"group": Term(subject)}
        | {name: results.facts.get(f"{results.period.lower()}.{name}.{prefix}{subject}") for name in BASIS}
        for subject in dict.fromkeys(rows["subject"])
    ]
    found.sort(key=_rank)
    return cells(found, columns)


def _rank(row: dict[str, Any]) -> tuple[bool, float]:
    amount = row["agreed_amount"]
    held = isinstance(amount, Fact) and amount.tier != "public"
    return held, -_number(row["projects_signed"] if held else amount)


def withheld_groups(results: Results | None) -> pd.DataFrame:
    """Every measure of the groups whose amounts are not for the public (:func:`jjinvest.metrics.ledger_observations.withheld`)."""
    rows = [
        {"grouping": Term(scope), **{str(column): cell for column, cell in row.items()}}
        for scope in (SCOPES if results is not None else ())
        for row in by_group(results, scope).to_dict("records")
        if any(isinstance(cell, Fact) and cell.tier != "public" for cell in row.values())
    ]
    return cells(rows, ["grouping", "group", *BASIS])


def stages(results: Results | None) -> pd.DataFrame:
    """Projects and amounts by stage, with how long those that wait for the next stage have waited."""
    columns = ["stage", "count", "sum", "median_days", "over_half_year", "over_year"]
    if results is None:
        return cells([], columns)
    p = results.period.lower()
    rows = [
        {"stage": Term(stage), "count": results.facts[f"{p}.projects.in_stage.{stage}"], "sum": results.facts[f"{p}.amount.in_stage.{stage}"]}
        | {name: results.facts.get(f"{p}.projects.in_stage.{stage}.{name}") for name in columns[3:]}
        for stage in STAGES
    ]  # fmt: skip
    return cells(rows, columns)


def waiting(results: Results | None) -> pd.DataFrame:
    """How long the projects of each stage have stood in it: shortest, median, longest."""
    columns = ["stage", "count", "median_days", "waited"]
    rows = []
    for stage in ENTERED if results is not None else ():
        key = f"now.projects.in_stage.{stage}"
        median = results.get(f"{key}.median_days") if results is not None else None
        if results is not None and median is not None:
            rows.append(
                {"stage": Term(stage), "count": results[key], "median_days": median, "waited": Ranged(median)}
            )
    return cells(rows, columns)


def rates(results: Results | None) -> pd.DataFrame:
    """Each named rate overall, by sector, task force and park."""
    columns = ["group", *RATES]
    if results is None:
        return cells([], columns)
    p = results.period.lower()
    groups: dict[str, Term] = {"": Term("all_projects")}
    for fact_id in results.facts:
        for rate in RATES:
            if fact_id.startswith(f"{p}.{rate}."):
                suffix = fact_id.removeprefix(f"{p}.{rate}")
                groups.setdefault(suffix, Term(suffix.rpartition(".")[2]))
    rows = [
        {"group": name} | {rate: results.facts.get(f"{p}.{rate}{suffix}") for rate in RATES}
        for suffix, name in groups.items()
    ]
    return cells(rows, columns)


def published_pipeline(results: Results) -> pd.DataFrame:
    """What print says of projects under negotiation."""
    rows = [
        {"item": FactName(fact.id), "published": fact, "source": Sources(fact.sources)}
        for fact in results.facts.values()
        if fact.evidence == "published" and fact.scope == "pipeline"
    ]
    return cells(rows, ["item", "published", "source"])


def funds(results: Results) -> pd.DataFrame:
    """The period's funds with target, completion and pace, from print and from the ledger, whichever there is."""
    columns = ["item", "actual", "target", "completion", "excess", "pace_gap", "evidence", "source"]
    rows = []
    for view in results.views:
        for key in (f"{results.period.lower()}.funds_in_place{scope}" for scope in ("", ".out_of_city")):
            fact = view.facts.get(key)
            if fact is not None:
                further = {
                    name: view.facts.get(f"{key}.{name}") for name in ("completion", "excess", "pace_gap")
                }
                target = (
                    view.facts.get(f"{results.year}.{key.split('.', 1)[1]}.target")
                    if further["completion"]
                    else None
                )
                rows.append(
                    {
                        "item": FactName(key, with_period=False),
                        "actual": fact,
                        "target": target,
                        **further,
                        "evidence": Badge(fact.evidence),
                        "source": Sources(fact.sources),
                    }
                )
    return cells(rows, columns).dropna(axis="columns", how="all")


def funds_rates(results: Results) -> pd.DataFrame:
    """Both definitions of 资金到位率 as far as the data gives them, from print or ledger."""
    rows = [
        {"item": FactName(f"{results.period.lower()}.{name}", with_period=False), "rate": fact, "evidence": Badge(fact.evidence), "source": Sources(fact.sources)}
        for view in results.views
        for name in ("funds_rate_dynamic", "funds_rate_dynamic.out_of_city", "funds_rate_cohort")
        if (fact := view.facts.get(f"{results.period.lower()}.{name}")) is not None
    ]  # fmt: skip
    return cells(rows, ["item", "rate", "evidence", "source"])


def origin_of_funds(results: Results | None) -> pd.DataFrame:
    """The year's funds by the year their project was signed: new, carried over, and those without a signing date."""
    columns = ["origin_of_funds", "sum", "part_share"]
    if results is None:
        return cells([], columns)
    key = f"{results.period.lower()}.funds_in_place"
    rows = [
        {"origin_of_funds": Term(name), "sum": results.facts[f"{key}.{name}"], "part_share": results.facts.get(f"{key}.{name}.share")}
        for name in ("new", "carried_over", "undated")
        if f"{key}.{name}" in results.facts
    ]  # fmt: skip
    return cells(rows, columns)


def largest(results: Results | None) -> pd.DataFrame:
    """Amount and share of the largest projects, and the total without the largest."""
    columns = ["group", "amount", "part_share"]
    if results is None:
        return cells([], columns)
    key = f"{results.period.lower()}.agreed_amount"
    names = [f"top{n}" for n in TOP] + ["without_largest"]
    rows = [
        {"group": Term(name), "amount": results.facts[f"{key}.{name}"], "part_share": results.facts.get(f"{key}.{name}.share")}
        for name in names
        if f"{key}.{name}" in results.facts
    ]  # fmt: skip
    return cells(rows, columns)


def seasonal_pace(results: Results | None) -> pd.DataFrame:
    """Completion against the calendar and against what earlier years had reached by this month."""
    columns = ["item", "actual", "target", "completion", "pace_gap", "seasonal_progress", "pace_gap_seasonal"]
    rows = []
    for metric in ("agreed_amount", "contract_amount") if results is not None else ():
        key = f"now.{metric}"
        progress = results.get(f"{key}.seasonal_progress") if results is not None else None
        if results is not None and progress is not None:
            further = {
                name: results.get(f"{key}.{name}") for name in ("completion", "pace_gap", "pace_gap_seasonal")
            }
            target = results.get(f"year.{metric}.target")
            rows.append({"item": FactName(f"{results.period.lower()}.{metric}", with_period=False), "actual": results[key], "target": target, **further, "seasonal_progress": progress})  # fmt: skip
    return cells(rows, columns).dropna(axis="columns", how="all")


def comparison(results: Results) -> pd.DataFrame:
    """Published figures beside what the ledger adds up to, those that differ first; `results` is the published view."""
    chosen = results.comparison.sort_values("verdict", ascending=False, kind="stable")
    rows = [
        {"item": FactName(row["fact_id"]), "published": row["published"], "from_ledger": row["from_ledger"],
         "difference": row["difference"], "verdict": Badge(row["verdict"])}
        for row in chosen.to_dict("records")
    ]  # fmt: skip
    return cells(rows, ["item", "published", "from_ledger", "difference", "verdict"])


def _number(cell: object) -> float:
    value = getattr(cell, "value", None)
    return 0.0 if value is None else float(value)


def ahead(results: Results) -> str:
    """Head of the ids of what the ledger foretells: ``next``, or ``year`` while the year is in progress."""
    return "next" if results.complete_year else "year"


def ledger_outlook(results: Results) -> pd.DataFrame:
    """Forecast of each measure from the ledger, beside its target.

    What is certain so far, mean, median, 80 % band, target and chance (range over the cases). The mean, with what is
    certain, is what a later run explains the change of.
    """
    columns = ["item", "so_far", "mean", "median", "interval", "target", "chance", "chance_range"]
    rows = []
    for measure in (
        "agreed_amount",
        "agreed_amount.out_of_city",
        "funds_in_place",
        "funds_in_place.out_of_city",
    ):
        head = f"{ahead(results)}.{measure}"
        median, chance = results.get(f"{head}.ledger.forecast.median"), results.get(f"{head}.ledger.p_reach")
        if median is not None:
            certain = results[f"{head}.ledger.part.{CERTAIN_PARTS.get(median.basis, 'signed')}"]
            rows.append(
                {"item": FactName(median.id.removesuffix(".ledger.forecast.median")), "so_far": certain,
                 "mean": results[f"{head}.ledger.forecast.mean"], "median": median,
                 "interval": Ranged(results[f"{head}.ledger.forecast.band80"]), "target": results.get(f"{head}.target"),
                 "chance": chance, "chance_range": None if chance is None else Ranged(chance)}
            )  # fmt: skip
    return cells(rows, columns).dropna(axis="columns", how="all")


def categories(results: Results) -> pd.DataFrame:
    """Projects signed and unsigned by category, with the amount expected from each."""
    rows = []
    for name in ("signed", "commit", "best_case", "pipeline"):
        key = f"{ahead(results)}.category.{name}"
        number = results.get(f"{key}.number")
        if number is not None:
            rows.append({"category": Term(f"category_{name}"), "count": number, "sum": results[f"{key}.amount"], "expected_amount": results[f"{key}.expected"]})  # fmt: skip
    return cells(rows, ["category", "count", "sum", "expected_amount"])


def cohorts(results: Results) -> pd.DataFrame:
    """Funds by signing quarter: agreed, in place, share, and the ultimate with its standard error."""
    heads = dict.fromkeys(i.rpartition(".")[0] for i in results.facts if ".cohort." in i)
    rows = [
        {"cohort": FactName(f"{head.rpartition('.')[2]}", with_period=True), "agreed_amount": results.facts[f"{head}.agreed_amount"],
         "funds_to_date": results.facts[f"{head}.funds_to_date"], "part_share": results.facts.get(f"{head}.share_in_place"),
         "ultimate": results.facts[f"{head}.ultimate"], "interval": Ranged(results.facts[f"{head}.ultimate"])}
        for head in heads
        if f"{head}.agreed_amount" in results.facts
    ]  # fmt: skip
    return cells(rows, ["cohort", "agreed_amount", "funds_to_date", "part_share", "ultimate", "interval"])


def funds_by_age(results: Results) -> pd.DataFrame:
    """Share of the agreed amount in place by quarters since signing, as own cohorts show it."""
    head = f"{results.period.lower()}.funds_by_age."
    found = {int(i.removeprefix(head)): fact for i, fact in results.facts.items() if i.startswith(head)}
    return cells(
        [{"age": str(age), "part_share": fact} for age, fact in sorted(found.items())], ["age", "part_share"]
    )
