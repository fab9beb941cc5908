"""Halves of a year with a restated project: bounds where there are any, else the restated first half."""

from __future__ import annotations

from dataclasses import replace

from jjinvest.metrics.half_years import RESTATED_FIRST_HALF, RESTATED_PARTS, second_half
from jjinvest.quality.bounds.restated_halves import with_restated_parts
from tests.fixtures.made_up_figures import figure, workspace_of


def by_id(facts):
    return {fact.id: fact for fact in facts}


def test_bounds_lie_inside_the_restated_subtraction(annual):
    plain = by_id(second_half(annual, 2023))
    bounded = by_id(with_restated_parts(annual, 2023, list(plain.values())))
    assert set(plain) == set(bounded)
    for name in ("2023h2.agreed_amount", "2023h1.agreed_amount.share_of_year"):
        assert plain[name].low <= bounded[name].low < bounded[name].high <= plain[name].high
        assert (plain[name].caveat, bounded[name].caveat) == (RESTATED_FIRST_HALF, RESTATED_PARTS)
    assert plain["2023h2.agreed_amount"].value == 544
    assert plain["2023h2.projects_signed"] == bounded["2023h2.projects_signed"]


def test_without_restated_projects_the_halves_stay(annual):
    figures = annual.figures[annual.figures["subject"] != "kangshuo"]
    workspace = replace(annual, figures=figures)
    halves = second_half(workspace, 2023)
    assert with_restated_parts(workspace, 2023, halves) == halves
    assert by_id(halves)["2023h2.agreed_amount"].value == 554


def test_contradicting_figures_leave_the_restated_subtraction():
    first = {"period": "2023H1", "available_from": "2023-07-20", "source": "half"}
    rows = [
        figure("agreed_amount", "50", **first),
        figure("projects_signed", "3", unit="个", **first),
        figure("agreed_amount", "10", scope="project", subject="alloys", **first),
        figure("agreed_amount", "100"),
        figure("projects_signed", "7", unit="个"),
        figure("agreed_amount", "20", scope="project", subject="alloys"),
        figure("agreed_amount", "300", scope="project", subject="motors"),  # more than the year
    ]
    halves = second_half(workspace_of(rows), 2023)
    assert with_restated_parts(workspace_of(rows), 2023, halves) == halves
    assert by_id(halves)["2023h2.agreed_amount"].value == 40
