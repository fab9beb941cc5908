"""Amounts in a foreign currency beside a column in 元."""

from __future__ import annotations

from pathlib import Path

import pytest

from jjinvest.core.errors import DataError
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

HEADER = [
    "项目名称",
    "投资者",
    "签约日期",
    "币种",
    "投资总额（万）",
    "折人民币（万元）",
    "实际到资（折万美元）",
    "实际到资（万元人民币）",
]
ROWS = [
    ["精密仪表项目", "仪表（香港）有限公司", "2023-2-1", "美元", 500, 3550, 100, 710],
    ["葡萄酒庄项目", "酒庄有限公司", "2023-3-1", "欧元", 200, 1540, 20, 142],
]


def written(path: Path, rows: list[list[object]]) -> Path:
    write_sheets(path, {"外资": [["外资项目台账（2023年9月）"], HEADER, *rows]})
    return path


def test_what_is_converted_counts_and_the_original_does_not(path):
    result = check(written(path, ROWS))
    assert [row.yuan("agreed_amount") for row in result.rows] == [35_500_000, 15_400_000]
    assert [row.yuan("funds_to_date") for row in result.rows] == [7_100_000, 1_420_000]
    assert [each.address for each in result.findings() if each.rule == "column_original"] == ["E2", "G2"]


def test_an_amount_that_was_not_converted_sends_its_row_back(path):
    rows = [*ROWS, ["钟表项目", "钟表有限公司", "2023-4-1", "瑞士法郎", 900, None, 30, None]]
    result = check(written(path, rows))
    found = [each.address for each in result.findings() if each.rule == "conversion_missing"]
    assert found == ["F5", "H5"]
    assert result.counts["rejected"] == 1


def test_columns_whose_ratio_is_no_rate_are_two_amounts_and_a_question(path):
    rows = [[*ROWS[0][:6], 100, 90], [*ROWS[1][:6], 20, 400]]
    with pytest.raises(DataError, match="都是累计到位"):
        check(written(path, rows))
