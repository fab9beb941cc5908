"""The unit on a sheet of instructions, and a rate below the table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

HEADER = ["项目名称", "投资方", "签约日期", "协议金额", "累计到位"]
ROWS = [
    ["铸件项目", "铸件有限公司", "2023-2-1", 3, 1],
    ["茶油项目", "茶油有限公司", "2023-3-1", 0.5, 0.2],
]


def with_instructions(path: Path, *instructions: str, header: Sequence[object] = HEADER) -> Path:
    sheets = {"台账": [["某县台账（截至2023年9月）"], header, *ROWS]}
    write_sheets(path, sheets | {"填报须知": [[text] for text in instructions]})
    return path


def test_the_unit_of_the_instructions_holds_where_the_ledger_names_none(path):
    result = check(with_instructions(path, "一、各项金额单位统一为亿元，保留两位小数。"))
    assert [row.yuan("agreed_amount") for row in result.rows] == [300_000_000, 50_000_000]
    assert "unit_of_instructions" in {each.rule for each in result.remarks}


def test_a_unit_in_a_header_holds_against_the_instructions(path):
    header = [*HEADER[:3], "协议金额（万元）", "累计到位（万元）"]
    result = check(with_instructions(path, "金额单位：亿元", header=header))
    assert result.rows[0].yuan("agreed_amount") == 30_000


@pytest.mark.parametrize("texts", [("金额单位：亿元", "到位资金单位：万元"), ("责任单位要写全称",)])
def test_two_units_or_none_leave_the_question(path, texts):
    result = check(with_instructions(path, *texts))
    assert "amount_without_unit" in {each.rule for each in result.findings()}


ABROAD = [["齿轮项目", "齿轮（新加坡）有限公司", "2023-2-1", 200, 50]]
OF_DOLLARS = ["项目名称", "外方投资者", "签约日期", "合同外资（万美元）", "累计到位（万美元）"]


def abroad(path: Path, *notes: str) -> Path:
    rows: list[list[object]] = [
        ["外资台账（2023年9月）"],
        [*OF_DOLLARS],
        *ABROAD,
        ["合计", None, None, 200, 50],
    ]
    write_sheets(path, {"外资": [*rows, *([note] for note in notes)]})
    return path


def test_a_rate_noted_below_the_table_converts_its_amounts(path):
    result = check(abroad(path, "注：按1美元兑7.2元人民币折算"))
    assert result.rows[0].yuan("agreed_amount") == 14_400_000
    assert result.rows[0].yuan("funds_to_date") == 3_600_000
    rules = {each.rule for each in result.findings()}
    assert "currency_converted_by_note" in rules
    assert not rules & {"sum_unreadable", "sum_differs"}


@pytest.mark.parametrize("notes", [(), ("注：1美元=7.2元", "注：1美元=7.1元"), ("注：1欧元=7.9元",)])
def test_without_one_rate_of_its_currency_the_row_is_sent_back(path, notes):
    result = check(abroad(path, *notes))
    assert result.counts["rejected"] == 1
    assert "amount_foreign" in {each.rule for each in result.findings()}


def test_a_rate_that_cannot_be_is_refused(path):
    result = check(abroad(path, "注：1美元=72元人民币"))
    assert "rate_implausible" in {each.rule for each in result.findings()}
