"""Dated payments of an import: they make the months of funds known from the first signing."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.store.select_import import load_with_ledger
from jjinvest.ledger.store.store import Store
from jjinvest.ledger.validation.result import ValidationResult
from jjinvest.ledger.validation.validate import validate
from tests.fixtures.several_sheets import LISTS, PAYMENTS, write_sheets

DAY = date(2024, 1, 10)


def read(district: Path, month: str, payments: list[list[object]] | None) -> ValidationResult:
    path = district.parent / f"{month}.xlsx"
    sheets = {name: rows for name, rows in LISTS.items() if name != "到位资金" or payments is None}
    write_sheets(path, sheets | ({} if payments is None else {"到位资金明细": payments}))
    year, _, number = month.partition("-")
    return validate(path, load_spellings(district), today=DAY, month=(int(year), int(number)))


def add(district: Path, month: str, payments: list[list[object]] | None) -> ValidationResult:
    result = read(district, month, payments)
    assert not result.blocking, result.findings()
    Store(district / "private").add(result, datetime.fromisoformat(f"{DAY}T09:00:00+08:00"))
    return result


def by_month(district: Path) -> tuple[dict[str, int], date]:
    ledger = load_with_ledger(district, "2023Q4", DAY)[1].ledger
    amounts = ledger.payments.groupby(ledger.payments["month"].dt.strftime("%Y-%m"))["amount"].sum()
    return {month: int(amount) // 10**4 for month, amount in amounts.items()}, ledger.funds_known_from


def test_dated_payments_are_the_funds_by_month(district):
    add(district, "2023-12", PAYMENTS)
    assert by_month(district) == (
        {"2022-06": 3000, "2023-03": 2000, "2023-04": 500, "2023-09": 700},
        date(2022, 5, 1),
    )


def test_without_dates_the_columns_of_a_first_import_say_what_is_of_its_year(district):
    add(district, "2023-12", None)
    assert by_month(district) == ({"2022-12": 3000, "2023-12": 3200}, date(2023, 12, 1))
    paid = load_with_ledger(district, "2023Q4", DAY)[1].ledger.payments
    since = paid.groupby("month")["since"].first()
    assert [str(day)[:7] for day in since] == ["2022-05", "2023-02"]  # no earlier than the signing


def test_a_later_import_without_dates_adds_its_growth(district):
    add(district, "2023-11", PAYMENTS)
    add(district, "2023-12", None)
    assert by_month(district)[0]["2022-06"] == 3000
    assert by_month(district)[1] == date(2022, 5, 1)


def test_changed_payments_are_noticed_and_restored_from_the_original(district):
    result = add(district, "2023-12", PAYMENTS)
    store = Store(district / "private")
    (path,) = (district / "private" / "ledgers").glob("*.payments-*.parquet")
    assert path.stat().st_mode & 0o077 == 0
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(DataError, match="changed"):
        store.payments(store.entry(1))
    assert store.restore(result).number == 1
    assert store.payments(store.entry(1))["amount"].sum() == 6200 * 10**4
