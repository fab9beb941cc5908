"""The kinds of statements a bulletin makes, each in words of its own."""

import pytest

from tests.fixtures.bulletin_text import rows

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
            "2023 projects_signed size=lt_1 38个",
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
    ],
)
def test_what_measures_nothing_becomes_no_row(text):
    assert rows(text, 2023) == []
