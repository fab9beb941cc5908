"""Facts of a ledger's forecast: the year's totals and chances, named projects by category, funds by cohort.

Ids: ``2024.agreed_amount.ledger.…`` (:meth:`jjinvest.forecasting.distribution.ForecastDistribution.facts`),
``2024.category.commit.…``, ``2023.cohort.2022q1.…``, ``2023.funds_backtest.balance.error`` (past misses of a
projection of funds), ``2023.funds_by_age.3`` (share of the agreed amount paid by that age, in quarters) and
``2023.funds_quarters_known``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI
from jjinvest.forecasting.distribution import p_all
from jjinvest.forecasting.ledger.forecast import AGREED, YearForecast
from jjinvest.forecasting.ledger.funds import FundsForecast, quarters_observed
from jjinvest.forecasting.reserving.balance import OWN_QUARTERS
from jjinvest.forecasting.reserving.cohorts import FundsModel
from jjinvest.forecasting.sensitivity import sensitivity_facts
from jjinvest.metrics.small_groups import small, withheld, withheld_quarters

PART = "ledger"
"""Part of the ids that names the method."""
UNDATED = "undated"
"""Category of unsigned projects that state no day of first talks."""
SUM_DECIMALS = 2
"""Decimals of amounts in tables that have sums of the ledger beside them."""
YOUNG_AGE = 4
"""Age in quarters below which a cohort has an estimate of its ultimate from `OWN_QUARTERS` known quarters on.

On synthetic districts with one slow quarter their ranges held a fifth where it was the only quarter known
(docs/methods/reserving.md).
"""
MAX_SHOWN_COHORTS = 12
"""Latest signing quarters, and first ages, that are shown."""


def ledger_forecast_facts(
    forecast: YearForecast,
    targets: pd.DataFrame,
    period: str,
    source: str,
    undated: pd.Series | None = None,
    held: Collection[str] = (),
) -> list[Fact]:
    """Return every number of the year's simulation and of the cohorts behind its funds.

    Parameters
    ----------
    period
        Run period, which ends where the forecast begins.
    source
        The ledger, as the source of every fact.
    undated
        Agreed amounts (元) of the unsigned projects that state no day of first talks: no chance follows.
    held
        Signing quarters (``2023Q2``) whose funds are not public for other reasons than their own projects.
    """
    outcomes = forecast.outcomes()
    collected = [fact for outcome in outcomes.values() for fact in outcome.facts(targets, part=PART)]
    collected += sensitivity_facts(outcomes[AGREED], targets, part=PART)
    year = str(forecast.year)
    collected += _categories(forecast, year, pd.Series(dtype="Int64") if undated is None else undated)
    own_targets = [
        (outcome, target) for outcome in outcomes.values() for _, target in outcome.own(targets).iterrows()
    ]
    if len(own_targets) > 1:
        joint = FactId.of(year, PART, "p_all")
        collected.append(_modelled(joint, p_all(own_targets), "概率", "agreed", year, "p_all"))
        collected.append(_modelled(joint / "targets", float(len(own_targets)), "个", "count", year, "p_all"))
    if forecast.funds is not None:
        collected += _cohorts(forecast.funds.model, period, held)
        collected += _past_errors(forecast.funds, period)
        known = quarters_observed(forecast.funds.model.cohorts)
        if known < OWN_QUARTERS:
            name = "funds_quarters_known"
            collected.append(_modelled(FactId.of(period, name), float(known), "个", "count", period, name))
    return [replace(fact, sources=(source,)) for fact in collected]


def _categories(forecast: YearForecast, year: str, undated: pd.Series) -> Iterator[Fact]:
    """Projects by category; unsigned ones without a date are apart, and alone where all are without.

    Amounts of a few projects are not public (:func:`jjinvest.metrics.ledger_observations.withheld`).
    """
    named = forecast.named.table
    unsigned = pd.DataFrame(
        {
            "category": [*named["category"], *(UNDATED for _ in undated)],
            "amount": [*named["amount"], *undated.fillna(0)],
        }
    ).astype({"category": "str", "amount": "int64"})
    restricted = withheld(unsigned[["amount"]], unsigned["category"])
    for name, row in forecast.categories().iterrows():
        if name != "signed" and named.empty and len(undated):
            continue
        key, tier = FactId.of(year, "category", str(name)), _tier(name in restricted)
        yield _modelled(key / "number", float(row["projects"]), "个", "count", year, "category")
        amount = _modelled(key / "amount", float(row["amount"]), "亿元", "agreed", year, "category")
        expected = _modelled(key / "expected", float(row["expected"]), "亿元", "agreed", year, "expected")
        yield from (replace(fact, tier=tier, decimals=SUM_DECIMALS) for fact in (amount, expected))
    if len(undated):
        key, tier = FactId.of(year, "category", UNDATED), _tier(UNDATED in restricted)
        yield _modelled(key / "number", float(len(undated)), "个", "count", year, "category")
        total = float(undated.fillna(0).sum()) / YI
        amount = _modelled(key / "amount", total, "亿元", "agreed", year, "category")
        yield replace(amount, tier=tier, decimals=SUM_DECIMALS)


def _cohorts(model: FundsModel, period: str, held: Collection[str]) -> Iterator[Fact]:
    """Cohorts and shares by age; what rests on a few projects is not public, as for every group."""
    projects, names = model.cohorts.projects, model.cohorts.cohorts.index
    quarters = names.take(projects["cohort"].to_numpy())
    signed_on = pd.Series(pd.PeriodIndex(quarters, freq="Q").start_time, index=projects.index)
    agreed_restricted = withheld_quarters(projects[["agreed"]], signed_on)
    restricted = agreed_restricted | withheld_quarters(projects[["agreed", "paid_in_triangle"]], signed_on)
    restricted |= frozenset(held)
    few = quarters_observed(model.cohorts) < OWN_QUARTERS
    ages = dict(zip(map(str, model.summary().index), model.cohorts.triangle.latest_age, strict=True))
    for quarter, row in model.summary().tail(MAX_SHOWN_COHORTS).iterrows():
        key, tier = FactId.of(period, "cohort", str(quarter).lower()), _tier(str(quarter) in restricted)
        paid, agreed = float(row["latest"]) / YI, float(row["agreed_amount"]) / YI
        ultimate, low, high = (float(row[name]) / YI for name in ("ultimate", "low", "high"))
        amount = _counted(key / "agreed_amount", agreed, "亿元", "agreed", period, "cohort")
        yield replace(amount, tier=_tier(str(quarter) in agreed_restricted), decimals=SUM_DECIMALS)
        funds = _counted(key / "funds_to_date", paid, "亿元", "funds", period, "cohort")
        yield replace(funds, tier=tier, decimals=SUM_DECIMALS)
        is_refuted = bool(row["capped"]) and paid < ultimate
        total = _modelled(key / "ultimate", ultimate, "亿元", "funds", period, "cohort")
        total = replace(total, low=low, high=high, tier=tier, decimals=SUM_DECIMALS)
        if is_refuted or (few and ages[str(quarter)] < YOUNG_AGE):
            # a pace that leads past what is agreed, or that one slow quarter decides, does not show where
            # between the two the cohort ends
            most = float(row["most"]) / YI
            total = replace(total, value=None, low=paid, high=most if np.isfinite(most) else None)
        yield total
        if agreed:
            share = _counted(key / "share_in_place", 100 * paid / agreed, "%", "funds", period, "cohort")
            yield replace(share, tier=tier)
    yield from _by_age(model, period, restricted)


def _by_age(model: FundsModel, period: str, restricted: frozenset[str]) -> Iterator[Fact]:
    """Funds in place by age, of the cohorts that have reached it, in % of their agreed amount.

    The amounts are those of the cohorts themselves; an age that only withheld cohorts have reached is
    withheld.
    """
    cumulative = model.cohorts.triangle.cumulative
    about = model.cohorts.cohorts.loc[list(model.cohorts.triangle.origins)]
    agreed, public = about["agreed_amount"].to_numpy(dtype=float), ~about.index.isin(sorted(restricted))
    for age in range(min(cumulative.shape[1], MAX_SHOWN_COHORTS)):
        reached = ~np.isnan(cumulative[:, age]) & (agreed > 0)
        if reached.any():
            share = 100 * float(cumulative[reached, age].sum() / agreed[reached].sum())
            fact_id = FactId.of(period, "funds_by_age", age)
            of_age = _counted(fact_id, share, "%", "funds", period, "funds_by_age")
            held = not (reached & public).any() or small(int(about.loc[reached, "projects"].sum()))
            yield replace(of_age, tier=_tier(held))


def _tier(held: bool) -> str:
    return "government" if held else "public"


def _past_errors(funds: FundsForecast, period: str) -> Iterator[Fact]:
    """Weight of each projection, and its mean absolute error in past windows, in % of what was paid."""
    windows = funds.windows
    if windows.empty or windows["actual"].sum() <= 0:
        return
    head, name = FactId.of(period, "funds_backtest"), "funds_backtest"
    yield _modelled(head / "windows", float(len(windows)), "个", "count", period, name)
    for method in ("balance", "triangle"):
        error = (windows[method] - windows["actual"]).abs().sum() / windows["actual"].sum()
        yield _modelled(head / method / "error", 100 * float(error), "%", "funds", period, name)
        weight = funds.weight if method == "balance" else 1 - funds.weight
        yield _modelled(head / method / "weight", 100 * weight, "%", "count", period, name)


def _counted(fact_id: FactId, value: float, unit: str, basis: str, period: str, definition: str) -> Fact:
    """Sum of the ledger, exact: shown with as many decimals as others of its rows."""
    fact = _modelled(fact_id, value, unit, basis, period, definition)
    return replace(fact, low=value, high=value, evidence="computed")


def _modelled(fact_id: FactId, value: float, unit: str, basis: str, period: str, definition: str) -> Fact:
    return Fact(fact_id, value, None, None, unit, basis, "all", "modelled", period, definition=definition)
