"""A refund is a negative month where the running totals fall by the same; otherwise the remedy is said."""

from __future__ import annotations

import pytest

from tests.fixtures.workbooks import check_changed, import_of_september, rules_of


@pytest.mark.parametrize(
    ("month", "totals", "rule"),
    [(-300, 1600, "refund"), (-300, 1700, "month_negative"), (None, 1600, None)],
)
def test_a_negative_month_is_a_refund_where_the_totals_fell_by_it(tmp_path, month, totals, rule):
    last = import_of_september(tmp_path)
    change = {"funds_month": month, "funds_ytd": totals, "funds_to_date": totals}
    result = check_changed(tmp_path / "l.xlsx", change, previous=last)
    found = {name for name, _ in rules_of(result)} & {"refund", "month_negative", "amount_negative"}
    assert found == ({rule} if rule else set())
    assert bool(result.blocking) is (rule == "month_negative")
