"""Payments of projects that came, left, were renamed, split or merged between imports."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

from jjinvest.ledger.store.payments_of_imports import payments_until
from jjinvest.ledger.store.signing_months import begun_at_signing
from jjinvest.ledger.store.store import Import
from jjinvest.ledger.validation.projects.continued_projects import continued_projects

COLUMNS = ("key", "project_name", "agreed_amount", "funds_month", "funds_ytd", "funds_to_date")
SIGNED = pd.Timestamp("2022-02-01")


def ledger(*rows: tuple, park: dict[str, str] | None = None) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    frame = frame.astype(dict.fromkeys(COLUMNS[2:], "Int64"))
    parks = [(park or {}).get(key, "物流园") for key in frame["key"]]
    texts = dict.fromkeys(("origin", "sector", "top500", "chain", "task_force", "channel"), "")
    return frame.assign(investor="甲公司", signed_on=SIGNED, park=parks, **texts)


def payments(ledgers: dict[str, pd.DataFrame]) -> list[tuple[str, str, str, int]]:
    history = [
        Import(n, "2024-01-05T09:00:00+08:00", "a.xlsx", "", "", "", month, 0, 0, 0, 0, 0, 0, 0)
        for n, month in enumerate(ledgers, start=1)
    ]

    def columns(entry: Import) -> pa.Table:
        table = pa.Table.from_pandas(ledgers[entry.month], preserve_index=False)
        key = table["key"].combine_chunks().cast(pa.string()).dictionary_encode()
        return table.set_column(0, "key", key)

    frame, _ = payments_until(history, history[-1], columns, lambda _: None)
    frame = begun_at_signing(frame, ledgers[history[-1].month])
    return sorted(
        (row.project_code, str(row.since)[:7], f"{row.month:%Y-%m}", int(row.amount))
        for row in frame.itertuples(index=False)
    )


def test_a_project_first_listed_later_is_parted_by_its_own_columns():
    first = ledger(("A-1", "甲", 900, 0, 100, 400))
    later = ledger(("A-1", "甲", 900, 50, 150, 450), ("B-1", "乙", 500, 10, 30, 50))
    assert [row for row in payments({"2023-06": first, "2023-07": later}) if row[0] == "B-1"] == [
        ("B-1", "2022-02", "2022-12", 20),
        ("B-1", "2023-01", "2023-06", 20),
        ("B-1", "2023-07", "2023-07", 10),
    ]


def test_without_columns_of_the_year_the_months_of_a_project_first_listed_later_are_unknown():
    first = ledger(("A-1", "甲", 900, None, None, 400))
    later = ledger(("A-1", "甲", 900, None, None, 400), ("B-1", "乙", 500, None, None, 50))
    found = payments({"2022-12": first, "2023-03": later})
    assert ("B-1", "2022-02", "2023-03", 50) in found


def test_months_alone_are_payments_and_what_was_before_them_is_open():
    months = {
        f"2023-0{n}": ledger(("A", "甲", 900, 10 * n, None, None), ("B", "乙", 900, None, None, None))
        for n in (3, 4, 6)
    }
    assert [row for row in payments(months) if row[0] == "A"] == [
        ("A", "2022-02", "2023-02", 0),
        ("A", "2023-03", "2023-03", 30),
        ("A", "2023-04", "2023-04", 40),
        ("A", "2023-05", "2023-05", 0),
        ("A", "2023-06", "2023-06", 60),
    ]


def test_the_year_to_date_alone_gives_its_months_and_leaves_earlier_years_open():
    ledgers = {
        "2022-12": ledger(("A", "甲", 900, None, 80, None)),
        "2023-03": ledger(("A", "甲", 900, None, 20, None)),
        "2023-04": ledger(("A", "甲", 900, None, 25, None)),
    }
    assert payments(ledgers)[1:] == [
        ("A", "2023-01", "2023-03", 20),
        ("A", "2023-04", "2023-04", 5),
    ]


def test_an_import_without_funds_takes_no_payment_back():
    ledgers = {
        "2023-01": ledger(("A", "甲", 900, None, None, 80)),
        "2023-02": ledger(("A", "甲", 900, None, None, None)),
        "2023-03": ledger(("A", "甲", 900, None, None, 95)),
    }
    assert payments(ledgers) == [("A", "2022-02", "2023-01", 80), ("A", "2023-02", "2023-03", 15)]


def renamed() -> dict[str, pd.DataFrame]:
    return {
        "2023-06": ledger(("甲", "甲", 900, 5, 40, 70), ("丙", "丙", 800, 0, 0, 0)),
        "2023-07": ledger(("乙", "乙", 900, 3, 43, 73), ("丙", "丙", 800, 0, 0, 0)),
    }


def test_a_renamed_project_keeps_its_payments():
    assert payments(renamed()) == [
        ("乙", "2022-02", "2022-12", 30),
        ("乙", "2023-01", "2023-05", 35),
        ("乙", "2023-06", "2023-06", 5),
        ("乙", "2023-07", "2023-07", 3),
    ]


def test_another_amount_or_fewer_funds_are_another_project():
    before, after = renamed().values()
    for change in ({"agreed_amount": 901}, {"funds_to_date": 69}, {"signed_on": SIGNED + pd.Timedelta("1D")}):
        assert continued_projects(before, after.assign(**change)) == {}
    assert continued_projects(before, after) == {"甲": ["乙"]}


def split(park: dict[str, str] | None = None) -> dict[str, pd.DataFrame]:
    return {
        "2023-05": ledger(("A", "甲", 60, 6, 6, 9)),
        "2023-06": ledger(("A", "甲", 60, 5, 11, 14)),
        "2023-07": ledger(("A-1", "甲一期", 40, 2, 11, 12), ("A-2", "甲二期", 20, 0, 2, 4), park=park),
    }


def test_parts_of_a_split_project_take_its_payments_by_month():
    found = pd.DataFrame(payments(split()), columns=["key", "since", "month", "amount"])
    assert found.groupby("month")["amount"].sum().to_dict() == {
        "2022-12": 3,
        "2023-05": 6,
        "2023-06": 5,
        "2023-07": 2,
    }
    of_years = found.groupby(["key", found["month"].str[:4]])["amount"].sum()
    assert of_years.to_dict() == {
        ("A-1", "2022"): 1,
        ("A-1", "2023"): 11,
        ("A-2", "2022"): 2,
        ("A-2", "2023"): 2,
    }


def test_parts_of_different_groups_take_no_months_from_the_whole():
    assert payments(split({"A-1": "物流园", "A-2": "文旅新城"})) == [
        ("A-1", "2022-02", "2022-12", 1),
        ("A-1", "2023-01", "2023-06", 9),
        ("A-1", "2023-07", "2023-07", 2),
        ("A-2", "2022-02", "2022-12", 2),
        ("A-2", "2023-01", "2023-06", 2),
    ]


@pytest.mark.parametrize("park", [None, {"A-1": "物流园", "A-2": "文旅新城"}])
def test_a_part_without_funds_takes_nothing_of_any_month(park):
    first = ledger(("A-1", "甲一期", 40, 0, 11, 14), ("A-2", "甲二期", 20, 0, 0, 0), park=park)
    assert payments(split() | {"2023-07": first}) == [
        ("A-1", "2022-02", "2022-12", 3),
        ("A-1", "2023-05", "2023-05", 6),
        ("A-1", "2023-06", "2023-06", 5),
    ]


def test_projects_merged_into_one_keep_their_payments():
    parts = ledger(("A-1", "甲一期", 40, 0, 6, 9), ("A-2", "甲二期", 20, 0, 2, 2))
    whole = ledger(("A", "甲", 60, 4, 12, 15))
    found = pd.DataFrame(payments({"2023-06": parts, "2023-07": whole}), columns=["k", "s", "m", "yuan"])
    assert found.groupby("m")["yuan"].sum().to_dict() == {"2022-12": 3, "2023-05": 8, "2023-07": 4}


@pytest.mark.parametrize("months", [["2023-05", "2023-06", "2023-07"]])
def test_a_project_renamed_while_it_was_left_out_keeps_its_payments(months):
    other = ("丙", "丙", 800, 0, 0, 0)
    ledgers = [
        ledger(("甲", "甲", 900, 5, 40, 70), other),
        ledger(other),
        ledger(("乙", "乙", 900, 3, 45, 75), other),
    ]
    assert payments(dict(zip(months, ledgers, strict=True)))[2:] == [
        ("乙", "2023-05", "2023-05", 5),
        ("乙", "2023-06", "2023-06", 2),
        ("乙", "2023-07", "2023-07", 3),
    ]


def test_funds_of_the_year_begin_with_the_signing():
    paid = pd.DataFrame(
        {
            "project_code": ["a", "a"],
            "month": pd.to_datetime(["2023-05-01", "2023-03-01"]),
            "amount": [20, 1],
            "since": pd.to_datetime(["2023-01-01", "2023-01-01"]),
        }
    )
    signed = pd.DataFrame({"key": ["a"], "signed_on": [date(2023, 4, 15)]})
    assert begun_at_signing(paid, signed)["since"].dt.month.tolist() == [4, 1]
