"""Distribution of a year's funds: paid so far, still to come from signed cohorts, and from new signings."""

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
    ledger: pd.DataFrame,
    payments: pd.DataFrame,
    named: NamedProjects,
    new: NewBusiness | None,
    *,
    year: int,
    as_of: str | pd.Timestamp,
    months: int,
    external: pd.DataFrame | None,
    out_of_city: Sequence[str],
    observed_from: str | pd.Timestamp | None = None,
) -> tuple[FundsModel, FundsProjection, FundsDistribution]:
    """Return the model of funds by age, its projection, and the distribution of the year's funds.

    Parameters
    ----------
    months
        Months of the year that are still open.
    external
        Another place's curve of funds by age.
    out_of_city
        Origins that count as out-of-city.

    Raises
    ------
    TriangleError
        If there is no cohort yet, no payment belongs to a signed project, or the payments break their
        contract.
    """
    open_month = first_open_month(as_of)
    cohorts = cohorts_of(ledger, payments, as_of=as_of, observed_from=observed_from)
    if not np.nansum(np.abs(cohorts.by_project)):
        raise TriangleError("no payment of a complete quarter belongs to a signed project")
    model = funds_model(cohorts, external=external)
    quarters = 4 - open_month // 3 % 4 if months else 0
    projection = project_funds(model, quarters)
    month = 12 * payments["month"].dt.year + payments["month"].dt.month - 1
    paid = payments[(month >= 12 * year) & (month < open_month)]
    codes = ledger.loc[ledger["origin"].isin(out_of_city), "project_code"]
    paid_out_of_city = paid.loc[paid["project_code"].isin(codes), "amount"]
    share, share_sd = _out_of_city_share(cohorts.cohorts.index, projection, ledger, out_of_city)
    named_weights = np.zeros(quarters)
    if months:
        quarter = (open_month + np.arange(months)) // 3 - open_month // 3
        np.add.at(named_weights, quarter, named.by_month.sum(axis=0))
    early_named, scatter_named = _early(model, named_weights, cohorts.running_months)
    early_new, scatter_new = _early(model, new.by_quarter if new else named_weights, cohorts.running_months)
    shares, errors = model.share[: max(quarters, 1)], model.share_se[: max(quarters, 1)]
    share_cv = float(np.sqrt((errors**2).sum()) / shares.sum()) if shares.sum() > 0 else 0.0
    distribution = FundsDistribution(
        certain=float(paid["amount"].sum()) / YI,
        expected=projection.expected / YI,
        process=float(np.sqrt(projection.process)) / YI,
        old_parameter=float(np.sqrt(projection.old_parameter)) / YI,
        young_parameter=float(np.sqrt(projection.young_parameter)) / YI,
        shock=float(np.sqrt(projection.shock)) / YI,
        early=(early_named, early_new),
        early_scatter=(scatter_named, scatter_new),
        early_cv=share_cv,
        out_of_city_certain=float(paid_out_of_city.sum()) / YI,
        out_of_city_share=share,
        out_of_city_sd=share_sd,
    )
    return model, projection, distribution


def _early(model: FundsModel, weights: Floats, running_months: int) -> tuple[float, float]:
    """Share of its amount that a new signing pays before the year ends, and its standard deviation.

    `weights`: how likely a signing is in each quarter. One in the rest of the running quarter has half of
    that rest to pay in.
    """
    if not len(weights) or weights.sum() <= 0:
        return 0.0, 0.0
    chance = weights / weights.sum()
    expected, variance = np.zeros(len(chance)), np.zeros(len(chance))
    survived = np.append(1.0, np.cumprod(model.survival[:-1]))
    for place in range(len(chance)):
        ages = len(chance) - place
        weight = survived[:ages].copy()
        if place == 0:
            weight[0] *= (3 - running_months) / 3
        expected[place] = float(weight @ model.share[:ages])
        variance[place] = float(weight @ model.scatter[:ages, :ages] @ weight)
    mean = float(chance @ expected)
    return mean, float(np.sqrt(max(chance @ (variance + (expected - mean) ** 2), 0.0)))


def _out_of_city_share(
    cohorts: pd.Index, projection: FundsProjection, ledger: pd.DataFrame, out_of_city: Sequence[str]
) -> tuple[float, float]:
    """Out-of-city share of the projected funds of the cohorts, and its standard deviation.

    Within each cohort it is the share of live agreed amounts; the standard deviation is that of a share of
    the effective number of projects.
    """
    live = ledger[ledger["signed_on"].notna() & ledger["terminated_on"].isna()]
    days = live["signed_on"].dt
    quarter = days.year.astype(str) + "Q" + days.quarter.astype(str)
    amount = live["agreed_amount"].fillna(0).astype("int64").astype(float)
    out = live["origin"].isin(out_of_city).to_numpy()
    agreed = amount.groupby(quarter).sum().reindex(cohorts, fill_value=0.0)
    agreed_out = amount[out].groupby(quarter[out]).sum().reindex(cohorts, fill_value=0.0)
    due = projection.by_cohort.sum(axis=1)
    weight = (due / agreed.where(agreed > 0)).fillna(0.0)
    total = float((weight * agreed).sum())
    if total <= 0:
        return 0.0, 0.0
    share = float((weight * agreed_out).sum()) / total
    each = quarter.map(weight).to_numpy(dtype=float) * amount.to_numpy()
    effective = float(each.sum() ** 2 / (each**2).sum()) if each.any() else 1.0
    return share, float(np.sqrt(max(share * (1 - share), 0.0) / max(effective, 1.0)))
