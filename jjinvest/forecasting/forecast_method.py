"""The contract of every forecast: what a method is given and what it returns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import ClassVar, Protocol

import numpy as np

from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable
from jjinvest.forecasting.forecast_data import ForecastData, ForecastTarget
from jjinvest.forecasting.known_about import Positions, over_intervals, wide_numbers
from jjinvest.forecasting.on_demand import OnDemand

PROBE_DRAWS = 16
"""Draws used to find out whether a method can answer; what is missing does not depend on their number."""


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


def _whole(made: ForecastDistribution) -> ForecastDistribution:
    """Round a number of projects, draw by draw: a target of 45 is reached by 45, not by 44.6."""
    cases = made.cases
    if not isinstance(cases, OnDemand):
        cases = {name: np.rint(samples) for name, samples in cases.items()}
    parts = {name: np.rint(samples) for name, samples in made.parts.items()}
    return replace(made, samples=np.rint(made.samples), parts=parts, cases=cases)


class Method(ABC):
    """Base class: one attempt gives the forecast and what is missing, so that the two always agree."""

    name: ClassVar[str]

    @abstractmethod
    def _attempt(
        self, data: ForecastData, target: ForecastTarget, seed: int, draws: int, detail: bool
    ) -> Attempt:
        """Forecast, or return reason codes of what is missing."""

    def _draws(self, data: ForecastData) -> int:
        return data.draws

    def _currency(self, data: ForecastData, target: ForecastTarget) -> str:
        return data.currency(target)

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
        draws = draws or self._draws(data)
        attempt = self._attempt(data, target, seed, draws, detail)
        if isinstance(attempt, ForecastDistribution):
            attempt = self._over_intervals(attempt, data, target, seed, draws, detail)
        if isinstance(attempt, ForecastDistribution):
            currency, of_part = self._currency(data, target), target.of_part
            same = (attempt.currency, attempt.of_part) == (currency, of_part)
            attempt = _whole(attempt) if target.is_number else attempt
            return attempt if same else replace(attempt, currency=currency, of_part=of_part)
        t = target
        return Unavailable(t.metric, t.year, t.definition, data.workspace.as_of_date, attempt)

    def _over_intervals(
        self,
        made: ForecastDistribution,
        data: ForecastData,
        target: ForecastTarget,
        seed: int,
        draws: int,
        detail: bool,
    ) -> ForecastDistribution:
        """Forecast with the intervals of published numbers that are known only about."""

        def again(positions: Positions) -> ForecastDistribution | None:
            attempt = self._attempt(replace(data, positions=positions), target, seed, draws, False)
            return attempt if isinstance(attempt, ForecastDistribution) else None

        wide = wide_numbers(data.published(target), target.year, made.sources)
        return over_intervals(made, wide, again, seed=seed, cases=detail)
