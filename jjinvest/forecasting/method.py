"""The contract of every forecast: what a method is given, what it returns, and the one list of methods.

Dispatch (:mod:`~jjinvest.forecasting.select_method`), backtest
(:mod:`~jjinvest.forecasting.evaluation.backtest`), the pages' outlook and its table of methods all use
:data:`METHODS` and :func:`predict`, so the distribution that is shown is the one that was scored. A new
method is one more entry.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import ClassVar, Protocol

import numpy as np
import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.periods import period_end
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.next_year import agreed_distribution
from jjinvest.forecasting.distribution import Assumption, ForecastDistribution, Unavailable
from jjinvest.forecasting.ledger.forecast import AGREED, YearForecast, forecast_year
from jjinvest.forecasting.ledger.hazards import as_known
from jjinvest.forecasting.quarterly.forecast import forecast_quarters
from jjinvest.forecasting.quarterly.history import MIN_SEASONAL_QUARTERS, quarterly_history
from jjinvest.forecasting.reason_codes import FUNDS_METHODS
from jjinvest.forecasting.year_to_date.credibility import MONTHS_PER_QUARTER
from jjinvest.forecasting.year_to_date.inputs import (
    YearProgress,
    counts_restated,
    figures_of,
    progress_of_quarters,
    project,
    published_progress,
    year_to_date,
)

MAX_QUARTERS_AHEAD = 8
"""A history that ends earlier holds too little information on the year."""
MAX_PATHS = 20_000
"""Joint paths of the coming quarters, at most."""
PROBE_DRAWS = 16
"""Draws used to find out whether a method can answer; what is missing does not depend on their number."""


@dataclass(frozen=True)
class ForecastTarget:
    """A year's total: metric, its 口径, the year, and how much of the year is over.

    Parameters
    ----------
    quarters_passed
        Quarters that are over.
    months_further
        Months of the next quarter that are over and known from running totals, 0 to 2.
    """

    metric: str
    definition: Definition
    year: int
    quarters_passed: int
    months_further: int = 0

    @property
    def months_passed(self) -> int:
        """Months of the year that are over."""
        return MONTHS_PER_QUARTER * self.quarters_passed + self.months_further

    @property
    def measure(self) -> str:
        """Metric with its scope: ``agreed_amount.out_of_city``."""
        scope = self.definition.population
        return self.metric if scope == "all" else f"{self.metric}.{scope}"


@dataclass(frozen=True)
class LedgerData:
    """A project ledger and its payments as of a day.

    Parameters
    ----------
    payments
        None where too few are known to forecast funds from.
    observed_from
        Day of the first import.
    """

    projects: pd.DataFrame
    payments: pd.DataFrame | None
    as_of: date | None
    observed_from: date | None = None
    sources: tuple[str, ...] = ()
    _simulations: dict[tuple[int, int, int, bool], YearForecast] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def simulate(self, year: int, *, seed: int, draws: int, detail: bool = True) -> YearForecast:
        """Simulate a year, once for each set of arguments.

        See :func:`~jjinvest.forecasting.ledger.forecast.forecast_year`.

        Parameters
        ----------
        detail
            With funds and with the cases of other assumptions; neither changes the samples of agreed amounts.

        Raises
        ------
        LookupError
            If the ledger is too short, or its day is not in the year.
        """
        if self.as_of is None:
            raise LookupError("the day on which the ledger stands is not known")
        key = (year, seed, draws, detail)
        if key not in self._simulations:
            self._simulations[key] = forecast_year(
                self.projects,
                self.payments if detail else None,
                year=year,
                as_of=pd.Timestamp(self.as_of),
                seed=seed,
                draws=draws,
                cases=detail,
                observed_from=None if self.observed_from is None else self.observed_from.isoformat(),
            )
        return self._simulations[key]

    @cached_property
    def signed_by_quarter(self) -> pd.Series:
        """Agreed amount signed in each complete quarter (:func:`signed_history`); empty without a day."""
        if self.as_of is None:
            return _no_quarters()
        return signed_history(self.projects, self.as_of.isoformat())


@dataclass(frozen=True)
class ForecastData:
    """What is known on a day: published figures (in the workspace), the ledger if any, and assumptions."""

    workspace: Workspace
    assumptions: Assumptions
    ledger: LedgerData | None = None

    @property
    def draws(self) -> int:
        """Simulated years, fewer where a ledger is simulated project by project."""
        return self.assumptions.draws if self.ledger is None else self.assumptions.ledger_draws

    @property
    def without_ledger(self) -> ForecastData:
        """Published figures alone."""
        return replace(self, ledger=None)

    def published(self, target: ForecastTarget) -> dict[str, Quantity]:
        """Published amounts of the target's measure and 口径, by period in lower case, up to its months."""
        day = _month_end(target.year, target.months_passed)
        amounts = figures_of(self.workspace, target.measure, target.definition)
        return {period: amount for period, amount in amounts.items() if period_end(period.upper()) <= day}

    def signed(self, target: ForecastTarget) -> pd.Series:
        """Quarters of the ledger, for the agreed amount of all projects; empty for any other target."""
        if self.ledger is None or target.measure != AGREED or target.definition != Definition("agreed"):
            return _no_quarters()
        return self.ledger.signed_by_quarter

    def history(self, target: ForecastTarget) -> pd.Series:
        """Amount of each quarter in 亿元 (NaN where unknown), from the ledger or else from published figures.

        It ends with the last of the target's quarters that are over.
        """
        signed = self.signed(target)
        history = quarterly_history(self.published(target)) if signed.empty else signed
        return history[history.index <= _last_quarter(target.year, target.quarters_passed)]

    def progress(self, target: ForecastTarget) -> YearProgress | tuple[str, ...]:
        """Progress of the target's year and the years before it, or reason codes of what is missing."""
        signed = self.signed(target)
        if not signed.empty:
            if not target.quarters_passed:
                return ("nothing_of_the_year",)
            return progress_of_quarters(signed, target.year, target.quarters_passed, self.assumptions)
        published = self.published(target)
        return published_progress(self.workspace, published, target.measure, target.year, self.assumptions)

    def target(self, metric: str, definition: Definition, year: int) -> ForecastTarget:
        """Return the target with the number of the year's quarters and months that the data know."""
        latest = ForecastTarget(metric, definition, year, 3, 2)
        now = year_to_date(self.published(latest), year)
        history = self.history(latest)
        quarters = 0
        if len(history):
            last = history.index[-1]
            quarters = last.quarter if last.year == year else 0
        months = max(now.months if now else 0, MONTHS_PER_QUARTER * quarters)
        passed, further = divmod(months, MONTHS_PER_QUARTER)
        return replace(latest, quarters_passed=passed, months_further=further)

    def before(self, year: int, quarters_passed: int) -> ForecastData:
        """Return what was known when so many quarters of a year were over.

        Figures of later periods are left out and every later date of the ledger is blanked; amounts keep
        their latest value.
        """
        day = _month_end(year, MONTHS_PER_QUARTER * quarters_passed)
        figures = self.workspace.figures
        ended = np.array([period_end(str(period)) <= day for period in figures["period"]], dtype=bool)
        workspace = replace(self.workspace, figures=figures[ended], as_of_date=day)
        ledger = None if self.ledger is None else replace(self.ledger, as_of=day)
        return ForecastData(workspace, self.assumptions, ledger)


class ForecastMethod(Protocol):
    """One way to forecast a year's total."""

    @property
    def name(self) -> str:
        """Name in ids, messages and weights."""
        ...

    def available(self, data: ForecastData, target: ForecastTarget) -> tuple[str, ...]:
        """Reason codes of what is missing; empty if the method can answer."""
        ...

    def forecast(
        self,
        data: ForecastData,
        target: ForecastTarget,
        *,
        seed: int,
        draws: int | None = None,
        detail: bool = True,
    ) -> ForecastDistribution | Unavailable:
        """Forecast the target.

        Parameters
        ----------
        draws
            Number of samples; the method's own number if not given.
        detail
            Whether to simulate the cases of other assumptions too. The samples do not depend on it; a
            backtest is faster without.
        """
        ...


Attempt = ForecastDistribution | tuple[str, ...]


class _Method(ABC):
    """Base class: one attempt gives the forecast and what is missing, so that the two always agree."""

    name: ClassVar[str]

    @abstractmethod
    def _attempt(
        self, data: ForecastData, target: ForecastTarget, seed: int, draws: int, detail: bool
    ) -> Attempt:
        """Forecast, or return reason codes of what is missing."""

    def _draws(self, data: ForecastData) -> int:
        return data.draws

    def available(self, data: ForecastData, target: ForecastTarget) -> tuple[str, ...]:
        """See :meth:`ForecastMethod.available`."""
        attempt = self._attempt(data, target, 0, PROBE_DRAWS, False)
        return attempt if isinstance(attempt, tuple) else ()

    def forecast(
        self,
        data: ForecastData,
        target: ForecastTarget,
        *,
        seed: int,
        draws: int | None = None,
        detail: bool = True,
    ) -> ForecastDistribution | Unavailable:
        """See :meth:`ForecastMethod.forecast`."""
        attempt = self._attempt(data, target, seed, draws or self._draws(data), detail)
        if isinstance(attempt, ForecastDistribution):
            return attempt
        t = target
        return Unavailable(t.metric, t.year, t.definition, data.workspace.as_of_date, attempt)


class LedgerSimulation(_Method):
    """Joint simulation of projects, new business and payments.

    See :mod:`jjinvest.forecasting.ledger.forecast`.
    """

    name = "ledger_simulation"

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
            return tuple(code for code in year.reasons if code not in FUNDS_METHODS) or ("not_in_ledger",)
        simulation = f"{data.workspace.district}.{target.year}.{seed}.{self.name}"
        return replace(distribution, sources=data.ledger.sources, simulation=simulation)


class Quarterly(_Method):
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
        coming = forecast_quarters(history.to_numpy(dtype=float), ahead, seed=seed, draws=draws)
        if not coming.usable:
            return coming.reasons
        so_far = float(passed.sum())
        samples = so_far + coming.samples[:, len(passed) - 4 :].sum(axis=1)
        sources = _sources(data, target)
        reasons = ["quarterly_history", *coming.reasons]
        if data.signed(target).empty and counts_restated(data.workspace, data.published(target).values()):
            reasons.append("restated_parts")
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


class Credibility(_Method):
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
            progress.sources or _sources(data, target),
            "mid_year_alone" if progress.prior is None else "credibility",
            parts={"signed": np.full(draws, progress.so_far), "rest": own.rest},
            cases=own.cases,
            drivers=own.drivers,
            simulation=f"{data.workspace.district}.{target.year}.{seed}.{draws}.{target.metric}",
        )


class SizeClasses(_Method):
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
        if target.metric != AGREED or target.definition != Definition("agreed"):
            return ("no_figure_of_basis",)
        if target.months_passed and isinstance(data.progress(target), YearProgress):
            return ("only_whole_years",)
        try:
            return agreed_distribution(
                data.workspace, target.year, seed=seed, assumptions=data.assumptions, draws=draws
            )[0]
        except LookupError:
            return ("no_year_with_tiers",)


METHODS: tuple[ForecastMethod, ...] = (LedgerSimulation(), Quarterly(), Credibility(), SizeClasses())
"""Every method, from the one that needs most data to the one that needs least."""


def predict(
    data: ForecastData, target: ForecastTarget, *, seed: int, draws: int | None = None, detail: bool = True
) -> dict[str, ForecastDistribution | Unavailable]:
    """Forecast a target with every method, by name, in the order of :data:`METHODS`.

    The arguments are those of :meth:`ForecastMethod.forecast`.

    Examples
    --------
    >>> from jjinvest.core.project import find_root
    >>> from jjinvest.data.workspace import load_workspace
    >>> data = ForecastData(load_workspace(find_root() / "data" / "jiangjin"), Assumptions(draws=1000))
    >>> predictions = predict(data, ForecastTarget("agreed_amount", Definition("agreed"), 2024, 0), seed=1)
    >>> list(answers(predictions))
    ['size_classes']
    >>> predictions["credibility"].missing
    ('nothing_of_the_year',)
    """
    return {
        method.name: method.forecast(data, target, seed=seed, draws=draws, detail=detail)
        for method in METHODS
    }


def answers(
    predictions: Mapping[str, ForecastDistribution | Unavailable],
) -> dict[str, ForecastDistribution]:
    """Return the distributions among predictions, in their order."""
    return {name: p for name, p in predictions.items() if isinstance(p, ForecastDistribution)}


def signed_history(ledger: pd.DataFrame, day: str) -> pd.Series:
    """Agreed amount signed in each complete quarter of a ledger up to a day, in 亿元.

    The quarter of the first signing is left out: it may be incomplete.
    """
    known = as_known(ledger, day)
    signed = known[known["signed_on"].notna()]
    quarter = signed["signed_on"].dt.to_period("Q")
    sums = signed["agreed_amount"].fillna(0).astype("int64").groupby(quarter).sum() / YI
    if sums.empty:
        return _no_quarters()
    last = (pd.Timestamp(day) + pd.Timedelta(days=1)).to_period("Q") - 1
    return sums.astype(float).reindex(pd.period_range(sums.index[0] + 1, last, freq="Q"), fill_value=0.0)


def _no_quarters() -> pd.Series:
    return pd.Series(dtype="float64", index=pd.PeriodIndex([], freq="Q"))


def _last_quarter(year: int, passed: int) -> pd.Period:
    return pd.Period(year=year, quarter=passed, freq="Q") if passed else pd.Period(f"{year - 1}Q4", "Q")


def _month_end(year: int, passed: int) -> date:
    """Last day of the first `passed` months of a year."""
    return period_end(f"{year}-01..{year}-{passed:02d}" if passed else str(year - 1))


def _sources(data: ForecastData, target: ForecastTarget) -> tuple[str, ...]:
    """Sources of a history: the ledger, or the published figures."""
    if data.ledger is not None and not data.signed(target).empty:
        return data.ledger.sources
    return tuple(dict.fromkeys(source for q in data.published(target).values() for source in q.sources))
