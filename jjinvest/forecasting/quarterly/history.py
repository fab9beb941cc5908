"""Quarterly series from published amounts: single quarters, cumulative figures, half-years and years."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from jjinvest.core.quantity import Quantity, shown_value

QUARTERS_PER_YEAR = 4
MIN_SEASONAL_QUARTERS = 8
"""Quarters from which a quarterly model can separate season and level."""


def quarterly_history(published: Mapping[str, Quantity]) -> pd.Series:
    """Amount (亿元) or number of each quarter, indexed from the first to the last that is determined.

    A quarter is its published figure, else the difference of cumulative figures (first half − first quarter,
    year − three quarters …). NaN where the figures do not determine it; empty where they determine no
    quarter.

    Parameters
    ----------
    published
        Amounts by period in lower case (``2023q1``, ``2023h1``, ``2023q1-q3``, ``2023``), of one definition
        (口径), with restated projects at one amount in all of them
        (:func:`jjinvest.forecasting.year_to_date.running_totals.figures_of`).
    """
    years = sorted({int(period[:4]) for period in published})
    amounts: dict[pd.Period, float] = {}
    for year in years:
        for quarter, amount in enumerate(_of_year(published, year), start=1):
            amounts[pd.Period(year=year, quarter=quarter, freq="Q")] = amount
    known = [period for period, amount in amounts.items() if not np.isnan(amount)]
    if not known:
        return pd.Series(dtype="float64", index=pd.PeriodIndex([], freq="Q"))
    return pd.Series(amounts).reindex(pd.period_range(min(known), max(known), freq="Q"))


def _of_year(published: Mapping[str, Quantity], year: int) -> list[float]:
    """Four quarters of a year, NaN where not determined."""

    def amount(*names: str) -> float:
        values = (published[f"{year}{name}"] for name in names if f"{year}{name}" in published)
        return next((shown_value(v) for v in values if v.value is not None), float("nan"))

    single = [amount(f"q{n}") for n in (1, 2, 3, 4)]
    second_half = amount("h2", "q3-q4")
    up_to = [0.0, single[0], amount("h1", "q1-q2"), amount("q1-q3"), amount("", "q1-q4")]
    for _ in range(4):  # a quarter that is determined may determine its neighbours
        for n in range(4):
            up_to[n + 1] = _first(up_to[n + 1], up_to[n] + single[n])
            single[n] = _first(single[n], up_to[n + 1] - up_to[n])
        up_to[4] = _first(up_to[4], up_to[2] + second_half)
        up_to[2] = _first(up_to[2], up_to[4] - second_half)
        for n in range(3, 0, -1):
            up_to[n] = _first(up_to[n], up_to[n + 1] - single[n])
    return single


def _first(*values: float) -> float:
    return next((v for v in values if not np.isnan(v)), float("nan"))
