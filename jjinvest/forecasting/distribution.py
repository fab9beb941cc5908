"""Forecast distribution: samples of a year's total, from which every number shown is read.

A :class:`ForecastDistribution` carries its 口径 (:class:`~jjinvest.core.quantity.Definition`), so that a
target of another basis or scope is refused. An :class:`Unavailable` lists what is missing, as reason codes.
Probabilities are shares of the samples; the probability of several targets is read from one joint simulation,
never from a product.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from jjinvest.core.errors import BasisError
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.core.units import is_counted
from jjinvest.forecasting.distribution_facts import distribution_facts
from jjinvest.forecasting.on_demand import OnDemand, Samples, checked_row
from jjinvest.forecasting.reason_codes import checked
from jjinvest.metrics.targets import measure

COVERAGES = (50, 80, 90)
"""Nominal coverage of the central ranges that are reported, in %."""


@dataclass(frozen=True)
class Assumption:
    """One assumption of a forecast.

    Parameters
    ----------
    value, low, high
        Its value, and the range of values where several are tried.
    origin
        What it rests on: ``params``, ``published``, ``history``, ``backtest`` or ``convention``.
    sources
        Ids of figures.
    """

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    unit: str = ""
    origin: str = "params"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unavailable:
    """No forecast, and why.

    `missing` are reason codes (:mod:`jjinvest.forecasting.reason_codes`) of the data that a forecast would
    need.
    """

    metric: str
    year: int
    definition: Definition
    as_of: date | None
    missing: tuple[str, ...]

    def __post_init__(self) -> None:
        checked(self.missing)

    def explain(self) -> pd.DataFrame:
        """Return one row for each missing condition: kind, name, value, origin."""
        return pd.DataFrame(
            [("missing", code, None, "published") for code in self.missing], columns=_EXPLAINED
        )


_EXPLAINED = ["kind", "name", "value", "origin"]


@dataclass(frozen=True)
class ForecastDistribution:
    """Samples of the year-end total of a metric, in 亿元 or a number of projects, shape (draws,).

    Parameters
    ----------
    metric, year, definition
        What is forecast: ``agreed_amount`` of 2024, of all projects or those of one scope.
    method, reasons
        Name of the method (:mod:`jjinvest.forecasting.method`) and the reason codes for it.
    assumptions
        What the samples rest on, in order of importance where that is known.
    parts
        Samples of the parts that add up to `samples`, draw by draw: ``signed``, ``rest``, ``pipeline`` …
    cases
        Samples under other assumptions, by name: the range of a probability is taken over them.
    drivers
        What differed between the draws, by name: the number of large projects, the share of the year passed …
    simulation
        Name of the joint simulation; distributions with the same name have a joint probability
        (:func:`p_all`).
    currency
        Unit of the amounts behind it: samples in 亿元 or, of 美元, in 亿美元; of numbers of projects 个.
    of_part
        Part of the district's total, as in :class:`~jjinvest.forecasting.forecast_data.ForecastTarget`.

    Examples
    --------
    >>> samples = np.arange(801.0, 1201.0)
    >>> forecast = ForecastDistribution("agreed_amount", 2024, Definition("agreed"), samples, "credibility")
    >>> forecast.p_reach(Quantity.exact(1000 * YI, "元", Definition("agreed")))
    0.5025
    >>> tuple(round(end) for end in forecast.band(80))
    (841, 1160)
    """

    metric: str
    year: int
    definition: Definition
    samples: Samples
    method: str
    reasons: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    as_of: date | None = None
    sources: tuple[str, ...] = ()
    caveat: str = ""
    parts: Mapping[str, Samples] = field(default_factory=dict)
    cases: Mapping[str, Samples] = field(default_factory=dict)
    drivers: Mapping[str, Samples] = field(default_factory=dict)
    simulation: str = ""
    currency: str = "元"
    of_part: str = ""

    def __post_init__(self) -> None:
        if not self.method:
            raise ValueError(f"{self.key}: the method has a name")
        checked(self.reasons)
        given = {} if isinstance(self.cases, OnDemand) else self.cases
        for name, values in {"samples": self.samples, **given}.items():
            checked_row(f"{self.key}: {name}", values)

    @property
    def key(self) -> FactId:
        """Fact id of what is forecast: ``2024.agreed_amount.out_of_city``."""
        scope = self.of_part or self.definition.population
        return FactId.of(self.year, self.metric, "" if scope == "all" else scope)

    @property
    def unit(self) -> str:
        """Unit of the samples."""
        return self.currency if is_counted(self.currency) else f"亿{self.currency}"

    def quantiles(self, shares: Sequence[float] = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)) -> pd.Series:
        """Quantiles of the total in 亿元, indexed by the share of samples below."""
        return pd.Series(self.quantiles_of(self.samples, shares), index=pd.Index(shares, name="share"))

    def quantiles_of(self, samples: Samples, shares: Sequence[float]) -> Samples:
        """Quantiles of samples in the unit of this forecast; those of numbers of projects are whole."""
        method: Literal["linear", "inverted_cdf"] = "inverted_cdf" if is_counted(self.unit) else "linear"
        return np.asarray(np.quantile(samples, shares, method=method))

    def band(self, percent: float) -> tuple[float, float]:
        """Central range that holds `percent` of the samples: 80, not 0.8.

        Raises
        ------
        ValueError
            If it is not between 1 and 100; a smaller number is probably a probability.
        """
        if not 1 <= percent <= 100:
            raise ValueError(
                f"a band holds between 1 and 100 percent of the samples (80, not 0.8), not {percent}"
            )
        low, high = self.quantiles_of(self.samples, [0.5 - percent / 200, 0.5 + percent / 200])
        return float(low), float(high)

    def exceedance_quantile(self, probability: float) -> float:
        """Amount in 亿元 that is reached with this probability: 0.8, not 80.

        Raises
        ------
        ValueError
            If it is not between 0 and 1.
        """
        if not 0 <= probability <= 1:
            raise ValueError(f"a probability lies between 0 and 1 (0.8, not 80), not {probability}")
        return float(self.quantiles_of(self.samples, [1 - probability])[0])

    def threshold(self, target: Quantity | pd.Series) -> float:
        """Return the target in the unit of the samples.

        Parameters
        ----------
        target
            An amount with its 口径, such as ``Quantity.exact(1000 * YI, "元", Definition("agreed"))``, or a
            row of the workspace's targets.

        Raises
        ------
        BasisError
            If the target has another basis, scope or unit than this forecast, or is not of a total (but of
            the size of one project, or a rank).
        ValueError
            If it is of another year, or an interval without a value.
        TypeError
            If it is a bare number, which has no 口径 to check.
        """
        if isinstance(target, pd.Series):
            if int(target["year"]) != self.year:
                raise ValueError(f"{target['target_id']} is not a target of {self.year}")
            if measure(target) != self.key.measure:
                asked = f"{target['metric']}/{target['scope']}"
                raise BasisError(
                    f"{target['target_id']} 不是 {self.key} 的目标 is not a target of this forecast: {asked}"
                )
            quantity: Quantity = target["quantity"]
        elif isinstance(target, Quantity):
            quantity = target
        else:
            raise TypeError(
                f"{self.key}: a target is a Quantity of 元 with its 口径 or a row of targets, not {target!r}"
            )
        same_definition = quantity.as_now_known() - Quantity.exact(0, self.currency, self.definition)
        if same_definition.value is None:
            raise ValueError(f"{self.key}: a target needs a value")
        return float(same_definition.value / (1 if is_counted(self.currency) else YI))

    def p_reach(self, target: Quantity | pd.Series, *, case: str = "") -> float:
        """Chance that the total is at least the target.

        Parameters
        ----------
        target
            As in :meth:`threshold`, which also says what is refused.
        case
            One of :attr:`cases`; the samples of the forecast itself if empty.
        """
        if case and case not in self.cases:
            raise ValueError(f"{self.key}: the cases are {', '.join(self.cases) or '—'}, not {case!r}")
        samples = self.cases[case] if case else self.samples
        return float((samples >= self.threshold(target)).mean())

    def p_range(self, target: Quantity | pd.Series) -> tuple[float, float]:
        """Lowest and highest chance over the base and all cases."""
        chances = [self.p_reach(target, case=case) for case in ("", *self.cases)]
        return min(chances), max(chances)

    def summary(self) -> pd.DataFrame:
        """Return mean, standard deviation, median and ranges, one row each.

        Columns: statistic, value, low, high, unit, basis, scope, year, as_of, method.
        """
        table = pd.DataFrame(self.statistics(), columns=["statistic", "value", "low", "high"])
        return table.assign(
            unit=self.unit,
            basis=self.definition.measure,
            scope=self.definition.population,
            year=self.year,
            as_of=self.as_of,
            method=self.method,
        )

    def statistics(self) -> list[tuple[str, float | None, float | None, float | None]]:
        """Return name, value, low and high of each number of the summary."""
        return [
            ("mean", float(self.samples.mean()), None, None),
            ("sd", float(self.samples.std()), None, None),
            ("median", self.exceedance_quantile(0.5), *self.band(80)),
            *((f"band{percent}", None, *self.band(percent)) for percent in COVERAGES),
        ]

    def explain(self) -> pd.DataFrame:
        """Return method, reasons and assumptions, one row each: kind, name, value, origin."""
        origin = "ledger" if "full_ledger" in self.reasons else "published"
        rows: list[tuple[str, str, float | None, str]] = [("method", self.method, None, origin)]
        rows += [("reason", code, None, origin) for code in self.reasons]
        rows += [("assumption", a.name, a.value, a.origin) for a in self.assumptions]
        return pd.DataFrame(rows, columns=_EXPLAINED)

    def facts(self, targets: pd.DataFrame | None = None, *, part: str = "") -> list[Fact]:
        """Return everything as facts, with ids that begin with ``<key>[.<part>]``.

        They are ``.forecast.*``, ``.exceedance_quantile.50``, ``.part.*`` (means with their 80 % ranges; the
        means add up to that of the total), ``.assumed.*``, ``.p_reach.1000`` and its cases.

        Parameters
        ----------
        targets
            Rows of targets; those of another year, basis or scope are skipped.
        """
        return distribution_facts(self, targets, part)

    def own(self, targets: pd.DataFrame) -> pd.DataFrame:
        """Rows of targets that have this forecast's year, 口径 and metric."""
        own = [
            row["year"] == self.year
            and measure(row) == self.key.measure
            and row["quantity"].definition == self.definition
            for _, row in targets.iterrows()
        ]
        return targets[np.array(own, dtype=bool)]

    def fact(
        self,
        fact_id: FactId,
        value: float | None,
        low: float | None = None,
        high: float | None = None,
        *,
        unit: str = "",
        target: float | None = None,
        sources: tuple[str, ...] | None = None,
        definition: str = "",
    ) -> Fact:
        """Build a modelled fact with this forecast's basis, scope, sources and caveat."""
        cited = self.sources if sources is None else sources
        day = None if self.as_of is None else self.as_of.isoformat()
        return Fact(
            fact_id,
            value,
            low,
            high,
            unit or self.unit,
            self.definition.measure,
            self.of_part.partition(".")[0] or self.definition.population,
            "modelled",
            str(self.year),
            day,
            target,
            cited,
            self.caveat,
            definition=definition,
        )


def p_all(targets: Iterable[tuple[ForecastDistribution, Quantity | pd.Series]]) -> float:
    """Chance that all targets are reached together, draw by draw in one joint simulation.

    Raises
    ------
    ValueError
        If the distributions are not of the same joint simulation, or there are none.
    BasisError
        If a target has another 口径 than its forecast.
    """
    pairs = list(targets)
    simulations = {(each.simulation, each.samples.size) for each, _ in pairs}
    if len(simulations) != 1 or not next(iter(simulations))[0]:
        raise ValueError("a joint probability needs distributions of one joint simulation")
    reached = [each.samples >= each.threshold(target) for each, target in pairs]
    return float(np.logical_and.reduce(reached).mean())
