"""Sections of a text: what a heading says of the year, the outlook and the cohort of its statements."""

import pytest

from jjinvest.data.bulletins.extract.read import read_document
from jjinvest.data.bulletins.text.sections import section_at, sections
from jjinvest.quality.readings.choose import read_bulletin
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


PLANS = (
    "松溪县2033年招商工作总结\n全县签约项目86个，协议引资312.5亿元。\n二、2034年打算。力争到位资金110亿元。"
)
TABLE = "<table><tr><th>镇街</th><th>协议引资（亿元）</th></tr>{rows}</table>"
ROWS = "".join(
    f"<tr><td>{name}</td><td>{value}</td></tr>"
    for name, value in (("城关镇", 128.4), ("东河镇", 184.1), ("合计", 312.5))
)


@pytest.mark.parametrize(
    ("heads", "before", "period", "statistic"),
    [
        ("协议引资", "", "2033", "level"),
        ("协议引资", "附表：各镇街完成情况", "2033", "level"),
        ("协议引资目标", "", "2034", "target"),
        ("协议引资", "各镇街任务分解", "2034", "target"),
        ("协议引资", "各镇街安排如下：", "2034", "target"),
    ],
)
def test_a_table_below_plans_is_one_of_plans_only_where_words_say_so(
    heads, before, period, statistic, tmp_path
):
    paragraphs = "".join(f"<p>{line}</p>" for line in [*PLANS.split("\n"), before] if line)
    page = tmp_path / "page.html"
    table = TABLE.format(rows=ROWS).replace("协议引资", heads)
    page.write_text(f"<html><body>{paragraphs}{table}</body></html>", encoding="utf-8")
    rows = [row.reading for row in read_bulletin(read_document(page)).rows]
    of_towns = [each for each in rows if each.where_text.startswith("town=")]
    assert len(of_towns) == 2
    assert {(each.period, each.statistic) for each in of_towns} == {(period, statistic)}
    plan = next(each for each in rows if each.value == "110")
    assert (plan.period, plan.statistic) == ("2034", "target")
