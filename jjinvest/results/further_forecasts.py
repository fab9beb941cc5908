"""Forecasts of the year ahead for targets of other amounts than the agreed amount of all projects.

They are made from the published totals of the year so far, as that of the agreed amount is.
"""

from __future__ import annotations

from typing import TypeGuard

import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import Definition
from jjinvest.data.figure_model import is_of_district
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable
from jjinvest.forecasting.method import AnnualTotal, SizeClasses
from jjinvest.forecasting.select_method import BASIS, forecast
from jjinvest.metrics.breakdowns import AMOUNT
from jjinvest.metrics.targets import measure

WHOLE_YEARS = (SizeClasses.name, AnnualTotal.name)
"""Methods of a year of which nothing is known yet."""


def of_year_begun(result: ForecastDistribution | Unavailable) -> TypeGuard[ForecastDistribution]:
    """Whether a forecast was made from figures of the year itself."""
    return isinstance(result, ForecastDistribution) and result.method not in WHOLE_YEARS


def is_of_part(target: pd.Series) -> bool:
    """Whether a target is of a part of the district, such as a township; these are not forecast.

    Amounts by origin or industry are sums over the whole district: they are.
    """
    return not is_of_district(cell.partition("=")[0] for cell in str(target["where"]).split(";") if cell)


def further_forecasts(
    workspace: Workspace,
    targets: pd.DataFrame,
    year: int,
    *,
    until: int,
    seed: int,
    assumptions: Assumptions,
) -> dict[FactId, ForecastDistribution | Unavailable]:
    """Forecast totals that have a target, by id of the amount; what could not be forecast has the reasons.

    Parameters
    ----------
    targets
        Targets of `year` that are asked about.
    until
        Months of `year` that the report speaks of: all its forecasts are from these.
    """
    asked = {
        FactId.of(year, measure(row)): row
        for _, row in targets[targets["year"] == year].iterrows()
        if row["metric"] in BASIS and measure(row) != AMOUNT and not is_of_part(row)
    }
    return {
        key: forecast(
            workspace,
            str(row["metric"]),
            year,
            as_of=workspace.as_of_date,
            seed=seed,
            assumptions=assumptions,
            scope=row["quantity"].definition.population,
            of_part=_of_part(key, row["quantity"].definition),
            until=until,
        )
        for key, row in asked.items()
    }


def _of_part(key: FactId, definition: Definition) -> str:
    """Part that an id names beside the population of its definition."""
    part = key.measure.partition(".")[2]
    return "" if part in ("", definition.population) else part
