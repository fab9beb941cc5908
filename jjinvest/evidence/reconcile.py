"""Printed against computed: every figure that others determine is recomputed and given a verdict.

Each rule is a small function from the lookup of printed figures to checks; none knows a district. Two numbers agree
when their intervals (from the rounding and the relation of each print) touch; a later print of the same thing that
differs is a restatement; anything else is a contradiction. Nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from jjinvest import facts
from jjinvest.data import Workspace
from jjinvest.data.ids import period_end
from jjinvest.metrics.completion import measure
from jjinvest.metrics.published import latest, named_projects
from jjinvest.metrics.structure import AMOUNT, COUNT, subjects, tier_edges
from jjinvest.money import YI, Kou, Quantity, total

AGREES, RESTATED, CONTRADICTS = "agrees", "restated", "contradicts"


@dataclass(frozen=True)
class Check:
    """One comparison: the printed figure, what the others make of it, and the verdict."""

    rule: str
    fact_id: str
    period: str
    printed: Quantity
    computed: Quantity
    verdict: str


def _compare(rule: str, fact_id: str, period: str, printed: Quantity, computed: Quantity) -> Check:
    verdict = AGREES if printed.agrees_with(computed) else CONTRADICTS
    return Check(rule, fact_id, period, printed, computed, verdict)


def _at_least(quantity: Quantity) -> Quantity:
    """Lower bound of what a group must hold: its known part, open above."""
    return Quantity(quantity.value, quantity.low, None, quantity.unit, quantity.kou, quantity.sources)


def _at_most(quantity: Quantity) -> Quantity:
    return Quantity(quantity.value, None, quantity.high, quantity.unit, quantity.kou, quantity.sources)


def parts_to_whole(workspace: Workspace, known: dict[str, Quantity]) -> Iterator[Check]:
    """Sectors add up to the total, in number and in amount."""
    for period in dict.fromkeys(workspace.figures["period"]):
        for metric in (COUNT, AMOUNT):
            key = f"{period.lower()}.{metric}"
            parts = [
                known[f"{key}.{s}"]
                for s in subjects(workspace.figures, period, "sector")
                if f"{key}.{s}" in known
            ]
            if key in known and parts:
                yield _compare("parts_to_whole", key, period, known[key], total(parts))


def completion_rate(workspace: Workspace, known: dict[str, Quantity]) -> Iterator[Check]:
    """A printed completion rate against actual ÷ target; an implied target is taken at its round value."""
    for _, target in workspace.targets.iterrows():
        period = str(target["year"])
        key = f"{period}.{measure(target)}"
        goal = target["quantity"]
        if key in known and f"{key}.completion" in known and known[key].kou == goal.kou and goal.value:
            computed = known[key].over(Quantity.exact(goal.value, goal.unit, goal.kou, goal.sources))
            yield _compare(
                "completion_rate", f"{key}.completion", period, known[f"{key}.completion"], computed
            )


def tier_against_named(workspace: Workspace, known: dict[str, Quantity]) -> Iterator[Check]:
    """No more projects are named in a size tier than the tier is printed to hold."""
    for period in dict.fromkeys(workspace.figures["period"]):
        named = named_projects(workspace.figures, period)
        for tier in subjects(workspace.figures, period, "tier"):
            key = f"{period.lower()}.{COUNT}.{tier}"
            if key not in known:
                continue
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
            if inside:
                sources = tuple(s for q in inside for s in q.sources)
                yield _compare(
                    "tier_against_named",
                    key,
                    period,
                    known[key],
                    _at_least(Quantity.exact(len(inside), "个", Kou("count"), sources)),
                )


def tiers_within_total(workspace: Workspace, known: dict[str, Quantity]) -> Iterator[Check]:
    """The tiers at their lower edges and the projects named below them fit into the total amount."""
    for period in dict.fromkeys(workspace.figures["period"]):
        key = f"{period.lower()}.{AMOUNT}"
        tiers = [t for t in subjects(workspace.figures, period, "tier") if not t.startswith("tier_ge_")]
        tiers = [t for t in tiers if f"{period.lower()}.{COUNT}.{t}" in known]
        if key not in known or not tiers:
            continue
        named = [q for q in named_projects(workspace.figures, period).values() if q.value is not None]
        parts: list[Quantity] = []
        for tier in tiers:
            low, high = tier_edges(tier)
            count = known[f"{period.lower()}.{COUNT}.{tier}"]
            inside = [q for q in named if q.value is not None and low * YI <= q.value < high * YI]
            unnamed = (count.value or 0) - len(inside)
            parts += [*inside, Quantity.exact(unnamed * low * YI, "元", Kou("agreed"), count.sources)]
        lowest = min(tier_edges(t)[0] for t in tiers)
        parts += [q for q in named if q.value is not None and q.value < lowest * YI]
        yield _compare("tiers_within_total", key, period, known[key], _at_least(total(parts)))


def group_against_named(workspace: Workspace, known: dict[str, Quantity]) -> Iterator[Check]:
    """The projects named in a task force do not exceed its printed number and amount."""
    members = workspace.projects.set_index("project_id")["task_force"]
    for period in dict.fromkeys(workspace.figures["period"]):
        named = named_projects(workspace.figures, period)
        for force in subjects(workspace.figures, period, "task_force"):
            mine = [q for project, q in named.items() if members.get(project) == force]
            if not mine:
                continue
            together = total(mine)
            for metric, part in (
                (AMOUNT, together),
                (COUNT, Quantity.exact(len(mine), "个", Kou("count"), together.sources)),
            ):
                key = f"{period.lower()}.{metric}.task_force.{force}"
                if key in known:
                    yield _compare("group_against_named", key, period, known[key], _at_least(part))


def named_sum(workspace: Workspace, known: dict[str, Quantity]) -> Iterator[Check]:
    """A printed sum over listed projects is at least what those with an amount of their own add up to."""
    for _, figure in workspace.figures[workspace.figures["scope"] == "group"].iterrows():
        listed = [set(ids) & {figure["figure_id"]} for ids in workspace.projects["figure_ids"]]
        members = workspace.projects.loc[[bool(hit) for hit in listed], "project_id"]
        year = figure["period"][:4]
        amounts = named_projects(workspace.figures, year) | named_projects(
            workspace.figures, figure["period"]
        )
        parts = [amounts[m] for m in members if m in amounts]
        if parts:
            missing = len(members) - len(parts)
            computed = total(parts) if missing == 0 else _at_least(total(parts))
            yield _compare("named_sum", figure["fact_id"], figure["period"], figure["quantity"], computed)


def half_within_year(workspace: Workspace, known: dict[str, Quantity]) -> Iterator[Check]:
    """The first half does not exceed its year: totals, and each tier that both print with the same lower edge."""
    for year in sorted({p[:4] for p in workspace.figures["period"]}):
        for metric in (COUNT, AMOUNT):
            whole, half = f"{year}.{metric}", f"{year}h1.{metric}"
            if whole in known and half in known:
                yield _compare("half_within_year", half, f"{year}H1", known[half], _at_most(known[whole]))
        tiers = [t for t in subjects(workspace.figures, year, "tier") if not t.startswith("tier_ge_")]
        for threshold in subjects(workspace.figures, f"{year}H1", "tier"):
            edge = threshold.removeprefix("tier_ge_")
            above = [known[f"{year}.{COUNT}.{t}"] for t in tiers if int(t.split("_")[1]) >= int(edge)]
            key = f"{year}h1.{COUNT}.{threshold}"
            if key in known and any(t.split("_")[1] == edge for t in tiers):
                yield _compare("half_within_year", key, f"{year}H1", known[key], _at_most(total(above)))


def restatements(workspace: Workspace, known: dict[str, Quantity]) -> Iterator[Check]:
    """The same project or the same figure printed again: the later print against the earlier one."""
    figures = workspace.figures.assign(end=workspace.figures["period"].map(period_end))
    projects = figures[(figures["scope"] == "project") & figures["metric"].isin([AMOUNT, "intended_amount"])]
    groups = [group for _, group in projects.groupby(["subject", "metric"], sort=False)]
    groups += [group for _, group in figures[figures["scope"] != "project"].groupby("fact_id", sort=False)]
    for group in groups:
        prints = group.sort_values(["available_from", "end"], kind="stable")
        for (_, earlier), (_, later) in zip(
            prints.iloc[:-1].iterrows(), prints.iloc[1:].iterrows(), strict=True
        ):
            same = later["quantity"].value == earlier["quantity"].value
            verdict = AGREES if same or later["quantity"].agrees_with(earlier["quantity"]) else RESTATED
            yield Check(
                "restatement",
                later["fact_id"],
                later["period"],
                later["quantity"],
                earlier["quantity"],
                verdict,
            )


RULES: tuple[Callable[[Workspace, dict[str, Quantity]], Iterator[Check]], ...] = (
    parts_to_whole, completion_rate, tier_against_named, tiers_within_total, group_against_named, named_sum,
    half_within_year, restatements,
)  # fmt: skip


def reconcile(workspace: Workspace) -> pd.DataFrame:
    """Apply every rule to the figures visible in `workspace`.

    Returns a frame with the columns ``rule``, ``fact_id`` (the printed figure), ``verdict``, and ``printed``,
    ``computed``, ``difference`` as facts (:class:`jjinvest.facts.Fact`; ``difference`` is printed − computed, None
    where one of them has no value); ``sources`` holds all figure ids compared.
    """
    known = latest(workspace.figures)
    rows, seen = [], dict[str, int]()
    for check in (check for rule in RULES for check in rule(workspace, known)):
        base = f"{check.fact_id}.check.{check.rule}"
        seen[base] = seen.get(base, 0) + 1
        key = base if seen[base] == 1 else f"{base}.{seen[base]}"
        rows.append(
            {
                "rule": check.rule,
                "fact_id": check.fact_id,
                "verdict": check.verdict,
                "printed": facts.from_quantity(
                    f"{key}.printed", check.printed, evidence="published", period=check.period
                ),
                "computed": facts.from_quantity(
                    f"{key}.computed", check.computed, evidence="computed", period=check.period
                ),
                "difference": _difference(key, check),
                "sources": tuple(dict.fromkeys((*check.printed.sources, *check.computed.sources))),
            }
        )
    return pd.DataFrame(
        rows, columns=["rule", "fact_id", "verdict", "printed", "computed", "difference", "sources"]
    )


def _difference(key: str, check: Check) -> facts.Fact | None:
    one_sided = None in (check.computed.low, check.computed.high, check.printed.low, check.printed.high)
    if check.printed.value is None or check.computed.value is None or one_sided:
        return None
    value: Fraction = check.printed.value - check.computed.value
    difference = Quantity.exact(value, check.printed.unit, check.printed.kou, check.printed.sources)
    fact = facts.from_quantity(f"{key}.difference", difference, evidence="computed", period=check.period)
    return facts.Fact(**{**vars(fact), "unit": "个百分点"}) if fact.unit == "%" else fact


def summary(checks: pd.DataFrame, workspace: Workspace, period: str) -> pd.DataFrame:
    """Facts that count the checks by verdict, and the figures that no other print determines."""

    def count(name: str, number: int) -> facts.Fact:
        return facts.from_quantity(
            f"{period.lower()}.checks.{name}",
            Quantity.exact(number, "个", Kou("count")),
            evidence="computed",
            period=period,
        )

    verdicts = checks["verdict"].value_counts()
    achieved = set(workspace.figures["fact_id"])
    compared = set(checks["fact_id"])
    return facts.frame(
        [
            count("total", len(checks)),
            *(count(verdict, int(verdicts.get(verdict, 0))) for verdict in (AGREES, RESTATED, CONTRADICTS)),
            count("figures", len(workspace.figures)),
            count("not_recomputable", len(achieved - compared)),
        ]
    )
