"""Rows: hidden rows, merged cells, dashes, missing units, foreign currencies."""

from __future__ import annotations

from tests.fixtures.workbooks import (
    HEADERS,
    check,
    check_changed,
    clean_projects,
    rules_of,
    write_ledger,
)


def save(sheet, path):
    sheet.parent.save(path)


def test_amounts_without_any_unit_are_rejected(path):
    headers = {name: text.replace("（万元）", "") for name, text in HEADERS.items()}
    write_ledger(path, clean_projects(3), headers=headers, title=None)
    result = check(path)
    assert result.counts["rejected"] == 3
    assert ("amount_without_unit", "I2") in rules_of(result)
    assert result.total("agreed_amount") == 0


def test_hidden_rows_are_counted_and_reported(path):
    sheet = write_ledger(path, clean_projects())
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True
    save(sheet, path)
    result = check(path)
    assert result.total("agreed_amount") == sum(p.get("agreed_amount", 0) for p in clean_projects()) * 10_000
    assert rules_of(result) == [("hidden_column", "C"), ("hidden_row", "5")]


def test_a_text_merged_over_rows_holds_for_all_and_an_amount_for_none(path):
    sheet = write_ledger(path, clean_projects(5))
    sheet.merge_cells("C3:C4")
    sheet.merge_cells("I5:I6")
    save(sheet, path)
    result = check(path)
    assert result.rows[1].text("investor") == result.rows[0].text("investor")
    assert [a for r, a in rules_of(result) if r == "amount_merged"] == ["I5", "I6"]
    assert [r.status for r in result.rows] == ["accepted", "remark", "rejected", "rejected", "accepted"]


def test_dashes_for_blanks_are_reported_once_a_column(path):
    write_ledger(path, [p | {"funds_month": "/"} for p in clean_projects(4)])
    result = check(path)
    assert [(f.rule, f.terms["number"]) for f in result.remarks] == [("dash_as_blank", "4")]
    assert result.counts["accepted"] == 4
    assert [row.yuan("funds_month") for row in result.rows] == [None] * 4


CURRENCY = HEADERS | {"currency": "币种", "exchange_rate": "汇率", "rate_on": "汇率日期"}


def test_another_currency_needs_a_dated_rate(tmp_path):
    path = tmp_path / "l.xlsx"
    result = check_changed(path, {"currency": "美元"}, headers=CURRENCY)
    assert ("currency_without_rate", "R3") in rules_of(result)
    assert result.rows[0].yuan("agreed_amount") is None
    result = check_changed(path, {"currency": "美元", "exchange_rate": 7.1}, headers=CURRENCY)
    assert result.rows[0].status == "rejected"
    result = check_changed(
        path, {"currency": "USD", "exchange_rate": 7.1, "rate_on": "2023-9-1"}, headers=CURRENCY
    )
    assert result.rows[0].yuan("agreed_amount") == 21_000 * 71_000
    assert result.rows[0].status == "remark"
    assert rules_of(check_changed(path, {"currency": "人民币"}, headers=CURRENCY)) == []
