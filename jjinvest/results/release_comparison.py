"""Comparison of a run's results with earlier releases: computed once, looked up by fact id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Protocol

import pandas as pd

from jjinvest.core.access import of_project
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_end
from jjinvest.core.quantity import YI
from jjinvest.data.releases import Release, last_release
from jjinvest.forecasting.attribution.decompose import top_projects
from jjinvest.forecasting.attribution.facts import (
    ForecastChange,
    attribute_change,
    forecast_keys,
    forecast_state,
    rests_on_ledger,
    without_comparison,
)
from jjinvest.forecasting.attribution.ledger_drivers import compare_ledgers
from jjinvest.ledger.project_names import name_key
from jjinvest.results import released_numbers
from jjinvest.results.context import AnalysisContext
from jjinvest.results.released_numbers import REVISION_COLUMNS


class ComparedResults(Protocol):
    """What of the results (:class:`jjinvest.results.results.Results`) is compared with a release."""

    @property
    def facts(self) -> dict[str, Fact]:
        """Numbers by id."""
        ...

    @property
    def bounds(self) -> dict[str, Fact]:
        """Bounds by id, which take seconds."""
        ...

    @property
    def check_facts(self) -> dict[str, Fact]:
        """What the checks compare, by id."""
        ...

    @property
    def ledger(self) -> ComparedResults | None:
        """The ledger's view of the same period, if there is one."""
        ...


@dataclass(frozen=True)
class ReleaseComparison(AnalysisContext):
    """Comparison of `now` with what was released of earlier periods; empty where nothing was."""

    now: ComparedResults

    @property
    def release(self) -> Release | None:
        """Last version of the latest earlier release; None if there is none."""
        return last_release(self.workspace.releases, self.run_period)

    @cached_property
    def _known(self) -> released_numbers.CurrentNumbers:
        """What is known now, for the comparison with what was released."""
        figures = self.workspace.figures
        published = self.workspace.latest
        return released_numbers.CurrentNumbers(
            {**self.now.check_facts, **self.now.bounds, **self.now.facts},
            {fact_id: quantity.definition for fact_id, quantity in published.items()},
            self._of_ledger
            | {str(i): day for i, day in figures.groupby("fact_id")["available_from"].min().items()},
        )

    @property
    def _of_ledger(self) -> dict[str, date]:
        """Day of the ledger for each number that it alone has, of a period that it covers to the end."""
        state = self.workspace.ledger
        if state is None or state.stands_on < period_end(self.period):
            return {}
        return {fact.id: state.stands_on for fact in self.now.facts.values() if rests_on_ledger(fact)}

    @cached_property
    def revisions(self) -> pd.DataFrame:
        """Numbers of the last release that differ today (:func:`released_numbers.revisions`)."""
        release = self.release
        if release is None:
            return pd.DataFrame(columns=list(REVISION_COLUMNS), dtype=object)
        return released_numbers.revisions(release.facts, self._known, release.name)

    @cached_property
    def advances(self) -> pd.DataFrame:
        """Running totals at the last release and now (:func:`jjinvest.results.released_numbers.advances`)."""
        release = self.release
        if release is None:
            return pd.DataFrame(columns=list(REVISION_COLUMNS), dtype=object)
        before = release.reported_period
        return released_numbers.advances(
            release.facts,
            self._known,
            release.name,
            before=before,
            after=self.period,
            caveat=self._wording_caveat,
        )

    @property
    def _wording_caveat(self) -> str:
        """Caveat of a comparison across two wordings of the source; empty where none is known to differ."""
        before = "" if self.release is None else self.release.reported_period
        differ = self.workspace.profile.wordings_differ(before, self.period)
        return "since_release_wording" if differ else ""

    @cached_property
    def track_record(self) -> pd.DataFrame:
        """Forecasts of earlier releases beside the actual figures (:func:`released_numbers.track_record`).

        Two more columns: ``release`` (the period that it reported) and ``version``.
        """
        records = [
            released_numbers.track_record(release.facts, self._known, release.name, release.as_of).assign(
                release=release.reported_period, version=release.version
            )
            for release in self.workspace.releases
            if release.period < self.run_period
        ]
        if not records:
            return pd.DataFrame(columns=["release", "version"])
        return pd.concat(records, ignore_index=True)

    @cached_property
    def forecasts(self) -> tuple[ForecastChange, ...]:
        """Why each forecast of the last release changed, or its actual value."""
        release = self.release
        if release is None:
            return ()
        then = {str(fact.id): fact for fact in release.facts}
        changes = (self._change(key, release, then) for key in forecast_keys(then))
        return tuple(change for change in changes if change is not None)

    def _change(self, key: FactId, release: Release, then: Mapping[str, Fact]) -> ForecastChange | None:
        """Why one forecast changed; None if its total was already published at release time."""
        before = forecast_state(then, key, to_come=_to_come(release.reported_period, key))
        if before is None:
            return without_comparison(key, then, "only_median_released")
        if before[1].evidence != "modelled":
            return None
        rows, state = rests_on_ledger(before[1]), self.workspace.ledger
        # a total that was published is the actual of every page; the ledger's is one only where there is none
        after = forecast_state(self._facts_now, key, to_come=_to_come(self.period, key))
        if after is None:
            return without_comparison(
                key, then, "no_ledger_now" if rows and state is None else "not_forecast_now"
            )
        drivers = None
        if state is not None and rows and rests_on_ledger(after[1]):
            drivers = compare_ledgers(state, key, over=after[1].evidence != "modelled")
        if drivers is None:
            named = self._named_as_published(key, release, then)
            return attribute_change(
                key,
                before[0],
                after[0],
                ledger_changes=None,
                named=named,
                like=after[1],
                caveat=self._wording_caveat,
            )
        # a release holds what its pages showed, which need not be what was certain by then
        ends = (
            replace(end, certain=by_ledger if end.certain is None else end.certain)
            for end, by_ledger in ((before[0], drivers.before), (after[0], drivers.after))
        )
        return attribute_change(
            key,
            *ends,
            ledger_changes=drivers.projects,
            named=self._named(drivers.projects),
            like=after[1],
        )

    @cached_property
    def _facts_now(self) -> dict[str, Fact]:
        """Facts known now; those of the ledger under their own ids where published figures exist too."""
        ledger = {} if self.now.ledger is None else self.now.ledger.facts
        return {**{fact.id: fact for fact in ledger.values()}, **self.now.facts}

    @property
    def forecast(self) -> ForecastChange | None:
        """Change of the forecast of the year's agreed amount; None without a comparable release."""
        own = (each for each in self.forecasts if each.key == FactId.of(self.year, "agreed_amount"))
        return next((each for each in own if each.kind != "alone"), None)

    def _named(self, projects: pd.DataFrame) -> pd.DataFrame:
        """Projects of a ledger that moved the total, largest first, with the tier of their names."""
        published = {name_key(name) for name in self.workspace.projects["name"]}
        top = top_projects(projects, count=len(projects))
        tiers_ = [of_project("signed", published=name_key(name) in published) for name in top["project_name"]]
        return top.assign(change=top["change"] / YI, tier=tiers_)

    def _named_as_published(self, key: FactId, release: Release, then: Mapping[str, Fact]) -> pd.DataFrame:
        """Projects published with an amount now but not at the last release; they have no signing date."""
        then_head, now_head = (
            FactId.of(period, "agreed_amount", "project") for period in (release.reported_period, self.period)
        )
        known = {below[0] for fact_id in then if (below := FactId(fact_id).below(then_head))}
        rows = []
        for fact_id, fact in self.now.facts.items() if key == FactId.of(self.year, "agreed_amount") else ():
            below = FactId(fact_id).below(now_head)
            if below is not None and len(below) == 1 and below[0] not in known and fact.value is not None:
                rows.append(("named_since", below[0], "", fact.value, "public"))
        named = pd.DataFrame(rows, columns=["reason", "key", "project_name", "change", "tier"])
        return named.sort_values(["change", "key"], ascending=[False, True], ignore_index=True)

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every number that comparing with earlier releases gives, by id."""
        if self.release is None:
            return {}
        tables = (self.revisions, self.advances, self.track_record)
        columns = ("before", "forecast", "difference")
        cells = [cell for table in tables for name in columns if name in table for cell in table[name]]
        changes = [fact for change in self.forecasts for fact in change.facts]
        day = self.workspace.as_of_date
        as_of = None if day is None else day.isoformat()
        every = [fact for fact in (*cells, *changes) if isinstance(fact, Fact)]
        return {fact.id: fact if fact.as_of else replace(fact, as_of=as_of) for fact in every}


def _to_come(period: str, key: FactId) -> float:
    """Share of the year of a forecast that lies ahead at the end of a period, by the calendar."""
    year, end = int(key.period), period_end(period)
    return 1.0 if end.year < year else 1 - end.month / 12
