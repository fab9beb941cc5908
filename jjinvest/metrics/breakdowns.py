"""Composition of a total: shares and averages by sector, size tier, task force, channel and chain."""

from __future__ import annotations

from functools import partial

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import Definition, Quantity, total
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.published import named_projects

COUNT, AMOUNT = "projects_signed", "agreed_amount"

OPEN_TIER = "tier_ge_"
"""Prefix of a size tier without upper edge, such as ``tier_ge_50``."""

_computed = partial(facts.from_quantity, evidence="computed")


def subjects(figures: pd.DataFrame, period: str, scope: str) -> list[str]:
    """Subjects of a scope (sectors, task forces …) that the period's figures name, in published order."""
    rows = figures[
        (figures["period"] == period)
        & (figures["scope"] == scope)
        & (figures["metric"].isin([COUNT, AMOUNT]))
    ]
    return list(dict.fromkeys(rows["subject"]))


def tier_edges(tier: str) -> tuple[int, int]:
    """Edges of a closed size tier in 亿元; the lower one is inclusive.

    Examples
    --------
    >>> tier_edges("tier_20_50")
    (20, 50)
    """
    _, low, high = tier.split("_")
    return int(low), int(high)


def shares(workspace: Workspace, period: str) -> list[Fact]:
    """Sum over the sectors, and each sector's share of the number of projects and of the agreed amount."""
    latest, rows = workspace.latest, list[Fact]()
    sectors = subjects(workspace.figures, period, "sector")
    for metric in (COUNT, AMOUNT):
        metric_id = FactId.of(period, metric)
        parts = {
            metric_id / sector: latest[metric_id / sector]
            for sector in sectors
            if metric_id / sector in latest
        }
        if not parts:
            continue
        name = "sum_of_sectors"
        rows.append(_computed(metric_id / name, total(list(parts.values())), period=period, definition=name))
        if metric_id in latest:
            rows += [
                _computed(
                    part_id / "share",
                    part.over(latest[metric_id]),
                    period=period,
                    scope="sector",
                    definition="share",
                )
                for part_id, part in parts.items()
            ]
    return rows


def averages(workspace: Workspace, period: str) -> list[Fact]:
    """Average agreed amount per project: overall, by sector and by task force, where both figures exist."""
    latest, figures, rows = workspace.latest, workspace.figures, list[Fact]()
    groups = [("", "all")]
    groups += [(sector, "sector") for sector in subjects(figures, period, "sector")]
    groups += [(f"task_force.{force}", "task_force") for force in subjects(figures, period, "task_force")]
    for group, scope in groups:
        amount_id = FactId.of(period, AMOUNT, group)
        amount, count = latest.get(amount_id), latest.get(FactId.of(period, COUNT, group))
        if amount is not None and count is not None and count.value:
            average = amount.per(count)
            rows.append(
                _computed(amount_id / "average", average, period=period, scope=scope, definition="average")
            )
    return rows


def tier_counts(workspace: Workspace, period: str) -> list[Fact]:
    """Share of each published size tier, and the number of projects below the lowest tier."""
    latest, rows = workspace.latest, list[Fact]()
    count_id = FactId.of(period, COUNT)
    if count_id not in latest:
        return rows
    tiers = subjects(workspace.figures, period, "tier")
    published = {count_id / tier: latest[count_id / tier] for tier in tiers if count_id / tier in latest}
    closed = {
        tier_id: count for tier_id, count in published.items() if not tier_id.name.startswith(OPEN_TIER)
    }
    counts = dict(closed)
    lowest = min((tier_edges(tier_id.name)[0] for tier_id in closed), default=0)
    if lowest > 0:
        below_id = count_id / f"tier_0_{lowest}"
        below = latest[count_id] - total(list(closed.values()))
        counts[below_id] = below
        rows.append(_computed(below_id, below, period=period, scope="tier", caveat="no_project_above_tiers"))
    counts |= published
    rows += [
        _computed(
            tier_id / "share", count.over(latest[count_id]), period=period, scope="tier", definition="share"
        )
        for tier_id, count in counts.items()
    ]
    return rows


def groups(workspace: Workspace, period: str) -> list[Fact]:
    """Task forces: share of the total agreed amount, and how much of it the named projects make up."""
    latest, rows = workspace.latest, list[Fact]()
    named = named_projects(workspace.figures, period)
    amount_id = FactId.of(period, AMOUNT)
    if amount_id not in latest:
        return rows
    members = workspace.projects.set_index("project_id")["task_force"]
    computed = partial(_computed, period=period, scope="task_force")
    for force in subjects(workspace.figures, period, "task_force"):
        force_id = amount_id / "task_force" / force
        amount = latest.get(force_id)
        if amount is None:
            continue
        rows.append(computed(force_id / "share", amount.over(latest[amount_id]), definition="share"))
        named_amounts = [quantity for project, quantity in named.items() if members.get(project) == force]
        if named_amounts:
            sum_named = total(named_amounts)
            rows.append(computed(force_id / "named", sum_named, definition="named"))
            rows.append(computed(force_id / "named" / "share", sum_named.over(amount), definition="share"))
    return rows


def named_groups(workspace: Workspace, period: str) -> list[Fact]:
    """Sums of named projects, overall, by channel and by chain: lower bounds of each group's amount."""
    named, rows = named_projects(workspace.figures, period), list[Fact]()
    if not named:
        return rows
    amount_id, count_id = FactId.of(period, AMOUNT), FactId.of(period, COUNT)

    def add(group: str, amounts: list[Quantity], caveat: str) -> None:
        amount = total(amounts)
        count = Quantity.exact(len(amounts), "个", Definition("count"), amount.sources)
        for fact_id, quantity in ((amount_id, amount), (count_id, count)):
            rows.append(
                _computed(
                    fact_id / group / "named", quantity, period=period, caveat=caveat, definition="named"
                )
            )

    add("", list(named.values()), "")
    total_amount = workspace.latest.get(amount_id)
    if total_amount is not None:
        share = total(list(named.values())).over(total_amount)
        rows.append(_computed(amount_id / "named" / "share", share, period=period, definition="share"))
    projects = workspace.projects.set_index("project_id")
    for column in ("channel", "chain"):
        for key in [key for key in projects[column].unique() if key]:
            members = projects.index[projects[column] == key]
            amounts = [quantity for project, quantity in named.items() if project in members]
            if amounts:
                add(f"{column}.{key}", amounts, "named_only")
    return rows
