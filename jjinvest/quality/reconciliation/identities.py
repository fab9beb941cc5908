"""The rules: which published figures determine which others.

Small functions, none knows a district. Each yields identities: a print, the prints it follows from, and the formula. One-sided results (a group holds at least
its named projects) are quantities open at one end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from jjinvest.core.quantity import YI, Definition, Quantity, total
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT, COUNT, subjects, tier_edges
from jjinvest.metrics.published import RATIOS, named_projects
from jjinvest.metrics.targets import measure
from jjinvest.quality.reconciliation.observations import Print, Prints

Formula = Callable[[Sequence[Quantity]], Quantity]
SECTORS = 3


@dataclass(frozen=True)
class Identity:
    """A published figure and the formula that others determine it by."""

    rule: str
    subject: Print
    parts: tuple[Print, ...]
    formula: Formula

    @property
    def computed(self) -> Quantity:
        """What the other prints make of the figure."""
        return self.formula([part.quantity for part in self.parts])

    def holds(self) -> bool:
        """Whether print and computation can both be right within rounding."""
        return self.subject.quantity.agrees_with(self.computed)

    def members(self) -> tuple[Print, ...]:
        """Every print that takes part."""
        return (self.subject, *self.parts)

    def with_reading(self, figure_id: str, reading: Print) -> Identity:
        """Return the identity with one print read otherwise."""
        parts = tuple(reading if part.figure_id == figure_id else part for part in self.parts)
        return replace(
            self, subject=reading if self.subject.figure_id == figure_id else self.subject, parts=parts
        )


def at_least(quantity: Quantity) -> Quantity:
    """Lower bound of what a whole must hold: its known part, open above."""
    return replace(quantity, high=None)


def at_most(quantity: Quantity) -> Quantity:
    """Upper bound of what a part can hold: its whole, open below."""
    return replace(quantity, low=None)


def _sum(quantities: Sequence[Quantity]) -> Quantity:
    return total([quantity.as_now_known() for quantity in quantities])


def _sum_at_least(quantities: Sequence[Quantity]) -> Quantity:
    return at_least(_sum(quantities))


def _whole_at_most(quantities: Sequence[Quantity]) -> Quantity:
    return at_most(_sum(quantities))


def _ratio(quantities: Sequence[Quantity]) -> Quantity:
    """First over second, in the 口径 of the first."""
    return replace(quantities[0], definition=Definition("", "")).over(
        replace(quantities[1], definition=Definition("", ""), unit=quantities[0].unit)
    )


def _growth(quantities: Sequence[Quantity]) -> Quantity:
    factor = _ratio(quantities)
    return factor - Quantity.exact(1, "ratio", factor.definition)


def _derived(quantity: Quantity, like: Print) -> Print:
    """Return a number that follows from data other than a figure's own cell, such as a count of named projects."""
    return Print("", "", like.source_id, like.period, like.available_from, "0", quantity)


def _periods(workspace: Workspace) -> list[str]:
    return list(dict.fromkeys(workspace.figures["period"]))


def parts_to_whole(workspace: Workspace, prints: Prints) -> Iterator[Identity]:
    """Sectors add up to the total; where fewer than three are published, they do not exceed it."""
    figures = workspace.figures[
        (workspace.figures["scope"] == "sector") & (workspace.figures["statistic"] == "level")
    ]
    for (period, metric), group in figures.groupby(["period", "metric"], sort=False):
        key = f"{str(period).lower()}.{metric}"
        names = [f"{key}.{s}" for s in dict.fromkeys(group["subject"])]
        for whole in prints.all(key):
            parts = prints.several(names, whole)
            if parts:
                yield Identity(
                    "parts_to_whole", whole, tuple(parts), _sum if len(parts) >= SECTORS else _sum_at_least
                )


def completion_rate(workspace: Workspace, prints: Prints) -> Iterator[Identity]:
    """A published completion rate is actual ÷ target, of the same basis and scope; a target may be implied."""
    goals = {f"{row['year']}.{measure(row)}": row for _, row in workspace.targets.iterrows()}
    for fact_id in list(prints.facts()):
        if not fact_id.endswith(".completion"):
            continue
        key = fact_id.removesuffix(".completion")
        year_key = f"{key[:4]}.{key.split('.', 1)[1]}"
        for rate in prints.all(fact_id):
            actual, target = prints.near(key, rate), prints.near(f"{year_key}.target", rate)
            goal = goals.get(year_key)
            if target is None and goal is not None:
                exact = Quantity.exact(
                    goal["quantity"].value,
                    goal["quantity"].unit,
                    goal["quantity"].definition,
                    goal["quantity"].sources,
                )
                target = _derived(exact, rate)
            if (
                actual is not None
                and target is not None
                and actual.quantity.definition == target.quantity.definition
                and target.quantity.value
            ):
                yield Identity("completion_rate", rate, (actual, target), _ratio)


def year_on_year(workspace: Workspace, prints: Prints) -> Iterator[Identity]:
    """A published growth rate is this period's level over the same period's of the year before, less one."""
    for fact_id in list(prints.facts()):
        if not fact_id.endswith(".growth"):
            continue
        key = fact_id.removesuffix(".growth")
        before = f"{int(key[:4]) - 1}{key[4:]}"
        for rate in prints.all(fact_id):
            now, base = prints.near(key, rate), prints.near(before, rate)
            if now is not None and base is not None and base.quantity.value and base.quantity.low:
                yield Identity("year_on_year", rate, (now, base), _growth)


def named_ratio(workspace: Workspace, prints: Prints) -> Iterator[Identity]:
    """A rate with a name is its numerator over its denominator, of the same period and scope."""
    for fact_id in list(prints.facts()):
        period, metric, *rest = fact_id.split(".")
        if metric not in RATIOS or rest[-1:] in (["growth"], ["target"], ["completion"]):
            continue
        names = [".".join([period, part, *rest]) for part in RATIOS[metric]]
        for rate in prints.all(fact_id):
            parts = prints.several(names, rate)
            if len(parts) == len(names) and parts[1].quantity.low:
                yield Identity("named_ratio", rate, tuple(parts), _ratio)


FLOWS = {
    "h1": (("q1", "q2"),),
    "q1-q3": (("h1", "q3"), ("q1", "q2", "q3")),
    "": (("q1-q3", "q4"), ("h1", "h2"), ("h1", "q3", "q4"), ("q1", "q2", "q3", "q4")),
}
"""Running totals and the earlier total and flows that make them up."""


def running_total(workspace: Workspace, prints: Prints) -> Iterator[Identity]:
    """A running total is the one before it plus the flows since."""
    levels = workspace.figures[workspace.figures["statistic"] == "level"]
    flowing = set(
        levels.loc[
            levels["basis"].isin(["agreed", "contract", "funds", "count"])
            & ~levels["scope"].isin(["project", "pipeline"]),
            "fact_id",
        ]
    )
    for fact_id in [f for f in prints.facts() if f in flowing]:
        period, _, measure_id = fact_id.partition(".")
        for parts in FLOWS.get(period[4:], ()):
            names = [f"{period[:4]}{part}.{measure_id}" for part in parts]
            for whole in prints.all(fact_id):
                found = prints.several(names, whole)
                if len(found) == len(names):
                    yield Identity("running_total", whole, tuple(found), _sum)


def within_year(workspace: Workspace, prints: Prints) -> Iterator[Identity]:
    """A part of a year does not exceed the year; tiers are compared where their lower edges agree."""
    levels = workspace.figures[
        (workspace.figures["statistic"] == "level")
        & workspace.figures["basis"].isin(["agreed", "contract", "funds", "count"])
        & ~workspace.figures["scope"].isin(["project", "pipeline"])
    ]
    for fact_id in dict.fromkeys(levels.loc[levels["period"].str.len() > 4, "fact_id"]):
        period, _, measure_id = fact_id.partition(".")
        year, tier = period[:4], measure_id.rpartition(".")[2]
        for part in prints.all(fact_id):
            whole = prints.all(f"{year}.{measure_id}")
            if tier.startswith("tier_ge_"):
                edge = int(tier.removeprefix("tier_ge_"))
                names = [t for t in subjects(workspace.figures, year, "tier") if not t.startswith("tier_ge_")]
                if any(tier_edges(t)[0] == edge for t in names):
                    above = prints.several(
                        [f"{year}.{COUNT}.{t}" for t in names if tier_edges(t)[0] >= edge], part
                    )
                    yield Identity("half_within_year", part, tuple(above), _whole_at_most)
            elif whole:
                yield Identity("half_within_year", part, (whole[-1],), _whole_at_most)


def tier_against_named(workspace: Workspace, prints: Prints) -> Iterator[Identity]:
    """No more projects are named in a size tier than the tier is published to hold."""
    for period in _periods(workspace):
        named = named_projects(workspace.figures, period)
        for tier in subjects(workspace.figures, period, "tier"):
            low, high = (
                (int(tier.removeprefix("tier_ge_")), None)
                if tier.startswith("tier_ge_")
                else tier_edges(tier)
            )
            inside = [
                q
                for q in named.values()
                if q.value is not None and low * YI <= q.value and (high is None or q.value < high * YI)
            ]
            for count in prints.all(f"{period.lower()}.{COUNT}.{tier}")[-1:]:
                if inside:
                    sources = tuple(s for q in inside for s in q.sources)
                    part = _derived(Quantity.exact(len(inside), "个", Definition("count"), sources), count)
                    yield Identity("tier_against_named", count, (part,), _sum_at_least)


def tiers_within_total(workspace: Workspace, prints: Prints) -> Iterator[Identity]:
    """The tiers at their lower edges and the projects named below them fit into the total amount."""
    for period in _periods(workspace):
        key = f"{period.lower()}.{AMOUNT}"
        tiers = [
            t
            for t in subjects(workspace.figures, period, "tier")
            if not t.startswith("tier_ge_") and prints.all(f"{period.lower()}.{COUNT}.{t}")
        ]
        named = [q for q in named_projects(workspace.figures, period).values() if q.value is not None]
        for whole in prints.all(key)[-1:]:
            if not tiers:
                continue
            parts = list[Quantity]()
            for tier in tiers:
                low, high = tier_edges(tier)
                count = prints.all(f"{period.lower()}.{COUNT}.{tier}")[-1].quantity
                inside = [q for q in named if q.value is not None and low * YI <= q.value < high * YI]
                unnamed = max((count.value or 0) - len(inside), 0)
                parts += [
                    *inside,
                    Quantity.exact(unnamed * low * YI, "元", Definition("agreed"), count.sources),
                ]
            lowest = min(tier_edges(t)[0] for t in tiers)
            parts += [q for q in named if q.value is not None and q.value < lowest * YI]
            yield Identity("tiers_within_total", whole, (_derived(total(parts), whole),), _sum_at_least)


def group_against_named(workspace: Workspace, prints: Prints) -> Iterator[Identity]:
    """The projects named in a task force do not exceed its published number and amount."""
    members = workspace.projects.set_index("project_id")["task_force"]
    for period in _periods(workspace):
        named = named_projects(workspace.figures, period)
        for force in subjects(workspace.figures, period, "task_force"):
            mine = [q for project, q in named.items() if members.get(project) == force]
            if not mine:
                continue
            together = total(mine)
            for metric, part in (
                (AMOUNT, together),
                (COUNT, Quantity.exact(len(mine), "个", Definition("count"), together.sources)),
            ):
                for whole in prints.all(f"{period.lower()}.{metric}.task_force.{force}")[-1:]:
                    yield Identity("group_against_named", whole, (_derived(part, whole),), _sum_at_least)


def named_sum(workspace: Workspace, prints: Prints) -> Iterator[Identity]:
    """A published sum over listed projects is at least what those with an amount of their own add up to."""
    for _, figure in workspace.figures[workspace.figures["scope"] == "group"].iterrows():
        listed = (
            workspace.projects["figure_ids"]
            .map(lambda ids, wanted=figure["figure_id"]: wanted in ids)
            .astype(bool)
        )
        members = workspace.projects.loc[listed, "project_id"]
        amounts = named_projects(workspace.figures, figure["period"][:4]) | named_projects(
            workspace.figures, figure["period"]
        )
        parts = [amounts[m] for m in members if m in amounts]
        whole = next(p for p in prints.all(figure["fact_id"]) if p.figure_id == figure["figure_id"])
        if parts:
            complete = len(parts) == len(members)
            yield Identity(
                "named_sum", whole, (_derived(total(parts), whole),), _sum if complete else _sum_at_least
            )


def _same(quantities: Sequence[Quantity], *, unit: str) -> Quantity:
    return replace(quantities[0], unit=unit)


def restatement(workspace: Workspace, prints: Prints) -> Iterator[Identity]:
    """The same figure published again, or the same project's amount in a later period: later against earlier print."""
    figures = workspace.figures
    projects = figures[(figures["scope"] == "project") & figures["metric"].isin([AMOUNT, "intended_amount"])]
    names = [
        list(dict.fromkeys(group["fact_id"]))
        for _, group in projects.groupby(["subject", "metric"], sort=False)
    ]
    names += [[fact_id] for fact_id in dict.fromkeys(figures.loc[figures["scope"] != "project", "fact_id"])]
    order = {row["figure_id"]: n for n, row in enumerate(figures.to_dict("records"))}
    for group in names:
        found = [p for fact_id in group for p in prints.all(fact_id)]
        found.sort(key=lambda p: (p.available_from, p.period[:4], len(p.period) == 4, order[p.figure_id]))
        for earlier, later in pairwise(found):
            yield Identity("restatement", later, (earlier,), partial(_same, unit=later.quantity.unit))


RULES: tuple[Callable[[Workspace, Prints], Iterator[Identity]], ...] = (
    parts_to_whole, completion_rate, year_on_year, named_ratio, running_total, tier_against_named, tiers_within_total,
    group_against_named, named_sum, within_year, restatement,
)  # fmt: skip
