"""How a total is made up: shares and averages by sector, tiers, task forces, channels and chains."""

from __future__ import annotations

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.quantity import Definition, Quantity, total
from jjinvest.metrics.published import latest, named_projects

COUNT, AMOUNT = "projects_signed", "agreed_amount"


def subjects(figures: pd.DataFrame, period: str, scope: str) -> list[str]:
    """Subjects of a scope (sectors, task forces …) that the period's figures name, in published order."""
    rows = figures[
        (figures["period"] == period)
        & (figures["scope"] == scope)
        & (figures["metric"].isin([COUNT, AMOUNT]))
    ]
    return list(dict.fromkeys(rows["subject"]))


def shares(figures: pd.DataFrame, period: str) -> pd.DataFrame:
    """Sum over the sectors, and each sector's share of projects and of agreed amount."""
    known, rows = latest(figures), []
    p = period.lower()
    for metric in (COUNT, AMOUNT):
        parts = {s: known.get(f"{p}.{metric}.{s}") for s in subjects(figures, period, "sector")}
        present = {s: q for s, q in parts.items() if q is not None}
        if not present:
            continue
        rows.append(
            facts.from_quantity(
                f"{p}.{metric}.sum_of_sectors",
                total(list(present.values())),
                evidence="computed",
                period=period,
            )
        )
        whole = known.get(f"{p}.{metric}")
        if whole is not None:
            rows += [
                facts.from_quantity(
                    f"{p}.{metric}.{s}.share",
                    q.over(whole),
                    evidence="computed",
                    period=period,
                    scope="sector",
                )
                for s, q in present.items()
            ]
    return facts.frame(rows)


def averages(figures: pd.DataFrame, period: str) -> pd.DataFrame:
    """Average agreed amount of one project: overall, by sector and by task force, where both prints exist."""
    known, rows = latest(figures), []
    p = period.lower()
    places = [("", "all")]
    places += [(f".{s}", "sector") for s in subjects(figures, period, "sector")]
    places += [(f".task_force.{s}", "task_force") for s in subjects(figures, period, "task_force")]
    for suffix, scope in places:
        amount, count = known.get(f"{p}.{AMOUNT}{suffix}"), known.get(f"{p}.{COUNT}{suffix}")
        if amount is not None and count is not None and count.value:
            rows.append(
                facts.from_quantity(
                    f"{p}.{AMOUNT}{suffix}.average",
                    amount.per(count),
                    evidence="computed",
                    period=period,
                    scope=scope,
                )
            )
    return facts.frame(rows)


def tier_counts(figures: pd.DataFrame, period: str) -> pd.DataFrame:
    """Share of each published size tier, and the count below the lowest one (total less the tiers)."""
    known, rows = latest(figures), []
    p = period.lower()
    whole = known.get(f"{p}.{COUNT}")
    tiers = [t for t in subjects(figures, period, "tier") if not t.startswith("tier_ge_")]
    counts = {t: known[f"{p}.{COUNT}.{t}"] for t in tiers if f"{p}.{COUNT}.{t}" in known}
    if whole is None:
        return facts.frame([])
    if counts and min(tier_edges(t)[0] for t in counts) > 0:
        lowest = min(tier_edges(t)[0] for t in counts)
        below = whole - total(list(counts.values()))
        counts[f"tier_0_{lowest}"] = below
        rows.append(
            facts.from_quantity(
                f"{p}.{COUNT}.tier_0_{lowest}",
                below,
                evidence="computed",
                period=period,
                scope="tier",
                caveat="no_project_above_tiers",
            )
        )
    thresholds = [t for t in subjects(figures, period, "tier") if t.startswith("tier_ge_")]
    counts |= {t: known[f"{p}.{COUNT}.{t}"] for t in thresholds if f"{p}.{COUNT}.{t}" in known}
    rows += [
        facts.from_quantity(
            f"{p}.{COUNT}.{t}.share", q.over(whole), evidence="computed", period=period, scope="tier"
        )
        for t, q in counts.items()
    ]
    return facts.frame(rows)


def tier_edges(tier: str) -> tuple[int, int]:
    """Edges in 亿元 of ``tier_20_50``; the lower one is inclusive."""
    _, low, high = tier.split("_")
    return int(low), int(high)


def groups(figures: pd.DataFrame, projects: pd.DataFrame, period: str) -> pd.DataFrame:
    """Task forces: share of the total agreed amount, and how much of it the named projects make up."""
    known, named, rows = latest(figures), named_projects(figures, period), []
    p = period.lower()
    whole = known.get(f"{p}.{AMOUNT}")
    members = projects.set_index("project_id")["task_force"]
    for force in subjects(figures, period, "task_force"):
        key = f"{p}.{AMOUNT}.task_force.{force}"
        amount = known.get(key)
        if amount is None or whole is None:
            continue
        rows.append(
            facts.from_quantity(
                f"{key}.share", amount.over(whole), evidence="computed", period=period, scope="task_force"
            )
        )
        mine = [q for project, q in named.items() if members.get(project) == force]
        if mine:
            together = total(mine)
            rows.append(
                facts.from_quantity(
                    f"{key}.named", together, evidence="computed", period=period, scope="task_force"
                )
            )
            rows.append(
                facts.from_quantity(
                    f"{key}.named.share",
                    together.over(amount),
                    evidence="computed",
                    period=period,
                    scope="task_force",
                )
            )
    return facts.frame(rows)


def named_groups(figures: pd.DataFrame, projects: pd.DataFrame, period: str) -> pd.DataFrame:
    """Named projects added up: all of them, by channel and by industry chain: lower bounds of the group's amount."""
    named, rows = named_projects(figures, period), []
    p = period.lower()
    table = projects.set_index("project_id")
    whole = latest(figures).get(f"{p}.{AMOUNT}")
    if not named:
        return facts.frame([])

    def add(suffix: str, quantities: list[Quantity], caveat: str) -> None:
        together = total(quantities)
        count = Quantity.exact(len(quantities), "个", Definition("count"), together.sources)
        rows.append(
            facts.from_quantity(
                f"{p}.{AMOUNT}.{suffix}", together, evidence="computed", period=period, caveat=caveat
            )
        )
        rows.append(
            facts.from_quantity(
                f"{p}.{COUNT}.{suffix}", count, evidence="computed", period=period, caveat=caveat
            )
        )

    add("named", list(named.values()), "")
    if whole is not None:
        rows.append(
            facts.from_quantity(
                f"{p}.{AMOUNT}.named.share",
                total(list(named.values())).over(whole),
                evidence="computed",
                period=period,
            )
        )
    for column in ("channel", "chain"):
        for key in [k for k in table[column].unique() if k]:
            mine = [
                q
                for project, q in named.items()
                if project in table.index and table.loc[project, column] == key
            ]
            if mine:
                add(f"{column}.{key}.named", mine, "named_only")
    return facts.frame(rows)
