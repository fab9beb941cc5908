"""Sheets of funds with a project a row and a month a column, beside the list of projects."""

from __future__ import annotations

from datetime import date

import pytest

from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check, funds_of

WAN = 10**4
HEAD = ["项目编号", "项目名称", "签约日期", "协议金额（万元）"]
SIGNED = {
    "铜箔项目": ("A1", date(2023, 1, 3)),
    "茶叶项目": ("A2", date(2023, 2, 6)),
    "软件园项目": ("A3", date(2022, 3, 1)),
}
MONTHS = [f"{month}月" for month in range(1, 5)]
PAID = {"铜箔项目": [100, None, 50, 7], "茶叶项目": [None, 20, None, None]}


def listed(head=(), **more):
    """The list of projects in April, with further columns by name of the project."""
    rows = [["某县招商引资项目台账（截至2023年4月）"], [*HEAD, *head]]
    return rows + [[code, name, day, 9000, *more.get(name, ())] for name, (code, day) in SIGNED.items()]


def months_of(paid=PAID, head=MONTHS, title="2023年到位资金情况", total=True):
    rows = [[title], ["单位：万元"], ["序号", "项目名称", *head, *(["合计"] if total else [])]]
    for number, (name, amounts) in enumerate(paid.items(), start=1):
        sums = [sum(each or 0 for each in amounts)] if total else []
        rows.append([number, name, *amounts, *sums])
    return rows


def read(path, sheets):
    write_sheets(path, {"台账": listed(), **sheets})
    return check(path)


def rules(result):
    return {finding.rule for finding in result.findings()}


def dated(result):
    return {
        (row.text("project_name"), f"{day:%Y-%m}"): yuan // WAN for row, day, yuan in result.funds.payments
    }


@pytest.mark.parametrize("head", [MONTHS, [f"{each}到位" for each in MONTHS], [f"2023年{m}" for m in MONTHS]])
@pytest.mark.parametrize("total", [True, False])
def test_a_sheet_of_months_holds_the_funds_of_its_projects(path, head, total):
    result = read(path, {"到位资金": months_of(head=head, total=total)})
    assert funds_of(result) == {
        "铜箔项目": [7 * WAN, 157 * WAN, 157 * WAN],
        "茶叶项目": [0, 20 * WAN, 20 * WAN],
        "软件园项目": [None, None, None],
    }
    assert not rules(result) & {"other_sheet", "funds_sheet_unread", "columns_unknown", "months_unread"}
    assert dated(result) == {
        ("铜箔项目", "2023-01"): 100,
        ("铜箔项目", "2023-03"): 50,
        ("铜箔项目", "2023-04"): 7,
        ("茶叶项目", "2023-02"): 20,
    }


def test_the_title_alone_says_that_months_are_funds_and_of_which_year(path):
    result = read(path, {"Sheet2": months_of()})
    assert funds_of(result)["铜箔项目"] == [7 * WAN, 157 * WAN, 157 * WAN]
    other = read(path, {"Sheet2": months_of(title="2023年固定资产投资完成情况")})
    assert funds_of(other)["铜箔项目"] == [None, None, None]
    later = read(path, {"Sheet2": months_of(title="2024年到位资金情况")})
    assert funds_of(later)["铜箔项目"] == [None, None, None]


@pytest.mark.parametrize("name", ["到位资金计划", "到位资金目标分解", "上年同期到位资金"])
def test_a_sheet_of_plans_or_of_the_year_before_is_not_read(path, name):
    result = read(path, {name: months_of(title="项目情况")})
    assert funds_of(result)["铜箔项目"] == [None, None, None]
    assert rules(result) & {"other_sheet", "funds_sheet_unread"}


def test_quarters_are_read_and_date_the_funds_to_the_quarter(path):
    quarters = {"铜箔项目": [150, 7], "茶叶项目": [20, None]}
    result = read(path, {"到位资金": months_of(quarters, head=["一季度", "二季度"])})
    assert funds_of(result)["铜箔项目"] == [None, 157 * WAN, 157 * WAN]
    assert result.funds.begun == {date(2023, 3, 1): date(2023, 1, 1)}


def test_sums_of_sections_and_of_all_are_no_projects(path):
    rows = months_of()
    rows.insert(4, [None, "小计", 100, None, 50, 7, 157])
    rows.append(["合计", None, 100, 20, 50, 7, 177])
    result = read(path, {"到位资金": rows})
    assert sum(each[1] or 0 for each in funds_of(result).values()) == 177 * WAN
    assert not result.blocking


def test_a_code_in_place_of_the_name_joins_the_months(path):
    rows = [["2023年到位资金"], ["项目编号", *[f"{each}（万元）" for each in MONTHS]], ["A1", 1, 2, 3, 4]]
    assert funds_of(read(path, {"到位": rows}))["铜箔项目"] == [4 * WAN, 10 * WAN, 10 * WAN]


def test_months_are_compared_with_the_sums_of_the_list_and_added_to_none(path):
    head = ["本年累计到位（万元）", "累计到位（万元）"]
    sums = {"铜箔项目": (157, 157), "茶叶项目": (20, 20), "软件园项目": (0, 300)}
    write_sheets(path, {"台账": listed(head, **sums), "到位资金": months_of()})
    result = check(path)
    assert funds_of(result)["铜箔项目"][1:] == [157 * WAN, 157 * WAN]
    assert funds_of(result)["软件园项目"][1:] == [0, 300 * WAN]
    assert "months_differ" not in rules(result)
    assert ("软件园项目", "2022-12") in dated(result), "the list's funds before the year"
    write_sheets(path, {"台账": listed(head, **sums | {"铜箔项目": (160, 160)}), "到位资金": months_of()})
    differing = check(path)
    assert "months_differ" in rules(differing)
    assert funds_of(differing)["铜箔项目"][1:] == [160 * WAN, 160 * WAN]


def test_funds_to_date_of_an_older_project_stay_open_where_nothing_says_what_came_before(path):
    result = read(path, {"到位资金": months_of(PAID | {"软件园项目": [5, 5, 5, 5]})})
    assert funds_of(result)["软件园项目"] == [5 * WAN, 20 * WAN, None]
    said = next(each.what("zh") for each in result.findings() if each.rule == "to_date_open")
    assert "1 个项目的累计到位空缺" in said


def test_sheets_of_two_years_are_read_together(path):
    year = {"软件园项目": [None, None, 30, *[10] * 9]}
    before = months_of(year, head=[f"{month}月" for month in range(1, 13)], title="项目到位情况")
    now = months_of(PAID | {"软件园项目": [5, 5, 5, 5]})
    result = read(path, {"2022年到位资金": before, "2023年到位资金": now})
    assert funds_of(result)["软件园项目"] == [5 * WAN, 20 * WAN, 140 * WAN]
    assert funds_of(result)["铜箔项目"] == [7 * WAN, 157 * WAN, 157 * WAN]
    assert dated(result)["软件园项目", "2022-03"] == 30
    assert dated(result)["软件园项目", "2023-04"] == 5


def test_a_total_that_is_not_the_sum_of_its_months_is_a_question(path):
    rows = months_of()
    rows[3][-1] = 175
    result = read(path, {"到位资金": rows})
    asked = next(each for each in result.findings() if each.rule == "months_total_differs")
    assert (asked.severity, asked.address) == ("rejected", "到位资金!G4")
    assert "写 175 万元，各月（季）相加是 157 万元" in asked.what("zh")


def test_a_total_that_rounding_explains_is_a_remark(path):
    rows = months_of({"铜箔项目": [10.4, 10.4, 10.4, 10.4]}, total=False)
    rows[2].append("合计")
    rows[3].append(41.5)
    result = read(path, {"到位资金": rows})
    assert "months_total_rounded" in rules(result)
    assert not result.blocking
    assert funds_of(result)["铜箔项目"][1] == 41.6 * WAN


def test_a_project_on_two_rows_is_a_question_and_a_copied_sheet_counts_once(path):
    rows = [*months_of(), [3, "铜箔项目", 1, 1, 1, 1, 4]]
    result = read(path, {"到位资金": rows})
    assert {row.text("project_name") for row in result.blocking} == {"铜箔项目"}
    assert "months_twice" in rules(result)
    copied = read(path, {"到位资金": months_of(), "到位资金 (2)": months_of()})
    assert funds_of(copied)["铜箔项目"] == [7 * WAN, 157 * WAN, 157 * WAN]
    assert not copied.blocking
    other = months_of({"铜箔项目": [100, None, 60, 7]})
    differing = read(path, {"到位资金": months_of(), "到位资金 (2)": other})
    assert {row.text("project_name") for row in differing.blocking} == {"铜箔项目"}


def test_a_row_without_a_project_names_the_nearest_and_is_left_out_with_its_funds(path):
    result = read(path, {"到位资金": months_of(PAID | {"软件圆项目": [1, 1, 1, 1]})})
    asked = next(each for each in result.findings() if each.rule == "sheet_row_unmatched")
    assert "像是「软件园项目」" in asked.expected("zh")
    assert result.funds_left_out == 4 * WAN


def test_a_code_of_one_project_and_the_name_of_another_are_a_question(path):
    rows = [["2023年到位资金（万元）"], ["项目编号", "项目名称", *MONTHS], ["A2", "铜箔项目", 1, 2, 3, 4]]
    result = read(path, {"到位资金": rows})
    assert "sheet_row_of_two_projects" in rules(result)
    assert result.blocking


def test_months_in_the_list_itself_are_funds_where_its_title_says_so(path):
    head = [*HEAD, *MONTHS, "合计"]
    rows = [["某县2023年招商引资项目到位资金情况表（截至2023年4月）"], ["单位：万元"], head]
    rows += [
        [*(code, name, day, 9000), *amounts, sum(each or 0 for each in amounts)]
        for name, amounts in PAID.items()
        for code, day in [SIGNED[name]]
    ]
    write_sheets(path, {"台账": rows})
    result = check(path)
    assert funds_of(result)["铜箔项目"] == [7 * WAN, 157 * WAN, 157 * WAN]
    assert dated(result)["茶叶项目", "2023-02"] == 20
    rows[0] = ["某县2023年招商引资项目固定资产投资情况表（截至2023年4月）"]
    write_sheets(path, {"台账": rows})
    assert funds_of(check(path))["铜箔项目"] == [None, None, None]
