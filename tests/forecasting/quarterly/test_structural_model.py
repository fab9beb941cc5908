"""Structural model: its algebra, and its forecasts of short histories."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.forecasting.quarterly import structural_model
from jjinvest.forecasting.quarterly.structural_model import StructuralPrior, forecast_mixture


def one(level=1.0, drift=0.0, damping=1.0, season=0.0, season_step=0.0):
    """A prior of a single prototype."""
    return StructuralPrior(*(np.array([x]) for x in (level, drift, damping, season, season_step, 1.0)))


def test_a_random_walk_is_forecast_by_its_last_value():
    mixture = forecast_mixture([1.0, 4.0, 2.0], 3, prior=one())
    assert mixture.mean == pytest.approx([2, 2, 2], abs=1e-4)
    assert np.diag(mixture.covariance[0]) == pytest.approx([1, 2, 3], abs=1e-4)


def test_noise_around_a_level_is_forecast_by_the_mean():
    mixture = forecast_mixture([1.0, 4.0, 4.0], 1, prior=one(level=0.0))
    assert mixture.mean == pytest.approx([3.0], abs=1e-5)
    assert mixture.covariance[0, 0, 0] == pytest.approx(1 + 1 / 3, abs=1e-5)


def test_a_strong_drift_goes_on_and_a_strong_season_comes_back():
    line = forecast_mixture(np.arange(8.0), 4, prior=one(drift=50.0))
    assert line.mean == pytest.approx([8, 9, 10, 11], abs=0.05)
    season = forecast_mixture([5, 1, 2, 0, 5, 1, 2, 0.0], 4, prior=one(level=0.0, season=100.0))
    assert season.mean == pytest.approx([5, 1, 2, 0], abs=0.01)


def test_covariance_of_parts_is_that_of_their_simulation():
    rng = np.random.default_rng(0)
    prior = one(level=0.4, drift=0.5, damping=0.7)
    noise = rng.normal(0, np.sqrt(0.6), (100_000, 6))
    walk = np.cumsum(np.c_[np.zeros(100_000), rng.normal(0, np.sqrt(0.4), (100_000, 5))], axis=1)
    drift = np.zeros((100_000, 6))
    drift[:, 1] = rng.normal(0, 0.5, 100_000)
    for t in range(2, 6):
        drift[:, t] = 0.7 * drift[:, t - 1] + rng.normal(0, 0.5 * np.sqrt(1 - 0.49), 100_000)
    simulated = np.cov((noise + walk + drift.cumsum(axis=1)).T)
    assert prior.covariance(np.arange(6))[0] == pytest.approx(simulated, abs=0.06)


def test_the_packaged_prior_is_a_distribution_and_every_covariance_is_positive():
    prior = structural_model.packaged_prior()
    assert prior.weight.sum() == pytest.approx(1)
    assert (prior.weight > 0).all()
    np.linalg.cholesky(prior.covariance(np.arange(structural_model.MAX_QUARTERS + 8)))


def test_a_missing_quarter_is_not_a_shift():
    seasonal = np.tile([4.0, 1.0, 2.0, 3.0], 4)
    holed = seasonal.copy()
    holed[[5, 10]] = np.nan
    assert forecast_mixture(holed, 4).mean == pytest.approx(forecast_mixture(seasonal, 4).mean, abs=0.1)


def test_a_history_that_ends_in_a_gap_is_forecast_from_its_end():
    seasonal = np.tile([4.0, 1.0, 2.0, 3.0], 4)
    late = forecast_mixture(np.r_[seasonal[:-1], np.nan], 4)
    assert late.mean == pytest.approx([4, 1, 2, 3], abs=0.2)


def test_samples_have_the_mixtures_centre():
    mixture = forecast_mixture(np.log([10, 12, 9, 11, 12, 13, 10, 12.0]), 4)
    samples = mixture.samples(np.random.default_rng(0), 20_000).values
    assert np.median(samples, axis=0) == pytest.approx(mixture.mean, abs=0.02)


def test_components_are_drawn_as_often_as_they_weigh():
    mixture = forecast_mixture(np.log([10, 12, 9, 11, 12, 13, 10, 12.0]), 4)
    drawn = mixture.samples(np.random.default_rng(0), 20_000).component
    assert np.bincount(drawn, minlength=len(mixture.weight)) / 20_000 == pytest.approx(
        mixture.weight, abs=2e-4
    )


def test_many_series_at_once_are_forecast_as_each_alone():
    rng = np.random.default_rng(4)
    series = rng.normal(size=(5, 9)).cumsum(axis=1)
    series[:, 3] = np.nan
    batch = forecast_mixture(series, 4)
    for k, one_of in enumerate(series):
        alone = forecast_mixture(one_of, 4)
        assert batch.mean[k] == pytest.approx(alone.mean, rel=1e-12)
        assert batch.evidence[k] == pytest.approx(alone.evidence, rel=1e-12)
        paths = [each.samples(np.random.default_rng(7), 101).values for each in (batch, alone)]
        assert paths[0][k] == pytest.approx(paths[1], rel=1e-9)


def test_series_with_different_missing_quarters_are_refused():
    with pytest.raises(ValueError, match="miss the same quarters"):
        forecast_mixture([[1.0, np.nan, 2.0], [1.0, 2.0, 3.0]], 1)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.floats(-5, 5), min_size=1, max_size=20),
    st.floats(-10, 10),
)
def test_a_shift_of_the_series_shifts_its_forecast(values, shift):
    before, after = forecast_mixture(values, 3), forecast_mixture(np.array(values) + shift, 3)
    assert after.mean == pytest.approx(before.mean + shift, abs=1e-5)


@pytest.mark.parametrize(("values", "horizon"), [([], 4), ([np.nan], 4), ([1.0], 0)])
def test_a_series_without_values_is_refused(values, horizon):
    with pytest.raises(ValueError, match="at least one value"):
        forecast_mixture(values, horizon)


def test_evidence_counts_as_that_of_sixteen_quarters():
    assert structural_model.tempering_exponent(8) == 1
    assert structural_model.tempering_exponent(64) == 0.25
    two = StructuralPrior(
        *(np.array(x) for x in ([0.0, 1.0], [0.0] * 2, [1.0] * 2, [0.0] * 2, [0.0] * 2, [0.5] * 2))
    )
    noise = np.random.default_rng(2).normal(size=48)
    short, long = forecast_mixture(noise[:16], 1, prior=two), forecast_mixture(noise, 1, prior=two)
    with_gaps = forecast_mixture(np.r_[noise[:16], [np.nan] * 32], 1, prior=two)
    assert long.weight[0] > 0.99  # noise around a level, not a walk
    assert short.weight == pytest.approx(with_gaps.weight)


def test_evidence_is_the_likelihood_of_contrasts():
    values, prior = np.array([0.1, 0.4]), one(level=0.0)
    # the difference of two values around a level has twice the variance of the noise;
    # the prior of that variance counts for half a degree of freedom
    square = 0.3**2 / (2 * (1 + structural_model.NUGGET))
    rate = structural_model.NOISE_SHAPE * structural_model.NOISE_SCALE**2 + square / 2
    expected = -np.log(2 * (1 + structural_model.NUGGET)) / 2 - (structural_model.NOISE_SHAPE + 0.5) * np.log(
        rate
    )
    assert forecast_mixture(values, 1, prior=prior).evidence == pytest.approx(expected)


def test_recent_quarters_count_most_for_the_noise():
    rng = np.random.default_rng(8)
    calm, wild = rng.normal(0, 0.01, 16), rng.normal(0, 0.1, 16)
    calm_last = structural_model.forecast_mixture(np.concatenate([wild, calm]), 1)
    wild_last = structural_model.forecast_mixture(np.concatenate([calm, wild]), 1)

    def noise(mixture):
        return float(np.sqrt(mixture.weight @ mixture.rate / mixture.shape))

    assert noise(wild_last) > 2 * noise(calm_last)
