"""Distribution of a year's funds: paid so far, still to come from signed cohorts, and from new signings.

What signed projects still pay comes from the remaining balance of each and from the cohort triangle, weighted
by how far both missed in the district's own past (:mod:`jjinvest.forecasting.reserving.comparison`). Shares
of new signings come from the triangle. Until a year of own payments is known, a curve across projects
(:mod:`jjinvest.forecasting.reserving.snapshot`) stands in for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from jjinvest.core.quantity import YI
from jjinvest.forecasting.ledger.conversion import NamedProjects
from jjinvest.forecasting.ledger.hazards import first_open_month
from jjinvest.forecasting.ledger.new_business import NewBusiness
from jjinvest.forecasting.ledger.simulation import FundsDistribution
from jjinvest.forecasting.reserving.balance import OWN_QUARTERS, balance_model, project_balances
from jjinvest.forecasting.reserving.cohorts import FundsModel, FundsProjection, funds_model, project_funds
from jjinvest.forecasting.reserving.comparison import combined, compare, corrected, weight_of_balance
from jjinvest.forecasting.reserving.snapshot import SNAPSHOT_CV, SnapshotCurve, snapshot_curve
from jjinvest.forecasting.reserving.triangle import (
    Cohorts,
    Floats,
    TriangleError,
    cohorts_of,
    quarter_name,
    quarter_number,
)

FundsMethod = Literal["funds_by_balance", "funds_by_triangle", "funds_by_curve"]


@dataclass(frozen=True)
class FundsForecast:
    """Distribution of a year's funds with the models behind it.

    Parameters
    ----------
    model
        Cohort triangle and shares by age.
    projection
        Of the cohorts signed by now, by the method used.
    method
        The one that weighs most: ``funds_by_balance``, ``funds_by_triangle``, or ``funds_by_curve`` until a
        year of own payments is known.
    weight
        Of the projection by balance.
    windows
        Past windows: actual funds, and those expected by each method.
    """

    model: FundsModel
    projection: FundsProjection
    distribution: FundsDistribution
    method: FundsMethod
    weight: float
    windows: pd.DataFrame


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
) -> FundsForecast:
    """Return the distribution of the year's funds, and the models behind it.

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
        If there is no cohort yet, no payment belongs to a signed project and no curve can be fitted, or the
        payments break their contract.
    """
    open_month = first_open_month(as_of)
    cohorts = cohorts_of(ledger, payments, as_of=as_of, observed_from=observed_from)
    quarters = 4 - open_month // 3 % 4 if months else 0
    curve = _curve(cohorts)
    by_curve = quarters_observed(cohorts) < OWN_QUARTERS and curve is not None
    if not np.nansum(np.abs(cohorts.by_project)) and not by_curve:
        raise TriangleError("no payment of a complete quarter belongs to a signed project")
    if by_curve and external is None and curve is not None:
        external = curve.frame(cohorts.by_project.shape[1])
    model = funds_model(cohorts, external=external)
    projection, method, weight, windows = _projection(cohorts, model, quarters, by_curve)
    month = 12 * payments["month"].dt.year + payments["month"].dt.month - 1
    in_year = (month >= 12 * year) & (month < open_month)
    stock = in_year & ~_surely_from(payments, pd.Timestamp(year, 1, 1), observed_from)
    paid = payments[in_year & ~stock]
    undated = _paid_in_year(payments[stock], ledger, curve, year) if curve is not None else 0.0
    codes = ledger.loc[ledger["origin"].isin(out_of_city), "project_code"]
    paid_out_of_city = paid.loc[paid["project_code"].isin(codes), "amount"]
    share, share_sd = _out_of_city_share(cohorts.cohorts.index, projection, ledger, out_of_city)
    named_weights = np.zeros(quarters)
    if months:
        quarter = (open_month + np.arange(months)) // 3 - open_month // 3
        np.add.at(named_weights, quarter, named.by_month.sum(axis=0))
    early_named, scatter_named = _early(model, named_weights, open_month)
    early_new, scatter_new = _early(model, new.by_quarter if new else named_weights, open_month)
    shares, errors = model.share[: max(quarters, 1)], model.share_se[: max(quarters, 1)]
    share_cv = float(np.sqrt((errors**2).sum()) / shares.sum()) if shares.sum() > 0 else 0.0
    if by_curve:
        share_cv = max(share_cv, SNAPSHOT_CV)
    distribution = FundsDistribution(
        certain=float(paid["amount"].sum()) / YI,
        expected=(projection.expected + undated) / YI,
        process=float(np.sqrt(projection.process)) / YI,
        old_parameter=float(np.sqrt(projection.old_parameter)) / YI,
        young_parameter=float(np.sqrt(projection.young_parameter)) / YI,
        shock=float(np.hypot(np.sqrt(projection.shock), SNAPSHOT_CV * undated)) / YI,
        early=(early_named, early_new),
        early_scatter=(scatter_named, scatter_new),
        early_cv=share_cv,
        out_of_city_certain=float(paid_out_of_city.sum()) / YI,
        out_of_city_share=share,
        out_of_city_sd=share_sd,
    )
    return FundsForecast(model, projection, distribution, method, weight, windows)


def _surely_from(
    payments: pd.DataFrame, day: pd.Timestamp, observed_from: str | pd.Timestamp | None
) -> pd.Series:
    """Whether each payment was made on a day or later; the first month observed holds earlier ones."""
    if "since" in payments:
        return payments["since"] >= day
    first = payments["month"] if observed_from is None else pd.Timestamp(observed_from)
    return (payments["month"] >= day) & (payments["month"] != first if observed_from is not None else True)


def _paid_in_year(stock: pd.DataFrame, ledger: pd.DataFrame, curve: SnapshotCurve, year: int) -> float:
    """Part of funds (元) that may have been paid before the year that belongs to it, by the curve."""
    if stock.empty:
        return 0.0
    signed_on = ledger.drop_duplicates("project_code").set_index("project_code")["signed_on"]
    known = stock.assign(signed_on=stock["project_code"].map(signed_on)).dropna(subset="signed_on")
    since = known["since"] if "since" in known else pd.Series(pd.NaT, index=known.index)

    def age(days: pd.Series) -> pd.Series:
        """Quarters since signing."""
        return 4 * ((days - known["signed_on"]).dt.days / 365.25)

    ended = curve.paid(age(known["month"] + pd.offsets.MonthEnd(0)))
    begun = curve.paid(age(since.fillna(known["signed_on"])))
    before = curve.paid(age(pd.Series(pd.Timestamp(year, 1, 1), index=known.index)))
    span = ended - begun
    part = np.divide(ended - np.maximum(before, begun), span, out=np.zeros(len(span)), where=span > 0)
    return float(known["amount"].to_numpy(dtype=float) @ np.clip(part, 0.0, 1.0))


def _curve(cohorts: Cohorts) -> SnapshotCurve | None:
    try:
        return snapshot_curve(cohorts)
    except TriangleError:
        return None


def quarters_observed(cohorts: Cohorts) -> int:
    """Complete quarters whose payments are known of all projects."""
    origins, ages = cohorts.triangle.cumulative.shape
    if not origins:
        return 0
    first = cohorts.by_project[cohorts.projects["cohort"].to_numpy() == 0]
    return int((~np.isnan(first)).all(axis=0).sum()) if len(first) else ages


def _projection(
    cohorts: Cohorts, model: FundsModel, quarters: int, by_curve: bool
) -> tuple[FundsProjection, FundsMethod, float, pd.DataFrame]:
    """Project the funds of signed cohorts; the method that weighs most, and the weight of balances."""
    windows = compare(cohorts, quarters)
    weight = weight_of_balance(windows, quarters)
    triangle = corrected(project_funds(model, quarters), windows, "triangle")
    try:
        own = balance_model(cohorts, quarters, season=model.season)
    except TriangleError:  # no project has a balance: amounts are not stated, or all is paid
        return triangle, "funds_by_triangle", 0.0, windows
    projection = corrected(project_balances(own, quarters), windows, "balance")
    if by_curve:
        return projection, "funds_by_curve", 1.0, windows
    method: FundsMethod = "funds_by_balance" if weight >= 0.5 else "funds_by_triangle"
    return combined(projection, triangle, weight), method, weight, windows


def _early(model: FundsModel, weights: Floats, open_month: int) -> tuple[float, float]:
    """Share of its amount that a new signing pays before the year ends, and its standard deviation.

    `weights`: how likely a signing is in each quarter. One in the rest of the running quarter has half of
    that rest to pay in. Payments have their season: what is signed in July pays when most is paid.
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
            weight[0] *= (3 - open_month % 3) / 3
        expected[place] = float(weight @ model.seasonal_share(open_month // 3 + place, ages))
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
    rows = cohorts.get_indexer(
        pd.Index([quarter_name(n) for n in quarter_number(live["signed_on"]).tolist()])
    )
    amount = live["agreed_amount"].fillna(0).to_numpy(dtype=float)
    amount, rows = np.where(rows >= 0, amount, 0.0), np.maximum(rows, 0)
    out = live["origin"].isin(out_of_city).to_numpy()
    agreed = np.bincount(rows, amount, minlength=len(cohorts))
    agreed_out = np.bincount(rows, amount * out, minlength=len(cohorts))
    due = projection.by_cohort.to_numpy().sum(axis=1)
    weight = np.divide(due, agreed, out=np.zeros(len(due)), where=agreed > 0)
    total = float(weight @ agreed)
    if total <= 0:
        return 0.0, 0.0
    share, each = float(weight @ agreed_out) / total, weight[rows] * amount
    effective = float(each.sum() ** 2 / (each**2).sum()) if each.any() else 1.0
    return share, float(np.sqrt(max(share * (1 - share), 0.0) / max(effective, 1.0)))
