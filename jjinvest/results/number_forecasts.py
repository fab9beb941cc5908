"""Numbers of projects ahead that have a target, by every method that can forecast a number.

The first method that answers is the one that the pages show; the others stand beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable
from jjinvest.forecasting.forecast_data import ForecastData
from jjinvest.forecasting.method import answers, predict
from jjinvest.forecasting.year_to_date.inputs import NUMBERS
from jjinvest.metrics.targets import aimed_at, measure
from jjinvest.results.fact_index import P_REACH
from jjinvest.results.further_forecasts import is_of_part, part_of
from jjinvest.results.method_uses import MethodUse, uses_of

SHOWN_PARTS = (P_REACH, "ledger", "mid_year")
"""What may follow the number in the id of a chance that pages show: nothing, or how it was made."""


@dataclass(frozen=True)
class NumberForecast:
    """A number of projects ahead by every method.

    Parameters
    ----------
    key
        Id of the number.
    is_shown
        Whether the pages show the first method that answers.
    """

    key: FactId
    predictions: Mapping[str, ForecastDistribution | Unavailable]
    is_shown: bool

    @property
    def uses(self) -> tuple[MethodUse, ...]:
        """How each method is used, with reasons."""
        shown = next(iter(answers(self.predictions).values()), None) if self.is_shown else None
        return uses_of(self.predictions, {}, (), shown)

    def facts(self, targets: pd.DataFrame) -> Iterator[Fact]:
        """Median and 80 % range by each method, and its chance of each target of the number."""
        for name, made in answers(self.predictions).items():
            head = self.key / "by_method" / name
            yield made.fact(head, made.exceedance_quantile(0.5), *made.band(80), definition="by_method")
            for _, target in made.own(targets).iterrows():
                yield made.fact(
                    head / "p_reach" / f"{aimed_at(target):g}",
                    made.p_reach(target),
                    unit="概率",
                    target=made.threshold(target),
                    sources=tuple(dict.fromkeys((*made.sources, *target["figure_ids"]))),
                    definition="p_reach",
                )

    def widened(self, fact: Fact) -> Fact:
        """Return the chance that pages show with the chances by every method within its range; else the fact.

        The methods do not agree on how far the year has come: what one of them says is not the range of all.
        """
        below = fact.id.below(self.key)
        if below is None or len(below) not in (2, 3) or below[-2] != P_REACH or below[0] not in SHOWN_PARTS:
            return fact
        asked = fact.target
        chances = [
            float((made.samples >= asked).mean())
            for made in answers(self.predictions).values()
            if asked is not None
        ]
        ends = [end for end in (fact.value, fact.low, fact.high, *chances) if end is not None]
        return replace(fact, low=min(ends), high=max(ends)) if chances else fact


def number_forecasts(
    data: ForecastData, targets: pd.DataFrame, year: int, *, shown: Collection[str], until: int, seed: int
) -> list[NumberForecast]:
    """Forecast each number of projects that has a target of a year, of the whole district.

    Parameters
    ----------
    shown
        Measures of which the pages show a forecast.
    until
        Months of `year` that the report speaks of.
    """
    asked = {
        FactId.of(year, measure(row)): row
        for _, row in targets[targets["year"] == year].iterrows()
        if row["metric"] in NUMBERS and not is_of_part(row)
    }
    return [
        NumberForecast(
            key,
            predict(
                data,
                data.target(
                    str(row["metric"]),
                    row["quantity"].definition,
                    year,
                    of_part=part_of(key, row["quantity"].definition),
                    until=until,
                ),
                seed=seed,
                detail=False,
            ),
            key.measure in shown,
        )
        for key, row in asked.items()
    ]
