"""Funds by cohort: coming funds and their errors on known truth, ceilings, terminations, short histories."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jjinvest.forecasting.reserving.cohorts import UNPAID_SD, funds_model, project_funds, remaining_range
from jjinvest.forecasting.reserving.triangle import cohorts_of
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate
from tests.fixtures.ledgers import ledger, payments
from tests.fixtures.other_ledgers import known_on, other_district
from tests.fixtures.triangles import FAIR_CURVE


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


def test_coming_funds_of_a_steady_district_are_recovered():
    table, paid, shares = steady()
    model = funds_model(cohorts_of(table, paid, as_of="2022-12-31"))
    np.testing.assert_allclose(model.share[:7], shares, rtol=0.12)
    assert (model.survival == 1).all()
    coming = project_funds(model, 4)
    later = paid[(paid["month"] >= "2023-01-01") & (paid["month"] < "2024-01-01")]["amount"].sum()
    assert abs(coming.expected - later) < 2.5 * coming.standard_error
    assert coming.standard_error < 0.15 * coming.expected
    summary = model.summary()
    assert (~model.old).sum() == 3
    assert summary["share_in_place"].iloc[:10].between(0.4, 0.6).all()


def test_quarters_before_payments_were_kept_are_no_quarters_without_payments():
    table, paid, shares = steady(quarters=20)
    kept = paid[paid["month"] >= "2020-01-01"]  # two years of projects are carried over into the ledger
    model = funds_model(cohorts_of(table, kept, as_of="2022-12-31"))
    np.testing.assert_allclose(model.share[:5], shares[:5], rtol=0.15)


def test_slow_first_payments_of_a_new_ledger_count():
    table, paid, shares = steady(quarters=12)
    slow = paid[paid["month"] >= "2018-07-01"]  # the first project is two quarters old then
    model = funds_model(cohorts_of(table, slow, as_of="2020-12-31"))
    assert model.share[0] < 0.9 * shares[0]


def test_standard_errors_of_coming_funds_match_the_errors():
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


def test_a_single_cohort_needs_an_external_curve_and_gets_it():
    table, paid, _ = steady(quarters=1)
    cohorts = cohorts_of(table, paid, as_of="2018-03-31")
    alone = funds_model(cohorts)
    assert alone.chain is None
    model = funds_model(cohorts, external=FAIR_CURVE)
    assert model.shares.external
    coming = project_funds(model, 4)
    # 6 projects of 1 亿元; the curve reads about 0.31 − 0.11 between 1.5 and 13.5 months less what it had at
    # first
    assert 0.1 < coming.expected / 6e8 < 0.3
    assert coming.standard_error > 0.15 * coming.expected


def test_cohorts_without_agreed_amounts_have_no_ceiling():
    table, paid, _ = steady()
    blank = table.assign(agreed_amount=table["agreed_amount"].where(~table["project_code"].isin(["12-0"])))
    cohorts = cohorts_of(blank, paid, as_of="2022-12-31")
    assert cohorts.cohorts["without_amount"].sum() == 1
    assert not funds_model(cohorts).summary().loc["2021Q1", "capped"]


def test_corrections_below_zero_are_carried():
    table, paid, _ = steady()
    wrong = pd.concat([paid, payments([("19-0", "2022-12-01", -(10**8))])], ignore_index=True)
    coming = project_funds(funds_model(cohorts_of(table, wrong, as_of="2022-12-31")), 4)
    assert np.isfinite(coming.expected)
    assert np.isfinite(coming.standard_error)


def test_a_cohort_with_anything_unpaid_has_a_range():
    """Also the oldest ones, which no other cohort shows the end of, and cohorts of a single project."""
    table, paid, _ = steady(projects=1, quarters=6)
    cohorts = cohorts_of(table, paid, as_of="2019-06-30")
    summary = funds_model(cohorts).summary()
    unpaid = summary["latest"] < summary["agreed_amount"]
    assert unpaid.any()
    assert (summary["high"] > summary["low"])[unpaid].all()
    assert (summary["low"] >= summary["latest"] - 1).all()
    assert (summary["high"] <= summary["agreed_amount"].clip(lower=summary["latest"]) + 1).all()
    assert summary["ultimate"].between(summary["low"], summary["high"]).all()


def test_what_is_to_come_of_an_old_cohort_does_not_follow_what_it_has_paid():
    """The rest of its life: a cohort that has paid twice as much so far has no more to come than others."""
    table, paid, _ = steady(
        projects=4, quarters=12, shares=(0.1, 0.12, 0.1, 0.08, 0.05, 0.03, 0.02) + (0.02,) * 8
    )
    first = paid["project_code"].str.startswith("6-") & (paid["month"] < "2020-09-01")
    fast = paid.assign(amount=paid["amount"].where(~first, 2 * paid["amount"]))
    summary = funds_model(cohorts_of(table, fast, as_of="2020-12-31")).summary()
    assert (summary["method"] == "bornhuetter_ferguson").all()
    coming = summary["ultimate"] - summary["latest"]
    assert summary.loc["2019Q3", "latest"] > 1.5 * summary.loc["2019Q2", "latest"]
    assert coming["2019Q3"] == pytest.approx(coming["2019Q2"], rel=0.2)


def test_cohorts_that_state_no_amount_grow_by_factors():
    table, paid, _ = steady()
    blank = table["project_code"].str.startswith(("12-", "19-"))
    unstated = table.assign(agreed_amount=table["agreed_amount"].mask(blank))
    summary = funds_model(cohorts_of(unstated, paid, as_of="2022-12-31")).summary()
    assert summary.loc["2021Q1", "method"] == "chain_ladder"
    assert summary.loc["2021Q1", "high"] > summary.loc["2021Q1", "ultimate"] > summary.loc["2021Q1", "latest"]
    assert summary.loc["2022Q4", "method"] == "bornhuetter_ferguson"  # too young for factors


def test_many_projects_do_not_make_the_end_of_a_cohort_certain():
    """What a cohort pays in the end depends on the times as well as on its projects."""
    table, paid, _ = steady(projects=60)
    cohorts = cohorts_of(table, paid, as_of="2022-12-31")
    summary = funds_model(cohorts).summary()
    balance = summary["agreed_amount"] - summary["latest"]
    assert (summary["standard_error"] >= UNPAID_SD * balance).all()


def test_eighty_percent_ranges_of_ultimate_funds_hold_the_later_payments():
    """Small districts with a short history: before, a range was one standard error wide and held in half."""
    held = []
    for number in range(1, 13):
        district = simulate(
            Parameters(first_year=2014, last_year=2025, projects=150), seed=3, district=number
        )
        rows, paid = district.projects, district.payments
        summary = funds_model(cohorts_of(rows, paid, as_of="2018-12-31")).summary()
        quarter = pd.to_datetime(rows["signed_on"]).dt.to_period("Q").astype("str")
        of_project = dict(zip(rows["project_code"], quarter, strict=True))
        finally_paid = paid["amount"].groupby(paid["project_code"].map(of_project)).sum()
        later = finally_paid.reindex(summary.index, fill_value=0)
        held += later.between(summary["low"], summary["high"]).tolist()
    assert len(held) > 150
    assert 0.7 < np.mean(held) < 0.9


def test_a_rush_of_payments_is_shrunk_a_little():
    """Half as much again in fourth quarters, which have 4/3 then; districts scatter around it."""
    fourth = []
    for number in range(5, 13):
        table, paid = known_on(*other_district(number), "2022-06-30", unstated=0.0)
        usual = paid["amount"].where(paid["month"].dt.month < 10, 3 * paid["amount"] // 2)
        cohorts = cohorts_of(table, paid.assign(amount=usual), as_of="2022-06-30")
        fourth.append(funds_model(cohorts).season[3])
    assert np.mean(fourth) == pytest.approx(4 / 3, abs=0.08)


def test_a_small_refund_expects_no_half_of_the_funds_back():
    coming, errors = np.array([-0.001, 0.0, -5.0]), np.array([0.27, 0.27, 1.0])
    low, high = remaining_range(coming, errors)
    assert low.tolist()[:2] == [-0.001, 0.0]
    assert low[2] < -5 < high[2] < 0, "money that is surely expected back"
    assert (high[:2] > 0.27).all()
