"""A year ahead from annual totals, with and without the number of projects."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.forecasting.annual.annual_total import (
    RECENCY,
    SIZE_INEQUALITY,
    AnnualTotals,
    simulate_total,
)

DRAWS = 100_000


def band(samples: np.ndarray) -> float:
    low, high = np.quantile(samples, [0.1, 0.9])
    return float(high - low)


def test_one_year_repeats_its_total_on_average():
    samples = simulate_total(AnnualTotals((1088.0,), 132), seed=1, draws=DRAWS).total
    assert samples.mean() == pytest.approx(1088, rel=0.01)


def test_more_projects_are_steadier_and_a_total_alone_is_the_least_certain():
    many, some, few = (
        simulate_total(AnnualTotals((1000.0,), n), seed=2, draws=DRAWS, level_cv=0.0).total
        for n in (1000, 130, 20)
    )
    alone = simulate_total(AnnualTotals((1000.0,)), seed=2, draws=DRAWS, level_cv=0.0).total
    assert band(many) < band(some) < band(few)
    assert band(some) < band(alone)


def test_the_process_cv_follows_from_the_number():
    simulated = simulate_total(AnnualTotals((1000.0,), 125), seed=3, draws=DRAWS)
    assert np.median(simulated.process_cv) == pytest.approx((SIZE_INEQUALITY[0] / 125) ** 0.5, rel=0.01)


def test_with_known_levels_the_variance_is_that_of_two_years():
    """Last year and the coming one each have the process variance c²; the level is last year's."""
    known = AnnualTotals((1000.0,), 500)
    samples = simulate_total(known, seed=4, draws=400_000, level_cv=0.0)
    expected = 2 * float((samples.process_cv**2).mean())
    assert float(samples.total.var()) / 1000**2 == pytest.approx(expected, rel=0.05)


def test_later_years_count_more_and_scattered_years_widen_the_range():
    known = AnnualTotals((1200.0, 1000.0, 800.0), 200)
    weights = np.array([1, RECENCY, RECENCY**2])
    assert known.mean == pytest.approx(float(weights @ [1200, 1000, 800] / weights.sum()))
    assert 1 < known.years < 3
    steady = simulate_total(AnnualTotals((1000.0, 1010.0, 990.0), 200), seed=5, draws=DRAWS).total
    jumpy = simulate_total(AnnualTotals((1000.0, 1700.0, 500.0), 200), seed=5, draws=DRAWS).total
    assert band(jumpy) / jumpy.mean() > 1.3 * band(steady) / steady.mean()


@pytest.mark.parametrize("totals", [(), (0.0,), (1000.0, -5.0)])
def test_without_a_positive_total_there_is_nothing_to_repeat(totals):
    with pytest.raises(LookupError):
        simulate_total(AnnualTotals(totals), seed=1, draws=10)
