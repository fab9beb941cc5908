"""Accounting identities: rules by which published figures determine others.

Small functions that hold for every district. Each yields identities: an observation, the observations that
determine it, and the formula. One-sided results (a group holds at least its named projects) are quantities
open at one end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import pandas as pd

from jjinvest.core.codes import RATIOS
from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import YI, Definition, Quantity, total
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT, COUNT, subjects, tier_edges, tier_part
from jjinvest.metrics.published import named_projects
from jjinvest.metrics.targets import measure
from jjinvest.quality.reconciliation.observations import Observation, Observations

Formula = Callable[[Sequence[Quantity]], Quantity]
SECTOR_COUNT = 3
OPEN_TIER = "tier_ge_"
FLOW_BASES = ("agreed", "contract", "funds", "count")
"""Bases whose figures add up over the parts of a year."""


@dataclass(frozen=True)
class Identity:
    """A published figure and the formula by which others determine it."""

    rule: str
    subject: Observation
    parts: tuple[Observation, ...]
    formula: Formula

    @property
    def computed(self) -> Quantity:
        """Value that the other observations determine for the figure."""
        return self.formula([part.quantity for part in self.parts])

    def holds(self) -> bool:
        """Whether the published and the computed value can both be right within rounding."""
        return self.subject.quantity.agrees_with(self.computed)

    def members(self) -> tuple[Observation, ...]:
        """Every observation that takes part."""
        return (self.subject, *self.parts)

    def with_observation(self, figure_id: str, corrected: Observation) -> Identity:
        """Return the identity with one observation replaced."""
        parts = tuple(corrected if part.figure_id == figure_id else part for part in self.parts)
        subject = corrected if self.subject.figure_id == figure_id else self.subject
        return replace(self, subject=subject, parts=parts)


def at_least(quantity: Quantity) -> Quantity:
    """Lower bound of a total: its known part, open above."""
    return replace(quantity, high=None)


def at_most(quantity: Quantity) -> Quantity:
    """Upper bound of a part: its total, open below."""
    return replace(quantity, low=None)


def _sum(quantities: Sequence[Quantity]) -> Quantity:
    return total([quantity.as_now_known() for quantity in quantities])


def _sum_at_least(quantities: Sequence[Quantity]) -> Quantity:
    return at_least(_sum(quantities))


def _sum_at_most(quantities: Sequence[Quantity]) -> Quantity:
    return at_most(_sum(quantities))


def _ratio(quantities: Sequence[Quantity]) -> Quantity:
    """First over second, in the 口径 of the first."""
    return replace(quantities[0], definition=Definition("", "")).over(
        replace(quantities[1], definition=Definition("", ""), unit=quantities[0].unit)
    )


def _growth(quantities: Sequence[Quantity]) -> Quantity:
    factor = _ratio(quantities)
    return factor - Quantity.exact(1, "ratio", factor.definition)


def _derived(quantity: Quantity, like: Observation) -> Observation:
    """Observation of a number derived from other figures, such as a count of named projects."""
    return Observation("", "", like.source_id, like.period, like.available_from, "0", quantity)


def _periods(workspace: Workspace) -> list[str]:
    return list(dict.fromkeys(workspace.figures["period"]))


def parts_to_whole(workspace: Workspace, observations: Observations) -> Iterator[Identity]:
    """Sectors add up to the total; where fewer than three are published, they do not exceed it."""
    figures = workspace.figures[
        (workspace.figures["scope"] == "sector") & (workspace.figures["statistic"] == "level")
    ]
    for (period, metric), group in figures.groupby(["period", "metric"], sort=False):
        key = FactId.of(str(period), str(metric))
        names = [key / sector for sector in dict.fromkeys(group["subject"])]
        for subject in observations.of(key):
            parts = observations.all_comparable(names, subject)
            if parts:
                formula = _sum if len(parts) >= SECTOR_COUNT else _sum_at_least
                yield Identity("parts_to_whole", subject, tuple(parts), formula)


def completion_rate(workspace: Workspace, observations: Observations) -> Iterator[Identity]:
    """A completion rate is actual ÷ target, of the same basis and scope; a target may be implied."""
    goals = {FactId.of(row["year"], measure(row)): row for _, row in workspace.targets.iterrows()}
    for fact_id in list(observations.fact_ids()):
        if fact_id.name != "completion":
            continue
        key = fact_id.parent
        year_key = key.in_period(key.period[:4])
        for rate in observations.of(fact_id):
            actual = observations.comparable(key, rate)
            target = observations.comparable(year_key / "target", rate)
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


def year_on_year(workspace: Workspace, observations: Observations) -> Iterator[Identity]:
    """A published growth rate is this period's level over the same period's of the year before, less one."""
    for fact_id in list(observations.fact_ids()):
        if fact_id.name != "growth":
            continue
        key = fact_id.parent
        year, part = key.period[:4], key.period[4:]
        before = key.in_period(f"{int(year) - 1}{part}")
        for rate in observations.of(fact_id):
            now, base = observations.comparable(key, rate), observations.comparable(before, rate)
            if now is not None and base is not None and base.quantity.value and base.quantity.low:
                yield Identity("year_on_year", rate, (now, base), _growth)


def named_ratio(workspace: Workspace, observations: Observations) -> Iterator[Identity]:
    """A rate with a name is its numerator over its denominator, of the same period and scope."""
    for fact_id in list(observations.fact_ids()):
        metric, *rest = fact_id.parts
        if metric not in RATIOS or fact_id.name in ("growth", "target", "completion"):
            continue
        names = [FactId.of(fact_id.period, part, *rest) for part in RATIOS[metric]]
        for rate in observations.of(fact_id):
            parts = observations.all_comparable(names, rate)
            if len(parts) == len(names) and parts[1].quantity.low:
                yield Identity("named_ratio", rate, tuple(parts), _ratio)


COMPONENTS = {
    "h1": (("q1", "q2"),),
    "q1-q3": (("h1", "q3"), ("q1", "q2", "q3")),
    "": (("q1-q3", "q4"), ("h1", "h2"), ("h1", "q3", "q4"), ("q1", "q2", "q3", "q4")),
}
"""Earlier total and flows that make up each running total, by part of the year."""


def _flows(figures: pd.DataFrame) -> pd.DataFrame:
    """Levels that add up over the parts of a year."""
    return figures[
        (figures["statistic"] == "level")
        & figures["basis"].isin(FLOW_BASES)
        & ~figures["scope"].isin(["project", "pipeline"])
    ]


def running_total(workspace: Workspace, observations: Observations) -> Iterator[Identity]:
    """A running total is the one before it plus the flows since."""
    flows = set(_flows(workspace.figures)["fact_id"])
    for fact_id in [each for each in observations.fact_ids() if each in flows]:
        year, part = fact_id.period[:4], fact_id.period[4:]
        for components in COMPONENTS.get(part, ()):
            names = [fact_id.in_period(f"{year}{component}") for component in components]
            for subject in observations.of(fact_id):
                parts = observations.all_comparable(names, subject)
                if len(parts) == len(names):
                    yield Identity("running_total", subject, tuple(parts), _sum)


def within_year(workspace: Workspace, observations: Observations) -> Iterator[Identity]:
    """A part of a year does not exceed the year; tiers are compared where their lower edges agree."""
    flows = _flows(workspace.figures)
    for fact_id in map(FactId, dict.fromkeys(flows.loc[flows["period"].str.len() > 4, "fact_id"])):
        year, tier = fact_id.period[:4], fact_id.name
        for part in observations.of(fact_id):
            totals = observations.of(fact_id.in_period(year))
            if tier.startswith(OPEN_TIER):
                edge, _ = tier_edges(tier)
                tiers = _closed_tiers(workspace, year)
                if any(tier_edges(each)[0] == edge for each in tiers):
                    names = [
                        FactId.of(year, COUNT, tier_part(each))
                        for each in tiers
                        if tier_edges(each)[0] >= edge
                    ]
                    above = observations.all_comparable(names, part)
                    yield Identity("half_within_year", part, tuple(above), _sum_at_most)
            elif totals:
                yield Identity("half_within_year", part, (totals[-1],), _sum_at_most)


def _closed_tiers(workspace: Workspace, period: str) -> list[str]:
    return [
        tier for tier in subjects(workspace.figures, period, "tier") if tier_edges(tier)[1] is not None
    ]


def tier_against_named(workspace: Workspace, observations: Observations) -> Iterator[Identity]:
    """A size tier has at least as many projects as are named in it."""
    for period in _periods(workspace):
        named = named_projects(workspace.figures, period)
        for tier in subjects(workspace.figures, period, "tier"):
            low, high = tier_edges(tier)
            inside = [
                q
                for q in named.values()
                if q.value is not None and low * YI <= q.value and (high is None or q.value < high * YI)
            ]
            for count in observations.of(FactId.of(period, COUNT, tier_part(tier)))[-1:]:
                if inside:
                    sources = tuple(s for q in inside for s in q.sources)
                    part = _derived(Quantity.exact(len(inside), "个", Definition("count"), sources), count)
                    yield Identity("tier_against_named", count, (part,), _sum_at_least)


def tiers_within_total(workspace: Workspace, observations: Observations) -> Iterator[Identity]:
    """The tiers at their lower edges and the projects named below them fit into the total amount."""
    for period in _periods(workspace):
        counts = {
            tier: observations.of(FactId.of(period, COUNT, tier_part(tier)))
            for tier in _closed_tiers(workspace, period)
        }
        tiers = [tier for tier, published in counts.items() if published]
        named = [q for q in named_projects(workspace.figures, period).values() if q.value is not None]
        for subject in observations.of(FactId.of(period, AMOUNT))[-1:]:
            if not tiers:
                continue
            parts = list[Quantity]()
            for tier in tiers:
                low, high = tier_edges(tier)
                count = counts[tier][-1].quantity
                inside = [
                    q
                    for q in named
                    if q.value is not None and low * YI <= q.value and (high is None or q.value < high * YI)
                ]
                unnamed = max((count.value or 0) - len(inside), 0)
                parts += [
                    *inside,
                    Quantity.exact(unnamed * low * YI, "元", Definition("agreed"), count.sources),
                ]
            lowest = min(tier_edges(t)[0] for t in tiers)
            parts += [q for q in named if q.value is not None and q.value < lowest * YI]
            yield Identity("tiers_within_total", subject, (_derived(total(parts), subject),), _sum_at_least)


def group_against_named(workspace: Workspace, observations: Observations) -> Iterator[Identity]:
    """The projects named in a task force do not exceed its published number and amount."""
    members = workspace.projects.set_index("project_id")["task_force"]
    for period in _periods(workspace):
        named = named_projects(workspace.figures, period)
        for force in subjects(workspace.figures, period, "task_force"):
            amounts = [q for project, q in named.items() if members.get(project) == force]
            if not amounts:
                continue
            amount = total(amounts)
            count = Quantity.exact(len(amounts), "个", Definition("count"), amount.sources)
            for metric, part in ((AMOUNT, amount), (COUNT, count)):
                for subject in observations.of(FactId.of(period, metric, "task_force", force))[-1:]:
                    yield Identity("group_against_named", subject, (_derived(part, subject),), _sum_at_least)


def named_sum(workspace: Workspace, observations: Observations) -> Iterator[Identity]:
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
        subject = next(p for p in observations.of(figure["fact_id"]) if p.figure_id == figure["figure_id"])
        if parts:
            formula = _sum if len(parts) == len(members) else _sum_at_least
            yield Identity("named_sum", subject, (_derived(total(parts), subject),), formula)


def _same(quantities: Sequence[Quantity], *, unit: str) -> Quantity:
    return replace(quantities[0], unit=unit)


def restatement(workspace: Workspace, observations: Observations) -> Iterator[Identity]:
    """A figure published again, or a project's amount in a later period: later against earlier."""
    figures = workspace.figures
    projects = figures[(figures["scope"] == "project") & figures["metric"].isin([AMOUNT, "intended_amount"])]
    names = [
        list(dict.fromkeys(group["fact_id"]))
        for _, group in projects.groupby(["subject", "metric"], sort=False)
    ]
    names += [[fact_id] for fact_id in dict.fromkeys(figures.loc[figures["scope"] != "project", "fact_id"])]
    order = {row["figure_id"]: n for n, row in enumerate(figures.to_dict("records"))}
    for group in names:
        history = [each for fact_id in group for each in observations.of(fact_id)]
        history.sort(key=lambda p: (p.available_from, p.period[:4], len(p.period) == 4, order[p.figure_id]))
        for earlier, later in pairwise(history):
            yield Identity("restatement", later, (earlier,), partial(_same, unit=later.quantity.unit))


RULES: tuple[Callable[[Workspace, Observations], Iterator[Identity]], ...] = (
    parts_to_whole,
    completion_rate,
    year_on_year,
    named_ratio,
    running_total,
    tier_against_named,
    tiers_within_total,
    group_against_named,
    named_sum,
    within_year,
    restatement,
)
