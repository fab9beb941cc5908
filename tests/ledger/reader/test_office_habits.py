"""Habits of offices in the shape of a table: titles beside units, pages, columns of months, short headers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.reader.tables.sheets import stage_of_sheet
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

HEADER = ["序号", "项目名称", "投资方", "签约日期", "协议金额", "本年累计到位", "累计到位"]
ROWS = [
    [1, "陶瓷园", "陶瓷有限公司", "2023-2-1", 3000, 100, 100],
    [2, "茶油坊", "茶油有限公司", "2023-3-1", 5000, 200, 200],
    [3, "纸箱厂", "纸箱有限公司", "2022-3-1", 2000, 50, 300],
]


def read(path: Path, *rows: list[object], name: str = "台账"):
    write_sheets(path, {name: list(rows)})
    return check(path)


def rules(result) -> set[str]:
    return {finding.rule for finding in result.findings()}


def agreed(result) -> list[int | None]:
    return [row.yuan("agreed_amount") for row in result.projects]


@pytest.mark.parametrize(
    "beside",
    [
        [None, None, "金额单位：万元", "2023年9月"],
        [None, "数据截止：2023年9月", None, "单位：万元"],
        ["填报单位：某某局", None, "单位：万元", "截至2023年9月"],
    ],
)
def test_a_title_with_its_unit_in_other_cells_is_no_group_of_columns(path, beside):
    result = read(path, ["某区项目库", *beside], HEADER, *ROWS)
    assert agreed(result) == [30_000_000, 50_000_000, 20_000_000]
    assert [row.yuan("funds_ytd") for row in result.rows] == [1_000_000, 2_000_000, 500_000]
    assert result.table.month == (2023, 9)


def test_titles_repeated_at_the_head_of_a_page_are_no_projects(path):
    head = [
        ["某区招商台账"],
        ["数据截止：2023年9月", None, None, None, "单位：万元", None, "第1页 共2页"],
        HEADER,
    ]
    second = [head[0], [*head[1][:6], "第2页 共2页"], HEADER]
    result = read(path, *head, ROWS[0], *second, *ROWS[1:])
    assert [row.text("project_name") for row in result.projects] == ["陶瓷园", "茶油坊", "纸箱厂"]
    assert result.counts["rejected"] == 0


def test_a_project_named_like_the_title_with_values_is_a_project(path):
    result = read(path, ["陶瓷园"], ["2023年9月，单位：万元"], HEADER, *ROWS)
    assert result.projects[0].text("project_name") == "陶瓷园"


UNITS = [*HEADER[:4], "协议金额（万元）", "本年累计到位（万元）", "累计到位（万元）"]


@pytest.mark.parametrize("period", [202309, "2023-09", "2023年9月", date(2023, 9, 30)])
def test_a_column_with_one_period_in_every_row_is_the_month(path, period):
    result = read(path, [*UNITS, "填报期"], *([*row, period] for row in ROWS))
    assert result.table.month == (2023, 9)
    assert not rules(result) & {"month_unclear", "columns_unknown"}


@pytest.mark.parametrize("last", ["2023-08", date(2023, 9, 5)])
def test_periods_that_differ_or_a_day_within_a_month_leave_the_question(path, last):
    periods = [last, last, "2023-09" if isinstance(last, str) else last]
    rows = [[*row, period] for row, period in zip(ROWS, periods, strict=True)]
    assert "month_unclear" in rules(read(path, [*UNITS, "填报期"], *rows))


def test_a_note_below_the_table_states_its_month(path):
    result = read(path, UNITS, *ROWS, ["说明：各项数据统计至2023年9月底，以部门核定为准"])
    assert result.table.month == (2023, 9)


def test_a_note_about_something_else_states_no_month(path):
    assert "month_unclear" in rules(read(path, UNITS, *ROWS, ["说明：2023年9月起改用新表"]))


def test_the_question_for_the_month_names_the_last_filled_column(path):
    months = [f"{number}月" for number in range(1, 13)]
    rows = [[*row[:5], *([7] * 8), *([0] * 4)] for row in ROWS]
    result = read(path, ["2023年到位资金台账", None, "单位：万元"], [*HEADER[:5], *months], *rows)
    (asked,) = [finding for finding in result.remarks if finding.rule == "month_unclear"]
    assert asked.terms["example"] == "2023-08"


def test_a_name_and_an_amount_are_enough_of_a_header_above_such_rows(path):
    header = ["序号", "项目名称", "建设内容", "总投资（万元）", "本月完成投资（万元）"]
    rows = [[1, "水厂扩建", "日供水三万吨", 4000, 20], [2, "车站广场", "广场两公顷", 6000, 10]]
    result = read(path, ["2023年9月重点项目表"], header, *rows)
    assert agreed(result) == [40_000_000, 60_000_000]
    assert "all_are_leads" in rules(result)
    assert not any(row.yuan("funds_to_date") for row in result.rows)


def test_without_numbers_below_them_they_are_none(path):
    header = ["序号", "项目名称", "建设内容", "总投资（万元）"]
    with pytest.raises(DataError, match="找不到台账的表头"):
        read(path, header, [1, "水厂扩建", "日供水三万吨", "见附表"])


def test_a_heading_of_a_section_may_hold_its_sums_in_every_column_of_numbers(path):
    header = [*UNITS[:5], "截至上年底累计到位（万元）", "本年累计到位（万元）", "用地（亩）"]
    rows = [[*row[:5], 10, 5, 30] for row in ROWS]
    heads = [
        ["一、新签约（2个）", None, None, None, 8000, 20, 10, 60],
        ["二、续建（1个）", None, None, None, 2000, 10, 5, 30],
    ]
    result = read(path, ["某县台账（2023年9月）"], header, heads[0], *rows[:2], heads[1], rows[2])
    assert agreed(result) == [30_000_000, 50_000_000, 20_000_000]
    assert [row.yuan("funds_to_date") for row in result.rows] == [150_000] * 3
    assert "sum_differs" not in rules(result)


def test_funds_before_the_year_alone_are_no_funds_to_date(path):
    header = [*UNITS[:5], "截至上年底累计到位（万元）", "本年到县外（万元）"]
    result = read(path, ["某县台账（2023年9月）"], header, *([*row[:5], 10, 5] for row in ROWS))
    assert [row.yuan("funds_to_date") for row in result.rows] == [None] * 3


def test_the_dates_of_contracts_date_the_signing_where_nothing_else_does(path):
    header = [*UNITS[:3], "合同签订时间", *UNITS[4:]]
    result = read(path, ["某县台账（2023年9月）"], header, *ROWS)
    assert str(result.rows[0].day("signed_on")) == "2023-02-01"
    assert "contract_day_as_signed" in rules(result)


def test_beside_a_contract_amount_they_date_the_contract(path):
    header = [*UNITS[:3], "合同签订时间", *UNITS[4:], "正式合同额（万元）"]
    result = read(path, ["某县台账（2023年9月）"], header, *([*row, 1000] for row in ROWS))
    assert result.rows[0].day("signed_on") is None


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("终止（解约）", "terminated"),
        ("3.已投产（9个）", "in_production"),
        ("往年结转（续建）", ""),
        ("签约（终止）", ""),
    ],
)
def test_a_name_of_a_sheet_with_brackets_states_a_stage_where_both_agree(name, stage):
    assert stage_of_sheet(name) == stage


def test_projects_of_a_sheet_for_the_terminated_are_terminated(path):
    header = [*UNITS, "终止原因"]
    title = ["某县台账（2023年9月）"]
    ended = [4, "棉纺厂", "棉纺有限公司", "2022-5-1", 900, None, None, "资金断裂"]
    write_sheets(path, {"在建项目": [title, UNITS, *ROWS], "终止（流失）": [title, header, ended]})
    result = check(path)
    assert result.projects[3].text("stage") == "terminated"


def test_a_reason_of_termination_at_another_stage_is_a_question(path):
    header = [*UNITS, "阶段", "终止原因"]
    rows = [[*ROWS[0], "签约", "资金断裂"], [*ROWS[1], "签约", "无"], [*ROWS[2], "终止", "环评未过"]]
    result = read(path, ["某县台账（2023年9月）"], header, *rows)
    found = [each.address for each in result.findings() if each.rule == "reason_without_termination"]
    assert found == ["I3"]


def test_the_last_of_sheets_month_by_month_is_read(path):
    sheets = {
        f"{month}月": [[f"某县台账（2023年{month}月）"], UNITS, *ROWS[: month - 6]] for month in (7, 8, 9)
    }
    write_sheets(path, sheets)
    result = check(path)
    assert agreed(result) == [30_000_000, 50_000_000, 20_000_000]
    assert result.table.month == (2023, 9)
    (named,) = [each for each in result.remarks if each.rule == "latest_of_months"]
    assert named.terms["read"] == "9月"


def test_sheets_of_the_projects_signed_in_each_month_are_all_read(path):
    sheets = {
        f"{n}月": [["某县台账（2023年9月）"], UNITS, row] for n, row in zip((7, 8, 9), ROWS, strict=True)
    }
    write_sheets(path, sheets)
    assert "latest_of_months" not in rules(check(path))
    assert len(check(path).projects) == 3


@pytest.mark.parametrize("header", ["省外到位资金（万元）", "到位省外资金（万元）", "县外累计进资（万元）"])
def test_funds_of_one_origin_are_the_funds_where_no_others_are(path, header):
    result = read(
        path, ["某县台账（2023年9月）"], [*UNITS[:5], header], *([*row[:5], row[6]] for row in ROWS)
    )
    assert [row.yuan("funds_to_date") for row in result.rows] == [1_000_000, 2_000_000, 3_000_000]
    assert "funds_of_origin" in rules(result)


def test_beside_the_funds_those_of_one_origin_are_a_part(path):
    header = [*UNITS, "其中：省外到位资金（万元）"]
    result = read(path, ["某县台账（2023年9月）"], header, *([*row, 1] for row in ROWS))
    assert [row.yuan("funds_to_date") for row in result.rows] == [1_000_000, 2_000_000, 3_000_000]


def test_a_range_of_months_and_its_last_month_under_funds(path):
    group = [*HEADER[:4], "协议金额（万元）", "外省到位资金（万元）", None]
    group[5] = "省外到位资金（万元）"
    below = [None] * 5 + ["1—9月", "其中9月"]
    book = write_sheets(path, {"台账": [["某县台账（2023年9月）"], group, below, *(row[:7] for row in ROWS)]})
    book["台账"].merge_cells("F2:G2")
    for letter in "ABCDE":
        book["台账"].merge_cells(f"{letter}2:{letter}3")
    book.save(path)
    result = check(path)
    assert [row.yuan("funds_ytd") for row in result.rows] == [1_000_000, 2_000_000, 500_000]
    assert [row.yuan("funds_month") for row in result.rows] == [1_000_000, 2_000_000, 3_000_000]


def test_a_sum_without_hidden_rows_is_said_to_leave_them_out(path):
    sums = ["合计", None, None, None, 8000, 300, 300]
    book = write_sheets(path, {"台账": [["某县台账（2023年9月）"], UNITS, *ROWS, sums]})
    book["台账"].row_dimensions[5].hidden = True
    book.save(path)
    (first, *_) = [each for each in check(path).remarks if each.rule.startswith("sum_")]
    assert (first.rule, first.terms["number"]) == ("sum_without_hidden", "1")


@pytest.mark.parametrize(
    ("label", "expected"), [("合计", {"sum_without_terminated"}), ("合计（不含终止）", set())]
)
def test_a_sum_without_terminated_projects_is_said_to_leave_them_out(path, label, expected):
    rows = [[*row[:5], stage] for row, stage in zip(ROWS, ("签约", "签约", "终止"), strict=True)]
    header = [*UNITS[:5], "阶段"]
    result = read(path, ["某县台账（2023年9月）"], header, *rows, [label, None, None, None, 8000, None])
    assert {rule for rule in rules(result) if rule.startswith("sum_")} == expected


@pytest.mark.parametrize("other", ["到位资金（万元）", "本年累计到位（万元）"])
def test_any_other_column_of_funds_makes_those_of_one_origin_a_part(path, other):
    header = [*UNITS[:5], other, "省外到位资金（万元）"]
    result = read(path, ["某县台账（2023年9月）"], header, *([*row[:6], 1] for row in ROWS))
    total = result.total("funds_to_date") + result.total("funds_ytd")
    assert total == 3_500_000
    assert "columns_unknown" in rules(result)


def test_a_sheet_with_a_name_and_an_amount_alone_adds_no_projects_to_a_ledger(path):
    title = ["某县台账（2023年9月）"]
    other = [
        ["序号", "项目名称", "建设内容", "总投资（万元）"],
        [1, "水厂", "三万吨", 900],
        [2, "广场", "两公顷", 800],
    ]
    write_sheets(path, {"台账": [title, UNITS, *ROWS], "重点工程": [title, *other]})
    result = check(path)
    assert result.total("agreed_amount", "accepted", "remark") == 100_000_000


def test_a_period_merged_over_columns_is_a_group_and_no_title(path):
    head = ["基本情况", None, None, None, None, "2023年9月", None]
    below = [*UNITS[:5], "当月到位（万元）", "累计到位（万元）"]
    book = write_sheets(path, {"台账": [["某县台账（2023年9月）"], head, below, *ROWS]})
    book["台账"].merge_cells("A2:E2")
    book["台账"].merge_cells("F2:G2")
    book.save(path)
    result = check(path)
    assert [row.yuan("funds_to_date") for row in result.rows] == [1_000_000, 2_000_000, 3_000_000]
