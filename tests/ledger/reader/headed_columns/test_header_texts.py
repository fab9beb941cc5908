"""Heads of two and three rows: what the words above 当月, 本年累计 and 累计 make of them."""

from __future__ import annotations

import openpyxl
import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
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


@pytest.mark.parametrize("above", ["税收", "完成投资"])
def test_another_measure_without_a_merge_is_none_of_funds(path, above):
    head = [[*[None] * 5, above, None, None], [*HEAD, "当月", "本年累计", "累计"]]
    found, result = columns(path, head, [], [5, 60, 700])
    assert found == {}
    assert result.table.columns["agreed_amount"].index == 4


def test_investment_completed_beside_funds_is_no_second_column_of_funds(path):
    below = ["本月", "本年累计", "累计"]
    head = [[*HEAD, "完成投资", None, None, "到位资金", None, None], [*[None] * 5, *below, *below]]
    found, _ = columns(path, head, ["F2:H2", "I2:K2"], [5, 60, 700, 4, 50, 600])
    assert found == {"funds_month": 8, "funds_ytd": 9, "funds_to_date": 10}


WORDS = ["本月", "本年累计", "累计"]
ONE_ROW = [HEAD[0], HEAD[1], HEAD[2], HEAD[3]]
OVER_THREE = ["A2:A4", "B2:B4", "C2:C4", "D2:D4"]


@pytest.mark.parametrize(
    ("rows", "merges"),
    [
        (
            [
                [*HEAD, "到位资金（万元）", None, None],
                [*[None] * 5, "2023年", None, "开工以来累计"],
                [*[None] * 5, *WORDS[:2], None],
            ],
            ["E2:E4", "F2:H2", "F3:G3", "H3:H4"],
        ),
        (
            [[*HEAD, "到位资金（万元）", None, None], [None] * 8, [*[None] * 5, *WORDS]],
            ["E2:E4", "F2:H3"],
        ),
        (
            [
                [*ONE_ROW, "资金情况", None, None, None],
                [*[None] * 4, "协议投资（万元）", "到位资金（万元）", None, None],
                [*[None] * 5, "当月", "本年", "累计"],
            ],
            ["E2:H2", "E3:E4", "F3:H3"],
        ),
    ],
)
def test_the_third_row_of_a_head_names_its_columns(path, rows, merges):
    found, result = columns(path, rows, [*OVER_THREE, *merges], [5, 60, 700])
    assert found == {"funds_month": 5, "funds_ytd": 6, "funds_to_date": 7}
    assert result.total("funds_to_date", "accepted", "remark") == 14_000_000


def test_units_in_the_third_row_are_those_of_their_columns(path):
    rows = [
        [*ONE_ROW, "投资情况", None, None, None],
        [*[None] * 4, "签约额", "到位资金", None, None],
        [*[None] * 4, "（亿元）", "当月（亿元）", "本年（亿元）", "累计（亿元）"],
    ]
    found, result = columns(path, rows, [*OVER_THREE, "E2:H2", "F3:H3"], [0.05, 0.06, 0.7])
    assert found == {"funds_month": 5, "funds_ytd": 6, "funds_to_date": 7}
    assert {result.table.columns[name].unit for name in [*found, "agreed_amount"]} == {"亿元"}


def test_a_year_above_that_is_not_the_ledgers_makes_no_funds_of_this_year(path):
    found, result = columns(
        path, two_rows("2022年到位资金", ["本月", "本年累计", "累计"]), ["F2:H2"], [5, 60, 70]
    )
    assert "funds_month" not in found
    assert "funds_ytd" not in found
    assert {5, 6} <= result.table.unknown_columns.keys()


def test_domestic_and_foreign_funds_side_by_side_are_to_be_added(path):
    below = ["当月", "本年", "累计"]
    head = [
        [*HEAD, "到位资金（内资）", None, None, "到位资金（外资折合）", None, None],
        [*[None] * 5, *below, *below],
    ]
    with pytest.raises(DataError) as error:
        columns(path, head, ["F2:H2", "I2:K2"], [5, 60, 700, 4, 50, 600])
    assert "相加" in str(error.value)
    assert "其余删去" not in str(error.value)


@pytest.mark.parametrize("town", ["镇街", "乡镇", "镇（街道）", "所属镇街"])
def test_towns_group_projects_where_no_park_does(town):
    meaning = load_spellings().header(town)
    assert meaning is not None
    assert meaning.field == "park"


@pytest.mark.parametrize(
    ("others", "name", "index"),
    [
        (["竣工时间", None], "in_production_on", 5),
        (["竣工时间", "投运时间"], "in_production_on", 6),
        (["镇街", "落户园区"], "park", 6),
    ],
)
def test_what_stands_in_for_a_column_is_left_beside_it(path, others, name, index):
    book = openpyxl.Workbook()
    book.active.append(TITLE)
    book.active.append([*HEAD, *others])
    for project in PROJECTS:
        book.active.append([*project, None, None])
    book.save(path)
    table = check(path).table
    assert table.columns[name].index == index
    assert (5 in table.unknown_columns) is (index == 6)


@pytest.mark.parametrize(
    ("header", "end"),
    [
        ("2022年以前到位（万元）", (2021, 12)),
        ("2022年及以前到位（万元）", (2022, 12)),
        ("2021年之前累计到位（万元）", (2020, 12)),
    ],
)
def test_funds_before_a_year_end_with_the_year_before(path, header, end):
    book = openpyxl.Workbook()
    book.active.append(TITLE)
    book.active.append([*HEAD, header, "2023年11月到位（万元）", "2023年12月到位（万元）"])
    for project in PROJECTS:
        book.active.append([*project, 5, 6, 7])
    book.save(path)
    table = check(path).table
    assert table.in_time.before is not None
    assert table.in_time.before_end == end


def test_a_running_total_is_never_hinted_to_be_of_the_month(path):
    book = openpyxl.Workbook()
    book.active.append(TITLE)
    book.active.append([*HEAD, "至今到位资金（万元）", "年内以来到位数额资金（万元）"])
    for project in PROJECTS:
        book.active.append([*project, 5, 6])
    book.save(path)
    result = check(path)
    assert result.table.columns["funds_to_date"].index == 5
    hints = [each.expected("zh") for each in result.findings() if each.rule == "columns_unknown"]
    assert not any("当月到位" in each for each in hints)
