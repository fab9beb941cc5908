"""Amounts of the projects of a cell: they add up to the whole and stay between their ends."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.quality.reconstruction.amounts import split


@pytest.mark.parametrize(
    ("total", "number", "most"),
    [
        (0, 3, 10),
        (30, 3, 10),
        (29, 3, 10),
        (1, 4, 9),
        (0, 5, 0),
        (1_234_567_890_123, 132, 10**10),
        (7, 1, 7),
    ],
)
def test_a_split_adds_up_inside_its_ends(total, number, most):
    parts = split(total, number, most, np.random.default_rng(1))
    assert len(parts) == number
    assert parts.sum() == total
    assert parts.min() >= 0
    assert parts.max() <= most


def test_a_total_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="do not add up"):
        split(31, 3, 10, np.random.default_rng(1))
