"""The order of parts: by size, with those without a public number last."""

from __future__ import annotations

from jjinvest.reporting.tables.breakdowns import largest_first
from tests.fixtures.district_folders import amount


def row(group: str, value: float | None, tier: str = "public") -> dict[str, object]:
    fact = None if value is None else amount(f"2023.agreed_amount.task_force.{group}", value, tier=tier)
    return {"group": group, "amount": fact}


def test_the_largest_part_stands_first_and_one_without_a_number_last():
    rows = [row("a", 2), row("b", None), row("c", 55), row("d", 20)]
    assert [each["group"] for each in largest_first(rows, ("amount",))] == ["c", "d", "a", "b"]


def test_the_order_does_not_reveal_a_withheld_amount():
    rows = [row("a", 2), row("b", 90, "government"), row("c", 55)]
    assert [each["group"] for each in largest_first(rows, ("amount",))] == ["c", "a", "b"]


def test_rows_of_one_part_stay_together():
    rows = [row("a", 2), row("b", 5), row("a", None)]
    assert [each["group"] for each in largest_first(rows, ("amount",), by="group")] == ["b", "a", "a"]
