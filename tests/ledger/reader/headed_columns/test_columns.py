"""Agreed amounts beside intended ones: the agreed ones are read where no row has an intended one alone."""

from __future__ import annotations

import pytest

from jjinvest.core.errors import DataError
from tests.fixtures.workbooks import HEADERS, check, clean_projects, rules_of, write_ledger

BOTH = HEADERS | {"agreed_amount": "签约额（万元）", "note": "拟投资额（万元）"}


def projects(*agreed: int | None) -> list[dict[str, object]]:
    without_contracts = {"contract_amount": None, "contract_on": None, "funds_month": 0}
    return [
        project | without_contracts | {"agreed_amount": amount, "note": 90_000 + place}
        for place, (project, amount) in enumerate(zip(clean_projects(len(agreed)), agreed, strict=True))
    ]


def test_the_agreed_amount_is_read_and_the_intended_one_named_as_passed_over(path):
    write_ledger(path, projects(12_400, 30_000, 8_050), headers=BOTH)
    result = check(path)
    assert [row.yuan("agreed_amount") for row in result.rows] == [124_000_000, 300_000_000, 80_500_000]
    assert "column_passed_over" in {rule for rule, _ in rules_of(result)}


def test_a_row_with_an_intended_amount_alone_is_asked_about_with_what_to_do(path):
    write_ledger(path, projects(12_400, 30_000, None), headers=BOTH)
    with pytest.raises(DataError, match="有的行只填了拟投资额") as refused:
        check(path)
    assert "填进「签约额（万元）」一列" in str(refused.value)


def test_two_columns_of_agreed_amounts_are_asked_about(path):
    write_ledger(path, projects(12_400, 30_000, 8_050), headers=BOTH | {"note": "协议投资额（万元）"})
    with pytest.raises(DataError, match="都是协议金额"):
        check(path)
