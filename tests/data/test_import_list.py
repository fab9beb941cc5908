"""Imports in the order of what their ledgers speak of."""

from __future__ import annotations

from jjinvest.data.import_list import ListedImport, in_order_of_months


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
