"""Triangles of a ledger and of plain arrays: no payment is lost, and unusable inputs are refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.forecasting.ledger.inputs import checked_ledger
from jjinvest.forecasting.reserving.triangle import TriangleError, as_triangle, cohorts_of
from tests.fixtures.ledgers import ledger, payments

LEDGER = ledger(
    [
        ("A", {"signed_on": "2023-02-10", "agreed_amount": 1000}),
        ("B", {"signed_on": "2023-05-10", "agreed_amount": 500}),
        ("C", {"signed_on": "2023-08-10", "agreed_amount": 800}),
        ("D", {"negotiated_on": "2023-05-10"}),
    ]
)


PAYMENTS = payments(
    [
        ("A", "2023-02-01", 100),
        ("A", "2023-05-01", 200),
        ("A", "2023-07-01", 40),
        ("B", "2023-06-01", 50),
        ("B", "2023-03-01", 7),
        ("C", "2023-08-01", 60),
        ("C", "2023-10-01", 90),
        ("D", "2023-06-01", 5),
        ("X", "2023-06-01", 3),
        ("A", "2023-06-01", -20),
    ]
)


def test_triangle_by_hand():
    cohorts = cohorts_of(LEDGER, PAYMENTS, as_of="2023-09-30")
    assert cohorts.triangle.frame.loc["2023Q1"].tolist() == [100, 280, 320]
    assert cohorts.triangle.frame.loc["2023Q2"].tolist()[:2] == [57, 57]
    assert np.isnan(cohorts.triangle.frame.loc["2023Q2", "2"])
    assert cohorts.account.to_dict() == {
        "in_triangle": 437,
        "running_quarter": 0,
        "before_signing": 7,
        "not_signed": 5,
        "unknown_project": 3,
        "after_as_of": 90,
        "total": 535,
    }


def test_months_of_the_running_quarter_are_kept_apart():
    cohorts = cohorts_of(LEDGER, PAYMENTS, as_of="2023-08-31")
    assert cohorts.triangle.origins == ("2023Q1", "2023Q2")
    assert cohorts.triangle.frame.loc["2023Q1"].tolist() == [100, 280]
    assert cohorts.account["running_quarter"] == 100
    assert cohorts.running_months == 2
    assert cohorts.cohorts["paid"].to_dict() == {"2023Q1": 320, "2023Q2": 57, "2023Q3": 60}


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDXY"), st.integers(0, 23), st.integers(-(10**12), 10**12)), max_size=30
    ),
    st.dates(min_value=pd.Timestamp("2023-06-30").date(), max_value=pd.Timestamp("2024-12-31").date()),
)
def test_no_yuan_is_lost_and_the_future_does_not_enter(rows, day):
    paid = payments(
        [(code, f"{2023 + month // 12}-{month % 12 + 1:02d}-01", amount) for code, month, amount in rows]
    )
    cohorts = cohorts_of(LEDGER, paid, as_of=str(day))
    parts = cohorts.account.drop(["total", "before_signing"])
    assert parts.sum() == cohorts.account["total"] == paid["amount"].sum()
    assert cohorts.account["in_triangle"] == np.nansum(cohorts.triangle.latest)
    known = paid[paid["month"] + pd.offsets.MonthEnd(0) <= pd.Timestamp(day)]
    again = cohorts_of(LEDGER, known, as_of=str(day))
    pd.testing.assert_frame_equal(again.triangle.frame, cohorts.triangle.frame)


@pytest.mark.parametrize(
    ("table", "paid", "words"),
    [
        (LEDGER, PAYMENTS.rename(columns={"month": "mo"}), "no column month"),
        (LEDGER, PAYMENTS.astype({"amount": float}), "whole 元"),
        (LEDGER.drop(columns="signed_on"), PAYMENTS, "no column signed_on"),
        (pd.concat([LEDGER, LEDGER]), PAYMENTS, "two rows"),
    ],
)
def test_unusable_inputs_raise_an_error_that_states_the_reason(table, paid, words):
    with pytest.raises(TriangleError, match=words):
        cohorts_of(table, paid, as_of="2023-09-30")


def test_before_the_first_signing_there_is_no_cohort():
    with pytest.raises(TriangleError, match="no project was signed"):
        cohorts_of(LEDGER, PAYMENTS, as_of="2023-01-31")
    with pytest.raises(TriangleError, match="no quarter with signings"):
        cohorts_of(LEDGER, PAYMENTS, as_of="2023-02-28")


def test_ages_before_known_payments_are_blank_and_count_afterwards():
    """First import at the end of 2023Q2: the first quarter's cohort shows one sum, without when it came."""
    complete = cohorts_of(LEDGER, PAYMENTS, as_of="2023-09-30")
    start = pd.Timestamp("2023-06-01")
    stock = PAYMENTS.assign(month=PAYMENTS["month"].where(PAYMENTS["month"] > start, start))
    stock = stock.groupby(["project_code", "month"], as_index=False)["amount"].sum()
    cohorts = cohorts_of(LEDGER, stock, as_of="2023-09-30", observed_from="2023-06-01")
    old = np.array([int(quarter[-1]) < 2 for quarter in cohorts.triangle.origins])
    assert np.isnan(cohorts.triangle.cumulative[old, 0]).all()
    known = ~np.isnan(cohorts.triangle.cumulative)
    assert np.array_equal(cohorts.triangle.cumulative[known], complete.triangle.cumulative[known])
    assert np.isnan(cohorts.by_project[cohorts.projects["cohort"].to_numpy() == 0, :2]).all()


def test_payments_before_a_signing_in_the_running_quarter_are_outside_the_triangle():
    table = checked_ledger(
        pd.DataFrame(
            {
                "project_code": ["A", "B"],
                "project_name": ["甲", "乙"],
                "origin": "in_city",
                "agreed_amount": 10**8,
                "negotiated_on": pd.Timestamp("2023-01-01"),
                "contract_on": None,
                "started_on": None,
                "in_production_on": None,
                "terminated_on": None,
                "signed_on": pd.to_datetime(["2023-02-01", "2023-08-01"]),
            }
        )
    )
    paid = pd.DataFrame({"project_code": ["A", "B"], "month": pd.Timestamp("2023-03-01"), "amount": [5, 7]})
    cohorts = cohorts_of(table, paid, as_of="2023-09-01")
    assert cohorts.account["in_triangle"] == 5 == cohorts.triangle.latest.sum()
    assert cohorts.account["running_quarter"] == 7
    assert cohorts.cohorts["paid"].tolist() == [5, 7]


def test_increments_with_a_gap_or_padded_with_zeros_are_refused():
    with pytest.raises(TriangleError, match="gap"):
        as_triangle([[1, np.nan, 3], [1, 2, np.nan]], cumulative=False)
    with pytest.raises(TriangleError, match="zeros"):
        as_triangle([[1, 2, 3], [2, 4, 0], [3, 0, 0]], cumulative=False)
