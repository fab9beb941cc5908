"""Phases under one merged name are one project; what only the clerk can know is asked."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from jjinvest.ledger.validation.imports.exchange_rates import conversions
from tests.fixtures.workbooks import check

HEADER = ["序号", "项目名称", "分期", "投资方", "签约日期", "协议金额（亿元）", "累计到位（亿元）"]


def written(path: Path, rows: list[list[object]], merged: tuple[str, ...]) -> Path:
    """Write a ledger whose rows begin in row 3, with these merges."""
    book = openpyxl.Workbook()
    for row in (["某县项目表（截至2023年10月）"], HEADER, *rows):
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(path)
    return path


WHOLE = [1, "玉石加工园", "首期", "玉石集团有限公司", "2023-3-1", 6, 1]
SECOND = [None, None, "次期", None, None, None, 0.5]
OTHER = [2, "竹木加工厂", None, "竹木有限公司", "2023-4-1", 2, 0.3]


def test_a_merged_amount_counts_once_and_the_funds_of_the_phases_add_up(path):
    result = check(written(path, [WHOLE, SECOND, OTHER], ("B3:B4", "F3:F4", "D3:D4", "E3:E4")))
    assert [row.text("project_name") for row in result.projects] == ["玉石加工园", "竹木加工厂"]
    assert [row.yuan("agreed_amount") for row in result.projects] == [600_000_000, 200_000_000]
    assert [row.yuan("funds_to_date") for row in result.projects] == [150_000_000, 30_000_000]
    assert result.counts["rejected"] == 0
    assert "parts_joined" in {each.rule for each in result.projects[0].findings}


def test_amounts_of_each_phase_add_up(path):
    rows = [WHOLE, [*SECOND[:5], 4, 0.5], OTHER]
    result = check(written(path, rows, ("B3:B4",)))
    assert result.projects[0].yuan("agreed_amount") == 1_000_000_000


def test_one_amount_written_in_each_phase_is_a_question(path):
    rows = [WHOLE, [*SECOND[:5], 6, 0.5], OTHER]
    result = check(written(path, rows, ("B3:B4",)))
    assert "parts_repeated" in {each.rule for each in result.projects[0].findings}
    assert result.counts["rejected"] == 1


def test_the_whole_beside_its_phases_is_a_question(path):
    rows = [WHOLE, [*SECOND[:5], 4, 0.5], [None, None, "三期", None, None, 2, None], OTHER]
    result = check(written(path, rows, ("B3:B5",)))
    assert "parts_with_whole" in {each.rule for each in result.projects[0].findings}
    assert result.total("agreed_amount", "accepted", "remark") == 200_000_000


def test_days_of_signing_that_differ_are_a_question(path):
    rows = [WHOLE, [None, None, "次期", None, "2023-6-1", 4, 0.5], OTHER]
    result = check(written(path, rows, ("B3:B4",)))
    assert "parts_differ" in {each.rule for each in result.projects[0].findings}


def test_an_amount_merged_over_two_names_is_still_sent_back(path):
    rows = [WHOLE, [*OTHER[:5], None, 0.3]]
    result = check(written(path, rows, ("F3:F4",)))
    assert {each.rule for row in result.rows for each in row.findings} >= {"amount_merged"}


def test_phases_at_two_rates_have_together_the_rate_of_their_sum(path):
    header = [*HEADER[:5], "协议金额（万美元）", "累计到位（万美元）", "币种", "汇率"]
    rows = [
        [1, "玉石加工园", "首期", "玉石集团有限公司", "2023-3-1", 600, 100, "美元", 7.0],
        [None, None, "次期", None, None, 400, 100, "美元", 7.2],
    ]
    book = openpyxl.Workbook()
    for row in (["某县项目表（截至2023年10月）"], header, *rows):
        book.active.append(row)
    for area in ("B3:B4", "D3:D4", "E3:E4", "H3:H4"):
        book.active.merge_cells(area)
    book.save(path)
    result = check(path)
    assert result.counts["rejected"] == 0, [each.what("zh") for each in result.findings()]
    of_agreed = conversions(result.frame(), "agreed_amount")
    ((_, found),) = of_agreed.items()
    assert result.projects[0].yuan("agreed_amount") == 70_800_000
    assert (found.currency, found.original, found.rate) == ("USD", 10_000_000, 7.08)
