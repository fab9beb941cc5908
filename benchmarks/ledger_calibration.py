"""Calibration of chances forecast from a ledger, on synthetic districts of differing pace and size.

The full count of two thousand districts is a test (`make verify`); the table of the forecast takes a smaller
one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from jjinvest.core.quantity import YI
from jjinvest.forecasting.ledger.forecast import AGREED, AGREED_OUT_OF_CITY, FUNDS, forecast_year
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import SyntheticDistrict, simulate

DAYS = ("2022-12-31", "2023-03-31", "2023-06-30", "2023-08-31")


def reliability(districts: range, days: tuple[str, ...] = DAYS, *, draws: int = 2_000) -> pd.DataFrame:
    """Chance of a random target, whether it was reached, and the rank of the truth; three rows a district."""
    rows = []
    for number in districts:
        rng = np.random.default_rng([7, number])
        parameters = Parameters(
            projects=int(rng.integers(600, 1500)),
            growth=float(rng.uniform(-0.05, 0.15)),
            negotiating_to_signed=float(rng.uniform(0.10, 0.25)),
        )
        district = simulate(parameters, seed=21, district=number + 1)
        truth, last = actual(district, 2023), actual(district, 2022)
        day = days[number % len(days)]
        forecast = forecast_year(
            district.ledger_at(day[:7]),
            district.payments,
            year=2023,
            as_of=day,
            seed=1,
            draws=draws,
            cases=False,
        )
        for name in truth:
            target = last[name] * rng.uniform(0.6, 1.5)
            samples = forecast.samples[name]
            rows.append(
                (name, (samples >= target).mean(), truth[name] >= target, (samples < truth[name]).mean())
            )
    return pd.DataFrame(rows, columns=["metric", "chance", "reached", "place"])


def actual(district: SyntheticDistrict, year: int) -> dict[str, float]:
    """Actual totals of a year, in 亿元."""
    signed = district.projects[district.projects["signed_on"].dt.year == year]
    out_of_city = signed[signed["origin"] != "in_municipality"]
    paid = district.payments[district.payments["month"].dt.year == year]
    return {
        AGREED: signed["agreed_amount"].sum() / YI,
        AGREED_OUT_OF_CITY: out_of_city["agreed_amount"].sum() / YI,
        FUNDS: paid["amount"].sum() / YI,
    }
