"""Bornhuetter–Ferguson, shares by age and the external curve."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.forecasting.reserving.bornhuetter_ferguson import (
    bornhuetter_ferguson,
    quarterly_increments,
    share_by_age,
)
from jjinvest.forecasting.reserving.mack import chain_ladder
from jjinvest.forecasting.reserving.triangle import TriangleError, as_triangle
from tests.fixtures.triangles import FAIR_CURVE, TAYLOR_ASHE, square


def test_bornhuetter_ferguson_lies_between_expectation_and_chain_ladder():
    chain = chain_ladder(TAYLOR_ASHE)
    prior = np.full(10, 5_000_000.0)
    result = bornhuetter_ferguson(TAYLOR_ASHE, prior)
    developed = result.share_developed.to_numpy()
    np.testing.assert_allclose(result.ultimate, developed * chain.ultimate + (1 - developed) * prior)
    assert bornhuetter_ferguson(TAYLOR_ASHE, chain.ultimate).ultimate.tolist() == pytest.approx(
        chain.ultimate.tolist()
    )


def test_a_plan_that_is_not_known_is_refused_and_never_means_nothing_to_come():
    expected = np.full(10, 5_000_000.0)
    expected[9] = np.nan
    with pytest.raises(TriangleError, match="10 finite numbers"):
        bornhuetter_ferguson(TAYLOR_ASHE, expected)


def test_shares_by_age_and_their_errors_by_hand():
    triangle = as_triangle(square([[10, 30], [30, np.nan]]))
    table = share_by_age(triangle, [100.0, 100.0]).table
    assert table["share"].tolist() == [0.2, 0.2]
    # (10 − 20)²/100 + (30 − 20)²/100 over one degree of freedom, then ÷ 200
    assert table["dispersion"].iloc[0] == 2
    assert table["standard_error"].iloc[0] == pytest.approx(0.1)
    assert table["cohorts"].tolist() == [2, 1]


def test_an_external_curve_fills_missing_ages_and_fades_with_own_history():
    curve = quarterly_increments(FAIR_CURVE, 10)
    assert curve[:9].sum() == pytest.approx(0.46 + 0.03 * (25.5 - 26) / 4, abs=0.03)
    assert curve[0] == pytest.approx(0.126 * 1.5 / 1.7)
    assert (curve >= 0).all()
    short = share_by_age(as_triangle(square([[5.0, np.nan]])), [100.0], external=FAIR_CURVE)
    assert short.table["own_weight"].tolist() == [0, 0]
    assert short.table["share"].tolist() == pytest.approx(curve[:2].tolist())
    rng = np.random.default_rng(1)
    paid = np.cumsum(rng.gamma(20, 0.15, (40, 2)), axis=1)
    long = share_by_age(as_triangle(paid), np.full(40, 100.0), external=FAIR_CURVE)
    assert (long.table["own_weight"] > 0.95).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"share": [0.1, 0.2, 0.15, 0.3, 0.4, 0.5]},
        {"months": [5, 1, 2, 3, 4, 6]},
        {"share": [0.1, 0.2, 0.3, 0.4, 0.5, 1.5]},
    ],
)
def test_a_curve_that_falls_is_refused(changes):
    with pytest.raises(TriangleError, match="external curve"):
        quarterly_increments(FAIR_CURVE.assign(**changes), 4)


def test_bornhuetter_ferguson_answers_where_sigma_cannot_be_estimated():
    two = [[100, 150], [110, np.nan]]
    assert bornhuetter_ferguson(two, 180.0).ultimate.tolist() == [150.0, pytest.approx(110 + 180 / 3)]
