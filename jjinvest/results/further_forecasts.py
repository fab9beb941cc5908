"""Forecasts of the year ahead for targets of other amounts than the agreed amount of all projects.

They are made from the published totals of the year so far, as that of the agreed amount is.
"""

from __future__ import annotations

from typing import TypeGuard

import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable
from jjinvest.forecasting.method import AnnualTotal, SizeClasses
from jjinvest.forecasting.select_method import BASIS, forecast
from jjinvest.metrics.targets import measure

WHOLE_YEARS = (SizeClasses.name, AnnualTotal.name)
"""Methods of a year of which nothing is known yet."""


def of_year_begun(result: ForecastDistribution | Unavailable) -> TypeGuard[ForecastDistribution]:
    """Whether a forecast was made from figures of the year itself."""
    return isinstance(result, ForecastDistribution) and result.method not in WHOLE_YEARS


def is_of_part(target: pd.Series) -> bool:
    """Whether a target is of a part of the district, such as a township: totals alone are forecast."""
    metric, scope = str(target["metric"]), str(target["scope"])
    return measure(target) not in (metric, f"{metric}.{scope}")


def further_forecasts(
    workspace: Workspace, targets: pd.DataFrame, year: int, *, seed: int, assumptions: Assumptions
) -> dict[FactId, ForecastDistribution | Unavailable]:
    """Forecast totals that have a target, by id of the amount; what could not be forecast has the reasons.

    Parameters
    ----------
    targets
        Targets of `year` that are asked about.
    """
    asked = {
        (str(row["metric"]), str(row["scope"])): FactId.of(year, measure(row))
        for _, row in targets[targets["year"] == year].iterrows()
        if row["metric"] in BASIS and (row["metric"], row["scope"]) != ("agreed_amount", "all")
        if not is_of_part(row)
    }
    return {
        key: forecast(
            workspace,
            metric,
            year,
            as_of=workspace.as_of_date,
            seed=seed,
            assumptions=assumptions,
            scope=scope,
        )
        for (metric, scope), key in asked.items()
    }
