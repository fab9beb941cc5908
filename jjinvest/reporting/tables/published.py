"""Tables of what was published: headline figures, all figures with sources, computed ones, the checks."""

from __future__ import annotations

import pandas as pd

from jjinvest.core.codes import TO_SIGNED
from jjinvest.core.fact_id import BEFORE_REVISION, FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import is_event
from jjinvest.metrics.breakdowns import subjects
from jjinvest.metrics.comparability import LIKE_FOR_LIKE
from jjinvest.metrics.implied_levels import IMPLIED_LEVELS
from jjinvest.metrics.lights import is_of_rate
from jjinvest.metrics.targets import measure, target_fact_id
from jjinvest.reporting.tables.cells import (
    Badge,
    FactName,
    Ranged,
    Sources,
    Term,
    cells,
    date_basis,
    with_aims_apart,
)
from jjinvest.reporting.tables.sentences import HEADLINE, aim, headline_ids
from jjinvest.results.results import Results

DERIVED = (
    "sum_of_sectors",
    "average",
    "completion",
    "excess",
    "pace_gap",
    "share_of_year",
    "as_restated",
    "funds_rate_dynamic",
    "funds_rate_cohort",
    *(name for names in TO_SIGNED.items() for name in names),
)
"""Definitions of what follows from published figures by arithmetic alone."""
TARGET = ["item", "authority", "actual", "target", "completion", "pace_gap"]


def _key_ids(results: Results) -> list[FactId]:
    """Totals of the period: of the whole and from outside, further wholes, what has a target, early tiers."""
    ids = [FactId.of(results.period, metric, scope) for metric in HEADLINE for scope in ("", "out_of_city")]
    ids += headline_ids(results)
    targets = results.workspace.targets
    ids += [
        FactId.of(results.period, measure(target))
        for _, target in targets[targets["year"] == results.year].iterrows()
    ]
    if not results.complete_year:
        tiers = subjects(results.figures, results.period, "tier")
        ids += [FactId.of(results.period, "projects_signed", tier) for tier in tiers]
    return [i for i in dict.fromkeys(ids) if i in results.facts]


def _targets_by_id(results: Results) -> dict[FactId, list[pd.Series]]:
    """Targets of the year by the id of what they aim at, in the run's period; of each authority one."""
    targets, by_id = results.workspace.targets, dict[FactId, list[pd.Series]]()
    for _, target in targets[targets["year"] == results.year].iterrows():
        by_id.setdefault(FactId.of(results.period, measure(target)), []).append(target)
    return by_id


def key_figures(results: Results) -> pd.DataFrame:
    """Headline figures of the period with growth and each target, its completion and pace."""
    rows, targets = [], _targets_by_id(results)
    for key in _key_ids(results):
        fact = results.facts[key]
        for target in targets.get(key, [None]):
            about = {} if target is None else _about_target(results, target)
            rows.append(
                {
                    "item": FactName(key, with_period=False),
                    "actual": fact,
                    "growth": results.facts.get(key / "growth"),
                    "growth_like_for_like": results.facts.get(key / "growth" / LIKE_FOR_LIKE),
                    **about,
                    "evidence_of_actual": Badge(fact.evidence),
                    "source": Sources(fact.sources),
                }
            )
    of_target = [*TARGET[1:2], *TARGET[3:5], "excess", "pace_gap"]
    columns = ["item", "actual", "growth", "growth_like_for_like", *of_target]
    table = cells(rows, [*columns, "evidence_of_actual", "source"])
    return with_aims_apart(table).dropna(axis="columns", how="all")


def _about_target(results: Results, target: pd.Series) -> dict[str, object]:
    names = ("completion", "excess", "pace_gap")
    numbers = {name: results.facts.get(target_fact_id(target, results.period, name)) for name in names}
    if is_of_rate(numbers["excess"]):
        numbers["completion"] = None  # a share is reached or not
    return {
        "authority": aim(target["authority"]),
        "target": results.facts[target["target_id"]],
        **numbers,
    }


def completion(results: Results) -> pd.DataFrame:
    """Completion of each target of the year, of each authority, for the bullet chart."""
    targets = _targets_by_id(results)
    rows = [
        {"item": FactName(key, with_period=False), "actual": results.facts[key], **about}
        for key in _key_ids(results)
        for target in targets.get(key, [])
        if (about := _about_target(results, target))["completion"] is not None
    ]
    table = cells(rows, TARGET)
    return table.drop(columns="authority") if _one_authority(table) else with_aims_apart(table)


def _one_authority(table: pd.DataFrame) -> bool:
    """Whether no measure has targets of two authorities."""
    return not table["item"].duplicated().any()


def figures(results: Results, kind: str) -> pd.DataFrame:
    """Every published figure of a kind, with its source.

    Parameters
    ----------
    kind
        ``totals``, ``projects`` or ``others`` from the year of the run on; ``events`` of one day in any year;
        ``earlier``: of years before.
    """
    figures = results.figures.drop_duplicates("fact_id", keep="last")
    event = figures["period"].map(is_event).astype(bool)
    earlier = ~event & (figures["period"].str[:4].astype(int) < results.year)
    own = ~event & ~earlier
    headline = figures["scope"].isin(["all", "out_of_city", "sector", "tier", "task_force"]) & figures[
        "metric"
    ].isin(HEADLINE)
    chosen = {
        "totals": own & headline,
        "projects": own & (figures["scope"] == "project"),
        "others": own & ~headline & (figures["scope"] != "project"),
        "events": event,
        "earlier": earlier,
    }[kind]
    own_ids = [FactId(name) for name in figures.loc[chosen, "fact_id"]]
    known = [results.facts.get(i / BEFORE_REVISION) or results.facts.get(i) for i in own_ids]
    rows = [
        {"item": FactName(fact.id), "published": fact, "source": Sources(fact.sources)}
        for fact in known
        if fact is not None and fact.evidence in ("published", "target")
    ]
    return cells(rows, ["item", "published", "source"])


def computed(results: Results) -> pd.DataFrame:
    """What follows by arithmetic alone, with the interval that the rounding of published figures leaves.

    Numbers of a ledger alone are exact and have no column of intervals.
    """
    rows = [
        {
            "item": FactName(fact.id),
            "computed": fact,
            "interval": Ranged(fact),
            "source": Sources(fact.sources),
        }
        for fact in results.facts.values()
        if fact.evidence == "computed"
        and (fact.definition in DERIVED or fact.caveat in IMPLIED_LEVELS)
        and not _is_part_of_rate(results, fact)
    ]
    table = cells(rows, ["item", "computed", "interval", "source"])
    exact = all(fact.low is None or fact.low == fact.high for fact in table["computed"])
    return table.drop(columns="interval") if len(table) and exact else table


def _is_part_of_rate(results: Results, fact: Fact) -> bool:
    """Whether a fact is the completion of a share or rate, which is reached or not."""
    excess = results.facts.get(fact.id.with_statistic("excess"))
    return fact.definition == "completion" and is_of_rate(excess)


def checks(results: Results, verdicts: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Published against computed, all or only some verdicts."""
    chosen = results.checks if verdicts is None else results.checks[results.checks["verdict"].isin(verdicts)]
    rows = [
        {
            "item": FactName(row["fact_id"]),
            "rule": Term(f"rule_{row['rule']}"),
            "published": row["published"],
            "computed": row["computed"],
            "difference": row["difference"],
            "verdict": Badge(row["verdict"]),
            "source": Sources(row["sources"]),
        }
        for row in chosen.to_dict("records")
    ]
    columns = [
        "item",
        "rule",
        "published",
        "computed",
        "difference",
        "verdict",
        "source",
    ]
    return cells(rows, columns).dropna(axis="columns", how="all")


def not_recomputable(results: Results) -> pd.DataFrame:
    """Published figures that take part in no check."""
    unchecked = {row.row for row in results.check_report.not_checked}
    figures = results.workspace.figures
    alone = set(figures.loc[figures["row"].isin(unchecked), "fact_id"])
    published = (
        results.facts[fact_id]
        for fact_id in dict.fromkeys(results.workspace.figures["fact_id"])
        if fact_id in alone and fact_id in results.facts
    )
    rows = [
        {"item": FactName(fact.id), "published": fact, "source": Sources(fact.sources)} for fact in published
    ]
    return cells(rows, ["item", "published", "source"])


def sources(results: Results) -> pd.DataFrame:
    """Register of visible sources: title, publisher, dates, why visible, number of figures, address."""
    figures = results.workspace.figures
    rows = []
    for source in results.workspace.sources.to_dict("records"):
        of_source = figures[figures["source"] == source["source"]]
        number = Fact(
            id=FactId.of("source", source["source"], "figures"),
            value=float(len(of_source)),
            low=None,
            high=None,
            unit="个",
            basis="count",
            scope="all",
            evidence="computed",
            period=results.period,
        )
        rows.append(
            {
                "title": source["title"],
                "publisher": source["publisher"],
                "published_on": Term("not_published")
                if source["published"] is None
                else str(source["published"]),
                "visible_from": str(of_source["available_from"].min()),
                "date_basis": date_basis(of_source["date_basis"].iloc[0]),
                "figures": number,
                "address": source["address"],
            }
        )
    return cells(
        rows,
        [
            "title",
            "publisher",
            "published_on",
            "visible_from",
            "date_basis",
            "figures",
            "address",
        ],
    )
