"""Months that headers name: their year stands in the header, its group, or the months beside it."""

from __future__ import annotations

import pytest

from jjinvest.ledger.reader.headed_columns.month_headers import month_headers


def months_of(*headers, year=2023):
    """Months of headers in neighbouring columns; a pair is a group and the header under it."""
    pairs = [each if isinstance(each, tuple) else ("", each) for each in headers]
    texts = {i: (group + own, own) for i, (group, own) in enumerate(pairs)}
    return {i: (each.year, each.month) for i, each in month_headers(texts, year).items()}


@pytest.mark.parametrize(
    ("header", "month"),
    [
        ("2022年12月到位（万元）", (2022, 12)),
        ("22年12月到位", (2022, 12)),
        ("2022.12到位", (2022, 12)),
        ("2022-07", (2022, 7)),
        ("202207到位资金", (2022, 7)),
        ("12月到位（2022年）", (2022, 12)),
        ("到位资金（2022年12月）", (2022, 12)),
        ("上年12月到位", (2022, 12)),
        ("12月到位（上年）", (2022, 12)),
        ("3月到位", (2023, 3)),
    ],
)
def test_the_year_of_a_header_counts(header, month):
    assert months_of(header) == {0: month}


@pytest.mark.parametrize(
    "header", ["12月到位（计划）", "12月累计到位", "2022年12月底前累计到位", "2022年到位"]
)
def test_plans_and_sums_are_no_months(header):
    assert months_of(header) == {}


def test_the_year_of_a_group_counts():
    assert months_of(
        ("2022年到位资金", "12月"), ("到位资金（2022年）", "11月"), ("上年到位资金", "10月")
    ) == {
        0: (2022, 12),
        1: (2022, 11),
        2: (2022, 10),
    }
    assert months_of(("2022年计划", "12月到位")) == {}


def test_a_year_that_is_written_once_holds_for_the_months_behind_it():
    written = months_of("2022年11月到位", "12月到位", "2023年1月到位", "2月到位", "3月到位")
    assert list(written.values()) == [(2022, 11), (2022, 12), (2023, 1), (2023, 2), (2023, 3)]
    assert list(months_of("11月", "12月", "2023年1月").values()) == [(2022, 11), (2022, 12), (2023, 1)]


def test_months_over_the_turn_of_the_year_end_in_the_ledger_s():
    assert list(months_of("11月", "12月", "1月", "2月").values()) == [
        (2022, 11),
        (2022, 12),
        (2023, 1),
        (2023, 2),
    ]
