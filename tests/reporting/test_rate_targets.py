"""A share or rate with a target is reached or not: no completion, no pace, a light by the value itself."""

from __future__ import annotations

import pytest

from jjinvest.data.workspace import load_workspace
from jjinvest.pipeline.publishing.circular import make_circular
from jjinvest.reporting.tables.leaders import standings
from tests.fixtures.circulars import run_of, text_of
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import build_page, results_of


def results_with(tmp_path, value):
    rows = ("2031,start_rate,,target,,,70,%", f"2031H1,start_rate,,,,,{value},%")
    folder = district_folder(tmp_path / "data", "place", *rows, published="2031-07-14")
    return results_of(load_workspace(folder), period="2031Q2")


@pytest.mark.parametrize(("value", "colour"), [("72.5", "green"), ("66.5", "yellow"), ("42.0", "red")])
def test_its_light_goes_by_the_value_in_the_middle_of_the_year(tmp_path, value, colour):
    (standing,) = standings(results_with(tmp_path, value))
    assert (standing.light.colour, standing.completion) == (colour, None)


def test_pages_and_circular_state_the_distance_and_no_completion(tmp_path):
    results = results_with(tmp_path, "66.5")
    overview = build_page(results, "00_overview", "zh").text
    assert "尚未达到目标：开工率" in overview
    assert "未达到年度目标 70%，差 3.5 个百分点" in overview
    assert "比例不作预测" in build_page(results, "50_targets_forecast", "zh").text
    circular = text_of(make_circular(run_of(results.facts.values()), results.workspace, "2031Q2", "zh"))
    assert "未达到年度目标70%，差3.5个百分点" in circular
    for text in (overview, circular, build_page(results, "10_annual_figures", "zh").text):
        assert "95%" not in text
