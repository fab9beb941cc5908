"""Sheets of payments: dated funds of each project, compared with what the ledger states."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import pytest

from jjinvest.core.errors import DataError
from tests.fixtures.several_sheets import LISTS, PAYMENTS, write_sheets
from tests.fixtures.workbooks import check, funds_of, rules_of

WAN = 10**4
NAME = "到位资金明细"


@pytest.fixture
def lists():
    return {name: deepcopy(rows) for name, rows in LISTS.items() if name != "到位资金"}


def test_payments_give_the_funds_that_the_ledger_leaves_out(path, lists):
    write_sheets(path, lists | {NAME: PAYMENTS})
    result = check(path)
    assert funds_of(result)["精密轴承项目"] == [0, 2000 * WAN, 5000 * WAN]
    assert funds_of(result)["智能座舱项目"] == [0, 1200 * WAN, 1200 * WAN]
    assert result.counts["rejected"] == 0
    assert len(result.rows) == 4


def test_all_funds_are_dated_from_the_first_signing(path, lists):
    write_sheets(path, lists | {NAME: PAYMENTS})
    funds = check(path).funds
    assert funds.since == date(2022, 5, 1)
    assert [(day, amount // WAN) for _, day, amount in funds.payments] == [
        (date(2023, 4, 1), 500),
        (date(2023, 9, 1), 700),
        (date(2022, 6, 1), 3000),
        (date(2023, 3, 1), 2000),
    ]


def test_payments_of_this_year_alone_date_this_year(path):
    write_sheets(path, LISTS | {NAME: [row for row in PAYMENTS if row[2] != 3000]})
    result = check(path)
    assert result.counts["rejected"] == 0
    assert result.funds.since == date(2023, 1, 1)
    assert sum(amount for _, _, amount in result.funds.payments) == 6200 * WAN


def test_payments_that_differ_from_the_ledger_reject_the_row_with_both(path):
    write_sheets(path, LISTS | {NAME: [*PAYMENTS[:-1], [*PAYMENTS[-1][:2], 1900]]})
    result = check(path)
    finding = next(f for f in result.findings() if f.rule == "payments_differ")
    assert "4900 万元" in finding.what("zh")
    assert "5000 万元" in finding.what("zh")
    assert result.counts["rejected"] == 1


def test_a_payment_that_is_there_twice_counts_twice_with_a_remark(path, lists):
    write_sheets(path, lists | {NAME: [*PAYMENTS, PAYMENTS[-1]]})
    result = check(path)
    finding = next(f for f in result.findings() if f.rule == "payment_twice")
    assert "第 5 行" in finding.what("zh")
    assert result.counts["rejected"] == 0


def test_a_payment_before_its_project_was_signed_is_a_remark(path, lists):
    write_sheets(path, lists | {NAME: [*PAYMENTS, ["智能座舱项目", date(2021, 1, 5), 5]]})
    result = check(path)
    assert ("payment_before_signing", f"{NAME}!B6") in rules_of(result)
    assert funds_of(result)["智能座舱项目"][2] == 1205 * WAN


def test_a_copy_of_the_payments_is_not_added_to_them(path, lists):
    write_sheets(path, lists | {NAME: PAYMENTS, f"{NAME} (2)": PAYMENTS[:-1]})
    with pytest.raises(DataError, match=f"{NAME}.*{NAME}"):
        check(path)


def test_payments_on_two_sheets_that_differ_are_all_read(path, lists):
    write_sheets(path, lists | {"到位资金1": PAYMENTS[:-2], "到位资金2": [PAYMENTS[0], *PAYMENTS[-2:]]})
    assert funds_of(check(path))["精密轴承项目"] == [0, 2000 * WAN, 5000 * WAN]


def test_a_payment_with_the_code_of_one_project_and_the_name_of_another_is_rejected(path):
    listed = [["项目编号", "项目名称", "签约日期", "协议金额（万元）"]]
    listed += [[f"S{n}", name, date(2023, 1, n), 9000] for n, name in enumerate(("铜箔项目", "茶叶项目"), 1)]
    paid = [
        ["项目编号", "项目名称", "到位日期", "到位金额（万元）"],
        ["S1", "茶叶项目", date(2023, 3, 1), 10],
    ]
    write_sheets(path, {"台账": listed, NAME: paid})
    result = check(path)
    assert "payment_of_two_projects" in dict(rules_of(result))
    assert {tuple(funds) for funds in funds_of(result).values()} == {(None, None, None)}


def test_a_payment_of_an_unknown_project_is_rejected(path, lists):
    write_sheets(path, lists | {NAME: [*PAYMENTS, ["没有的项目", date(2023, 1, 1), 5]]})
    result = check(path)
    assert ("payment_unmatched", f"{NAME}!A6") in rules_of(result)
    assert (len(result.projects), result.unmatched, result.counts["rejected"]) == (4, 1, 0)
    assert [row.text("project_name") for row in result.blocking] == ["没有的项目"]


def test_a_payment_without_a_date_counts_and_dates_nothing(path, lists):
    write_sheets(path, lists | {NAME: [*PAYMENTS[:-1], ["精密轴承项目", None, 2000]]})
    result = check(path)
    assert ("payment_undated", f"{NAME}!B5") in rules_of(result)
    assert funds_of(result)["精密轴承项目"][2] == 5000 * WAN
    assert result.funds is None
    assert any(rule == "payments_incomplete" for rule, _ in rules_of(result))


def test_a_payment_after_the_month_of_the_ledger_is_rejected(path, lists):
    write_sheets(path, lists | {NAME: [*PAYMENTS, ["精密轴承项目", date(2023, 11, 2), 10]]})
    assert ("payment_after_month", f"{NAME}!B6") in rules_of(check(path))


def test_a_project_with_funds_and_no_payment_leaves_the_months_unknown(path):
    write_sheets(path, LISTS | {NAME: PAYMENTS[:3]})
    result = check(path)
    assert result.funds is None
    assert any(rule == "payments_incomplete" for rule, _ in rules_of(result))


def test_names_of_a_vertical_merge_belong_to_each_payment(path, lists):
    rows = deepcopy(PAYMENTS)
    rows[2][0] = None
    book = write_sheets(path, lists | {NAME: rows})
    book[NAME].merge_cells("A2:A3")
    book.save(path)
    assert funds_of(check(path))["智能座舱项目"][2] == 1200 * WAN


def test_a_payment_without_a_project_is_rejected_and_sums_are_compared(path, lists):
    rows = [*PAYMENTS, [None, date(2023, 5, 1), 30], ["合计", None, 6300]]
    write_sheets(path, lists | {NAME: rows})
    rules = rules_of(check(path))
    assert ("payment_unmatched", f"{NAME}!A6") in rules
    assert ("sum_differs", f"{NAME}!C7") in rules


def test_the_unit_of_a_title_is_that_of_the_payments(path, lists):
    rows = [
        ["到位资金明细表  单位：亿元"],
        ["项目名称", "到账时间", "到账金额"],
        ["智能座舱项目", "2023-4-8", 0.05],
    ]
    write_sheets(path, lists | {NAME: rows})
    assert funds_of(check(path))["智能座舱项目"][2] == 500 * WAN


@pytest.mark.parametrize(("paid", "in_yuan"), [(100, [710, 710, 710]), (710, [710, 710, 710])])
def test_payments_in_the_currency_of_the_project_are_converted(path, paid, in_yuan):
    head = [
        "项目编号",
        "项目名称",
        "签约日期",
        "协议金额（万元）",
        "币种",
        "汇率",
        "汇率日期",
        "累计到位（万元）",
    ]
    rows = [
        ["台账（截至2023年9月）"],
        head,
        ["A1", "轴承项目", "2023-1-3", 900, "美元", 7.1, "2023-1-2", 300],
    ]
    of_dates = [["A1", f"2023-{month}-10", paid] for month in (3, 4, 5)]
    write_sheets(path, {"台账": rows, NAME: [["项目编号", "到账日期", "到账金额（万元）"], *of_dates]})
    result = check(path)
    assert result.counts["rejected"] == 0
    assert [yuan // WAN for _, _, yuan in result.funds.payments] == in_yuan
    assert funds_of(result)["轴承项目"] == [0, 2130 * WAN, 2130 * WAN]


OF_DOLLARS = [
    ["某区台账（截至2023年10月）"],
    ["项目名称", "投资方", "签约日期", "协议金额（万元）", "币种", "汇率", "汇率日期"],
    ["精密轴承项目", "精密集团有限公司", "2023-2-1", 1000, "美元", 7, "2023-9-1"],
    ["智能座舱项目", "智能集团有限公司", "2023-2-1", 9000, None, None, None],
]
OF_BOTH = ["项目名称", "到账日期", "到账金额（万元）", "币种", "汇率", "汇率日期"]


def test_a_payment_in_another_currency_is_converted_at_its_own_rate(path):
    paid = [
        ["精密轴承项目", "2023-3-1", 100, "美元", 7, "2023-3-1"],
        ["精密轴承项目", "2023-4-1", 50, "人民币", None, None],
        ["智能座舱项目", "2023-4-1", 300, None, None, None],
    ]
    write_sheets(path, {"台账": OF_DOLLARS, NAME: [OF_BOTH, *paid]})
    assert funds_of(check(path))["精密轴承项目"][2] == 750 * WAN
    assert funds_of(check(path))["智能座舱项目"][2] == 300 * WAN


def test_a_payment_in_another_currency_without_a_rate_is_not_added_up(path):
    paid = [["精密轴承项目", "2023-3-1", 100, "美元"], ["精密轴承项目", "2023-4-1", 50, None]]
    write_sheets(path, {"台账": OF_DOLLARS, NAME: [OF_BOTH[:4], *paid]})
    result = check(path)
    assert funds_of(result)["精密轴承项目"][2] is None
    assert ("currency_without_rate", f"{NAME}!D2") in rules_of(result)


def test_a_payment_that_is_converted_beside_counts_as_converted(path):
    header = ["项目名称", "到账日期", "到账金额（万）", "币种", "折人民币（万元）"]
    paid = [["精密轴承项目", "2023-3-1", 100, "美元", 700], ["精密轴承项目", "2023-4-1", 50, "人民币", 50]]
    write_sheets(path, {"台账": OF_DOLLARS, NAME: [header, *paid]})
    assert funds_of(check(path))["精密轴承项目"][2] == 750 * WAN


def test_a_payment_without_a_project_says_its_amount_and_the_name_it_is_like(path, lists):
    write_sheets(path, lists | {NAME: [*PAYMENTS, ["精密轴成项目", date(2023, 5, 1), 40]]})
    result = check(path)
    finding = next(f for f in result.findings() if f.rule == "payment_unmatched")
    assert "40 万元" in finding.what("zh")
    assert "精密轴承项目" in finding.expected("zh")
    assert result.funds_left_out == 40 * WAN
