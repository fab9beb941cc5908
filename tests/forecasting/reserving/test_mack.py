"""Chain ladder against published tables, and on triangles of unusual form."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.forecasting.reserving.mack import TailFactor, chain_ladder
from jjinvest.forecasting.reserving.triangle import TriangleError, as_triangle
from tests.fixtures.triangles import MORTGAGE, RAA, TAYLOR_ASHE, square


def test_taylor_ashe_as_published_by_mack_1993():
    result = chain_ladder(TAYLOR_ASHE)
    published = [3.4906, 1.7473, 1.4574, 1.1739, 1.1038, 1.0863, 1.0539, 1.0766, 1.0177]
    assert result.development_factors.round(4).tolist() == published
    assert round(result.total_reserve, 2) == 18_680_855.61
    assert round(result.total_standard_error, 2) == 2_447_094.86
    errors = [0, 75_535, 121_699, 133_549, 261_406, 411_010, 558_317, 875_328, 971_258, 1_363_155]
    assert result.standard_error.round().tolist() == errors


def test_last_sigma_by_log_linear_extrapolation():
    assert round(chain_ladder(TAYLOR_ASHE, last_sigma="log-linear").total_standard_error) == 2_441_364
    assert round(chain_ladder(RAA, last_sigma="log-linear").total_standard_error, 2) == 26_880.74


def test_raa():
    result = chain_ladder(RAA)
    assert round(result.total_reserve, 2) == 52_135.23
    assert round(result.total_standard_error) == 26_909
    assert result.summary().loc["total", "ultimate"] == pytest.approx(213_122.23, abs=0.005)


def test_mortgage_with_tail_as_published_by_mack_1999():
    result = chain_ladder(MORTGAGE, tail=TailFactor(1.05, standard_error=0.02, sigma=71))
    np.testing.assert_allclose(
        result.development_factors, [11.10, 4.092, 1.708, 1.276, 1.139, 1.069, 1.026, 1.023, 1.05], atol=0.005
    )
    np.testing.assert_allclose(
        result.factor_standard_error,
        [2.24, 0.517, 0.122, 0.051, 0.042, 0.023, 0.015, 0.012, 0.02],
        atol=0.005,
    )
    np.testing.assert_allclose(
        result.sigma, [1337, 988.5, 440.1, 207, 164.2, 74.60, 35.49, 16.89, 71], rtol=0.0005
    )
    assert (result.ultimate / result.projected["9"]).round(12).eq(1.05).all()


def test_a_tail_without_errors_takes_those_of_a_like_factor():
    result = chain_ladder(TAYLOR_ASHE, tail=TailFactor(1.06))
    assert result.development_factors["8"] > 1.06 > result.development_factors["9"]
    assert result.factor_standard_error.iloc[-1] == result.factor_standard_error["8"]
    assert result.total_standard_error > chain_ladder(TAYLOR_ASHE).total_standard_error


@pytest.mark.parametrize(
    ("average", "first"),
    [
        ("volume", TAYLOR_ASHE[:9, 1].sum() / TAYLOR_ASHE[:9, 0].sum()),
        ("simple", (TAYLOR_ASHE[:9, 1] / TAYLOR_ASHE[:9, 0]).mean()),
        ("regression", (TAYLOR_ASHE[:9, 1] @ TAYLOR_ASHE[:9, 0]) / (TAYLOR_ASHE[:9, 0] ** 2).sum()),
    ],
)
def test_averages_of_factors(average, first):
    assert chain_ladder(TAYLOR_ASHE, average=average).development_factors.iloc[0] == pytest.approx(first)


def test_a_weight_of_zero_leaves_a_pair_out():
    weights = np.ones_like(TAYLOR_ASHE)
    weights[0, 0] = 0
    expected = TAYLOR_ASHE[1:9, 1].sum() / TAYLOR_ASHE[1:9, 0].sum()
    assert chain_ladder(TAYLOR_ASHE, weights=weights).development_factors.iloc[0] == pytest.approx(expected)
    with pytest.raises(TriangleError, match="from 0 to 1"):
        chain_ladder(TAYLOR_ASHE, weights=weights * 2)


def test_increments_and_cumulative_values_give_the_same_result():
    increments = np.diff(TAYLOR_ASHE, axis=1, prepend=0)
    result = chain_ladder(as_triangle(increments, cumulative=False))
    assert result.total_standard_error == pytest.approx(chain_ladder(TAYLOR_ASHE).total_standard_error)


def test_a_missing_corner_at_the_start():
    early = TAYLOR_ASHE.copy()
    early[:3, :2] = np.nan
    result = chain_ladder(early)
    assert (
        result.development_factors.iloc[2:].tolist()
        == chain_ladder(TAYLOR_ASHE).development_factors.iloc[2:].tolist()
    )
    assert np.isfinite(result.total_standard_error)


def test_more_ages_than_origins_and_more_origins_than_ages():
    wide = chain_ladder(TAYLOR_ASHE[:3])
    assert wide.few_pairs == ("9",)
    tall = chain_ladder(TAYLOR_ASHE[:, :4])
    assert tall.reserve.iloc[:7].eq(0).all()
    assert tall.standard_error.iloc[:7].eq(0).all()


def test_zeros_at_the_first_age_are_left_out_and_counted():
    late = RAA.copy()
    late[1, 0] = 0
    result = chain_ladder(late)
    assert result.pairs_left_out == 1
    kept = [i for i in range(9) if i != 1]
    assert result.development_factors.iloc[0] == pytest.approx(RAA[kept, 1].sum() / RAA[kept, 0].sum())


def test_increments_of_zero_and_below_zero():
    still = square([[100, 100, 100, 100], [50, 50, 50], [80, 80], [10]])
    result = chain_ladder(still)
    assert result.total_reserve == 0
    assert result.total_standard_error == 0
    falling = square([[100, 120, 115, 114], [50, 70, 66], [80, 101], [10]])
    assert chain_ladder(falling).development_factors.iloc[1] < 1


def test_a_full_table_has_no_reserve():
    result = chain_ladder([[1.0, 2.0, 3.0], [2.0, 3.0, 4.0], [1.0, 2.0, 2.5]])
    assert result.total_reserve == 0
    assert result.total_standard_error == 0


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([[1, 2, 3]], "two origins"),
        ([[1], [2]], "two ages"),
        ([1, 2, 3], "two dimensions"),
        ([[1, 2], ["a", 3]], "table of numbers"),
        ([[1, 2], [3]], "table of numbers"),
        ([[1, np.inf], [2, np.nan]], "infinite"),
        ([[1, 2, 3], [np.nan, np.nan, np.nan]], "no observed value"),
        ([[1, 2, 3], [2, 4, 0], [3, 0, 0]], "fall to 0"),
        ([[np.nan, 2, 3], [1, np.nan, np.nan], [1, np.nan, np.nan]], "after age 1"),
        ([[0, 2, 3], [0, 4, np.nan], [0, np.nan, np.nan]], "above zero at age 1"),
        ([*TAYLOR_ASHE.tolist(), np.nansum(TAYLOR_ASHE, axis=0).tolist()], "origin 11 is the sum"),
        (np.column_stack([TAYLOR_ASHE, as_triangle(TAYLOR_ASHE).latest]), "age 11 is the total"),
        (np.diff(TAYLOR_ASHE, axis=1, prepend=0.0), "cumulative=False"),
        (np.diff(RAA, axis=1, prepend=0.0), "cumulative=False"),
    ],
)
def test_unusable_inputs_raise_an_error_that_states_the_reason(values, words):
    with pytest.raises(TriangleError, match=words):
        chain_ladder(values)


def test_an_appended_total_of_increments_is_refused():
    increments = np.diff(TAYLOR_ASHE, axis=1, prepend=0.0)
    with_total = np.column_stack([increments, np.nansum(increments, axis=1)])
    with pytest.raises(TriangleError, match="age 11 is the total"):
        as_triangle(with_total, cumulative=False)


def test_points_do_not_need_sigma():
    result = chain_ladder([[1, 2], [1, np.nan]])
    assert result.ultimate.tolist() == [2.0, 2.0]
    assert not result.has_errors
    assert np.isnan(result.total_standard_error)
    assert "without standard errors" in result.remarks[0]


def test_an_origin_at_zero_or_below_has_a_remark():
    result = chain_ladder([[10, 20, 22], [12, 25, np.nan], [0, 0, np.nan], [-3, np.nan, np.nan]])
    assert [words.split(" has ")[0].split(" stands ")[0] for words in result.remarks[:2]] == [
        "origin 3",
        "origin 4",
    ]
    assert result.ultimate.iloc[2] == 0
    assert "1 pairs" in result.remarks[-1]
    assert chain_ladder(TAYLOR_ASHE).remarks == ()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.floats(-1e3, 1e6, width=32)), min_size=4, max_size=4),
        min_size=1,
        max_size=6,
    )
)
def test_any_table_gives_finite_results_or_a_triangle_error(rows):
    with contextlib.suppress(TriangleError):
        result = chain_ladder(np.array(rows, dtype=float))
        assert np.isfinite(result.ultimate).all()
        assert np.isfinite(result.total_standard_error) or not result.has_errors


@settings(deadline=None, max_examples=20)
@given(st.floats(0.01, 100), st.permutations(range(9)))
def test_scale_and_order_of_full_origins_do_not_matter(scale, order):
    base = chain_ladder(RAA)
    scaled = chain_ladder(RAA * scale)
    assert scaled.total_standard_error == pytest.approx(scale * base.total_standard_error)
    rows = [*order, 9]
    assert chain_ladder(RAA[rows]).total_standard_error == pytest.approx(base.total_standard_error)
