"""What number formats show: units, scales, currencies, percentages, months."""

from __future__ import annotations

import pytest

from jjinvest.ledger.reader.units.money_units import MoneyUnit
from jjinvest.ledger.reader.units.number_formats import FormatMeaning, parse_format

WAN, YI = MoneyUnit(10**4, "CNY"), MoneyUnit(10**8, "CNY")


@pytest.mark.parametrize(
    ("code", "power", "unit"),
    [
        ('0!.0,"万元"', 4, WAN),
        ("0!.0,", 4, None),
        ("0\\.0,", 4, None),
        ("#,##0!.0,", 4, None),
        ('0"."0000"万元"', 4, WAN),
        ('0!.00,,"亿元"', 8, YI),
        ("0.00,,", 6, None),
        ('0.00"亿元"', 0, YI),
        ("0.00万元", 0, WAN),
        ('G/通用格式"万元"', 0, WAN),
        ('0.0,"千元"', 3, MoneyUnit(10**3, "CNY")),
        ('[DBNum2][$-804]General"元整"', 0, MoneyUnit(1, "CNY")),
    ],
)
def test_scales_and_units(code, power, unit):
    shown = parse_format(code).shows(21000)
    assert (shown.power, shown.unit) == (power, unit)


@pytest.mark.parametrize(
    ("code", "currency"),
    [
        ("[$$-409]#,##0.00", "USD"),
        ("[$USD] #,##0", "USD"),
        ("$#,##0", "USD"),
        ('"US$"#,##0', "USD"),
        ("[$HK$-C04]#,##0", "HKD"),
        ("[$€-2] #,##0", "EUR"),
        ("[$¥-411]#,##0", "JPY"),
        ("[$￥-804]#,##0.00", "CNY"),
        ('"¥"#,##0.00', "CNY"),
    ],
)
def test_currencies(code, currency):
    assert parse_format(code).shows(3000).currency == currency


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "0.00_ ",
        "#,##0.00_);[Red](#,##0.00)",
        '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
        '#,##0;-#,##0;"-"',
        "[红色]0.00",
        "0.00E+00",
        "[$￥-804]#,##0.00",
        "yyyy-mm-dd",
        "@",
    ],
)
def test_usual_formats_change_no_reading(code):
    assert parse_format(code).plain


def test_sections_with_conditions_are_chosen_by_the_value():
    code = parse_format('[>=100000000]0!.00,,"亿元";[>=10000]0!.0,"万元";0"元"')
    assert [code.shows(n).power for n in (3e8, 21000, 500)] == [8, 4, 0]
    assert code.shows(3e8).unit == YI


def test_percentages_words_and_sections_by_sign():
    assert parse_format("0.0%").shows(0.3).percent
    assert parse_format("", 10).shows(0.3).percent
    assert parse_format('"约"0').shows(3).words == "约"
    code = parse_format('0"亿元";-0"万元";0')
    assert (code.shows(1).unit, code.shows(-1).unit, code.shows(0)) == (YI, WAN, FormatMeaning())


@pytest.mark.parametrize(
    ("code", "identifier", "month_only"),
    [
        ('yyyy"年"m"月"', 0, True),
        ("yyyy-mm", 0, True),
        ("mmm-yy", 0, True),
        ('m"月"', 0, True),
        ("mmm", 0, True),
        ("m:ss", 0, False),
        ("yyyy/m/d", 0, False),
        ('m"月"d"日"', 0, False),
        ("[$-F800]dddd, mmmm dd, yyyy", 0, False),
        ("h:mm", 0, False),
        ("", 57, True),
        ("", 17, True),
        ("", 14, False),
        ("0.00", 0, False),
    ],
)
def test_formats_without_a_day_are_months(code, identifier, month_only):
    assert parse_format(code, identifier).month_only is month_only
