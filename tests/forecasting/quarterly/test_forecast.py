"""Quarterly forecasts of ordinary and extreme histories: coherent, calibrated, without exceptions."""

from __future__ import annotations

from time import process_time

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks import library_models
from benchmarks.lumpy_series import lumpy_quarters
from benchmarks.m3_series import quarterly
from jjinvest.forecasting.evaluation import scores
from jjinvest.forecasting.quarterly import forecast as quarterly_forecast
from jjinvest.forecasting.quarterly.forecast import (
    MIN_THETA_QUARTERS,
    forecast_many,
    forecast_quarters,
    seasonal_naive,
)
from jjinvest.forecasting.quarterly.structural_model import MAX_QUARTERS
from jjinvest.forecasting.quarterly.theta import ThetaFit

SEASONAL = np.array([210, 260, 190, 320, 225, 270, 215, 335, 240, 295, 220, 350, 250, 310, 230, 371.0])


LONG = np.concatenate([SEASONAL * 0.8, SEASONAL])


def statuses(forecast):
    return {run.name: run.status for run in forecast.models}


@pytest.mark.parametrize(("history", "method"), [(SEASONAL, "pooled"), (LONG, "combined")])
def test_a_plain_history_is_forecast_coherently(history, method):
    forecast = forecast_quarters(history, 4)
    assert forecast.method == method
    assert forecast.reasons == ()
    assert forecast.usable
    assert np.median(forecast.samples, axis=0) == pytest.approx(forecast.point, rel=0.002)
    assert (np.abs(forecast.point / SEASONAL[-4:] - 1) < 0.15).all()
    low, high = forecast.interval(0.8)
    wide_low, wide_high = forecast.interval(0.95)
    assert (wide_low < low).all()
    assert (low < forecast.point).all()
    assert (forecast.point < high).all()
    assert (high < wide_high).all()
    assert forecast.total(2) == pytest.approx(forecast.samples[:, 0] + forecast.samples[:, 1])
    assert sum(run.share for run in forecast.models) == pytest.approx(1)


def test_the_same_seed_gives_the_same_bytes():
    first, again = (forecast_quarters(SEASONAL[:9], 4, seed=5).samples for _ in range(2))
    assert first.tobytes() == again.tobytes()


@pytest.mark.parametrize("factor", [1e-6, 1e8])
def test_the_unit_does_not_matter(factor):
    plain, other = forecast_quarters(SEASONAL[:10]), forecast_quarters(SEASONAL[:10] * factor)
    assert other.samples == pytest.approx(plain.samples * factor, rel=1e-4)


@pytest.mark.parametrize(
    ("history", "method", "reasons"),
    [
        ([], "none", ("no_values",)),
        ([np.nan, np.nan], "none", ("no_values",)),
        ([0, 0, 0, 0, 0], "none", ("short_history", "all_zero")),
        ([100], "pooled", ("fewer_than_four",)),
        ([100, 120, 90, 130], "pooled", ("short_history",)),
        ([100, 120, np.nan, 130, 110], "pooled", ("short_history", "gaps")),
        ([100, 120, 80, 130, 110, np.nan], "pooled", ("short_history", "gaps", "ends_in_gap")),
        ([100, 0, 80, 130, 0], "pooled_amounts", ("short_history", "zeros")),
        ([100, -5, 80, 130, 90], "pooled_amounts", ("short_history", "negative")),
        ([7.0] * 12, "pooled", ("constant",)),
    ],
)
def test_limits_of_a_history_are_reason_codes(history, method, reasons):
    forecast = forecast_quarters(history, 4)
    assert forecast.method == method
    assert forecast.reasons == reasons
    assert forecast.point.shape == (4,)
    assert forecast.samples.shape == (4000, 4)
    assert np.isnan(forecast.samples).all() == (method == "none")
    assert forecast.usable == (method != "none" and not {"fewer_than_four", "constant"} & set(reasons))


def test_theta_is_listed_with_the_reason_where_it_cannot_be_fitted():
    holed = LONG.copy()
    holed[6] = np.nan
    forecast = forecast_quarters(holed)
    assert forecast.method == "pooled"
    assert statuses(forecast) == {"pooled": "fitted", "theta": "has_gaps"}
    assert statuses(forecast_quarters([7.0] * 40)) == {"pooled": "fitted", "theta": "constant"}
    assert statuses(forecast_quarters(LONG[-MIN_THETA_QUARTERS + 1 :])) == {"pooled": "fitted"}
    combined = forecast_quarters(LONG[-MIN_THETA_QUARTERS:])
    assert {run.name: run.share for run in combined.models} == {"pooled": 0.6, "theta": 0.4}


def test_one_bad_model_has_bounded_influence_on_the_point(monkeypatch):
    alone = forecast_quarters(LONG, theta_share=0)
    wild = ThetaFit("fitted", np.full(4, 1e12))
    monkeypatch.setattr("jjinvest.forecasting.quarterly.forecast.theta", lambda values, horizon: wild)
    low, high = alone.interval(0.95)
    assert (forecast_quarters(LONG).point < high).all()
    assert (forecast_quarters(LONG).point > low).all()


def test_quarters_beyond_the_longest_history_are_ignored():
    old = forecast_quarters(np.r_[-5.0, 0.0, np.tile(SEASONAL, 4)[-MAX_QUARTERS:]], theta_share=0)
    plain = forecast_quarters(np.tile(SEASONAL, 4)[-MAX_QUARTERS:], theta_share=0)
    assert old.reasons == ("old_part_left_out",)
    assert old.samples.tobytes() == plain.samples.tobytes()
    lost = forecast_quarters(np.r_[SEASONAL, np.full(MAX_QUARTERS, np.nan)])
    assert (lost.method, lost.reasons) == ("none", ("no_values", "old_part_left_out"))


def test_a_year_in_progress_with_a_missing_quarter_is_forecast_from_its_end():
    late = np.r_[SEASONAL, 275.0, np.nan, 250.0]
    forecast = forecast_quarters(late, 1)
    assert forecast.reasons == ("gaps",)
    fourth_quarters = SEASONAL[3::4]
    assert fourth_quarters[-1] * 0.9 < forecast.point[0] < fourth_quarters[-1] * 1.25


def test_forecasts_are_negative_only_after_negative_amounts():
    lumpy = np.array([50, 0, 0, 3, 0, 70, 0, 2, 0, 0.0])
    assert (forecast_quarters(lumpy).samples >= 0).all()
    net = forecast_quarters(np.r_[lumpy, -4.0, -7.0])
    assert (net.samples < 0).any()


def test_a_single_correction_is_left_out_with_a_reason_code():
    steady = [210, 190, 220, 200] * 3 + [205, 195, 215]
    corrected, missing = (forecast_quarters([*steady, last]) for last in (-50.0, np.nan))
    assert corrected.reasons == ("negative", "corrections_left_out")
    assert np.array_equal(corrected.samples, missing.samples)
    low, high = np.quantile(corrected.total(), [0.1, 0.9])
    assert low < 815 < high


def test_extreme_paths_of_a_few_lumpy_quarters_are_capped():
    rng = np.random.default_rng(3)
    for _ in range(20):
        history = lumpy_quarters(rng, 2.0, 6)
        if history.any():
            forecast = forecast_quarters(history)
            total = forecast.total()
            assert total.mean() < 5 * max(np.median(total), 4 * history.mean())
            highest = 10 * np.maximum(forecast.point, history.max())
            assert (forecast.samples <= highest * (1 + 1e-9)).all()


def test_steady_growth_continues_beyond_the_largest_amount():
    doubling = forecast_quarters(2.0 ** np.arange(12), 8)
    assert doubling.point[-1] > 50 * 2.0**11
    assert np.median(doubling.samples, axis=0) == pytest.approx(doubling.point, rel=0.05)


def test_one_quarter_gives_a_wide_interval():
    low, high = forecast_quarters([100.0]).interval(0.95)
    assert (high / low > 1.8).all()
    assert np.isfinite(forecast_quarters([100.0], 8).samples).all()


def test_many_histories_are_forecast_as_each_alone():
    rng = np.random.default_rng(8)
    histories = [
        *rng.gamma(5, 20, (3, 20)),
        [0.0, 3.0, 2.0, 4.0, 1.0],
        [np.nan] * 6,
        [4.0, -1.0, 2.0, 5.0, 1.0],
        [1.0, np.nan, 2.0, 4.0, 2.0],
        rng.gamma(5, 20, 40),
        [],
        [7.0],
    ]
    batch = forecast_many(histories, 4, seed=3, draws=500)
    for history, forecast in zip(histories, batch, strict=True):
        alone = forecast_quarters(history, 4, seed=3, draws=500)
        assert (forecast.method, forecast.reasons, forecast.known) == (
            alone.method,
            alone.reasons,
            alone.known,
        )
        assert [run.status for run in forecast.models] == [run.status for run in alone.models]
        assert forecast.samples == pytest.approx(alone.samples, rel=1e-9, nan_ok=True)
    assert forecast_many([], 4) == []


def test_many_histories_are_split_into_batches(monkeypatch):
    histories = np.random.default_rng(8).gamma(5, 20, (5, 8))
    one_batch = forecast_many(histories, 2, draws=100)
    monkeypatch.setattr(quarterly_forecast, "MAX_BATCH_AMOUNTS", 400)
    batches = forecast_many(histories, 2, draws=100)
    for one, other in zip(one_batch, batches, strict=True):
        assert one.samples == pytest.approx(other.samples, rel=1e-9)


@pytest.mark.parametrize(
    "call", [([[1, 2]], 4), ([1, 2], 0), (["1", "2"], 4), (np.array(["2023-01-01"], "M8[D]"), 4)]
)
def test_invalid_arguments_are_refused(call):
    with pytest.raises(ValueError, match=r"one row of amounts|at least are needed"):
        forecast_quarters(*call)


values = st.one_of(
    st.floats(0.01, 1e9), st.just(0.0), st.just(float("nan")), st.floats(-1e6, 1e6), st.just(float("inf"))
)


@settings(deadline=None, max_examples=25)
@given(st.lists(values, max_size=30), st.integers(1, 8))
@example([1435.0, 8e-151, 0.0, 0.0, 0.0], 1)
def test_extreme_histories_never_raise(history, horizon):
    forecast = forecast_quarters(history, horizon, draws=200)
    assert forecast.samples.shape == (200, horizon)
    assert np.isfinite(forecast.samples).all() == (forecast.method != "none")
    known = np.array(history)[np.isfinite(history)]
    assert (forecast.method == "none") == (not known.any())


@settings(deadline=None, max_examples=8)
@given(st.lists(st.floats(1e-3, 1e9), min_size=8, max_size=28))
def test_extreme_positive_histories_never_raise(history):
    forecast = forecast_quarters(history, 4, draws=200)
    assert np.isfinite(forecast.point).all()
    assert np.isfinite(forecast.samples).all()


@pytest.mark.slow
def test_all_models_of_one_series_take_less_than_a_second_and_a_half():
    history, taken = quarterly()[647].past, []
    for _ in range(3):
        start = process_time()
        forecast_quarters(history)
        for name in library_models.MIN_QUARTERS:
            library_models.fit(name, history, 4)
        taken.append(process_time() - start)
    assert min(taken) < 1.5


def test_seasonal_naive_takes_the_last_same_quarter_there_is():
    assert seasonal_naive([1, 2, 3, 4, 5, np.nan], 4) == pytest.approx([3, 4, 5, 2])
    assert seasonal_naive([7.0], 2) == pytest.approx([7, 7])
    assert np.isnan(seasonal_naive([np.nan], 2)).all()


def test_it_beats_seasonal_naive_and_covers_on_series_not_used_in_training():
    pooled, naive, inside = [], [], []
    even = [series for number, series in quarterly().items() if number % 2 == 0]
    forecasts = forecast_many([series.past[-8:] for series in even], 4, draws=200, theta_share=0)
    for series, forecast in zip(even, forecasts, strict=True):
        history, actual = series.past[-8:], series.future[:4]
        pooled.append(scores.smape(actual, forecast.point).mean())
        naive.append(scores.smape(actual, seasonal_naive(history, 4)).mean())
        inside.append(scores.coverage(*forecast.interval(0.8), actual).share)
    assert np.mean(pooled) < 0.95 * np.mean(naive)
    assert 0.76 < np.mean(inside) < 0.84
