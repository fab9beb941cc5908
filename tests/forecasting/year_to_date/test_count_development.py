"""The rest of a year by the number of projects: limits, and coverage on years drawn by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jjinvest.forecasting.year_to_date.count_development import (
    BORNHUETTER_FERGUSON,
    CHAIN_LADDER,
    CountProgress,
    simulate_rest,
)
from jjinvest.forecasting.year_to_date.credibility import PastShare

HALF = tuple(PastShare(share) for share in (0.48, 0.5, 0.52))
YEAR = CountProgress(300.0, 60, 6, (100.0, 98.0, 102.0), HALF, 5.0, 20.0, 360)


def rest(progress: CountProgress, method: str, draws: int = 40_000, seed: int = 1):
    return simulate_rest(progress, method, first_half=0.5, sd=0.12, seed=seed, draws=draws)


def test_the_chain_ladder_follows_the_pace_and_bornhuetter_ferguson_the_years_before():
    assert rest(YEAR, CHAIN_LADDER).number.mean() == pytest.approx(60, rel=0.06)
    assert rest(YEAR, BORNHUETTER_FERGUSON).number.mean() == pytest.approx(50, rel=0.05)
    faster = replace(YEAR, number=90)
    assert rest(faster, CHAIN_LADDER).number.mean() == pytest.approx(90, rel=0.06)
    np.testing.assert_allclose(
        rest(faster, BORNHUETTER_FERGUSON).number.mean(), rest(YEAR, BORNHUETTER_FERGUSON).number.mean()
    )


def test_the_amount_is_the_number_times_the_mean_size():
    simulated = rest(YEAR, CHAIN_LADDER)
    assert simulated.amount.mean() == pytest.approx(5 * simulated.number.mean(), rel=0.03)
    larger = rest(replace(YEAR, weighted_size=80.0), CHAIN_LADDER)
    assert larger.amount.std() > 1.3 * simulated.amount.std()


def test_shares_that_scatter_more_than_chance_widen_the_number():
    scattered = tuple(PastShare(share) for share in (0.3, 0.5, 0.7))
    wide = replace(YEAR, shares=scattered)
    assert wide.dispersion > 3 > YEAR.dispersion >= 1
    assert rest(wide, CHAIN_LADDER).number.std() > 1.5 * rest(YEAR, CHAIN_LADDER).number.std()


def test_ranges_hold_on_poisson_years_of_lognormal_sizes():
    rng, inside = np.random.default_rng(8), []
    for case in range(150):
        numbers = rng.poisson(50, (4, 2))
        sizes = [rng.lognormal(1.0, 1.0, int(n)) for n in numbers.ravel()]
        known = np.concatenate(sizes[:7])
        progress = CountProgress(
            float(sizes[6].sum()),
            float(numbers[3, 0]),
            6,
            tuple(float(n) for n in numbers[2::-1].sum(axis=1)),
            tuple(
                PastShare(float(first / total))
                for first, total in zip(numbers[2::-1, 0], numbers[2::-1].sum(axis=1), strict=True)
            ),
            float(known.mean()),
            float((known**2).sum() / known.sum()),
            float(len(known)),
        )
        low, high = np.quantile(rest(progress, CHAIN_LADDER, 2_000, case).amount, [0.1, 0.9])
        inside.append(low <= sizes[7].sum() <= high)
    assert 0.74 <= np.mean(inside) <= 0.95
