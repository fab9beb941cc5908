"""Synthetic districts that no forecast model was written for: shocks, a December rush, large failures.

The packaged process is easier than real districts: every year signs alike. Here signings of some projects are
undone, on the day on which they would have signed, so that nothing before announces it: more of large and of
out-of-city projects than of others, and more in some years.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from jjinvest.core.quantity import YI
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate

LATER_STEPS = ("signed_on", "contract_on", "started_on", "in_production_on")


def harder_ledger(number: int, *, seed: int) -> tuple[pd.DataFrame, int]:
    """Ledger of one district at the end of its last year, and that year."""
    rng = np.random.default_rng([seed, number, 1])
    rush = float(rng.uniform(1.0, 4.0))
    season = np.array([0.6, 0.5, 1.1, 0.9, 1.0, 1.5, 0.7, 0.8, 1.1, 0.9, 1.1, 1.8 * rush])
    season = season / season.mean()
    tails = [
        replace(tier, exponent=tier.exponent * float(rng.uniform(0.5, 1.2))) for tier in Parameters().tiers
    ]
    parameters = Parameters(
        projects=int(rng.integers(300, 1400)),
        growth=float(rng.uniform(-0.1, 0.15)),
        signing_season=tuple(season.tolist()),
        tiers=tuple(tails),
    )
    ledger = simulate(parameters, seed=seed, district=number).projects
    return undone(ledger, rng), parameters.last_year


def undone(ledger: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Undo some signings: the project is given up on the day on which it would have signed."""
    signed = ledger["signed_on"].notna().to_numpy()
    amount = ledger["agreed_amount"].fillna(0).astype("int64").to_numpy() / YI
    years = ledger["signed_on"].dt.year.fillna(0).to_numpy()
    level = {year: float(rng.normal(0.0, 0.5)) for year in np.unique(years)}
    by_size, by_origin = float(rng.uniform(0.0, 0.6)), float(rng.uniform(-0.5, 0.8))
    away = (ledger["origin"] != "in_municipality").to_numpy()
    odds = -0.8 + by_size * np.log1p(amount / 5) + by_origin * away + np.array([level[y] for y in years])
    gone = signed & (rng.random(len(ledger)) < 1 / (1 + np.exp(-odds)))
    ledger = ledger.copy()
    ledger.loc[gone, "terminated_on"] = ledger.loc[gone, "signed_on"]
    for name in LATER_STEPS:
        ledger.loc[gone, name] = pd.NaT
    ledger.loc[gone, "stage"] = "terminated"
    return ledger
