"""Payments between imports: growth of funds to date, whatever the order of rows and codes."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pandas as pd
import pyarrow as pa
import pytest

from jjinvest.ledger.store.payments_of_imports import payments_until
from jjinvest.ledger.store.store import Import

FIRST = Import(1, "2023-01-05T09:00:00+08:00", "a.xlsx", "", "", "", "2022-12", 0, 0, 0, 0, 0, 0, 0)


def ledger(funds: dict[str, int | None], names: dict[str, str] | None = None) -> pa.Table:
    names = names or {}
    return pa.table(
        {
            "key": pa.array(list(funds), pa.string()).dictionary_encode(),
            "project_name": pa.array([names.get(key, f"项目{key}") for key in funds], pa.string()),
            "funds_to_date": pa.array(list(funds.values()), pa.int64()),
            "funds_ytd": pa.nulls(len(funds), pa.int64()),
            "funds_month": pa.nulls(len(funds), pa.int64()),
        }
    )


def payments(
    ledgers: list[pa.Table], dated: dict[int, pd.DataFrame] | None = None
) -> tuple[pd.DataFrame, str]:
    months = [str(pd.Period("2022-12", "M") + place) for place in range(len(ledgers))]
    history = [replace(FIRST, number=place + 1, month=month) for place, month in enumerate(months)]
    frame, since = payments_until(
        history,
        history[-1],
        lambda each: ledgers[each.number - 1],
        lambda each: (dated or {}).get(each.number),
    )
    return frame, since.isoformat()


@pytest.mark.parametrize("seed", range(5))
def test_payments_add_up_to_the_funds_of_the_last_import(seed):
    rng = random.Random(seed)
    ledgers, funds = [], dict[str, int | None]()
    for month in range(8):
        funds = {key: (value or 0) + rng.choice((0, 0, 5, -1)) for key, value in funds.items()}
        funds |= {f"{month}-{n}": rng.choice((None, 0, 7)) for n in range(4)}
        keys = list(funds)
        rng.shuffle(keys)
        ledgers.append(ledger({key: funds[key] for key in keys}))
    frame, since = payments(ledgers)
    paid = frame.groupby("project_code")["amount"].sum()
    assert {k: v for k, v in paid.items() if v} == {k: v for k, v in funds.items() if v}
    assert (frame["amount"] != 0).all()
    assert since == "2022-12-01"


def test_a_new_code_takes_the_payments_of_the_old_one():
    names = {"a": "智能座舱", "b": "智能座舱"}
    frame, _ = payments(
        [ledger({"a": 10}, names), ledger({"b": 12}, names), ledger({"b": 12, "c": 1}, names)]
    )
    found = [(code, f"{month:%Y-%m}", amount) for code, month, amount, _ in frame.itertuples(index=False)]
    assert found == [("b", "2022-12", 10), ("b", "2023-01", 2), ("c", "2023-02", 1)]


def test_a_project_that_left_and_came_back_pays_anew():
    frame, _ = payments([ledger({"a": 10}), ledger({"c": 1}), ledger({"a": 12, "c": 1})])
    assert frame["amount"].tolist() == [10, 1, 12]


def test_dated_payments_count_up_to_their_month_and_growth_after_it():
    months = pd.to_datetime(["2021-05-01", "2022-02-01"])
    paid = pd.DataFrame({"key": ["a", "a"], "month": months, "amount": [3, 7], "since": months.min()})
    ledgers = [ledger({"a": 9}), ledger({"a": 10}), ledger({"a": 15, "b": 2})]
    frame, since = payments(ledgers, {2: paid})
    assert since == "2021-05-01"
    assert frame["amount"].tolist() == [3, 7, 5, 2]
    assert frame["project_code"].tolist() == ["a", "a", "a", "b"]


MONTHS = pd.period_range("2021-01", "2023-12", freq="M")


def place_of(month: pd.Period | pd.Timestamp) -> int:
    """How many months after the first one a month is."""
    return 12 * (month.year - MONTHS[0].year) + month.month - MONTHS[0].month


@pytest.mark.parametrize("seed", range(12))
def test_what_is_surely_of_a_period_is_right_whatever_was_imported(seed):
    rng = random.Random(seed)
    truth = {
        f"p{n}": {month: rng.choice((0, 0, 0, 3, 8)) for month in MONTHS if month >= rng.choice(MONTHS)}
        for n in range(6)
    }
    imported = sorted({*rng.sample(list(MONTHS[:-1]), rng.choice((0, 1, 3, 11))), MONTHS[-1]})
    with_year, with_month = rng.random() < 0.7, rng.random() < 0.7

    def columns(entry: Import) -> pa.Table:
        now = pd.Period(entry.month, "M")

        def until(first: pd.Period) -> list[int]:
            return [sum(v for m, v in paid.items() if first <= m <= now) for paid in truth.values()]

        to_date, none = until(MONTHS[0]), [None] * len(truth)
        table = ledger(dict(zip(truth, to_date, strict=True)))
        of_year = until(pd.Period(f"{now.year}-01", "M")) if with_year else none
        cells = {"funds_ytd": of_year, "funds_month": until(now) if with_month else none}
        for name, column in cells.items():
            place = table.column_names.index(name)
            table = table.set_column(place, name, pa.array(column, pa.int64()))
        return table

    history = [replace(FIRST, number=n, month=str(month)) for n, month in enumerate(imported, start=1)]
    frame, _ = payments_until(history, history[-1], columns, lambda _: None)
    sums = frame.groupby("project_code")["amount"].sum()
    totals = {key: sum(paid.values()) for key, paid in truth.items()}
    assert {k: v for k, v in sums.items() if v} == {k: v for k, v in totals.items() if v}
    known = 0
    for key, paid in truth.items():
        own = frame[frame["project_code"] == key]
        payments_of_it = [
            (None if pd.isna(since) else place_of(since), place_of(month), amount)
            for since, month, amount in zip(own["since"], own["month"], own["amount"], strict=True)
        ]
        by_place = {place_of(month): amount for month, amount in paid.items()}
        for first, last in product(range(len(MONTHS)), repeat=2):
            if first > last or MONTHS[first].year != MONTHS[last].year:
                continue
            touching = [p for p in payments_of_it if p[1] >= first and (p[0] is None or p[0] <= last)]
            inside = [p for p in payments_of_it if p[0] is not None and p[0] >= first and p[1] <= last]
            if set(touching) - set(inside):
                continue
            known += 1
            sum_of_truth = sum(by_place.get(place, 0) for place in range(first, last + 1))
            assert sum(amount for _, _, amount in inside) == sum_of_truth
    assert known
