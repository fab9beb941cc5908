"""Months of a running quarter: the district's own split, and what is still to come of its paths."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.forecasting.year_to_date.running_quarter import rest_after_months, share_of_quarter


def amounts(**by_period: float) -> dict[str, Quantity]:
    return {
        name.replace("_", "-"): Quantity.exact(Fraction(value) * YI, "元", Definition("funds"))
        for name, value in by_period.items()
    }


def test_own_months_shift_the_share_and_fallen_totals_do_not():
    own = {"2023q1": 10, "2023m01_m05": 12, "2023h1": 30}
    known = share_of_quarter(amounts(**own), 2024, 5)
    assert known == pytest.approx((0.1 + 4 * 0.59) / 5)  # 2 of 20 in April and May
    assert share_of_quarter(amounts(**own), 2024, 4) == 0.30
    assert share_of_quarter(amounts(**(own | {"2023m01_m05": 9})), 2024, 5) == 0.59
    assert share_of_quarter(amounts(**(own | {"2023h1": 11})), 2024, 5) == 0.59


def test_what_is_to_come_shrinks_with_the_months_and_is_never_less_than_nothing():
    rng = np.random.default_rng(4)
    paths = rng.gamma(4.0, 5.0, (20_000, 3))
    rests = [rest_after_months(paths, share, 0.5, seed=1) for share in (0.3, 0.59)]
    assert all(rest.min() >= paths[:, 1:].sum(axis=1).min() for rest in rests)
    assert [rest.mean() for rest in rests] == pytest.approx([20 * 2.7, 20 * 2.41], rel=0.02)
    widths = [np.ptp(np.quantile(rest, [0.1, 0.9])) for rest in rests]
    assert np.ptp(np.quantile(paths.sum(axis=1), [0.1, 0.9])) > widths[0] > widths[1]


@pytest.mark.parametrize("share", [0.3, 0.59])
def test_a_split_of_gamma_quarters_has_the_right_range(share):
    """Months that add up independently: the 80 % range of what is still to come holds 80 % of it."""
    rng, observations = np.random.default_rng(5), 4.0
    paths = rng.gamma(observations, 5.0, (40_000, 1))
    rest = rest_after_months(paths, share, observations**-0.5, seed=2)
    low, high = np.quantile(rest, [0.1, 0.9])
    actual = rng.gamma(observations * (1 - share), 5.0, 40_000)
    assert ((low <= actual) & (actual <= high)).mean() == pytest.approx(0.8, abs=0.01)
