"""Amounts written in negotiation beside signed ones, as earlier imports show them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.quantity import YI
from jjinvest.forecasting.ledger import estimates
from jjinvest.forecasting.ledger.estimates import (
    PRIOR_LEVEL_SD,
    estimate_ratio,
    sizes_in_negotiation,
    stated_estimates,
)

SIZES = np.array([0.5, 5.0, 50.0, 200.0])


def ledger(number, *, level=0.0, slope=0.0, scatter=0.2, exact=0.3, seed=1, seen=True):
    """Signed projects whose mean ratio is exp(level + slope × log estimate), and as many still open."""
    rng = np.random.default_rng(seed)
    estimate = np.exp(rng.normal(0.5, 1.2, 2 * number))
    noise = np.where(rng.random(2 * number) < exact, 1.0, rng.gamma(scatter**-2, scatter**2, 2 * number))
    ratio = np.exp(level + slope * np.log(estimate)) * noise
    signed = np.arange(2 * number) < number
    amount = np.where(signed, estimate * ratio, estimate)
    table = pd.DataFrame(
        {
            "agreed_amount": pd.array(np.rint(amount * YI), dtype="Int64"),
            "signed_on": pd.Series(np.where(signed, "2023-05-01", None)).astype("datetime64[ns]"),
        }
    )
    if seen:
        table["estimated_amount"] = pd.array(np.rint(estimate * YI), dtype="Int64")
    return table


def test_without_an_earlier_import_nothing_is_reduced_and_the_range_is_wide():
    ratio = estimate_ratio(ledger(50, level=-0.3, seen=False))
    assert ratio.seen == 0
    assert (ratio.mean(SIZES) == 1).all()
    assert ratio.sd(SIZES, SIZES) > PRIOR_LEVEL_SD
    assert (ratio.as_estimated(SIZES, np.ones(4, dtype=bool)) == SIZES).all()


def test_two_projects_show_no_ratio_and_three_do():
    assert [estimate_ratio(ledger(number, level=-0.3)).seen for number in (2, 3)] == [0, 3]
    assert (estimate_ratio(ledger(2, level=-0.3)).mean(SIZES) == 1).all()


def test_open_projects_show_no_ratio():
    table = ledger(50, level=-0.3)
    assert estimate_ratio(table[table["signed_on"].isna()]).seen == 0


@pytest.mark.parametrize(("level", "slope"), [(-0.15, -0.05), (0.0, 0.0), (0.1, 0.0)])
def test_many_projects_show_level_and_slope(level, slope):
    ratio = estimate_ratio(ledger(600, level=level, slope=slope))
    assert ratio.mean(SIZES[:3]) == pytest.approx(np.exp(level + slope * np.log(SIZES[:3])), rel=0.05)
    assert ratio.level == pytest.approx(level, abs=3 * ratio.covariance[0, 0] ** 0.5)
    assert ratio.slope == pytest.approx(slope, abs=3 * ratio.covariance[1, 1] ** 0.5)


def test_few_projects_move_the_ratio_less_and_narrow_it_less():
    few, many = (estimate_ratio(ledger(number, level=-0.3, scatter=0.05)) for number in (3, 300))
    none = estimate_ratio(ledger(3, seen=False))
    assert 1 > few.mean(SIZES[:1])[0] > many.mean(SIZES[:1])[0]
    assert none.sd(SIZES, SIZES) > few.sd(SIZES, SIZES) > many.sd(SIZES, SIZES)


def test_signed_as_estimated_is_learned_as_such():
    ratio = estimate_ratio(ledger(100, exact=1.0))
    assert ratio.mean(SIZES) == pytest.approx(1)
    assert ratio.back == 0
    assert ratio.sd(SIZES, SIZES) < PRIOR_LEVEL_SD


def test_an_amount_of_another_unit_is_left_out():
    table = ledger(40, exact=1.0)
    wrong = table.assign(agreed_amount=table["agreed_amount"].where(table.index > 0, 1))
    assert estimate_ratio(wrong).seen == estimate_ratio(table).seen - 1


def test_sizes_are_the_stated_estimate_or_the_usual_one():
    table = ledger(200, level=-0.2)
    table.loc[0, "estimated_amount"] = pd.NA
    signed = table["signed_on"].notna().to_numpy()
    ratio = estimate_ratio(table)
    sizes, amounts = sizes_in_negotiation(table, ratio, signed), table["agreed_amount"].to_numpy(float) / YI
    assert sizes[0] == pytest.approx(amounts[0] * np.exp(ratio.back))
    assert ratio.back == pytest.approx(0.2, abs=0.05)
    assert sizes[1:200] == pytest.approx(stated_estimates(table)[1:200])
    assert sizes[200:] == pytest.approx(amounts[200:])


def test_large_sizes_are_reached_as_often_as_projects_of_about_that_estimate_did():
    exact = estimate_ratio(ledger(5, seen=False)).reach(np.array([9.0, 10.0, 60.0]), np.array([10.0, 50.0]))
    assert exact.tolist() == [[0, 0], [1, 0], [1, 1]]
    table = ledger(4000, level=-0.3, exact=0.0)
    ratio, near = estimate_ratio(table), stated_estimates(table)
    chance = ratio.reach(np.array([12.0]), np.array([10.0, 20.0]))[0]
    about = (np.arange(8000) < 4000) & (near > 9) & (near < 16)
    came = (table["agreed_amount"].to_numpy(float) / YI / near)[about] * 12.0
    assert chance[0] == pytest.approx((came >= 10).mean(), abs=0.06)
    assert chance[0] > chance[1]


def test_chances_of_sizes_do_not_depend_on_how_many_are_computed_at_a_time(monkeypatch):
    ratio, amounts = estimate_ratio(ledger(40)), np.geomspace(0.2, 90, 23)
    at_once = ratio.reach(amounts, np.array([1.0, 10.0, 50.0]))
    monkeypatch.setattr(estimates, "CELLS", 3 * ratio.seen)
    assert ratio.seen > 10
    assert ratio.reach(amounts, np.array([1.0, 10.0, 50.0])).tolist() == at_once.tolist()
