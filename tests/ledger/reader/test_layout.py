"""Layout of a sheet: titles, headers of two rows, total rows, notes, months, several sheets."""

from __future__ import annotations

import openpyxl
import pytest

from jjinvest.core.errors import DataError
from tests.fixtures.workbooks import HEADERS, check, clean_projects, rules_of, write_ledger


def save(sheet, path):
    sheet.parent.save(path)


def test_a_header_of_two_rows_with_groups(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["台账（截至2023年10月）"])
    sheet.append(
        ["序号", "项目名称", "投资方", "签约日期", "协议金额（亿元）", "到位资金（万元）", None, None]
    )
    sheet.append([None, None, None, None, None, "当月", "本年累计", "累计"])
    sheet.merge_cells("F2:H2")
    for column in "ABCDE":
        sheet.merge_cells(f"{column}2:{column}3")
    sheet.append([1, "智能座舱项目", "甲公司", "2023-5-6", 1.5, 10, 20, 30])
    book.save(path)
    result = check(path)
    row = result.rows[0]
    amounts = [row.yuan(name) for name in ("agreed_amount", "funds_month", "funds_ytd", "funds_to_date")]
    assert amounts == [150_000_000, 100_000, 200_000, 300_000]


def test_a_unit_in_the_title_holds_for_columns_without_one(path):
    headers = {name: text.replace("（万元）", "") for name, text in HEADERS.items()}
    write_ledger(path, clean_projects(3), headers=headers, title="台账（2023年10月） 单位：亿元")
    assert check(path).rows[0].yuan("agreed_amount") == 21_000 * 10**8


def test_sums_notes_and_headings_are_no_projects_and_a_wrong_sum_is_shown(path):
    total = sum(p.get("agreed_amount", 0) for p in clean_projects())
    blank = [None] * 7
    write_ledger(
        path,
        clean_projects(),
        after=[["合计", *blank, total], ["总  计", *blank, total + 1], ["填表人：张三"]],
    )
    result = check(path)
    assert result.table.other_rows == {22: "sum", 23: "sum", 24: "note"}
    assert rules_of(result) == [("other_row", "25"), ("sum_differs", "I24")]
    assert sum(result.counts.values()) == 20


def test_a_sum_with_a_count_beside_it_is_a_sum_and_a_project_after_a_sum_word_is_not(path):
    total = sum(p.get("agreed_amount", 0) for p in clean_projects(3))
    rows = [
        ["合计", None, "3 家", *[None] * 5, total],
        ["小计", "某某产业园", "甲", "市外", "二产", "签约", None, "2023-5-1", 10_000],
    ]
    write_ledger(path, clean_projects(3), after=rows)
    result = check(path)
    assert result.table.other_rows == {5: "sum"}
    assert len(result.rows) == 4


def test_two_columns_of_one_meaning_are_refused(path):
    write_ledger(path, clean_projects(2), headers=HEADERS | {"note": "总投资（亿元）"})
    with pytest.raises(DataError, match="都是协议金额"):
        check(path)


def test_a_listed_header_has_precedence_over_a_pattern(path):
    write_ledger(path, clean_projects(2), headers=HEADERS | {"chain": "产业链", "note": "行业分类"})
    result = check(path)
    assert result.table.columns["chain"].header == "产业链"
    assert [(f.rule, f.found) for f in result.remarks] == [("columns_unknown", "行业分类")]


def test_several_sheets_that_look_like_ledgers_are_not_guessed_between(path):
    sheet = write_ledger(path, clean_projects(2))
    copy = sheet.parent.copy_worksheet(sheet)
    copy.title = "九月"
    save(sheet, path)
    with pytest.raises(DataError, match="--sheet"):
        check(path)
    assert rules_of(check(path, sheet="台账")) == [("other_sheet", "")]
    with pytest.raises(DataError, match="没有工作表"):
        check(path, sheet="十月")


def test_an_unknown_column_is_named_with_the_nearest_known(path):
    write_ledger(path, clean_projects(2), headers=HEADERS | {"note": "协议金领（万元）"})
    remarks = check(path).remarks
    assert [f.rule for f in remarks] == ["columns_unknown"]
    assert "协议金额" in remarks[0].expected("zh")


def test_the_month_is_not_guessed_where_the_title_names_two(path):
    write_ledger(path, clean_projects(2), title="2023年1月、2023年10月")
    assert check(path).table.month is None
    assert check(path, month=(2023, 10)).table.month == (2023, 10)
