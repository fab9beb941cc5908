"""Funds under heads of two rows in a ledger that does not say its month."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.fixtures.workbooks import check

ROWS: list[list[object]] = [
    ["某港区项目推进表"],
    ["填报单位：某局", None, None, None, "填报时间：2023.6.30", "单位：万元"],
    ["项目情况", None, "投资", None, "到位资金", None],
    ["项目名称", "投资方", "总投资", "签约时间", "2023年累计", "签约起累计"],
    ["渔具项目", "渔具公司", 9000, "2022年5月", 700, 2500],
    ["船桨项目", "船桨公司", 4000, "2023年2月", 300, 300],
]


def write(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    for merged in ("A3:B3", "C3:D3", "E3:F3"):
        book.active.merge_cells(merged)
    book.save(path)
    return path


def test_the_funds_of_a_year_that_are_left_out_are_named_and_the_month_is_asked(path):
    result = check(write(path))
    (left,) = [each for each in result.remarks if each.rule == "funds_without_month"]
    assert left.column == 4
    (asked,) = [each for each in result.remarks if each.rule == "month_unclear"]
    assert asked.terms["example"] == "2023-06"
    assert "填报时间:2023.6.30" in asked.found
    assert result.rows[0].yuan("funds_ytd") is None


def test_with_the_month_both_columns_are_read(path):
    result = check(write(path), month=(2023, 6))
    assert [row.yuan("funds_ytd") for row in result.rows] == [7_000_000, 3_000_000]
    assert [row.yuan("funds_to_date") for row in result.rows] == [25_000_000, 3_000_000]
    assert "funds_without_month" not in {each.rule for each in result.remarks}
