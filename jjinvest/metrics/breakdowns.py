"""Composition of totals in any dimension: shares and averages of parts, size tiers, named projects.

A part is what one or several dimensions select: a sector, a size tier, new projects of one sector. Its whole
is the same measure without the last dimension. A share that was published is not computed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import pandas as pd

from jjinvest.core.codes import THREE_SECTORS
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact, computed_fact
from jjinvest.core.once import once_each
from jjinvest.core.quantity import YI, Definition, Quantity, total
from jjinvest.core.size_classes import adjoining, tier_edges, tier_name
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.published import named_projects

COUNT, AMOUNT = "projects_signed", "agreed_amount"

NO_DIMENSION = ("all", "project", "group")
"""Scopes that are not members of a dimension: the whole, a named project, a group of named projects."""
TO_DATE = ("chain",)
"""Dimensions whose figures speak of all projects to date, so that they are no part of a period's total."""
NOT_ADDITIVE = ("ratio", "名", "次/月", "次/旬", "次/周")
"""Units of numbers of which parts make up no whole: rates, ranks, frequencies."""


OF_THE_SECTORS = "of_the_sectors"
"""Caveat of a share in the sum of the sectors, where no total was published."""


@dataclass(frozen=True)
class Part:
    """A published number of a part in a period.

    Attributes
    ----------
    scope, subject
        Dimension and member; of several, joined by ``;``.
    fact_id
        Id of the number; that of its whole is found by :func:`whole_of`.
    """

    metric: str
    scope: str
    subject: str
    fact_id: FactId
    quantity: Quantity


@once_each
def parts_of(workspace: Workspace, period: str) -> list[Part]:
    """Return every level of the period, in published order, each once; the whole has the scope ``all``."""
    return [
        Part(metric, scope, subject, FactId.parse(fact_id), workspace.latest[FactId.parse(fact_id)])
        for metric, scope, subject, fact_id in _levels(workspace).get(period, [])
    ]


@once_each
def _levels(workspace: Workspace) -> dict[str, list[tuple[str, str, str, str]]]:
    """Metric, scope, subject and id of every level by its period, in published order, each once."""
    figures = workspace.figures
    levels = (figures["statistic"] == "level") & (figures["version"] != "like_for_like")
    names = ["period", "metric", "scope", "subject", "fact_id"]
    rows = figures.loc[levels, names].drop_duplicates(["period", "fact_id"])
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for period, *part in zip(*(rows[name] for name in names), strict=True):
        found.setdefault(period, []).append((part[0], part[1], part[2], part[3]))
    return found


def dimensions_of(figures: pd.DataFrame, period: str) -> list[str]:
    """Scopes of the parts that the period's figures name, in published order: ``sector``, ``cohort``."""
    of_parts = (
        (figures["period"] == period)
        & ~figures["scope"].isin(NO_DIMENSION)
        & figures["statistic"].isin(["level", "share"])
    )
    return list(dict.fromkeys(figures["scope"][of_parts]))


def whole_of(scope: str, subject: str) -> tuple[str, str]:
    """Scope and subject of the whole of a part: the same without the last dimension.

    Examples
    --------
    >>> whole_of("cohort;sector", "new;primary"), whole_of("sector", "primary"), whole_of("out_of_city", "")
    (('cohort', 'new'), ('all', ''), ('all', ''))
    """
    if ";" not in scope:
        return "all", ""
    return scope.rpartition(";")[0], subject.rpartition(";")[0]


def subjects(figures: pd.DataFrame, period: str, scope: str) -> list[str]:
    """Subjects of a scope (sectors, task forces …) that the period's figures name, in published order."""
    of_scope = (
        (figures["period"] == period)
        & (figures["scope"] == scope)
        & (figures["metric"].isin([COUNT, AMOUNT]))
    )
    return list(dict.fromkeys(figures["subject"][of_scope]))


def shares(workspace: Workspace, period: str) -> list[Fact]:
    """Share of each part in its whole, and the sum of the sectors where they make up the total."""
    parts, latest = parts_of(workspace, period), workspace.latest
    wholes = {(part.metric, part.scope, part.subject): part for part in parts}
    rows = [
        computed_fact(metric_id / "sum_of_sectors", sectors, period=period, definition="sum_of_sectors")
        for metric_id, sectors in _sums_of_sectors(workspace, parts, period)
    ]
    all_sectors = _sums_of_all_sectors(parts)
    for part in parts:
        share_id = part.fact_id / "share"
        published = wholes.get((part.metric, *whole_of(part.scope, part.subject)))
        if share_id in latest or part.scope in NO_DIMENSION or part.scope.rpartition(";")[2] in TO_DATE:
            continue
        whole, caveat = None if published is None else published.quantity, ""
        if published is None and part.scope == "sector":
            whole, caveat = all_sectors.get(part.metric), OF_THE_SECTORS
        if whole is not None and _comparable(part.quantity, whole):
            share = _as_part_of(whole, part.quantity).over(whole)
            rows.append(
                computed_fact(
                    share_id, share, period=period, scope=part.scope, caveat=caveat, definition="share"
                )
            )
    return rows


def _comparable(part: Quantity, whole: Quantity) -> bool:
    """Whether a number can be a part of another: of one additive unit and measure, the whole positive."""
    return (
        part.unit == whole.unit
        and part.unit not in NOT_ADDITIVE
        and part.definition.measure == whole.definition.measure
        and whole.value is not None
        and whole.value > 0
    )


def _as_part_of(whole: Quantity, part: Quantity) -> Quantity:
    """Part with the definition of its whole: it counts some of the same projects."""
    return replace(part, definition=whole.definition)


def _sums_of_all_sectors(parts: list[Part]) -> dict[str, Quantity]:
    """Sum of the three sectors, which are all there are, of each measure whose total was not published."""
    found = dict[str, Quantity]()
    for metric, by_sector in _by_sector(parts).items():
        if by_sector.keys() >= set(THREE_SECTORS):
            summed = _sum_alike([by_sector[sector] for sector in by_sector if sector in THREE_SECTORS])
            if (
                summed is not None
                and summed.value is not None
                and summed.value > 0
                and summed.low is not None
            ):
                found[metric] = summed
    return found


def _sums_of_sectors(
    workspace: Workspace, parts: list[Part], period: str
) -> Iterator[tuple[FactId, Quantity]]:
    """Sum over the sectors of each measure of which every sector is there."""
    if not _is_complete(workspace, "sector"):
        return
    figures = workspace.figures
    members = set(figures.loc[figures["scope"] == "sector", "subject"])
    members |= {member for name, member in workspace.dimensions.labels if name == "sector" and member}
    for metric, by_sector in _by_sector(parts).items():
        if by_sector.keys() >= members and (summed := _sum_alike(by_sector.values())) is not None:
            yield FactId.of(period, metric), summed


def _by_sector(parts: list[Part]) -> dict[str, dict[str, Quantity]]:
    """Numbers of the sectors that can be added, by measure and sector."""
    found: dict[str, dict[str, Quantity]] = {}
    for part in parts:
        if part.scope == "sector" and part.quantity.unit not in NOT_ADDITIVE:
            found.setdefault(part.metric, {})[part.subject] = part.quantity
    return found


def _sum_alike(quantities: Iterable[Quantity]) -> Quantity | None:
    """Sum of numbers as they are known now; None where they are not of one unit and measure."""
    known = [quantity.as_now_known() for quantity in quantities]
    alike = {(quantity.unit, quantity.definition.measure) for quantity in known}
    return total(known) if len(alike) == 1 else None


def _is_complete(workspace: Workspace, dimension: str) -> bool:
    """Whether the members of a dimension make up the whole: as stated, and always in a ledger."""
    figures = workspace.figures
    if workspace.dimensions.complete.get(dimension, False):
        return True
    rows = figures[figures["scope"] == dimension]
    return "evidence" in figures and len(rows) > 0 and bool((rows["evidence"] == "computed").all())


def averages(workspace: Workspace, period: str) -> list[Fact]:
    """Average agreed amount per project: overall and of each part of which both figures exist."""
    parts = parts_of(workspace, period)
    counts = {(part.scope, part.subject): part.quantity for part in parts if part.metric == COUNT}
    rows = []
    for part in parts:
        count = counts.get((part.scope, part.subject))
        if part.metric != AMOUNT or part.scope in NO_DIMENSION[1:] or count is None or not count.value:
            continue
        if part.scope in TO_DATE or part.quantity.unit in NOT_ADDITIVE or count.unit in NOT_ADDITIVE:
            continue
        average = part.quantity.per(count)
        if not _is_outside(average, part.scope, part.subject):
            name = part.fact_id / "average"
            rows.append(computed_fact(name, average, period=period, scope=part.scope, definition="average"))
    return rows


def _is_outside(average: Quantity, scope: str, subject: str) -> bool:
    """Whether an average lies outside its own size class: its amount and its number cannot both be right.

    27.3 of three projects of 30 亿元 and more is no average; the checks say that the figures contradict.
    """
    if scope.rpartition(";")[2] != "tier" or average.unit != "元":
        return False
    low, high = tier_edges(subject.rpartition(";")[2])
    below = average.high is not None and average.high < low * YI
    return below or (high is not None and average.low is not None and average.low > high * YI)


def tier_counts(workspace: Workspace, period: str) -> list[Fact]:
    """Number of projects below the lowest published size tier, and their share of all."""
    parts = parts_of(workspace, period)
    every = next((part for part in parts if (part.metric, part.scope) == (COUNT, "all")), None)
    tiers = {
        tier_edges(part.subject): part.quantity
        for part in parts
        if (part.metric, part.scope) == (COUNT, "tier")
    }
    closed = {edges: count for edges, count in tiers.items() if edges[1] is not None}
    lowest = min((edges[0] for edges in closed), default=Fraction(0))
    if every is None or lowest == 0 or not adjoining(list(closed)):
        return []
    top = max(high for _, high in closed if high is not None)
    above = {low: count for (low, high), count in tiers.items() if high is None and low >= top}
    if any(low > top and count.value for low, count in above.items()):
        return []  # projects of sizes in between may exist
    counted = [*closed.values(), *(count for low, count in above.items() if low == top)]
    below = every.quantity - total(counted)
    below_id = every.fact_id / tier_name(Fraction(0), lowest)
    if below.value is None or below.value < 0 or below_id in workspace.latest:
        return []
    caveat = "" if top in above else "no_project_above_tiers"
    rows = [computed_fact(below_id, below, period=period, scope="tier", caveat=caveat)]
    if every.quantity.value:
        share = below.over(every.quantity)
        rows.append(computed_fact(below_id / "share", share, period=period, scope="tier", definition="share"))
    return rows


def groups(workspace: Workspace, period: str) -> list[Fact]:
    """Task forces: how much of the agreed amount the named projects make up."""
    rows, named = list[Fact](), named_projects(workspace.figures, period)
    members = workspace.projects.set_index("project_id")["task_force"]
    computed = partial(computed_fact, period=period, scope="task_force", definition="named")
    for part in parts_of(workspace, period):
        if (part.metric, part.scope) != (AMOUNT, "task_force"):
            continue
        amounts = [quantity for project, quantity in named.items() if members.get(project) == part.subject]
        if not amounts or not _comparable(amounts[0], part.quantity):
            continue
        of_named = total(amounts)
        rows.append(computed(part.fact_id / "named", of_named))
        share = _as_part_of(part.quantity, of_named).over(part.quantity)
        rows.append(computed(part.fact_id / "named" / "share", share, definition="share"))
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
                computed_fact(
                    fact_id / group / "named", quantity, period=period, caveat=caveat, definition="named"
                )
            )

    add("", list(named.values()), "")
    total_amount = workspace.latest.get(amount_id)
    of_named = total(list(named.values()))
    if total_amount is not None and _comparable(of_named, total_amount):
        share = _as_part_of(total_amount, of_named).over(total_amount)
        rows.append(computed_fact(amount_id / "named" / "share", share, period=period, definition="share"))
    projects = workspace.projects.set_index("project_id")
    for column in ("channel", "chain"):
        for key in [key for key in projects[column].unique() if key]:
            members = projects.index[projects[column] == key]
            amounts = [quantity for project, quantity in named.items() if project in members]
            if amounts:
                add(f"{column}.{key}", amounts, "named_only")
    return rows
