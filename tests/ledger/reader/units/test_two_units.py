"""One amount written in two columns: the finer one is read where the other is its rounding."""

from __future__ import annotations

import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.reader.units.two_units import column_of_two_units
from tests.fixtures.workbooks import HEADERS, check, clean_projects, rules_of, write_ledger

TWO = HEADERS | {"agreed_amount": "协议金额（亿元）", "note": "协议金额（万元）"}


def both(rounded: tuple[float, ...]) -> list[dict[str, object]]:
    exact = (12_400, 30_000, 8_050)
    return [
        p | {"agreed_amount": yi, "note": wan, "contract_amount": None, "contract_on": None, "funds_month": 0}
        for p, yi, wan in zip(clean_projects(3), rounded, exact, strict=True)
    ]


def test_the_finer_column_is_read_where_the_other_is_rounded(path):
    write_ledger(path, both((1.2, 3, 0.8)), headers=TWO)
    result = check(path)
    assert [row.yuan("agreed_amount") for row in result.rows] == [124_000_000, 300_000_000, 80_500_000]
    assert ("column_passed_over", "I2") in rules_of(result)


def test_columns_that_differ_by_more_are_asked_about(path):
    write_ledger(path, both((1.3, 3, 0.8)), headers=TWO)
    with pytest.raises(DataError, match="都是协议金额"):
        check(path)


@pytest.mark.parametrize(
    ("units", "cells", "expected"),
    [
        ({0: "亿元", 1: "万元"}, ([1, None], [10000, None]), 1),
        ({0: "亿元", 1: "万元"}, ([1, 2], [10000, None]), None),  # an amount in one column only
        ({0: "万元", 1: "万元"}, ([1], [1]), None),
        ({0: "亿元", 1: "万美元"}, ([1], [1500]), 0),  # 6.67 元 a dollar
        ({0: "亿元", 1: "万美元"}, ([1], [500]), None),  # 20 元 a dollar is no rate
        ({0: "亿元", 1: ""}, ([1], [10000]), None),
        ({0: "亿元", 1: "万元"}, ([None], [None]), None),
    ],
)
def test_which_column_is_read(units, cells, expected):
    assert column_of_two_units(units, cells.__getitem__) == expected


def test_amounts_in_the_finer_column_alone_are_read():
    cells = ([1, None, 2.5], [10_000, 3_000, 25_000])
    assert column_of_two_units({0: "亿元", 1: "万元"}, cells.__getitem__) == 1
    assert column_of_two_units({0: "亿元", 1: "万元"}, ([None, 2], [3_000, 20_001]).__getitem__) == 1
    assert column_of_two_units({0: "亿元", 1: "万元"}, ([None, 2.00], [3_000, 26_000]).__getitem__) is None


def either(amounts: list[tuple[object, object]]) -> list[dict[str, object]]:
    return [
        p | {"agreed_amount": yi, "note": wan, "contract_amount": None, "contract_on": None, "funds_month": 0}
        for p, (yi, wan) in zip(clean_projects(len(amounts)), amounts, strict=True)
    ]


EITHER = [(1.2, None), (None, 30_000), (3.5, 0), (None, 8_050), (0, 9_000)]


def test_rows_that_fill_one_of_two_columns_are_read_from_both(path):
    write_ledger(path, either(EITHER), headers=TWO)
    result = check(path)
    read = [row.yuan("agreed_amount") for row in result.rows]
    assert read == [120_000_000, 300_000_000, 350_000_000, 80_500_000, 90_000_000]
    assert ("columns_of_either_unit", "I2") in rules_of(result)


def test_a_row_that_fills_both_is_sent_back(path):
    write_ledger(path, either([*EITHER, (2, 25_000)]), headers=TWO)
    result = check(path)
    assert [row.status == "rejected" for row in result.rows] == [False] * 5 + [True]
    assert ("amount_in_two_units", "I8") in rules_of(result)


def test_columns_that_many_rows_fill_both_are_asked_about(path):
    write_ledger(path, either([*EITHER, (2, 25_000), (4, 41_000)]), headers=TWO)
    with pytest.raises(DataError, match="都是协议金额"):
        check(path)
