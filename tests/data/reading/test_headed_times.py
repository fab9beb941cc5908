"""Headings that plan for a part of a year, and totals over several years that go on behind a year."""

from __future__ import annotations

from jjinvest.data.bulletins.periods.headed_times import PlannedTimes
from jjinvest.data.bulletins.propose import SEVERAL_YEARS
from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document


def test_a_plan_for_a_month_is_not_one_for_the_year():
    text = "松溪县2031年1—5月调度\n1—5月，签约项目38个。\n三、6月份工作安排\n计划签约项目7个。"
    rows = {row.reading.value: row for row in read_bulletin(document(text)).rows}
    assert (rows["38"].confidence, rows["7"].confidence) == ("high", "low")


def test_the_heading_in_force_is_the_last_one():
    text = "一、下半年打算\n甲\n二、其他\n乙"
    plans = PlannedTimes(text)
    assert plans.above(text.index("甲")) == "下半年"
    assert plans.above(text.index("乙")) == ""


def test_a_total_of_several_years_goes_on_behind_one_of_them():
    text = "招商规划\n“十三五”期间，全县累计到位资金88亿元，其中2030年21亿元，居全市前列；累计引进项目276个。"
    proposal = read_bulletin(document(text))
    assert "276" not in {row.reading.value for row in proposal.rows}
    assert SEVERAL_YEARS in {piece.reason for piece in proposal.not_understood if "276" in piece.words}


def test_since_the_opening_up_to_a_year_is_several_years():
    text = "招商成绩单\n挂牌至2031年底，实际使用外资88亿元。\n2031年，实际使用外资21亿元。"
    rows = [row.reading for row in read_bulletin(document(text)).rows]
    assert [(row.value, row.period) for row in rows] == [("21", "2031")]
