"""Tables from ledger rows: groups, stages, waiting times, rates, outlook, published beside ledger.

`results` is the ledger's view (:attr:`jjinvest.results.results.Results.ledger`) unless a function states
otherwise; None gives empty tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from jjinvest.core.codes import BASIS_OF_METRIC, STAGES, TO_SIGNED
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.size_classes import tier_edges
from jjinvest.forecasting.attribution.decompose import CERTAIN_PARTS
from jjinvest.metrics.ledger_indicators import ENTRY_DATE, LEDGER_RATES, TOP_COUNTS
from jjinvest.metrics.ledger_observations import GROUPING_OF_SCOPE
from jjinvest.metrics.pace import OWN
from jjinvest.reporting.tables.cells import Badge, FactName, Ranged, Sources, Term, cells
from jjinvest.reporting.tables.sentences import aim
from jjinvest.results.results import Results


def by_group(results: Results | None, scope: str) -> pd.DataFrame:
    """Every measure of the period by the groups of a scope, largest first; size classes by their edges.

    The scope is sector, tier, task_force, chain, channel or park.

    Groups whose amounts are not for the public stand last, by number: their order would reveal their amounts.
    """
    columns = ["group", *BASIS_OF_METRIC]
    if results is None:
        return cells([], columns)
    rows = results.figures[
        (results.figures["period"] == results.period) & (results.figures["scope"] == scope)
    ]
    prefix = "" if scope in ("sector", "tier") else scope
    subjects = list(dict.fromkeys(rows["subject"]))
    if scope == "tier":
        subjects.sort(key=lambda tier: -tier_edges(tier)[0])
    groups = [
        {"group": Term(subject, scope)}
        | {
            name: results.facts.get(FactId.of(results.period, name, prefix, subject))
            for name in BASIS_OF_METRIC
        }
        for subject in subjects
    ]
    if scope != "tier":
        groups.sort(key=_rank)
    return cells(groups, columns)


def _rank(row: dict[str, Any]) -> tuple[bool, float]:
    amount = row["agreed_amount"]
    held = isinstance(amount, Fact) and amount.tier != "public"
    return held, -_number(row["projects_signed"] if held else amount)


def of_all_years(frame: pd.DataFrame) -> pd.DataFrame:
    """Name funds and contracts of groups for what they are of: all projects, not only new ones."""
    return frame.rename(
        columns={"funds_in_place": "funds_of_all_years", "contract_amount": "contracts_of_all_years"}
    )


def withheld_groups(results: Results | None) -> pd.DataFrame:
    """Every measure of the groups whose amounts are not for the public.

    Which they are: :func:`jjinvest.metrics.ledger_observations.withheld`.
    """
    rows = [
        {"grouping": Term(scope), **{str(column): cell for column, cell in row.items()}}
        for scope in (GROUPING_OF_SCOPE if results is not None else ())
        for row in by_group(results, scope).to_dict("records")
        if any(isinstance(cell, Fact) and cell.tier != "public" for cell in row.values())
    ]
    frame = cells(rows, ["grouping", "group", *BASIS_OF_METRIC])
    return frame.dropna(axis="columns", how="all") if rows else frame


def stages(results: Results | None) -> pd.DataFrame:
    """Projects and amounts by stage, with how long those that wait for the next stage have waited."""
    columns = ["stage", "count", "sum", "median_days", "over_half_year", "over_year"]
    if results is None:
        return cells([], columns)
    rows = []
    for stage in STAGES:
        count, amount = (FactId.of(results.period, m, "in_stage", stage) for m in ("projects", "amount"))
        if count not in results.facts:
            continue  # the ledger does not state who is in it
        rows.append(
            {"stage": Term(stage), "count": results.facts[count], "sum": results.facts[amount]}
            | {name: results.facts.get(count / name) for name in columns[3:]}
        )
    return cells(rows, columns)


def waiting(results: Results | None) -> pd.DataFrame:
    """How long the projects of each stage have stood in it: shortest, median, longest."""
    columns = ["stage", "count", "median_days", "waited"]
    if results is None:
        return cells([], columns)
    rows = []
    for stage in ENTRY_DATE:
        count = FactId.of(results.period, "projects", "in_stage", stage)
        median = results.get(count / "median_days")
        if median is not None:
            rows.append(
                {
                    "stage": Term(stage),
                    "count": results[count],
                    "median_days": median,
                    "waited": Ranged(median),
                }
            )
    return cells(rows, columns)


def rates(results: Results | None) -> pd.DataFrame:
    """Each named rate overall, by sector, task force and park."""
    columns = ["group", *LEDGER_RATES]
    if results is None:
        return cells([], columns)
    heads = {rate: FactId.of(results.period, rate) for rate in LEDGER_RATES}
    groups: dict[tuple[str, ...], Term] = {(): Term("all_projects")}
    for fact_id in map(FactId, results.facts):
        for head in heads.values():
            if below := fact_id.below(head):
                groups.setdefault(below, Term(below[-1], below[0] if len(below) > 1 else "sector"))
    rows = [
        {"group": name}
        | {
            rate: results.facts.get(FactId.of(head.period, *head.parts, *group))
            for rate, head in heads.items()
        }
        for group, name in groups.items()
    ]
    return cells(rows, columns)


NEGOTIATION = ("projects_in_negotiation", "intended_amount")


PROGRESS = (
    "projects_started",
    "projects_completed",
    "projects_performing",
    *(name for names in TO_SIGNED.items() for name in names),
)
"""What shows how far signed projects have come."""


def published_pipeline(results: Results) -> pd.DataFrame:
    """Published numbers of projects under negotiation, and of how far signed projects have come.

    Rates that follow from published numbers are among them, those from the rows of a ledger are not.
    """
    rows = [
        {
            "item": FactName(fact.id),
            "published": fact,
            "evidence": Badge(fact.evidence),
            "source": Sources(fact.sources),
        }
        for fact in results.facts.values()
        if fact.period == results.period
        and fact.id.metric in (*NEGOTIATION, *PROGRESS)
        and fact.evidence in (("published",) if results.rests_on_ledger else ("published", "computed"))
        and not set(fact.id.parts) & {"share", "named", "ledger"}
    ]
    return cells(rows, ["item", "published", "evidence", "source"])


def parts_of(results: Results | None, metric: str, names: Sequence[str], columns: list[str]) -> pd.DataFrame:
    """Parts of a total, each with its amount and share; `columns` name part, amount and share."""
    rows = []
    if results is not None:
        ids = {name: FactId.of(results.period, metric, name) for name in names}
        rows = [
            (Term(name), results.facts[fact_id], results.facts.get(fact_id / "share"))
            for name, fact_id in ids.items()
            if fact_id in results.facts
        ]
    return cells([dict(zip(columns, row, strict=True)) for row in rows], columns)


def largest(results: Results | None, published: Results | None = None) -> pd.DataFrame:
    """Amount and share of the largest projects, and the total without the largest.

    What is withheld from the public, but follows from published figures but for their rounding, stands as it
    follows: a page would else hide in one table what it shows in another.

    Parameters
    ----------
    published
        The results of the published figures beside the ledger; without them nothing else follows.
    """
    names = [*(f"top{n}" for n in TOP_COUNTS), "without_largest"]
    frame = parts_of(results, "agreed_amount", names, ["group", "amount", "part_share"])
    if published is None or published is results or published.workspace.tier != "public":
        return frame
    return frame.map(lambda cell: _as_it_follows(cell, published) if isinstance(cell, Fact) else cell)


def _as_it_follows(fact: Fact, published: Results) -> Fact:
    """Return the bounds that published figures set to a withheld number, if it is within them; else it."""
    _, *rest = fact.id.parts  # without the mark of the ledger
    bounds = published.bounds.get(FactId.of(fact.id.period, *rest)) if fact.tier != "public" else None
    if bounds is None or fact.value is None or bounds.low is None or bounds.high is None:
        return fact
    return bounds if bounds.low <= fact.value <= bounds.high else fact


def seasonal_pace(results: Results) -> pd.DataFrame:
    """Completion against the calendar and against what the district's own earlier years had reached by then.

    Of each target, by the ledger where that dates the amounts, else by what was published.
    """
    rows: list[dict[str, object]] = []
    for view in reversed(results.available_views):
        for progress in view.facts.values():
            key = progress.id.parent
            if progress.id.name != "seasonal_progress" or progress.caveat != OWN:
                continue
            item = FactName(key, with_period=False)
            if key.period != FactId.of(results.period).period or any(row["item"] == item for row in rows):
                continue
            gap = key / "pace_gap_seasonal"
            authorities = [""] if gap in view.facts else []
            authorities += [fact.id.name for fact in view.facts.values() if fact.id.parent == gap]
            rows += [_seasonal_row(view, key, authority) | {"item": item} for authority in authorities]
    columns = ["item", "authority", "actual", "target", "completion", "pace_gap"]
    table = cells(rows, [*columns, "seasonal_progress", "pace_gap_seasonal"])
    if not table["item"].duplicated().any():
        table = table.drop(columns="authority")
    return table.dropna(axis="columns", how="all")


def _seasonal_row(view: Results, key: FactId, authority: str) -> dict[str, object]:
    """Numbers of one target of an authority in :func:`seasonal_pace`."""
    of_target = {name: key / name / authority for name in ("completion", "pace_gap", "pace_gap_seasonal")}
    return {
        "authority": aim(authority),
        "actual": view.facts.get(key),
        "target": view.facts.get(key.in_period(str(view.year)) / "target" / authority),
        "seasonal_progress": view.facts.get(key / "seasonal_progress"),
        **{name: view.facts.get(fact_id) for name, fact_id in of_target.items()},
    }


def comparison(results: Results) -> pd.DataFrame:
    """Published figures beside sums of the ledger, differing ones first; `results` is the published view."""
    chosen = results.comparison.sort_values("verdict", ascending=False, kind="stable")
    rows = [
        {
            "item": FactName(row["fact_id"]),
            **{name: row[name] for name in ("published", "from_ledger", "difference")},
            "verdict": Badge(row["verdict"]),
        }
        for row in chosen.to_dict("records")
    ]
    return cells(rows, ["item", "published", "from_ledger", "difference", "verdict"])


def _number(cell: object) -> float:
    value = getattr(cell, "value", None)
    return 0.0 if value is None else float(value)


def ahead(results: Results) -> str:
    """First part of ids of the ledger's forecasts: ``next``, or ``year`` while the year is in progress."""
    return "next" if results.complete_year else "year"


FORECAST_MEASURES = (
    "agreed_amount",
    "agreed_amount.out_of_city",
    "funds_in_place",
    "funds_in_place.out_of_city",
)
"""What the ledger's simulation forecasts."""


def ledger_outlook(results: Results) -> pd.DataFrame:
    """Forecast of each measure from the ledger, beside its target.

    What is certain so far, mean, median, 80 % band, target and chance (range over the cases). The mean, with
    what is certain, is what a later run explains the change of.
    """
    columns = ["item", "so_far", "mean", "median", "interval", "target", "chance", "chance_range"]
    rows = []
    for measure in FORECAST_MEASURES:
        subject = results.resolve(f"{ahead(results)}.{measure}")
        head = subject / "ledger"
        median, chance = results.get(head / "forecast.median"), results.get(head / "p_reach")
        if median is not None:
            rows.append(
                {
                    "item": FactName(subject),
                    "so_far": results[head / "part" / CERTAIN_PARTS.get(median.basis, "signed")],
                    "mean": results[head / "forecast.mean"],
                    "median": median,
                    "interval": Ranged(results[head / "forecast.band80"]),
                    "target": results.get(subject / "target"),
                    "chance": chance,
                    "chance_range": None if chance is None else Ranged(chance),
                }
            )
    return cells(rows, columns).dropna(axis="columns", how="all")


CATEGORIES = ("signed", "commit", "best_case", "pipeline", "undated")


def categories(results: Results) -> pd.DataFrame:
    """Projects signed and unsigned by category, with the amount expected from each as far as it is known.

    Categories without a project are left out. Those signed are of the year that is forecast: no row before it
    begins.
    """
    rows = []
    for name in ("commit", "best_case", "pipeline", "undated") if results.complete_year else CATEGORIES:
        key = results.resolve(f"{ahead(results)}.category.{name}")
        number = results.get(key / "number")
        if number is not None and number.value:
            rows.append(
                {
                    "category": Term(f"category_{name}"),
                    "count": number,
                    "sum": results[key / "amount"],
                    "expected_amount": results.get(key / "expected"),
                }
            )
    return cells(rows, ["category", "count", "sum", "expected_amount"])
