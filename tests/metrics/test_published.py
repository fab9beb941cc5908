"""Latest published figures, named projects and named rates."""

from __future__ import annotations

from datetime import date

import pytest

from jjinvest.core.quantity import YI
from jjinvest.data.workspace import load_workspace
from jjinvest.metrics.published import claims_only, latest_facts, named_projects, named_rates, published
from tests.fixtures.district_folders import district_folder
from tests.fixtures.made_up_figures import figure, workspace_of


def test_a_later_amount_of_a_project_replaces_the_earlier_one(annual, mid_year):
    assert named_projects(annual.figures, "2023")["kangshuo"].value == 20 * YI
    assert named_projects(mid_year.figures, "2023H1")["kangshuo"].value == 10 * YI
    assert named_projects(annual.figures, "2023H1")["kangshuo"].value == 10 * YI


def test_the_amount_of_a_project_that_became_known_last_is_taken(annual):
    figures = annual.figures.copy()
    of_half = (figures["subject"] == "kangshuo") & (figures["period"] == "2023H1")
    figures["available_from"] = figures["available_from"].mask(of_half, date(2025, 1, 1))
    assert named_projects(figures, "2023")["kangshuo"].value == 10 * YI


def test_the_latest_value_of_a_figure_is_the_fact():
    rows = [
        figure("agreed_amount", "10", available_from="2024-01-01"),
        figure("agreed_amount", "11", source="later", available_from="2024-05-01"),
    ]
    [fact] = published(workspace_of(rows))
    assert (fact.id, fact.value, fact.evidence) == ("2023.agreed_amount", 11, "published")


def test_what_is_only_claimed_has_no_number_in_any_source():
    claim = figure("agreed_amount", "100", statistic="completion", unit="%", relation=">")
    other = figure("funds_in_place", "100", statistic="completion", unit="%", relation=">")
    stated = figure("funds_in_place", "104", statistic="completion", unit="%", source="later")
    level = figure("agreed_amount", "90", relation=">")
    assert claims_only(workspace_of([claim, other, stated, level]).figures) == {claim["fact_id"]}


def test_a_rate_follows_from_its_parts_unless_it_was_published():
    parts = [
        figure("projects_signed", "8", unit="个"),
        figure("projects_performing", "6", unit="个"),
    ]
    [rate] = named_rates(workspace_of(parts), "2023")
    assert (rate.id, rate.value, rate.basis) == ("2023.performing_to_signed", 75, "performing_to_signed")
    assert named_rates(workspace_of([*parts, figure("performance_rate", "1", unit="个")]), "2023") == []


def _progress(*further):
    counts = [figure("projects_signed", "215", unit="个"), figure("projects_started", "186", unit="个")]
    return {str(fact.id): fact for fact in named_rates(workspace_of([*counts, *further]), "2023")}


def test_projects_started_to_signed_are_no_rate_of_the_signed():
    ratio = _progress()["2023.starts_to_signed"]
    assert (round(ratio.value, 1), ratio.definition) == (86.5, "starts_to_signed")
    new = figure("projects_started", "97", unit="个", scope="cohort", subject="new")
    assert list(_progress(new)) == ["2023.start_rate.cohort.new"]
    assert round(_progress(new)["2023.start_rate.cohort.new"].value, 1) == 45.1
    published = figure("start_rate", "45.1", unit="%", scope="cohort", subject="new")
    assert _progress(published) == _progress(new, published) == {}


def test_no_rate_is_above_all():
    more = figure("projects_completed", "216", unit="个")
    assert list(_progress(more)) == ["2023.starts_to_signed"]


def _rates(*further):
    first = {"available_from": "2024-01-20"}
    rows = [
        figure("funds_in_place", "36.4", half_width=None, **first),
        figure("funds_in_place", "6.1", statistic="growth", unit="%", **first),
        figure("funds_in_place", "91", statistic="completion", unit="%", **first),
        figure("agreed_amount", "3", statistic="growth", unit="%", **first),
        *further,
    ]
    return {str(fact.id): fact.caveat for fact in published(workspace_of(rows))}


def test_rates_of_a_number_that_was_restated_later_are_marked():
    assert set(_rates().values()) == {""}
    later = {"source": "later", "available_from": "2024-07-16"}
    marked = _rates(figure("funds_in_place", "35.8", version="restated", **later))
    assert marked == {
        "2023.funds_in_place": "",
        "2023.funds_in_place.growth.before_revision": "base_restated",
        "2023.funds_in_place.completion.before_revision": "base_restated",
        "2023.agreed_amount.growth": "",
    }


def test_a_rate_published_anew_or_a_number_repeated_is_not_marked():
    later = {"source": "later", "available_from": "2024-07-16"}
    again = _rates(
        figure("funds_in_place", "35.8", version="restated", **later),
        figure("funds_in_place", "4.4", statistic="growth", unit="%", **later),
    )
    assert again["2023.funds_in_place.growth"] == ""
    assert again["2023.funds_in_place.completion.before_revision"] == "base_restated"
    assert set(_rates(figure("funds_in_place", "36.41", half_width=None, **later)).values()) == {""}


@pytest.mark.parametrize("turned", [False, True])
def test_an_amount_and_its_conversion_are_one_number_in_the_currency_of_the_measure(tmp_path, turned):
    both = ["2025Q1-Q3,foreign_funds,,,,,3.15,亿美元", "2025Q1-Q3,foreign_funds,,,,,22.6,亿元"]
    rows = [
        *(both[::-1] if turned else both),
        "2025,foreign_funds,,target,province,,4.2,亿美元",
        "2025Q1-Q3,foreign_funds,,completion,province,,75.0,%",
    ]
    workspace = load_workspace(district_folder(tmp_path, "place", *rows))
    shown = {str(fact.id): (fact.value, fact.unit) for fact in latest_facts(workspace.figures)}
    assert shown["2025q1-q3.foreign_funds"] == (3.15, "亿美元")
    assert workspace.latest["2025q1-q3.foreign_funds"].unit == "美元"
