"""Simulated quarters of lumpy deals."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.lumpy_series import SIZE_DISTRIBUTIONS, lumpy_quarters


@pytest.mark.parametrize("sizes", SIZE_DISTRIBUTIONS)
def test_each_size_distribution_gives_amounts(sizes):
    quarters = lumpy_quarters(np.random.default_rng(0), 3.0, 200, sizes=sizes)
    assert quarters.shape == (200,)
    assert (quarters >= 0).all()
    assert quarters.any()
