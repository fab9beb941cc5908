"""Huber's M-estimator of location against the robust linear model of statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.robust.norms import HuberT
from statsmodels.robust.robust_linear_model import RLM

from jjinvest.forecasting.huber import huber_location


@pytest.mark.parametrize("number", range(40))
def test_it_is_the_estimate_of_statsmodels(number: int) -> None:
    rng = np.random.default_rng(number)
    values = rng.standard_t(2, int(rng.integers(4, 60))) * 10 ** rng.uniform(-2, 2)
    fit = RLM(values, np.ones((len(values), 1)), M=HuberT()).fit(conv="coefs", tol=1e-12, maxiter=200)

    centre, scale = huber_location(values)

    assert centre == pytest.approx(float(fit.params[0]), rel=1e-8, abs=1e-8)
    assert scale == pytest.approx(float(fit.scale), rel=1e-8, abs=1e-8)


def test_equal_values_have_no_spread() -> None:
    assert huber_location(np.full(5, 3.0)) == (3.0, 0.0)


def test_a_far_value_hardly_moves_the_centre() -> None:
    centre, _ = huber_location(np.array([1.0, 2.0, 3.0, 4.0, 1e6]))
    assert centre == pytest.approx(3.0)
