"""Tables of how the total is made up: sectors, task forces, tiers, named projects, halves."""

from __future__ import annotations

import pandas as pd

from jjinvest.metrics.breakdowns import subjects
from jjinvest.metrics.half_years import not_subtractable as not_subtractable_rows
from jjinvest.metrics.published import named_projects
from jjinvest.reporting.tables.cells import Badge, FactName, Sources, Term, cells
from jjinvest.results.results import Results


def sectors(results: Results) -> pd.DataFrame:
    """Sectors by number, amount, shares and average size."""
    return _breakdown(results, "sector", "", ["count", "count_share", "amount", "amount_share", "average"])


def task_forces(results: Results) -> pd.DataFrame:
    """Task forces by number, amount, share, average, and the part that named projects make up."""
    return _breakdown(
        results,
        "task_force",
        "task_force.",
        ["count", "amount", "amount_share", "average", "named", "named_share"],
    )


def _breakdown(results: Results, scope: str, prefix: str, columns: list[str]) -> pd.DataFrame:
    p = results.period.lower()
    ids = {
        "count": "projects_signed.{}", "count_share": "projects_signed.{}.share", "amount": "agreed_amount.{}",
        "amount_share": "agreed_amount.{}.share", "average": "agreed_amount.{}.average", "named": "agreed_amount.{}.named",
        "named_share": "agreed_amount.{}.named.share",
    }  # fmt: skip
    rows = [
        {"group": Term(s)} | {c: results.facts.get(f"{p}.{ids[c].format(prefix + s)}") for c in columns}
        for s in subjects(results.figures, results.period, scope)
    ]
    return cells(rows, ["group", *columns])


def _lower_edge(tier: str) -> int:
    """Lower edge of tier_20_50 or tier_ge_10, in 亿元."""
    return int(tier.removeprefix("tier_").removeprefix("ge_").split("_")[0])


def tiers(results: Results) -> pd.DataFrame:
    """Size tiers by number, share and the bounds of their amount."""
    p = results.period.lower()
    names = sorted(subjects(results.figures, results.period, "tier"), key=_lower_edge, reverse=True)
    lowest = (i.rsplit(".", 1)[1] for i in results.facts if i.startswith(f"{p}.projects_signed.tier_0_"))
    names = list(dict.fromkeys([*names, *(name for name in lowest if name != "share")]))
    rows = [
        {"group": Term(t), "count": results.facts[f"{p}.projects_signed.{t}"], "count_share": results.facts.get(f"{p}.projects_signed.{t}.share"),
         "amount_bounds": results.get(f"{p}.agreed_amount.{t}")}
        for t in names
    ]  # fmt: skip
    return cells(rows, ["group", "count", "count_share", "amount_bounds"]).dropna(axis="columns", how="all")


def tier_bounds(results: Results) -> pd.DataFrame:
    """Amount bounds of each tier and of the largest projects under both conventions, for the interval chart."""
    p = results.period.lower()
    keys = [
        i
        for i in results.bounds
        if i.startswith(f"{p}.agreed_amount.") and not i.endswith((".share", ".published_rounding"))
    ]
    keys.sort(key=lambda i: ("top" in i, -_lower_edge(i.rsplit(".", 1)[1]) if "tier" in i else 0))
    rows = [
        {
            "group": Term(i.rsplit(".", 1)[1]),
            "amount_bounds": results.bounds[i],
            "published_rounding": results.bounds.get(f"{i}.published_rounding"),
        }
        for i in keys
    ]
    return cells(rows, ["group", "amount_bounds", "published_rounding"]).dropna(axis="columns", how="all")


def concentration(results: Results) -> pd.DataFrame:
    """Bounds of what the largest projects hold."""
    p = results.period.lower()
    tops = [
        i
        for i in results.bounds
        if i.startswith(f"{p}.agreed_amount.top") and not i.endswith((".share", ".published_rounding"))
    ]
    rows = [
        {
            "group": Term(i.rsplit(".", 1)[1]),
            "amount_bounds": results.bounds[i],
            "share_bounds": results.bounds.get(f"{i}.share"),
            "evidence": Badge(results.bounds[i].evidence),
        }
        for i in tops
    ]
    return cells(rows, ["group", "amount_bounds", "share_bounds", "evidence"])


def count_bounds(results: Results) -> pd.DataFrame:
    """Bounds of counts that the tiers do not fix, under both conventions."""
    keys = [i for i, f in results.bounds.items() if f.unit == "个" and not i.endswith(".published_rounding")]
    rows = [
        {
            "item": FactName(i),
            "named_exact": results.bounds[i],
            "published_rounding": results.bounds.get(f"{i}.published_rounding"),
        }
        for i in keys
    ]
    return cells(rows, ["item", "named_exact", "published_rounding"])


def projects(results: Results) -> pd.DataFrame:
    """Signed projects named in print, largest first, with an earlier amount where it was published differently."""
    w, year = results.workspace, str(results.year)
    table = w.projects.set_index("project_id")
    rows = []
    for project in named_projects(w.figures, results.period):
        prints = [
            f
            for f in (results.facts.get(f"{p}.agreed_amount.project.{project}") for p in (year, f"{year}h1"))
            if f
        ]
        first = prints[0]
        earlier = next((f for f in prints[1:] if f.value != first.value), None)
        row = table.loc[project]
        rows.append(
            {"project": Term(project), "amount": first, "earlier_published": earlier, "chain": Term(row["chain"]) if row["chain"] else None,
             "task_force": Term(row["task_force"]) if row["task_force"] else None, "channel": Term(row["channel"]) if row["channel"] else None,
             "source": Sources(first.sources)}
        )  # fmt: skip
    columns = ["project", "amount", "earlier_published", "chain", "task_force", "channel", "source"]
    return cells(rows, columns).dropna(axis="columns", how="all")


def named_groups(results: Results, column: str) -> pd.DataFrame:
    """Named projects by ``channel`` or ``chain``: at least this much."""
    p = results.period.lower()
    keys = [
        k
        for k in results.workspace.projects[column].unique()
        if k and f"{p}.agreed_amount.{column}.{k}.named" in results.facts
    ]
    rows = [
        {
            "group": Term(k),
            "named_count": results.facts[f"{p}.projects_signed.{column}.{k}.named"],
            "named": results.facts[f"{p}.agreed_amount.{column}.{k}.named"],
        }
        for k in keys
    ]
    frame = cells(rows, ["group", "named_count", "named"])
    return frame.sort_values(
        "named", key=lambda cells: cells.map(lambda f: -f.value), kind="stable", ignore_index=True
    )


def halves(results: Results) -> pd.DataFrame:
    """Year, first half and the difference that may be formed, each with its caveat."""
    rows = []
    for fact_id, rest in results.facts.items():
        head, _, tail = fact_id.partition(".")
        if head != f"{results.year}h2":
            continue
        half = results.facts[f"{results.year}h1.{tail}"]
        rows.append(
            {
                "item": FactName(fact_id, with_period=False),
                "first_half": half,
                "second_half": rest,
                "share": results.facts.get(f"{half.id}.share_of_year"),
            }
        )
    return cells(rows, ["item", "first_half", "second_half", "share"])


def not_subtractable(results: Results) -> pd.DataFrame:
    """First-half figures that no yearly figure can be set against, with the reason; none before the year is published."""
    columns = ["item", "published", "reason"]
    if f"{results.year}.agreed_amount" not in results.facts:
        return cells([], columns)
    rows = [
        {
            "item": FactName(row["fact_id"]),
            "published": results.facts[row["fact_id"]],
            "reason": Term(f"reason_{row['reason']}"),
        }
        for row in not_subtractable_rows(results.workspace, results.year).to_dict("records")
    ]
    return cells(rows, columns)
