"""Columns of foreign capital beside a total in 元."""

from __future__ import annotations

from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.validation.validate import validate
from tests.fixtures.workbooks import HEADERS, TODAY, check, clean_projects, write_ledger

FOREIGN = HEADERS | {"contract_amount": "合同外资（万美元）"}


def test_contracted_foreign_capital_beside_a_total_in_yuan_is_no_contract(tmp_path):
    path = tmp_path / "l.xlsx"
    write_ledger(path, clean_projects(), headers=FOREIGN)
    result = check(path)
    assert result.counts["rejected"] == 0
    assert all(row.yuan("contract_amount") is None for row in result.rows)
    (said,) = [f for f in result.findings() if f.rule == "column_foreign"]
    assert said.found == "合同外资（万美元）"
    assert "ignored" in said.expected("zh")


def test_it_is_the_contract_where_the_total_is_in_dollars_or_the_district_says_so(tmp_path):
    path = tmp_path / "l.xlsx"
    write_ledger(path, clean_projects(), headers=FOREIGN | {"agreed_amount": "投资总额（万美元）"})
    assert "contract_amount" in check(path).table.columns
    write_ledger(path, clean_projects(), headers=FOREIGN)
    (tmp_path / "headers.yaml").write_text("headers:\n  contract_amount: [合同外资]\n", encoding="utf-8")
    declared = validate(path, load_spellings(tmp_path), today=TODAY)
    assert "contract_amount" in declared.table.columns
