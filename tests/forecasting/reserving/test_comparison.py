"""Past misses of both projections of funds: what was known then, weights, correction."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jjinvest.forecasting.reserving.balance import balance_model, project_balances
from jjinvest.forecasting.reserving.cohorts import FundsProjection, funds_model
from jjinvest.forecasting.reserving.comparison import (
    PRIOR_BIAS_CV,
    PRIOR_SCALE_WINDOWS,
    WINDOW_MEMORY,
    cohorts_at,
    combined,
    compare,
    corrected,
    weight_of_balance,
)
from jjinvest.forecasting.reserving.triangle import cohorts_of, quarter_of
from tests.fixtures.other_ledgers import known_on, other_district


@pytest.fixture(scope="module")
def district():
    return other_district(5)


def test_cohorts_of_an_earlier_quarter_are_those_of_the_ledger_then(district):
    now, paid = known_on(*district, "2022-12-31", unstated=0.0)
    later = cohorts_at(cohorts_of(now, paid, as_of="2022-12-31"), quarter_of("2022Q1"))
    before, known = known_on(*district, "2021-12-31", unstated=0.0)
    then = cohorts_of(before, known, as_of="2021-12-31")
    np.testing.assert_array_equal(later.triangle.cumulative, then.triangle.cumulative)
    pd.testing.assert_frame_equal(later.cohorts, then.cohorts, check_dtype=False)
    key = ["cohort", "agreed", "ended_age", "paid"]
    one, other = (
        c.projects[key].assign(ended_age=c.projects["ended_age"].clip(upper=1000)) for c in (later, then)
    )
    one, other = (c.sort_values(key, ignore_index=True) for c in (one, other))
    pd.testing.assert_frame_equal(one, other, check_dtype=False)
    assert later.as_of == then.as_of


def test_windows_end_before_the_as_of_date_and_hold_what_was_paid(district):
    table, paid = known_on(*district, "2022-12-31")
    windows = compare(cohorts_of(table, paid, as_of="2022-12-31"), 4)
    last = windows.index.max()
    assert last == quarter_of("2022Q1")
    signed = table.loc[table["signed_on"] < "2022-01-01", "project_code"]
    own = paid[paid["project_code"].isin(signed) & (paid["month"] >= "2022-01-01")]
    assert windows.loc[last, "actual"] == own["amount"].sum()


def test_windows_of_half_a_year_know_their_season(district):
    table, paid = known_on(*district, "2022-06-30")
    rush = paid.assign(amount=paid["amount"].where(paid["month"].dt.month < 10, 4 * paid["amount"]))
    cohorts = cohorts_of(table, rush, as_of="2022-06-30")
    windows = compare(cohorts, 2)
    assert set(windows.index % 4) == {0, 2}
    assert funds_model(cohorts_at(cohorts, windows.index[0])).season.argmax() == 3
    for start in windows.index:
        then = cohorts_at(cohorts, start)
        season = funds_model(then).season
        balance = project_balances(balance_model(then, 2, season=season), 2)
        assert windows.loc[start, "balance"] == pytest.approx(balance.expected)


def test_the_smaller_miss_weighs_more():
    windows = pd.DataFrame({"actual": [10.0, 20.0], "triangle": [10.0, 20.0], "balance": [12.0, 25.0]})
    assert weight_of_balance(windows, 2) < 1 / 3
    other = windows.rename(columns={"triangle": "balance", "balance": "triangle"})
    assert weight_of_balance(other, 2) > 2 / 3
    assert weight_of_balance(windows.iloc[:0], 2) == 1


def projection(expected):
    return FundsProjection(pd.DataFrame([[expected / 2] * 2]), expected, 0.0, 0.0, 0.0)


def test_a_mixture_lies_between_and_is_wider_where_both_differ():
    mixed = combined(projection(100.0), projection(200.0), 0.5)
    assert mixed.expected == 150
    assert mixed.standard_error**2 == pytest.approx(150 + 2500)


def test_a_lasting_miss_is_corrected_in_part_and_widens():
    windows = pd.DataFrame(
        {"actual": [80.0, 82.0], "balance": [100.0, 100.0], "balance_se": [5.0, 5.0]}, index=[8088, 8090]
    )
    after = corrected(projection(100.0), windows, "balance")
    assert 80 < after.expected < 95
    assert after.standard_error / after.expected > 0.1
    assert corrected(projection(100.0), windows.iloc[:0], "balance").expected == 100


def test_what_windows_leave_unknown_of_a_lasting_miss_widens():
    unseen = corrected(
        projection(100.0), pd.DataFrame(columns=["actual", "balance", "balance_se"]), "balance"
    )
    assert unseen.expected == 100
    assert unseen.standard_error**2 == pytest.approx(100 + (100 * PRIOR_BIAS_CV) ** 2)
    windows = pd.DataFrame(
        {"actual": [100.0] * 4, "balance": [100.0] * 4, "balance_se": [10.0] * 4},
        index=[8088, 8090, 8092, 8094],
    )
    seen = corrected(projection(100.0), windows, "balance")
    assert seen.expected == 100
    # windows of half a year that missed by nothing count as 1.11: the square of the weights' sum ÷ the sum of
    # their squares. Posterior variance of the bias: 1 ÷ (1/CV² + 1.11/0.1²)
    memory = WINDOW_MEMORY ** np.array([0.0, 1.0, 2.0, 3.0])
    count = memory.sum() ** 2 / (memory**2).sum()
    narrower = PRIOR_SCALE_WINDOWS / (PRIOR_SCALE_WINDOWS + count)
    assert seen.standard_error**2 == pytest.approx(
        100 * narrower + 100**2 / (PRIOR_BIAS_CV**-2 + count * 100)
    )


def balanced_misses(miss: float, step: int) -> pd.DataFrame:
    """Two windows that missed to both sides by as much as they weigh, each the same multiple of its error."""
    earlier = WINDOW_MEMORY ** (step / 2)
    return pd.DataFrame(
        {
            "actual": [100.0 - miss, 100.0 + miss * earlier],
            "balance": [100.0] * 2,
            "balance_se": [10.0, 10.0 * earlier],
        },
        index=[8088, 8088 + step],
    )


@pytest.mark.parametrize(("step", "apart"), [(2, 2.0), (1, 1.5)])
def test_windows_that_overlap_count_as_fewer(step, apart):
    # no lasting miss, and squared ones are 16 times the variance
    after = corrected(projection(100.0), balanced_misses(40.0, step), "balance")
    earlier = WINDOW_MEMORY ** (step / 2)
    count = apart * (1 + earlier) ** 2 / (1 + earlier**2) / 2
    scale = (PRIOR_SCALE_WINDOWS + 16 * count) / (PRIOR_SCALE_WINDOWS + count)
    bias = 100**2 / (PRIOR_BIAS_CV**-2 + count * 100)
    assert after.standard_error**2 == pytest.approx(100 * scale + bias)


def test_a_miss_of_long_ago_corrects_less():
    long_ago, latest = (
        pd.DataFrame({"actual": actual, "balance": [100.0] * 2, "balance_se": [10.0] * 2}, index=[8084, 8092])
        for actual in ([80.0, 100.0], [100.0, 80.0])
    )
    old, new = (corrected(projection(100.0), windows, "balance").expected for windows in (long_ago, latest))
    assert new < old < 100
    assert 100 - old < (100 - new) / 5


@pytest.mark.parametrize(("miss", "wider"), [(2.0, False), (10.0, False), (20.0, True)])
def test_the_scale_follows_how_far_windows_missed(miss, wider):
    windows = balanced_misses(miss, 2)
    after = corrected(projection(100.0), windows, "balance")
    assert (after.process > 100 * (1 + 1e-9)) == wider
    assert (after.process < 100 * (1 - 1e-9)) == (miss < 10)
