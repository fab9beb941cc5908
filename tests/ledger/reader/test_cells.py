"""Amounts and dates as people type them: parsed exactly or refused, never guessed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.ledger.reader import cells
from jjinvest.ledger.reader.cells import CellFault, CellValue, PartialDate


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
        "五亿",
        "5-8亿",
        "1e3",
        "NaN",
        "inf",
        "1,23",
        "1.2.3",
        "=1+1",
        "无",
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
        cells.parse_date(cell),
        cells.parse_text(cell, "note"),
        cells.parse_rate(cell),
    ):
        assert isinstance(read, CellValue | CellFault)
    assert isinstance(
        cells.parse_amount(cell, "").value if isinstance(cells.parse_amount(cell, ""), CellValue) else 0,
        int | None,
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (datetime(2023, 9, 2), PartialDate(date(2023, 9, 2))),
        (date(2023, 9, 2), PartialDate(date(2023, 9, 2))),
        ("2023-9-2", PartialDate(date(2023, 9, 2))),
        ("2023/09/02", PartialDate(date(2023, 9, 2))),
        ("2023.9.2", PartialDate(date(2023, 9, 2))),
        ("2023年9月2日", PartialDate(date(2023, 9, 2))),
        ("２０２３年９月", PartialDate(date(2023, 9, 1), True)),
        ("2023.7", PartialDate(date(2023, 7, 1), True)),
        ("2023.10", PartialDate(date(2023, 10, 1), True)),
        (2023.7, PartialDate(date(2023, 7, 1), True)),
        (2023.11, PartialDate(date(2023, 11, 1), True)),
        (2023.01, PartialDate(date(2023, 1, 1), True)),
        (45171, PartialDate(date(2023, 9, 2))),
        (20230902, PartialDate(date(2023, 9, 2))),
        ("20230902", PartialDate(date(2023, 9, 2))),
        (202309, PartialDate(date(2023, 9, 1), True)),
        ("2023-09-02 00:00:00", PartialDate(date(2023, 9, 2))),
    ],
)
def test_dates_in_the_usual_forms(cell, expected):
    assert cells.parse_date(cell).value == expected


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (2023.1, "date_ambiguous"),
        (2023, "date_year_only"),
        ("2023年", "date_year_only"),
        ("2023-2-30", "date_not_in_calendar"),
        ("2023.13", "date_not_in_calendar"),
        (2023.25, "date_not_in_calendar"),
        ("1900-01-01", "date_not_in_calendar"),
        ("预计2024年3月", "date_unreadable"),
        ("23.7.5", "date_unreadable"),
        ("2023-9-2 3", "date_unreadable"),
        ("2023-9-2、2023-10-1", "date_unreadable"),
        ("2023.7²", "date_unreadable"),
        ("2023-0-5", "date_not_in_calendar"),
        ("2023-05-00", "date_not_in_calendar"),
        (True, "date_unreadable"),
        (float("nan"), "date_unreadable"),
        (7, "date_unreadable"),
    ],
)
def test_dates_that_are_refused(cell, rule):
    assert cells.parse_date(cell).rule == rule


def test_in_a_csv_a_text_may_have_been_a_number():
    assert cells.parse_date("2023.1", typed=False).rule == "date_ambiguous"
    read = cells.parse_date("2023.1")
    assert read.value == PartialDate(date(2023, 1, 1), True)
    assert [r.rule for r in read.remarks] == ["date_january"]


@settings(deadline=None)
@given(
    st.dates(date(1980, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{}-{}-{}", "{}/{}/{}", "{}.{}.{}", "{}年{}月{}日"]),
)
def test_any_day_is_read_back(day, form):
    assert cells.parse_date(form.format(day.year, day.month, day.day)).value == PartialDate(day)
    assert cells.parse_date((day - date(1899, 12, 30)).days).value == PartialDate(day)


@settings(deadline=None)
@given(st.integers(1980, 2099), st.integers(1, 12))
def test_a_month_as_a_number_is_that_month_or_refused(year, month):
    read = cells.parse_date(float(f"{year}.{month}"))
    if month in (1, 10):
        assert read.rule == "date_ambiguous"
    else:
        assert read.value == PartialDate(date(year, month, 1), True)


def test_a_month_is_not_after_a_day_within_it():
    month, day = PartialDate(date(2023, 7, 1), True), PartialDate(date(2023, 7, 15))
    assert not month.certainly_after(day)
    assert not day.certainly_after(month)
    assert PartialDate(date(2023, 8, 1)).certainly_after(month)


def test_texts_lose_invisible_characters_only():
    assert cells.parse_text("  智能\u200b座舱\n 项目\x07 ", "note").value == "智能座舱 项目"
    assert cells.parse_text(12.0, "note").value == "12"
    assert cells.parse_text("'=1+1", "note").value == "=1+1"
    assert cells.parse_text("x" * 201, "project_name").rule == "text_too_long"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (2023.7, PartialDate(date(2023, 7, 1), month_only=True)),
        (2023.1, "date_ambiguous"),
        (2023, "date_year_only"),
    ],
)
def test_a_year_and_month_typed_into_a_cell_with_the_format_of_a_date(typed, read):
    shown_as = datetime(1899, 12, 30) + timedelta(days=typed)
    parsed = cells.parse_date(shown_as)
    assert (parsed.rule if isinstance(parsed, CellFault) else parsed.value) == read
