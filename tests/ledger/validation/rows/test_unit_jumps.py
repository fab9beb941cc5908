"""A ledger in the wrong unit is not imported; a zero too many is named."""

from __future__ import annotations

import pytest

from tests.fixtures.workbooks import check, clean_projects, import_of_september, rules_of, write_ledger


def rules(tmp_path, factor: float, number: int = 20, *, previous: bool = True) -> list[str]:
    last = import_of_september(tmp_path) if previous else None
    blank = dict.fromkeys(("contract_amount", "funds_month", "funds_ytd", "funds_to_date"))
    projects = [
        p
        | blank
        | (
            {"agreed_amount": p["agreed_amount"] * (factor if n < number else 1)}
            if "agreed_amount" in p
            else {}
        )
        for n, p in enumerate(clean_projects())
    ]
    path = tmp_path / "l.xlsx"
    write_ledger(path, projects)
    found = rules_of(check(path, previous=last) if previous else check(path))
    return [rule for rule, _ in found if rule in ("unit_changed", "unit_unlikely", "amount_by_tens")]


@pytest.mark.parametrize("factor", [1e-4, 1e3])
def test_a_whole_column_that_jumps_by_one_power_of_ten_is_rejected(tmp_path, factor):
    assert set(rules(tmp_path, factor)) == {"unit_changed"}


def test_without_an_import_amounts_that_are_nearly_all_unlikely_are_rejected(tmp_path):
    assert set(rules(tmp_path, 1e-4, previous=False)) == {"unit_unlikely"}


@pytest.mark.parametrize("previous", [True, False])
def test_a_few_rows_in_another_unit_are_rejected(tmp_path, previous):
    """Rows of a colleague, typed in 亿元 below a head in 万元."""
    number = 4
    found = rules(tmp_path, 1e-4, number, previous=previous)
    rule = "unit_changed" if previous else "unit_unlikely"
    assert found == [rule] * sum("agreed_amount" in p for p in clean_projects()[:number])


def test_one_zero_too_many_is_a_remark_and_another_amount_is_none(tmp_path):
    assert rules(tmp_path, 10, 1) == ["amount_by_tens"]
    assert rules(tmp_path, 1.2) == []
    assert rules(tmp_path, 1, previous=False) == []
