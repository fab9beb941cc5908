"""A forecast distribution as facts: its statistics, parts, assumptions and the chances of its targets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.on_demand import Samples
from jjinvest.metrics.targets import aimed_at

if TYPE_CHECKING:
    from jjinvest.forecasting.distribution import ForecastDistribution

CHANCES = (95, 90, 80, 70, 60, 50, 40, 30, 20, 10, 5)
"""Chances, in %, for which the amount reached with that chance is reported."""
DEFINED_PARTS = ("pipeline", "new", "carried_over")
"""Parts of a total that have a definition of their own."""
KNOWN = 2
"""Decimals of a part that is known, as of a computed amount: a page shows that amount beside it."""


def distribution_facts(forecast: ForecastDistribution, targets: pd.DataFrame | None, part: str) -> list[Fact]:
    """Return every number of a distribution, as :meth:`ForecastDistribution.facts` describes them."""
    key = forecast.key / part
    facts = [
        forecast.fact(key / "forecast" / name, *values, definition="forecast")
        for name, *values in forecast.statistics()
    ]
    facts += [
        forecast.fact(
            key / "exceedance_quantile" / percent,
            forecast.exceedance_quantile(percent / 100),
            definition="exceedance_quantile",
        )
        for percent in CHANCES
    ]
    facts += [_part(forecast, key / "part" / name, values) for name, values in forecast.parts.items()]
    facts += [
        forecast.fact(
            key / "assumed" / a.name,
            a.value,
            a.low,
            a.high,
            unit=forecast.unit if a.unit == "亿元" else a.unit,
            definition="assumed",
        )
        for a in forecast.assumptions
    ]
    for _, target in [] if targets is None else forecast.own(targets).iterrows():
        facts += _chances(forecast, key / "p_reach" / f"{aimed_at(target):g}", target)
    return facts


def _part(forecast: ForecastDistribution, fact_id: FactId, values: Samples) -> Fact:
    """Expected amount of a part; one that is the same in all draws is known, and rounded as such."""
    definition = fact_id.name if fact_id.name in DEFINED_PARTS else "part"
    if values.min() == values.max():
        known = float(values[0])
        return replace(forecast.fact(fact_id, known, known, known, definition=definition), decimals=KNOWN)
    ends = forecast.quantiles_of(values, [0.1, 0.9]).tolist()
    return forecast.fact(fact_id, float(values.mean()), *ends, definition=definition)


def _chances(forecast: ForecastDistribution, head: FactId, target: pd.Series) -> list[Fact]:
    """Chance of a target, with its range over the cases, and under each case."""
    about: dict[str, Any] = {
        "unit": "概率",
        "target": forecast.threshold(target),
        "sources": tuple(dict.fromkeys((*forecast.sources, *target["figure_ids"]))),
        "definition": "p_reach",
    }
    return [
        forecast.fact(head, forecast.p_reach(target), *forecast.p_range(target), **about),
        *(
            forecast.fact(head / case, forecast.p_reach(target, case=case), **about)
            for case in forecast.cases
        ),
    ]
