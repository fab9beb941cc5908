"""Backtest of the growth models of the funds outlook: each rate of the context series from earlier ones.

The complete series (Fujian's contracts of one scope) shows the spread of a year. The published rates are a
selection: a model fitted to them is tested on rates selected in the same way, which says nothing of rates
that are never published. Totals are multiples of the year before, which is also the reference forecast.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pandas as pd

from jjinvest.forecasting.annual.reference_class import GrowthModel, fit_growth
from jjinvest.forecasting.evaluation.backtest import BacktestYear
from jjinvest.forecasting.on_demand import Samples

MIN_EARLIER_RATES = 4
DRAWS = 2000
"""Quantiles that stand for a distribution."""
KNOWN_FROM = {"complete_series": "year", "published_growth": "available_from"}
"""Column with the time from which a rate is known, by selection."""


def backtest_growth(growth: pd.DataFrame, selection: str) -> list[BacktestYear]:
    """Forecast each rate of a selection for which :data:`MIN_EARLIER_RATES` earlier ones are known.

    Models: ``zero`` is centred on no growth, ``fitted`` on the centre of the earlier rates. Totals are
    multiples of the year before.

    Parameters
    ----------
    selection
        A key of :data:`KNOWN_FROM`.
    """
    rows = growth[growth["selection"] == selection]
    return [
        BacktestYear(
            year, {"zero": multiples(model, centre=0.0), "fitted": multiples(model)}, 1.0, actual, 1.0
        )
        for year, actual, model in _origins(rows, KNOWN_FROM[selection])
    ]


def multiples(model: GrowthModel, *, centre: float | None = None) -> Samples:
    """Return quantiles of the next year as a multiple of this one, shape (:data:`DRAWS`,).

    Parameters
    ----------
    centre
        Centre of log growth; that of the model if not given.
    """
    middle = model.centre if centre is None else centre
    return np.asarray(np.exp(middle + model.scale * np.sqrt(1 + 1 / model.rows) * _at(model.rows - 1)))


@lru_cache(maxsize=64)
def _at(freedom: int) -> Samples:
    """Return :data:`DRAWS` quantiles of Student's distribution."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(freedom, (np.arange(DRAWS) + 0.5) / DRAWS))


def _origins(rows: pd.DataFrame, known: str) -> Iterator[tuple[int, float, GrowthModel]]:
    for row in rows.to_dict("records"):
        before = rows.loc[rows[known] < row[known], "growth_pct"]
        if len(before) >= MIN_EARLIER_RATES:
            yield int(row["year"]), 1 + float(row["growth_pct"]) / 100, fit_growth(before)
