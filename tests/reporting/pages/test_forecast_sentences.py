"""Sentences around a forecast say what was found for this district, and nothing that was not."""

from __future__ import annotations

import pytest

from jjinvest.reporting.pages.forecast import track_sentence
from tests.fixtures.dated_districts import COUNTY, dated_results
from tests.fixtures.pages import build_page


@pytest.fixture(scope="module")
def year_over(tmp_path_factory):
    return dated_results(tmp_path_factory.mktemp("over"), "2031Q4", COUNTY, as_of="2032-02-14")


@pytest.fixture(scope="module")
def half_over(tmp_path_factory):
    return dated_results(tmp_path_factory.mktemp("half"), "2032Q2", COUNTY, as_of="2032-08-14")


def test_the_record_is_still_there_one_report_later(year_over, half_over):
    then, later = track_sentence(year_over), track_sentence(half_over)
    assert then.key.startswith("forecast.track_mid_year_")
    assert (then.key, then.content["band"].value, then.content["band"].low) == (
        later.key,
        later.content["band"].value,
        later.content["band"].low,
    )
    assert later.content["actual"].value == 52.6


@pytest.mark.parametrize("report", ["year_over", "half_over"])
def test_both_pages_state_the_same_record(report, request):
    results = request.getfixturevalue(report)
    for_leaders = build_page(results, "50_targets_forecast", "zh")
    methods = build_page(results, "70_forecast_method", "zh")
    of_mid_year = [text for text in methods.sentences if "只用2031年年中已公布的数重新预测" in text]
    assert len(of_mid_year) == 1
    assert of_mid_year[0].strip().partition("。")[0] in for_leaders.text
    assert "没有可供回溯检验" not in methods.text


def test_wordings_that_no_text_states_do_not_differ(year_over):
    text = build_page(year_over, "70_forecast_method", "zh").text
    assert "口径表述不同" not in text
    assert "亿元。仅此一次" in text


def test_without_projects_nothing_is_said_of_their_names(half_over):
    text = build_page(half_over, "50_targets_forecast", "zh").text
    assert "未公开名称" not in text
