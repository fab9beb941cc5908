"""Tables of funds: actual against target, rates, their origin, cohorts by signing quarter.

`results` is the view of the figures that a function's caller chose; None gives empty tables.
"""

from __future__ import annotations

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.metrics.comparability import LIKE_FOR_LIKE
from jjinvest.reporting.tables.breakdowns import completions_of
from jjinvest.reporting.tables.cells import Badge, FactName, Ranged, Sources, Term, cells, with_aims_apart
from jjinvest.reporting.tables.ledger import parts_of
from jjinvest.reporting.tables.sentences import aim
from jjinvest.results.results import Results


def funds_metrics(results: Results) -> list[str]:
    """Metrics of funds that the period's figures name: ``funds_in_place``, ``foreign_funds``, their kinds."""
    figures = results.figures
    named = dict.fromkeys(figures.loc[figures["period"] == results.period, "metric"])
    return [metric for metric in named if metric.startswith(("funds_in_place", "foreign_funds"))]


def funds(results: Results) -> pd.DataFrame:
    """The period's funds with growth, target, completion and pace: the published ones and the ledger's.

    Of the whole and of out-of-city projects always, of other parts where they have a target; a row for each
    authority.
    """
    columns = [
        "item",
        "actual",
        "growth",
        "growth_like_for_like",
        "authority",
        "target",
        "completion",
        "excess",
        "pace_gap",
        "evidence_of_actual",
        "source",
    ]
    rows = []
    for view in results.available_views:
        for key in _funds_ids(view):
            fact = view.facts.get(key)
            rates = [*completions_of(view, key)]
            of_authorities: list[tuple[str, Fact | None]] = [*rates] or [("", None)]
            for authority, completion in of_authorities:
                further = {name: view.facts.get(key / name / authority) for name in ("excess", "pace_gap")}
                target = view.facts.get(key.in_period(results.year) / "target" / authority)
                source = fact or completion
                rows.append(
                    {
                        "item": FactName(key, with_period=False),
                        "actual": fact,
                        "growth": view.facts.get(key / "growth"),
                        "growth_like_for_like": view.facts.get(key / "growth" / LIKE_FOR_LIKE),
                        "authority": aim(authority) if authority or len(of_authorities) > 1 else None,
                        "target": target if completion is not None else None,
                        "completion": completion,
                        **further,
                        "evidence_of_actual": None if source is None else Badge(source.evidence),
                        "source": None if source is None else Sources(source.sources),
                    }
                )
    return with_aims_apart(cells(rows, columns)).dropna(axis="columns", how="all")


def _funds_ids(results: Results) -> list[FactId]:
    """Ids of the funds of the whole, of out-of-city projects, and of parts with a completion."""
    found: dict[FactId, None] = {}
    metrics = funds_metrics(results)
    for metric in metrics:
        head = FactId.of(results.period, metric)
        for key in (head, head / "out_of_city"):
            if key in results.facts or completions_of(results, key):
                found[key] = None
    for name in results.facts:
        fact_id = FactId(name)
        if fact_id.metric not in metrics or fact_id.statistic != "completion":
            continue
        if fact_id.in_period(results.period) == fact_id:
            found[fact_id.subject] = None
    return list(found)


def main_completion(results: Results) -> dict[str, Fact | Term]:
    """Funds of the period with their completion and its target, if that of one authority alone is known.

    Of out-of-city projects where these have a target, else of all; empty without any funds.
    """
    head = FactId.of(results.period, "funds_in_place")
    known = [key for key in (head / "out_of_city", head) if key in results.facts]
    for key in known:
        rates = completions_of(results, key)
        if len(rates) == 1:
            authority, rate = rates[0]
            return {"actual": results.facts[key], "completion": rate, "aim": aim(authority)}
    return {"actual": results.facts[known[-1]]} if known else {}


def funds_rates(results: Results) -> pd.DataFrame:
    """Both definitions of 资金到位率 as far as the data gives them, published or from the ledger."""
    names = ("funds_rate_dynamic", "funds_rate_dynamic.out_of_city", "funds_rate_cohort")
    ids = [FactId.of(results.period, name) for name in names]
    rows = [
        {
            "item": FactName(fact_id, with_period=False),
            "rate": fact,
            "evidence": Badge(fact.evidence),
            "source": Sources(fact.sources),
        }
        for view in results.available_views
        for fact_id in ids
        if (fact := view.facts.get(fact_id)) is not None
    ]
    return cells(rows, ["item", "rate", "evidence", "source"])


def origin_of_funds(results: Results | None) -> pd.DataFrame:
    """The year's funds by signing year of their project: new, carried over, without a signing date."""
    names = ("new", "carried_over", "undated")
    return parts_of(results, "funds_in_place", names, ["origin_of_funds", "sum", "part_share"])


def new_and_carried_over(results: Results) -> pd.DataFrame:
    """Published funds of projects signed in the period and before, where both are known."""
    columns = ["origin_of_funds", "sum", "part_share"]
    head = FactId.of(results.period, "funds_in_place", "cohort")
    ids = [head / name for name in ("new", "carried_over")]
    if not all(fact_id in results.facts for fact_id in ids):
        return cells([], columns)
    rows = [
        {
            "origin_of_funds": Term(fact_id.name),
            "sum": results.facts[fact_id],
            "part_share": results.facts.get(fact_id / "share"),
        }
        for fact_id in ids
    ]
    return cells(rows, columns)


def cohorts(results: Results) -> pd.DataFrame:
    """Funds by signing quarter: agreed, in place, share, and the ultimate with its 80 % range.

    Without an estimate of the ultimate the range is all that is possible.
    """
    heads = dict.fromkeys(FactId(i).parent for i in results.facts if "cohort" in FactId(i).parts[:-1])
    rows = [
        {
            "cohort": FactName(head.name, with_period=True),
            "agreed_amount": results.facts[head / "agreed_amount"],
            "funds_to_date": results.facts[head / "funds_to_date"],
            "part_share": results.facts.get(head / "share_in_place"),
            "ultimate": _if_known(results.facts[head / "ultimate"]),
            "interval": Ranged(results.facts[head / "ultimate"]),
        }
        for head in heads
        if head / "agreed_amount" in results.facts
    ]
    return cells(rows, ["cohort", "agreed_amount", "funds_to_date", "part_share", "ultimate", "interval"])


def _if_known(fact: Fact) -> Fact | None:
    return None if fact.value is None else fact


def funds_by_age(results: Results) -> pd.DataFrame:
    """Share of the agreed amount in place by quarters since signing, as own cohorts show it."""
    head = FactId.of(results.period, "funds_by_age")
    shares = {int(below[0]): f for i, f in results.facts.items() if (below := FactId(i).below(head))}
    rows = [{"age": str(age), "part_share": share} for age, share in sorted(shares.items())]
    return cells(rows, ["age", "part_share"])
