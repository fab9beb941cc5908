"""The growth laws behind the funds outlook, told again on the context series: each rate from those known before it.

The complete series (Fujian's contracts of one scope) shows how wide a year is; the published rates are selected, so that a
law fitted to them is tried on rates selected alike, and says nothing of rates that nobody prints. Everything is a multiple
of the year before, which is also what the reference repeats.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from jjinvest.forecasting.annual.reference_class import GrowthModel, fit_growth
from jjinvest.forecasting.distribution import Samples
from jjinvest.forecasting.evaluation.backtest import BacktestYear

MIN_EARLIER_RATES = 4
DRAWS = 2000
KNOWN_FROM = {"complete_series": "year", "published_growth": "available_from"}
"""Column that says when a rate of each selection was known."""


def backtest_growth(growth: pd.DataFrame, selection: str) -> list[BacktestYear]:
    """Tell each rate of a selection (a key of :data:`KNOWN_FROM`) that four earlier ones were known for.

    Models: ``zero`` centred on no growth, ``fitted`` with the centre of the rates before. Totals are multiples of the year
    before.
    """
    rows = growth[growth["selection"] == selection]
    return [
        BacktestYear(year, {"zero": multiples(law, centre=0.0), "fitted": multiples(law)}, 1.0, actual, 1.0)
        for year, actual, law in _origins(rows, KNOWN_FROM[selection])
    ]


def multiples(law: GrowthModel, *, centre: float | None = None) -> Samples:
    """Quantiles of the next year as a multiple of this one, shape (:data:`DRAWS`,); `centre` of log growth, else the law's."""
    middle = law.centre if centre is None else centre
    at = stats.t.ppf((np.arange(DRAWS) + 0.5) / DRAWS, law.rows - 1)
    return np.asarray(np.exp(middle + law.scale * np.sqrt(1 + 1 / law.rows) * at))


def _origins(rows: pd.DataFrame, known: str) -> Iterator[tuple[int, float, GrowthModel]]:
    for row in rows.to_dict("records"):
        before = rows.loc[rows[known] < row[known], "growth_pct"]
        if len(before) >= MIN_EARLIER_RATES:
            yield int(row["year"]), 1 + float(row["growth_pct"]) / 100, fit_growth(before)
