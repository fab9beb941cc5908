"""Heads of ledgers of domestic funds: 协议引进内资, and 注册地 that is the project's own place."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

ROWS: list[list[object]] = [
    ["菌菇项目", "甲公司", "北岭新片区", 3000, 200, "2023年4月"],
    ["电缆项目", "乙公司", "南塘农场", 5000, 300, "2023年2月"],
    ["橡胶项目", "丙公司", "北岭新片区", 7000, 700, "2023年1月"],
]


@pytest.mark.parametrize("text", ["协议内资", "协议引进内资额（万元）", "签约市外内资总额", "协议利用外资"])
def test_agreed_funds_by_their_kind_are_the_agreed_amount(text):
    meaning = load_spellings().header(text)
    assert meaning is not None
    assert meaning.field == "agreed_amount"


def test_funds_since_signing_are_funds_to_date():
    meaning = load_spellings().header("自签约之日起到位资金")
    assert meaning is not None
    assert meaning.field == "funds_to_date"


@pytest.mark.parametrize(("places", "is_origin"), [(None, False), (["杭州市", "上海市", "浙江省"], True)])
def test_a_place_of_registration_is_the_origin_where_it_holds_known_places(path, places, is_origin):
    header = ["项目名称", "企业名称", "注册地", "协议内资（万元）", "本年到位（万元）", "签约年月"]
    rows = [
        [*row[:2], place, *row[3:]]
        for row, place in zip(ROWS, places or [row[2] for row in ROWS], strict=True)
    ]
    write_sheets(path, {"内资": [["某区内资台账（2023年6月）"], header, *rows]})
    result = check(path)
    assert ("origin" in result.table.columns) is is_origin
    assert {row.status for row in result.rows} != {"rejected"}
    assert result.total("agreed_amount", "accepted", "remark") == 150_000_000


@pytest.mark.parametrize("whole", ["合计（万元）", "总额", "小计"])
@pytest.mark.parametrize("part", ["其中内资（万元）", "内资（万元）", "人民币（万元）"])
def test_the_whole_below_a_group_is_read_and_not_its_domestic_part(path, whole, part):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某区内资台账（2023年6月）"])
    sheet.append(["项目名称", "企业名称", "签约日期", "协议金额（万元）", "累计到位资金（万元）", None, None])
    sheet.append([None, None, None, None, whole, part, "其中外资（万美元）"])
    for name, firm, _, agreed, funds, _ in ROWS:
        sheet.append([name, firm, date(2023, 4, 3), agreed, funds, funds - 71, 10])
    sheet.merge_cells("E2:G2")
    for column in "ABCD":
        sheet.merge_cells(f"{column}2:{column}3")
    book.save(path)
    result = check(path)
    assert result.total("funds_to_date") == 12_000_000
    unread = [finding.found for finding in result.findings() if finding.column == 5]
    assert any(part in found for found in unread)  # not passed over in silence


@pytest.mark.parametrize(
    ("foreign", "asked"), [("外资（万元）", True), ("其中外资", True), ("外资（万美元）", False)]
)
def test_domestic_and_foreign_parts_in_one_unit_without_their_sum_are_asked_about(path, foreign, asked):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某区内资台账（2023年6月）"])
    sheet.append(["项目名称", "企业名称", "签约日期", "协议投资额", None])
    sheet.append([None, None, None, "内资（万元）", foreign])
    for name, firm, _, agreed, *_ in ROWS:
        sheet.append([name, firm, date(2023, 4, 3), agreed, 10])
    sheet.merge_cells("D2:E2")
    for column in "ABC":
        sheet.merge_cells(f"{column}2:{column}3")
    book.save(path)
    if asked:
        with pytest.raises(DataError, match="缺合计一列"):
            check(path)
    else:
        assert check(path).total("agreed_amount") == 150_000_000
