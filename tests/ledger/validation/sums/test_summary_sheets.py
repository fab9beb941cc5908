"""A sheet that sums up the list is compared with its rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

HEADER = ["项目名称", "投资方", "园区", "阶段", "签约日期", "协议金额（万元）", "本年累计到位（万元）"]
ROWS = [
    ["铸件项目", "铸件有限公司", "河西园", "签约", "2023-2-1", 3000, 100],
    ["茶油项目", "茶油有限公司", "河东园", "签约", "2023-3-1", 5000, 200],
    ["纸箱项目", "纸箱有限公司", "河东园", "终止", "2023-3-1", 2000, None],
]


def written(path: Path, summary: list[list[object]]) -> Path:
    header = ["分类", "项目数", "协议金额（亿元）", "到位资金（亿元）"]
    sheets = {"台账": [["某县台账（截至2023年9月）"], HEADER, *ROWS]}
    write_sheets(path, sheets | {"统计": [["某县统计表"], header, *summary]})
    return path


def test_a_summary_that_agrees_is_said_to(path):
    rows = [["河西园", 1, 0.3, 0.01], ["河东园", 2, 0.7, 0.02], ["合计", 3, 1, 0.03]]
    (agrees,) = [each for each in check(written(path, rows)).remarks if each.rule == "summary_agrees"]
    assert agrees.terms["number"] == "9"


def test_a_sum_without_the_terminated_projects_agrees(path):
    remarks = check(written(path, [["合计（不含终止）", 2, 0.8, 0.03]])).remarks
    others = [each.rule for each in remarks if each.rule.startswith("summary_")]
    assert others == ["summary_agrees"]


@pytest.mark.parametrize(
    ("row", "cell", "rule"),
    [
        (["总计", 4, 1, 0.03], "统计!B3", "summary_count_differs"),
        (["总计", 3, 1.2, 0.03], "统计!C3", "summary_differs"),
        (["河东园", 2, 0.7, 0.2], "统计!D3", "summary_differs"),
        (["终止", 2, 0.2, None], "统计!B3", "summary_count_differs"),
    ],
)
def test_a_number_that_differs_is_named_at_its_cell(path, row, cell, rule):
    found = [each for each in check(written(path, [row])).remarks if each.sheet == "统计"]
    assert [(each.rule, each.address) for each in found] == [(rule, cell)]


def test_rows_of_groups_that_no_project_has_are_not_compared(path):
    found = check(written(path, [["山南园", 7, 9, 3]])).remarks
    assert [each.rule for each in found if each.rule.startswith("summary")] == []


def test_a_rounded_sum_is_no_difference(path):
    remarks = check(written(path, [["合计", 3, 1.0, 0.0]])).remarks
    assert not [each for each in remarks if each.rule == "summary_differs" and each.address == "统计!C3"]


@pytest.mark.parametrize(
    "title", ["某县统计表（2022年9月）", "2022年统计表", "某县目标任务分解表", "截至2023年8月"]
)
def test_a_summary_of_another_period_or_of_plans_is_not_compared(path, title):
    header = ["分类", "项目数", "协议金额（亿元）"]
    sheets = {"台账": [["某县台账（截至2023年9月）"], HEADER, *ROWS]}
    write_sheets(path, sheets | {"统计": [[title], header, ["合计", 40, 90]]})
    assert [each.rule for each in check(path).remarks if each.sheet == "统计"] == []
