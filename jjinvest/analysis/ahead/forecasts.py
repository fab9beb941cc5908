"""A forecast as an analyst reads it: samples, quantiles, chances, a summary and a chart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, SupportsFloat

import numpy as np
import pandas as pd

from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.analysis.frames.number_table import as_texts
from jjinvest.analysis.published.remainders import converted
from jjinvest.core.errors import ParameterError
from jjinvest.core.quantity import Quantity
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.ledger.forecast import AGREED
from jjinvest.forecasting.method import answers
from jjinvest.forecasting.on_demand import Samples
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.charts.style import MAIN, PALE, SECOND, TARGET, page_style
from jjinvest.results.results import Results
from jjinvest.results.scenario_forecast import method_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OTHER_UNIT = 1000
"""Times every draw above which a number is of another unit: 万 and 亿 are 10,000 apart."""


@dataclass(frozen=True)
class Forecast:
    """A forecast of a year's total, in 亿元; :attr:`unit` says where it is another, such as 亿美元.

    Attributes
    ----------
    distribution
        The samples with method, reasons, assumptions, parts and cases.
    targets
        Rows of the workspace's targets that this forecast can be compared with.
    """

    distribution: ForecastDistribution
    targets: pd.DataFrame
    words: Vocabulary

    @property
    def samples(self) -> Samples:
        """Simulated totals of the year in :attr:`unit`, one a draw."""
        return self.distribution.samples

    @property
    def year(self) -> int:
        """Year that is forecast."""
        return self.distribution.year

    @property
    def method(self) -> str:
        """Name of the method, as ``d.forecast(method=...)`` takes it; ``pooled`` for several by weight."""
        return method_of(self.distribution)

    @property
    def unit(self) -> str:
        """Unit of the samples."""
        return self.distribution.unit

    @property
    def target(self) -> float | None:
        """The year's target in :attr:`unit`: the district's own, else the first; None without one."""
        if self.targets.empty:
            return None
        own = self.targets[self.targets["authority"].isin(["", "district"])]
        return self.distribution.threshold((self.targets if own.empty else own).iloc[0])

    def quantiles(self, *shares: float | Iterable[float]) -> pd.Series:
        """Return quantiles in :attr:`unit` by the share of draws below; 5 to 95 % by default.

        Parameters
        ----------
        *shares
            Shares in [0, 1], as numbers or as a list: ``quantiles(0.1, 0.9)``, ``quantiles([0.1, 0.9])``.

        Raises
        ------
        ParameterError
            If a share is no number in [0, 1].
        """
        wanted = [
            each
            for given in shares
            for each in (given if isinstance(given, Iterable) and not isinstance(given, str) else [given])
        ]
        if not all(isinstance(each, SupportsFloat) and 0 <= float(each) <= 1 for each in wanted):
            raise ParameterError(
                f"分位是 0 至 1 的数 a share is a number from 0 to 1: {wanted}\n"
                "可用 choices: quantiles(0.1, 0.5, 0.9)"
            )
        found = (
            self.distribution.quantiles([float(each) for each in wanted])
            if wanted
            else self.distribution.quantiles()
        )
        return found.rename(self.unit)

    def band(self, percent: float = 80) -> tuple[float, float]:
        """Return the central range that holds `percent` of the draws.

        Raises
        ------
        ParameterError
            If `percent` is not between 1 and 100; a smaller number is probably a probability.
        """
        if not (isinstance(percent, SupportsFloat) and 1 <= float(percent) <= 100):
            raise ParameterError(
                f"区间所含是 1 至 100 的百分数 a band holds 1 to 100 percent of the draws: {percent!r}\n"
                "可用 choices: band(80), band(50)"
            )
        return self.distribution.band(percent)

    def p_reach(
        self, target: float | Quantity | pd.Series | None = None, *, unit: str = "", case: str = ""
    ) -> float:
        """Chance in [0, 1] that the total reaches a target.

        Parameters
        ----------
        target
            Number, a quantity, or a row of ``d.targets`` or :attr:`targets`; by default :attr:`target`.
        unit
            Unit of a number, such as ``万美元``; by default :attr:`unit`, that of the samples.
        case
            One of the forecast's cases, its other assumptions.

        Raises
        ------
        ParameterError
            If there is no target and none is given, it is one of another measure or year, or no such case;
            if a number without a unit is so far above every draw that it must be of a smaller unit.
        BasisError
            If the unit cannot be converted into that of the forecast.
        """
        forecast = self.distribution
        if case and case not in forecast.cases:
            raise wrong_choice("情形", "case", case, list(forecast.cases))
        if isinstance(target, pd.Series) and "scope" not in target:
            target = self._target_of(target)
        if isinstance(target, Quantity | pd.Series):
            return forecast.p_reach(target, case=case)
        wanted = self.target if target is None else self._number(target, unit)
        if wanted is None:
            raise ParameterError(
                f"{forecast.key} 没有目标 has no target\n可用 choices: p_reach(1000)（{self.unit}）"
            )
        samples = forecast.cases[case] if case else forecast.samples
        return float((samples >= wanted).mean())

    def _number(self, target: float, unit: str) -> float:
        """Return a target given as a number in the unit of the samples."""
        try:
            wanted = float(target)
        except (TypeError, ValueError):
            wanted = np.nan
        if np.isnan(wanted):  # also a target that is absent in a frame: nothing is not 0 %
            raise ParameterError(
                f"目标要是数 a target is a number in {self.unit}: {target!r}\n"
                '可用 choices: p_reach(1000), p_reach(1000, unit="万元"), p_reach(d.targets.iloc[0])'
            )
        if unit:
            return converted(wanted, unit, self.unit)
        largest = max(float(np.max(self.samples)), self.target or 0.0)
        if wanted > OTHER_UNIT * largest > 0:
            raise ParameterError(
                f"{wanted:g} 比所有模拟值大 {OTHER_UNIT} 倍以上 is more than {OTHER_UNIT} times every draw；"
                f"预测的单位是 the forecast is in {self.unit}\n"
                "可用 choices: p_reach(…, unit=…), p_reach(d.targets.iloc[0])"
            )
        return wanted

    def _target_of(self, row: pd.Series) -> pd.Series:
        """Row of the workspace's targets that a row of ``d.targets`` shows."""
        same = self.targets[self.targets["target_id"] == row.get("id", row.name)]
        if same.empty:
            known = list(self.targets["target_id"])
            raise wrong_choice("目标", f"target of {self.distribution.key}", row.get("id", row.name), known)
        chosen: pd.Series = same.iloc[0]
        return chosen

    def summary(self) -> pd.DataFrame:
        """Return mean, standard deviation, median, ranges and the chance of each target, one a row.

        Columns: statistic, value, low, high, unit, target, year, method.
        """
        rows = [
            {"statistic": name, "value": value, "low": low, "high": high, "unit": self.unit, "target": None}
            for name, value, low, high in self.distribution.summary()[
                ["statistic", "value", "low", "high"]
            ].itertuples(index=False)
        ]
        for _, target in self.targets.iterrows():
            low, high = self.distribution.p_range(target)
            rows.append(
                {
                    "statistic": "p_reach",
                    "value": self.distribution.p_reach(target),
                    "low": low,
                    "high": high,
                    "unit": "概率",
                    "target": self.distribution.threshold(target),
                }
            )
        frame = pd.DataFrame(rows)
        texts = {name: as_texts(frame[name], frame.index) for name in ("statistic", "unit")}
        numbers = {name: frame[name].astype("float64") for name in ("value", "low", "high", "target")}
        return pd.DataFrame(
            {
                "statistic": texts["statistic"],
                **{name: numbers[name] for name in ("value", "low", "high")},
                "unit": texts["unit"],
                "target": numbers["target"],
                "year": self.year,
                "method": pd.Series(self.method, index=frame.index, dtype="str"),
            }
        )

    def plot(self, ax: Axes | None = None, *, target: float | None = None) -> Axes:
        """Draw the distribution with its 50 and 80 % ranges, the median and the target.

        Parameters
        ----------
        ax
            Axes to draw in; new ones by default.
        target
            Target in :attr:`unit`; by default :attr:`target`.
        """
        import matplotlib.pyplot as plt
        import seaborn as sns

        words, wanted = self.words, self.target if target is None else target
        with page_style():
            axes = plt.subplots(figsize=(7.2, 3.2), layout="constrained")[1] if ax is None else ax
            low, high = np.quantile(self.samples, [0.001, 0.995])
            shown = self.samples[(self.samples >= low) & (self.samples <= high)]
            sns.histplot(x=shown, bins=80, stat="density", color=MAIN, alpha=0.35, lw=0, ax=axes)
            for percent, colour in ((80, PALE), (50, SECOND)):
                axes.axvspan(
                    *self.band(percent), color=colour, alpha=0.4, lw=0, label=words.label(f"band{percent}")
                )
            axes.axvline(float(np.median(self.samples)), color=MAIN, lw=1.5, label=words.label("median"))
            if wanted is not None:
                axes.axvline(wanted, color=TARGET, lw=1.5, ls="--", label=words.label("target"))
            axes.set_xlabel(f"{words.fact_label(self.distribution.key)} {words.unit(self.unit)}")
            axes.set_ylabel("")
            axes.set_yticks([])
            axes.legend(frameon=False)
        return axes

    def _repr_html_(self) -> str:
        return self.summary().to_html(index=False, na_rep="", float_format=lambda number: f"{number:,.3g}")

    def __repr__(self) -> str:
        low, high = self.band(80)
        median = float(np.median(self.samples))
        return (
            f"{self.distribution.key} ({self.method}): {_short(median)} {self.unit}, "
            f"80 % {_short(low)}–{_short(high)}, "
            f"{len(self.samples):,} draws"
        )


def _short(number: float) -> str:
    """Three digits of a small number, the whole part of a large one."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def forecasts_ahead(results: Results) -> dict[str, ForecastDistribution]:
    """Every total of the year ahead that is forecast; the agreed amount as the page shows it."""
    outlook, found = results.outlook, dict[str, ForecastDistribution]()
    _, shown = outlook.ahead
    if shown is not None:
        found[AGREED] = shown
    if outlook.ledger_year is not None:
        found = {**outlook.ledger_year.outcomes(), **found}
    further = {key.measure: made for key, made in outlook.further_made.items()}
    return {**further, **found}


def period_of(results: Results, head: str) -> int:
    """Year that the first part of an id stands for, such as ``next``; 0 if it is none."""
    year = results.resolve(f"{head}.{AGREED}").period
    return int(year) if year.isdecimal() else 0


def _has_chances_alone(results: Results, measures: Iterable[str]) -> bool:
    """Whether one of some measures has chances of its targets from the growth of comparable series."""
    heads = tuple(f"{measure}.p_reach" for measure in measures)
    return any(fact.id.measure.startswith(heads) for fact in results.outlook.funds.facts)


def choose_forecast(results: Results, words: Vocabulary, measure: str, method: str | None) -> Forecast:
    """Return the forecast of a measure, as the page shows it or by one method.

    The measure may have its year in front, as in ids: ``2024.agreed_amount``, ``next.agreed_amount``.

    Raises
    ------
    ParameterError
        If the measure is not forecast, or the method does not answer; the choices are listed.
    """
    known = forecasts_ahead(results)
    head, _, rest = measure.partition(".")
    if measure not in known and rest in known and period_of(results, head) == known[rest].year:
        measure = rest
    if method is not None and measure == AGREED:
        able = answers(results.outlook.predictions)
        shown = known.get(AGREED)
        able |= {method_of(shown): shown} if shown is not None else {}
        if method not in able:
            raise wrong_choice("方法", f"method that answers for {measure}", method, list(able))
        chosen = able[method]
    else:
        methods = {name: method_of(forecast) for name, forecast in known.items()}
        if measure not in known and _has_chances_alone(results, (measure, rest)):
            raise ParameterError(
                f"{measure}：只有达到目标的机会，是几种情形的范围，没有分布 "
                "chances of its targets alone, a range over several cases and no distribution\n"
                '处理 remedy: d.table("funds_chances")，d.table("outlook")'
            )
        if measure not in known:
            raise wrong_choice("预测", "measure with a forecast", measure, list(known))
        if method not in (None, methods[measure]):
            raise wrong_choice("方法", f"method for {measure}", method, [methods[measure]])
        chosen = known[measure]
    return Forecast(chosen, chosen.own(results.workspace.targets), words)
