"""Bounds of the largest projects' amounts from tiers and named projects."""

from __future__ import annotations

from jjinvest.core.quantity import YI
from jjinvest.metrics.concentration import concentration, tier_amounts
from tests.fixtures.made_up_figures import figure, workspace_of


def test_bounds_of_a_tier_close_when_every_project_is_named(annual):
    tiers = tier_amounts(annual, "2023").set_index("tier")
    assert tiers.loc["tier_50_100", "named_count"] == 7
    assert tiers.loc["tier_50_100", "low"] == 479 * YI
    assert tiers.loc["tier_20_50", "high"] == 408 * YI


def test_the_largest_projects_and_the_rest_add_up_to_the_total():
    rows = [
        figure("projects_signed", "10", unit="个"),
        figure("agreed_amount", "300"),
        figure("projects_signed", "2", scope="tier", subject="tier_50_100", unit="个"),
        figure("agreed_amount", "70", scope="project", subject="a"),
    ]
    bounds = {fact.id: (fact.low, fact.high) for fact in concentration(workspace_of(rows), "2023")}
    assert bounds == {
        "2023.agreed_amount.tier_50_100": (120, 170),
        "2023.agreed_amount.top2": (120, 170),
        "2023.agreed_amount.top2.share": (40, 170 / 3),
        "2023.agreed_amount.tier_0_50": (130, 180),
    }


def test_a_tier_from_zero_ends_the_largest_projects():
    rows = [
        figure("projects_signed", "10", unit="个"),
        figure("agreed_amount", "300"),
        figure("projects_signed", "8", scope="tier", subject="tier_0_50", unit="个"),
        figure("projects_signed", "2", scope="tier", subject="tier_50_100", unit="个"),
        figure("projects_signed", "0", scope="tier", subject="tier_100_200", unit="个"),
    ]
    assert {fact.id.name for fact in concentration(workspace_of(rows), "2023")} == {
        "tier_0_50",
        "tier_50_100",
        "tier_100_200",
        "top2",
        "share",
    }


def test_projects_larger_than_the_highest_tier_leave_no_largest_ones():
    rows = [
        figure("projects_signed", "10", unit="个"),
        figure("agreed_amount", "300"),
        figure("projects_signed", "2", scope="tier", subject="tier_10_50", unit="个"),
    ]
    assert concentration(workspace_of(rows), "2023")
    larger = figure("projects_signed", "1", scope="tier", subject="tier_ge_50", unit="个")
    named = figure("agreed_amount", "70", scope="project", subject="a")
    for further in (larger, named):
        assert concentration(workspace_of([*rows, further]), "2023") == []


def test_tiers_with_a_gap_have_no_largest_projects():
    rows = [
        figure("projects_signed", "10", unit="个"),
        figure("agreed_amount", "300"),
        figure("projects_signed", "2", scope="tier", subject="tier_1_5", unit="个"),
        figure("projects_signed", "2", scope="tier", subject="tier_10_50", unit="个"),
    ]
    assert concentration(workspace_of(rows), "2023") == []


def test_without_figures_there_are_no_bounds():
    assert concentration(workspace_of([]), "2023") == []
