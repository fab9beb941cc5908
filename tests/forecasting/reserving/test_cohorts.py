"""Funds by cohort: the triangle loses nothing, the forecast finds the truth, ceilings hold, short histories say so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.forecasting.reserving.cohorts import funds_model, project_funds
from jjinvest.forecasting.reserving.triangle import TriangleError, cohorts_of
from tests.fixtures.ledgers import ledger, payments

TWO = ledger([
    ("A", {"signed_on": "2023-02-10", "agreed_amount": 1000}),
    ("B", {"signed_on": "2023-05-10", "agreed_amount": 500}),
    ("C", {"signed_on": "2023-08-10", "agreed_amount": 800}),
    ("D", {"negotiated_on": "2023-05-10"}),
])  # fmt: skip
PAID = payments([
    ("A", "2023-02-01", 100), ("A", "2023-05-01", 200), ("A", "2023-07-01", 40), ("B", "2023-06-01", 50),
    ("B", "2023-03-01", 7), ("C", "2023-08-01", 60), ("C", "2023-10-01", 90), ("D", "2023-06-01", 5), ("X", "2023-06-01", 3),
    ("A", "2023-06-01", -20),
])  # fmt: skip


def test_triangle_by_hand():
    found = cohorts_of(TWO, PAID, as_of="2023-09-30")
    assert found.triangle.frame.loc["2023Q1"].tolist() == [100, 280, 320]
    assert found.triangle.frame.loc["2023Q2"].tolist()[:2] == [57, 57]
    assert np.isnan(found.triangle.frame.loc["2023Q2", "2"])
    assert found.account.to_dict() == {
        "in_triangle": 437, "running_quarter": 0, "before_signing": 7, "not_signed": 5, "unknown_project": 3,
        "after_as_of": 90, "total": 535,
    }  # fmt: skip


def test_within_a_quarter_its_months_wait_apart():
    found = cohorts_of(TWO, PAID, as_of="2023-08-31")
    assert found.triangle.origins == ("2023Q1", "2023Q2")
    assert found.triangle.frame.loc["2023Q1"].tolist() == [100, 280]
    assert found.account["running_quarter"] == 100
    assert found.running_months == 2
    assert found.cohorts["paid"].to_dict() == {"2023Q1": 320, "2023Q2": 57, "2023Q3": 60}


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
    found = cohorts_of(TWO, paid, as_of=str(day))
    parts = found.account.drop(["total", "before_signing"])
    assert parts.sum() == found.account["total"] == paid["amount"].sum()
    assert found.account["in_triangle"] == np.nansum(found.triangle.latest)
    known = paid[paid["month"] + pd.offsets.MonthEnd(0) <= pd.Timestamp(day)]
    again = cohorts_of(TWO, known, as_of=str(day))
    pd.testing.assert_frame_equal(again.triangle.frame, found.triangle.frame)


@pytest.mark.parametrize(
    ("table", "paid", "words"),
    [
        (TWO, PAID.rename(columns={"month": "mo"}), "no column month"),
        (TWO, PAID.astype({"amount": float}), "whole 元"),
        (TWO.drop(columns="signed_on"), PAID, "no column signed_on"),
        (pd.concat([TWO, TWO]), PAID, "two rows"),
    ],
)
def test_what_cannot_be_used_says_why(table, paid, words):
    with pytest.raises(TriangleError, match=words):
        cohorts_of(table, paid, as_of="2023-09-30")


def test_before_the_first_signing_there_is_no_cohort():
    with pytest.raises(TriangleError, match="no project was signed"):
        cohorts_of(TWO, PAID, as_of="2023-01-31")
    with pytest.raises(TriangleError, match="no quarter with signings"):
        cohorts_of(TWO, PAID, as_of="2023-02-28")


def steady(quarters=20, *, projects=6, seed=1, shares=(0.1, 0.12, 0.1, 0.08, 0.05, 0.03, 0.02)):
    """Projects of 1 亿元 that pay noisy shares of it at each age."""
    rng, rows, paid = np.random.default_rng(seed), [], []
    for quarter in range(quarters):
        for number in range(projects):
            code, month = f"{quarter}-{number}", np.datetime64("2018-02", "M") + 3 * quarter
            rows.append((code, {"signed_on": f"{month}-15"}))
            for age, share in enumerate(shares):
                amount = int(10**8 * share * rng.gamma(4, 0.25))
                paid.append((code, f"{month + 3 * age}-01", amount))
    return ledger(rows), payments(paid), shares


def test_coming_funds_of_a_steady_district_are_found():
    table, paid, shares = steady()
    model = funds_model(cohorts_of(table, paid, as_of="2022-12-31"))
    np.testing.assert_allclose(model.share[:7], shares, rtol=0.12)
    assert (model.survival == 1).all()
    coming = project_funds(model, 4)
    later = paid[(paid["month"] >= "2023-01-01") & (paid["month"] < "2024-01-01")]["amount"].sum()
    assert abs(coming.expected - later) < 2.5 * coming.standard_error
    assert coming.standard_error < 0.15 * coming.expected
    summary = model.summary()
    assert (summary["method"] == "bornhuetter_ferguson").sum() == 3
    assert summary["share_in_place"].iloc[:10].between(0.4, 0.6).all()


def test_standard_errors_of_coming_funds_are_honest():
    misses = []
    for seed in range(40):
        table, paid, _ = steady(seed=seed, projects=4, quarters=16)
        coming = project_funds(funds_model(cohorts_of(table, paid, as_of="2021-12-31")), 4)
        later = paid[(paid["month"] >= "2022-01-01") & (paid["month"] < "2023-01-01")]["amount"].sum()
        misses.append((later - coming.expected) / coming.standard_error)
    assert 0.7 < np.std(misses) < 1.4
    assert abs(np.mean(misses)) < 0.5


def test_no_cohort_gets_more_than_its_live_agreed_amount():
    table, paid, _ = steady()
    small = table.assign(
        agreed_amount=table["agreed_amount"].where(table["project_code"].str[:2] != "17", 15 * 10**6)
    )
    model = funds_model(cohorts_of(small, paid, as_of="2022-12-31"))
    coming = project_funds(model, 4)
    about = model.cohorts.cohorts
    room = about["ceiling"] - about["paid"]
    assert (coming.by_cohort.sum(axis=1) <= room + 1e-6).all()
    assert model.summary().loc["2022Q2", "capped"] in (True, False)


def test_terminated_projects_bring_nothing_more():
    table, paid, _ = steady()
    gone = table["terminated_on"].where(table["signed_on"] < "2022-10-01", pd.Timestamp("2022-12-15"))
    before = project_funds(funds_model(cohorts_of(table, paid, as_of="2022-12-31")), 4)
    after = project_funds(
        funds_model(cohorts_of(table.assign(terminated_on=gone), paid, as_of="2022-12-31")), 4
    )
    assert before.by_cohort.loc["2022Q4"].sum() > 0
    assert after.by_cohort.loc["2022Q4"].sum() == 0


FAIR = pd.DataFrame(
    {
        "months": [1.7, 5.7, 12.5, 17.5, 26, 30],
        "share": [0.126, 0.22, 0.33, 0.38, 0.46, 0.49],
        "source": "national fair",
    }
)


def test_a_single_cohort_needs_an_external_curve_and_gets_it():
    table, paid, _ = steady(quarters=1)
    found = cohorts_of(table, paid, as_of="2018-03-31")
    alone = funds_model(found)
    assert alone.chain is None
    model = funds_model(found, external=FAIR)
    assert model.shares.external
    coming = project_funds(model, 4)
    # 6 projects of 1 亿元; the curve reads about 0.31 − 0.11 between 1.5 and 13.5 months less what it had at
    # first
    assert 0.1 < coming.expected / 6e8 < 0.3
    assert coming.standard_error > 0.15 * coming.expected


def test_cohorts_without_agreed_amounts_have_no_ceiling():
    table, paid, _ = steady()
    blank = table.assign(agreed_amount=table["agreed_amount"].where(~table["project_code"].isin(["12-0"])))
    found = cohorts_of(blank, paid, as_of="2022-12-31")
    assert found.cohorts["without_amount"].sum() == 1
    assert not funds_model(found).summary().loc["2021Q1", "capped"]


def test_corrections_below_zero_are_carried():
    table, paid, _ = steady()
    wrong = pd.concat([paid, payments([("19-0", "2022-12-01", -(10**8))])], ignore_index=True)
    coming = project_funds(funds_model(cohorts_of(table, wrong, as_of="2022-12-31")), 4)
    assert np.isfinite(coming.expected)
    assert np.isfinite(coming.standard_error)


def test_what_came_before_payments_were_known_is_blank_and_counts_from_then_on():
    """First import at the end of 2023Q2: the first quarter's cohort shows one sum, without when it came."""
    whole = cohorts_of(TWO, PAID, as_of="2023-09-30")
    start = pd.Timestamp("2023-06-01")
    stock = PAID.assign(month=PAID["month"].where(PAID["month"] > start, start))
    stock = stock.groupby(["project_code", "month"], as_index=False)["amount"].sum()
    found = cohorts_of(TWO, stock, as_of="2023-09-30", observed_from="2023-06-01")
    old = np.array([int(quarter[-1]) < 2 for quarter in found.triangle.origins])
    assert np.isnan(found.triangle.cumulative[old, 0]).all()
    known = ~np.isnan(found.triangle.cumulative)
    assert np.array_equal(found.triangle.cumulative[known], whole.triangle.cumulative[known])
    assert np.isnan(found.by_project[found.projects["cohort"].to_numpy() == 0, :2]).all()
