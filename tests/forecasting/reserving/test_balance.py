"""Funds by remaining balance, on projects whose payments are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.quantity import YI
from jjinvest.forecasting.reserving.balance import balance_model, project_balances, project_quarters
from jjinvest.forecasting.reserving.triangle import TriangleError, cohorts_of


def paying(share, *, quarters=16, per_quarter=6, amount=YI, as_of="2023-12-31", seed=0):
    """Projects of which each pays a share of its balance every quarter after signing."""
    rng = np.random.default_rng(seed)
    end = pd.Period(as_of, freq="Q")
    rows, paid = [], []
    for back in range(quarters):
        signed = end - back
        for number in range(per_quarter):
            code, left = f"{signed}-{number}", float(amount)
            rows.append((code, signed.start_time + pd.Timedelta(days=40)))
            for age in range(1, back + 1):
                funds = left * share * rng.uniform(0.8, 1.2)
                left -= funds
                paid.append((code, (signed + age).start_time, round(funds)))
    ledger = pd.DataFrame(rows, columns=["project_code", "signed_on"])
    ledger["agreed_amount"] = pd.array([amount] * len(ledger), dtype="Int64")
    ledger["terminated_on"] = pd.Series(pd.NaT, ledger.index, dtype="datetime64[ns]")
    return ledger, pd.DataFrame(paid, columns=["project_code", "month", "amount"])


def test_balances_are_the_agreed_amount_less_earlier_payments():
    ledger, paid = paying(0.1, quarters=6)
    quarters = project_quarters(cohorts_of(ledger, paid, as_of="2023-12-31"))
    codes = ledger["project_code"].to_numpy()
    for row in (0, len(codes) - 1):
        own = paid[paid["project_code"] == codes[row]]
        for place in np.flatnonzero(quarters.balance[row]):
            number = quarters.first + place
            begin = pd.Period(year=number // 4, quarter=number % 4 + 1, freq="Q").start_time
            assert quarters.balance[row, place] == YI - own.loc[own["month"] < begin, "amount"].sum()


@pytest.mark.parametrize("share", [0.05, 0.2])
def test_a_constant_rate_is_found_again(share):
    ledger, paid = paying(share)
    cohorts = cohorts_of(ledger, paid, as_of="2023-12-31")
    projection = project_balances(balance_model(cohorts, 4), 4)
    left = YI * len(ledger) - paid["amount"].sum()
    assert projection.expected == pytest.approx(left * (1 - (1 - share) ** 4), rel=0.12)
    assert 0 < projection.standard_error < projection.expected


def test_no_project_pays_more_than_its_balance():
    ledger, paid = paying(0.8)
    cohorts = cohorts_of(ledger, paid, as_of="2023-12-31")
    projection = project_balances(balance_model(cohorts, 8), 8)
    assert projection.expected <= YI * len(ledger) - paid["amount"].sum()


def test_terminated_projects_pay_nothing_more():
    ledger, paid = paying(0.1)
    every = project_balances(balance_model(cohorts_of(ledger, paid, as_of="2023-12-31"), 4), 4)
    ledger.loc[::2, "terminated_on"] = pd.Timestamp("2023-12-30")
    half = project_balances(balance_model(cohorts_of(ledger, paid, as_of="2023-12-31"), 4), 4)
    assert half.expected < 0.7 * every.expected


def test_one_state_of_the_ledger_gives_a_wide_range():
    ledger, paid = paying(0.1)
    stock = paid.groupby("project_code", as_index=False)["amount"].sum()
    stock["month"] = pd.Timestamp("2023-12-01")
    one = cohorts_of(ledger, stock, as_of="2023-12-31", observed_from="2023-12-01")
    dated = cohorts_of(ledger, paid, as_of="2023-12-31")
    by_curve, own = (project_balances(balance_model(c, 4), 4) for c in (one, dated))
    assert by_curve.expected == pytest.approx(own.expected, rel=0.25)
    assert by_curve.standard_error > 2 * own.standard_error


def test_without_any_payment_there_is_no_model():
    ledger, paid = paying(0.1)
    with pytest.raises(TriangleError):
        balance_model(cohorts_of(ledger, paid.iloc[:0].astype({"amount": "int64"}), as_of="2023-12-31"), 4)
