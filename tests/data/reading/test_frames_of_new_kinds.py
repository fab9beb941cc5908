"""Whose year, whose period: titles that look both ways, undated statements, monthly forms, definitions."""

from __future__ import annotations

import pytest

from jjinvest.data.bulletins.confidence.doubts import DEFINITION, ROUNDED
from jjinvest.data.bulletins.extract.plain import plain_document
from jjinvest.data.bulletins.propose import Proposal
from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document


def found(proposal: Proposal) -> dict[str, str]:
    """Period, measure, part and statistic of each row, by its value and unit."""
    result = {}
    for row in proposal.rows:
        reading = row.reading
        words = (reading.period, reading.metric, reading.where_text, reading.statistic)
        result[f"{reading.value}{reading.unit}"] = " ".join(filter(None, words))
    return result


def read(text: str, year: int | None = None, *, table: bool = False) -> dict[str, str]:
    return found(read_bulletin(plain_document(text) if table else document(text), year))


def test_a_title_that_looks_back_and_ahead_is_no_plan():
    text = (
        "松溪县商务局2031年工作总结和2032年工作思路\n一、任务完成情况\n"
        "全年签约项目38个，协议投资96亿元，同比增长7%。\n二、2032年工作思路\n力争签约项目45个。"
    )
    rows = read(text)
    assert rows["38个"] == "2031 projects_signed level"
    assert rows["7%"] == "2031 agreed_amount growth"
    assert rows["45个"] == "2032 projects_signed target"


def test_the_day_of_writing_dates_what_the_text_does_not():
    text = (
        "开发区招商工作汇报\n（2031年12月3日）\n今年以来，抢抓机遇。1—11月，签约项目57个。\n"
        "2032年，初步考虑签约60个。"
    )
    assert read(text)["57个"] == "2031-01..2031-11 projects_signed level"


def test_a_dateline_may_end_with_a_place():
    text = (
        "招商动态\n原创某县投促局 2031年04月23日 09:30 湖北\n"
        "截至3月底，签约项目19个。\n2030年，签约项目88个。"
    )
    assert read(text)["19个"] == "2031Q1 projects_signed level"


def test_a_year_that_is_named_only_later_leaves_what_came_before_open():
    text = "招商快报\n截至5月20日，到位资金12亿元。1—4月，签约项目16个。\n2030年，全县到位资金40亿元。"
    rows = read_bulletin(document(text)).rows
    assert [row.confidence for row in rows[:2]] == ["low", "low"]


def test_a_monthly_form_has_a_month_and_its_running_total():
    text = (
        "河阳新区招商月报\n（2031年5月）\n指标\t单位\t本月\t本月止累计\t上年同期累计\t累计增长（%）\n"
        "新签约项目\t个\t4\t21\t18\t16.7\n到位资金\t亿元\t2.6\t11.9\t10.4\t14.4\n新开工项目\t个\t2\t9\t8\t12.5"
    )
    rows = read(text, table=True)
    assert rows["4个"] == "2031-05 projects_signed level"
    assert rows["11.9亿元"] == "2031-01..2031-05 funds_in_place level"
    assert rows["10.4亿元"] == "2030-01..2030-05 funds_in_place level"
    assert rows["14.4%"] == "2031-01..2031-05 funds_in_place growth"


def test_what_takes_up_a_count_of_several_years_is_of_them_too():
    proposal = read_bulletin(
        document(
            "2028年以来，全县累计签约项目74个。74个项目中，开工61个，开工率82.4%。\n2031年1—8月，签约项目20个。"
        ),
        2031,
    )
    assert found(proposal) == {"20个": "2031-01..2031-08 projects_signed level"}
    assert [piece.words for piece in proposal.not_understood] == ["74个", "74个", "61个", "82.4%"]


def test_a_date_in_a_bracket_is_that_of_the_number_before_it():
    rows = read("2031年1—4月，到位资金16亿元。其中，省外资金12.6亿元（截至5月20日），市外资金3亿元。")
    assert rows["12.6亿元"].startswith("2031-01..2031-05")
    assert rows["3亿元"].startswith("2031-01..2031-04")


def test_the_projects_of_last_year_are_counted_by_now():
    rows = read("2031年一季度，签约项目9个。\n去年驻点签约的40个项目中，已开工33个，开工率82.5%。", 2031)
    assert rows["33个"] == "2031Q1 projects_started cohort=2030 level"


def test_a_proportion_of_the_sectors_is_a_share_of_each():
    rows = read("2031年，全州到位省外资金75亿元，三次产业到位资金比为8.4∶61.2∶30.4。")
    assert rows["61.2%"] == "2031 funds_in_place origin=out_of_province;sector=secondary share"
    assert "8.4%" not in read("2031年，全州到位资金75亿元，三次产业比为8.4∶61.2∶40.4。")  # no hundred


def test_thousands_may_be_parted_by_a_blank():
    assert "3140万美元" in read("2031年，全市实际利用外资3 140万美元。")


def test_an_estimate_of_the_year_looked_back_on_is_no_target():
    text = (
        "政府工作报告\n一、2031年工作回顾\n"
        "　　一年来，我们坚持招商引资，聚力项目建设，发展质量稳步提升，预计全年到位资金86亿元。\n"
        "二、2032年工作安排\n　　新的一年，我们将狠抓招商引资，聚力项目建设，力争到位资金95亿元。"
    )
    rows = read_bulletin(document(text)).rows
    assert [row.reading.statistic for row in rows] == ["level", "target"]
    assert rows[0].confidence == "low"  # not yet counted


def test_at_least_so_many_in_a_quarter_to_come_is_a_target():
    rows = read("2031年1—9月，全区开工项目40个。四季度新开工项目不少于15个。")
    assert rows["15个"] == "2031Q4 projects_started target"


def test_a_rounded_figure_is_left_open_where_the_exact_one_stands():
    text = "2031年到位资金突破30亿元\n2031年，全县到位资金30.4亿元，协议投资超过50亿元。"
    rows = {f"{row.reading.value}": row for row in read_bulletin(document(text)).rows}
    assert rows["30"].note == ROUNDED
    assert rows["50"].confidence == "high"


def test_a_threshold_in_a_definition_is_no_figure():
    text = "2031年，省外资金到位30亿元。\n注：[1]省外资金指省外投资者单个项目总投资5000万元及以上的到位资金。"
    rows = read_bulletin(document(text)).rows
    assert {row.note for row in rows if row.reading.unit == "万元"} <= {DEFINITION}


def test_the_short_name_of_the_zone_is_no_part_of_it():
    text = "南沱经济技术开发区招商情况\n2031年，全区力争突破。经开区签约项目57个，高新区签约项目3个。"
    rows = read(text)
    assert rows["57个"] == "2031 projects_signed level"
    assert "park=高新区" in rows["3个"]


def test_the_quarters_of_inland_funds_are_inland_too():
    rows = read(
        "2031年上半年，全区实际到位内资60亿元。其中，一季度到位25亿元，二季度到位35亿元。全区省外资金41亿元。\n"
        "实际利用外资2100万美元。"
    )
    assert rows["25亿元"] == "2031Q1 funds_in_place origin=domestic level"


def test_project_funds_from_outside_are_no_foreign_capital():
    rows = read("2031年，全区实际利用外资2亿美元，省外项目资金36亿元。")
    assert rows["36亿元"] == "2031 funds_in_place origin=out_of_province level"


def test_times_under_a_heading_are_no_parts():
    rows = read("2031年前三季度，全区到位资金60亿元。分季度看，一季度18亿元，二季度21亿元；三季度21.5亿元。")
    assert rows["18亿元"] == "2031Q1 funds_in_place level"
    assert rows["21.5亿元"] == "2031Q3 funds_in_place level"


def test_the_rest_of_a_list_is_a_part_of_its_own():
    rows = read("2031年，新引进项目中，轻纺12个、装备制造8个、其他6个。")
    assert rows["6个"] == "2031 projects_signed industry=其他 level"


def test_projects_counted_after_amounts_of_one_origin_are_of_all():
    rows = read("2031年，全县到位市外资金25亿元，其中工业到位资金18亿元；新签约项目30个，其中工业项目12个。")
    assert rows["30个"] == "2031 projects_signed level"
    assert rows["12个"] == "2031 projects_signed sector=secondary level"


def test_a_size_class_ends_a_list_of_shares():
    text = "2031年，全区签约项目41个，其中制造业项目26个、总投资198亿元，分别占63%、69%；50亿元以上项目2个。"
    rows = read(text)
    assert rows["63%"].startswith("2031 projects_signed industry=制造业 share")
    assert rows["69%"].startswith("2031 agreed_amount industry=制造业 share")


def test_what_was_done_last_year_in_a_text_of_half_a_year_is_of_the_year():
    found = read_bulletin(document("2031年1—6月，到位资金40亿元。我市省外资金去年完成86亿元。")).rows
    assert found[-1].reading.period == "2030"
    assert found[-1].confidence != "high"


def test_the_places_of_a_comparison_are_parts_of_it():
    text = (
        "各县区2031年到位资金任务为：青原区60亿元、白河县45亿元。\n"
        "截至6月底，青原区完成33亿元，占55%；白河县完成20亿元，占44.4%。"
    )
    rows = read(text, 2031)
    assert rows["60亿元"] == "2031 funds_in_place place=青原区 target"
    assert rows["20亿元"] == "2031H1 funds_in_place place=白河县 level"
    assert (
        rows["55%"] == "2031H1 funds_in_place place=青原区 completion"
    )  # of its target, as arithmetic shows


def test_growth_after_listed_parts_is_left_open():
    text = "2031年，全区到位资金48亿元，其中市外资金45亿元、境外资金3亿元，同比增长10.6%。"
    rows = {f"{row.reading.value}": row for row in read_bulletin(document(text)).rows}
    assert rows["10.6"].confidence == "low" or len(rows["10.6"].readings) > 1


def test_the_limit_of_a_class_of_offices_is_no_figure():
    assert "5亿元" not in read("2031年1—6月，到位资金超过5亿元的有开发区、商务局。")


def test_projects_carried_over_from_a_year_are_counted_now():
    rows = read("截至2031年5月底，全县在建项目68个，其中2030年结转项目44个。")
    assert rows["44个"].startswith("2031-01..2031-05 projects_performing cohort=carried_over")


def test_a_part_of_the_year_after_the_text_s_own_is_no_target_without_a_word_for_it():
    rows = read("2030年，全镇签约项目3个；2031年上半年签约项目2个，总投资1.1亿元。", 2030)
    assert rows["2个"] == "2031H1 projects_signed level"


def periods(text: str) -> dict[str, str]:
    """Period of each number of a text, by value and unit."""
    return {number: said.split()[0] for number, said in read(text).items()}


HEAD = "夷陵区2023年招商引资情况通报\n"
OPENINGS = ("2023年，全区", "全区")


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize(
    "spans",
    [
        "一季度签约12个、32.9亿元，二季度14个、78.6亿元，三季度3个、14.1亿元，四季度3个、2.4亿元。",
        "上半年签约26个；下半年签约6个、16.5亿元。",
        "分季度看，一季度签约12个，二季度签约14个，三季度签约3个，四季度签约3个。",
    ],
)
def test_a_list_of_quarters_or_halves_leaves_the_total_before_it_to_the_year(opening, spans):
    numbers = periods(f"{HEAD}{opening}签约项目32个，协议引资127.97亿元。\n{spans}全年到位资金26.03亿元。")
    assert [numbers[each] for each in ("32个", "127.97亿元", "26.03亿元")] == ["2023"] * 3
    expected = {"12个": "2023Q1", "14个": "2023Q2", "26个": "2023H1", "6个": "2023H2"}
    assert all(numbers.get(each, period) == period for each, period in expected.items())


def test_three_quarters_make_up_three_quarters():
    numbers = periods(f"{HEAD}全区签约项目29个。\n一季度12个，二季度14个，三季度3个。")
    assert numbers["29个"] == "2023Q1-Q3"


def test_one_span_behind_a_result_of_the_year_is_of_itself_alone():
    numbers = periods(f"{HEAD}2023年，全区签约项目32个。\n四季度签约3个、2.43亿元。")
    assert (numbers["32个"], numbers["3个"]) == ("2023", "2023Q4")


def test_a_plan_for_the_next_quarter_is_no_part_of_a_list():
    numbers = periods(
        "工作简报\n2025年一季度，全区签约22个。\n一季度签约的22个中14个注册。二季度力争签约30个。"
    )
    assert numbers["22个"] == "2025Q1"


def test_the_month_of_an_event_without_numbers_is_not_that_of_the_text():
    text = (
        "新安区2034年招商引资工作情况\n2034年6月，原安城县撤县设区，更名为新安区，以下数据均按新区域统计。\n"
        "2034年，全区新签约项目64个，协议引资186.4亿元。\n2034年协议引资目标180亿元，完成103.6%。"
    )
    rows = read(text)
    assert rows["64个"] == "2034 projects_signed level"
    assert rows["186.4亿元"] == "2034 agreed_amount level"
    assert rows["103.6%"] == "2034 agreed_amount completion"
    of_month = read(text.replace("原安城县撤县设区，更名为新安区，以下数据均按新区域统计", "全区签约项目5个"))
    assert of_month["5个"] == "2034-06 projects_signed level"


REPORT_OF_JANUARY = (
    "2034年政府工作报告\n——2034年1月20日在清江县人民代表大会会议上\n"
    "过去一年，我们坚持不懈，全年新引进项目86个，协议引资312.5亿元。\n"
    "今年主要预期目标：新签约亿元以上项目50个，开工项目60个。"
)


def test_the_past_year_of_a_report_of_january_is_the_year_before():
    rows = read(REPORT_OF_JANUARY)
    assert rows["86个"] == "2033 projects_signed level"
    assert rows["312.5亿元"] == "2033 agreed_amount level"
    assert rows["50个"].startswith("2034 projects_signed size=ge_1 target")
    assert read(REPORT_OF_JANUARY.replace("1月20日", "12月28日"))["86个"].startswith("2034 ")


def test_a_target_behind_one_of_large_projects_may_be_of_all():
    (started,) = (
        row
        for row in read_bulletin(document(REPORT_OF_JANUARY)).rows
        if row.reading.metric == "projects_started"
    )
    assert started.confidence == "low"
