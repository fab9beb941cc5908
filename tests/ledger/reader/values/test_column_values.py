"""Quick ways of reading a column give what the parsers of single cells give."""

from __future__ import annotations

import itertools

import pytest

from jjinvest.ledger.reader.units.number_formats import parse_format
from jjinvest.ledger.reader.values import cells
from jjinvest.ledger.reader.values.cells import CellValue, is_plain_text, parse_amount, parse_text, whole_yuan
from tests.fixtures.workbooks import check, clean_project, write_ledger

UNITS = ("", "元", "万元", "百万元", "亿元", "万美元", "万元/亿元", "亩")
FORMATS = (
    None,
    '0!.0,"万元"',
    '0.00"亿元"',
    "0.00,,",
    '#,##0"元"',
    "[$USD] #,##0",
    "0%",
    '"约"0',
    "0;-0",
    "yyyy-mm",
    '0\\.0,"万元"',
    "[>=10000]0!.0,;0",
    "¥#,##0",
)
NUMBERS = (1.0, 7.0, 12_345.0, 210_000_000.0, -3.0, 0.0)
TEXTS = (
    "智能座舱",
    "a b",
    "a  b",
    " a",
    "甲\n乙",
    "甲\u200b乙",
    "'=1",
    "=1",
    "-",
    "——",
    "/",
    "@甲",
    "一" * 200,
    "一" * 201,
    "甲\u3000乙",
    "1",
)


@pytest.mark.parametrize(("unit", "code"), list(itertools.product(UNITS, FORMATS)))
def test_a_whole_number_of_a_unit_is_what_the_parser_reads(unit, code):
    written = None if code is None else parse_format(code)
    factor = whole_yuan(unit, written)
    if factor is not None:
        yuan = {number: int(number) * factor for number in NUMBERS}
        within = {number: each for number, each in yuan.items() if abs(each) <= cells.MAX_CELL_YUAN}
        assert {number: parse_amount(number, unit, written) for number in within} == {
            number: CellValue(each) for number, each in within.items()
        }


def test_the_usual_units_and_formats_are_read_quickly():
    assert whole_yuan("万元") == 10_000
    assert whole_yuan("万元", parse_format('0!.0,"万元"')) == 1
    assert whole_yuan("万元", parse_format('0.00"亿元"')) is None


@pytest.mark.parametrize("text", TEXTS)
def test_a_plain_text_is_kept_as_the_parser_keeps_it(text):
    if is_plain_text(text, cells.max_length("project_name")):
        assert parse_text(text, "project_name") == CellValue(text)
        assert text[0] not in cells.OF_FORMULAS


def test_most_names_are_plain():
    assert is_plain_text("智能座舱生产基地（一期）项目", 200)
    assert not is_plain_text("甲\n乙", 200)


def test_ditto_marks_stand_for_the_cell_above_with_a_remark(path):
    projects = [
        clean_project(1, origin="境外"),
        clean_project(2, origin="〃"),
        clean_project(3, origin="同上"),
    ]
    write_ledger(path, projects)
    result = check(path)
    assert [row.text("origin") for row in result.rows] == ["abroad"] * 3
    found = [each.address for each in result.findings() if each.rule == "text_as_above"]
    assert found == ["D4", "D5"]


def test_a_ditto_mark_without_a_cell_above_it_or_for_an_amount_is_sent_back(path):
    write_ledger(path, [clean_project(1, origin="〃"), clean_project(2, agreed_amount="〃")])
    rules = [{each.rule for each in row.findings} for row in check(path).rows]
    assert "choice_unknown" in rules[0]
    assert "amount_no_number" in rules[1]


@pytest.mark.parametrize("cell", ["2023年8月18日已开工", "2023-8-18（已开工）", "2023.8.18(已正式动工)"])
def test_a_date_may_say_that_what_it_dates_has_happened(path, cell):
    write_ledger(path, [clean_project(1, started_on=cell)])
    [row] = check(path).rows
    assert str(row.day("started_on").day) == "2023-08-18"


@pytest.mark.parametrize("cell", ["预计2023年8月", "2023年8月18日已投产", "2023年8月拟开工", "已开工"])
def test_a_plan_and_a_word_of_another_date_stay_a_question(path, cell):
    write_ledger(path, [clean_project(1, started_on=cell)])
    [row] = check(path).rows
    assert row.day("started_on") is None
    assert row.status == "rejected"
