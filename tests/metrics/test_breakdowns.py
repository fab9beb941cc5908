"""Shares, averages, tiers and groups on tiny made-up figures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.data.figure_rows import Dimensions
from jjinvest.data.figures import typed_figures
from jjinvest.metrics.breakdowns import averages, dimensions_of, groups, named_groups, shares, tier_counts
from tests.fixtures.figure_rows import read_rows
from tests.fixtures.made_up_figures import figure, sector_figures, workspace_of

sectors = st.lists(st.tuples(st.integers(1, 500), st.integers(1, 5000)), min_size=1, max_size=6)


COMPLETE = Dimensions({"sector": True})


def bulletin(*figures, complete=()):
    """Workspace of typed rows of figures.csv, and the dimensions that make up the whole."""
    tables = read_rows(*figures)
    assert not tables.problems
    dimensions = Dimensions(dict.fromkeys(complete, True))
    return replace(workspace_of([]), figures=typed_figures(tables.figures), dimensions=dimensions)


def numbers(facts):
    return {fact.id: fact.value for fact in facts}


def count(value: int, **where: str) -> dict[str, object]:
    return figure("projects_signed", str(value), unit="个", **where)


@given(sectors)
def test_shares_add_up_to_100_and_sums_to_the_total(sectors):
    counts, amounts = [c for c, _ in sectors], [a for _, a in sectors]
    workspace = replace(workspace_of(sector_figures(counts, amounts)), dimensions=COMPLETE)
    values = {fact.id: fact.value for fact in shares(workspace, "2023")}
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
    assert values == {"2023.projects_signed.tier_0_20": 6, "2023.projects_signed.tier_0_20.share": 60}
    assert numbers(shares(workspace_of(rows), "2023")) == {
        "2023.projects_signed.tier_20_50.share": 30,
        "2023.projects_signed.tier_50_100.share": 10,
        "2023.projects_signed.tier_ge_50.share": 10,
    }


@pytest.mark.parametrize(
    "tiers",
    [
        {"tier_20_50": 3, "tier_100_200": 1},
        {"tier_20_50": 3, "tier_30_100": 1},
        {"tier_20_50": 3, "tier_ge_100": 1},
        {"tier_lt_20": 7, "tier_20_50": 3},
    ],
    ids=["gap", "overlap", "gap below an open tier", "published"],
)
def test_tiers_that_do_not_adjoin_leave_no_rest(tiers):
    rows = [count(10), *(count(n, scope="tier", subject=tier) for tier, n in tiers.items())]
    assert tier_counts(workspace_of(rows), "2023") == []


def test_tiers_in_another_word_for_projects_are_counted_with_the_rest():
    rows = [figure("projects_signed", "10", unit="个")]
    rows += [figure("projects_signed", "3", scope="tier", subject="tier_20_50", unit="项")]
    assert [fact.value for fact in tier_counts(workspace_of(rows), "2023")] == [7, 70]


def test_an_open_tier_above_the_closed_ones_is_counted():
    rows = [
        count(10),
        count(3, scope="tier", subject="tier_0.5_2"),
        count(1, scope="tier", subject="tier_ge_2"),
    ]
    below, share = tier_counts(workspace_of(rows), "2023")
    assert (below.id, below.value, below.caveat) == ("2023.projects_signed.tier_0_0_5", 6, "")
    assert share.value == 60


def test_shares_of_any_measure_in_any_dimension():
    workspace = bulletin(
        {"metric": "contract_amount", "value": "200"},
        {"metric": "contract_amount", "where": "task_force=energy", "value": "50"},
        {"metric": "contract_amount", "where": "origin=out_of_city", "value": "80"},
        {"metric": "contract_amount", "where": "cohort=new", "value": "40"},
        {"metric": "contract_amount", "where": "cohort=new;sector=services", "value": "10"},
        {"metric": "contract_amount", "where": "size=ge_1.5", "value": "150"},
    )
    assert numbers(shares(workspace, "2023")) == {
        "2023.contract_amount.task_force.energy.share": 25,
        "2023.contract_amount.out_of_city.share": 40,
        "2023.contract_amount.cohort.new.share": 20,
        "2023.contract_amount.cohort.new.services.share": 25,
        "2023.contract_amount.tier_ge_1_5.share": 75,
    }
    assert dimensions_of(workspace.figures, "2023") == [
        "task_force",
        "out_of_city",
        "cohort",
        "cohort;sector",
        "tier",
    ]


def test_a_published_share_is_not_computed_again():
    part = {"where": "group1=south", "value": "62"}
    workspace = bulletin(
        {"value": "100"}, part, part | {"statistic": "share", "of": "all", "unit": "%", "value": "61.9"}
    )
    assert shares(workspace, "2023") == []


@pytest.mark.parametrize(
    "other",
    [
        {"metric": "start_rate", "unit": "%"},
        {"where": "chain=nev"},
        {"where": "project=a"},
        {"where": "sector=primary", "unit": "万美元"},
        {"where": "sector=primary", "version": "like_for_like"},
    ],
)
def test_what_is_no_part_of_the_total_has_no_share(other):
    whole = {"value": "66"} | {key: other[key] for key in ("metric",) if key in other}
    unit = {"unit": "%"} if "metric" in other else {}
    part = {"where": "sector=primary", "value": "30"} | other
    assert shares(bulletin(whole | unit, part), "2023") == []


def test_sectors_are_added_up_only_if_they_make_up_the_total_and_all_are_there():
    rows = [
        {"where": "sector=services", "value": "30"},
        {"where": "sector=manufacturing", "value": "60"},
        {"metric": "funds_in_place", "where": "sector=services", "value": "3"},
    ]
    assert numbers(shares(bulletin(*rows, complete=["sector"]), "2023")) == {
        "2023.agreed_amount.sum_of_sectors": 90
    }
    assert shares(bulletin(*rows), "2023") == []


def test_averages_of_parts_in_two_dimensions():
    where = {"where": "cohort=new;group1=incity"}
    workspace = bulletin(
        where | {"value": "43.2"}, where | {"metric": "projects_signed", "value": "60", "unit": "个"}
    )
    assert numbers(averages(workspace, "2023")) == {
        "2023.agreed_amount.cohort.new.group1.incity.average": pytest.approx(0.72)
    }


@pytest.mark.parametrize(
    ("size", "amount", "listed"),
    [
        ("ge_30", "82.0", False),  # three projects of 30 亿元 and more have 90 at least
        ("ge_30", "89.9", False),
        ("ge_30", "90.0", True),
        ("ge_30", "95.1", True),
        ("10_20", "61.0", False),
        ("10_20", "60.0", True),
    ],
)
def test_no_average_lies_outside_its_size_class(size, amount, listed):
    where = {"where": f"size={size}"}
    workspace = bulletin(
        where | {"value": amount}, where | {"metric": "projects_signed", "value": "3", "unit": "个"}
    )
    assert bool(averages(workspace, "2023")) is listed


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


def test_sectors_without_a_total_have_shares_in_their_sum():
    parts = {"primary": "14.2", "secondary": "186.4", "tertiary": "118.3"}
    rows = [figure("agreed_amount", value, scope="sector", subject=name) for name, value in parts.items()]
    found = {fact.id.parts[1]: fact for fact in shares(workspace_of(rows), "2023")}
    assert round(found["secondary"].value, 1) == 58.5
    assert {fact.caveat for fact in found.values()} == {"of_the_sectors"}
    assert shares(workspace_of(rows[:2]), "2023") == []
