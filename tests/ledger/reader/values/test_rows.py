"""Rows: hidden rows, merged cells, dashes, missing units, foreign currencies."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.fixtures.workbooks import (
    HEADERS,
    check,
    check_changed,
    clean_project,
    clean_projects,
    rules_of,
    save,
    write_ledger,
    write_parts,
    xlsx_parts,
)


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


def test_a_rate_per_hundred_or_inverse_is_refused(tmp_path):
    for rate, row_is in ((709.8, "rejected"), (0.1409, "rejected"), (7.098, "remark")):
        changes = {"currency": "美元", "exchange_rate": rate, "rate_on": "2023-9-1"}
        result = check_changed(tmp_path / "l.xlsx", changes, headers=CURRENCY)
        assert result.rows[0].status == row_is
        assert (("rate_implausible", "R3") in rules_of(result)) is (row_is == "rejected")


def test_the_example_of_a_refused_rate_is_one_that_the_currency_can_have(tmp_path):
    for currency, rate, example in (
        ("日元", 5.0213, "0.050213"),
        ("美元", 0.1419, "7.0472"),
        ("日元", 300, "0.059"),
    ):
        changes = {"currency": currency, "exchange_rate": rate, "rate_on": "2023-9-1"}
        result = check_changed(tmp_path / "l.xlsx", changes, headers=CURRENCY)
        (said,) = [f for f in result.findings() if f.rule == "rate_implausible"]
        assert said.example("zh") == example
    result = check_changed(tmp_path / "l.xlsx", {"currency": "日元"}, headers=CURRENCY)
    (said,) = [f for f in result.findings() if f.rule == "currency_without_rate"]
    assert said.example("zh").startswith("汇率 0.059，")


def test_a_header_in_dollars_needs_a_rate_and_is_converted_by_it(tmp_path):
    path = tmp_path / "l.xlsx"
    headers = HEADERS | {"agreed_amount": "协议金额（万美元）"}
    assert ("amount_foreign", "I3") in rules_of(check_changed(path, {}, headers=headers))
    headers |= {"exchange_rate": "汇率", "rate_on": "汇率日期"}
    changes = {"exchange_rate": 7.1, "rate_on": "2023-9-1"}
    row = check_changed(path, changes, headers=headers).rows[0]
    assert row.yuan("agreed_amount") == 21_000 * 71_000
    assert row.yuan("contract_amount") == 16_000 * 10_000, "a column in 万元 stays as it is"


@pytest.mark.parametrize(
    ("code", "stored", "unit", "yuan"),
    [
        ('0!.0,"万元"', 210_000_000, "万元", 210_000_000),
        ("0!.0,", 210_000_000, "万元", 210_000_000),
        ("0\\.0,", 210_000_000, "万元", 210_000_000),
        ("#,##0!.0,", 210_000_000, "万元", 210_000_000),
        ('0!.0,"万元"', 210_000_000, "元", 210_000_000),
        ("0!.0,", 21_000, "亿元", 210_000_000),
        ('0.00"亿元"', 2.1, "亿元", 210_000_000),
        ("[$￥-804]#,##0.00", 21_000, "万元", 210_000_000),
        ("#,##0.00_ ", 21_000, "万元", 210_000_000),
        ("0.00,,", 210_000_000, "百万元", 210_000_000),
    ],
)
def test_a_format_that_agrees_with_the_header_is_used(path, code, stored, unit, yuan):
    headers = HEADERS | {"agreed_amount": f"协议金额（{unit}）"}
    sheet = write_ledger(path, [clean_project(1, agreed_amount=stored)], headers=headers)
    sheet["I3"].number_format = code
    save(sheet, path)
    result = check(path)
    assert rules_of(result) == []
    assert result.rows[0].yuan("agreed_amount") == yuan


@pytest.mark.parametrize(
    ("code", "stored", "rule"),
    [
        ('0.00"亿元"', 2.1, "amount_format_differs"),
        ("0.00,,", 210_000_000, "amount_format_differs"),
        ("0.0,", 21_000, "amount_format_differs"),
        ('#,##0"元"', 210_000_000, "amount_format_differs"),
        ("[$$-409]#,##0.00", 3000, "amount_foreign"),
        ("[$USD] #,##0", 3000, "amount_foreign"),
        ('#,##0"万美元"', 3000, "amount_foreign"),
        ("0.0%", 0.35, "amount_percent"),
        ('"约"0', 3000, "amount_format_words"),
    ],
)
def test_a_format_that_contradicts_the_header_is_refused(path, code, stored, rule):
    sheet = write_ledger(path, [clean_project(1, agreed_amount=stored)])
    sheet["I3"].number_format = code
    save(sheet, path)
    assert (rule, "I3") in rules_of(check(path))


def test_both_readings_are_named(path):
    sheet = write_ledger(path, [clean_project(1, agreed_amount=2.1)])
    sheet["I3"].number_format = '0.00"亿元"'
    save(sheet, path)
    message = next(f.what("zh") for f in check(path).findings() if f.rule == "amount_format_differs")
    assert "2.1 亿元" in message
    assert "2.1 万元" in message


def test_the_first_of_a_month_shown_without_a_day_is_a_month(path):
    changes = {"negotiated_on": date(2023, 2, 15), "signed_on": date(2023, 2, 1)}
    sheet = write_ledger(path, [clean_project(1, **changes)])
    assert ("dates_out_of_order", "H3") in rules_of(check(path))
    sheet["H3"].number_format = 'yyyy"年"m"月"'
    save(sheet, path)
    result = check(path)
    assert rules_of(result) == []
    assert str(result.rows[0].day("signed_on")) == "2023-02"


def test_days_counted_from_1904_are_read_so_with_and_without_a_format(path):
    sheet = write_ledger(path, [clean_project(1, signed_on=43496)])
    sheet.parent.epoch = CALENDAR_MAC_1904
    save(sheet, path)
    result = check(path)
    assert str(result.rows[0].day("signed_on")) == "2023-02-01"
    assert str(result.rows[0].day("contract_on")) == "2023-03-20"


def test_what_a_merge_hides_is_named_and_does_not_count(path):
    write_ledger(path, clean_projects(3))
    parts = xlsx_parts(path)
    name = "xl/worksheets/sheet1.xml"
    merges = parts[name].replace(
        b"</mergeCells>", b'<mergeCell ref="C3:C4"/><mergeCell ref="E4:E5"/></mergeCells>'
    )
    write_parts(path, parts | {name: merges})
    result = check(path)
    assert [(r, a) for r, a in rules_of(result) if r == "hidden_under_merge"] == [
        ("hidden_under_merge", "C4"),
        ("hidden_under_merge", "E5"),
    ]
    assert result.rows[1].text("investor") == result.rows[0].text("investor")
    assert result.rows[2].text("sector") == result.rows[1].text("sector")


def test_a_foreign_amount_is_rounded_once_after_its_rate(path):
    extra = {"currency": "币种", "exchange_rate": "汇率", "rate_on": "汇率日期"}
    changes = {
        "agreed_amount": 60_000 / 7,
        "currency": "美元",
        "exchange_rate": 7,
        "rate_on": date(2023, 9, 1),
    }
    result = check_changed(path, changes, headers=HEADERS | extra)
    assert result.rows[0].yuan("agreed_amount") == 600_000_000
    assert "amount_rounded" not in {each.rule for each in result.rows[0].findings}
