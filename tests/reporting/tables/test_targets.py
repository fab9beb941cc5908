"""Sensitivity, parts of the expected total, and scores of the mid-year forecast."""

from __future__ import annotations

import pytest

from jjinvest.reporting import tables
from jjinvest.reporting.tables.cells import Term


def test_the_first_screen_names_the_two_things_that_matter(annual_results, in_progress):
    ahead = tables.sensitivity(annual_results, "next.agreed_amount", drivers_only=True).head(2)
    assert [cell.id for cell in ahead["item"]] == [
        "2024.projects_signed.tier_ge_50",
        "2024.projects_signed.tier_20_50",
    ]
    now = tables.sensitivity(in_progress, "year.agreed_amount.mid_year", drivers_only=True).head(2)
    assert set(now["item"]) == {Term("driver_share_passed"), Term("driver_large_to_come")}
    for frame in (ahead, now):
        assert [abs(cell.value) for cell in frame["swing"]] == sorted(
            (abs(cell.value) for cell in frame["swing"]), reverse=True
        )


def test_parts_add_up_to_the_expected_total(annual_results, in_progress):
    for results, key in (
        (annual_results, "next.agreed_amount"),
        (in_progress, "year.agreed_amount.mid_year"),
    ):
        amounts = [cell.value for cell in tables.bridge(results, key)["expected_amount"]]
        assert sum(amounts[:-1]) == pytest.approx(amounts[-1], rel=1e-9)


def test_mid_year_is_scored_against_what_was_published_later(annual_results, mid_year_results):
    scores = tables.mid_year_scores(annual_results, "year.agreed_amount.mid_year")
    numbers = {cell.key: fact for cell, fact in zip(scores["statistic"], scores["number"], strict=True)}
    assert numbers["mid_year_actual"].value == 1088
    assert numbers["mid_year_linear"].value == 1068
    assert numbers["mid_year_linear_error"].value == pytest.approx(20)
    assert 0 < numbers["mid_year_crps"].value < 200
    before = tables.mid_year_scores(mid_year_results, "year.agreed_amount.mid_year")
    assert [cell.key for cell in before["statistic"]] == [
        "mid_year_median",
        "mid_year_band80",
        "mid_year_linear",
    ]
