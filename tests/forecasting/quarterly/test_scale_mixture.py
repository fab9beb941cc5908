"""Mixture of logs and amounts: weights by history, floors, samples and batches."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.forecasting.quarterly.scale_mixture import forecast_scale_mixture

SHAPE = np.tile([0.8, 1.1, 0.9, 1.2], 6)
TIMES = np.arange(24)


def test_weights_follow_growth_by_a_share_or_by_an_amount():
    noise = np.random.default_rng(5).normal(0, 0.01, 24)
    by_share = SHAPE * 1.05**TIMES * np.exp(noise)
    by_amount = 1 + 0.1 * TIMES + (SHAPE - 1) + noise
    share, amount = (forecast_scale_mixture(x / x[-4:].mean(), 8).share for x in (by_share, by_amount))
    assert share < 0.05
    assert amount > 0.95


def test_the_weight_of_a_scale_does_not_depend_on_the_unit_beyond_the_weak_prior():
    history = 1 + 0.05 * TIMES + (SHAPE - 1)
    one, other = forecast_scale_mixture(history, 4), forecast_scale_mixture(history * 1.3, 4)
    assert other.share == pytest.approx(one.share, abs=0.05)
    assert other.point == pytest.approx(one.point + np.log(1.3), abs=0.01)


@pytest.mark.parametrize(
    ("history", "floor"), [([3.0, 1.0, 2.0], 0.5), ([3.0, 0.0, 2.0], 0.0), ([3.0, -1.0, 2.0], -np.inf)]
)
def test_paths_are_held_to_the_floor(history, floor):
    mixture = forecast_scale_mixture(history, 4)
    assert mixture.floor == floor
    assert (mixture.on_logs is None) == (min(history) <= 0)
    paths = mixture.samples(np.random.default_rng(0), 500, largest_noise=1.5)
    amounts = paths if mixture.on_logs is None else np.exp(paths)
    if mixture.on_logs is None:
        assert (amounts >= floor).all()
    assert np.isfinite(paths).all()
    assert (amounts > 0).all() or floor <= 0


def test_samples_come_from_both_scales_in_proportion():
    mixture = forecast_scale_mixture([1.0, 1.3, 0.9, 1.2, 1.0, 1.4], 2)
    assert 0.05 < mixture.share < 0.95
    paths = mixture.samples(np.random.default_rng(1), 4_000, largest_noise=1.5)
    assert paths.shape == (4_000, 2)
    assert np.median(paths, axis=0) == pytest.approx(mixture.point, abs=0.1)
    assert mixture.samples(np.random.default_rng(1), 4_000, largest_noise=1.5).tobytes() == paths.tobytes()


def test_many_histories_at_once_are_forecast_as_each_alone():
    rng = np.random.default_rng(3)
    histories = rng.gamma(9.0, 1 / 9, (4, 10))
    batch = forecast_scale_mixture(histories, 4)
    paths = batch.samples(np.random.default_rng(2), 200, largest_noise=1.5)
    for k, history in enumerate(histories):
        alone = forecast_scale_mixture(history, 4)
        assert batch.point[k] == pytest.approx(alone.point, rel=1e-12)
        assert paths[k] == pytest.approx(
            alone.samples(np.random.default_rng(2), 200, largest_noise=1.5), rel=1e-9
        )


def test_a_history_with_a_zero_and_one_without_are_refused_at_once():
    with pytest.raises(ValueError, match="positive values only"):
        forecast_scale_mixture([[1.0, 2.0], [1.0, 0.0]], 1)
