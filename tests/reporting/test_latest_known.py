"""Sentences on what is not published: pages and circular say so only of what no text has."""

from __future__ import annotations

from datetime import date

import pytest

from jjinvest.data.workspace import load_workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.pipeline.publishing.circular import make_circular
from jjinvest.reporting.circular.blocks import markdown
from tests.fixtures.circulars import run_of
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import build_page, results_of

HALF = (
    "2025,agreed_amount,,target,district,,600,亿元",
    "2025H1,agreed_amount,,completion,district,,53.2,%",
    "2025,funds_in_place,,target,municipality,,160,亿元",
    "2025H1,funds_in_place,,,,,78.6,亿元",
    "2025H1,funds_in_place,,completion,municipality,,49.1,%",
    "2025H1,projects_signed,,,,>,60,个",
)


def results(tmp_path, *rows, period="2025Q2"):
    workspace = load_workspace(district_folder(tmp_path, "place", *rows))
    return results_of(workspace, date(2026, 6, 30), period)


def circular(found, language="zh"):
    run = run_of(found.facts.values())
    made = make_circular(run, found.workspace, found.run_period, language)
    return markdown(made, [f"{place}.png" for place in range(9)])


def test_a_completion_alone_has_a_light_and_a_place_in_the_headline(tmp_path):
    text = build_page(results(tmp_path, *HALF), "00_overview", "zh").text
    assert "快于序时进度：协议引资。" in text
    assert "距目标约 280.8 亿元，完成年度目标 600 亿元的 53.2%。比序时进度快 3.2 个百分点。" in text
    assert "协议引资约 319.2 亿元" in text
    assert "签约项目超过 60 个" in text


def test_a_circular_names_the_target_of_a_completion_alone(tmp_path):
    text = circular(results(tmp_path, *HALF))
    assert "协议引资约319.2亿元（注1），完成年度目标600亿元的53.2%，距目标还差约280.8亿元" in text
    assert "注1：原文未公布数额，由公布的完成率和目标推算" in text


def test_after_the_year_targets_and_last_numbers_stand_though_the_year_is_not_out(tmp_path):
    found = results(tmp_path, *HALF, period="2025Q4")
    text = circular(found)
    assert "协议引资年度目标为600亿元" in text
    assert "2025年上半年为约319.2亿元（注1），完成53.2%" in text
    assert "2025年上半年为78.6亿元，完成49.1%" in text
    assert "年度目标尚未公布" not in text
    page = build_page(found, "00_overview", "zh").text
    assert "到位资金市级年度目标 160 亿元，2025年完成情况尚未公布；2025年上半年为 78.6 亿元" in page
    assert (
        "how far it was reached in 2025 is not published yet" in build_page(found, "00_overview", "en").text
    )


@pytest.mark.parametrize(
    ("rows", "said", "not_said"),
    [
        (
            ("2025,funds_in_place,,multiple,,,1.4,倍", "2025,projects_signed,,,,,30,个"),
            "到位资金为上年同期的1.4倍",
            "项目推进情况尚未公布",
        ),
        (
            ("2025,agreed_amount,,,,,320,亿元", "2025,agreed_amount,sector=secondary,,,,250,亿元"),
            "第二产业250亿元",
            "分规模等情况尚未公布",
        ),
        (
            ("2025,funds_in_place,,,,,80,亿元", "2025,funds_in_place,cohort=new,,,,12,亿元"),
            "当年签约项目到位12亿元，以前年度签约项目到位68亿元",
            "项目推进情况尚未公布",
        ),
        (
            ("2025,agreed_amount,,,,~,300,亿元", "2025,agreed_amount,,completion,district,~,107,%"),
            "的约107%",
            "年度目标尚未公布",
        ),
    ],
)
def test_what_is_published_is_not_called_missing(tmp_path, rows, said, not_said):
    text = circular(results(tmp_path, *rows, "2025,trips,,,,,3,批次", period="2025Q4"))
    assert said in text
    assert not_said not in text


def test_funds_of_one_cohort_are_kept_apart_on_their_page(tmp_path):
    rows = ("2025,funds_in_place,,,,,80,亿元", "2025,funds_in_place,cohort=new,,,,12,亿元")
    text = build_page(results(tmp_path, *rows, period="2025Q4"), "30_funds_in_place", "zh").text
    assert "到位资金的 85% 来自以前年度签约" in text
    assert "未区分" not in text


def test_a_bound_is_a_number_of_the_year(tmp_path):
    rows = ("2025,foreign_funds,,target,municipality,,2,亿美元", "2025H1,foreign_funds,,,,>,1.1,亿美元")
    text = build_page(results(tmp_path, *rows), "50_targets_forecast", "zh").text
    assert "只公布了上限或下限" in text
    assert "该年还没有数字" not in text


def test_size_classes_of_no_total_have_no_ranges_of_it(tmp_path):
    rows = ("2025,projects_signed,,,,,86,个", "2025,projects_signed,size=ge_1,,,,19,个")
    page = build_page(results(tmp_path, *rows, period="2025Q4"), "20_structure", "zh")
    assert "公布的总额" not in page.text
    assert "concentration" not in page.tables


def test_the_difference_of_a_check_fits_its_numbers_as_shown(tmp_path):
    rows = (
        "2025,funds_in_place,,,,,418.6,亿元",
        "2025,funds_in_place,,target,province,,400,亿元",
        "2025,funds_in_place,,completion,province,,104.7,%",
    )
    checks = results(tmp_path, *rows, period="2025Q4").checks.iloc[0]
    shown = [Vocabulary("zh", {}).fact(checks[name]) for name in ("published", "computed")]
    assert [*shown, Vocabulary("zh", {}).fact(checks["difference"], "signed")] == [
        "104.7%",
        "104.65%",
        "+0.05 个百分点",
    ]


OVERDUE = (
    "2022,agreed_amount,,,,,140,亿元",
    "2023,agreed_amount,,target,,,150,亿元",
    "2023-01..2023-10,agreed_amount,,,,,120,亿元",
)


@pytest.mark.parametrize(("day", "over"), [(date(2023, 12, 31), False), (date(2024, 2, 14), True)])
def test_of_a_year_that_is_over_no_month_is_left(tmp_path, day, over):
    workspace = load_workspace(district_folder(tmp_path, "place", *OVERDUE))
    found = results_of(workspace, day, "2023Q4")
    texts = [build_page(found, page, "zh").text for page in ("00_overview", "50_targets_forecast")]
    texts.append(circular(found))
    for text in texts:
        assert ("月均" in text) is not over
        assert ("2023年已经结束，全年数尚未公布" in text) is over
    assert found["2023.agreed_amount.mid_year.p_reach"].value > 0


def test_an_assumption_that_moves_the_chance_most_is_named_in_the_circular(tmp_path):
    about = [row.replace(",,,,,120", ",,,,~,148") for row in OVERDUE]
    about.append("2022-01..2022-10,agreed_amount,,,,,112,亿元")
    workspace = load_workspace(district_folder(tmp_path, "place", *about))
    text = circular(results_of(workspace, date(2023, 12, 31), "2023Q4"))
    assert "影响最大的是所取的假设：若今年已知的约数取低端，可能性为" in text


BEFORE_A_GAP = (
    "2023,agreed_amount,,target,,,140,亿元",
    "2022Q4,agreed_amount,,,,,44,亿元",
    "2023Q1,agreed_amount,,,,,24,亿元",
    "2023Q3,agreed_amount,,,,,22,亿元",
    "2023Q4,agreed_amount,,,,,50,亿元",
)


def test_quarters_behind_a_gap_are_stated_though_no_sum_of_the_year_is_known(tmp_path):
    found = results(tmp_path, *BEFORE_A_GAP, period="2023Q4")
    page, paper = build_page(found, "00_overview", "zh").text, circular(found)
    assert "2023年三季度协议引资 22 亿元。2023年四季度协议引资 50 亿元。" in page
    assert "2023年三季度协议引资22亿元；2023年四季度协议引资50亿元" in paper


def test_a_quarter_is_set_against_that_of_the_year_before_rather_than_the_last_one(tmp_path):
    page = build_page(results(tmp_path, *BEFORE_A_GAP, period="2023Q4"), "00_overview", "zh")
    assert "2023年四季度协议引资 50 亿元，高于上年同期" in page.text


ONLY_TARGETS = (
    "2025,agreed_amount,,target,district,,600,亿元",
    "2025,agreed_amount,,target,municipality,,500,亿元",
    "2025,projects_signed,,target,district,,90,个",
    "2025,overall_score,,target,municipality,<=,5,名",
    "2025,foreign_funds,,target,municipality,,8000,万美元",
    "2025Q1,funds_in_place,,target,district,,35,亿元",
    "2025H1,funds_in_place,,target,district,,75,亿元",
)


def test_targets_of_which_nothing_more_is_known_share_one_sentence(tmp_path):
    found = results(tmp_path, *ONLY_TARGETS, period="2025Q4")
    page, paper = build_page(found, "00_overview", "zh").text, circular(found)
    assert page.count("完成情况尚未公布") == 1
    assert "协议引资市级年度目标 500 亿元；项目数年度目标 90 个；" in page
    assert "实际利用外资市级年度目标 8000 万美元。" in page
    assert "协议引资市级年度目标500亿元；项目数年度目标90个；" in paper
    for text, gap in ((page, " "), (paper, "")):
        stages = f"2025年一季度到位资金{gap}35{gap}亿元；2025年上半年到位资金{gap}75{gap}亿元。"
        assert f"年内各时段的目标有：{stages}" in text


def test_no_identifier_stands_in_chinese_text(tmp_path):
    found = results(tmp_path, *ONLY_TARGETS, period="2025Q4")
    for text in (build_page(found, "00_overview", "zh").text, circular(found)):
        assert "overall score" not in text
    assert "部分指标尚未登记中文名称，未列入本通报。" in circular(found)
    assert "尚未登记中文名称" not in circular(results(tmp_path / "two", *HALF))


def test_a_vision_for_a_part_is_no_target_within_the_year(tmp_path):
    vision = "2025H1,agreed_amount,chain=nev,target,,>=,10000,亿元"
    found = results(tmp_path, *ONLY_TARGETS[:3], vision, period="2025Q4")
    assert "年内" not in circular(found)
    assert "年内时段" not in build_page(found, "00_overview", "zh").text
