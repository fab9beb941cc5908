"""Scores against published values, closed forms and their properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from jjinvest.forecasting.evaluation import scores

amounts = st.floats(-1e6, 1e6)


def crps_normal(mean, sd, actual):
    """CRPS of a normal distribution in closed form (Gneiting & Raftery 2007, eq. 21)."""
    z = (actual - mean) / sd
    return sd * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))


@pytest.mark.parametrize("actual", [-1.0, 3.0, 8.0])
def test_crps_of_samples_approximates_the_closed_form(actual):
    samples = np.random.default_rng(1).normal(3, 2, 200_000)
    assert float(scores.crps(samples, actual)) == pytest.approx(crps_normal(3, 2, actual), rel=0.01)


@given(st.lists(amounts, min_size=1, max_size=30), amounts)
def test_crps_is_its_definition(samples, actual):
    drawn = np.array(samples)
    pairs = np.abs(np.subtract.outer(drawn, drawn)).mean()
    expected = np.abs(drawn - actual).mean() - pairs / 2
    assert float(scores.crps(drawn, actual)) == pytest.approx(expected, abs=1e-6)


def test_crps_of_one_sample_is_the_absolute_error_and_works_on_many_at_once():
    assert scores.crps([[1.0, 5.0]], [4.0, 5.0]) == pytest.approx([3.0, 0.0])


def test_interval_score_of_the_method_note():
    assert float(scores.interval_score(0, 2, 1, alpha=0.2)) == 2
    assert float(scores.interval_score(0, 2, 3, alpha=0.2)) == 12
    assert np.isnan(scores.interval_score(0, 2, np.nan, alpha=0.2))


def test_pinball_of_the_method_note():
    assert float(scores.pinball(2, 3, 0.9)) == pytest.approx(0.9)
    assert float(scores.pinball(3, 2, 0.9)) == pytest.approx(0.1)


def test_coverage_counts_what_could_be_scored():
    covered = scores.coverage([0, 0, 0, np.nan], [1, 1, 1, 1], [1, 2, np.nan, 0.5])
    assert (covered.share, covered.n) == (0.5, 2)
    nothing = scores.coverage([], [], [])
    assert np.isnan(nothing.share)
    assert nothing.n == 0


def test_brier_and_skill():
    assert scores.brier([1.0, 0.6], [1, 0]) == pytest.approx([0, 0.36])
    assert scores.skill([1.0, 1.0, np.nan], [2.0, 2.0, 50.0]) == pytest.approx(0.5)
    assert np.isnan(scores.skill([1.0], [0.0]))


def test_percentage_and_scaled_errors():
    assert scores.smape([100, 0], [300, 0]) == pytest.approx([100, 0])
    assert scores.mase([12.0], [10.0], [1, 2, 3, 4, 2, 3, 4, 5]) == pytest.approx([2.0])
    assert np.isnan(scores.mase([12.0], [10.0], [1, 2, 3, 4])).all()
    assert np.isnan(scores.mase([12.0], [10.0], [1, 2, 3, 4, 1, 2, 3, 4])).all()


def test_scores_of_no_or_infinite_draws_are_refused():
    for draws in ([], [np.inf, 1.0]):
        with pytest.raises(ValueError, match="one draw at least"):
            scores.crps(draws, 1.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        scores.interval_score(0, 2, 1, alpha=0)
    assert scores.crps(3.0, 5.0) == 2


@given(st.lists(amounts, min_size=2, max_size=12), amounts, st.randoms(use_true_random=False))
def test_crps_does_not_depend_on_the_order_of_the_draws(samples, actual, random):
    shuffled = random.sample(samples, len(samples))
    assert float(scores.crps(np.array(shuffled), actual)) == float(scores.crps(np.array(samples), actual))
