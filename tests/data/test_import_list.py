"""Imports in the order of what their ledgers speak of."""

from __future__ import annotations

from datetime import date

from jjinvest.data.import_list import ListedImport, counting_imports, import_used, in_order_of_months


def numbers(*months: str) -> list[int]:
    listed = [
        ListedImport(n, month, "2024-01-10T09:00:00", "l.xlsx") for n, month in enumerate(months, start=1)
    ]
    return [each.number for each in in_order_of_months(listed)]


def test_a_corrected_earlier_month_stands_in_its_place():
    assert numbers("2023-09", "2023-12", "2024-03", "2023-09") == [4, 2, 3]


def test_imports_without_a_month_stand_after_the_one_before_them():
    assert numbers("2023-09", "", "", "2023-06") == [4, 1, 2, 3]
    assert numbers("", "2023-09") == [1, 2]


def test_a_month_that_is_corrected_later_counts_as_corrected_once_that_is_known():
    listed = [
        ListedImport(number, month, f"2023-{day}T09:00:00+08:00", "a.xlsx")
        for number, month, day in (
            (1, "2023-01", "02-05"),
            (2, "2023-02", "03-05"),
            (3, "2023-03", "04-05"),
            (4, "2023-02", "04-10"),
            (5, "2023-04", "05-05"),
        )
    ]
    used = import_used(listed, "2023Q1", date(2023, 4, 30))

    def numbers(day):
        return [each.number for each in counting_imports(listed, used, day)]

    assert used.number == 3
    assert numbers(date(2023, 4, 9)) == [1, 2, 3]
    assert numbers(date(2023, 4, 10)) == [1, 2, 3, 4]
    assert numbers(date(2023, 3, 31)) == [1, 2, 3, 4]  # all ledgers of the past were imported afterwards
    assert numbers(None) == [1, 2, 3, 4]
