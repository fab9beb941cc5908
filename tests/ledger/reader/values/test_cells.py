"""Amounts and dates as people type them: parsed exactly or refused, never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.ledger.reader.values import cells
from jjinvest.ledger.reader.values.cells import CellFault, CellValue


@pytest.mark.parametrize(
    ("cell", "unit", "yuan"),
    [
        (12000, "万元", 120_000_000),
        (0.1 + 0.2, "亿元", 30_000_000),
        ("12,000", "万元", 120_000_000),
        ("１２０００", "万元", 120_000_000),
        ("1.2亿元", "", 120_000_000),
        ("1.2 亿", "", 120_000_000),
        ("￥500元", "", 500),
        (" 5000 ", "元", 5000),
        (0, "万元", 0),
        ("0", "万元", 0),
    ],
)
def test_amounts_in_the_usual_forms(cell, unit, yuan):
    read = cells.parse_amount(cell, unit)
    assert isinstance(read, CellValue)
    assert read.value == yuan
    assert not read.remarks


@pytest.mark.parametrize(
    "cell",
    [
        "约2亿",
        "待定",
        "五百",
        "5-8亿",
        "1e3",
        "NaN",
        "inf",
        "1,23",
        "1.2.3",
        "=1+1",
        "五亿余",
        "5000万美元",
        "²",
        "10²",
        "①",
        "½",
        "12000 13000",
        "5 000",
        "12000\n13000",
        "12000 元 x",
        True,
        "一",
        float("nan"),
        float("inf"),
    ],
)
def test_a_text_is_no_amount(cell):
    assert isinstance(cells.parse_amount(cell, "万元"), CellFault)


def test_an_amount_without_unit_is_not_guessed():
    assert cells.parse_amount(12, "") == CellFault("amount_without_unit", "12")
    assert cells.parse_amount(12, "usd") == CellFault("amount_foreign", "12 usd")


@pytest.mark.parametrize("cell", [None, "", "  "])
def test_a_blank_is_blank_not_zero(cell):
    assert cells.parse_amount(cell, "万元").value is None


def test_a_dash_is_blank_with_a_remark():
    read = cells.parse_amount("—", "万元")
    assert read.value is None
    assert [r.rule for r in read.remarks] == ["dash_as_blank"]


def test_a_date_cell_in_an_amount_column_is_refused():
    assert cells.parse_amount(date(2023, 5, 6), "万元") == CellFault("amount_as_date", "2023-05-06")


def test_the_unit_in_a_cell_stands_and_is_remarked():
    read = cells.parse_amount("5亿", "万元")
    assert read.value == 500_000_000
    assert [r.rule for r in read.remarks] == ["amount_own_unit"]


@settings(deadline=None)
@given(st.integers(-(10**14), 10**14), st.sampled_from(["元", "万元", "亿元"]))
def test_an_amount_written_out_exactly_is_read_back_exactly(yuan, unit):
    number = Decimal(yuan) / {"元": 1, "万元": 10**4, "亿元": 10**8}[unit]
    read = cells.parse_amount(f"{number:f}", unit)
    assert read.value == yuan
    assert not read.remarks


@settings(deadline=None)
@given(st.integers(0, 10**13))
def test_a_spreadsheet_number_of_whole_yuan_in_yi_is_read_back_exactly(yuan):
    assert cells.parse_amount(yuan / 10**8, "亿元").value == yuan


@settings(deadline=None)
@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.none()))
def test_any_cell_is_read_or_refused(cell):
    for read in (
        cells.parse_amount(cell, "万元"),
        cells.parse_text(cell, "note"),
        cells.parse_rate(cell),
    ):
        assert isinstance(read, CellValue | CellFault)
    assert isinstance(
        cells.parse_amount(cell, "").value if isinstance(cells.parse_amount(cell, ""), CellValue) else 0,
        int | None,
    )


def test_texts_lose_invisible_characters_only():
    assert cells.parse_text("  智能\u200b座舱\n 项目\x07 ", "note").value == "智能座舱 项目"
    assert cells.parse_text(12.0, "note").value == "12"
    assert cells.parse_text("'=1+1", "note").value == "=1+1"
    assert cells.parse_text("x" * 201, "project_name").rule == "text_too_long"


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [("1亿2000万元", 120_000_000), ("12亿3千万", 1_230_000_000), ("10个亿", 10**9), ("3个千万", 30_000_000)],
)
def test_amounts_spoken_in_two_units_are_read(cell, yuan):
    assert cells.parse_amount(cell, "").value == yuan


@pytest.mark.parametrize("cell", [0, 0.0, "0"])
def test_nothing_needs_no_unit(cell):
    assert cells.parse_amount(cell, "") == CellValue(0)


@pytest.mark.parametrize(
    "text", ["-5.9", "−5.9", "(5.9)", "（5.9）", "5.9-", "△5.9", "▲5.9", "-¥5.9", "¥-5.9"]
)
def test_no_way_to_write_a_negative_number_loses_its_sign(text):
    read = cells.parse_amount(text, "万元")
    refused = isinstance(read, CellFault) and read.found == text
    assert refused or read.value == -59_000


@pytest.mark.parametrize("cell", ["无", "暂无", "尚未到位", "未到账", "未统计", "未报", "待核", "暂缺"])
def test_a_word_for_nothing_is_a_blank_with_a_remark_and_not_zero(cell):
    read = cells.parse_amount(cell, "万元")
    assert isinstance(read, CellValue)
    assert read.value is None
    assert [remark.rule for remark in read.remarks] == ["word_as_blank"]


@pytest.mark.parametrize("cell", ["零", "零元"])
def test_zero_in_words_is_zero_and_no_blank(cell):
    assert cells.parse_amount(cell, "万元").value == 0
