"""A year of many named projects needs the memory of one block of draws, and its blocks change no sample."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from jjinvest.forecasting.ledger import simulation
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
