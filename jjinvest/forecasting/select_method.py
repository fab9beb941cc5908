"""The forecast of a year's total: the first method that has its data, or several by weight.

Every method is asked in the order of :data:`~jjinvest.forecasting.method.METHODS`. The answer carries the
reason codes of what the methods before it are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.quantity import Definition
from jjinvest.data.running_totals import MONTHS
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable
from jjinvest.forecasting.ensemble import ensemble
from jjinvest.forecasting.forecast_data import ForecastData, ForecastTarget, LedgerData
from jjinvest.forecasting.method import predict
from jjinvest.forecasting.year_to_date.inputs import NUMBERS
from jjinvest.forecasting.year_to_date.running_totals import NUMBER, figures_of

BASIS = {
    "agreed_amount": "agreed",
    "contract_amount": "contract",
    "funds_in_place": "funds",
    "foreign_funds": "foreign_funds",
    **dict.fromkeys(NUMBERS, NUMBER),
}
"""Measure of each metric that can be forecast."""


def select_method(
    predictions: Mapping[str, ForecastDistribution | Unavailable],
    *,
    weights: Mapping[str, float] | None = None,
    seed: int = 0,
) -> ForecastDistribution | Unavailable:
    """Choose from the predictions of every method (:func:`~jjinvest.forecasting.method.predict`).

    Parameters
    ----------
    weights
        Weight of each method, earned in a backtest
        (:func:`~jjinvest.forecasting.evaluation.backtest.scorecard`): the methods that answer are pooled by
        them. Without weights the first one that answers is used alone.

    Raises
    ------
    ValueError
        If there is no prediction.
    """
    if not predictions:
        raise ValueError("there is no method to select from")
    missing: list[str] = []
    able: dict[str, ForecastDistribution] = {}
    for name, prediction in predictions.items():
        if isinstance(prediction, Unavailable):
            missing += prediction.missing
        else:
            reasons = tuple(dict.fromkeys((*prediction.reasons, *missing)))
            able[name] = replace(prediction, reasons=reasons)
    if not able:
        first = next(p for p in predictions.values() if isinstance(p, Unavailable))
        return replace(first, missing=tuple(dict.fromkeys(missing)))
    earned = {name: weight for name in able if (weight := (weights or {}).get(name, 0.0)) > 0}
    if not earned:
        return next(iter(able.values()))
    return ensemble({name: able[name] for name in earned}, earned, seed=seed)


def forecast(
    workspace: Workspace,
    metric: str,
    year: int,
    *,
    as_of: date | str | None,
    seed: int,
    assumptions: Assumptions,
    scope: str = "all",
    of_part: str = "",
    until: int = MONTHS - 1,
    ledger: pd.DataFrame | None = None,
    payments: pd.DataFrame | None = None,
    weigh: Callable[[ForecastTarget], Mapping[str, float]] | None = None,
) -> ForecastDistribution | Unavailable:
    """Forecast a year's total from what was known at the end of `as_of`.

    Parameters
    ----------
    metric, scope
        ``agreed_amount``, ``contract_amount``, ``funds_in_place``, ``foreign_funds`` or a number of projects
        (``projects_signed``, ``projects_started``, ``projects_completed``); ``all`` or ``out_of_city``.
    of_part
        Part of the district's total, as in :class:`~jjinvest.forecasting.forecast_data.ForecastTarget`.
    until
        Months of the year after which no number of it is used, though one be known: a report that ends with
        September forecasts from September.
    as_of
        A day, also as text (``2024-06-30``) or a timestamp. None uses the workspace as it is; a later day
        than the workspace's own adds nothing.
    ledger, payments
        Rows of projects and of funds, where a district has a ledger.
    weigh
        Weights of methods for a target, as :func:`select_method` takes them.

    Raises
    ------
    ValueError
        For an unknown metric, a year that is not a whole number, or an invalid day.
    LedgerInputError, TriangleError
        For a ledger or payments of another form than expected.
    """
    if metric not in BASIS:
        raise ValueError(f"metric is one of {', '.join(BASIS)}, not {metric!r}")
    if not isinstance(year, int | np.integer):
        raise ValueError(f"a year is a whole number, not {year!r}")
    then = workspace if as_of is None else workspace.as_of(pd.Timestamp(as_of).date())
    definition = Definition(BASIS[metric], scope)
    known = (
        None
        if ledger is None
        else LedgerData(ledger, payments, then.as_of_date, share_that_signs=assumptions.pipeline_probability)
    )
    data = ForecastData(then, assumptions, known)
    target = data.target(metric, definition, int(year), of_part=of_part, until=until)
    if str(year) in figures_of(then, target.measure, definition):
        return Unavailable(metric, target.year, definition, then.as_of_date, ("already_published",))
    weights = weigh(target) if weigh is not None else {}
    predictions = predict(data, target, seed=seed, until_answer=not weights)
    return select_method(predictions, weights=weights, seed=seed)
