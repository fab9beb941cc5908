"""Heads of two and three rows: what the words above 当月, 本年累计 and 累计 make of them."""

from __future__ import annotations

import openpyxl
import pytest

from tests.fixtures.workbooks import check

TITLE = ["某区招商项目台账（截至2023年12月）"]
HEAD = ["序号", "项目名称", "投资方", "签约日期", "总投资（万元）"]
PROJECTS = [
    [1, "菌菇项目", "甲公司", "2021-02-01", 9000],
    [2, "电缆项目", "乙公司", "2022-03-05", 8000],
]


def columns(path, rows, merges, amounts):
    """Columns of funds of a ledger with such a head, by field, and the file's findings."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(TITLE)
    for row in rows:
        sheet.append(row)
    for project in PROJECTS:
        sheet.append([*project, *amounts])
    for each in merges:
        sheet.merge_cells(each)
    book.save(path)
    result = check(path)
    found = {name: c.index for name, c in result.table.columns.items() if name.startswith("funds_")}
    return found, result


def two_rows(above, below):
    return [[*HEAD, above, None, None], [*[None] * 5, *below]]


@pytest.mark.parametrize(
    "above", ["税收", "完成投资", "完成投资情况", "固定资产投资", "入统投资", "产值", "计划投资", "营业收入"]
)
@pytest.mark.parametrize("below", [["当月", "本年累计", "累计"], ["本月", "当年累计", "开工以来累计"]])
def test_words_of_time_below_another_measure_are_no_funds(path, above, below):
    found, result = columns(path, two_rows(above, below), ["F2:H2"], [5, 60, 700])
    assert found == {}
    assert list(result.table.unknown_columns) == [5, 6, 7]


@pytest.mark.parametrize("above", ["到位资金", "资金到位情况（万元）", "资金情况", "实际利用内资"])
def test_words_of_time_below_funds_or_nothing_else_are_funds(path, above):
    found, _ = columns(path, two_rows(above, ["当月", "本年累计", "累计到位"]), ["F2:H2"], [5, 60, 700])
    assert found == {"funds_month": 5, "funds_ytd": 6, "funds_to_date": 7}


def test_investment_completed_beside_funds_is_no_second_column_of_funds(path):
    below = ["本月", "本年累计", "累计"]
    head = [[*HEAD, "完成投资", None, None, "到位资金", None, None], [*[None] * 5, *below, *below]]
    found, _ = columns(path, head, ["F2:H2", "I2:K2"], [5, 60, 700, 4, 50, 600])
    assert found == {"funds_month": 8, "funds_ytd": 9, "funds_to_date": 10}
