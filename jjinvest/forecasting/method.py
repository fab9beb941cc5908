"""The methods of forecast and the one list of them.

Dispatch (:mod:`~jjinvest.forecasting.select_method`), backtest
(:mod:`~jjinvest.forecasting.evaluation.backtest`), the pages' outlook and its table of methods all use
:data:`METHODS` and :func:`predict`, so the distribution that is shown is the one that was scored. A new
method is one more entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from jjinvest.core.quantity import Definition, shown_value
from jjinvest.core.units import COUNT_UNIT
from jjinvest.forecasting.annual.annual_total import AnnualTotals, simulate_total
from jjinvest.forecasting.annual.next_year import agreed_distribution
from jjinvest.forecasting.distribution import Assumption, ForecastDistribution, Unavailable
from jjinvest.forecasting.forecast_data import ForecastData, ForecastTarget, sources_of
from jjinvest.forecasting.forecast_method import Attempt, ForecastMethod, Method
from jjinvest.forecasting.ledger.forecast import AGREED
from jjinvest.forecasting.quarterly.forecast import forecast_quarters
from jjinvest.forecasting.quarterly.history import MIN_SEASONAL_QUARTERS
from jjinvest.forecasting.quarterly.interval_calibration import variation
from jjinvest.forecasting.reason_codes import FUNDS_METHODS, NEGOTIATIONS
from jjinvest.forecasting.year_to_date.count_development import (
    BORNHUETTER_FERGUSON,
    CHAIN_LADDER,
    simulate_rest,
)
from jjinvest.forecasting.year_to_date.credibility import MONTHS_PER_QUARTER
from jjinvest.forecasting.year_to_date.inputs import YearProgress, counts_restated
from jjinvest.forecasting.year_to_date.projection import project
from jjinvest.forecasting.year_to_date.running_quarter import rest_after_months, share_of_quarter
from jjinvest.forecasting.year_to_date.running_totals import year_to_date
from jjinvest.metrics.growth import from_growth

MAX_QUARTERS_AHEAD = 8
"""A history that ends earlier holds too little information on the year."""
MAX_PATHS = 20_000
"""Joint paths of the coming quarters, and years from annual totals alone, at most."""

MID_YEAR_ALONE = "mid_year_alone"
"""Caveat of a forecast from what is known of the year alone: no total of an earlier year is comparable."""


class LedgerSimulation(Method):
    """Joint simulation of projects, new business and payments.

    See :mod:`jjinvest.forecasting.ledger.forecast`.
    """

    name = "ledger_simulation"

    def _currency(self, data: ForecastData, target: ForecastTarget) -> str:
        return COUNT_UNIT if target.is_number else "元"

    def _attempt(
        self, data: ForecastData, target: ForecastTarget, seed: int, draws: int, detail: bool
    ) -> Attempt:
        if data.ledger is None:
            return ("no_ledger",)
        day = data.ledger.as_of
        if day is None or not date(target.year - 1, 12, 31) <= day <= date(target.year, 12, 31):
            return ("day_outside_year",)
        try:
            year = data.ledger.simulate(
                target.year, seed=seed, draws=draws, detail=detail or target.metric != AGREED
            )
        except LookupError:
            return ("ledger_too_short",)
        distribution = year.outcomes().get(target.measure)
        if distribution is None:
            ways = (*FUNDS_METHODS, *NEGOTIATIONS)
            return tuple(code for code in year.reasons if code not in ways) or ("not_in_ledger",)
        simulation = f"{data.workspace.district}.{target.year}.{seed}.{self.name}"
        return replace(distribution, sources=data.ledger.sources, simulation=simulation)


class Quarterly(Method):
    """Known quarters, and the coming ones from their history.

    See :mod:`jjinvest.forecasting.quarterly.forecast`.
    """

    name = "quarterly"

    def _draws(self, data: ForecastData) -> int:
        return min(data.draws, MAX_PATHS)

    def _attempt(
        self, data: ForecastData, target: ForecastTarget, seed: int, draws: int, detail: bool
    ) -> Attempt:
        history = data.history(target)
        if history.notna().sum() < MIN_SEASONAL_QUARTERS:
            return ("no_quarterly_history",)
        last = history.index[-1]
        ahead = 4 * target.year + 4 - (4 * last.year + last.quarter)
        passed = history[pd.PeriodIndex(history.index).year == target.year]
        if not 0 < ahead <= MAX_QUARTERS_AHEAD or passed.isna().any():
            return ("quarters_missing",)
        published = data.published(target)
        now = year_to_date(published, target.year)
        further = 0 if now is None else max(now.months - MONTHS_PER_QUARTER * len(passed), 0)
        by_ledger = not data.signed(target).empty
        if further and (by_ledger or not len(passed) or further >= MONTHS_PER_QUARTER):
            return ("quarter_in_progress",)
        coming = forecast_quarters(history.to_numpy(dtype=float), ahead, seed=seed, draws=draws)
        if not coming.usable:
            return coming.reasons
        so_far = float(passed.sum())
        rest = 4 - len(passed)
        to_come = coming.total(rest, after=ahead - rest)
        reasons = ["quarterly_history", *coming.reasons]
        if now is not None and further:
            so_far = shown_value(now.amount)
            share = share_of_quarter(published, target.year, now.months)
            to_come = rest_after_months(coming.samples, share, variation(history), seed=seed)
            reasons.append("months_of_quarter")
        samples = so_far + to_come
        sources = sources_of(data, target)
        if not by_ledger and counts_restated(data.workspace, published.values()):
            reasons.append("restated_parts")
        reasons += _from_growth(sources)
        known = Assumption("quarters", float(coming.known), unit="季", origin="history", sources=sources)
        return ForecastDistribution(
            target.metric,
            target.year,
            target.definition,
            samples,
            self.name,
            tuple(reasons),
            (known,),
            data.workspace.as_of_date,
            sources,
            "quarterly_model",
            parts={"signed": np.full(len(samples), so_far), "rest": samples - so_far},
            simulation=f"{data.workspace.district}.{target.measure}.{target.year}.{seed}.{self.name}",
        )


class Credibility(Method):
    """The year's own pace, weighed against earlier years.

    See :mod:`jjinvest.forecasting.year_to_date.credibility`.
    """

    name = "credibility"

    def _attempt(
        self, data: ForecastData, target: ForecastTarget, seed: int, draws: int, detail: bool
    ) -> Attempt:
        if not target.months_passed:
            return ("nothing_of_the_year",)
        progress = data.progress(target)
        if isinstance(progress, tuple):
            return progress
        own = project(progress, data.assumptions, seed=seed, draws=draws, cases=detail)
        return ForecastDistribution(
            target.metric,
            target.year,
            target.definition,
            own.samples,
            self.name,
            progress.reasons,
            own.assumptions,
            data.workspace.as_of_date,
            progress.sources or sources_of(data, target),
            MID_YEAR_ALONE if progress.prior is None else "credibility",
            parts={"signed": np.full(draws, progress.so_far), "rest": own.rest},
            cases=own.cases,
            drivers=own.drivers,
            simulation=f"{data.workspace.district}.{target.year}.{seed}.{draws}.{target.metric}",
        )


def _from_growth(sources: Iterable[str]) -> tuple[str, ...]:
    return ("implied_by_growth",) if from_growth(sources) else ()


class _Counted(Method):
    """The rest of the year by number of projects, times their mean size."""

    def _attempt(
        self, data: ForecastData, target: ForecastTarget, seed: int, draws: int, detail: bool
    ) -> Attempt:
        if not target.months_passed:
            return ("nothing_of_the_year",)
        known = data.counts(target)
        if isinstance(known, tuple):
            return known
        rest = simulate_rest(
            known,
            self.name,
            first_half=data.assumptions.first_half_share_mean,
            sd=data.assumptions.first_half_share_sd,
            seed=seed,
            draws=draws,
        )
        low, high = (100 * float(q) for q in np.quantile(rest.share, [0.1, 0.9]))
        return ForecastDistribution(
            target.metric,
            target.year,
            target.definition,
            known.so_far + rest.amount,
            self.name,
            (
                "year_in_progress",
                "earlier_year",
                "numbers_known",
                *(("season_of_amounts",) if any(share.process_cv for share in known.shares) else ()),
                *_from_growth(known.sources),
            ),
            (
                Assumption("share_passed", 100 * float(rest.share.mean()), low, high, "%", "history"),
                Assumption("mean_size", known.mean_size, unit="亿元", origin="history"),
            ),
            data.workspace.as_of_date,
            known.sources or sources_of(data, target),
            self.name,
            parts={"signed": np.full(draws, known.so_far), "rest": rest.amount},
            drivers={"share_passed": 100 * rest.share, "projects_to_come": rest.number},
            simulation=f"{data.workspace.district}.{target.year}.{seed}.{draws}.{target.measure}.{self.name}",
        )


class CountChainLadder(_Counted):
    """Number of projects so far over the share of the year passed, times their mean size."""

    name = CHAIN_LADDER


class BornhuetterFerguson(_Counted):
    """What is signed, and for the rest of the year the number that earlier years bring."""

    name = BORNHUETTER_FERGUSON


class SizeClasses(Method):
    """Last year's size classes, for a year without usable figures.

    See :mod:`jjinvest.forecasting.annual.next_year`.
    """

    name = "size_classes"

    def _draws(self, data: ForecastData) -> int:
        return data.assumptions.draws

    def _attempt(
        self, data: ForecastData, target: ForecastTarget, seed: int, draws: int, detail: bool
    ) -> Attempt:
        if target.metric == "funds_in_place":
            return ("no_deal_level_basis",)
        if target.measure != AGREED or target.definition != Definition("agreed"):
            return ("no_figure_of_basis",)
        if target.months_passed and isinstance(data.progress(target), YearProgress):
            return ("only_whole_years",)
        try:
            return agreed_distribution(
                data.workspace, target.year, seed=seed, assumptions=data.assumptions, draws=draws
            )[0]
        except LookupError:
            return ("no_year_with_tiers",)


class AnnualTotal(Method):
    """Totals of the years before and, if known, their number of projects, for a year without any figure.

    See :mod:`jjinvest.forecasting.annual.annual_total`.
    """

    name = "annual_total"

    def _draws(self, data: ForecastData) -> int:
        return min(data.assumptions.draws, MAX_PATHS)

    def _attempt(
        self, data: ForecastData, target: ForecastTarget, seed: int, draws: int, detail: bool
    ) -> Attempt:
        if target.metric == "funds_in_place":
            return ("no_deal_level_basis",)
        if target.months_passed and isinstance(data.progress(target), YearProgress):
            return ("only_whole_years",)
        known = data.totals(target)
        if known is None:
            return ("no_annual_total",)
        totals, sources = known
        own = simulate_total(totals, seed=seed, draws=draws)
        cases = {"level_steady": 0.0, "level_jumpy": data.assumptions.year_effect_high} if detail else {}
        low, high = (100 * float(q) for q in np.quantile(own.process_cv, [0.1, 0.9]))
        return ForecastDistribution(
            target.metric,
            target.year,
            target.definition,
            own.total,
            self.name,
            (
                "next_year",
                _known_of(totals, target),
                "nothing_of_the_year",
                *_from_growth(sources),
            ),
            (
                Assumption("prior_mean", totals.mean, unit="亿元", origin="published", sources=sources),
                Assumption("process_cv", 100 * float(np.median(own.process_cv)), low, high, "%", "history"),
            ),
            data.workspace.as_of_date,
            sources,
            "annual_number" if target.is_number else self.name,
            cases={
                name: simulate_total(totals, seed=seed, draws=draws, level_cv=level).total
                for name, level in cases.items()
            },
            simulation=f"{data.workspace.district}.{target.year}.{seed}.{draws}",
        )


def _known_of(totals: AnnualTotals, target: ForecastTarget) -> str:
    """Reason code of what is known of the years before."""
    if target.is_number:
        return "earlier_numbers"
    return "total_and_number" if totals.projects else "total_alone"


METHODS: tuple[ForecastMethod, ...] = (
    LedgerSimulation(),
    Credibility(),
    Quarterly(),
    CountChainLadder(),
    BornhuetterFerguson(),
    SizeClasses(),
    AnnualTotal(),
)
"""Every method: the first that has its data answers alone. Of a year in progress credibility misses less than
the quarterly model (docs/methods/evaluation.md#months-of-a-quarter)."""
OF_NUMBERS: tuple[ForecastMethod, ...] = (LedgerSimulation(), Credibility(), AnnualTotal(), Quarterly())
"""Methods of a number of projects, the best first (docs/methods/year_to_date.md#numbers-of-projects)."""


def predict(
    data: ForecastData,
    target: ForecastTarget,
    *,
    seed: int,
    draws: int | None = None,
    detail: bool = True,
    until_answer: bool = False,
) -> dict[str, ForecastDistribution | Unavailable]:
    """Forecast a target with every method, by name, in the order of :data:`METHODS` (:data:`OF_NUMBERS`).

    Further arguments are those of :meth:`ForecastMethod.forecast`.

    Parameters
    ----------
    until_answer
        Whether to end with the first method that has a forecast.

    Examples
    --------
    >>> from jjinvest.core.assumptions import Assumptions
    >>> from jjinvest.core.project import find_root
    >>> from jjinvest.data.workspace import load_workspace
    >>> data = ForecastData(load_workspace(find_root() / "data" / "jiangjin"), Assumptions(draws=1000))
    >>> predictions = predict(data, ForecastTarget("agreed_amount", Definition("agreed"), 2024, 0), seed=1)
    >>> list(answers(predictions))
    ['size_classes', 'annual_total']
    >>> predictions["credibility"].missing
    ('nothing_of_the_year',)
    """
    predictions: dict[str, ForecastDistribution | Unavailable] = {}
    for method in OF_NUMBERS if target.is_number else METHODS:
        prediction = method.forecast(data, target, seed=seed, draws=draws, detail=detail)
        predictions[method.name] = prediction
        if until_answer and isinstance(prediction, ForecastDistribution):
            break
    return predictions


def answers(
    predictions: Mapping[str, ForecastDistribution | Unavailable],
) -> dict[str, ForecastDistribution]:
    """Return the distributions among predictions, in their order."""
    return {name: p for name, p in predictions.items() if isinstance(p, ForecastDistribution)}
