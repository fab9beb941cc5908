"""Funds of spans of time from a ledger's payments."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from jjinvest.analysis.opening import load_sample
from jjinvest.metrics.dated_funds import funds_of_span
from jjinvest.metrics.ledger_observations import observations

START, END = pd.Timestamp(2022, 1, 1), pd.Timestamp(2022, 12, 31)


@pytest.fixture(scope="module")
def state():
    return load_sample().results.workspace.ledger


def test_funds_of_a_year_are_its_dated_payments(state):
    paid = state.payments[state.payments["month"].dt.year == 2022]
    assert int(funds_of_span(state, START, END).sum()) == int(paid["amount"].sum()) > 0


def test_a_payment_that_may_lie_in_the_year_or_not_leaves_it_open(state):
    payments = state.payments.copy()
    last = payments.index[payments["month"] >= pd.Timestamp(2023, 1, 1)][0]
    payments.loc[last, "since"] = pd.Timestamp(2022, 11, 1)
    assert funds_of_span(replace(state, payments=payments), START, END) is None
    unstated = payments.loc[[last]].assign(amount=0)
    assert funds_of_span(replace(state, open_time=unstated), START, END) is None


def test_funds_of_projects_that_are_gone_and_times_before_the_first_payment_leave_it_open(state):
    assert funds_of_span(replace(state, gone_paid=1), START, END) is None
    assert funds_of_span(state, pd.Timestamp(1990, 1, 1), pd.Timestamp(1990, 12, 31)) is None


def test_years_before_and_the_first_half_have_funds_where_payments_are_dated(state):
    year = state.stands_on.year
    rows = observations(state, str(year))
    of_all = rows[(rows["metric"] == "funds_in_place") & (rows["scope"] == "all")].set_index("period")[
        "value"
    ]
    paid = state.payments.groupby(state.payments["month"].dt.year)["amount"].sum()
    assert of_all[str(year - 1)] == pytest.approx(paid[year - 1] / 10**8)
    in_half = state.payments["month"].between(pd.Timestamp(year, 1, 1), pd.Timestamp(year, 6, 30))
    halves = state.payments.loc[in_half, "amount"].sum() / 10**8
    assert (f"{year}H1" in of_all) == (paid[year] == state.projects["funds_ytd"].sum())
    assert of_all.get(f"{year}H1", halves) == pytest.approx(halves)
    open_rows = observations(replace(state, gone_paid=1), str(year))
    open_years = open_rows.loc[open_rows["metric"] == "funds_in_place", "period"]
    assert set(open_years) == {str(year)}
