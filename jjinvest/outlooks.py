"""What lies ahead of a run: the year in progress or the next one, as its figures and its ledger foretell it; computed once.

:class:`jjinvest.results.Results` holds one; nothing here is printed or reads a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from jjinvest import facts, forecast, metrics
from jjinvest.asked import Asked
from jjinvest.data import Workspace
from jjinvest.forecast.hindsight import scored
from jjinvest.forecast.in_progress import figures_of, linear, year_to_date
from jjinvest.forecast.ledger_facts import ledger_forecast_facts
from jjinvest.forecast.ledger_year import YearForecast, forecast_year
from jjinvest.forecast.outcome import Outcome
from jjinvest.forecast.outlook import AgreedOutlook, FundsOutlook
from jjinvest.forecast.sensitivity import sensitivity_facts
from jjinvest.forecast.together import together

FUNDS_HISTORY_DAYS = 365
"""Imports must span a year before funds are foretold: less says nothing of how they come after the first quarters."""


@dataclass(frozen=True)
class Outlooks(Asked):
    """Lazily computed outlooks of a district as of a date; `stated` is the workspace with the figures that metrics rest on."""

    stated: Workspace

    @cached_property
    def agreed(self) -> AgreedOutlook | None:
        """Outlook of the next year's agreed amount, or None where the figures do not carry it."""
        try:
            return forecast.agreed_outlook(
                self.stated, self.year + 1, seed=self.seed, assumptions=self.assumptions
            )
        except LookupError:
            return None

    @cached_property
    def funds(self) -> FundsOutlook:
        """Outlook of the next year's funds in place."""
        w = self.workspace
        return forecast.funds_outlook(
            self.stated.figures, w.targets, w.growth, self.year + 1, assumptions=self.assumptions
        )

    @cached_property
    def mid_year(self) -> Outcome | None:
        """The run's year as it could be told while it was in progress: from its latest quarters printed by the run's
        date or, once the year is printed, from its first half and what was known when that was.
        """
        figures = self.workspace.figures
        ours = figures[
            figures["fact_id"].isin([f"{self.year}.agreed_amount", f"{self.year}h1.agreed_amount"])
        ]
        whole, half = (ours[ours["period"] == p] for p in (str(self.year), f"{self.year}H1"))
        day = self.workspace.as_of_date
        if not whole.empty:
            if half.empty or half["available_from"].min() >= whole["available_from"].min():
                return None
            day = half["available_from"].min()
        found = forecast.forecast(self.workspace, "agreed_amount", self.year, as_of=day, seed=self.seed, assumptions=self.assumptions)  # fmt: skip
        return found if isinstance(found, Outcome) and found.level != "L0" else None

    @property
    def ahead(self) -> tuple[str, Outcome | None]:
        """Name and outcome of the agreed amount ahead: of the year in progress or, once it is over, of the next."""
        if self.complete_year:
            return "next.agreed_amount", None if self.agreed is None else self.agreed.outcome
        return "year.agreed_amount.mid_year", self.mid_year

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
                year=self.year + 1 if self.complete_year else self.year,
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
            metrics.growth_needed(self.stated.figures, w.targets, following),
            metrics.monthly_pace(self.stated.figures, w.targets, self.period),
            self.funds.facts,
            forecast.pipeline_outlook(self.stated.figures, following, assumptions=self.assumptions),
            forecast.assumption_facts(self.assumptions, self.period),
        ]
        if self.agreed is not None:
            frames += [self.agreed.facts, forecast.large_projects_needed(self.agreed, following)]
            frames.append(sensitivity_facts(self.agreed.outcome, w.targets))
            frames.append(
                together(
                    stated,
                    self.agreed.outcome,
                    self.funds.printed,
                    self.funds.complete,
                    seed=self.seed,
                    assumptions=self.assumptions,
                )
            )
            frames.append(
                forecast.out_of_city_outlook(
                    self.stated.figures, w.targets, following, self.agreed, assumptions=self.assumptions
                )
            )
        if self.ledger_year is not None and w.ledger is not None:
            frames.append(ledger_forecast_facts(self.ledger_year, w.targets, self.period, w.ledger.source))
        if self.mid_year is not None:
            frames.append(self._mid_year_facts(self.mid_year))
        return frames

    def _mid_year_facts(self, outcome: Outcome) -> pd.DataFrame:
        """The year as told in progress, the even pace beside it and, once its total is printed, how well it was told."""
        w, part = self.workspace, "mid_year"
        frames = [outcome.facts(w.targets, part=part), sensitivity_facts(outcome, w.targets, part=part)]
        then = w if outcome.as_of is None else w.as_of(outcome.as_of)
        now = year_to_date(figures_of(then, outcome.metric, outcome.kou), self.year)
        even = None if now is None else linear(now)
        if even is not None:
            pace = replace(
                outcome.fact(f"{outcome.key}.{part}.linear", even), evidence="computed", caveat="linear_pace"
            )
            frames.append(facts.frame([pace]))
        actual = metrics.latest(w.figures).get(outcome.key)
        if actual is not None:
            frames.append(scored(outcome, actual, even, part=part))
        return pd.concat(frames, ignore_index=True)
