"""What a circular expects: the chance of the target beside it, a range, and what was expected before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jjinvest.data.workspace import load_workspace
from jjinvest.pipeline.publishing.circular import make_circular
from tests.fixtures.circulars import (
    circular_of,
    full_year,
    number,
    run_of,
    text_of,
)
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import results_of


@pytest.mark.parametrize("other", [105, 240])
def test_the_chance_is_that_of_the_target_beside_it(everything, other):
    others = [
        number("2024.agreed_amount.target.bureau", other, evidence="target"),
        number(f"2024.agreed_amount.p_reach.{other}", 0.9, "概率", evidence="modelled", target=other),
        number("2024.agreed_amount.p_reach.110", 0.25, "概率", evidence="modelled", target=110),
    ]
    facts = [fact for fact in full_year() if "p_reach" not in fact.id]
    for shown in (others, others[::-1]):
        assert "目标110亿元的可能性为25%" in text_of(circular_of(everything, [*facts, *shown]))


def test_a_chance_below_one_percent_has_no_verb_too_many(everything):
    facts = [replace(f, value=0.004) if f.unit == "概率" else f for f in full_year()]
    assert "的可能性不足1%。" in text_of(circular_of(everything, facts))


def test_a_range_too_wide_to_plan_with_is_not_what_is_expected(everything):
    head = "2024.agreed_amount.forecast"
    median, band = number(f"{head}.median", 15, evidence="modelled"), number(f"{head}.band80", 0)
    wide = replace(band, value=None, low=1.0, high=55.0, evidence="modelled")
    text = text_of(circular_of(everything, [*full_year(), median, wide]))
    assert "2024年协议引资八成可能在1–55亿元之间，范围太宽，不宜据以安排工作；中位数为15亿元。" in text
    close = replace(wide, low=10.0, high=20.0)
    expected = text_of(circular_of(everything, [*full_year(), median, close]))
    assert "预计2024年协议引资中位数约15亿元" in expected


def test_a_minimum_is_said_in_words(everything):
    open_ended = [
        replace(f, relation=">=") if f.id == "2024.agreed_amount.target" else f for f in full_year()
    ]
    assert "年度目标110亿元以上，月均" in text_of(circular_of(everything, open_ended))


def test_what_was_signed_stands_beside_what_was_expected_for_that_time(everything):
    head = "2024.agreed_amount.forecast.since_release"
    values = {"opening_margin": -8, "by_new_signings": 31, "by_progress": -32, "closing_margin": -9}
    facts = [number(f"{head}.{name}", value, evidence="modelled") for name, value in values.items()]
    text = text_of(circular_of(everything, [*full_year(), *facts]))
    assert "由−8亿元变为−9亿元：期间新签31亿元，原预计同期签约32亿元。" in text
    other = number(f"{head}.by_target", -40, evidence="modelled")
    text = text_of(circular_of(everything, [*full_year(), *facts, other]))
    assert "影响最大的原因是" in text


def test_two_sides_of_one_reason_are_not_named_where_together_they_pull_the_other_way(everything):
    """+51.5 signed where 53.2 were expected is −1.7: it cannot be why the margin rose by 1.4."""
    head = "2024.agreed_amount.forecast.since_release"
    values = {"opening_margin": 13.2, "by_new_signings": 51.5, "by_progress": -53.2, "by_data_revision": 3.1}
    values["closing_margin"] = 14.6
    facts = [number(f"{head}.{name}", value, evidence="modelled") for name, value in values.items()]
    text = text_of(circular_of(everything, [*full_year(), *facts]))
    assert "影响最大的原因是数据修正（+3.1亿元）" in text
    assert "期间新签" not in text


def test_a_projection_of_the_year_is_no_number_reached_in_it(everything):
    """Eleven months are published; the pace of these, continued to December, is no year that was reported."""
    facts = [
        number("2023m01-m11.projects_signed", 23, "个", evidence="published", period="2023-01..2023-11"),
        number("2023m01-m11.agreed_amount", 77, evidence="published", period="2023-01..2023-11"),
        number("2023m01-m11.agreed_amount.completion", 70, "%", period="2023-01..2023-11"),
        number("2023.agreed_amount.target", 110, evidence="target"),
        number("2023.agreed_amount.mid_year.linear", 84, definition="linear"),
    ]
    chinese, english = (circular_of(everything, facts, language) for language in ("zh", "en"))
    assert "2023年1—11月，某区签约项目23个、协议引资77亿元。" in text_of(chinese)
    assert "协议引资77亿元，完成年度目标110亿元的70%" in text_of(chinese)
    assert "尚未公布，暂不计算完成率" not in text_of(chinese)
    assert "January–November 2023" in english.title


def test_a_forecast_beside_the_actual_number_is_not_called_a_change_of_the_forecast(everything):
    head = "2023.agreed_amount.forecast.since_release"
    reason = number(f"{head}.by_new_signings", -14, signed=True)
    opening = number(f"{head}.opening_margin", 4, signed=True)
    ended = [*full_year(), opening, number(f"{head}.actual_margin", -10, signed=True), reason]
    text = text_of(circular_of(everything, ended))
    assert "上期发布的2023年协议引资预计与目标之差为+4亿元，实际为−10亿元" in text
    ahead = [*full_year(), opening, number(f"{head}.closing_margin", -10, signed=True), reason]
    assert "协议引资预计与目标之差由+4亿元变为−10亿元" in text_of(circular_of(everything, ahead))


def test_each_target_ahead_has_its_own_chance(everything):
    """That of another number of the same measure is no chance of this target."""
    chance = {"unit": "概率", "evidence": "modelled"}
    open_chance = number("2024.contract_amount.p_reach.80", 0, target=80.0, **chance)
    funds = [
        number("2024.funds_in_place.target.municipality", 150, evidence="target"),
        number("2024.funds_in_place.monthly_needed.municipality", 12.5),
        number("2024.funds_in_place.p_reach.160", 0.4, target=160.0, **chance),
        replace(number("2024.funds_in_place.p_reach.150", 0.58, target=150.0, **chance), low=0.5, high=0.6),
        number("2024.contract_amount.target", 80, evidence="target"),
        replace(open_chance, value=None, low=0.3, high=0.9),
    ]
    text = text_of(circular_of(everything, [*full_year(), *funds]))
    assert "要完成2024年到位资金市级年度目标150亿元，月均须12.5亿元，完成的可能性为58%，按" in text
    assert "2024年正式合同额年度目标为80亿元，完成的可能性为30%–90%。" in text
    assert "40%" not in text
    english = text_of(circular_of(everything, [*full_year(), *funds], "en"))
    assert "a month, and its chance is 58%, 50%–60% by method and assumption." in english


def test_parts_without_a_chance_share_the_name_of_their_measure(tmp_path):
    rows = ("2024,agreed_amount,,target,,,92,亿元", "2023,agreed_amount,,,,,80,亿元")
    towns = [f"2024,agreed_amount,town={name},target,,,5,亿元" for name in ("甲镇", "乙镇", "丙镇")]
    workspace = load_workspace(district_folder(tmp_path, "place", *rows, *towns))
    results = results_of(workspace, date(2024, 3, 31), "2023Q4")
    text = text_of(make_circular(run_of(results.facts.values()), workspace, "2023Q4", "zh"))
    assert "2024年丙镇、乙镇、甲镇的协议引资年度目标。" in text
