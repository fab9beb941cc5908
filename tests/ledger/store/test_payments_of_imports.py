"""Payments between imports: growth of funds to date, whatever the order of rows and codes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import product

import pandas as pd
import pyarrow as pa
import pytest

from jjinvest.ledger.store.months_alone import with_funds_of_year
from jjinvest.ledger.store.payments_of_imports import payments_until
from jjinvest.ledger.store.signing_months import begun_at_signing
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


def rows_of(frame: pd.DataFrame) -> list[tuple]:
    return [
        (row.project_code, str(row.since)[:7], f"{row.month:%Y-%m}", row.amount)
        for row in frame.itertuples(index=False)
    ]


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


def with_column(table: pa.Table, name: str, cells: list[int | None]) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, pa.array(cells, pa.int64()))


def test_blank_funds_to_date_are_no_refund_and_the_next_known_ones_no_payment():
    frame, _ = payments([ledger({"a": 9, "b": 4}), ledger({"a": None, "b": 6}), ledger({"a": 9, "b": 6})])
    assert rows_of(frame) == [
        ("a", "NaT", "2022-12", 9),
        ("b", "NaT", "2022-12", 4),
        ("b", "2023-01", "2023-01", 2),
    ]


def test_funds_of_the_year_after_imports_of_months_alone_rise_by_what_is_left():
    months = with_column(ledger({"a": None, "b": None}), "funds_month", [3, None])
    of_year = with_column(ledger({"a": None, "b": None}), "funds_ytd", [8, None])
    frame, _ = payments([ledger({"a": 9, "b": 4}), months, of_year, ledger({"a": 17, "b": 4})])
    assert [row for row in rows_of(frame) if row[0] == "a" and row[3]] == [
        ("a", "NaT", "2022-12", 9),
        ("a", "2023-01", "2023-01", 3),
        ("a", "2023-02", "2023-02", 5),
    ]
    assert {row[3] for row in rows_of(frame) if row[0] == "b"} == {4}


def test_a_year_to_date_that_some_rows_leave_blank_is_what_their_payments_say():
    state = pd.DataFrame({"key": ["a", "b", "c"], "signed_on": pd.NaT})
    state = state.assign(
        funds_ytd=pd.array([5, None, None], dtype="Int64"),
        funds_to_date=pd.array([5, 7, 8], dtype="Int64"),
        funds_month=pd.array([None] * 3, dtype="Int64"),
    )
    paid = pd.DataFrame(
        {
            "project_code": ["a", "b", "b", "c"],
            "month": pd.to_datetime(["2023-02-01", "2022-12-01", "2023-02-01", "2023-02-01"]),
            "amount": [5, 4, 3, 8],
            "since": pd.to_datetime(["2023-02-01", None, "2023-01-01", "2022-11-01"]),
        }
    )
    filled = with_funds_of_year(state, paid, paid[:0], pd.Timestamp("2023-03-31").date())
    assert filled["funds_ytd"].fillna(-1).to_list() == [5, 3, -1], "when c was paid is not known"


def first_import(
    of_month: list[int | None], of_year: list[int | None]
) -> tuple[list[tuple], list[int | None]]:
    """Payments and funds of the year of a first import of September: a and b of 2022, c of this year."""
    table = ledger({"a": 100, "b": 50, "c": 20})
    table = with_column(with_column(table, "funds_month", of_month), "funds_ytd", of_year)
    signed = pd.to_datetime(["2022-03-01", "2022-04-01", "2023-02-01"])
    table = table.append_column("signed_on", pa.array(signed))
    only = replace(FIRST, month="2023-09")
    frame, _ = payments_until([only], only, lambda _: table, lambda _: None)
    paid = frame[frame["amount"] != 0]
    projects = table.to_pandas().convert_dtypes()
    years = with_funds_of_year(projects, paid, frame[frame["amount"] == 0], date(2023, 9, 30))["funds_ytd"]
    rows = sorted((code, since, month, amount) for code, since, month, amount in rows_of(paid))
    return rows, [None if pd.isna(each) else each for each in years]


def test_a_year_that_only_rows_paid_this_month_state_is_unknown_of_the_others_and_in_all():
    paid, of_year = first_import([5, None, None], [30, None, 20])
    assert of_year == [None, None, None]
    assert [row for row in paid if row[0] == "b"] == [("b", "NaT", "2023-08", 50)]
    assert [row for row in paid if row[0] == "a"] == [
        ("a", "2023-01", "2023-08", 25),
        ("a", "2023-09", "2023-09", 5),
        ("a", "NaT", "2022-12", 70),
    ]


def test_a_year_that_rows_without_a_payment_this_month_state_leaves_blank_what_was_not_paid():
    paid, of_year = first_import([None, None, 2], [30, None, 20])
    assert of_year == [30, None, 20]
    assert [row for row in paid if row[0] == "b"] == [("b", "NaT", "2022-12", 50)]


def test_a_new_code_takes_the_payments_of_the_old_one():
    names = {"a": "智能座舱", "b": "智能座舱"}
    frame, _ = payments(
        [ledger({"a": 10}, names), ledger({"b": 12}, names), ledger({"b": 12, "c": 1}, names)]
    )
    found = [(code, f"{month:%Y-%m}", amount) for code, month, amount, _ in frame.itertuples(index=False)]
    assert found == [("b", "2022-12", 10), ("b", "2023-01", 2), ("c", "2023-02", 1)]


def test_a_project_that_left_and_came_back_pays_what_came_since():
    frame, _ = payments([ledger({"a": 10}), ledger({"c": 1}), ledger({"a": 12, "c": 1})])
    assert rows_of(frame) == [
        ("a", "NaT", "2022-12", 10),
        ("c", "NaT", "2023-01", 1),
        ("a", "2023-01", "2023-02", 2),
    ]


def test_dated_payments_count_up_to_their_month_and_growth_after_it():
    months = pd.to_datetime(["2021-05-01", "2022-02-01"])
    paid = pd.DataFrame({"key": ["a", "a"], "month": months, "amount": [3, 7], "since": months.min()})
    ledgers = [ledger({"a": 9}), ledger({"a": 10}), ledger({"a": 15, "b": 2})]
    frame, since = payments(ledgers, {2: paid})
    assert since == "2021-05-01"
    assert frame["amount"].tolist() == [3, 7, 5, 2]
    assert frame["project_code"].tolist() == ["a", "a", "a", "b"]


def of_two_years(second: dict[str, int], *, code: str = "a", gap: bool = False) -> list[tuple]:
    """Payments after a ledger of 2022 with months, then one of 2023 with months and the funds before 2023."""
    first = pd.DataFrame({"key": ["a", "a"], "month": pd.to_datetime(["2022-03-01", "2022-08-01"])})
    first = first.assign(amount=[3, 4], since=pd.Timestamp("2022-01-01"))
    later = pd.DataFrame(
        {"key": code, "month": pd.to_datetime(list(second)), "amount": list(second.values())}
    )
    later = later.assign(since=pd.Timestamp("2023-01-01"))
    history = [
        replace(FIRST, number=1, month="2022-08" if gap else "2022-12"),
        replace(FIRST, number=2, month="2023-02"),
    ]
    ledgers = [ledger({"a": 7}, {"a": "甲"}), ledger({code: sum(second.values())}, {code: "甲"})]
    dated = [first, later]
    frame, since = payments_until(
        history, history[-1], lambda each: ledgers[each.number - 1], lambda each: dated[each.number - 1]
    )
    assert since.isoformat() == "2022-01-01"
    rows = frame.sort_values("month").itertuples(index=False)
    return [(row[0], str(row.since)[:7], f"{row.month:%Y-%m}", row.amount) for row in rows]


@pytest.mark.parametrize("code", ["a", "b"])
def test_months_of_an_earlier_ledger_stay(code):
    assert of_two_years({"2022-12-01": 7, "2023-02-01": 5}, code=code) == [
        (code, "2022-03", "2022-03", 3),
        (code, "2022-08", "2022-08", 4),
        (code, "2023-02", "2023-02", 5),
    ]


def test_what_a_later_ledger_states_otherwise_of_the_time_before_has_no_month():
    assert of_two_years({"2022-12-01": 9, "2023-02-01": 5})[2:] == [
        ("a", "NaT", "2022-12", 2),
        ("a", "2023-02", "2023-02", 5),
    ]


def test_funds_between_two_ledgers_of_months_are_of_the_time_between():
    assert of_two_years({"2022-12-01": 9, "2023-02-01": 5}, gap=True)[2:] == [
        ("a", "2022-09", "2022-12", 2),
        ("a", "2023-02", "2023-02", 5),
    ]


def of_three_imports(before_2023: int, *, code: str = "a") -> list[tuple]:
    """Payments after imports of 2022-12, of 2023-07 with months since 2022-08, of 2023-11 since January."""
    frames = [
        pd.DataFrame({"key": name, "month": pd.to_datetime(list(paid)), "amount": list(paid.values())})
        for name, paid in (
            ("a", {"2022-07-01": 1, "2022-08-01": 2, "2022-10-01": 4, "2023-07-01": 8}),
            (code, {"2022-12-01": before_2023, "2023-07-01": 8, "2023-11-01": 16}),
        )
    ]
    since = [pd.Timestamp("2022-08-01"), pd.Timestamp("2023-01-01")]
    dated = [None, *(frame.assign(since=day) for frame, day in zip(frames, since, strict=True))]
    ledgers = [
        ledger({"a": 7}, {"a": "甲"}),
        ledger({"a": 15}, {"a": "甲"}),
        ledger({code: before_2023 + 24}, {code: "甲"}),
    ]
    months = ("2022-12", "2023-07", "2023-11")
    history = [replace(FIRST, number=place + 1, month=month) for place, month in enumerate(months)]
    frame, _ = payments_until(
        history, history[-1], lambda each: ledgers[each.number - 1], lambda each: dated[each.number - 1]
    )
    return rows_of(frame.sort_values("month", kind="stable"))


@pytest.mark.parametrize("code", ["a", "b"])
def test_months_before_the_year_of_an_import_that_dates_from_january_stay(code):
    assert of_three_imports(7, code=code) == [
        (code, "NaT", "2022-07", 1),
        (code, "2022-08", "2022-08", 2),
        (code, "2022-10", "2022-10", 4),
        (code, "2023-07", "2023-07", 8),
        (code, "2023-11", "2023-11", 16),
    ]


def test_months_of_another_sum_before_the_year_do_not_stay():
    assert of_three_imports(9) == [
        ("a", "NaT", "2022-12", 7),
        ("a", "NaT", "2022-12", 2),
        ("a", "2023-07", "2023-07", 8),
        ("a", "2023-11", "2023-11", 16),
    ]


MONTHS = pd.period_range("2021-01", "2023-12", freq="M")


def place_of(month: pd.Period | pd.Timestamp) -> int:
    """How many months after the first one a month is."""
    return 12 * (month.year - MONTHS[0].year) + month.month - MONTHS[0].month


def of_year(truth: dict[str, dict[pd.Period, int]], now: pd.Period) -> pd.DataFrame | None:
    """Dated payments of a ledger with columns of months for its year, and one for the funds before it."""
    january = pd.Period(f"{now.year}-01", "M")
    rows = [
        (key, max(month, january - 1), yuan)
        for key, paid in truth.items()
        for month, yuan in paid.items()
        if month <= now and yuan
    ]
    if not rows:
        return None
    frame = pd.DataFrame(rows, columns=["key", "month", "amount"])
    frame["month"] = frame["month"].map(pd.Period.to_timestamp)
    sums = frame.groupby(["key", "month"])[["amount"]].sum().reset_index()
    return sums.assign(since=january.to_timestamp())


@pytest.mark.parametrize("seed", range(24))
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
        this_year = until(pd.Period(f"{now.year}-01", "M")) if with_year else none
        cells = {"funds_ytd": this_year, "funds_month": until(now) if with_month else none}
        for name, column in cells.items():
            place = table.column_names.index(name)
            table = table.set_column(place, name, pa.array(column, pa.int64()))
        return table

    history = [replace(FIRST, number=n, month=str(month)) for n, month in enumerate(imported, start=1)]
    with_months = {entry.number for entry in history if seed >= 12 and rng.random() < 0.7}

    def dated(entry: Import) -> pd.DataFrame | None:
        return of_year(truth, pd.Period(entry.month, "M")) if entry.number in with_months else None

    frame, _ = payments_until(history, history[-1], columns, dated)
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


def test_funds_without_a_beginning_begin_with_the_signing_of_their_project():
    months = pd.to_datetime(["2022-12-01", "2022-12-01", "2022-12-01", "2023-02-01"])
    paid = pd.DataFrame({"project_code": ["a", "b", "c", "a"], "month": months, "amount": [5, 6, 7, 8]})
    paid = paid.assign(since=pd.to_datetime([None, None, None, "2023-02-01"]))
    signed = pd.to_datetime(["2022-06-10", "2023-01-09", None])
    found = begun_at_signing(paid, pd.DataFrame({"key": ["a", "b", "c"], "signed_on": signed}))
    assert [str(day)[:7] for day in found["since"]] == ["2022-06", "NaT", "NaT", "2023-02"]
    assert found["amount"].tolist() == [5, 6, 7, 8]


def at_rate(table: pa.Table, rates: dict[str, float]) -> pa.Table:
    """The ledger with amounts of some projects converted from dollars."""
    keys = table["key"].to_pylist()
    return (
        table.append_column("currency", pa.array(["USD" if key in rates else "" for key in keys]))
        .append_column("exchange_rate", pa.array([rates.get(key) for key in keys], pa.float64()))
        .append_column("converted", pa.array(["funds_to_date" if key in rates else "" for key in keys]))
    )


def paid_by(frame: pd.DataFrame) -> dict[tuple[str, str], int]:
    return {
        (code, f"{month:%Y-%m}"): amount for code, month, amount, _ in frame.itertuples(index=False) if amount
    }


def test_a_new_exchange_rate_is_no_payment_and_payments_still_add_up():
    first = at_rate(ledger({"a": 700, "b": 5}), {"a": 7.0})
    moved = at_rate(ledger({"a": 720, "b": 5}), {"a": 7.2})
    paid = at_rate(ledger({"a": 1064, "b": 9}), {"a": 7.6})
    assert paid_by(payments([first, moved])[0]) == {("a", "2022-12"): 720, ("b", "2022-12"): 5}
    of_three = {("a", "2022-12"): 760, ("a", "2023-02"): 304, ("b", "2022-12"): 5, ("b", "2023-02"): 4}
    assert paid_by(payments([first, moved, paid])[0]) == of_three


def test_a_new_rate_and_a_new_code_are_no_payment():
    names = {"a": "智能座舱", "b": "智能座舱"}
    first, later = ledger({"a": 700}, names), ledger({"b": 720}, names)
    found = payments([at_rate(first, {"a": 7.0}), at_rate(later, {"b": 7.2})])[0]
    assert paid_by(found) == {("b", "2022-12"): 720}


@pytest.mark.parametrize("seed", range(4))
def test_rounding_at_a_new_rate_makes_no_payment_either(seed):
    rng = random.Random(seed)
    dollars, ledgers = {f"p{n}": 0.0 for n in range(30)}, []
    for _ in range(5):
        rate = round(rng.uniform(6.3, 7.3), 4)
        dollars = {key: value + rng.choice((0, 0, rng.uniform(10, 9e6))) for key, value in dollars.items()}
        yuan = {key: round(value * rate) for key, value in dollars.items()}
        ledgers.append(at_rate(ledger(yuan), dict.fromkeys(dollars, rate)))
    frame, _ = payments(ledgers)
    sums = frame.groupby("project_code")["amount"].sum()
    assert {key: amount for key, amount in sums.items() if amount} == {k: v for k, v in yuan.items() if v}
    assert frame["amount"].abs().min() > 60, "no 元 that rounding left is a payment"


def test_months_before_dated_payments_are_converted_at_the_rate_of_the_ledger_that_dates_them():
    months = pd.to_datetime(["2022-12-01", "2023-01-01"])
    paid = pd.DataFrame({"key": "a", "month": months, "amount": [720, 36], "since": months[1]})
    ledgers = [at_rate(ledger({"a": 700}), {"a": 7.0}), at_rate(ledger({"a": 756}), {"a": 7.2})]
    assert paid_by(payments(ledgers, {2: paid})[0]) == {("a", "2022-12"): 720, ("a", "2023-01"): 36}


def test_imports_without_rates_are_read_as_before():
    first, later = ledger({"a": 700}), at_rate(ledger({"a": 720}), {"a": 7.2})
    assert paid_by(payments([first, later])[0]) == {("a", "2022-12"): 700, ("a", "2023-01"): 20}
