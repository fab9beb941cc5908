"""Total calibration: totals of lumpy histories, those of even ones, and the training of the factors."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.lumpy_series import lumpy_quarters
from benchmarks.total_factors import FACTORS, Loss, factors_of
from jjinvest.forecasting.quarterly.forecast import forecast_many, forecast_quarters
from jjinvest.forecasting.quarterly.interval_calibration import MAX_EVEN_VARIATION, VARIATIONS
from jjinvest.forecasting.quarterly.total_calibration import TotalCalibration, drawn_in, packaged_totals

EVEN = [100.0, 120.0, 90.0, 140.0] * 4
LUMPY = [3.0, 30.0, 4.0, 9.0, 55.0, 8.0, 1.0, 20.0]


def test_the_mean_of_a_lumpy_year_is_near_the_years_that_come():
    """Deals of other sizes, rates and seeds than those trained on: the sum of paths is a third too high."""
    rng = np.random.default_rng(31)
    every = [lumpy_quarters(rng, 8.0, 20, sizes="gamma", year_cv=0.2) for _ in range(150)]
    forecasts = forecast_many([row[:16] for row in every], 4, seed=1, draws=400)
    actual = np.mean([row[16:].sum() for row in every])
    summed = np.mean([each.samples.sum(axis=1).mean() for each in forecasts]) / actual
    total = np.mean([each.total().mean() for each in forecasts]) / actual
    assert summed > 1.2
    assert total == pytest.approx(1.0, abs=0.14)
    ends = np.array([np.quantile(each.total(), [0.1, 0.9]) for each in forecasts])
    years = np.array([row[16:].sum() for row in every])
    assert ((ends[:, 0] <= years) & (years <= ends[:, 1])).mean() == pytest.approx(0.8, abs=0.08)


def test_medians_and_lower_halves_stay():
    lumpy = forecast_quarters(LUMPY, 4, seed=2, draws=999)
    summed, total = lumpy.samples.sum(axis=1), lumpy.total()
    below = summed <= np.median(summed)
    assert total[below] == pytest.approx(summed[below])
    assert (total[~below] <= summed[~below]).all()
    assert total.mean() < summed.mean()
    assert (total.argsort() == summed.argsort()).all()


def test_a_year_without_large_deals_and_a_part_of_one_are_the_sum_of_paths():
    even = forecast_quarters(EVEN, 4, seed=2, draws=300)
    assert even.upper_factor == 1.0
    assert even.total() == pytest.approx(even.samples.sum(axis=1))
    lumpy = forecast_quarters(LUMPY, 4, seed=2, draws=300)
    assert lumpy.upper_factor < 1.0
    assert lumpy.total(1) == pytest.approx(lumpy.samples[:, 0])
    assert lumpy.total(2, after=1) == pytest.approx(lumpy.samples[:, 1:3].sum(axis=1))
    for history in ([0.0, *LUMPY[1:]], LUMPY[1:]):  # on amounts; too short for a year to be shown
        other = forecast_quarters(history, 4, seed=2, draws=300)
        assert other.total() == pytest.approx(other.samples.sum(axis=1))


def test_a_total_may_begin_after_some_quarters():
    """A history that ended in an earlier year: the year asked about is the last four of five quarters."""
    lumpy = forecast_quarters(LUMPY, 5, seed=2, draws=300)
    summed = lumpy.samples[:, 1:].sum(axis=1)
    assert lumpy.total(4, after=1) == pytest.approx(drawn_in(summed, lumpy.upper_factor))


def test_factors_between_two_lengths_and_two_variations_lie_between():
    table = TotalCalibration(np.array([4.0, 16.0]), np.outer([0.5, 0.9], np.ones(len(VARIATIONS))))
    assert table.at(8, 1.0) == pytest.approx(0.7)
    half = np.sqrt(MAX_EVEN_VARIATION * VARIATIONS[0])
    assert table.at(4, half) == pytest.approx(0.75)
    assert table.at(99, 9.0) == pytest.approx(0.9)
    assert table.at(4, 0.0) == table.at(3, 9.0) == 1.0


def test_packaged_factors_never_reach_farther_than_the_sum():
    table = packaged_totals()
    assert (table.above <= 1.0).all()
    assert (table.above >= FACTORS.min()).all()
    assert np.isfinite(table.above).all()


def test_the_factor_of_the_least_crps_is_taken_at_each_variation():
    """Histories of variation 0.4 do best with 0.5, those of 1.0 with 0.8; the nearest serves the others."""
    varied = np.repeat([0.4, 1.0], 40)
    best = np.where(varied < 0.7, 0.5, 0.8)
    loss = Loss((FACTORS - best[:, None]) ** 2, varied)
    factors = dict(zip(VARIATIONS, factors_of(loss), strict=True))
    assert factors[0.4] == factors[0.25] == pytest.approx(0.5)
    assert factors[1.0] == factors[2.2] == pytest.approx(0.8)
