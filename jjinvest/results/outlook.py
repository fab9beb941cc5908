"""What lies ahead of a run: the year in progress or the next one, as its figures and its ledger foretell it; computed once.

:class:`jjinvest.results.results.Results` holds one; nothing here is published or reads a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from jjinvest.core import facts
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
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.ensemble import ensemble
from jjinvest.forecasting.evaluation.backtest import (
    Past,
    Scorecard,
    Told,
    asked_at,
    scorecard,
    signed_history,
    trials,
)
from jjinvest.forecasting.evaluation.backtest_facts import backtest_facts
from jjinvest.forecasting.evaluation.benchmark_facts import method_facts, scores_by_place
from jjinvest.forecasting.evaluation.benchmark_scores import synthetic_scores
from jjinvest.forecasting.evaluation.realised import score_realised
from jjinvest.forecasting.ledger.facts import ledger_forecast_facts
from jjinvest.forecasting.ledger.forecast import AGREED, YearForecast, forecast_year
from jjinvest.forecasting.quarterly.history import quarterly_history
from jjinvest.forecasting.reason_codes import NOT_OF_AGREED
from jjinvest.forecasting.select_method import forecast
from jjinvest.forecasting.sensitivity import sensitivity_facts
from jjinvest.forecasting.year_to_date.inputs import figures_of, linear, year_to_date
from jjinvest.metrics.published import latest
from jjinvest.metrics.targets import growth_needed, monthly_pace
from jjinvest.results.context import AnalysisContext

FUNDS_HISTORY_DAYS = 365
"""Imports must span a year before funds are foretold: less says nothing of how they come after the first quarters."""

LEAST_WEIGHT = 0.0005
"""A level of less weight in the pool, which reads 0 %, adds nothing to it."""


@dataclass(frozen=True)
class Answer:
    """What became of one level of data.

    `use` is ``shown``, ``pooled``, ``unused`` (it answers) or ``none`` (it cannot); `why` are codes
    (:mod:`jjinvest.forecast.codes`).
    """

    level: str
    use: str
    why: tuple[str, ...]


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
        w = self.workspace
        return funds_outlook(
            self.stated.figures, w.targets, w.growth, self.year + 1, assumptions=self.assumptions
        )

    @cached_property
    def mid_year(self) -> ForecastDistribution | None:
        """Forecast of the run's year as it could be made while the year was in progress.

        It rests on the latest quarters published by the run's date or, once the year is published, on its first half
        and what was known when that was.
        """
        figures = self.stated.figures
        ours = figures[
            figures["fact_id"].isin([f"{self.year}.agreed_amount", f"{self.year}h1.agreed_amount"])
        ]
        whole, half = (ours[ours["period"] == p] for p in (str(self.year), f"{self.year}H1"))
        day = self.workspace.as_of_date
        if not whole.empty:
            if half.empty or half["available_from"].min() >= whole["available_from"].min():
                return None
            day = half["available_from"].min()
        found = forecast(self.stated, "agreed_amount", self.year, as_of=day, seed=self.seed, assumptions=self.assumptions)  # fmt: skip
        return found if isinstance(found, ForecastDistribution) and found.level != "L0" else None

    @property
    def year_ahead(self) -> int:
        """The year that is foretold: the one in progress or, once it is over, the next."""
        return self.year + self.complete_year

    @property
    def _passed(self) -> int:
        """Quarters of the year ahead that are over."""
        return 0 if self.complete_year else period_end(self.period).month // 3

    @cached_property
    def past(self) -> Past:
        """Agreed amounts by quarter: the ledger's where there is one, else what print determines."""
        state = self.workspace.ledger
        if state is not None:
            ledger = state.projects.assign(project_code=state.projects["key"])
            return Past(signed_history(ledger, state.stands_on.isoformat()), ledger)
        return Past(quarterly_history(figures_of(self.workspace, AGREED, Definition("agreed"))))

    @cached_property
    def _asked(self) -> dict[str, Told]:
        """What each level below the ledger's own says of the agreed amount ahead, or lacks."""
        alone = replace(self.past, ledger=None)  # the ledger's own simulation is there already
        draws = self.assumptions.ledger_draws
        said = asked_at(
            alone, self.year_ahead, self._passed, seed=self.seed, draws=draws, assumptions=self.assumptions
        )
        return {level: told for level, told in said.items() if level != "l3"}

    @cached_property
    def _told(self) -> dict[str, ForecastDistribution]:
        """The agreed amount ahead as each level that can be tried on past years tells it."""
        state, year = self.workspace.ledger, self.year_ahead
        found = {}
        history = self.past.before(year, self._passed)
        signed = float(history.iloc[len(history) - self._passed :].sum())
        for level, told in self._asked.items():
            if told.samples is not None:
                parts = {"signed": np.full(told.samples.size, signed), "rest": told.samples - signed}
                found[level] = ForecastDistribution(AGREED, year, Definition("agreed"), told.samples, level.upper(), told.why, as_of=self.workspace.as_of_date,
                                       sources=() if state is None else (state.source,), parts=parts)  # fmt: skip
        if self.ledger_year is not None and state is not None:
            found = {
                "l3": replace(self.ledger_year.outcomes()[AGREED], sources=(state.source,), assumptions=())
            } | found
        return found

    @cached_property
    def record(self) -> Scorecard:
        """How each level told past years from the same time of the year, and the weights it earned."""
        targets = self.workspace.targets
        ours = targets[(targets["metric"] == AGREED) & (targets["scope"] == "all")]
        goals = {int(row["year"]): float(row["value"]) for _, row in ours.iterrows() if row["unit"] == "亿元"}
        tried = trials(
            self.past, self.year_ahead, self._passed, goals=goals, seed=self.seed, assumptions=self.assumptions
        )  # fmt: skip
        return scorecard(tried, list(self._told), synthetic_scores(self._passed))

    @cached_property
    def pooled(self) -> ForecastDistribution | None:
        """The agreed amount ahead, levels pooled by the weights they earned; None where no level beats naive."""
        told = {level: self._told[level] for level in self.record.weights}
        return ensemble(told, self.record.weights, seed=self.seed) if told else None

    @property
    def ahead(self) -> tuple[str, ForecastDistribution | None]:
        """Name and outcome of the agreed amount ahead: of the year in progress or, once it is over, of the next."""
        if self.pooled is not None:
            return f"{'next' if self.complete_year else 'year'}.agreed_amount.pooled", self.pooled
        if self.complete_year:
            return "next.agreed_amount", None if self.agreed is None else self.agreed.outcome
        return "year.agreed_amount.mid_year", self.mid_year

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What became of each level for the agreed amount ahead, from the highest down, and why."""
        key, outcome = self.ahead
        told = {level: found.why for level, found in self._told.items()}
        lacks = {"l3": self._ledger_lacks} | {level: found.why for level, found in self._asked.items()}
        if not self.complete_year:
            lacks["l0"] = ("only_whole_years",)
        elif self.agreed is None:
            lacks["l0"] = ("no_year_with_tiers",)
        else:
            told["l0"] = self.agreed.outcome.why
        shown = "" if outcome is None or key.endswith(".pooled") else outcome.level.lower()
        found: list[Answer] = []
        for level in ("l3", "l2", "l1", "l0"):
            if (
                level == shown and outcome is not None
            ):  # it also says what the levels above lack, which stands in their rows
                above = {code for answer in found for code in answer.why}
                use, why = "shown", tuple(code for code in outcome.why if code not in above)
            elif level in self.record.weights:
                earned = self.record.weights[level] >= LEAST_WEIGHT
                use, why = ("pooled", told[level]) if earned else ("unused", ("no_weight",))
            elif level in told:
                better = level == "l0" or (shown and level < shown)
                use, why = "unused", ("higher_level" if better else "not_better_than_naive",)
            else:
                use, why = "none", lacks[level]
            found.append(Answer(level, use, tuple(code for code in why if code not in NOT_OF_AGREED)))
        return tuple(found)

    @property
    def _ledger_lacks(self) -> tuple[str, ...]:
        """What the ledger lacks for the year ahead, where it does not carry it."""
        state, year = self.workspace.ledger, self.year_ahead
        if state is None:
            return ("no_ledger",)
        within = date(year - 1, 12, 31) <= state.stands_on <= date(year, 12, 31)
        return ("ledger_too_short",) if within else ("day_outside_year",)

    @cached_property
    def ledger_year(self) -> YearForecast | None:
        """The year in progress, or the next one, simulated from the ledger (level L3); None where it does not carry it."""
        state = self.workspace.ledger
        if state is None:
            return None
        observed = (state.stands_on - state.funds_known_from).days
        try:
            return forecast_year(
                state.projects.assign(project_code=state.projects["key"]),
                state.payments if observed >= FUNDS_HISTORY_DAYS and len(state.payments) else None,
                year=self.year_ahead,
                as_of=state.stands_on.isoformat(),
                seed=self.seed,
                draws=self.assumptions.ledger_draws,
                observed_from=state.funds_known_from.isoformat(),
            )
        except LookupError:
            return None

    def frames(self) -> list[pd.DataFrame]:
        """All that is foretold, as frames of facts."""
        w, following, stated = self.workspace, self.year + 1, self.stated
        frames = [
            growth_needed(self.stated.figures, w.targets, following),
            monthly_pace(self.stated.figures, w.targets, self.period),
            self.funds.facts,
            pipeline_outlook(self.stated.figures, following, assumptions=self.assumptions),
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
            frames.append(
                out_of_city_outlook(
                    self.stated.figures, w.targets, following, self.agreed, assumptions=self.assumptions
                )
            )
        if self.ledger_year is not None and w.ledger is not None:
            frames.append(ledger_forecast_facts(self.ledger_year, w.targets, self.period, w.ledger.source))
        if self.mid_year is not None:
            frames.append(self._mid_year_facts(self.mid_year))
        if self._told or self.record.trials:
            ledger = () if w.ledger is None else (w.ledger.source,)
            frames.append(backtest_facts(self.record, synthetic_scores(self._passed), self.period, ledger))
        if self.pooled is not None:
            frames.append(self.pooled.facts(w.targets, part="pooled"))
            frames.append(sensitivity_facts(self.pooled, w.targets, part="pooled"))
        return frames

    def _even_pace(self, outcome: ForecastDistribution) -> float | None:
        """Year-end total in 亿元 if the year had gone on evenly from the day an outcome was told."""
        then = self.stated if outcome.as_of is None else self.stated.as_of(outcome.as_of)
        now = year_to_date(figures_of(then, outcome.metric, outcome.definition), self.year)
        return None if now is None else linear(now)

    @property
    def _mid_year_trial(self) -> tuple[ForecastDistribution, float, float] | None:
        """The year told from its middle, the even pace and what came; None until the year is published."""
        outcome = self.mid_year
        even = None if outcome is None else self._even_pace(outcome)
        actual = None if outcome is None else latest(self.workspace.figures).get(outcome.key)
        if outcome is None or even is None or actual is None:
            return None
        return outcome, even, outcome.threshold(actual)

    def _method_facts(self) -> pd.DataFrame:
        """How methods did wherever the truth is known."""
        trial = self._mid_year_trial
        sources = () if trial is None else self._sources(trial[0])
        found = scores_by_place(self.workspace.growth, self._passed, trial)
        return method_facts(found, self.period, sources=sources)

    def _sources(self, outcome: ForecastDistribution) -> tuple[str, ...]:
        """What an outcome rests on, and the total that came."""
        actual = latest(self.workspace.figures)[outcome.key]
        return tuple(dict.fromkeys((*outcome.sources, *actual.sources)))

    def _mid_year_facts(self, outcome: ForecastDistribution) -> pd.DataFrame:
        """The year as told in progress, the even pace beside it and, once its total is published, how well it was told."""
        w, part = self.workspace, "mid_year"
        frames = [outcome.facts(w.targets, part=part), sensitivity_facts(outcome, w.targets, part=part)]
        even = self._even_pace(outcome)
        if even is not None:
            pace = replace(
                outcome.fact(f"{outcome.key}.{part}.linear", even), evidence="computed", caveat="linear_pace"
            )
            frames.append(facts.frame([pace]))
        actual = latest(w.figures).get(outcome.key)
        if actual is not None:
            frames.append(score_realised(outcome, actual, even, part=part))
        return pd.concat(frames, ignore_index=True)
