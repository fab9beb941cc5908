"""A year's agreed amount, out-of-city amount and funds in place from a full ledger, simulated jointly (level L3).

The ledger is the frame of :meth:`jjinvest.ledger.validation.validate.Intake.frame`, the payments are those of
:mod:`jjinvest.forecasting.reserving.triangle`. What each part rests on: named projects :mod:`~jjinvest.forecasting.ledger.conversion`, new
business :mod:`~jjinvest.forecasting.ledger.new_business`, funds :mod:`~jjinvest.forecasting.reserving.cohorts`, the draw
:mod:`~jjinvest.forecasting.ledger.simulation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from jjinvest.core.quantity import YI, Definition
from jjinvest.forecasting.distribution import Assumption, ForecastDistribution
from jjinvest.forecasting.ledger.conversion import OUT_OF_CITY_ORIGINS, NamedProjects, named_projects
from jjinvest.forecasting.ledger.funds import funds_distribution
from jjinvest.forecasting.ledger.hazards import as_known, first_open_month
from jjinvest.forecasting.ledger.inputs import checked_ledger, missing_information
from jjinvest.forecasting.ledger.new_business import NewBusiness, new_business
from jjinvest.forecasting.ledger.simulation import AmountPool, SimulatedYears, YearModel, simulate_years
from jjinvest.forecasting.reserving.cohorts import FundsModel, FundsProjection
from jjinvest.forecasting.reserving.triangle import Floats, TriangleError, checked_payments

AGREED, AGREED_OUT_OF_CITY = "agreed_amount", "agreed_amount.out_of_city"
FUNDS, FUNDS_OUT_OF_CITY = "funds_in_place", "funds_in_place.out_of_city"
MAX_UNMATCHED_SHARE = 0.01
"""Share of the funds known that belongs to no signed project, from which the forecast says so."""
SENSITIVITY_CASES = {"independent": (0.0, 0.0), "cautious": (0.25, 0.25)}
"""Sensitivity: correlation of named projects and CV of the year's level, instead of the estimated ones."""


@dataclass(frozen=True)
class YearForecast:
    """The joint simulation of a year with all that it rests on.

    Parameters
    ----------
    samples
        By metric (``agreed_amount``, ``agreed_amount.out_of_city``, ``funds_in_place``, ``funds_in_place.out_of_city``),
        in 亿元, one joint simulation; without payments, agreed amounts only.
    cases
        The same under the assumptions of :data:`SENSITIVITY_CASES`, by name of the case.
    why
        Codes of what was lacking: ``no_payments``, ``no_cohorts`` (no forecast of funds), ``payments_unmatched``,
        ``season_unknown``, ``few_events``, ``not_calibrated``, and those of
        :func:`~jjinvest.forecasting.ledger.inputs.missing_information`.
    """

    year: int
    as_of: pd.Timestamp
    samples: dict[str, Floats]
    cases: dict[str, dict[str, Floats]]
    law: YearModel
    drawn: SimulatedYears
    named: NamedProjects
    new: NewBusiness | None
    funds: FundsModel | None
    coming: FundsProjection | None
    assumptions: tuple[Assumption, ...]
    why: tuple[str, ...]

    def p_reach(self, metric: str, target: float) -> float:
        """Chance that a metric reaches a target in 亿元 (of the same 口径: the caller's care; outcomes check it)."""
        return float((self.samples[metric] >= target).mean())

    def outcomes(self) -> dict[str, ForecastDistribution]:
        """Each metric in the common form of forecasts; their joint probability can be asked for."""
        drawn, zero = self.drawn, np.zeros_like(self.drawn.agreed)
        parts: dict[str, dict[str, Floats]] = {
            AGREED: {"signed": zero + self.law.signed, "pipeline": drawn.named, "new_business": drawn.new},
            AGREED_OUT_OF_CITY: _certain("signed", self.law.signed_outside, drawn.outside),
        }
        if self.law.funds is not None and drawn.funds_cohorts is not None and drawn.funds_new is not None:
            paid = zero + self.law.funds.certain
            parts[FUNDS] = {"paid": paid, "carried_over": drawn.funds_cohorts, "new": drawn.funds_new}
        if self.law.funds is not None and drawn.funds_outside is not None:
            parts[FUNDS_OUT_OF_CITY] = _certain("paid", self.law.funds.outside_certain, drawn.funds_outside)
        found = {}
        for name, samples in self.samples.items():
            metric, _, scope = name.partition(".")
            definition = Definition("funds" if metric == FUNDS else "agreed", scope or "all")
            cases = {case: each[name] for case, each in self.cases.items()}
            moved = {"named_projects": drawn.hits.sum(axis=1).astype(float), "new_business": drawn.new}
            found[name] = ForecastDistribution(metric, self.year, definition, samples, "ledger_simulation", ("full_ledger", *self.why), self.assumptions,
                                  self.as_of.date(), parts=parts.get(name, {}), cases=cases, drivers=moved, simulation=f"L3.{self.year}")  # fmt: skip
        return found

    def categories(self) -> pd.DataFrame:
        """Projects, amount and expected amount (亿元) by category, those signed in the year first."""
        table = self.named.table.assign(amount=self.named.table["amount"] / YI)
        table["expected"] = table["probability"] * table["amount"]
        by = table.groupby("category")[["amount", "expected"]].sum()
        by.insert(0, "projects", table.groupby("category").size())
        by = by.reindex(["commit", "best_case", "pipeline"], fill_value=0)
        signed = pd.DataFrame(
            {"projects": [self.signed_projects], "amount": [self.law.signed], "expected": [self.law.signed]},
            index=["signed"],
        )
        return pd.concat([signed, by]).rename_axis("category")

    @property
    def signed_projects(self) -> int:
        """Number of projects signed in the year by the as-of date."""
        return int(next(a.value for a in self.assumptions if a.name == "signed_projects"))


def months_left(year: int, as_of: str | pd.Timestamp) -> int:
    """Months of the year that are not over on a day.

    Raises
    ------
    LookupError
        If the year has not begun, or was over before the day: a lower level must answer.
    """
    left = 12 * (year + 1) - first_open_month(as_of)
    if not 0 <= left <= 12:
        day = pd.Timestamp(as_of).date()
        raise LookupError(
            f"a forecast of {year} stands between {year - 1}-12-31 and {year}-12-31, not on {day}"
        )
    return left


def forecast_year(
    ledger: pd.DataFrame,
    payments: pd.DataFrame | None,
    *,
    year: int,
    as_of: str | pd.Timestamp,
    seed: int,
    draws: int = 100_000,
    external: pd.DataFrame | None = None,
    outside: Sequence[str] = OUT_OF_CITY_ORIGINS,
    cases: bool = True,
    observed_from: str | pd.Timestamp | None = None,
) -> YearForecast:
    """Simulate the year from what the ledger and the payments showed on a day.

    Parameters
    ----------
    payments
        None where only signings are to be forecast.
    external
        Another place's curve of funds by age, for a short own history.
    outside
        Origins that count as out-of-city.
    cases
        Draw the years under the assumptions of :data:`SENSITIVITY_CASES` as well.
    observed_from
        As in :func:`~jjinvest.forecasting.reserving.triangle.cohorts_of`.

    Raises
    ------
    LookupError
        If own history is too short for new business, or the day lies outside the year (:func:`months_left`): a lower
        level must answer.
    LedgerInputError, TriangleError
        If the ledger, or the payments, are not of the form that is expected.
    """
    months = months_left(year, as_of)
    payments = None if payments is None else checked_payments(payments)
    ledger = known = as_known(checked_ledger(ledger), as_of)
    left_out, without_amount = missing_information(known, year)
    why = list(left_out)
    in_year = known[known["signed_on"].dt.year == year]
    signed = in_year["agreed_amount"].fillna(0).astype("int64")
    named = named_projects(ledger, as_of=as_of, months=months, outside=outside)
    new = new_business(ledger, as_of=as_of, months=months, outside=outside) if months else None
    model = coming = None
    funds = None
    if payments is None:
        why.append("no_payments")
    else:
        try:
            model, coming, funds = funds_distribution(
                ledger, payments, named, new, year, as_of, months, external, outside, observed_from
            )
        except TriangleError:
            why.append("no_cohorts")
    if model is not None and _unmatched(model) > MAX_UNMATCHED_SHARE:
        why.append("payments_unmatched")
    if months and new is not None and not new.same_season:
        why.append("season_unknown")
    if named.model.move.pooled:
        why.append("few_events")
    if months and not named.calibration.windows:
        why.append("not_calibrated")
    law = YearModel(
        float(signed.sum()) / YI,
        float(signed[in_year["origin"].isin(outside)].sum()) / YI,
        named.table["amount"].to_numpy() / YI,
        named.table["amount_stated"].to_numpy(),
        named.table["out_of_city"].to_numpy(),
        named.table["probability"].to_numpy() if months else np.zeros(len(named.table)),
        named.calibration.correlation,
        new.expected if new else 0.0,
        new.cv if new else 0.0,
        new.year_effect if new else 0.0,
        _pools(new) if new else (),
        funds,
    )
    drawn = simulate_years(law, draws=draws, seed=seed)
    others = {}
    for number, (name, (correlation, effect)) in enumerate(
        SENSITIVITY_CASES.items() if cases else (), start=1
    ):
        other = replace(law, correlation=correlation, year_effect=effect)
        others[name] = _samples(simulate_years(other, draws=draws, seed=seed + number))
    samples = _samples(drawn)
    if "no_origins" in why:
        samples = {name: values for name, values in samples.items() if name in (AGREED, FUNDS)}
    return YearForecast(
        year,
        pd.Timestamp(as_of),
        samples,
        others,
        law,
        drawn,
        named,
        new,
        model,
        coming,
        _assumed(law, named, new, len(in_year), without_amount, model),
        tuple(why),
    )


def _unmatched(model: FundsModel) -> float:
    """Share of the funds known by the day that no cohort holds."""
    account = model.cohorts.account.astype(float)
    apart = abs(account["not_signed"]) + abs(account["unknown_project"])
    within = abs(account["in_triangle"] + account["running_quarter"])
    return float(apart / (apart + within)) if apart + within > 0 else 0.0


def _samples(drawn: SimulatedYears) -> dict[str, Floats]:
    samples = {AGREED: drawn.agreed, AGREED_OUT_OF_CITY: drawn.outside}
    if drawn.funds is not None and drawn.funds_outside is not None:
        samples |= {FUNDS: drawn.funds, FUNDS_OUT_OF_CITY: drawn.funds_outside}
    return samples


def _certain(name: str, amount: float, samples: Floats) -> dict[str, Floats]:
    return {name: np.full(samples.size, amount), "rest": samples - amount}


def _pools(new: NewBusiness) -> tuple[AmountPool, ...]:
    return tuple(
        AmountPool(amounts[out == kind], kind, float((out == kind).sum()))
        for amounts, out in new.tiers
        for kind in (False, True)
        if (out == kind).any()
    )


def _assumed(
    law: YearModel,
    named: NamedProjects,
    new: NewBusiness | None,
    signed: int,
    without_amount: int,
    model: FundsModel | None,
) -> tuple[Assumption, ...]:
    low, high = (min(c[0] for c in SENSITIVITY_CASES.values()), max(c[0] for c in SENSITIVITY_CASES.values()))
    rows = [
        Assumption("pipeline_correlation", law.correlation, low, high, "", "history"),
        Assumption(
            "year_effect",
            law.year_effect,
            SENSITIVITY_CASES["independent"][1],
            SENSITIVITY_CASES["cautious"][1],
            "",
            "history",
        ),
        Assumption("signed_projects", signed, unit="个", origin="history"),
        Assumption("pipeline_projects", len(named.table), unit="个", origin="history"),
        Assumption("pipeline_expected", float(law.chances @ law.amounts), unit="亿元", origin="history"),
        Assumption("calibration_offset", named.calibration.offset, unit="", origin="backtest"),
        Assumption("calibration_windows", named.calibration.windows, unit="个", origin="backtest"),
    ]
    if without_amount:
        rows.append(Assumption("signed_without_amount", without_amount, unit="个", origin="history"))
    if new is not None:
        sizes = np.concatenate([amounts for amounts, _ in new.tiers])
        rows += [
            Assumption("new_business_projects", new.expected, unit="个", origin="history"),
            Assumption("new_business_mean_amount", float(sizes.mean()), unit="亿元", origin="history"),
        ]
    if model is not None and law.funds is not None:
        rows += [
            Assumption("funds_young_below", model.young, unit="季", origin="convention"),
            Assumption(
                "funds_first_year_share", float(model.since_signing(4).sum()), unit="", origin="history"
            ),
            Assumption("funds_external_curve", float(model.shares.external), unit="", origin="params"),
            Assumption("funds_shock", model.shock, unit="", origin="history"),
        ]
    return tuple(rows)
