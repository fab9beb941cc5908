"""What lies ahead of a run: the year in progress or the next one, forecast by every method; computed once.

:class:`jjinvest.results.results.Results` holds one; nothing here is published or reads a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_end
from jjinvest.core.quantity import Definition
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.joint_targets import joint_targets
from jjinvest.forecasting.annual.next_year import (
    AgreedOutlook,
    FundsOutlook,
    agreed_outlook,
    funds_outlook,
    out_of_city_outlook,
    pipeline_outlook,
)
from jjinvest.forecasting.annual.required_projects import large_projects_needed
from jjinvest.forecasting.assumption_facts import assumption_facts
from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable
from jjinvest.forecasting.ensemble import ensemble
from jjinvest.forecasting.evaluation.backtest import BacktestYear, Scorecard, backtest, scorecard
from jjinvest.forecasting.evaluation.backtest_facts import backtest_facts
from jjinvest.forecasting.evaluation.benchmark_facts import method_facts, scores_by_place
from jjinvest.forecasting.evaluation.benchmark_scores import synthetic_scores
from jjinvest.forecasting.evaluation.realised import score_realised
from jjinvest.forecasting.ledger.facts import ledger_forecast_facts
from jjinvest.forecasting.ledger.forecast import AGREED, YearForecast
from jjinvest.forecasting.method import (
    ForecastData,
    ForecastTarget,
    LedgerData,
    SizeClasses,
    answers,
    predict,
)
from jjinvest.forecasting.reason_codes import NOT_OF_AGREED
from jjinvest.forecasting.select_method import forecast, select_method
from jjinvest.forecasting.sensitivity import sensitivity_facts
from jjinvest.forecasting.year_to_date.inputs import figures_of, linear, year_to_date
from jjinvest.metrics.targets import growth_needed, monthly_pace
from jjinvest.results.context import AnalysisContext

FUNDS_HISTORY_DAYS = 365
"""Imports span a year before funds are forecast: a shorter span says nothing of the quarters after the first."""

MIN_WEIGHT = 0.0005
"""A method of less weight in the ensemble, which reads 0 %, adds nothing to it."""


@dataclass(frozen=True)
class MethodUse:
    """How one method is used for the agreed amount ahead.

    `use` is ``shown``, ``pooled``, ``unused`` (it answers) or ``none`` (it cannot); `reasons` are codes
    (:mod:`jjinvest.forecasting.reason_codes`).
    """

    method: str
    use: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Outlook(AnalysisContext):
    """Lazily computed outlooks of a district as of a date; `stated` is the workspace with the figures that metrics rest on."""

    stated: Workspace

    @cached_property
    def agreed(self) -> AgreedOutlook | None:
        """Outlook of the next year's agreed amount, or None where the figures do not carry it."""
        try:
            return agreed_outlook(self.stated, self.year + 1, seed=self.seed, assumptions=self.assumptions)
        except LookupError:
            return None

    @cached_property
    def funds(self) -> FundsOutlook:
        """Outlook of the next year's funds in place."""
        return funds_outlook(self.stated, self.year + 1, assumptions=self.assumptions)

    @property
    def year_ahead(self) -> int:
        """The year that is forecast: the one in progress or, once it is over, the next."""
        return self.year + self.complete_year

    @property
    def _passed(self) -> int:
        """Quarters of the year ahead that are over."""
        return 0 if self.complete_year else period_end(self.period).month // 3

    @property
    def target(self) -> ForecastTarget:
        """The agreed amount of the year ahead."""
        return ForecastTarget(AGREED, Definition("agreed"), self.year_ahead, self._passed)

    @cached_property
    def data(self) -> ForecastData:
        """What every method is given: the figures that metrics rest on and the ledger, if there is one."""
        state = self.workspace.ledger
        if state is None:
            return ForecastData(self.stated, self.assumptions)
        observed = (state.stands_on - state.funds_known_from).days
        ledger = LedgerData(
            state.projects.assign(project_code=state.projects["key"]),
            state.payments if observed >= FUNDS_HISTORY_DAYS and len(state.payments) else None,
            state.stands_on,
            state.funds_known_from,
            (state.source,),
        )
        return ForecastData(self.stated, self.assumptions, ledger)

    @cached_property
    def predictions(self) -> dict[str, ForecastDistribution | Unavailable]:
        """The agreed amount ahead by every method (:data:`jjinvest.forecasting.method.METHODS`)."""
        return predict(self.data, self.target, seed=self.seed)

    @cached_property
    def past_years(self) -> list[BacktestYear]:
        """Past years, forecast again by every method from the same point of the year."""
        targets = self.workspace.targets
        own = targets[(targets["metric"] == AGREED) & (targets["scope"] == "all")]
        goals = {int(row["year"]): float(row["value"]) for _, row in own.iterrows() if row["unit"] == "亿元"}
        return backtest(self.data, self.target, goals=goals, seed=self.seed)

    @cached_property
    def _judged(self) -> list[str]:
        """Methods that answer and that past years or the benchmark can judge.

        The benchmark's districts have known quarters: its scores say nothing of a district that has none.
        """
        if self.data.history(self.target).empty:
            return []
        scored = {name for year in self.past_years for name in year.predictions}
        scored |= set(synthetic_scores(self._passed).index)
        return [name for name in answers(self.predictions) if name in scored]

    @cached_property
    def scorecard(self) -> Scorecard:
        """Scores of each method on past years, and the weights earned."""
        return scorecard(self.past_years, self._judged, synthetic_scores(self._passed))

    @cached_property
    def pooled(self) -> ForecastDistribution | None:
        """The agreed amount ahead, methods pooled by the weights they earned; None where no method beats naive."""
        weights = self.scorecard.weights
        if not weights:
            return None
        able = answers(self.predictions)
        pooled = ensemble({name: able[name] for name in weights}, weights, seed=self.seed)
        return replace(pooled, assumptions=())  # those of each method stand with it

    @cached_property
    def mid_year(self) -> ForecastDistribution | None:
        """Forecast of the run's year from published figures, as it could be made while the year was in progress.

        It rests on the latest quarters published by the run's date or, once the year is published, on its first half
        and what was known when that was.
        """
        figures = self.stated.figures
        ids = [f"{self.year}.{AGREED}", f"{self.year}h1.{AGREED}"]
        own = figures[figures["fact_id"].isin(ids)]
        annual, half = (own[own["period"] == p] for p in (str(self.year), f"{self.year}H1"))
        day = self.workspace.as_of_date
        if not annual.empty:
            if half.empty or half["available_from"].min() >= annual["available_from"].min():
                return None
            day = half["available_from"].min()
        if annual.empty and not self.complete_year and self.data.ledger is None:
            result = select_method(self.predictions)
        else:
            result = forecast(
                self.stated, AGREED, self.year, as_of=day, seed=self.seed, assumptions=self.assumptions
            )
        known = isinstance(result, ForecastDistribution) and result.method != SizeClasses.name
        return result if isinstance(result, ForecastDistribution) and known else None

    @property
    def ahead(self) -> tuple[str, ForecastDistribution | None]:
        """Name and distribution of the agreed amount ahead: of the year in progress or, once it is over, of the next."""
        if self.pooled is not None:
            return f"{'next' if self.complete_year else 'year'}.{AGREED}.pooled", self.pooled
        if self.complete_year:
            return f"next.{AGREED}", None if self.agreed is None else self.agreed.outcome
        return f"year.{AGREED}.mid_year", self.mid_year

    @property
    def method_uses(self) -> tuple[MethodUse, ...]:
        """How each method is used for the agreed amount ahead, in their order, and the reasons."""
        weights, names = self.scorecard.weights, list(self.predictions)
        _, shown = self.ahead
        first = len(names) if shown is None or weights else names.index(shown.method)
        uses = list[MethodUse]()
        for place, (name, prediction) in enumerate(self.predictions.items()):
            if isinstance(prediction, Unavailable):
                use, reasons = "none", prediction.missing
            elif place == first:
                use, reasons = "shown", prediction.reasons
            elif name in weights:
                earned = weights[name] >= MIN_WEIGHT
                use, reasons = ("pooled", prediction.reasons) if earned else ("unused", ("no_weight",))
            else:
                use, reasons = "unused", (self._why_unused(name, place > first),)
            uses.append(MethodUse(name, use, tuple(code for code in reasons if code not in NOT_OF_AGREED)))
        above = {code for each in uses[:first] for code in each.reasons}  # stands in the rows above
        return tuple(
            replace(each, reasons=tuple(c for c in each.reasons if c not in above))
            if each.use == "shown"
            else each
            for each in uses
        )

    def _why_unused(self, name: str, shown_before: bool) -> str:
        """Reason code of a method that answers and is not used."""
        judged = name in self._judged
        if shown_before or (self.scorecard.weights and not judged):
            return "method_with_more_data"
        return "not_better_than_naive" if judged else "only_whole_years"

    @cached_property
    def ledger_year(self) -> YearForecast | None:
        """The joint simulation behind the ledger's forecast; None where the ledger does not carry it."""
        if self.data.ledger is None:
            return None
        try:
            return self.data.ledger.simulate(self.year_ahead, seed=self.seed, draws=self.data.draws)
        except LookupError:
            return None

    def frames(self) -> list[pd.DataFrame | Sequence[Fact]]:
        """Every number of the outlook, as collections of facts."""
        w, following, stated = self.workspace, self.year + 1, self.stated
        frames: list[pd.DataFrame | Sequence[Fact]] = [
            growth_needed(stated, following),
            monthly_pace(stated, self.period),
            self.funds.facts,
            pipeline_outlook(stated, following, assumptions=self.assumptions),
            assumption_facts(self.assumptions, self.period),
            self._method_facts(),
        ]
        if self.agreed is not None:
            frames += [self.agreed.facts, large_projects_needed(self.agreed, following)]
            frames.append(sensitivity_facts(self.agreed.outcome, w.targets))
            frames.append(
                joint_targets(
                    stated,
                    self.agreed.outcome,
                    self.funds.published,
                    self.funds.complete,
                    seed=self.seed,
                    assumptions=self.assumptions,
                )
            )
            frames.append(out_of_city_outlook(stated, following, self.agreed, assumptions=self.assumptions))
        if self.ledger_year is not None and w.ledger is not None:
            frames.append(ledger_forecast_facts(self.ledger_year, w.targets, self.period, w.ledger.source))
        if self.mid_year is not None:
            frames.append(self._mid_year_facts(self.mid_year))
        if self._judged or self.past_years:
            ledger = () if w.ledger is None else (w.ledger.source,)
            frames.append(backtest_facts(self.scorecard, synthetic_scores(self._passed), self.period, ledger))
        if self.pooled is not None:
            frames.append(self.pooled.facts(w.targets, part="pooled"))
            frames.append(sensitivity_facts(self.pooled, w.targets, part="pooled"))
        return frames

    def _even_pace(self, outcome: ForecastDistribution) -> float | None:
        """Year-end total in 亿元 if the year had gone on evenly from the day of a forecast."""
        then = self.stated if outcome.as_of is None else self.stated.as_of(outcome.as_of)
        now = year_to_date(figures_of(then, outcome.metric, outcome.definition), self.year)
        return None if now is None else linear(now)

    @property
    def _mid_year_actual(self) -> tuple[ForecastDistribution, float, float] | None:
        """Mid-year forecast, linear projection and actual; None until the annual figure is published."""
        outcome = self.mid_year
        even = None if outcome is None else self._even_pace(outcome)
        actual = None if outcome is None else self.workspace.latest.get(outcome.key)
        if outcome is None or even is None or actual is None:
            return None
        return outcome, even, outcome.threshold(actual)

    def _method_facts(self) -> list[Fact]:
        """Scores of methods wherever the truth is known."""
        trial = self._mid_year_actual
        sources = () if trial is None else self._sources(trial[0])
        found = scores_by_place(self.workspace.growth, self._passed, trial)
        return method_facts(found, self.period, sources=sources)

    def _sources(self, outcome: ForecastDistribution) -> tuple[str, ...]:
        """What a forecast rests on, and the actual total."""
        actual = self.workspace.latest[outcome.key]
        return tuple(dict.fromkeys((*outcome.sources, *actual.sources)))

    def _mid_year_facts(self, forecast: ForecastDistribution) -> list[Fact]:
        """The mid-year forecast, the linear projection and, once the annual figure is published, the scores."""
        w, part = self.workspace, "mid_year"
        collected = forecast.facts(w.targets, part=part) + sensitivity_facts(forecast, w.targets, part=part)
        linear_total = self._even_pace(forecast)
        if linear_total is not None:
            pace = forecast.fact(forecast.key / part / "linear", linear_total)
            collected.append(replace(pace, evidence="computed", caveat="linear_pace"))
        actual = w.latest.get(forecast.key)
        if actual is not None:
            collected += score_realised(forecast, actual, linear_total, part=part)
        return collected
