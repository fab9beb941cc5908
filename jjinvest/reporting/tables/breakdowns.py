"""Tables of the breakdowns of the total: sectors, task forces, tiers, named projects, halves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from jjinvest.core.codes import THREE_SECTORS
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.origins import MEASURES_OF_ORIGINS, ORIGIN, OUT_OF_CITY
from jjinvest.core.size_classes import tier_edges, tier_part
from jjinvest.metrics.breakdowns import AMOUNT, COUNT, dimensions_of, subjects
from jjinvest.metrics.growth import GROWTH
from jjinvest.metrics.half_years import AS_RESTATED
from jjinvest.metrics.half_years import not_subtractable as not_subtractable_rows
from jjinvest.metrics.published import figures_of_projects, named_projects
from jjinvest.metrics.targets import by_authority
from jjinvest.reporting.tables.cells import Badge, FactName, Path, Sources, Term, by_lead, cells
from jjinvest.reporting.tables.quality import bounds_of_open_tier, largest_published
from jjinvest.reporting.tables.sentences import aim
from jjinvest.results.results import Results


def sectors(results: Results) -> pd.DataFrame:
    """Sectors by number, amount, shares and average size."""
    return _breakdown(results, "sector", "", ["count", "count_share", "amount", "amount_share", "average"])


def task_forces(results: Results) -> pd.DataFrame:
    """Task forces by number, amount, share, average, and the part that named projects make up."""
    return _breakdown(
        results,
        "task_force",
        "task_force",
        ["count", "amount", "amount_share", "average", "named", "named_share"],
    )


def largest_first(
    rows: Iterable[dict[str, Any]], columns: Sequence[str], *, by: str = ""
) -> list[dict[str, Any]]:
    """Return rows with the largest number first, by the first column that has numbers.

    Parameters
    ----------
    columns
        Columns of numbers; where a row has none in the first, it stands after those that have one.
    by
        Column of which rows of one value stay together, placed by their largest number.
    """
    listed = list(rows)

    def rank(row: dict[str, Any]) -> tuple[float, ...]:
        together = [other for other in listed if other[by] == row[by]] if by else [row]
        return tuple(min(_negative(each.get(name)) for each in together) for name in columns)

    return sorted(listed, key=rank)


def _negative(cell: object) -> float:
    if not isinstance(cell, Fact) or cell.value is None or cell.tier != "public":
        return float("inf")
    return -cell.value


def _breakdown(results: Results, scope: str, prefix: str, columns: list[str]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    of_scope = list(subjects(results.figures, results.period, scope))
    for subject in of_scope:
        count, amount = (
            FactId.of(results.period, metric, prefix, subject)
            for metric in ("projects_signed", "agreed_amount")
        )
        ids = {
            "count": count,
            "count_share": count / "share",
            "amount": amount,
            "amount_share": amount / "share",
            "average": amount / "average",
            "named": amount / "named",
            "named_share": amount / "named" / "share",
        }
        rows.append({"group": Term(subject, scope)} | {c: results.measured.get(ids[c]) for c in columns})
    if not set(of_scope) <= set(THREE_SECTORS):
        rows = largest_first(rows, ("amount", "count"))
    return _with_numbers(cells(rows, ["group", *columns]))


def _with_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns that have a number; no rows where none has, as where only growth or a target was published."""
    known = frame.dropna(axis="columns", how="all")
    return known if len(known.columns) > 1 else known.iloc[:0]


OWN_TABLE = {"sector": (COUNT, AMOUNT), "task_force": (COUNT, AMOUNT), "tier": (COUNT, AMOUNT)}
"""Metrics that the tables of sectors, task forces and tiers show."""


def dimensions(results: Results) -> list[str]:
    """Dimensions by which the period was published; those of out-of-city projects are one, ``origin``."""
    if results.rests_on_ledger:
        return []
    scopes = dimensions_of(results.figures, results.period)
    return list(dict.fromkeys(ORIGIN if scope == OUT_OF_CITY else scope for scope in scopes))


def breakdown(results: Results, scope: str) -> pd.DataFrame:
    """Every published number of the parts of a dimension, with share, average, growth and completion.

    One part and measure a row; a further row for each further authority that a completion is of. What the
    tables of sectors, task forces and tiers show is left to them.
    """
    columns = ["group", "item", "published", "part_share", "average", "growth", "completion", "authority"]
    figures = results.figures
    scopes = [ORIGIN, OUT_OF_CITY] if scope == ORIGIN else [scope]
    chosen = figures[
        (figures["period"] == results.period)
        & figures["scope"].isin(scopes)
        & (figures["statistic"] != "target")
        & (figures["version"] != "like_for_like")
    ]
    rows: list[dict[str, object]] = []
    for metric, scope_, subject in dict.fromkeys(
        zip(chosen["metric"], chosen["scope"], chosen["subject"], strict=True)
    ):
        key = FactId.of(results.period, metric, *id_parts(scope_, subject))
        row: dict[str, object] = {
            "group": member_name(scope_, subject),
            "item": Term(_measure_of(metric, scope_, subject)),
            "published": results.measured.get(key),
            "part_share": results.measured.get(key / "share"),
            "average": results.measured.get(key / "average"),
            "growth": results.measured.get(key / "growth"),
        }
        of_authorities = completions_of(results, key)
        further = row["growth"] is not None or bool(of_authorities)
        if metric in OWN_TABLE.get(scope, ()):
            if not further:
                continue
            row |= {"part_share": None, "average": None}
        for n, (authority, rate) in enumerate(of_authorities or [("", None)]):
            shown: dict[str, object] = {"group": row["group"], "item": row["item"]}
            rows.append(
                (row if n == 0 else shown)
                | {
                    "completion": rate,
                    "authority": aim(authority) if authority or len(of_authorities) > 1 else None,
                }
            )
    if scope != "tier":
        rows = _by_first_measure(rows)
    values = ["published", "part_share", "average", "growth", "completion"]
    frame = cells(rows, columns)
    return frame[frame[values].notna().any(axis=1)].dropna(axis="columns", how="all")


def _measure_of(metric: str, scope: str, subject: str) -> str:
    """Word for a measure of a part: that of its own, 合同外资额, where it has one."""
    own = f"{metric}_{subject}"
    return own if scope == ORIGIN and own in MEASURES_OF_ORIGINS else metric


def _by_first_measure(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the part first that is largest by the leading measure; rows of one part stay together."""
    main = next(iter(by_lead([row["item"].key for row in rows])), "")
    ranked = [row | {"rank": row.get("published") if row["item"].key == main else None} for row in rows]
    return [
        {name: cell for name, cell in row.items() if name != "rank"}
        for row in largest_first(ranked, ("rank",), by="group")
    ]


def completions_of(results: Results, key: FactId) -> list[tuple[str, Fact]]:
    """Completion of a number by authority, in the order of publication; ``""`` where none is named."""
    return list(by_authority(results.measured, key / "completion").items())


def id_parts(scope: str, subject: str) -> list[str]:
    """Parts of an id for the members of dimensions, as :meth:`FactId.of_figure` writes them."""
    if scope == OUT_OF_CITY:
        return [OUT_OF_CITY]
    parts = []
    for dimension, member in zip(scope.split(";"), subject.split(";"), strict=True):
        name = re.sub(r"\s+", "_", member)
        if dimension == "tier":
            parts.append(tier_part(name))
        elif dimension == "sector" or (dimension, member) == (ORIGIN, OUT_OF_CITY):
            parts.append(name)
        else:
            parts += [dimension, name]
    return parts


def member_name(scope: str, subject: str) -> Term | Path:
    """Name of a part."""
    keys = tuple(
        tier_part(member) if dimension == "tier" else member
        for dimension, member in zip(scope.split(";"), subject.split(";"), strict=True)
    )
    if scope == OUT_OF_CITY:
        return Term(OUT_OF_CITY)
    return Term(keys[0], scope) if len(keys) == 1 else Path(keys, tuple(scope.split(";")))


def with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Those rows of a breakdown that have a share, if there are several to compare."""
    if "part_share" not in frame or "published" not in frame:
        return frame.iloc[:0]
    chosen = frame[frame["part_share"].notna()]
    several = chosen.groupby(chosen["item"].map(lambda term: term.key), sort=False)["group"].transform("size")
    chosen = chosen[several > 1] if len(chosen) else chosen
    return chosen[["group", "item", "published", "part_share"]].reset_index(drop=True)


def _lower_edge(tier: str) -> float:
    """Lower edge of tier_20_50 or tier_ge_10, in 亿元."""
    return float(tier_edges(tier)[0])


def tiers(results: Results) -> pd.DataFrame:
    """Size tiers by number, share and amount; the column is named as bounds where no amount is known."""
    count, amount = (FactId.of(results.period, m) for m in ("projects_signed", "agreed_amount"))
    names = sorted(subjects(results.figures, results.period, "tier"), key=_lower_edge, reverse=True)
    names = [tier_part(name) for name in names]
    below = (FactId(fact_id).below(count) for fact_id in results.measured)
    names += [parts[0] for parts in below if parts and len(parts) == 1 and parts[0].startswith("tier_0_")]
    rows = [
        {
            "group": Term(tier),
            "count": results.measured.get(count / tier),
            "count_share": results.measured.get(count / tier / "share"),
            "amount": results.get(amount / tier) or bounds_of_open_tier(results, tier),
            "amount_share": results.measured.get(amount / tier / "share"),
        }
        for tier in dict.fromkeys(names)
    ]
    frame = _with_numbers(cells(rows, ["group", "count", "count_share", "amount", "amount_share"]))
    return frame.rename(columns={"amount": "amount_bounds"}) if _bounds_alone(frame) else frame


def only_bounds(results: Results) -> bool:
    """Whether amounts of size tiers are known as intervals alone: none was published."""
    return "amount_bounds" in tiers(results)


def _bounds_alone(frame: pd.DataFrame) -> bool:
    """Whether the amounts of a table of tiers are intervals without a number."""
    amounts = [cell for cell in frame.get("amount", ()) if isinstance(cell, Fact)]
    return bool(amounts) and all(fact.value is None for fact in amounts)


def _bounded_amounts(results: Results) -> list[Fact]:
    """Bounds of the amounts of tiers and of the largest projects, with named amounts exact.

    The largest projects that a size class (100亿元及以上) counts have its amount where that was published.
    """
    head, published = FactId.of(results.period, "agreed_amount"), largest_published(results)
    found = [fact for fact in results.bounds.values() if len(fact.id.below(head) or ()) == 1]
    return [fact for fact in found if fact.id.name not in published]


def tier_bounds(results: Results) -> pd.DataFrame:
    """Amount bounds of each tier and of the largest projects under both conventions, for a chart."""

    def order(fact: Fact) -> tuple[bool, float]:
        is_tier = fact.id.name.startswith("tier_")
        return not is_tier, -_lower_edge(fact.id.name) if is_tier else 0

    rows = [
        {
            "group": Term(fact.id.name),
            "amount_bounds": fact,
            "published_rounding": results.bounds.get(fact.id / "published_rounding"),
        }
        for fact in sorted(_bounded_amounts(results), key=order)
    ]
    return cells(rows, ["group", "amount_bounds", "published_rounding"]).dropna(axis="columns", how="all")


def concentration(results: Results) -> pd.DataFrame:
    """Bounds of what the largest projects hold."""
    rows = [
        {
            "group": Term(fact.id.name),
            "amount_bounds": fact,
            "share_bounds": results.bounds.get(fact.id / "share"),
            "evidence": Badge(fact.evidence),
        }
        for fact in _bounded_amounts(results)
        if not fact.id.name.startswith("tier_")
    ]
    return cells(rows, ["group", "amount_bounds", "share_bounds", "evidence"])


def count_bounds(results: Results) -> pd.DataFrame:
    """Bounds of counts that the tiers do not fix, under both conventions."""
    rows = [
        {
            "item": FactName(fact.id),
            "named_exact": fact,
            "published_rounding": results.bounds.get(fact.id / "published_rounding"),
        }
        for fact in results.bounds.values()
        if fact.unit == "个" and fact.id.name != "published_rounding"
    ]
    return cells(rows, ["item", "named_exact", "published_rounding"])


def projects(results: Results) -> pd.DataFrame:
    """Signed projects with a published name, largest first; an earlier amount where it differed."""
    workspace = results.workspace
    table = workspace.projects.set_index("project_id")
    rows = []
    ids: dict[str, list[str]] = {}
    for figure in reversed(figures_of_projects(workspace.figures, results.period)):
        ids.setdefault(figure["subject"], []).append(figure["fact_id"])
    for project in named_projects(workspace.figures, results.period):
        amounts = [results.measured[each] for each in dict.fromkeys(ids[project]) if each in results.measured]
        if not amounts:
            continue
        latest, row = amounts[0], table.loc[project]
        rows.append(
            {
                "project": Term(project, "project"),
                "amount": latest,
                "earlier_published": next((f for f in amounts[1:] if f.value != latest.value), None),
                **{
                    name: Term(str(row[name]), name) if row[name] else None
                    for name in ("chain", "task_force", "channel")
                },
                "source": Sources(latest.sources),
            }
        )
    columns = ["project", "amount", "earlier_published", "chain", "task_force", "channel", "source"]
    return cells(rows, columns).dropna(axis="columns", how="all")


def named_groups(results: Results, column: str) -> pd.DataFrame:
    """Count and amount of the named projects of each ``channel`` or ``chain``: lower bounds."""
    rows = []
    for key in results.workspace.projects[column].unique():
        count, amount = (
            FactId.of(results.period, metric, column, key, "named")
            for metric in ("projects_signed", "agreed_amount")
        )
        if key and amount in results.measured:
            rows.append(
                {
                    "group": Term(key, column),
                    "named_count": results.measured[count],
                    "named": results.measured[amount],
                }
            )
    frame = cells(rows, ["group", "named_count", "named"])
    return frame.sort_values(
        "named", key=lambda facts: facts.map(lambda fact: -fact.value), kind="stable", ignore_index=True
    )


def halves(results: Results) -> pd.DataFrame:
    """First half, second half and share of each figure that may be subtracted, each with its caveat.

    Where projects of the first half were restated later, a column has the first half as restated, from which
    the second half and the share are computed.
    """
    rows = []
    for name, rest in results.measured.items():
        fact_id = FactId(name)
        half = results.measured.get(fact_id.in_period(f"{results.year}h1"))
        is_difference = GROWTH not in fact_id.parts and rest.evidence != "published"
        if fact_id.period != f"{results.year}h2" or half is None or not is_difference:
            continue
        rows.append(
            {
                "item": FactName(fact_id, with_period=False),
                "first_half": half,
                "first_half_restated": results.measured.get(half.id / AS_RESTATED),
                "second_half": rest,
                "share": results.measured.get(half.id / "share_of_year"),
            }
        )
    restated = ["first_half_restated"] if any(row["first_half_restated"] for row in rows) else []
    return cells(rows, ["item", "first_half", *restated, "second_half", "share"])


def not_subtractable(results: Results) -> pd.DataFrame:
    """First-half figures that cannot be subtracted from a yearly one, with the reason."""
    columns = ["item", "published", "reason"]
    if FactId.of(results.year, "agreed_amount") not in results.measured:
        return cells([], columns)
    rows = [
        {
            "item": FactName(row["fact_id"]),
            "published": results.measured[row["fact_id"]],
            "reason": Term(f"reason_{row['reason']}"),
        }
        for row in not_subtractable_rows(results.workspace, results.year).to_dict("records")
    ]
    return cells(rows, columns)
