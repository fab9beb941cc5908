"""Sentences around a forecast say what was found for this district, and nothing that was not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from jjinvest.reporting.pages.forecast import share_passed, track_sentence
from jjinvest.reporting.tables import leaders
from jjinvest.results.results import Results
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


@pytest.fixture
def without_ledger(autumn):
    return Results(replace(autumn.workspace, ledger=None), "2023Q3", 1, autumn.assumptions)


def test_without_projects_nothing_is_said_of_their_names(without_ledger):
    page = build_page(without_ledger, "50_targets_forecast", "zh")
    assert any(name.startswith("why_") for name in page.tables)
    assert "未公开名称" not in page.text


def test_a_forecast_that_no_reason_moved_is_said_to_be_unchanged(without_ledger, monkeypatch):
    change = without_ledger.release_comparison.forecast
    monkeypatch.setattr(type(change), "by_reason", {"new_signings": replace(change.steps[0], value=0.0)})
    for name in ("00_overview", "50_targets_forecast"):
        page = build_page(without_ledger, name, "zh")
        assert "的预测自上期发布以来没有变化。" in page.text
        assert not any(name.startswith("why_") for name in page.tables)


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    return dated_results(tmp_path_factory.mktemp("begun"), "2032Q2", COUNTY, as_of="2032-07-10")


def test_a_forecast_stays_until_there_are_newer_figures(year_over, begun):
    for name in ("forecast.median", "p_reach.60"):
        key = f"2032.agreed_amount.{name}"
        assert begun.facts[key].value == pytest.approx(year_over.facts[key].value)
    funds = "2032.funds_in_place.p_reach.25"
    before, now = (results.facts.get(funds) for results in (year_over, begun))
    assert (before.low, before.high) == (now.low, now.high)
    assert "达到目标 60 亿元" in build_page(begun, "50_targets_forecast", "zh").text


def test_funds_of_the_year_so_far_make_a_forecast(half_over):
    chance = half_over.facts["2032.funds_in_place.mid_year.p_reach.25"]
    assert 0 < chance.value < 1
    rows = leaders.targets_ahead(half_over)
    assert chance in list(rows["chance"])
    assert "2032.funds_in_place.p_reach.25" not in half_over.facts
    methods = build_page(half_over, "70_forecast_method", "zh").text
    assert "2032年到位资金预计约" in methods
    missing = [line for line in methods.splitlines() if "不足以单列以下部分" in line]
    assert not any("到位资金" in line or "年中预测的准确度" in line for line in missing)


def test_the_share_passed_is_stated_beside_the_own_season(half_over):
    content = share_passed(half_over).content
    assert content["own"].value == pytest.approx(100 * 18.4 / 52.6)
    assert content["total"].value == pytest.approx(24.8 * 52.6 / 18.4)
    assert content["share"].value > content["own"].value
    text = build_page(half_over, "50_targets_forecast", "zh").text
    assert "本地以往年份同期占 35%，今年已有的数只按这一比重折算，全年为 70.9 亿元" in text


def test_expected_is_named_as_median_or_mean(half_over):
    assert "（中位数），八成" in build_page(half_over, "00_overview", "zh").text
    methods = build_page(half_over, "70_forecast_method", "zh")
    assert "预计总额（平均数）" in methods.text


def test_no_reason_is_given_that_was_not_tested(year_over, half_over):
    assert "偶然性强" not in build_page(year_over, "70_forecast_method", "zh").text
    page = build_page(half_over, "50_targets_forecast", "zh")
    assert "取低值时" not in page.text
    assert "影响最大的是已过时段占全年的比重：不超过" in page.text
    assert all(abs(swing) >= 2 for swing in page.column("sensitivity", "相差"))


PAGES = ("00_overview", "10_annual_figures", "20_structure", "30_funds_in_place", "60_data_quality")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sheets_have_the_name_of_a_subject_and_no_headline(jiangjin, language):
    for page in PAGES:
        for name, table in build_page(jiangjin, page, language).tables.items():
            assert not re.search(r"\d", table["sheet"]) or table["sheet"].count("50"), (name, table["sheet"])


EVERY = {
    "2032-01-20": (
        "2031,agreed_amount,,,,,90,亿元",
        "2031,funds_in_place,,,,,40,亿元",
        "2032,agreed_amount,,target,,,100,亿元",
        "2032,funds_in_place,,target,district,,60,亿元",
        "2032,funds_in_place,,target,municipality,,52,亿元",
    ),
    "2032-10-20": ("2032Q1-Q3,agreed_amount,,,,,85,亿元", "2032Q1-Q3,funds_in_place,,,,,31,亿元"),
}


def test_the_page_opens_with_the_chance_of_every_total_that_has_a_target(tmp_path):
    """A green target alone would leave out that two others are hardly reached."""
    found = dated_results(tmp_path, "2032Q3", EVERY, as_of="2032-11-14")
    said = build_page(found, "50_targets_forecast", "zh").text.partition("各项目标与把握")[0]
    own, above = (
        said.find("到位资金达到年度目标 60 亿元的把握"),
        said.find("到位资金达到市级年度目标 52 亿元的把握"),
    )
    assert -1 < said.find("协议引资达到目标 100 亿元的把握") < own < above  # the smallest chance first
