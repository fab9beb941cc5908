"""Forecast of a year from a full ledger: agreed, out-of-city and paid amounts, simulated jointly.

===================== =================================================================
ledger                checked by :mod:`jjinvest.forecasting.ledger.inputs`
payments              contract in :mod:`jjinvest.forecasting.reserving.triangle`
named projects        :mod:`jjinvest.forecasting.ledger.conversion`
new business          :mod:`jjinvest.forecasting.ledger.new_business`
funds                 :mod:`jjinvest.forecasting.ledger.funds`
joint simulation      :mod:`jjinvest.forecasting.ledger.simulation`
===================== =================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
import pandas as pd

from jjinvest.core.codes import BASIS_OF_METRIC, OUT_OF_CITY_ORIGINS
from jjinvest.core.quantity import YI, Definition
from jjinvest.core.units import COUNT_UNIT
from jjinvest.forecasting.distribution import Assumption, ForecastDistribution
from jjinvest.forecasting.ledger.assumptions import SENSITIVITY_CASES, assumed
from jjinvest.forecasting.ledger.conversion import NamedProjects, named_projects
from jjinvest.forecasting.ledger.funds import FundsForecast, funds_distribution
from jjinvest.forecasting.ledger.hazards import as_known
from jjinvest.forecasting.ledger.inputs import checked_ledger, missing_information, months_left
from jjinvest.forecasting.ledger.new_business import NewBusiness, new_business
from jjinvest.forecasting.ledger.simulation import AmountPool, SimulatedYears, YearModel, simulate_years
from jjinvest.forecasting.on_demand import OnDemand
from jjinvest.forecasting.reserving.cohorts import FundsModel
from jjinvest.forecasting.reserving.triangle import Floats, TriangleError, checked_payments
from jjinvest.metrics.breakdowns import COUNT

AGREED, AGREED_OUT_OF_CITY = "agreed_amount", "agreed_amount.out_of_city"
FUNDS, FUNDS_OUT_OF_CITY = "funds_in_place", "funds_in_place.out_of_city"
NUMBER_OUT_OF_CITY = f"{COUNT}.out_of_city"
MAX_UNMATCHED_SHARE = 0.01
"""Share of the known funds without a signed project above which the forecast reports it."""


@dataclass(frozen=True)
class OtherYears:
    """Years under other assumptions, simulated when they are first read."""

    model: YearModel
    draws: int
    seed: int

    @cached_property
    def samples(self) -> dict[str, Floats]:
        """Samples by metric, in 亿元."""
        return _samples(simulate_years(self.model, draws=self.draws, seed=self.seed))

    def of(self, name: str) -> Floats:
        """Samples of a metric."""
        return self.samples[name]


@dataclass(frozen=True)
class YearForecast:
    """The joint simulation of a year with its inputs.

    Parameters
    ----------
    samples
        By metric (``agreed_amount``, ``agreed_amount.out_of_city``, ``funds_in_place``,
        ``funds_in_place.out_of_city`` in 亿元; ``projects_signed`` and ``projects_signed.out_of_city``), one
        joint simulation; without payments, none of funds.
    cases
        The same under the assumptions of :data:`SENSITIVITY_CASES`, by name of the case.
    reasons
        Codes of how funds are projected (``funds_by_…``) and of what is missing: ``no_payments``,
        ``no_cohorts`` (no forecast of funds), ``payments_unmatched``, ``season_unknown``, ``few_events``,
        ``no_negotiation_dates``, ``curve_not_fitted``, ``not_calibrated``, ``estimates_compared`` or
        ``estimates_not_compared`` (with signed amounts), ``endings_not_kept``, and those of
        :func:`~jjinvest.forecasting.ledger.inputs.missing_information`.
    """

    year: int
    as_of: pd.Timestamp
    samples: dict[str, Floats]
    cases: dict[str, OtherYears]
    model: YearModel
    simulated: SimulatedYears
    named: NamedProjects
    new: NewBusiness | None
    funds: FundsForecast | None
    assumptions: tuple[Assumption, ...]
    reasons: tuple[str, ...]

    def p_reach(self, metric: str, target: float) -> float:
        """Chance that a metric reaches a target in 亿元; the caller ensures that both have the same 口径."""
        return float((self.samples[metric] >= target).mean())

    def outcomes(self) -> dict[str, ForecastDistribution]:
        """Each metric as a forecast distribution.

        :func:`~jjinvest.forecasting.distribution.p_all` gives their joint chances.
        """
        years, zero = self.simulated, np.zeros_like(self.simulated.agreed)
        parts: dict[str, dict[str, Floats]] = {
            AGREED: {"signed": zero + self.model.signed, "pipeline": years.named, "new_business": years.new},
            AGREED_OUT_OF_CITY: _certain("signed", self.model.signed_out_of_city, years.out_of_city),
        }
        if self.model.funds is not None and years.funds_cohorts is not None and years.funds_new is not None:
            paid = zero + self.model.funds.certain
            parts[FUNDS] = {"paid": paid, "carried_over": years.funds_cohorts, "new": years.funds_new}
        if self.model.funds is not None and years.funds_out_of_city is not None:
            parts[FUNDS_OUT_OF_CITY] = _certain(
                "paid", self.model.funds.out_of_city_certain, years.funds_out_of_city
            )
        outcomes = {}
        for name, samples in self.samples.items():
            metric, _, scope = name.partition(".")
            definition = Definition(BASIS_OF_METRIC[metric], scope or "all")
            cases = OnDemand({case: partial(each.of, name) for case, each in self.cases.items()})
            drivers = {"named_projects": years.signings.astype(float), "new_business": years.new}
            outcomes[name] = ForecastDistribution(
                metric,
                self.year,
                definition,
                samples,
                "ledger_simulation",
                ("full_ledger", *self.reasons),
                self.assumptions,
                self.as_of.date(),
                parts=parts.get(name, {}),
                cases=cases,
                drivers=drivers,
                simulation=f"L3.{self.year}",
                currency=COUNT_UNIT if metric == COUNT else "元",
            )
        return outcomes

    def categories(self) -> pd.DataFrame:
        """Projects, amount and expected amount (亿元) by category, those signed in the year first."""
        table = self.named.table
        table = table.assign(amount=table["amount"] / YI, expected=table["expected"] / YI)
        by = table.groupby("category")[["amount", "expected"]].sum()
        by.insert(0, "projects", table.groupby("category").size())
        by = by.reindex(["commit", "best_case", "pipeline"], fill_value=0)
        signed = pd.DataFrame(
            {
                "projects": [self.signed_projects],
                "amount": [self.model.signed],
                "expected": [self.model.signed],
            },
            index=["signed"],
        )
        return pd.concat([signed, by]).rename_axis("category")

    @property
    def signed_projects(self) -> int:
        """Number of projects signed in the year by the as-of date."""
        return int(next(a.value for a in self.assumptions if a.name == "signed_projects"))


def forecast_year(
    ledger: pd.DataFrame,
    payments: pd.DataFrame | None,
    *,
    year: int,
    as_of: str | pd.Timestamp,
    seed: int,
    draws: int = 100_000,
    external: pd.DataFrame | None = None,
    out_of_city: Sequence[str] = OUT_OF_CITY_ORIGINS,
    cases: bool = True,
    observed_from: str | pd.Timestamp | None = None,
    share_that_signs: float = 1.0,
) -> YearForecast:
    """Simulate the year from the ledger and the payments as known on a day.

    Parameters
    ----------
    payments
        None where only signings are to be forecast.
    external
        Another place's curve of funds by age, for a short own history.
    out_of_city
        Origins that count as out-of-city.
    cases
        Simulate the years under the assumptions of :data:`SENSITIVITY_CASES` as well.
    observed_from
        As in :func:`~jjinvest.forecasting.reserving.triangle.cohorts_of`.
    share_that_signs
        As in :func:`~jjinvest.forecasting.ledger.conversion.named_projects`.

    Raises
    ------
    LookupError
        If own history is too short for new business, or the day lies outside the year
        (:func:`~jjinvest.forecasting.ledger.inputs.months_left`): another method must answer.
    LedgerInputError, TriangleError
        If the ledger, or the payments, are not of the form that is expected.
    """
    months = months_left(year, as_of)
    payments = None if payments is None else checked_payments(payments)
    ledger = as_known(checked_ledger(ledger), as_of)
    gaps, without_amount = missing_information(ledger, year)
    in_year = ledger[ledger["signed_on"].dt.year == year]
    named = named_projects(
        ledger, as_of=as_of, months=months, out_of_city=out_of_city, share_that_signs=share_that_signs
    )
    new = new_business(ledger, as_of=as_of, months=months, out_of_city=out_of_city) if months else None
    funds: FundsForecast | None = None
    if payments is not None:
        with suppress(TriangleError):
            funds = funds_distribution(
                ledger,
                payments,
                named,
                new,
                year=year,
                as_of=as_of,
                months=months,
                external=external,
                out_of_city=out_of_city,
                observed_from=observed_from,
            )
    reasons = (*gaps, *_reasons_of_funds(payments, funds), *_reasons_of_signings(named, new, months))
    model = _year_model(in_year, named, new, funds, months, out_of_city)
    simulated = simulate_years(model, draws=draws, seed=seed)
    others = {
        name: OtherYears(replace(model, correlation=correlation, year_effect=effect), draws, seed + number)
        for number, (name, (correlation, effect)) in enumerate(
            SENSITIVITY_CASES.items() if cases else (), start=1
        )
    }
    samples = _samples(simulated)
    if "no_origins" in reasons:
        samples = {name: values for name, values in samples.items() if name in (AGREED, FUNDS, COUNT)}
    return YearForecast(
        year,
        pd.Timestamp(as_of),
        samples,
        others,
        model,
        simulated,
        named,
        new,
        funds,
        assumed(model, named, new, len(in_year), without_amount, funds.model if funds else None),
        reasons,
    )


def _reasons_of_funds(payments: pd.DataFrame | None, funds: FundsForecast | None) -> list[str]:
    """Codes of how funds are projected, or why they are not."""
    if funds is None:
        return ["no_payments" if payments is None else "no_cohorts"]
    return [funds.method, *(["payments_unmatched"] if _unmatched(funds.model) > MAX_UNMATCHED_SHARE else [])]


def _reasons_of_signings(named: NamedProjects, new: NewBusiness | None, months: int) -> Iterator[str]:
    """Codes of what the forecast of signings is missing, and of how amounts in negotiation are read."""
    if months and new is not None and not new.same_season:
        yield "season_unknown"
    if not named.model.projects:
        yield "no_negotiation_dates"
    elif named.model.move.pooled:
        yield "few_events"
    elif not named.model.move.fitted:
        yield "curve_not_fitted"
    if months and not named.calibration.windows:
        yield "not_calibrated"
    if months and len(named.table):
        yield "estimates_compared" if named.ratio.seen else "estimates_not_compared"
        if named.share_that_signs < 1:
            yield "endings_not_kept"


def _year_model(
    in_year: pd.DataFrame,
    named: NamedProjects,
    new: NewBusiness | None,
    funds: FundsForecast | None,
    months: int,
    out_of_city: Sequence[str],
) -> YearModel:
    """Parameters of the simulation, from the projects signed in the year and what is still to come."""
    signed, outside = in_year["agreed_amount"].fillna(0).astype("int64"), in_year["origin"].isin(out_of_city)
    table = named.table
    estimates, stated = table["amount"].to_numpy() / YI, table["amount_stated"].to_numpy()
    chances = table["probability"].to_numpy() if months else np.zeros(len(table))
    return YearModel(
        signed=float(signed.sum()) / YI,
        signed_out_of_city=float(signed[outside].sum()) / YI,
        amounts=table["signed_amount"].to_numpy() / YI,
        stated=stated,
        out_of_city=table["out_of_city"].to_numpy(),
        chances=chances,
        correlation=named.correlation,
        new_expected=new.expected if new else 0.0,
        new_cv=new.cv if new else 0.0,
        year_effect=new.year_effect if new else 0.0,
        pools=_pools(new) if new else (),
        funds=funds.distribution if funds else None,
        estimates=estimates,
        estimates_sd=named.ratio.sd(estimates, chances * estimates * stated),
        ratio=named.ratio,
        number=len(in_year),
        number_out_of_city=int(outside.sum()),
    )


def _unmatched(model: FundsModel) -> float:
    """Share of the funds known by the day that belongs to no cohort."""
    account = model.cohorts.account.astype(float)
    apart = abs(account["not_signed"]) + abs(account["unknown_project"])
    within = abs(account["in_triangle"] + account["running_quarter"])
    return float(apart / (apart + within)) if apart + within > 0 else 0.0


def _samples(years: SimulatedYears) -> dict[str, Floats]:
    samples = {
        AGREED: years.agreed,
        AGREED_OUT_OF_CITY: years.out_of_city,
        COUNT: years.number,
        NUMBER_OUT_OF_CITY: years.number_out_of_city,
    }
    if years.funds is not None and years.funds_out_of_city is not None:
        samples |= {FUNDS: years.funds, FUNDS_OUT_OF_CITY: years.funds_out_of_city}
    return samples


def _certain(name: str, amount: float, samples: Floats) -> dict[str, Floats]:
    return {name: np.full(samples.size, amount), "rest": samples - amount}


def _pools(new: NewBusiness) -> tuple[AmountPool, ...]:
    return tuple(
        AmountPool(amounts[out == kind], kind, weights[kind])
        for amounts, out, weights in new.tiers
        for kind in (False, True)
        if (out == kind).any()
    )
