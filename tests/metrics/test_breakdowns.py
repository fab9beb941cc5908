"""Shares, averages, tiers and groups on tiny made-up figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.metrics.breakdowns import averages, groups, named_groups, shares, tier_counts
from tests.fixtures.made_up_figures import figure, sector_figures, workspace_of

sectors = st.lists(st.tuples(st.integers(1, 500), st.integers(1, 5000)), min_size=1, max_size=6)


def count(value: int, **where: str) -> dict[str, object]:
    return figure("projects_signed", str(value), unit="个", **where)


@given(sectors)
def test_shares_add_up_to_100_and_sums_to_the_total(sectors):
    counts, amounts = [c for c, _ in sectors], [a for _, a in sectors]
    values = {fact.id: fact.value for fact in shares(workspace_of(sector_figures(counts, amounts)), "2023")}
    for metric, total in (("projects_signed", sum(counts)), ("agreed_amount", sum(amounts))):
        assert values[f"2023.{metric}.sum_of_sectors"] == total
        assert sum(values[f"2023.{metric}.s{n}.share"] for n in range(len(sectors))) == pytest.approx(100)


@given(sectors)
def test_averages_lie_between_the_smallest_and_the_largest_group(sectors):
    counts, amounts = [c for c, _ in sectors], [a for _, a in sectors]
    values = {fact.id: fact.value for fact in averages(workspace_of(sector_figures(counts, amounts)), "2023")}
    parts = [values[f"2023.agreed_amount.s{n}.average"] for n in range(len(sectors))]
    assert min(parts) - 1e-9 <= values["2023.agreed_amount.average"] <= max(parts) + 1e-9


def test_projects_below_the_lowest_tier_are_counted():
    rows = [
        count(10),
        count(3, scope="tier", subject="tier_20_50"),
        count(1, scope="tier", subject="tier_50_100"),
        count(1, scope="tier", subject="tier_ge_50"),
    ]
    values = {fact.id: fact.value for fact in tier_counts(workspace_of(rows), "2023")}
    assert values.pop("2023.projects_signed.tier_0_20") == 6
    assert values == {
        "2023.projects_signed.tier_20_50.share": 30,
        "2023.projects_signed.tier_50_100.share": 10,
        "2023.projects_signed.tier_0_20.share": 60,
        "2023.projects_signed.tier_ge_50.share": 10,
    }


NAMED = [
    figure("agreed_amount", "100"),
    figure("agreed_amount", "40", scope="task_force", subject="team1"),
    figure("agreed_amount", "10", scope="project", subject="a"),
    figure("agreed_amount", "20", scope="project", subject="b"),
]
PROJECTS = [
    {"project_id": "a", "task_force": "team1", "channel": "fair", "chain": ""},
    {"project_id": "b", "task_force": "team2", "channel": "fair", "chain": "motors"},
]


def test_named_projects_of_a_task_force():
    values = {fact.id: fact.value for fact in groups(workspace_of(NAMED, PROJECTS), "2023")}
    assert values == {
        "2023.agreed_amount.task_force.team1.share": 40,
        "2023.agreed_amount.task_force.team1.named": 10,
        "2023.agreed_amount.task_force.team1.named.share": 25,
    }


def test_named_projects_add_up_by_channel_and_chain():
    facts = {fact.id: fact for fact in named_groups(workspace_of(NAMED, PROJECTS), "2023")}
    assert {fact_id: fact.value for fact_id, fact in facts.items()} == {
        "2023.agreed_amount.named": 30,
        "2023.projects_signed.named": 2,
        "2023.agreed_amount.named.share": 30,
        "2023.agreed_amount.channel.fair.named": 30,
        "2023.projects_signed.channel.fair.named": 2,
        "2023.agreed_amount.chain.motors.named": 20,
        "2023.projects_signed.chain.motors.named": 1,
    }
    assert facts["2023.agreed_amount.chain.motors.named"].caveat == "named_only"


def test_without_figures_there_are_no_facts():
    nothing = workspace_of([])
    for metric in (shares, averages, tier_counts, groups, named_groups):
        assert metric(nothing, "2023") == []
