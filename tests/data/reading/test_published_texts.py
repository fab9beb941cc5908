"""Kinds of texts and wordings that an office publishes: whose year, whose part, whose figure a number is."""

from __future__ import annotations

import pytest

from jjinvest.data.bulletins.clauses.reading import Candidate
from jjinvest.data.bulletins.extract.plain import plain_document
from jjinvest.data.bulletins.propose import Proposal, propose
from jjinvest.data.bulletins.text.byline import organ_of_title
from jjinvest.data.bulletins.text.document import Document
from jjinvest.data.bulletins.text.letterhead import title_below
from tests.fixtures.bulletin_text import document


def read(text: str, year: int | None = None, published: str = "") -> Proposal:
    plain = document(text)
    return propose(Document(plain.blocks, plain.title, published), year)


def said(candidate: Candidate) -> str:
    reading = candidate.reading
    words = [reading.period, reading.metric, reading.where_text, reading.statistic, reading.version]
    return " ".join(filter(None, words))


def rows(text: str, year: int | None = None, published: str = "") -> dict[str, str]:
    """What each number is read as, by value and unit."""
    found = read(text, year, published).rows
    return {f"{each.reading.value}{each.reading.unit}": said(each) for each in found}


def unread(text: str, year: int | None = None) -> list[str]:
    return [piece.words for piece in read(text, year).not_understood]


# -- periods ---------------------------------------------------------------------------------------------


def test_a_year_that_comes_later_is_not_that_of_an_undated_first_statement():
    text = "开局之战\n1至3月，全县签约项目17个。\n2031年，全县签约项目92个。2032年，力争签约项目120个以上。"
    found = rows(text, published="2032-04-08")
    assert found["17个"] == "2032Q1 projects_signed level"
    assert found["92个"] == "2031 projects_signed level"
    assert found["120个"] == "2032 projects_signed target"


@pytest.mark.parametrize(
    "line", ["（某县投资促进局　2032年9月6日）", "某县招商中心　2032年9月6日编发", "2032年9月6日印发"]
)
def test_a_line_of_issue_below_the_title_is_no_period(line):
    text = f"某县1—8月招商专报\n{line}\n1—8月，全县到位资金31.7亿元。\n重点镇街情况。河口镇到位5.2亿元。"
    assert rows(text)["5.2亿元"] == "2032-01..2032-08 funds_in_place town=河口镇 level"


def test_a_quarter_in_the_name_of_an_event_is_not_the_period_of_the_text():
    text = (
        "某县举行2032年三季度重点项目集中签约仪式\n"
        "8月19日上午，某县2032年三季度重点项目集中签约仪式举行。此次签约项目14个，总投资63亿元。\n"
        "签约的14个项目中，工业项目9个，服务业项目5个。"
    )
    assert rows(text)["9个"] == "2032-08-19 projects_signed sector=secondary level"


def test_the_last_month_alone_does_not_change_the_period_of_the_paragraph():
    text = (
        "1—10月，全县到位资金44.6亿元。10月当月到位5.1亿元。"
        "完成市下达任务60亿元的74.3%，欠时序进度9.0个百分点。"
    )
    found = rows(text, 2032)
    assert found["5.1亿元"] == "2032-10 funds_in_place level"
    assert found["74.3%"] == "2032-01..2032-10 funds_in_place completion"
    assert found["-9.0百分点"] == "2032-01..2032-10 funds_in_place pace_gap"


@pytest.mark.parametrize("since", ["建园以来", "今后五年", "未来3年", "两年前", "挂牌以来"])
def test_a_time_of_many_years_is_no_period_of_a_figure(since):
    text = f"2032年，全区签约项目37个。\n{since}，签约项目406个。制造业、服务业签约项目230个、176个。"
    assert rows(text) == {"37个": "2032 projects_signed level"}
    assert unread(text) == ["406个", "230个", "176个"]


@pytest.mark.parametrize("growth", ["年均增长9.6%", "较4月的3亿元增长9.6%", "环比增长9.6%", "较上月增长9.6%"])
def test_growth_on_another_base_is_no_growth_on_the_year_before(growth):
    text = f"1—5月，全区到位资金12.4亿元，{growth}。"
    assert "9.6%" not in rows(text, 2032)
    assert "9.6%" in unread(text, 2032)


def test_so_far_this_year_ends_with_the_month_of_writing():
    text = "情况介绍\n某县商务局　2032年6月17日\n今年以来，全县签约项目22个。"
    assert rows(text)["22个"] == "2032H1 projects_signed level"


def test_a_year_beside_the_number_is_its_year():
    text = "2032年，全市到位资金81.2亿元，而2030年为66.5亿元。"
    assert rows(text)["66.5亿元"] == "2030 funds_in_place level"


def test_next_year_is_one_year_later():
    text = "函\n2032年12月3日\n今年，签约项目8个。\n明年，力争签约项目11个。"
    assert rows(text)["11个"] == "2033 projects_signed target"


def test_when_a_project_will_be_done_is_not_the_period_of_the_next_one():
    text = (
        "1—9月，全县到位资金20亿元。\n甲鹭茶业加工项目（总投资3亿元）预计12月底投产；"
        "云石板材生产项目（总投资4.5亿元）主体完工。"
    )
    found = rows(text, 2032)
    assert found["4.5亿元"].startswith("2032Q1-Q3 agreed_amount project=云石板材生产")


def test_no_level_is_proposed_for_a_period_that_was_not_over():
    text = "2032年项目情况\n某市发展改革委　2032年1月12日\n2032年，全市在建项目31个。"
    assert [each.confidence for each in read(text).rows] == ["low"]


def test_the_number_of_a_document_gives_the_year_of_a_part_of_a_year():
    text = (
        "某省商务厅文件\n某商资〔2032〕41号\n关于上半年招商引资情况的通报\n各市商务局：\n"
        "上半年，到位资金310亿元。"
    )
    assert rows(text)["310亿元"] == "2032H1 funds_in_place level"


def test_the_issue_of_a_journal_is_no_year_of_a_figure():
    text = "与局长对话\n《某城周刊》2033年第2期\n2032年全区签约项目64个。\n新材料产业签约21个项目、83亿元。"
    found = rows(text)
    assert found["21个"] == "2032 projects_signed industry=新材料 level"
    assert found["83亿元"] == "2032 agreed_amount industry=新材料 level"


# -- parts -----------------------------------------------------------------------------------------------


def test_the_park_that_a_text_is_about_is_no_part():
    text = (
        "春潮\n1至2月，云台经开区签约项目13个，到位资金6.4亿元。云台经开区服务上门。\n"
        "2031年，园区签约项目70个。"
    )
    found = rows(text, 2032)
    assert found["13个"] == "2032-01..2032-02 projects_signed level"
    assert found["70个"] == "2031 projects_signed level"


def test_a_park_of_a_county_stays_a_part():
    text = "1至2月，全县签约项目13个。云台经开区签约项目6个，云台经开区到位资金2亿元。"
    assert rows(text, 2032)["6个"] == "2032-01..2032-02 projects_signed park=云台经开区 level"


def test_a_list_without_each_gives_every_part_its_number():
    text = "2032年，电子信息、生物医药、装备制造产业引进项目38个、27个、16个，分别占38%、27%、16%。"
    found = rows(text)
    assert found["38个"] == "2032 projects_signed industry=电子信息 level"
    assert found["16个"] == "2032 projects_signed industry=装备制造 level"
    assert found["27%"] == "2032 projects_signed industry=生物医药 share"


def test_a_size_class_ends_with_the_next_point():
    text = (
        "第一个是“96”：2032年签约项目96个，其中50亿元以上项目3个。第二个是“410”：协议引资410亿元，增长11%。"
    )
    assert rows(text)["410亿元"] == "2032 agreed_amount level"


def test_a_class_between_two_units_is_one_class():
    text = "2032年，5亿元（含）以上4个，5000万元（含）至1亿元13个，5000万元以下9个。"
    found = rows(text)
    assert found["13个"] == "2032 projects_signed size=0.5_1 level"
    assert not [row for row in found if "亿" in row or "万" in row]


def test_what_an_investment_goes_into_is_a_part_of_it():
    text = "2032年，房地产开发投资71.2亿元，下降9%。其中商铺投资12.3亿元，下降21%。"
    found = rows(text)
    assert found["12.3亿元"] == "2032 real_estate_investment part=商铺 level"
    assert found["-21%"] == "2032 real_estate_investment part=商铺 growth"


def test_new_projects_beside_carried_over_ones_are_a_cohort():
    text = "2032年，到位资金50亿元。其中，新项目到位18亿元，续建项目到位32亿元，分别占36%和64%。"
    found = rows(text)
    assert found["18亿元"] == "2032 funds_in_place cohort=new level"
    assert found["36%"] == "2032 funds_in_place cohort=new share"


def test_projects_of_last_year_that_have_not_begun():
    text = "2032年，签约项目70个。去年签约的58个项目中，尚有9个未开工。"
    assert rows(text)["9个"] == "2032 projects_not_started cohort=2031 level"


def test_a_numbered_paragraph_is_about_the_project_it_names():
    text = (
        "2032年，全县签约项目20个。\n"
        "1.清禾粮油精深加工项目。由某公司建设，总投资6.2亿元，占地88亩。\n2.鹭湾电梯整机项目。总投资14亿元。\n"
        "（三）重点督办项目。签约项目16个，协议投资52亿元。"
    )
    found = rows(text)
    assert found["6.2亿元"] == "2032 agreed_amount project=清禾粮油精深加工 level"
    assert found["88亩"] == "2032 land_area project=清禾粮油精深加工 level"
    assert found["14亿元"] == "2032 agreed_amount project=鹭湾电梯整机 level"
    assert "project=" not in found["16个"]


def test_the_name_of_a_project_ends_before_its_verb():
    text = "2032年，总投资8800万元的田丰肥料项目本月试生产。"
    assert rows(text)["8800万元"] == "2032 agreed_amount project=田丰肥料 level"


# -- what is measured ------------------------------------------------------------------------------------


def test_a_bare_amount_beside_signed_projects_is_what_they_invest():
    text = "2032年，到位资金60亿元。\n分产业看：一产3个、4亿元，二产20个、90亿元。"
    found = rows(f"2032年签约项目23个。\n{text}")
    assert found["90亿元"] == "2032 agreed_amount sector=secondary level"


@pytest.mark.parametrize(
    "words",
    ["首次突破300亿元大关", "最高不超过300亿元", "区里兑现奖补资金300亿元", "工业用地300亿元/亩起"],
)
def test_marks_grants_and_prices_are_no_funds_brought_in(words):
    assert "300亿元" not in rows(f"2032年，到位资金12亿元，{words}。")


def test_a_share_is_never_of_a_rate():
    text = "2032年，签约项目开工率61%左右；签约项目中制造业占比四成。"
    assert rows(text)["40%"] == "2032 projects_signed industry=制造业 share"


def test_a_share_beside_growth_is_of_the_measure_that_grew():
    text = "2032年，工业投资增长8.5%，占固定资产投资的比重为41.3%。"
    assert rows(text)["41.3%"] == "2032 industrial_investment share"


def test_the_growth_of_a_measure_that_was_not_read_is_not_read_either():
    text = "2032年，到位资金12亿元。\n另：规上工业用电量3.4亿千瓦时，增长5.5%。"
    assert "5.5%" not in rows(text)


def test_planned_investment_of_the_year_is_a_target_of_the_year():
    text = "一季度，开工项目15个，年度计划投资26亿元。"
    assert rows(text, 2032)["26亿元"] == "2032 invested target"


def test_a_letter_from_outside_counts_what_is_its_writers():
    text = "感谢信\n2032年，我会会员企业在贵区签约项目6个，总投资9亿元。感谢贵区关心。"
    assert {each.confidence for each in read(text).rows} == {"low"}


def test_jobs_that_are_still_to_come_are_expected():
    text = "2032年，签约项目15个，全部达产后，带动就业近800人。"
    assert rows(text)["800人"] == "2032 expected_jobs level"


def test_half_a_tenth_and_a_qualifier_before_the_target():
    found = read("2032年，使用外资1.5亿美元，约为年度目标2亿美元的七成半。").rows[-1].reading
    assert (found.value, found.relation, found.statistic) == ("75", "~", "completion")


def test_a_range_of_a_project_keeps_both_ends():
    found = read("2032年，鹭湾冷链项目（拟投资4—7亿元）在谈。").rows
    assert [(each.reading.relation, each.reading.value) for each in found] == [(">=", "4"), ("<=", "7")]


def test_numbers_restated_in_a_list_keep_their_period():
    text = (
        "2032年上半年情况\n经核实，上年同期签约项目、协议投资分别由46个、71亿元调整为45个、69.5亿元。"
        "上半年签约50个。"
    )
    found = rows(text)
    assert found["45个"] == "2031H1 projects_signed level restated"
    assert found["69.5亿元"] == "2031H1 agreed_amount level restated"
    assert [each.confidence for each in read(text).rows[:2]] == ["low", "low"]


# -- tables and heads ------------------------------------------------------------------------------------


def table(text: str) -> dict[str, str]:
    found = propose(plain_document(text), 2032).rows
    return {f"{each.reading.value}{each.reading.unit}": said(each) for each in found}


def test_columns_before_and_after_a_revision():
    found = table(
        "2032年某区情况\n指标\t调整前（亿元）\t调整后（亿元）\n到位资金\t84\t82.1\n协议投资\t120\t118"
    )
    assert found["82.1亿元"] == "2032 funds_in_place level restated"
    assert found["84亿元"] == "2032 funds_in_place level"


def test_a_column_of_a_part_is_of_the_column_before_it():
    found = table(
        "2032年分产业情况（单位：个、亿元）\n产业\t签约项目\t其中：亿元以上\t协议投资\n"
        "农业\t5\t1\t6.3\n工业\t31\t18\t104.5\n其中：绿色食品\t12\t7\t33.8"
    )
    assert found["18个"] == "2032 projects_signed sector=secondary;size=ge_1 level"
    assert found["12个"] == "2032 projects_signed sector=secondary;industry=绿色食品 level"


def test_a_target_column_without_a_unit_has_that_of_the_amount_beside_it():
    found = table(
        "2032年各镇情况（单位：个、万元、%）\n乡镇\t签约项目\t到位资金\t年度任务\t完成率\n"
        "河口镇\t4\t21000\t30000\t70\n石桥镇\t2\t9000\t20000\t45"
    )
    assert found["30000万元"] == "2032 funds_in_place town=河口镇 target"


def test_cities_are_places_in_a_table():
    found = table(
        "2032年各市到位资金\n地区\t到位资金（亿元）\t占全省比重（%）\n全省\t100\t100\n云阳市\t62\t62.0\n松桃州\t38\t38.0"
    )
    assert found["38亿元"] == "2032 funds_in_place place=松桃州 level"
    assert found["62.0%"] == "2032 funds_in_place place=云阳市 share"


def test_the_title_stands_below_the_letterhead():
    lines = [
        "某市商务简报",
        "第7期（总第88期）",
        "某市商务局　2032年7月9日",
        "上半年利用外资情况",
        "一、总体",
    ]
    assert title_below(lines) == "上半年利用外资情况"
    assert title_below(["某市商务简报", "上半年利用外资情况"]) == ""


def test_a_month_compared_with_has_its_own_value():
    found = rows("1—2月，全区到位资金12亿元。2月当月到位资金7亿元，较1月的5亿元增长40%。", 2032)
    assert found["5亿元"] == "2032-01 funds_in_place level"
    assert "40%" not in found


def test_a_place_that_rose_is_the_later_one():
    text = "2032年，全区到位资金12亿元，完成目标10亿元的120%，在全市的排名由第7位上升到第4位。"
    found = rows(text)
    assert found["4名"] == "2032 funds_in_place rank"
    assert "7名" not in found


def test_a_title_names_the_office_that_wrote_it():
    assert organ_of_title("某区投资促进局关于前三季度招商引资工作情况的汇报") == "某区投资促进局"
    assert organ_of_title("某区关于前三季度招商引资工作情况的汇报") == ""
