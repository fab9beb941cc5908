"""Sections of a text: what a heading says of the year, the outlook and the cohort of its statements."""

from jjinvest.data.bulletins.text.sections import section_at, sections
from tests.fixtures.bulletin_text import rows

REPORT = (
    "政府工作报告\n——2022年1月11日在某县第三届人民代表大会第一次会议上\n一、2021年工作回顾\n"
    "过去一年，到位资金31.6亿元，较上年的27.9亿元增长13.3%。\n二、2022年工作安排\n"
    "今年，全县预期到位资金36亿元，增长14%；新签约项目40个以上。"
)


def test_a_report_looks_back_on_one_year_and_ahead_to_the_next():
    assert rows(REPORT) == [
        "2021 funds_in_place 31.6亿元",
        "2020 funds_in_place 27.9亿元",
        "2021 funds_in_place growth 13.3%",
        "2022 funds_in_place target 36亿元",
        "2022 projects_signed target >=40个",
    ]


def test_sections_of_cohorts_lend_their_cohort_to_funds():
    text = (
        "某区2021年上半年情况\n一、新签项目。上半年新签约项目33个，到位资金4.4亿元。\n"
        "二、续建项目。结转项目51个，到位资金60.2亿元。\n三、问题。到位资金合计64.6亿元。"
    )
    assert [row for row in rows(text) if "funds" in row] == [
        "2021H1 funds_in_place cohort=new 4.4亿元",
        "2021H1 funds_in_place cohort=carried_over 60.2亿元",
        "2021H1 funds_in_place 64.6亿元",
    ]


def test_one_cohort_alone_is_no_section():
    assert sections("一、新签约项目。签约9个。\n二、问题。没有。") == []


def test_a_section_ends_where_the_next_heading_of_its_kind_begins():
    text = "一、2021年工作回顾\n甲\n（一）亮点\n乙\n二、困难\n丙"
    found = sections(text)
    assert [(each.year, each.outlook) for each in found] == [(2021, False)]
    assert section_at(found, text.index("乙")) is found[0]
    assert section_at(found, text.index("丙")) is None
