"""What has changed since results were last released, and how earlier forecasts turned out: computed once, looked up by fact id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.access import of_project
from jjinvest.core.facts import Fact
from jjinvest.core.periods import cumulative_period, period_end
from jjinvest.core.quantity import YI
from jjinvest.data.releases import Release, last_release
from jjinvest.forecasting.attribution.decompose import top_projects
from jjinvest.forecasting.attribution.facts import (
    ForecastChange,
    attribute_change,
    forecast_keys,
    position,
    rests_on_ledger,
    without_comparison,
)
from jjinvest.forecasting.attribution.ledger_drivers import compare_ledgers
from jjinvest.ledger.reader.rows import name_key
from jjinvest.metrics.published import latest
from jjinvest.results import release_diff
from jjinvest.results.context import AnalysisContext


class View(Protocol):
    """What of the results (:class:`jjinvest.results.results.Results`) is compared with an release."""

    @property
    def facts(self) -> dict[str, Fact]:
        """Numbers by id."""
        ...

    @property
    def bounds(self) -> dict[str, Fact]:
        """Bounds by id, which take seconds."""
        ...

    @property
    def compared(self) -> dict[str, Fact]:
        """What the checks hold against each other, by id."""
        ...

    @property
    def ledger(self) -> View | None:
        """The ledger's view of the same period, if there is one."""
        ...


@dataclass(frozen=True)
class ReleaseComparison(AnalysisContext):
    """Comparison of `now` with what was released of earlier periods; empty where nothing was."""

    now: View

    @property
    def release(self) -> Release | None:
        """Last version of what was released for the latest earlier period; None if nothing was."""
        return last_release(self.workspace.releases, self.run_period)

    @cached_property
    def _known(self) -> release_diff.Known:
        """What is known now, for the comparison with what was released."""
        figures = self.workspace.figures
        published = latest(figures)
        return release_diff.Known(
            {**self.now.compared, **self.now.bounds, **self.now.facts},
            {fact_id: quantity.definition for fact_id, quantity in published.items()},
            {str(i): day for i, day in figures.groupby("fact_id")["available_from"].min().items()},
        )

    @cached_property
    def revisions(self) -> pd.DataFrame:
        """Numbers of the last release that read otherwise today (:func:`jjinvest.results.release_diff.revisions`)."""
        release = self.release
        found = facts.frame([]) if release is None else release.facts
        return release_diff.revisions(found, self._known, "" if release is None else release.name)

    @cached_property
    def advances(self) -> pd.DataFrame:
        """Running totals at the last release and now (:func:`jjinvest.results.release_diff.advances`)."""
        release = self.release
        if release is None:
            return release_diff.revisions(facts.frame([]), self._known, "")
        before = cumulative_period(release.period)
        return release_diff.advances(
            release.facts, self._known, release.name, before=before, after=self.period, caveat=self._wording,
        )  # fmt: skip

    @property
    def _wording(self) -> str:
        """Caveat of what is compared across two wordings of the source; empty where they are alike."""
        wording = self.workspace.profile.wording
        before = "" if self.release is None else cumulative_period(self.release.period)
        return "" if wording.get(before) == wording.get(self.period) else "since_release_wording"

    @cached_property
    def track_record(self) -> pd.DataFrame:
        """Forecasts of every earlier release and what came of them; column ``release`` is the release's period, ``version`` its version."""
        found = [
            release_diff.track_record(release.facts, self._known, release.name, release.as_of).assign(
                release=release.period, version=release.version
            )
            for release in self.workspace.releases
            if release.period < self.run_period
        ]
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["release", "version"])

    @cached_property
    def forecasts(self) -> tuple[ForecastChange, ...]:
        """Why each forecast of the last release changed, or what came of it (:mod:`jjinvest.forecasting.attribution.facts`)."""
        release = self.release
        if release is None:
            return ()
        then = {str(row["id"]): facts.from_row(row) for row in release.facts.to_dict("records")}
        return tuple(
            change for key in forecast_keys(then) if (change := self._change(key, release, then)) is not None
        )

    def _change(self, key: str, release: Release, then: Mapping[str, Fact]) -> ForecastChange | None:
        """Why one forecast changed; None where its total was known when it was released, so that nothing was foretold."""
        before = position(then, key, to_come=_to_come(release.period, key))
        if before is None:
            return without_comparison(key, then, "only_median_released")
        if before[1].evidence != "modelled":
            return None
        rows, state = rests_on_ledger(before[1]), self.workspace.ledger
        after = position(self._facts_now, key, to_come=_to_come(self.run_period, key), prefer_ledger=rows)
        if after is None:
            return without_comparison(
                key, then, "no_ledger_now" if rows and state is None else "not_forecast_now"
            )
        found = None
        if state is not None and rows and rests_on_ledger(after[1]):
            found = compare_ledgers(state, key, over=after[1].evidence != "modelled")
        if found is None:
            named = self._named_as_published(key, release, then)
            return attribute_change(
                key, before[0], after[0], moved=None, named=named, like=after[1], caveat=self._wording
            )
        # an release holds what its pages showed, which need not be what was certain by then
        ends = (
            replace(end, certain=by_ledger if end.certain is None else end.certain)
            for end, by_ledger in ((before[0], found.before), (after[0], found.after))
        )
        return attribute_change(
            key, *ends, moved=found.projects, named=self._named(found.projects), like=after[1]
        )

    @cached_property
    def _facts_now(self) -> dict[str, Fact]:
        """What is known now by id, the ledger's under its own where print stands beside it."""
        ledger = {} if self.now.ledger is None else self.now.ledger.facts
        return {**{fact.id: fact for fact in ledger.values()}, **self.now.facts}

    @property
    def forecast(self) -> ForecastChange | None:
        """Change of the forecast of the run's own year's agreed amount; None where none was released or is comparable."""
        own = (each for each in self.forecasts if each.key == f"{self.year}.agreed_amount")
        return next((each for each in own if each.kind != "alone"), None)

    def _named(self, projects: pd.DataFrame) -> pd.DataFrame:
        """Projects of a ledger that moved the total, largest first, with the tier of their names."""
        published = {name_key(name) for name in self.workspace.projects["name"]}
        top = top_projects(projects, most=len(projects))
        tiers_ = [of_project("signed", published=name_key(name) in published) for name in top["project_name"]]
        return top.assign(change=top["change"] / YI, tier=tiers_)

    def _named_as_published(self, key: str, release: Release, then: Mapping[str, Fact]) -> pd.DataFrame:
        """Projects that print names with an amount now and did not at the last release; when they signed it does not say."""
        heads = [
            f"{cumulative_period(p).lower()}.agreed_amount.project."
            for p in (release.period, self.run_period)
        ]
        known = {i.removeprefix(heads[0]) for i in then if i.startswith(heads[0])}
        rows = [
            ("named_since", project, "", fact.value, "public")
            for i, fact in self.now.facts.items()
            if i.startswith(heads[1]) and (project := i.removeprefix(heads[1])) not in known
            and "." not in project and fact.value is not None and key == f"{self.year}.agreed_amount"
        ]  # fmt: skip
        found = pd.DataFrame(rows, columns=["reason", "key", "project_name", "change", "tier"])
        return found.sort_values(["change", "key"], ascending=[False, True], ignore_index=True)

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every number that comparing with earlier releases gives, by id."""
        if self.release is None:
            return {}
        frames = (self.revisions, self.advances, self.track_record)
        made = [
            cell for f in frames for c in ("before", "forecast", "difference") if c in f for cell in f[c] if isinstance(cell, Fact)
        ]  # fmt: skip
        counts = release_diff.standing(self.release.facts, self._known, self.period)
        changed = [fact for change in self.forecasts for fact in change.facts]
        day = self.workspace.as_of_date
        as_of = None if day is None else day.isoformat()
        return {
            fact.id: fact if fact.as_of else replace(fact, as_of=as_of)
            for fact in (*made, *counts.values(), *changed)
        }


def _to_come(period: str, key: str) -> float:
    """Share of the year of a forecast that lies ahead at the end of a period, by the calendar."""
    year, end = int(key[:4]), period_end(cumulative_period(period))
    return 1.0 if end.year < year else 1 - end.month / 12
