"""The kinds of statements a bulletin makes, each in words of its own."""

import pytest

from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document, rows

KINDS = {
    "其中": (
        "签约项目132个，协议引资1088亿元。其中，一产项目5个，协议引资6.4亿元；三产项目32个，协议引资185亿元。",
        [
            "2023 projects_signed 132个",
            "2023 agreed_amount 1088亿元",
            "2023 projects_signed sector=primary 5个",
            "2023 agreed_amount sector=primary 6.4亿元",
            "2023 projects_signed sector=tertiary 32个",
            "2023 agreed_amount sector=tertiary 185亿元",
        ],
    ),
    "分别为, parts": (
        "一产、二产、三产项目到位资金分别为1.5、20.6、8.9亿元，分别增长3%、12%和7%。",
        [
            "2023 funds_in_place sector=primary 1.5亿元",
            "2023 funds_in_place sector=secondary 20.6亿元",
            "2023 funds_in_place sector=tertiary 8.9亿元",
            "2023 funds_in_place sector=primary growth 3%",
            "2023 funds_in_place sector=secondary growth 12%",
            "2023 funds_in_place sector=tertiary growth 7%",
        ],
    ),
    "分别, metrics": (
        "签约项目41个、协议引资310亿元，同比分别下降8.5%、增长2.1%。",
        [
            "2023 projects_signed 41个",
            "2023 agreed_amount 310亿元",
            "2023 projects_signed growth -8.5%",
            "2023 agreed_amount growth 2.1%",
        ],
    ),
    "外资, a part of the amount before": (
        "协议引资83亿元，其中内资76亿元、外资7亿元。",
        [
            "2023 agreed_amount 83亿元",
            "2023 agreed_amount origin=domestic 76亿元",
            "2023 agreed_amount origin=abroad 7亿元",
        ],
    ),
    "外资, a measure of its own": (
        "到位资金83亿元，其中实际利用外资7亿元。",
        ["2023 funds_in_place 83亿元", "2023 foreign_funds 7亿元"],
    ),
    "completion and pace": (
        "到位资金56.3亿元，完成市级目标任务的58.2%，超序时进度8.2个百分点。",
        [
            "2023 funds_in_place 56.3亿元",
            "2023 funds_in_place completion municipality 58.2%",
            "2023 funds_in_place pace_gap municipality 8.2百分点",
        ],
    ),
    "behind the pace": (
        "到位资金21亿元，低于序时进度8.4个百分点。",
        ["2023 funds_in_place 21亿元", "2023 funds_in_place pace_gap -8.4百分点"],
    ),
    "targets of two authorities": (
        "到位资金25.47亿元，完成市下达目标任务42.5亿元的59.94%，完成县定目标46.5亿元的54.78%。",
        [
            "2023 funds_in_place 25.47亿元",
            "2023 funds_in_place target municipality 42.5亿元",
            "2023 funds_in_place completion municipality 59.94%",
            "2023 funds_in_place target district 46.5亿元",
            "2023 funds_in_place completion district 54.78%",
        ],
    ),
    "share of a size class": (
        "亿元以上项目到位资金144亿元，占全市的69%；10亿元以上项目到位资金49亿元，占亿元以上项目到位资金的34%。",
        [
            "2023 funds_in_place size=ge_1 144亿元",
            "2023 funds_in_place size=ge_1 share all 69%",
            "2023 funds_in_place size=ge_10 49亿元",
            "2023 funds_in_place size=ge_10 share size=ge_1 34%",
        ],
    ),
    "multiples": (
        "到位资金9.6亿元，同比增长1.2倍；实际利用外资2350万美元，同比翻一番。",
        [
            "2023 funds_in_place 9.6亿元",
            "2023 funds_in_place multiple 2.2倍",
            "2023 foreign_funds 2350万美元",
            "2023 foreign_funds multiple 2倍",
        ],
    ),
    "rank": (
        "到位资金60亿元，总量居全市第3位。招商引资考核排名全市第二。",
        [
            "2023 funds_in_place 60亿元",
            "2023 funds_in_place rank municipality 3名",
            "2023 rank municipality 2名",
        ],
    ),
    "named projects": (
        "成功引进投资72亿元的天工电池基地、56亿元的北辰轨道装备总部基地等重点项目12个。远航集团投资10亿元的物流园项目落户。"
        "蓝海新材料项目总投资约6亿元，预计年产值15亿元。",
        [
            "2023 agreed_amount project=天工电池基地 72亿元",
            "2023 agreed_amount project=北辰轨道装备总部基地 56亿元",
            "2023 projects_signed 12个",
            "2023 agreed_amount project=远航集团物流园 10亿元",
            "2023 agreed_amount project=蓝海新材料 ~6亿元",
            "2023 expected_output project=蓝海新材料 15亿元",
        ],
    ),
    "over-fulfilled target": (
        "超额完成全年招商引资500亿元目标。",
        ["2023 agreed_amount target 500亿元", "2023 agreed_amount completion >100%"],
    ),
    "aims": (
        "力争全年到位资金突破180亿元，确保亿元以上项目不少于40个。",
        ["2023 funds_in_place target >180亿元", "2023 projects_signed size=ge_1 target >=40个"],
    ),
    "base of last year": (
        "上半年到位资金4.28亿元。去年同期到位资金为3.95亿元。",
        ["2023H1 funds_in_place 4.28亿元", "2022H1 funds_in_place 3.95亿元"],
    ),
    "rates": (
        "签约项目50个，已开工33个，开工率为66%；履约率98.8%，同比提高1.2个百分点。",
        [
            "2023 projects_signed 50个",
            "2023 projects_started 33个",
            "2023 start_rate 66%",
            "2023 performance_rate 98.8%",
            "2023 performance_rate points 1.2百分点",
        ],
    ),
    "activities": (
        "外出招商86批次，拜访企业320余家，接待客商1250人次。每周召开调度会。",
        [
            "2023 trips 86批次",
            "2023 companies_visited >320家",
            "2023 visitors 1250人次",
            "2023 work_meeting_cadence 1次/周",
        ],
    ),
    "event": (
        "3月18日，集中签约项目9个，签约金额28亿元。",
        ["2023-03-18 projects_signed 9个", "2023-03-18 agreed_amount 28亿元"],
    ),
    "cohorts": (
        "新签约项目71个，到位资金9.2亿元；续建项目108个，到位资金124.5亿元。",
        [
            "2023 projects_signed cohort=new 71个",
            "2023 funds_in_place cohort=new 9.2亿元",
            "2023 projects_signed cohort=carried_over 108个",
            "2023 funds_in_place cohort=carried_over 124.5亿元",
        ],
    ),
    "task force": (
        "新能源产业招商专班签约项目20个，合同额13.76亿元。",
        ["2023 projects_signed task_force=新能源 20个", "2023 contract_amount task_force=新能源 13.76亿元"],
    ),
    "money in brackets": (
        "到位资金12亿元（其中外资1.5亿元），同比增长3%。",
        ["2023 funds_in_place 12亿元", "2023 foreign_funds 1.5亿元", "2023 funds_in_place growth 3%"],
    ),
    "authorities in a list": (
        "到位资金128.6亿元，分别完成市定、县定目标的116.9%和107.2%，同比增长14.3%。",
        [
            "2023 funds_in_place 128.6亿元",
            "2023 funds_in_place completion municipality 116.9%",
            "2023 funds_in_place completion district 107.2%",
            "2023 funds_in_place growth 14.3%",
        ],
    ),
    "targets in brackets": (
        "签约项目71个，协议投资235.4亿元，分别完成全年目标（80个、260亿元）的88.8%和90.5%。",
        [
            "2023 projects_signed 71个",
            "2023 agreed_amount 235.4亿元",
            "2023 projects_signed target 80个",
            "2023 agreed_amount target 260亿元",
            "2023 projects_signed completion 88.8%",
            "2023 agreed_amount completion 90.5%",
        ],
    ),
    "a list that goes on": (
        "新能源、绿色食品、文旅康养三大产业分别签约项目6个、5个、4个，协议投资25.6亿元、9.1亿元、8.1亿元。",
        [
            "2023 projects_signed industry=新能源 6个",
            "2023 projects_signed industry=绿色食品 5个",
            "2023 projects_signed industry=文旅康养 4个",
            "2023 agreed_amount industry=新能源 25.6亿元",
            "2023 agreed_amount industry=绿色食品 9.1亿元",
            "2023 agreed_amount industry=文旅康养 8.1亿元",
        ],
    ),
    "size classes": (
        "从投资规模看，1亿元以下项目38个，1—5亿元项目24个，50亿元（含）至100亿元项目5个，投资额超10亿元的2个。",
        [
            "2023 projects_signed size=0_1 38个",
            "2023 projects_signed size=1_5 24个",
            "2023 projects_signed size=50_100 5个",
            "2023 projects_signed size=ge_10 2个",
        ],
    ),
    "from one value to another": (
        "开工率由上年的60%提高到66%，提高6个百分点。",
        ["2022 start_rate 60%", "2023 start_rate 66%", "2023 start_rate points 6百分点"],
    ),
    "dollars and their worth": (
        "实际使用外资3860万美元（折合人民币2.75亿元），同比增长31.4%，完成全年3500万美元目标任务的110.3%。",
        [
            "2023 foreign_funds 3860万美元",
            "2023 foreign_funds 2.75亿元",
            "2023 foreign_funds growth 31.4%",
            "2023 foreign_funds target 3500万美元",
            "2023 foreign_funds completion 110.3%",
        ],
    ),
    "parts without a rule, like the part beside them": (
        "从区域看：滨江新城引进项目22个，到位资金64亿元；老码头一带引进项目11个，到位资金13亿元。",
        [
            "2023 projects_signed park=滨江新城 22个",
            "2023 funds_in_place park=滨江新城 64亿元",
            "2023 projects_signed park=老码头一带 11个",
            "2023 funds_in_place park=老码头一带 13亿元",
        ],
    ),
    "departments": (
        "县农业农村局到位资金8.6亿元，完成任务的86%。",
        [
            "2023 funds_in_place department=县农业农村局 8.6亿元",
            "2023 funds_in_place department=县农业农村局 completion 86%",
        ],
    ),
    "this month": (
        "1—7月到位资金95.3亿元。当月到位12.1亿元。",
        ["2023-01..2023-07 funds_in_place 95.3亿元", "2023-07 funds_in_place 12.1亿元"],
    ),
    "signs": (
        "到位资金15.3亿元（+12.3%）；实际利用外资620万美元（-4.5%）。",
        [
            "2023 funds_in_place 15.3亿元",
            "2023 funds_in_place growth 12.3%",
            "2023 foreign_funds 620万美元",
            "2023 foreign_funds growth -4.5%",
        ],
    ),
    "projects in brackets": (
        "年产5万吨正极材料项目（总投资22亿元）开工，冷链物流园项目（总投资9.6亿元）正在洽谈。",
        [
            "2023 capacity project=年产5万吨正极材料 5万吨",
            "2023 agreed_amount project=年产5万吨正极材料 22亿元",
            "2023 intended_amount project=冷链物流园 9.6亿元",
        ],
    ),
    "share of another measure": (
        "签约项目268个，未开工104个，占38.8%。",
        [
            "2023 projects_signed 268个",
            "2023 projects_not_started 104个",
            "2023 projects_not_started share projects_signed: 38.8%",
        ],
    ),
    "parts named as one": (
        "引进市外及市内资金14.2亿元，完成市定目标20亿元的71%。市外、境外资金9亿元。",
        [
            "2023 funds_in_place 14.2亿元",
            "2023 funds_in_place target municipality 20亿元",
            "2023 funds_in_place completion municipality 71%",
            "2023 funds_in_place part=市外、境外 9亿元",
        ],
    ),
    "a part explained in brackets": (
        "到位资金60亿元。其中，省外到位资金20亿元；产业（工业）到位资金41亿元，增长8%。",
        [
            "2023 funds_in_place 60亿元",
            "2023 funds_in_place origin=out_of_province 20亿元",
            "2023 funds_in_place sector=secondary 41亿元",
            "2023 funds_in_place sector=secondary growth 8%",
        ],
    ),
    "parts in the order of the part before": (
        "按来源分：市内项目30个、协议投资22亿元、到位3.1亿元；市外7个、15亿元、1.9亿元；境外2个，分别为4亿元、0.5亿元。",
        [
            "2023 projects_signed origin=in_city 30个",
            "2023 agreed_amount origin=in_city 22亿元",
            "2023 funds_in_place origin=in_city 3.1亿元",
            "2023 projects_signed origin=out_of_city 7个",
            "2023 agreed_amount origin=out_of_city 15亿元",
            "2023 funds_in_place origin=out_of_city 1.9亿元",
            "2023 projects_signed origin=abroad 2个",
            "2023 agreed_amount origin=abroad 4亿元",
            "2023 funds_in_place origin=abroad 0.5亿元",
        ],
    ),
    "projects that an office follows": (
        "市级督办的签约项目12个；到位资金5.5亿元，完成年度任务8亿元的68.75%。",
        [
            "2023 projects_signed part=市级督办 12个",
            "2023 funds_in_place part=市级督办 5.5亿元",
            "2023 funds_in_place part=市级督办 target 8亿元",
            "2023 funds_in_place part=市级督办 completion 68.75%",
        ],
    ),
    "three sectors in short": (
        "第一、二、三产业到位市外资金分别为1.1亿元、20.4亿元、9.5亿元。",
        [
            "2023 funds_in_place origin=out_of_city;sector=primary 1.1亿元",
            "2023 funds_in_place origin=out_of_city;sector=secondary 20.4亿元",
            "2023 funds_in_place origin=out_of_city;sector=tertiary 9.5亿元",
        ],
    ),
    "shares of a named measure": (
        "合同引资额120亿元。其中一产4个、6亿元，二产20个、84亿元，三产11个、30亿元，引资额占比分别为5%、70%和25%。",
        [
            "2023 contract_amount 120亿元",
            "2023 projects_signed sector=primary 4个",
            "2023 contract_amount sector=primary 6亿元",
            "2023 projects_signed sector=secondary 20个",
            "2023 contract_amount sector=secondary 84亿元",
            "2023 projects_signed sector=tertiary 11个",
            "2023 contract_amount sector=tertiary 30亿元",
            "2023 contract_amount sector=primary share all 5%",
            "2023 contract_amount sector=secondary share all 70%",
            "2023 contract_amount sector=tertiary share all 25%",
        ],
    ),
    "projects added": (
        "第一产业履约项目20个（新增8个）。",
        [
            "2023 projects_performing sector=primary 20个",
            "2023 projects_performing cohort=new;sector=primary 8个",
        ],
    ),
    "the target within a completion": (
        "1—10月，到位资金90亿元，已超额完成市定全年80亿元目标的112.5%。",
        [
            "2023-01..2023-10 funds_in_place 90亿元",
            "2023 funds_in_place target municipality 80亿元",
            "2023-01..2023-10 funds_in_place completion municipality 112.5%",
        ],
    ),
    "a running total after a month": (
        "8月当月，签约项目6个；1—8月协议引资70亿元。协议引资完成全年目标（100亿元）的70%。",
        [
            "2023-08 projects_signed 6个",
            "2023-01..2023-08 agreed_amount 70亿元",
            "2023 agreed_amount target 100亿元",
            "2023-01..2023-08 agreed_amount completion 70%",
        ],
    ),
    "a size class with two units": (
        "5000万元至1亿元项目14个，1亿—5亿元项目9个。",
        ["2023 projects_signed size=0.5_1 14个", "2023 projects_signed size=1_5 9个"],
    ),
    "the whole after several size classes": (
        "签约项目40个，其中过亿元项目18个、过10亿元项目3个，计划总投资130亿元。",
        [
            "2023 projects_signed 40个",
            "2023 projects_signed size=ge_1 18个",
            "2023 projects_signed size=ge_10 3个",
            "2023 agreed_amount 130亿元",
        ],
    ),
    "a share of projects": (
        "签约项目31个，总投资120亿元。省外投资项目占比超六成。",
        [
            "2023 projects_signed 31个",
            "2023 agreed_amount 120亿元",
            "2023 projects_signed origin=out_of_province share all >60%",
        ],
    ),
    "the year before in brackets": (
        "到位资金70亿元，同比增长6.8%（上年为65.5亿元），完成省下达目标68亿元的103%。",
        [
            "2023 funds_in_place 70亿元",
            "2023 funds_in_place growth 6.8%",
            "2022 funds_in_place 65.5亿元",
            "2023 funds_in_place target province 68亿元",
            "2023 funds_in_place completion province 103%",
        ],
    ),
    "public revenue is no funds": (
        "实际利用外资1.2亿美元。一般公共预算收入30亿元，同口径增长7.8%。",
        [
            "2023 foreign_funds 1.2亿美元",
            "2023 budget_revenue 30亿元",
            "2023 budget_revenue growth 7.8%",
        ],
    ),
    "a plan for a later month": (
        "1—8月，签约项目58个。目前在谈项目120个；9月份拟签约项目12个。",
        [
            "2023-01..2023-08 projects_signed 58个",
            "2023-01..2023-08 projects_in_negotiation 120个",
            "2023-09 projects_signed target 12个",
        ],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_kind(kind):
    text, expected = KINDS[kind]
    assert rows(text, 2023) == expected


@pytest.mark.parametrize(
    "text",
    [
        "以世界500强为目标。",
        "联系电话：0878-3123456。",
        "区招发〔2024〕5号",
        "围绕“33618”体系。",
        "签约项目同比增加12个。",
        "增幅高于全市平均水平5.2个百分点。",
        "到位资金环比下降4.3%。",
        "该项目占地350亩，总投资15亿元。",
        "2016年以来，累计引进项目287个，到位资金近210亿元。",
        "到位资金增幅居前三位的是甲县、乙县、丙县。",
        "园区现有高新技术企业41家，入驻企业1046家。",
    ],
)
def test_what_measures_nothing_becomes_no_row(text):
    assert rows(text, 2023) == []


def test_a_share_of_a_higher_level_is_no_share_of_the_text():
    text = "全区到位资金20亿元，占全市的25%，其中市外资金5亿元，占全区的25%。"
    assert rows(text, 2023) == [
        "2023 funds_in_place 20亿元",
        "2023 funds_in_place origin=out_of_city 5亿元",
        "2023 funds_in_place origin=out_of_city share all 25%",
    ]


def test_a_new_area_may_call_itself_by_the_end_of_its_name():
    text = "柳湾新区2023年招商简报\n2023年，新区新签约项目7个，高新园区到位资金3亿元。"
    assert rows(text) == [
        "2023 projects_signed 7个",
        "2023 funds_in_place park=高新园区 3亿元",
    ]


def test_whose_a_target_is_stays_open_where_both_are_named():
    text = "完成市定目标40亿元，完成县定目标45亿元。引进项目10个，完成全年任务8个。"
    assert rows(text, 2023)[-1] == "2023 projects_signed target 8个"


def test_a_part_in_the_title_is_not_that_of_every_statement():
    text = "某区10个月提前完成工业目标\n2023年1—10月，工业到位资金40亿元。"
    assert rows(text) == ["2023-01..2023-10 funds_in_place sector=secondary 40亿元"]


def test_foreign_capital_within_an_amount_is_to_decide():
    """The part of the amount, or the funds that go by that name: neither is taken without a word."""
    read = read_bulletin(document("新签项目协议引资64亿元，其中外资9亿元。"), 2023)
    (row,) = [each for each in read.as_rows() if each["value"] == "9"]
    assert (row["metric"], row["where"]) == ("agreed_amount", "origin=abroad")
    assert row["confidence"] == "medium"
    (shown,) = [each for each in read.as_data()["rows"] if each["value"] == "9"]
    assert "foreign_funds" in str(shown["readings"][1:])
