"""Units that single rows name: columns of units by their content, currencies beside amounts, notes, lines."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from jjinvest.ledger.reader.units.row_units import unit_said
from tests.fixtures.workbooks import TITLE, check, rules_of

NAMES = ("智能装备制造项目", "精密模具项目", "冷链物流项目", "新材料项目")
WAN = (12_000, 8_600, 15_000, 6_000)


def ledger(path, heads, rows):
    """A ledger with these columns behind name, investor and day of signing."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([TITLE])
    sheet.append(["序号", "项目名称", "投资方", "签约日期", *heads])
    for number, (name, row) in enumerate(zip(NAMES, rows, strict=False), 1):
        sheet.append([number, name, f"第{number}科技有限公司", date(2023, 3, number), *row])
    book.save(path)
    return check(path)


def accepted(result):
    return [row.yuan("agreed_amount") for row in result.rows if row.status != "rejected"]


@pytest.mark.parametrize("head", ["币种及单位", "计价单位", "货币/单位", "协议金额计量单位"])
@pytest.mark.parametrize("amounts", ["协议投资额（万元）", "协议投资额"])
def test_a_column_whose_header_and_cells_name_units_rules_its_rows(path, head, amounts):
    units = ("万元", "人民币万元", "万美元", "亿元")
    result = ledger(path, [amounts, head], zip((*WAN[:3], 2.5), units, strict=True))
    assert accepted(result) == [120_000_000, 86_000_000, 250_000_000]
    assert ("amount_foreign", "E5") in rules_of(result)


@pytest.mark.parametrize("head", ["出资方式", "外方出资"])
def test_a_foreign_currency_in_a_column_of_another_name_leaves_the_unit_unclear(path, head):
    result = ledger(
        path,
        ["协议投资额（万元）", head],
        zip(WAN, ("人民币", "人民币", "美元", ""), strict=True),
    )
    assert accepted(result) == [120_000_000, 86_000_000, 60_000_000]
    assert ("amount_unit_unclear", "E5") in rules_of(result)


def test_the_unit_of_another_measure_is_not_that_of_the_amounts(path):
    rows = [(amount, 3.1, "亿元") for amount in WAN]
    result = ledger(path, ["协议投资额（万元）", "年产值", "年产值单位"], rows)
    assert accepted(result) == [amount * 10_000 for amount in WAN]


@pytest.mark.parametrize("note", ["单位：万美元", "本项目以美元计", "金额单位为亿元"])
def test_a_note_that_names_another_unit_leaves_that_of_its_row_unclear(path, note):
    result = ledger(
        path,
        ["协议投资额（万元）", "备注"],
        zip(WAN, (None, note, "单位：万元", "外方以美元出资"), strict=True),
    )
    assert accepted(result) == [120_000_000, 150_000_000, 60_000_000]
    assert ("amount_unit_unclear", "E4") in rules_of(result)


def test_a_note_names_the_unit_of_amounts_without_one(path):
    notes = ("单位：万元", "单位：亿元", "单位：万元", "单位：万元")
    result = ledger(path, ["协议投资额", "备注"], zip((12_000, 1.5, 15_000, 6_000), notes, strict=True))
    assert accepted(result) == [120_000_000, 150_000_000, 150_000_000, 60_000_000]


@pytest.mark.parametrize("line", ["以下单位：亿元", "（单位：亿元）", "以下项目以亿元为单位"])
@pytest.mark.parametrize("column", [0, 1])
def test_a_line_with_a_unit_holds_from_there_on_and_is_named(path, line, column):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([TITLE])
    sheet.append(["单位：万元"])
    sheet.append(["序号", "项目名称", "投资方", "签约日期", "协议投资额"])
    for number, amount in enumerate((12_000, 8_600, line, 1.5, 0.6), 1):
        if isinstance(amount, str):
            sheet.append([*[None] * column, line])
        else:
            name = f"{NAMES[number % 4]}{number}"
            sheet.append([number, name, f"第{number}公司", date(2023, 3, number), amount])
    book.save(path)
    result = check(path)
    assert accepted(result) == [120_000_000, 86_000_000, 150_000_000, 60_000_000]
    assert any(finding.rule == "other_row" and line in finding.found for finding in result.findings())


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("项目分两期建设，单位：万美元", "万美元"),
        ("按亿元填报", "亿元"),
        ("牵头单位：万州经开区", ""),
        ("责任单位：元和街道", ""),
        ("亩均税收按万元计", ""),
        ("外方以美元出资500万", ""),
    ],
)
def test_what_a_text_says_of_the_unit(text, unit):
    assert unit_said(text) == unit


@pytest.mark.parametrize("in_front", [False, True])
def test_each_column_of_amounts_has_the_unit_that_stands_beside_it(path, in_front):
    heads = ["协议金额", "金额单位", "累计到位", "到位单位"]
    rows = [(5.2, "亿元", 6_200, "万元"), (13_000, "万元", 0.25, "亿元"), (2_600, "万元", 300, "万元")]
    if in_front:
        heads = [heads[place] for place in (1, 0, 3, 2)]
        rows = [tuple(row[place] for place in (1, 0, 3, 2)) for row in rows]
    result = ledger(path, heads, rows)
    assert accepted(result) == [520_000_000, 130_000_000, 26_000_000]
    assert [row.yuan("funds_to_date") for row in result.rows] == [62_000_000, 25_000_000, 3_000_000]


def test_a_blank_unit_beside_one_column_of_amounts_is_asked_for(path):
    rows = [(5.2, "亿元", 6_200, "万元"), (1.3, "亿元", 2_500, None), (2.6, "亿元", 300, "万元")]
    result = ledger(path, ["协议金额", "金额单位", "累计到位", "到位单位"], rows)
    assert ("amount_without_unit", "G4") in rules_of(result)
