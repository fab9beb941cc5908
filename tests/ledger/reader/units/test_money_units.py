"""Units of money in any spelling, and rates that cannot be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jjinvest.ledger.reader.units.money_units import (
    CNY,
    MoneyUnit,
    amount_unit,
    currency_code,
    plausible_rate,
)


@pytest.mark.parametrize(
    ("text", "scale", "currency"),
    [
        ("元", 1, CNY),
        ("千元", 10**3, CNY),
        ("万", 10**4, CNY),
        ("RMB万元", 10**4, CNY),
        ("万元（人民币）", 10**4, CNY),
        ("百万元", 10**6, CNY),
        ("千万元", 10**7, CNY),
        ("亿", 10**8, CNY),
        ("10,000 yuan", 10**4, CNY),
        ("CNY million", 10**6, CNY),
        ("万美元", 10**4, "USD"),
        ("亿港币", 10**8, "HKD"),
        ("万USD", 10**4, "USD"),
    ],
)
def test_units_in_any_spelling(text, scale, currency):
    assert amount_unit(text) == MoneyUnit(scale, currency)


@pytest.mark.parametrize(
    "text", ["", "人民币", "RMB", "￥", "万元/亩", "亩", "%", "亿美元/亿元", "十", "万元美元人民币", "k"]
)
def test_what_is_not_exactly_one_unit_is_none(text):
    assert amount_unit(text) is None


def test_a_unit_is_written_as_offices_write_it():
    assert MoneyUnit(10**6, CNY).text == "百万元"
    assert MoneyUnit(10**4, "USD").text == "万美元"


def test_names_of_currencies():
    assert [currency_code(t) for t in ("", "人民币", "美金", "US$", "港元（折算）", "比索")] == [
        CNY,
        CNY,
        "USD",
        "USD",
        "HKD",
        "比索",
    ]


@pytest.mark.parametrize(
    ("code", "rate", "plausible"),
    [
        ("USD", "7.098", True),
        ("USD", "709.8", False),
        ("USD", "0.1409", False),
        ("JPY", "0.047", True),
        ("JPY", "4.7", False),
        ("比索", "4.7", True),
    ],
)
def test_rates_per_hundred_or_inverse_cannot_be(code, rate, plausible):
    assert plausible_rate(code, Decimal(rate)) is plausible
