"""Backtest of the growth models behind the funds outlook on the context series: each rate from those known before it.

The complete series (Fujian's contracts of one scope) shows the spread of a year. The published rates are a selection: a
model fitted to them is tested on rates selected alike, which does not extend to rates that are never published. Totals are
multiples of the year before, which is also the reference forecast.
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
"""Column with the time from which a rate of each selection is known."""


def backtest_growth(growth: pd.DataFrame, selection: str) -> list[BacktestYear]:
    """Forecast each rate of a selection (a key of :data:`KNOWN_FROM`) for which four earlier ones are known.

    Models: ``zero`` centred on no growth, ``fitted`` with the centre of the rates before. Totals are multiples of the year
    before.
    """
    rows = growth[growth["selection"] == selection]
    return [
        BacktestYear(
            year, {"zero": multiples(model, centre=0.0), "fitted": multiples(model)}, 1.0, actual, 1.0
        )
        for year, actual, model in _origins(rows, KNOWN_FROM[selection])
    ]


def multiples(model: GrowthModel, *, centre: float | None = None) -> Samples:
    """Quantiles of the next year as a multiple of this one, shape (:data:`DRAWS`,); `centre` of log growth, else the model's."""
    middle = model.centre if centre is None else centre
    at = stats.t.ppf((np.arange(DRAWS) + 0.5) / DRAWS, model.rows - 1)
    return np.asarray(np.exp(middle + model.scale * np.sqrt(1 + 1 / model.rows) * at))


def _origins(rows: pd.DataFrame, known: str) -> Iterator[tuple[int, float, GrowthModel]]:
    for row in rows.to_dict("records"):
        before = rows.loc[rows[known] < row[known], "growth_pct"]
        if len(before) >= MIN_EARLIER_RATES:
            yield int(row["year"]), 1 + float(row["growth_pct"]) / 100, fit_growth(before)
