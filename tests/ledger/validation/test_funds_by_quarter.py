"""Columns of quarters date the funds to the quarter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jjinvest.ledger.store.dated_funds import payments_frame
from jjinvest.ledger.store.payments_of_imports import FUNDS_COLUMNS, payments_until
from jjinvest.ledger.store.store import Store
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

NOW = datetime(2024, 1, 15, tzinfo=UTC)
HEAD = ["项目编号", "项目名称", "投资方", "签约日期", "协议金额（万元）", "累计到位（万元）"]


def written(path, quarters: list[str], rows: list[list[object]], month: int = 6):
    write_sheets(path, {"台账": [[f"招商项目台账（截至2023年{month}月）"], [*HEAD, *quarters], *rows]})
    return path


ROWS = [
    ["A-1", "甲项目", "甲公司", "2022-2-1", 9000, 1500, 400, 600],
    ["A-2", "乙项目", "乙公司", "2023-4-5", 8000, 200, None, 200],
]


@pytest.mark.parametrize(
    "quarters",
    [
        ["一季度到位（万元）", "二季度到位（万元）"],
        ["一季度（万元）", "二季度（万元）"],
        ["1—3月（万元）", "4—6月（万元）"],
        ["2023年1-3月到位资金（万元）", "2023年4-6月到位资金（万元）"],
    ],
)
def test_quarters_date_the_funds(path, quarters):
    dated = payments_frame(check(written(path, quarters, ROWS)))
    rows = [
        (r.key, f"{r.begun:%Y-%m}" if r.begun == r.begun else "", f"{r.month:%Y-%m}", r.amount)
        for r in dated.itertuples(index=False)
    ]
    assert rows == [
        ("A-1", "", "2022-12", 5_000_000),
        ("A-1", "2023-01", "2023-03", 4_000_000),
        ("A-1", "2023-04", "2023-06", 6_000_000),
        ("A-2", "2023-04", "2023-06", 2_000_000),
    ]


def test_the_payments_of_the_imports_keep_their_quarters(tmp_path):
    store = Store(tmp_path / "private")
    names = ["一季度到位（万元）", "二季度到位（万元）"]
    store.add(check(written(tmp_path / "a.xlsx", names, ROWS)), NOW)
    later = [[*row[:5], row[5] + 30, *row[6:], 30] for row in ROWS]
    store.add(check(written(tmp_path / "b.xlsx", [*names, "三季度到位（万元）"], later, 8)), NOW)
    history = store.history()
    paid, known_from = payments_until(
        history, history[-1], lambda each: store.columns(each, FUNDS_COLUMNS), store.payments
    )
    spans = {
        (r.project_code, f"{r.since:%Y-%m}", f"{r.month:%Y-%m}"): r.amount
        for r in paid[paid["since"].notna()].itertuples(index=False)
    }
    assert spans == {
        ("A-1", "2023-01", "2023-03"): 4_000_000,
        ("A-1", "2023-04", "2023-06"): 6_000_000,
        ("A-1", "2023-07", "2023-08"): 300_000,
        ("A-2", "2023-04", "2023-06"): 2_000_000,
        ("A-2", "2023-07", "2023-08"): 300_000,
    }
    assert f"{known_from:%Y-%m}" == "2023-01"


def test_imports_of_each_month_tell_more_than_quarters(tmp_path):
    store, names = Store(tmp_path / "private"), ["一季度到位（万元）", "二季度到位（万元）"]
    for month, more in ((4, 0), (5, 10), (6, 30)):
        rows = [[*row[:5], row[5] + more, row[6], (row[7] or 0) + more] for row in ROWS[:1]]
        store.add(check(written(tmp_path / f"{month}.xlsx", names, rows, month)), NOW)
    history = store.history()
    paid, _ = payments_until(
        history, history[-1], lambda each: store.columns(each, FUNDS_COLUMNS), store.payments
    )
    by_month = paid[paid["since"] == paid["month"]].set_index("month")["amount"]
    assert {f"{month:%Y-%m}": amount for month, amount in by_month.items()} == {
        "2023-04": 6_000_000,
        "2023-05": 100_000,
        "2023-06": 200_000,
    }


def test_a_first_span_of_three_months_alone_is_no_quarter(path):
    rows = [[*row[:7]] for row in ROWS]
    result = check(written(path, ["1-3月（万元）"], rows))
    assert payments_frame(result) is None
    assert result.rows[0].yuan("funds_ytd") is None


@pytest.mark.parametrize("name", ["本季到位（万元）", "当季度到位资金（万元）", "到位资金（本季）（万元）"])
def test_a_column_of_the_own_quarter_is_its_flow_and_like_no_month(path, name):
    rows = [[*row[:6], row[6]] for row in ROWS]
    first = check(written(path, [name], [[*row[:5], row[5], row[6]] for row in rows], 3))
    dated = payments_frame(first)
    assert [(f"{r.begun:%Y-%m}", f"{r.month:%Y-%m}", r.amount) for r in dated.dropna().itertuples()] == [
        ("2023-01", "2023-03", 4_000_000)
    ]
    within = check(written(path, [name], rows, 5))
    assert payments_frame(within) is None
    assert [row.yuan("funds_month") for row in within.rows] == [None, None]
    assert [row.yuan("funds_to_date") for row in within.rows] == [15_000_000, 2_000_000]
    unread = [each for each in within.remarks if each.rule == "columns_unknown" and "季" in each.found]
    assert [each.terms["nearest"] for each in unread] == [""]
