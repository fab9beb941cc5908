"""What a ledger foretells, as facts: the year's totals and chances, its named projects by category, funds by cohort.

Ids: ``2024.agreed_amount.ledger.…`` (:meth:`jjinvest.forecasting.distribution.ForecastDistribution.facts`), ``2024.category.commit.…``,
``2023.cohort.2022q1.…`` and ``2023.funds_by_age.3`` (share of the agreed amount paid at that age, in quarters).
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI
from jjinvest.forecasting.distribution import p_all
from jjinvest.forecasting.ledger.forecast import AGREED, YearForecast
from jjinvest.forecasting.reserving.cohorts import FundsModel
from jjinvest.forecasting.sensitivity import sensitivity_facts

PART = "ledger"
MAX_SHOWN_COHORTS = 12
"""Latest signing quarters that are shown."""


def ledger_forecast_facts(
    forecast: YearForecast, targets: pd.DataFrame, period: str, source: str
) -> pd.DataFrame:
    """Return every number of the year's simulation and of the cohorts behind its funds; `period` ends where it begins."""
    outcomes = forecast.outcomes()
    parts = [facts.frame(outcome.facts(targets, part=PART)) for outcome in outcomes.values()]
    parts.append(facts.frame(sensitivity_facts(outcomes[AGREED], targets, part=PART)))
    aims = [
        (outcome, target) for outcome in outcomes.values() for _, target in outcome.own(targets).iterrows()
    ]
    year = str(forecast.year)
    rows = list(_categories(forecast, year))
    if len(aims) > 1:
        rows.append(_modelled(f"{year}.{PART}.p_all", p_all(aims), "概率", "agreed", year))
        rows.append(_modelled(f"{year}.{PART}.p_all.targets", float(len(aims)), "个", "count", year))
    if forecast.funds is not None:
        rows += _cohorts(forecast.funds, period)
    found = pd.concat([*parts, facts.frame(rows)], ignore_index=True)
    return found.assign(sources=pd.Series([(source,)] * len(found), dtype=object))


def _categories(forecast: YearForecast, year: str) -> Iterator[Fact]:
    for name, row in forecast.categories().iterrows():
        key = f"{year}.category.{name}"
        yield _modelled(f"{key}.number", float(row["projects"]), "个", "count", year)
        yield _modelled(f"{key}.amount", float(row["amount"]), "亿元", "agreed", year)
        yield _modelled(f"{key}.expected", float(row["expected"]), "亿元", "agreed", year)


def _cohorts(model: FundsModel, period: str) -> Iterator[Fact]:
    p = period.lower()
    for quarter, row in model.summary().tail(MAX_SHOWN_COHORTS).iterrows():
        key = f"{p}.cohort.{str(quarter).lower()}"
        agreed, ultimate, error = (
            float(row[name]) / YI for name in ("agreed_amount", "ultimate", "standard_error")
        )
        paid = float(row["latest"]) / YI
        yield _modelled(f"{key}.agreed_amount", agreed, "亿元", "agreed", period)
        yield _modelled(f"{key}.funds_to_date", paid, "亿元", "funds", period)
        yield _modelled(
            f"{key}.ultimate",
            ultimate,
            "亿元",
            "funds",
            period,
            max(paid, ultimate - error),
            ultimate + error,
        )
        if agreed:
            yield _modelled(f"{key}.share_in_place", 100 * paid / agreed, "%", "funds", period)
    ages = min(model.extrapolated_from, MAX_SHOWN_COHORTS)
    for age, share in enumerate(model.since_signing(ages).cumsum()):
        yield _modelled(f"{p}.funds_by_age.{age}", 100 * float(share), "%", "funds", period)


def _modelled(
    fact_id: str,
    value: float,
    unit: str,
    basis: str,
    period: str,
    low: float | None = None,
    high: float | None = None,
) -> Fact:
    return Fact(fact_id, value, low, high, unit, basis, "all", "modelled", period)
