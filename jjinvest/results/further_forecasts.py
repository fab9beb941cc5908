"""Forecasts of the year ahead for targets of other amounts than the agreed amount of all projects.

They are made from the published totals of the year so far, as that of the agreed amount is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeGuard

import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import Definition
from jjinvest.data.figure_model import is_of_district
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable
from jjinvest.forecasting.evaluation.benchmark_scores import synthetic_weights
from jjinvest.forecasting.forecast_data import ForecastTarget
from jjinvest.forecasting.method import AnnualTotal, Credibility, Quarterly, SizeClasses
from jjinvest.forecasting.select_method import BASIS, forecast
from jjinvest.metrics.breakdowns import AMOUNT
from jjinvest.metrics.targets import measure

WHOLE_YEARS = (SizeClasses.name, AnnualTotal.name)
"""Methods of a year of which nothing is known yet."""
POOLED = (Credibility.name, Quarterly.name)
"""Methods of an amount of a year in progress that are pooled where both answer."""


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
    made = {
        key: forecast(
            workspace,
            str(row["metric"]),
            year,
            as_of=workspace.as_of_date,
            seed=seed,
            assumptions=assumptions,
            scope=row["quantity"].definition.population,
            of_part=part_of(key, row["quantity"].definition),
            until=until,
            weigh=_weights,
        )
        for key, row in asked.items()
    }
    return {key: _worded(each) for key, each in made.items()}


def _weights(target: ForecastTarget) -> Mapping[str, float]:
    """Weights on synthetic districts of the methods that are pooled; of numbers one method alone is best."""
    if target.is_number or not target.quarters_passed:
        return {}
    return synthetic_weights(target.quarters_passed, POOLED)


def _worded(made: ForecastDistribution | Unavailable) -> ForecastDistribution | Unavailable:
    """State which methods were pooled: no page lists what each of them gives for these amounts."""
    if isinstance(made, ForecastDistribution) and "pooled" in made.reasons:
        return replace(made, caveat="pooled_of_year")
    return made


def part_of(key: FactId, definition: Definition) -> str:
    """Part that an id names beside the population of its definition."""
    part = key.measure.partition(".")[2]
    return "" if part in ("", definition.population) else part
