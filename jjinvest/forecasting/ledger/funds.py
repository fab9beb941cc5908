"""From cohorts to a year's funds: what was paid, what signed cohorts still pay, what new signings pay before the year ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from jjinvest.core.quantity import YI
from jjinvest.forecasting.ledger.conversion import NamedProjects
from jjinvest.forecasting.ledger.hazards import first_open_month
from jjinvest.forecasting.ledger.new_business import NewBusiness
from jjinvest.forecasting.ledger.simulation import FundsDistribution
from jjinvest.forecasting.reserving.cohorts import FundsModel, FundsProjection, funds_model, project_funds
from jjinvest.forecasting.reserving.triangle import Floats, TriangleError, cohorts_of


def funds_distribution(
    ledger: pd.DataFrame, payments: pd.DataFrame, named: NamedProjects, new: NewBusiness | None, year: int,
    as_of: str | pd.Timestamp, months: int, external: pd.DataFrame | None, outside: Sequence[str],
    observed_from: str | pd.Timestamp | None = None,
) -> tuple[FundsModel, FundsProjection, FundsDistribution]:  # fmt: skip
    """Put together what the year's funds are drawn from.

    Raises
    ------
    TriangleError
        If there is no cohort yet, no payment belongs to a signed project, or the payments break their contract.
    """
    open_month = first_open_month(as_of)
    cohorts = cohorts_of(ledger, payments, as_of=as_of, observed_from=observed_from)
    if not np.nansum(np.abs(cohorts.by_project)):
        raise TriangleError("no payment of a complete quarter belongs to a signed project")
    model = funds_model(cohorts, external=external)
    quarters = 4 - open_month // 3 % 4 if months else 0
    coming = project_funds(model, quarters)
    month = 12 * payments["month"].dt.year + payments["month"].dt.month - 1
    paid = payments[(month >= 12 * year) & (month < open_month)]
    ours = ledger.loc[ledger["origin"].isin(outside), "project_code"]
    paid_outside = paid.loc[paid["project_code"].isin(ours), "amount"]
    share, share_sd = _outside_share(cohorts.cohorts.index, coming, ledger, outside)
    named_weights = np.zeros(quarters)
    if months:
        quarter = (open_month + np.arange(months)) // 3 - open_month // 3
        np.add.at(named_weights, quarter, named.by_month.sum(axis=0))
    early_named, scatter_named = _early(model, named_weights, cohorts.running_months)
    early_new, scatter_new = _early(model, new.by_quarter if new else named_weights, cohorts.running_months)
    shares, errors = model.share[: max(quarters, 1)], model.share_se[: max(quarters, 1)]
    doubt = float(np.sqrt((errors**2).sum()) / shares.sum()) if shares.sum() > 0 else 0.0
    return model, coming, FundsDistribution(
        certain=float(paid["amount"].sum()) / YI,
        expected=coming.expected / YI,
        process=float(np.sqrt(coming.process)) / YI,
        old_parameter=float(np.sqrt(coming.old_parameter)) / YI,
        young_parameter=float(np.sqrt(coming.young_parameter)) / YI,
        shock=float(np.sqrt(coming.shock)) / YI,
        early=(early_named, early_new),
        early_scatter=(scatter_named, scatter_new),
        early_cv=doubt,
        outside_certain=float(paid_outside.sum()) / YI,
        outside_share=share,
        outside_sd=share_sd,
    )  # fmt: skip


def _early(model: FundsModel, weights: Floats, running_months: int) -> tuple[float, float]:
    """Share of its amount that a project signed in the coming quarters pays before the year ends, and its scatter.

    `weights`: how likely each quarter is. A signing in the rest of the running quarter has half of that rest to pay in.
    """
    if not len(weights) or weights.sum() <= 0:
        return 0.0, 0.0
    chance = weights / weights.sum()
    expected, luck = np.zeros(len(chance)), np.zeros(len(chance))
    survived = np.append(1.0, np.cumprod(model.survival[:-1]))
    for place in range(len(chance)):
        ages = len(chance) - place
        weight = survived[:ages].copy()
        if place == 0:
            weight[0] *= (3 - running_months) / 3
        expected[place] = float(weight @ model.share[:ages])
        luck[place] = float(weight @ model.scatter[:ages, :ages] @ weight)
    mean = float(chance @ expected)
    return mean, float(np.sqrt(max(chance @ (luck + (expected - mean) ** 2), 0.0)))


def _outside_share(
    cohorts: pd.Index, coming: FundsProjection, ledger: pd.DataFrame, outside: Sequence[str]
) -> tuple[float, float]:
    """Out-of-city share of the cohorts' coming funds: by live agreed amounts within each cohort.

    Its standard deviation is that of a share weighted by amounts of the effective number of projects.
    """
    live = ledger[ledger["signed_on"].notna() & ledger["terminated_on"].isna()]
    days = live["signed_on"].dt
    quarter = days.year.astype(str) + "Q" + days.quarter.astype(str)
    amount = live["agreed_amount"].fillna(0).astype("int64").astype(float)
    out = live["origin"].isin(outside).to_numpy()
    whole = amount.groupby(quarter).sum().reindex(cohorts, fill_value=0.0)
    ours = amount[out].groupby(quarter[out]).sum().reindex(cohorts, fill_value=0.0)
    due = coming.by_cohort.sum(axis=1)
    weight = (due / whole.where(whole > 0)).fillna(0.0)
    total = float((weight * whole).sum())
    if total <= 0:
        return 0.0, 0.0
    share = float((weight * ours).sum()) / total
    each = quarter.map(weight).to_numpy(dtype=float) * amount.to_numpy()
    effective = float(each.sum() ** 2 / (each**2).sum()) if each.any() else 1.0
    return share, float(np.sqrt(max(share * (1 - share), 0.0) / max(effective, 1.0)))
