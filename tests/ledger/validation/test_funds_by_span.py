"""Columns of several months together, beside those of single months."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from jjinvest.ledger.store.dated_funds import payments_frame
from jjinvest.ledger.store.payments_of_imports import FUNDS_COLUMNS, payments_until
from jjinvest.ledger.store.store import Store
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check, funds_of, rules_of

WAN = 10**4
NOW = datetime(2024, 1, 15, tzinfo=UTC)
SIGNED = {"铜箔项目": date(2021, 5, 6), "茶叶项目": date(2023, 1, 9), "软件园项目": date(2022, 3, 1)}
PAID = {"铜箔项目": [100, 20, 30, 7], "茶叶项目": [40, None, None, 0], "软件园项目": [None, 5, 5, 5]}
BEFORE = {"铜箔项目": 900, "茶叶项目": 0, "软件园项目": 50}


def written(path, headers, paid=PAID, *, month=5, before=True, group=""):
    head = ["项目名称", "签约日期", "协议金额（万元）", *(["2022年底前累计到位（万元）"] if before else [])]
    title = [f"某县招商引资项目台账（截至2023年{month}月） 单位：万元"]
    above = [[*[None] * len(head), group]] if group else []
    rows = [
        [name, SIGNED[name], 9000, *([BEFORE[name]] if before else []), *amounts]
        for name, amounts in paid.items()
    ]
    book = write_sheets(path, {"台账": [title, *above, [*head, *headers], *rows]})
    if group:
        first = len(head) + 1
        book.active.merge_cells(
            start_row=2, start_column=first, end_row=2, end_column=first + len(headers) - 1
        )
        book.save(path)
    return path


@pytest.mark.parametrize(
    "headers",
    [
        ["1-2月到位", "3月到位", "4月到位", "5月到位"],
        ["1—2月（万元）", "3月（万元）", "4月（万元）", "5月（万元）"],
        ["2023年1至2月到位资金", "2023年3月到位资金", "2023年4月到位资金", "2023年5月到位资金"],
        ["5月到位", "4月到位", "3月到位", "1-2月到位"],
    ],
)
def test_january_and_february_together_are_part_of_the_year(path, headers):
    paid = {name: amounts[::-1] for name, amounts in PAID.items()} if headers[0][0] == "5" else PAID
    result = check(written(path, headers, paid))
    assert funds_of(result) == {
        "铜箔项目": [7 * WAN, 157 * WAN, 1057 * WAN],
        "茶叶项目": [0, 40 * WAN, 40 * WAN],
        "软件园项目": [5 * WAN, 15 * WAN, 65 * WAN],
    }
    assert not {rule for rule, _ in rules_of(result)} & {"columns_unknown", "funds_of_other_span"}


def test_months_under_a_group_have_their_span_beside_them(path):
    headers = ["1-2月", "3月", "4月", "5月"]
    result = check(written(path, headers, group="2023年到位资金（万元）"))
    assert funds_of(result)["铜箔项目"] == [7 * WAN, 157 * WAN, 1057 * WAN]


@pytest.mark.parametrize(
    ("headers", "month", "own"),
    [
        (["1-6月到位", "7月到位", "8月到位", "9月到位"], 9, 7 * WAN),
        (["上半年到位", "三季度到位", "10月到位", "11月到位"], 11, 7 * WAN),
        (["1-8月到位", "9月到位", "10月到位", "11-12月到位"], 12, None),
        (["1-2月到位", "3-4月到位", "5-6月到位", "7-8月到位"], 8, None),
        (["1-2月到位", "3-6月到位", "7-9月到位", "10-12月到位"], 11, None),
    ],
)
def test_spans_of_any_length_add_up_to_the_year(path, headers, month, own):
    """The last span may hold the ledger's month with others: it is no funds of the month."""
    assert funds_of(check(written(path, headers, month=month)))["铜箔项目"] == [own, 157 * WAN, 1057 * WAN]


def test_a_span_that_others_make_up_is_counted_once(path):
    paid = {
        name: [*amounts[:2], sum(each or 0 for each in amounts[:2]), *amounts[2:]]
        for name, amounts in PAID.items()
    }
    result = check(written(path, ["1-2月到位", "3月到位", "一季度到位", "4月到位", "5月到位"], paid))
    assert funds_of(result)["铜箔项目"] == [7 * WAN, 157 * WAN, 1057 * WAN]


def test_running_totals_are_no_spans(path):
    """1-2月, 1-3月, 1-4月, 1-5月: the last is the year to date, the others are neither parts nor years."""
    paid = {"铜箔项目": [100, 120, 150, 157]}
    result = check(written(path, [f"1-{last}月到位" for last in (2, 3, 4, 5)], paid))
    assert funds_of(result)["铜箔项目"][1] == 157 * WAN
    assert "funds_of_other_span" in {rule for rule, _ in rules_of(result)}


@pytest.mark.parametrize(
    "headers", [["1-2月到位", "4月到位", "5月到位"], ["1-2月到位", "2月到位", "5月到位"]]
)
def test_spans_with_a_gap_or_a_month_in_two_columns_give_no_year(path, headers):
    result = check(written(path, headers, {name: amounts[:3] for name, amounts in PAID.items()}))
    assert funds_of(result)["铜箔项目"][1] is None


@pytest.mark.parametrize(("header", "month"), [("1-6月到位", 6), ("上半年到位", 6), ("前三季度到位", 9)])
def test_a_span_alone_up_to_the_month_is_the_year_to_date(path, header, month):
    result = check(written(path, [header], {name: [60] for name in PAID}, month=month))
    assert {funds[1] for funds in funds_of(result).values()} == {60 * WAN}


def spans_of(payments) -> dict[tuple[str, str, str], int]:
    known = payments[payments["since"].notna()]
    return {
        (r.project_code[:2], f"{r.since:%Y-%m}", f"{r.month:%Y-%m}"): r.amount // WAN
        for r in known.itertuples(index=False)
    }


def payments_of(store):
    history = store.history()
    paid, _ = payments_until(
        history, history[-1], lambda each: store.columns(each, FUNDS_COLUMNS), store.payments
    )
    return paid


SPAN_AND_MONTHS = ["1-2月到位", "3月到位", "4月到位", "5月到位"]


def test_funds_of_a_span_lie_in_its_quarter_and_months_in_theirs(tmp_path, path):
    store = Store(tmp_path / "private")
    result = check(written(path, SPAN_AND_MONTHS))
    assert payments_frame(result)["since"].iloc[0] == datetime(2023, 1, 1)
    store.add(result, NOW)
    assert spans_of(payments_of(store)) == {
        ("铜箔", "2023-01", "2023-02"): 100,
        ("铜箔", "2023-03", "2023-03"): 20,
        ("铜箔", "2023-04", "2023-04"): 30,
        ("铜箔", "2023-05", "2023-05"): 7,
        ("茶叶", "2023-01", "2023-02"): 40,
        ("软件", "2023-03", "2023-03"): 5,
        ("软件", "2023-04", "2023-04"): 5,
        ("软件", "2023-05", "2023-05"): 5,
    }


def test_single_months_stay_known_though_an_import_lies_within_the_span(tmp_path, path):
    store = Store(tmp_path / "private")
    store.add(
        check(written(tmp_path / "1.xlsx", ["1月到位"], {n: [a[0]] for n, a in PAID.items()}, month=1)), NOW
    )
    store.add(check(written(path, SPAN_AND_MONTHS)), NOW)
    spans = spans_of(payments_of(store))
    assert spans["铜箔", "2023-04", "2023-04"] == 30
    assert sum(spans.values()) == 212


def test_imports_of_each_month_tell_more_than_a_span_with_months(tmp_path):
    store = Store(tmp_path / "private")
    headers = {1: ["1月到位"], 2: ["1-2月到位"], 3: SPAN_AND_MONTHS[:2]}
    for month, paid in ((1, [60]), (2, [100]), (3, [100, 20])):
        file = written(tmp_path / f"{month}.xlsx", headers[month], {"铜箔项目": paid}, month=month)
        store.add(check(file), NOW)
    spans = spans_of(payments_of(store))
    assert {key[1:]: amount for key, amount in spans.items() if key[1] == key[2]} == {
        ("2023-01", "2023-01"): 60,
        ("2023-02", "2023-02"): 40,
        ("2023-03", "2023-03"): 20,
    }


def test_funds_after_the_dated_import_are_kept_behind_one_that_says_nothing_of_funds(tmp_path):
    store = Store(tmp_path / "private")
    store.add(check(written(tmp_path / "2.xlsx", [], {"铜箔项目": []}, month=2, before=False)), NOW)
    store.add(check(written(tmp_path / "3.xlsx", SPAN_AND_MONTHS[:2], {"铜箔项目": [100, 20]}, month=3)), NOW)
    headers = ["本年累计到位（万元）", "累计到位（万元）"]
    store.add(check(written(tmp_path / "4.xlsx", headers, {"铜箔项目": [150, 1050]}, month=4)), NOW)
    assert spans_of(payments_of(store)) == {
        ("铜箔", "2023-01", "2023-02"): 100,
        ("铜箔", "2023-03", "2023-03"): 20,
        ("铜箔", "2023-04", "2023-04"): 30,
    }
