"""Interval calibration: training, reading and use of the factors, and coverage of lumpy deals."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.forecast_tuning import tables
from benchmarks.held_out import parameters_without
from benchmarks.interval_factors import (
    calibrated_scale_factors,
    calibrated_side_factors,
    scale_factors_needed,
)
from benchmarks.lumpy_series import lumpy_quarters
from benchmarks.m3_series import quarterly
from jjinvest.forecasting.evaluation import scores
from jjinvest.forecasting.quarterly.forecast import forecast_quarters
from jjinvest.forecasting.quarterly.interval_calibration import (
    MAX_EVEN_VARIATION,
    VARIATIONS,
    IntervalCalibration,
    packaged_calibration,
    variation,
)
from jjinvest.forecasting.quarterly.parameters import trained_columns

UNCALIBRATED = IntervalCalibration(np.array([1.0]), np.ones((1, 3)), np.ones((1, 2, len(VARIATIONS), 2, 3)))


def lumpy_table(lengths, **factors):
    """Factors for lumpy series that are the same at each length and variation: by scale, below and above."""
    one = np.array([factors["amounts"], factors["logs"]], dtype=float)
    return np.broadcast_to(one[None, :, None], (lengths, 2, len(VARIATIONS), 2, 3))


def test_stretching_attains_nominal_coverage():
    rng = np.random.default_rng(3)
    truth = rng.normal(0, 2, 4000)
    deviations = rng.normal(0, 1, (500, 1))
    deviations -= np.median(deviations)
    needed = np.concatenate([scale_factors_needed(deviations, truth[[i]]) for i in range(2000)], axis=1)
    factors = calibrated_scale_factors(needed.max(axis=0), np.ones(needed.shape[1]))
    stretched = IntervalCalibration(np.array([8.0]), factors[None], UNCALIBRATED.lumpy).stretch(deviations, 8)
    assert factors == pytest.approx([2, 2, 2], rel=0.12)
    for level in (0.5, 0.8, 0.95):
        low, high = np.quantile(stretched, [(1 - level) / 2, (1 + level) / 2])
        assert scores.coverage(low, high, truth[2000:]).share == pytest.approx(level, abs=0.025)


def test_each_side_of_a_skew_series_gets_its_own_factors():
    rng = np.random.default_rng(4)
    training, test = rng.exponential(1.0, (2, 10_000)) - np.log(2)
    deviations = rng.normal(0, 1, (500, 1))
    deviations -= np.median(deviations)
    needed = scale_factors_needed(np.broadcast_to(deviations, (500, len(training))), training)
    sides = calibrated_side_factors(needed, np.ones(len(training)), np.zeros(len(training), dtype=bool))
    lumpy = np.broadcast_to(sides, UNCALIBRATED.lumpy.shape)
    stretched = IntervalCalibration(np.array([8.0]), np.ones((1, 3)), lumpy).stretch(
        deviations, 8, 1.0, on_logs=False
    )
    for level in (0.5, 0.8, 0.95):
        low, high = np.quantile(stretched, [(1 - level) / 2, (1 + level) / 2])
        assert (test < low).mean() == pytest.approx((1 - level) / 2, abs=0.02)
        assert (test > high).mean() == pytest.approx((1 - level) / 2, abs=0.02)


def test_the_upper_end_compensates_part_of_the_misses_below():
    values = np.linspace(-1, 1, 2001)
    needed = np.stack([np.tile(-values[:, None], 3), np.tile(values[:, None], 3)])
    weight, nothing = np.ones(2001), np.zeros(2001, dtype=bool)
    plain = calibrated_side_factors(needed, weight, nothing)
    assert plain == pytest.approx(np.array([[0.5, 0.8, 0.95]] * 2), abs=0.002)
    lost = (values > -0.5) & (values < -0.4)  # one in twenty, inside what the lower ends hold
    shifted = calibrated_side_factors(needed, weight, lost)
    assert shifted[0] == pytest.approx(plain[0])
    assert shifted[1] == pytest.approx([0.6, 0.9, 0.95], abs=0.002)  # at 95 % its share is kept


def test_a_forecast_counts_by_its_weight():
    rng = np.random.default_rng(5)
    needed = np.stack([np.tile(v[:, None], 3) for v in rng.normal(0, 1, (2, 500))])
    thrice = np.repeat(np.arange(500), np.where(np.arange(500) % 2, 3, 1))
    weight = np.where(np.arange(500) % 2, 3.0, 1.0)
    repeated = calibrated_side_factors(
        needed[:, thrice], np.ones(len(thrice)), np.zeros(len(thrice), dtype=bool)
    )
    assert calibrated_side_factors(needed, weight, np.zeros(500, dtype=bool)) == pytest.approx(repeated)


def test_factors_between_two_lengths_and_two_variations_lie_between():
    sides = {"amounts": [[2.0, 2.0, 2.0], [0.5, 3.0, 9.0]], "logs": [[2.0, 2.0, 2.0], [0.5, 3.0, 9.0]]}
    even = np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]])
    table = IntervalCalibration(np.array([4.0, 16.0]), even, lumpy_table(2, **sides))
    assert table.at(8) == pytest.approx(np.array([[1, 1.5, 2]] * 2))
    assert table.at(4, MAX_EVEN_VARIATION) == pytest.approx(np.array([[1, 2, 3]] * 2))
    assert table.at(4, 9.0, on_logs=False) == pytest.approx(np.array([[2, 2, 2], [0.5, 3, 9]]))
    assert table.at(4, 9.0) == pytest.approx(np.array([[2, 2, 3], [1, 3, 9]]))  # not narrower than even
    half = np.sqrt(MAX_EVEN_VARIATION * VARIATIONS[0])
    assert table.at(4, half, on_logs=False) == pytest.approx(np.array([[1.5, 2, 2.5], [0.75, 2.5, 6]]))
    assert table.at(1) == pytest.approx(table.at(4))
    assert table.at(99) == pytest.approx(np.ones((2, 3)))


def test_stretching_keeps_order_within_a_quarter():
    sides = {"amounts": [[2.0, 1.0, 0.5], [0.2, 3.0, 9.0]], "logs": [[1.0] * 3] * 2}
    table = IntervalCalibration(np.array([4.0]), np.ones((1, 3)), lumpy_table(1, **sides))
    deviations = np.random.default_rng(0).normal(size=(300, 2))
    stretched = table.stretch(deviations, 4, 2.0, on_logs=False)
    assert (stretched.argsort(axis=0) == deviations.argsort(axis=0)).all()
    assert np.quantile(stretched, 0.9, axis=0) == pytest.approx(
        3 * np.quantile(deviations, 0.9, axis=0), rel=0.05
    )
    assert UNCALIBRATED.stretch(deviations, 4) == pytest.approx(deviations)


def test_packaged_factors_are_read_in_the_order_in_which_they_are_written():
    packaged = packaged_calibration()
    for name, table in tables(packaged).items():
        kept = trained_columns(name)
        assert list(table) == list(kept)
        for column in table:
            assert table[column].to_numpy() == pytest.approx(kept[column])


def test_a_season_is_no_variation():
    season = np.tile([1.0, 2.0, 3.0, 2.0], 4)
    assert variation(season[:4]) == pytest.approx(season[:4].std() / 2)
    assert variation(season) == 0
    gaps = season.copy()
    gaps[[1, 6]] = np.nan
    assert variation(gaps) == 0
    assert variation([np.nan, 1, 3]) == pytest.approx(0.5)


def test_independent_quarters_vary_as_much_with_a_season_looked_for():
    rows = np.random.default_rng(6).exponential(1.0, (400, 16))
    plain = [row.std() / row.mean() for row in rows]
    assert np.mean([variation(row) for row in rows]) == pytest.approx(np.mean(plain), rel=0.1)


def test_variation_counts_corrections_by_their_size():
    assert variation([1, 3]) == pytest.approx(0.5)
    assert variation([2, -2]) == pytest.approx(1.0)
    assert variation([0, 0]) == 0


@pytest.mark.parametrize(
    ("deals", "quarters", "low", "high"),
    [(16.0, 4, 0.72, 0.86), (2.0, 8, 0.72, 0.86), (0.7, 8, 0.70, 0.86)],
)
def test_quarters_of_few_deals_are_covered(deals, quarters, low, high):
    inside = []
    for seed in range(150):
        amounts = lumpy_quarters(np.random.default_rng([3, seed]), deals, quarters + 4, sizes="gamma")
        if amounts[:quarters].any():
            forecast = forecast_quarters(amounts[:quarters], seed=seed, draws=300)
            inside.append(scores.coverage(*forecast.interval(0.8), amounts[quarters:]).share)
    assert low < np.mean(inside) < high


def test_four_even_quarters_are_not_covered_too_often():
    inside = []
    prior, calibration = parameters_without("M3")
    for number, series in quarterly().items():
        if number % 2 == 0:
            forecast = forecast_quarters(
                series.past[-4:], seed=number, draws=300, prior=prior, calibration=calibration
            )
            inside.append(scores.coverage(*forecast.interval(0.8), series.future[:4]).share)
    assert 0.77 < np.mean(inside) < 0.87
