"""The outlook of a run: the year in progress or the next one, forecast by every method; computed once.

:class:`jjinvest.results.results.Results` holds one. Nothing here publishes or reads a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_end
from jjinvest.core.quantity import Definition
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.funds import FundsOutlook, funds_outlook
from jjinvest.forecasting.annual.next_year import AgreedOutlook, agreed_outlook
from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable
from jjinvest.forecasting.ensemble import ensemble
from jjinvest.forecasting.evaluation.backtest import BacktestYear, Scorecard, backtest, scorecard
from jjinvest.forecasting.evaluation.benchmark_scores import synthetic_scores, synthetic_weights
from jjinvest.forecasting.forecast_data import ForecastData, ForecastTarget, LedgerData, Simulations
from jjinvest.forecasting.ledger.forecast import AGREED, YearForecast
from jjinvest.forecasting.method import AnnualTotal, LedgerSimulation, answers, predict
from jjinvest.forecasting.select_method import forecast, select_method
from jjinvest.results.context import AnalysisContext
from jjinvest.results.further_forecasts import WHOLE_YEARS, further_forecasts, of_year_begun
from jjinvest.results.method_uses import MIN_WEIGHT, MethodUse, uses_of
from jjinvest.results.number_forecasts import NumberForecast, number_forecasts
from jjinvest.results.outlook_facts import outlook_facts

YEARS_BACK = 5
"""Past years at most among which one is sought that can be forecast again from its middle."""


@dataclass(frozen=True)
class Outlook(AnalysisContext):
    """Lazily computed outlook of a district as of a date.

    Parameters
    ----------
    metric_workspace
        The workspace with the figures that metrics use, as in :class:`jjinvest.results.results.Results`.
    """

    metric_workspace: Workspace

    @cached_property
    def agreed(self) -> AgreedOutlook | None:
        """Outlook of the next year's agreed amount; None where too little is published."""
        try:
            return agreed_outlook(
                self.metric_workspace, self.year + 1, seed=self.seed, assumptions=self.assumptions
            )
        except LookupError:
            return self._without_size_classes

    @property
    def _without_size_classes(self) -> AgreedOutlook | None:
        """Outlook of the next year from annual totals; None before this one is over, or without a total."""
        alone = self.predictions[AnnualTotal.name] if self.complete_year else None
        if not isinstance(alone, ForecastDistribution):
            return None
        return AgreedOutlook(alone, None, alone.facts(self.workspace.targets))

    @cached_property
    def funds(self) -> FundsOutlook:
        """Outlook of the funds in place of the year ahead; once funds of that year are known, see `further`.

        A ledger forecasts the year in progress itself.
        """
        ahead = self.year_ahead if self.data.ledger is None else self.year + 1
        outlook = funds_outlook(self.metric_workspace, ahead, assumptions=self.assumptions)
        known = {str(key) for key, made in self.further.items() if of_year_begun(made)}
        if any(str(fact.id).startswith(f"{key}.") for fact in outlook.facts for key in known):
            return replace(outlook, facts=[])
        return outlook

    @cached_property
    def further(self) -> dict[FactId, ForecastDistribution | Unavailable]:
        """Other amounts of the year ahead that have a target, from published figures.

        Of a year that has not begun, parts of the agreed amount and funds have outlooks of their own.
        """
        if self.ledger_year is not None:
            return {}
        targets = self.workspace.targets
        if self.complete_year:
            targets = targets[~targets["metric"].isin([AGREED, "funds_in_place"])]
        return further_forecasts(
            self.metric_workspace,
            targets,
            self.year_ahead,
            until=self.target.months_passed,
            seed=self.seed,
            assumptions=self.assumptions,
        )

    @property
    def further_made(self) -> dict[FactId, ForecastDistribution]:
        """Forecasts of :attr:`further`; of a year begun only those from figures of the year itself."""
        return {
            key: made
            for key, made in self.further.items()
            if isinstance(made, ForecastDistribution) and (self.complete_year or of_year_begun(made))
        }

    @cached_property
    def numbers(self) -> list[NumberForecast]:
        """Numbers of projects ahead that have a target, by every method."""
        by_ledger = self.ledger_year
        data = self.data if by_ledger is not None else replace(self.data, ledger=None)
        known = [key.measure for key in self.further_made] if by_ledger is None else by_ledger.samples
        targets = self.workspace.targets
        until = self.target.months_passed
        return number_forecasts(data, targets, self.year_ahead, shown=known, until=until, seed=self.seed)

    @cached_property
    def whole_year(self) -> ForecastDistribution | None:
        """Forecast of a year in progress from the years before it, while it has no figures of its own."""
        if self.complete_year or self.ledger_year is not None or self.mid_year is not None:
            return None
        made = select_method(self.predictions)
        return made if isinstance(made, ForecastDistribution) and made.method in WHOLE_YEARS else None

    @property
    def year_ahead(self) -> int:
        """The year that is forecast: the one in progress or, once it is over, the next."""
        return self.year + self.complete_year

    @property
    def passed(self) -> int:
        """Quarters of the year ahead that are over."""
        return 0 if self.complete_year else period_end(self.period).month // 3

    @property
    def target(self) -> ForecastTarget:
        """The agreed amount of the year ahead."""
        further = 0 if self.complete_year else period_end(self.period).month % 3
        return ForecastTarget(AGREED, Definition("agreed"), self.year_ahead, self.passed, further)

    @cached_property
    def _simulations(self) -> Simulations:
        """Years simulated from the ledger, kept apart from the frames that they follow from."""
        return {}

    @cached_property
    def data(self) -> ForecastData:
        """Input of every method: the figures that metrics use and the ledger, if there is one."""
        state = self.workspace.ledger
        if state is None:
            return ForecastData(self.metric_workspace, self.assumptions)
        ledger = LedgerData(
            state.projects.assign(
                project_code=state.projects["key"],
                estimated_amount=state.projects["key"].map(state.estimates).astype("Int64"),
            ),
            # of projects whose earlier funds are not stated, it is not known what is still to come
            state.payments if len(state.payments) and state.open_time.empty else None,
            state.stands_on,
            state.funds_known_from,
            (state.source,),
            self.assumptions.pipeline_probability,
            self._simulations,
        )
        return ForecastData(self.metric_workspace, self.assumptions, ledger)

    @cached_property
    def predictions(self) -> dict[str, ForecastDistribution | Unavailable]:
        """The agreed amount ahead by every method (:data:`jjinvest.forecasting.method.METHODS`)."""
        return predict(self.data, self.target, seed=self.seed)

    @cached_property
    def past_years(self) -> list[BacktestYear]:
        """Past years, re-forecast by every method from the same point of the year."""
        targets = self.workspace.targets
        own = targets[(targets["metric"] == AGREED) & (targets["scope"] == "all")]
        goals = {int(row["year"]): float(row["value"]) for _, row in own.iterrows() if row["unit"] == "亿元"}
        return backtest(self.data, self.target, goals=goals, seed=self.seed)

    @cached_property
    def judged(self) -> list[str]:
        """Methods that answer and that past years or the benchmark can judge.

        The benchmark's districts have known quarters, so its scores do not apply to a district without any.
        """
        if self.data.history(self.target).empty:
            return []
        scored = {name for year in self.past_years for name in year.predictions}
        scored |= set(synthetic_scores(self.passed).index)
        return [name for name in answers(self.predictions) if name in scored]

    @cached_property
    def scorecard(self) -> Scorecard:
        """Scores of each method on past years, and the weights earned."""
        weigh = partial(synthetic_weights, self.passed)
        return scorecard(self.past_years, self.judged, synthetic_scores(self.passed), weigh)

    @cached_property
    def pooled(self) -> ForecastDistribution | None:
        """The agreed amount ahead, methods pooled by their weights; None where no method beats naive."""
        weights = self.scorecard.weights
        if not weights:
            return None
        able = answers(self.predictions)
        pooled = ensemble({name: able[name] for name in weights}, weights, seed=self.seed)
        others = {name: each.samples for name, each in able.items() if self._not_worse(name, pooled)}
        cases = {**pooled.cases, **others} if len(others) > 1 else pooled.cases
        if self.single_method:
            return replace(pooled, cases=cases)
        return replace(pooled, assumptions=(), cases=cases)  # each method lists its own

    @property
    def single_method(self) -> bool:
        """Whether the answer is that of one method: none is pooled, or one has all the weight."""
        return sum(weight >= MIN_WEIGHT for weight in self.scorecard.weights.values()) < 2

    @property
    def repeats_known_years(self) -> bool:
        """Whether the answer is that of one method that takes its level from whole years, with no trend."""
        _, shown = self.ahead
        return self.single_method and shown is not None and shown.method in WHOLE_YEARS

    def _not_worse(self, name: str, pooled: ForecastDistribution) -> bool:
        """Whether a method's chance is shown beside the pooled one: no test found it worse than naive."""
        able = answers(self.predictions)[name]
        card = self.scorecard
        rejected = name in self.judged and name not in {*card.weights, *card.undecided}
        return not rejected and able.definition == pooled.definition

    @cached_property
    def mid_year(self) -> ForecastDistribution | None:
        """Forecast of the run's year from published figures, as of a day of that year.

        It uses the latest quarters published by the run's date. Once the year is published, it uses what was
        known when the first half was published.
        """
        if self._published_of(str(self.year)):
            return self._forecast_at_mid_year(self.year)
        if not self.complete_year and self.data.ledger is None:
            result = select_method(self.predictions)
        else:
            result = self._forecast_on(self.year, self.workspace.as_of_date)
        return result if of_year_begun(result) else None

    def _published_of(self, period: str) -> list[date]:
        """Days on which the agreed amount of a period became known."""
        figures = self.metric_workspace.figures
        return sorted(figures["available_from"][figures["fact_id"] == FactId.of(period, AGREED)])

    def _forecast_on(self, year: int, day: date | None) -> ForecastDistribution | Unavailable:
        """Forecast of a year from what was published by a day."""
        return forecast(
            self.metric_workspace, AGREED, year, as_of=day, seed=self.seed, assumptions=self.assumptions
        )

    def _forecast_at_mid_year(self, year: int) -> ForecastDistribution | None:
        """Forecast of a past year when its first half was published; None if not published ahead of it."""
        halves, annual = self._published_of(f"{year}H1"), self._published_of(str(year))
        if not halves or not annual or halves[0] >= annual[0]:
            return None
        result = self._forecast_on(year, halves[0])
        return result if of_year_begun(result) else None

    def would_use_ledger(self, year: int) -> bool:
        """Whether a forecast at the middle of a year would have been the ledger's, not of the figures."""
        if self.data.ledger is None:
            return False
        then, target = self.data.before(year, 2), ForecastTarget(AGREED, Definition("agreed"), year, 2)
        return not LedgerSimulation().available(then, target)

    @cached_property
    def past_mid_year(self) -> ForecastDistribution | None:
        """Forecast at mid-year of the last year that is published; the year of the run if it is over."""
        for year in range(self.year, self.year - YEARS_BACK - 1, -1):
            made = self.mid_year if year == self.year else self._forecast_at_mid_year(year)
            if made is not None and made.key in self.workspace.latest:
                return made
        return None

    @property
    def ahead(self) -> tuple[FactId, ForecastDistribution | None]:
        """Id and distribution of the agreed amount of the year ahead; the period of the id is an alias."""
        total = FactId.of("next" if self.complete_year else "year", AGREED)
        if self.pooled is not None:
            return total / "pooled", self.pooled
        if self.complete_year:
            return total, None if self.agreed is None else self.agreed.distribution
        if self.whole_year is not None:
            return total, self.whole_year
        return total / "mid_year", self.mid_year

    @cached_property
    def method_uses(self) -> tuple[MethodUse, ...]:
        """How each method is used for the agreed amount ahead, in the order of methods, with reasons."""
        _, shown = self.ahead
        card = self.scorecard
        return uses_of(self.predictions, card.weights, self.judged, shown, card.undecided)

    @cached_property
    def ledger_year(self) -> YearForecast | None:
        """The joint simulation behind the ledger's forecast; None where the ledger is too short."""
        if self.data.ledger is None:
            return None
        try:
            return self.data.ledger.simulate(self.year_ahead, seed=self.seed, draws=self.data.draws)
        except LookupError:
            return None

    def facts(self) -> list[Fact]:
        """Every number of the outlook."""
        return outlook_facts(self)
