"""Certain part of a total by two ledgers: signed amounts or payments, out-of-city or of all projects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import YI
from jjinvest.data.ledger_snapshot import EarlierLedger, LedgerState
from jjinvest.forecasting.attribution.ledger_drivers import compare_ledgers, moved_exchange_rates

DAY = date(2023, 9, 30)


def rows(*projects: tuple[str, str, str, int, int]) -> pd.DataFrame:
    """Projects: key, origin, signed on, agreed amount and funds of the year in 亿元."""
    frame = pd.DataFrame(projects, columns=["key", "origin", "signed_on", "agreed_amount", "funds_ytd"])
    days = {"signed_on": pd.to_datetime(frame["signed_on"]), "terminated_on": pd.NaT}
    in_yuan = {name: frame[name].astype("Int64") * YI for name in ("agreed_amount", "funds_ytd")}
    return frame.assign(project_name=frame["key"], **days, **in_yuan)


def paid(*payments: tuple[str, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(payments, columns=["project_code", "month", "amount"])
    months = pd.to_datetime(frame["month"])
    return frame.assign(month=months, since=months, amount=frame["amount"] * YI)


@pytest.fixture
def state() -> LedgerState:
    then = rows(("a", "city", "2023-02-01", 10, 3), ("b", "abroad", "2022-05-01", 20, 4))
    now = rows(
        ("a", "city", "2023-02-01", 12, 6),
        ("b", "abroad", "2022-05-01", 20, 9),
        ("c", "out_of_city", "2023-07-10", 100, 1),
    )
    old = [("a", "2023-03-01", 3), ("b", "2022-12-01", 50), ("b", "2023-06-01", 4)]
    later = [("a", "2023-07-01", 1), ("b", "2023-08-01", 5), ("c", "2023-09-01", 1)]
    new = [("a", "2023-03-01", 4), *old[1:], *later]
    earlier = EarlierLedger(date(2023, 6, 30), then, paid(*old))
    return LedgerState(2, "b.xlsx", "", DAY, DAY, 0, 0, now, paid(*new), date(2022, 1, 1), earlier)


def explained(drivers) -> dict[tuple[str, str], float]:
    return {(row["kind"], row["key"]): row["change"] / YI for row in drivers.projects.to_dict("records")}


def test_agreed_amounts_change_by_signings(state):
    drivers = compare_ledgers(state, FactId.parse("2023.agreed_amount"), over=False)
    assert (drivers.before, drivers.after) == (10, 112)
    assert explained(drivers) == {("new", "c"): 100, ("changed", "a"): 2}
    out_of_city = compare_ledgers(state, FactId.parse("2023.agreed_amount.out_of_city"), over=False)
    assert (out_of_city.before, out_of_city.after, explained(out_of_city)) == (0, 100, {("new", "c"): 100})


def test_funds_change_by_payments_of_the_year_of_projects_of_any_year(state):
    drivers = compare_ledgers(state, FactId.parse("2023.funds_in_place"), over=False)
    assert (drivers.before, drivers.after) == (7, 15)
    payments = {("new", "b"): 5, ("new", "a"): 1, ("new", "c"): 1}
    assert explained(drivers) == {**payments, ("changed", "a"): 1}
    out_of_city = compare_ledgers(state, FactId.parse("2023.funds_in_place.out_of_city"), over=False)
    assert (out_of_city.before, out_of_city.after) == (4, 10)
    assert explained(out_of_city) == {("new", "b"): 5, ("new", "c"): 1}


def test_once_the_year_is_over_the_amounts_of_the_rows_count(state):
    drivers = compare_ledgers(state, FactId.parse("2023.funds_in_place"), over=True)
    assert (drivers.before, drivers.after) == (7, 16)
    payments = {("new", "b"): 5, ("new", "a"): 1, ("new", "c"): 1}
    assert explained(drivers) == {**payments, ("changed", "a"): 2}
    # rows of a later year do not state this one's
    later = replace(state, stands_on=date(2024, 3, 31))
    assert compare_ledgers(later, FactId.parse("2023.funds_in_place"), over=True).after == 15


def test_without_the_ledger_of_the_release_there_are_no_drivers(state):
    assert (
        compare_ledgers(replace(state, earlier=None), FactId.parse("2023.funds_in_place"), over=False) is None
    )


def test_rates_that_moved_amounts_are_named_by_measure_and_year(state):
    rates = {"currency": ["", "USD"], "exchange_rate": [None, 7.0], "converted": ["", "agreed_amount"]}
    before = state.earlier.projects.assign(funds_to_date=pd.Series([0, 0], dtype="Int64"), **rates)
    now = state.projects.iloc[:2].assign(funds_to_date=pd.Series([0, 0], dtype="Int64"), **rates)
    at_new_rate = now.assign(exchange_rate=[None, 7.2], agreed_amount=now["agreed_amount"] * 36 // 35)
    moved = replace(state, projects=at_new_rate, earlier=replace(state.earlier, projects=before))
    of_year = moved_exchange_rates(moved, FactId.parse("2022.agreed_amount"))
    assert of_year == [("USD", 7.0, 7.2)]
    assert moved_exchange_rates(moved, FactId.parse("2023.agreed_amount")) == []
    assert moved_exchange_rates(moved, FactId.parse("2022.funds_in_place")) == []
    assert moved_exchange_rates(state, FactId.parse("2022.agreed_amount")) == []
