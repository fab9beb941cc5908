"""What has changed since results were last issued, and how earlier forecasts turned out: computed once, looked up by fact id."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from jjinvest import facts, metrics
from jjinvest.asked import Asked
from jjinvest.data.ids import cumulative_period
from jjinvest.data.issued import Issue, last_issue
from jjinvest.evidence import since_issue
from jjinvest.facts import Fact

if TYPE_CHECKING:
    from jjinvest.results import Results


@dataclass(frozen=True)
class SinceIssue(Asked):
    """Comparison of `now` with what was issued of earlier periods; empty where nothing was."""

    now: Results

    @property
    def issue(self) -> Issue | None:
        """Last version of what was issued for the latest earlier period; None if nothing was."""
        return last_issue(self.workspace.issued, self.run_period)

    @cached_property
    def _known(self) -> since_issue.Known:
        """What is known now, for the comparison with what was issued."""
        figures = self.workspace.figures
        printed = metrics.latest(figures)
        return since_issue.Known(
            {**self.now.compared, **self.now.bounds, **self.now.facts},
            {fact_id: quantity.kou for fact_id, quantity in printed.items()},
            {str(i): day for i, day in figures.groupby("fact_id")["available_from"].min().items()},
        )

    @cached_property
    def revisions(self) -> pd.DataFrame:
        """Numbers of the last issue that read otherwise today (:func:`jjinvest.evidence.since_issue.revisions`)."""
        issue = self.issue
        found = facts.frame([]) if issue is None else issue.facts
        return since_issue.revisions(found, self._known, "" if issue is None else issue.name)

    @cached_property
    def advances(self) -> pd.DataFrame:
        """Running totals at the last issue and now (:func:`jjinvest.evidence.since_issue.advances`)."""
        issue = self.issue
        if issue is None:
            return since_issue.revisions(facts.frame([]), self._known, "")
        before = cumulative_period(issue.period)
        return since_issue.advances(
            issue.facts, self._known, issue.name, before=before, after=self.period, caveat=self._wording,
        )  # fmt: skip

    @property
    def _wording(self) -> str:
        """Caveat of what is compared across two wordings of the source; empty where they are alike."""
        wording = self.workspace.profile.wording
        before = "" if self.issue is None else cumulative_period(self.issue.period)
        return "" if wording.get(before) == wording.get(self.period) else "since_issue_wording"

    @cached_property
    def track_record(self) -> pd.DataFrame:
        """Forecasts of every earlier issue and what came of them; column ``issue`` is the issue's period, ``version`` its version."""
        found = [
            since_issue.track_record(issue.facts, self._known, issue.name, issue.as_of).assign(
                issue=issue.period, version=issue.version
            )
            for issue in self.workspace.issued
            if issue.period < self.run_period
        ]
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["issue", "version"])

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every number that comparing with earlier issues gives, by id."""
        if self.issue is None:
            return {}
        frames = (self.revisions, self.advances, self.track_record)
        made = [
            cell for f in frames for c in ("before", "forecast", "difference") if c in f for cell in f[c] if isinstance(cell, Fact)
        ]  # fmt: skip
        counts = since_issue.standing(self.issue.facts, self._known, self.period)
        day = self.workspace.as_of_date
        as_of = None if day is None else day.isoformat()
        return {
            fact.id: fact if fact.as_of else replace(fact, as_of=as_of) for fact in (*made, *counts.values())
        }
