"""What a forecast is given: the target, the published figures and the ledger as known on a day.

:mod:`jjinvest.forecasting.method` has the methods that work on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import period_end
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.core.units import COUNT_UNIT
from jjinvest.data.running_totals import MONTHS
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.annual_total import AnnualTotals
from jjinvest.forecasting.known_about import Positions, taken_at
from jjinvest.forecasting.ledger.estimates import estimate_ratio, sizes_in_negotiation
from jjinvest.forecasting.ledger.forecast import AGREED, YearForecast, forecast_year
from jjinvest.forecasting.ledger.hazards import as_known
from jjinvest.forecasting.quarterly.history import quarterly_history
from jjinvest.forecasting.year_to_date.count_development import CountProgress
from jjinvest.forecasting.year_to_date.credibility import MONTHS_PER_QUARTER
from jjinvest.forecasting.year_to_date.inputs import YearProgress, progress_of_quarters, published_progress
from jjinvest.forecasting.year_to_date.numbers import (
    counts_of_quarters,
    process_cv_of_number,
    process_cv_of_quarters,
    published_counts,
    published_totals,
    totals_of_quarters,
)
from jjinvest.forecasting.year_to_date.running_totals import NUMBER, figures_of, year_to_date
from jjinvest.metrics.breakdowns import COUNT
from jjinvest.metrics.comparability import is_measure_of
from jjinvest.metrics.growth import implied_of_year_before

Simulations = dict[tuple[date, int, int, int, bool, float], YearForecast]
SIGNED_COLUMNS = ["amount", "number", "squares"]


@dataclass(frozen=True)
class ForecastTarget:
    """A year's total: metric, its 口径, the year, and how much of the year is over.

    Parameters
    ----------
    quarters_passed
        Quarters that are over.
    months_further
        Months of the next quarter that are over and known from running totals, 0 to 2.
    of_part
        Part of the district's total, as ids write it (``origin.out_of_province``); empty for one that the
        definition names.
    """

    metric: str
    definition: Definition
    year: int
    quarters_passed: int
    months_further: int = 0
    of_part: str = ""

    @property
    def months_passed(self) -> int:
        """Months of the year that are over."""
        return MONTHS_PER_QUARTER * self.quarters_passed + self.months_further

    @property
    def is_number(self) -> bool:
        """Whether it is a number of projects."""
        return self.definition.measure == NUMBER

    @property
    def measure(self) -> str:
        """Metric with its scope: ``agreed_amount.out_of_city``."""
        scope = self.of_part or self.definition.population
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
    share_that_signs
        As in :func:`~jjinvest.forecasting.ledger.conversion.named_projects`.
    simulations
        Years simulated so far, by day and the arguments of :meth:`simulate`: ledgers of other days, made by
        :func:`dataclasses.replace`, share them.
    """

    projects: pd.DataFrame
    payments: pd.DataFrame | None
    as_of: date | None
    observed_from: date | None = None
    sources: tuple[str, ...] = ()
    share_that_signs: float = 1.0
    simulations: Simulations = field(default_factory=dict, repr=False, compare=False)

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
        key = (self.as_of, year, seed, draws, detail, self.share_that_signs)
        if key not in self.simulations:
            self.simulations[key] = forecast_year(
                self.projects,
                self.payments if detail else None,
                year=year,
                as_of=pd.Timestamp(self.as_of),
                seed=seed,
                draws=draws,
                cases=detail,
                observed_from=None if self.observed_from is None else self.observed_from.isoformat(),
                share_that_signs=self.share_that_signs,
            )
        return self.simulations[key]

    def before(self, day: date) -> LedgerData:
        """Return the ledger of an earlier day; what has signed since has an amount as in negotiation."""
        signed = self.projects["signed_on"]
        since = (signed > pd.Timestamp(day)).to_numpy()
        if self.as_of is not None:
            since = since & (signed <= pd.Timestamp(self.as_of)).to_numpy()
        amounts = self.projects["agreed_amount"]
        ratio = estimate_ratio(as_known(self.projects, pd.Timestamp(day)))
        sizes = sizes_in_negotiation(self.projects, ratio, since)
        estimate = pd.Series(np.rint(sizes * YI), amounts.index).astype("Int64")
        projects = self.projects.assign(agreed_amount=estimate.where(since, amounts))
        return replace(self, projects=projects, as_of=day, share_that_signs=1.0)

    @cached_property
    def quarters(self) -> pd.DataFrame:
        """What was signed in each complete quarter (:func:`signed_quarters`); empty without a day."""
        if self.as_of is None:
            return pd.DataFrame(columns=SIGNED_COLUMNS, index=_no_quarters().index, dtype="float64")
        return signed_quarters(self.projects, self.as_of.isoformat())


@dataclass(frozen=True)
class ForecastData:
    """What is known on a day: published figures (in the workspace), the ledger if any, and assumptions.

    Parameters
    ----------
    positions
        Where within their intervals published numbers are taken (:mod:`jjinvest.forecasting.known_about`).
    """

    workspace: Workspace
    assumptions: Assumptions
    ledger: LedgerData | None = None
    positions: Positions = field(default_factory=dict)

    @property
    def draws(self) -> int:
        """Simulated years, fewer where a ledger is simulated project by project."""
        return self.assumptions.draws if self.ledger is None else self.assumptions.ledger_draws

    def published(self, target: ForecastTarget) -> dict[str, Quantity]:
        """Published amounts of the target's measure and 口径, by period in lower case, up to its months.

        The same part of the year before, where it was not published, follows from a published growth. Years
        before a break (:mod:`jjinvest.metrics.comparability`) are no measure of the target's.
        """
        day = _month_end(target.year, target.months_passed)
        amounts = figures_of(self.workspace, target.measure, target.definition)
        known = {
            period: amount
            for period, amount in amounts.items()
            if period_end(period.upper()) <= day
            and is_measure_of(self.workspace, FactId.of(period, target.measure), target.year)
        }
        known |= implied_of_year_before(self.workspace, target.measure, known)
        return taken_at(known, self.positions) if self.positions else known

    def currency(self, target: ForecastTarget) -> str:
        """Currency of the published amounts of the target's measure, or unit of its numbers of projects."""
        usual = COUNT_UNIT if target.is_number else "元"
        return next((amount.unit for amount in self.published(target).values()), usual)

    def signed(self, target: ForecastTarget) -> pd.Series:
        """Quarters of the ledger: amount or number of all projects signed; empty for any other target."""
        columns = {(AGREED, Definition("agreed")): "amount", (COUNT, Definition(NUMBER)): "number"}
        column = columns.get((target.measure, target.definition))
        return _no_quarters() if self.ledger is None or column is None else self.ledger.quarters[column]

    def counts(self, target: ForecastTarget) -> CountProgress | tuple[str, ...]:
        """Progress of the target's year by number of projects, or reason codes of what is missing.

        Published figures answer where the ledger is too short to.
        """
        published = published_counts(self.workspace, self.published(target), target.measure, target.year)
        if self.ledger is None or self.signed(target).empty:
            return published
        counted = counts_of_quarters(self.ledger.quarters, target.year, target.quarters_passed)
        return published if isinstance(counted, tuple) and not isinstance(published, tuple) else counted

    def totals(self, target: ForecastTarget) -> tuple[AnnualTotals, tuple[str, ...]] | None:
        """Totals of the years just before the target's, with their sources; None without one.

        A ledger that begins within the year before knows none: then those that were published count.
        """
        if self.ledger is not None and not self.signed(target).empty:
            totals = totals_of_quarters(self.ledger.quarters, target.year, numbers=target.is_number)
            if totals is not None:
                return totals, self.ledger.sources
        return published_totals(self.workspace, self.published(target), target.measure, target.year)

    def history(self, target: ForecastTarget) -> pd.Series:
        """Amount of each quarter in 亿元, or number of projects (NaN: unknown), by ledger or else published.

        It ends with the last of the target's quarters that are over.
        """
        signed = self.signed(target)
        history = quarterly_history(self.published(target)) if signed.empty else signed
        return history[history.index <= _last_quarter(target.year, target.quarters_passed)]

    def progress(self, target: ForecastTarget) -> YearProgress | tuple[str, ...]:
        """Progress of the target's year and the years before it, or reason codes of what is missing."""
        signed, figures = self.signed(target), self.published(target)
        of_ledger: YearProgress | tuple[str, ...] | None = None
        if not signed.empty:
            if not target.quarters_passed:
                return ("nothing_of_the_year",)
            assert self.ledger is not None
            cv = process_cv_of_number if target.is_number else process_cv_of_quarters
            own = cv(self.ledger.quarters, target.year)
            of_ledger = progress_of_quarters(
                signed, target.year, target.quarters_passed, self.assumptions, process_cv=own
            )
        if isinstance(of_ledger, YearProgress):
            return of_ledger
        published = published_progress(self.workspace, figures, target.measure, target.year, self.assumptions)
        return published if of_ledger is None or isinstance(published, YearProgress) else of_ledger

    def target(
        self, metric: str, definition: Definition, year: int, *, of_part: str = "", until: int = MONTHS - 1
    ) -> ForecastTarget:
        """Return the target with the number of the year's quarters and months that the data know.

        Parameters
        ----------
        until
            Months of the year after which nothing is used, though it be known.
        """
        latest = ForecastTarget(metric, definition, year, *divmod(until, MONTHS_PER_QUARTER), of_part)
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
        their latest value, but those of projects that have signed since are set back to what earlier imports
        stated, or to what is usually written in negotiation (:mod:`jjinvest.forecasting.ledger.estimates`).
        """
        day = _month_end(year, MONTHS_PER_QUARTER * quarters_passed)
        figures = self.workspace.figures
        ended = np.array([period_end(str(period)) <= day for period in figures["period"]], dtype=bool)
        workspace = replace(self.workspace, figures=figures[ended], as_of_date=day)
        ledger = None if self.ledger is None else self.ledger.before(day)
        return ForecastData(workspace, self.assumptions, ledger)


def signed_quarters(ledger: pd.DataFrame, day: str) -> pd.DataFrame:
    """What a ledger signed in each complete quarter up to a day: amount (亿元), number, squares of amounts.

    The quarter of the first signing is left out: it may be incomplete.
    """
    known = as_known(ledger, day)
    signed = known[known["signed_on"].notna()]
    quarter = signed["signed_on"].dt.to_period("Q")
    amount = signed["agreed_amount"].fillna(0).astype("int64") / YI
    rows = pd.DataFrame({"amount": amount, "number": 1.0, "squares": amount**2})
    sums = rows.groupby(quarter).sum().astype(float)
    if sums.empty:
        return pd.DataFrame(columns=SIGNED_COLUMNS, index=_no_quarters().index, dtype="float64")
    last = (pd.Timestamp(day) + pd.Timedelta(days=1)).to_period("Q") - 1
    return sums.reindex(pd.period_range(sums.index[0] + 1, last, freq="Q"), fill_value=0.0)


def _no_quarters() -> pd.Series:
    return pd.Series(dtype="float64", index=pd.PeriodIndex([], freq="Q"))


def _last_quarter(year: int, passed: int) -> pd.Period:
    return pd.Period(year=year, quarter=passed, freq="Q") if passed else pd.Period(f"{year - 1}Q4", "Q")


def _month_end(year: int, passed: int) -> date:
    """Last day of the first `passed` months of a year."""
    return period_end(f"{year}-01..{year}-{passed:02d}" if passed else str(year - 1))


def sources_of(data: ForecastData, target: ForecastTarget) -> tuple[str, ...]:
    """Sources of a history: the ledger, or the published figures."""
    if data.ledger is not None and not data.signed(target).empty:
        return data.ledger.sources
    return tuple(dict.fromkeys(source for q in data.published(target).values() for source in q.sources))
