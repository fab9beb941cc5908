"""Dates as clerks write them: read exactly with their precision, or refused with both readings."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.ledger.partial_dates import PartialDate
from jjinvest.ledger.reader.values.cells import CellFault, CellValue
from jjinvest.ledger.reader.values.dates import parse_date

OCTOBER = (2023, 10)


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
    assert parse_date(cell).value == expected


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
        ("11-12", "date_unreadable"),
        ("05/01/2021", "date_unreadable"),
        ("十-30", "date_unreadable"),
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
    assert parse_date(cell).rule == rule


def test_in_a_csv_a_text_may_have_been_a_number():
    assert parse_date("2023.1", typed=False).rule == "date_ambiguous"
    read = parse_date("2023.1")
    assert read.value == PartialDate(date(2023, 1, 1), True)
    assert [r.rule for r in read.remarks] == ["date_january"]


@settings(deadline=None)
@given(
    st.dates(date(1980, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{}-{}-{}", "{}/{}/{}", "{}.{}.{}", "{}年{}月{}日"]),
)
def test_any_day_is_read_back(day, form):
    assert parse_date(form.format(day.year, day.month, day.day)).value == PartialDate(day)
    assert parse_date((day - date(1899, 12, 30)).days).value == PartialDate(day)


@settings(deadline=None)
@given(st.integers(1980, 2099), st.integers(1, 12))
def test_a_month_as_a_number_is_that_month_or_refused(year, month):
    read = parse_date(float(f"{year}.{month}"))
    if month in (1, 10):
        assert read.rule == "date_ambiguous"
    else:
        assert read.value == PartialDate(date(year, month, 1), True)


def test_a_month_is_not_after_a_day_within_it():
    month, day = PartialDate(date(2023, 7, 1), True), PartialDate(date(2023, 7, 15))
    assert not month.certainly_after(day)
    assert not day.certainly_after(month)
    assert PartialDate(date(2023, 8, 1)).certainly_after(month)


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
    parsed = parse_date(shown_as)
    assert (parsed.rule if isinstance(parsed, CellFault) else parsed.value) == read


@settings(deadline=None)
@given(
    st.one_of(
        st.text(),
        st.text("0123456789年月日.-/旬中上下初底〇二三十今去 "),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.none(),
    )
)
def test_any_cell_is_a_date_or_refused(cell):
    assert isinstance(parse_date(cell), CellValue | CellFault)
    assert isinstance(parse_date(cell, ledger_month=OCTOBER), CellValue | CellFault)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("23年5月", "2023-05"),
        ("23年5月18日", "2023-05-18"),
        ("98年5月", "1998-05"),
        ("2023年5月份", "2023-05"),
        ("2023年 5月 18日", "2023-05-18"),
        ("2023年5月18日（星期四）", "2023-05-18"),
        ("2023年5月18日上午", "2023-05-18"),
        ("二〇二三年五月十八日", "2023-05-18"),
        ("26/01/2021", "2021-01-26"),
        ("01.26.2021", "2021-01-26"),
        ("二○二三年十二月", "2023-12"),
        ("2023年5月中旬", "2023-05中旬"),
        ("2023年5月上旬", "2023-05上旬"),
        ("2023年5月初", "2023-05上旬"),
        ("23年5月底", "2023-05下旬"),
        ("2023.5月", "2023-05"),
    ],
)
def test_dates_with_a_year_in_the_words_of_clerks(text, read):
    parsed = parse_date(text)
    assert str(parsed.value) == read
    assert not parsed.remarks


@pytest.mark.parametrize(
    ("text", "read", "remark"),
    [
        ("5月18日", "2023-05-18", "date_year_from_title"),
        ("5月", "2023-05", "date_year_from_title"),
        ("5月份", "2023-05", "date_year_from_title"),
        ("10月8号", "2023-10-08", "date_year_from_title"),
        ("今年5月18日", "2023-05-18", "date_year_from_title"),
        ("去年11月", "2022-11", "date_year_from_title"),
        ("5月中旬", "2023-05中旬", "date_year_from_title"),
        ("23.5.18", "2023-05-18", "date_short_year"),
    ],
)
def test_dates_without_a_full_year_take_it_from_the_ledger_with_a_remark(text, read, remark):
    parsed = parse_date(text, ledger_month=OCTOBER)
    assert isinstance(parsed, CellValue)
    assert str(parsed.value) == read
    assert [each.rule for each in parsed.remarks] == [remark]


def test_a_month_after_the_ledger_s_is_refused_with_both_years():
    fault = parse_date("11月18日", ledger_month=OCTOBER)
    assert fault.rule == "date_year_unclear"
    assert fault.terms == {"first": "2022-11-18", "second": "2023-11-18", "month": "2023-10"}
    assert parse_date("11月18日").rule == "date_without_year"


@pytest.mark.parametrize(
    "text",
    [
        "5.18",
        "11-12",
        "8/5/2023",
        "12.5",
        "23.11",
        "2023年5月、6月",
        "2023年5月18日中旬",
        "拟2023年5月",
        "2023年5月18日前",
        "23.11.18",
    ],
)
def test_what_may_be_another_date_is_refused(text):
    assert isinstance(parse_date(text, ledger_month=OCTOBER), CellFault)


@pytest.mark.parametrize("text", ["2023年度", "2023年底", "2023", "2023年", "2023年上半年", "2023年下半年"])
def test_a_year_or_half_of_one_is_refused(text):
    assert parse_date(text).rule == "date_year_only"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2022年第三季度", "2022-09"),
        ("2022年4季度", "2022-12"),
        ("2022一季度", "2022-03"),
    ],
)
def test_a_quarter_is_its_last_month_with_a_remark(text, month):
    read = parse_date(text)
    assert str(read.value) == month
    assert [remark.rule for remark in read.remarks] == ["date_of_quarter"]


@pytest.mark.parametrize("text", ["未开工", "尚未投产", "暂未签约", "待开工", "无", "暂无", "待定", "N/A"])
def test_a_word_for_what_has_not_happened_is_a_blank_with_a_remark(text):
    read = parse_date(text)
    assert read.value is None
    assert [each.rule for each in read.remarks] == ["word_as_blank"]


def test_ten_days_end_with_their_last_day():
    parts = [parse_date(f"2023年2月{part}旬").value for part in "上中下"]
    assert [str(part.last) for part in parts] == ["2023-02-10", "2023-02-20", "2023-02-28"]
    assert parts[1].certainly_after(parts[0])
    assert not parts[1].certainly_after(PartialDate(date(2023, 2, 1), month_only=True))


@pytest.mark.parametrize(("cell", "month"), [("23.9", "2023-09"), (22.12, "2022-12"), ("23.1", "2023-01")])
def test_two_digits_that_no_month_has_are_a_year(cell, month):
    read = parse_date(cell, ledger_month=OCTOBER)
    assert str(read.value) == month
    assert [remark.rule for remark in read.remarks] == ["date_short_year"]


@pytest.mark.parametrize("cell", [23.1, "23.11", 12.5, "23.13", "23.123"])
def test_what_may_be_two_months_or_is_after_the_ledger_is_refused(cell):
    assert isinstance(parse_date(cell, ledger_month=OCTOBER), CellFault)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("五月", "2023-05"),
        ("去年十一月", "2022-11"),
        ("五月十八日", "2023-05-18"),
        ("6-30", "2023-06-30"),
        ("7/9", "2023-07-09"),
    ],
)
def test_months_in_numerals_and_a_month_with_its_day_take_the_year_of_the_ledger(text, read):
    parsed = parse_date(text, ledger_month=OCTOBER)
    assert str(parsed.value) == read
    assert [each.rule for each in parsed.remarks] == ["date_year_from_title"]
    assert parse_date(text).rule == "date_without_year"


@pytest.mark.parametrize(
    ("text", "month"), [("5/2023", "2023-05"), ("12/2022", "2022-12"), ("03-2021", "2021-03")]
)
def test_a_month_before_its_year_has_one_reading(text, month):
    assert str(parse_date(text).value) == month


def test_a_thirteenth_month_before_its_year_is_none():
    assert parse_date("13/2023").rule == "date_unreadable"
