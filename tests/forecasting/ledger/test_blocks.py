"""A year of many named projects needs the memory of one block of draws, and its blocks change no sample."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from jjinvest.forecasting.ledger import simulation
from jjinvest.forecasting.ledger.large_projects import large_numbers
from jjinvest.forecasting.ledger.simulation import AmountPool, YearModel, simulate_years


def model(projects: int) -> YearModel:
    """A year with this many named projects, half of them without an amount, and new business."""
    rng = np.random.default_rng(1)
    pools = (
        AmountPool(rng.gamma(1.0, 3.0, 30), False, 4.0),
        AmountPool(np.array([12.0, 30.0]), True, 2.0),
    )
    return YearModel(
        2.0,
        1.0,
        rng.gamma(1.0, 3.0, projects),
        np.arange(projects) % 2 == 0,
        rng.random(projects) < 0.5,
        rng.random(projects),
        0.2,
        8.0,
        0.3,
        0.2,
        pools,
        None,
    )


@pytest.mark.parametrize("block", [1, 7, 5000])
def test_blocks_change_no_sample(monkeypatch, block):
    expected = simulate_years(model(20), draws=500, seed=3)
    monkeypatch.setattr(simulation, "BLOCK", block)
    found = simulate_years(model(20), draws=500, seed=3)
    assert np.array_equal(found.signings, expected.signings)
    for name in ("agreed", "out_of_city", "named", "new"):
        assert np.allclose(getattr(found, name), getattr(expected, name), rtol=1e-6)


@pytest.mark.parametrize("numbers", [1, 50, 3000])
def test_random_numbers_are_the_same_however_many_are_made_at_a_time(monkeypatch, numbers):
    expected = simulate_years(model(20), draws=500, seed=3)
    large = large_numbers(model(20), [5.0, 10.0], draws=500, seed=4)
    monkeypatch.setattr(simulation, "NUMBERS", numbers)
    found = simulate_years(model(20), draws=500, seed=3)
    for name in ("signings", "agreed", "out_of_city", "named", "new"):
        assert np.array_equal(getattr(found, name), getattr(expected, name))
    assert np.array_equal(large_numbers(model(20), [5.0, 10.0], draws=500, seed=4), large)


def test_the_sizes_of_many_named_projects_need_little_memory():
    """A block of 20,000 projects has 160 MB of sizes at once."""
    many = model(20_000)
    tracemalloc.start()
    try:
        large_numbers(many, [5.0], draws=1_024, seed=3)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 40e6


def test_many_named_projects_need_little_memory():
    """All at once, 20,000 draws of 1,000 projects are 80 MB of latent numbers alone."""
    many = model(1_000)
    tracemalloc.start()
    try:
        simulate_years(many, draws=20_000, seed=3)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 50e6
