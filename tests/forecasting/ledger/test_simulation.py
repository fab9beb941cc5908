"""Joint simulation of a year: its moments equal those in closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jjinvest.forecasting.ledger.simulation import AmountPool, YearModel, simulate_years


def year_model(**changes) -> YearModel:
    defaults = {
        "signed": 0.0,
        "signed_out_of_city": 0.0,
        "amounts": np.full(30, 20.0),
        "stated": np.ones(30, dtype=bool),
        "out_of_city": np.ones(30, dtype=bool),
        "chances": np.full(30, 0.5),
        "correlation": 0.1,
        "new_expected": 0.0,
        "new_cv": 0.0,
        "year_effect": 0.0,
        "pools": (),
        "funds": None,
    }
    return YearModel(**{**defaults, **changes})


def test_pipeline_of_thirty_projects_and_600_has_the_spread_of_the_method_note():
    # Σ p x = 300; √(Σ x² p(1−p)) = 55 without, about 107 with a correlation of .1
    assert simulate_years(year_model(correlation=0.0), draws=100_000, seed=1).named.std() == pytest.approx(
        54.8, rel=0.02
    )
    shared = simulate_years(year_model(), draws=100_000, seed=1).named
    assert shared.mean() == pytest.approx(300, rel=0.01)
    assert shared.std() == pytest.approx(np.sqrt(54.8**2 * (1 + 29 * 0.1)), rel=0.02)


def test_amounts_not_stated_are_drawn_not_averaged():
    amounts = np.array([5.0, 5.0, 50.0])
    model = year_model(
        correlation=0.0, stated=np.zeros(30, dtype=bool), pools=(AmountPool(amounts, True, 3.0),)
    )
    drawn = simulate_years(model, draws=100_000, seed=1).named
    assert drawn.mean() == pytest.approx(15 * 20, rel=0.01)
    assert drawn.std() == pytest.approx(np.sqrt(30 * (0.5 * (amounts**2).mean() - 10**2)), rel=0.02)


def test_new_business_has_the_moments_of_a_compound_poisson():
    amounts = np.array([10.0, 20.0, 60.0])
    model = year_model(
        amounts=np.zeros(0),
        stated=np.zeros(0, dtype=bool),
        out_of_city=np.zeros(0, dtype=bool),
        chances=np.zeros(0),
        new_expected=12.0,
        pools=(AmountPool(amounts, True, 1e9),),
    )
    drawn = simulate_years(model, draws=200_000, seed=2)
    assert drawn.new.mean() == pytest.approx(12 * amounts.mean(), rel=0.01)
    assert drawn.new.std() == pytest.approx(np.sqrt(12 * (amounts**2).mean()), rel=0.02)
    small = replace(model, pools=(AmountPool(amounts / 10, False, 1e9),), new_expected=200.0)
    drawn = simulate_years(small, draws=200_000, seed=2)
    assert drawn.new.mean() == pytest.approx(20 * amounts.mean(), rel=0.01)
    assert drawn.new.std() == pytest.approx(np.sqrt(2 * (amounts**2).mean()), rel=0.02)
    assert not drawn.out_of_city.any()


def test_the_level_of_new_business_is_independent_of_the_projects_in_negotiation():
    model = year_model(
        correlation=0.3,
        new_expected=50.0,
        year_effect=0.3,
        pools=(AmountPool(np.array([5.0, 15.0]), True, 1e9),),
    )
    years = simulate_years(model, draws=50_000, seed=1)
    assert abs(np.corrcoef(years.named, years.new)[0, 1]) < 0.02


def test_a_doubt_about_all_estimates_widens_named_amounts_only():
    plain, doubted = (
        simulate_years(year_model(estimates_sd=doubt), draws=100_000, seed=1).named for doubt in (0.0, 0.2)
    )
    assert doubted.mean() == pytest.approx(plain.mean(), rel=0.01)
    factor2 = np.exp(0.2**2)
    assert doubted.var() == pytest.approx(factor2 * plain.var() + (factor2 - 1) * 300**2, rel=0.03)
