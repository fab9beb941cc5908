"""Everything computed for one district, period and as-of date: each number once, then looked up by fact id."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from jjinvest import facts, metrics
from jjinvest.assumptions import Assumptions
from jjinvest.data import Workspace
from jjinvest.data.ids import cumulative_period, period_end
from jjinvest.data.issued import Issue
from jjinvest.errors import UnknownFactError
from jjinvest.evidence import against_ledger, reconcile, since_issue, summary
from jjinvest.evidence.bounds import Consistency, consistent
from jjinvest.evidence.limits import reported_bounds, reported_disclosures
from jjinvest.evidence.spread import reconstructed_amounts, spread
from jjinvest.evidence.statistic import NotPrintedError
from jjinvest.facts import Fact
from jjinvest.forecast.ledger_year import YearForecast
from jjinvest.forecast.outcome import Outcome
from jjinvest.forecast.outlook import AgreedOutlook, FundsOutlook
from jjinvest.outlooks import Outlooks
from jjinvest.tiers import highest

_SEPARATE = (
    (re.compile(r"\.width(\.|$)|\.disclosures\."), "disclosures"),
    (re.compile(r"\.reconstructed(\.|$)"), "spread"),
    (re.compile(r"\.(top\d+|tier_\w+)(\.share)?(\.print_rounding)?$"), "bounds"),
)
"""Which ids belong to results that take seconds, so that these are computed only when asked for."""


@dataclass(frozen=True)
class Results:
    """Lazily computed results of a workspace that is already as of a date.

    `run_period` is a quarter such as 2023Q4; the figures reported are those of its year to date (2023). `prefix` is a word
    put after the period in the ids of facts, to tell a second view of the same period from the first.
    """

    workspace: Workspace
    run_period: str
    seed: int
    assumptions: Assumptions
    prefix: str = ""

    @property
    def period(self) -> str:
        """Year-to-date period of the run: 2023, 2023H1, 2023Q1-Q3 or 2023Q1."""
        return cumulative_period(self.run_period)

    @property
    def year(self) -> int:
        """Year of the run."""
        return int(self.run_period[:4])

    @cached_property
    def figures(self) -> pd.DataFrame:
        """What the metrics rest on: what was printed or, where nothing was of the period, what the ledger states.

        The two are never mixed in one calculation; :attr:`ledger` gives the other view where both exist.
        """
        return self._stated if self.rests_on_ledger else self.workspace.figures

    @cached_property
    def _stated(self) -> pd.DataFrame:
        """Statements of the ledger, and prints of what it does not state (other years, ranks, plans)."""
        state, printed = self.workspace.ledger, self.workspace.figures
        if state is None:
            return printed
        stated = metrics.statements(state, self.period)
        others = printed[~printed["fact_id"].isin(stated["fact_id"])].assign(
            evidence="published", tier="public", caveat=""
        )
        return pd.concat([others, stated], ignore_index=True) if len(others) else stated

    @property
    def rests_on_ledger(self) -> bool:
        """Whether the figures are the ledger's: there is one, and nothing of the period was printed."""
        return (
            self.workspace.ledger is not None and not (self.workspace.figures["period"] == self.period).any()
        )

    @cached_property
    def ledger(self) -> Results | None:
        """The same results from the rows of the ledger, or None without one.

        Where print stands beside it, the ids of its facts have ``ledger`` after the period: ``2023.ledger.agreed_amount``.
        """
        w = self.workspace
        if w.ledger is None:
            return None
        if self.rests_on_ledger:
            return self
        alone = replace(w, figures=w.figures.iloc[:0], projects=w.projects.iloc[:0])
        return Results(alone, self.run_period, self.seed, self.assumptions, prefix="ledger")

    @property
    def views(self) -> tuple[Results, ...]:
        """The printed view and the ledger's, as far as they exist, each once."""
        return (self,) if self.ledger is None or self.ledger is self else (self, self.ledger)

    @cached_property
    def checks(self) -> pd.DataFrame:
        """Reconciliation of every figure visible (:func:`jjinvest.evidence.reconcile`)."""
        return reconcile(self.workspace)

    @cached_property
    def outlooks(self) -> Outlooks:
        """What lies ahead: the year in progress or the next one."""
        stated = replace(self.workspace, figures=self.figures)
        return Outlooks(self.workspace, stated, self.run_period, self.seed, self.assumptions)

    @property
    def agreed(self) -> AgreedOutlook | None:
        """See :attr:`jjinvest.outlooks.Outlooks.agreed`."""
        return self.outlooks.agreed

    @property
    def funds(self) -> FundsOutlook:
        """See :attr:`jjinvest.outlooks.Outlooks.funds`."""
        return self.outlooks.funds

    @property
    def mid_year(self) -> Outcome | None:
        """See :attr:`jjinvest.outlooks.Outlooks.mid_year`."""
        return self.outlooks.mid_year

    @property
    def ahead(self) -> tuple[str, Outcome | None]:
        """See :attr:`jjinvest.outlooks.Outlooks.ahead`."""
        return self.outlooks.ahead

    @property
    def ledger_year(self) -> YearForecast | None:
        """See :attr:`jjinvest.outlooks.Outlooks.ledger_year`."""
        return self.outlooks.ledger_year

    def _metric_frames(self) -> list[pd.DataFrame]:
        w, figures, period, year = self.workspace, self.figures, self.period, self.year
        printed = metrics.published(figures)
        completed = metrics.completions(figures, w.targets, period)
        return [
            printed,
            metrics.further_targets(figures, w.targets),
            metrics.targets_of(w.targets, year),
            metrics.targets_of(w.targets, year + 1),
            metrics.shares(figures, period),
            metrics.averages(figures, period),
            metrics.tier_counts(figures, period),
            metrics.groups(figures, w.projects, period),
            metrics.named_groups(figures, w.projects, period),
            completed,
            metrics.reached(completed, printed, period),
            metrics.named_rates(figures, period),
            metrics.second_half(figures, year),
            *self._ledger_frames(),
        ]

    def _ledger_frames(self) -> list[pd.DataFrame]:
        state = self.workspace.ledger
        if state is None or not self.rests_on_ledger:
            return []
        of_ledger = (
            metrics.rows_used,
            metrics.stages,
            metrics.named_ledger_rates,
            metrics.funds_by_signing_year,
            metrics.largest,
        )
        found = [facts_of(state, self.period) for facts_of in of_ledger]
        return [*found, metrics.seasonal_pace(state, self.workspace.targets, self.period)]

    def _evidence_frames(self) -> list[pd.DataFrame]:
        return [
            summary(self.checks, self.workspace, self.period),
            self._consistency_facts(),
            self._comparison_facts(),
        ]

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """Each printed figure that the ledger states too, with the verdict (:func:`jjinvest.evidence.against_ledger`)."""
        state = self.workspace.ledger
        if state is None or self.rests_on_ledger:
            return against_ledger(self.workspace.figures, self.workspace.figures.iloc[:0])
        return against_ledger(self.workspace.figures, metrics.statements(state, self.period))

    def _comparison_facts(self) -> pd.DataFrame:
        return facts.frame(fact for fact in self.comparison["difference"] if fact is not None)

    def _consistency_facts(self) -> pd.DataFrame:
        """How many figures one ledger satisfies together, or how many contradict each other."""
        found = self.consistency if self.complete_year else None
        if found is None:
            return facts.frame([])
        name, figures = ("used", found.used) if found.consistent else ("conflict", found.conflict)
        number = Fact(
            f"{self.period.lower()}.consistency.{name}", float(len(figures)), None, None, "个", "count", "all", "computed",
            self.period, sources=figures,
        )  # fmt: skip
        return facts.frame([number])

    @cached_property
    def consistency(self) -> Consistency | None:
        """Whether one ledger can satisfy everything printed of the year; None where too little is printed."""
        try:
            return consistent(self.workspace, self.year)
        except NotPrintedError:
            return None

    @cached_property
    def bounds(self) -> dict[str, Fact]:
        """Bounds by id (:func:`jjinvest.evidence.limits.reported_bounds`), of complete years; they take a few seconds."""
        if not self.complete_year or self.rests_on_ledger:
            return {}
        return self._by_id([reported_bounds(self.workspace, self.year)])

    @cached_property
    def disclosures(self) -> dict[str, Fact]:
        """What one further printed number would leave of the bounds (:func:`jjinvest.evidence.limits.reported_disclosures`)."""
        if not self.complete_year or self.rests_on_ledger:
            return {}
        return self._by_id([reported_disclosures(self.workspace, self.year)])

    @cached_property
    def reconstructed(self) -> pd.DataFrame:
        """Amounts in reconstructed ledgers (:func:`jjinvest.evidence.spread.reconstructed_amounts`), of complete years."""
        if not self.complete_year or self.rests_on_ledger:
            return pd.DataFrame()
        number = self.assumptions.reconstructed_ledgers
        return reconstructed_amounts(self.workspace, self.year, seed=self.seed, number=number)

    @cached_property
    def spread(self) -> dict[str, Fact]:
        """Where the reconstructed ledgers lie (:func:`jjinvest.evidence.spread.spread`)."""
        return self._by_id([spread(self.reconstructed, self.year)])

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact by id (without :attr:`prefix`), but for :attr:`bounds`, :attr:`disclosures` and :attr:`spread`.

        Raises
        ------
        ValueError
            If two computations claim the same id: a number has one source.
        """
        frames = self._metric_frames()
        return self._by_id(
            frames if self.prefix else [*frames, *self._evidence_frames(), *self.outlooks.frames()]
        )

    @cached_property
    def _restricted(self) -> dict[str, str]:
        """Tier of each statement that is not for the public, by fact id."""
        if "tier" not in self.figures:
            return {}
        rows = self.figures[self.figures["tier"] != "public"]
        return dict(zip(rows["fact_id"], rows["tier"], strict=True))

    def _tier(self, fact: Fact) -> str:
        """Tier of a fact: a share or an average of a restricted number (``<its id>.share``) is as restricted as it."""
        parts = fact.id.split(".")
        heads = (".".join(parts[:n]) for n in range(2, len(parts) + 1))
        return highest([fact.tier, *(self._restricted[head] for head in heads if head in self._restricted)])

    def _by_id(self, frames: list[pd.DataFrame]) -> dict[str, Fact]:
        day = self.workspace.as_of_date
        found: dict[str, Fact] = {}
        for frame in frames:
            for row in frame.to_dict("records"):
                fact = facts.from_row(row)
                if fact.id in found:
                    raise ValueError(f"fact {fact.id} is computed twice")
                head, _, rest = fact.id.partition(".")
                name = f"{head}.{self.prefix}.{rest}" if self.prefix else fact.id
                as_of = None if day is None else day.isoformat()
                found[fact.id] = replace(fact, id=name, as_of=as_of, tier=self._tier(fact))
        return found

    @cached_property
    def _short(self) -> dict[str, str]:
        """Ids without the target's number in ``p_reach.<number>``, so that a text needs not know the target."""
        return {re.sub(r"p_reach\.\d+(\.\d+)?", "p_reach", fact_id): fact_id for fact_id in self.facts}

    @cached_property
    def _compared(self) -> dict[str, Fact]:
        """What the checks hold against each other, by id."""
        cells = (cell for column in ("printed", "computed", "difference") for cell in self.checks[column])
        day = self.workspace.as_of_date
        as_of = None if day is None else day.isoformat()
        return {cell.id: replace(cell, as_of=as_of) for cell in cells if isinstance(cell, Fact)}

    @property
    def last_issue(self) -> Issue | None:
        """Last version of what was issued for the latest earlier period; None if nothing was."""
        earlier = [issue for issue in self.workspace.issued if issue.period < self.run_period]
        return max(earlier, key=lambda issue: (issue.period, issue.version), default=None)

    @cached_property
    def _known(self) -> since_issue.Known:
        """What is known now, for the comparison with what was issued."""
        figures = self.workspace.figures
        printed = metrics.latest(figures)
        return since_issue.Known(
            {**self._compared, **self.bounds, **self.facts},
            {fact_id: quantity.kou for fact_id, quantity in printed.items()},
            {str(i): day for i, day in figures.groupby("fact_id")["available_from"].min().items()},
        )

    @cached_property
    def revisions(self) -> pd.DataFrame:
        """Numbers of the last issue that read otherwise today (:func:`jjinvest.evidence.since_issue.revisions`)."""
        issue = self.last_issue
        found = facts.frame([]) if issue is None else issue.facts
        return since_issue.revisions(found, self._known, "" if issue is None else issue.name)

    @cached_property
    def advances(self) -> pd.DataFrame:
        """Running totals at the last issue and now (:func:`jjinvest.evidence.since_issue.advances`)."""
        issue = self.last_issue
        if issue is None:
            return since_issue.revisions(facts.frame([]), self._known, "")
        before, wording = cumulative_period(issue.period), self.workspace.profile.wording
        worded_alike = wording.get(before) == wording.get(self.period)
        return since_issue.advances(
            issue.facts, self._known, issue.name, before=before, after=self.period,
            caveat="" if worded_alike else "since_issue_wording",
        )  # fmt: skip

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
    def _since_issue(self) -> dict[str, Fact]:
        """Every number that comparing with earlier issues gives, by id."""
        if self.last_issue is None:
            return {}
        frames = (self.revisions, self.advances, self.track_record)
        made = [
            cell for f in frames for c in ("before", "forecast", "difference") if c in f for cell in f[c] if isinstance(cell, Fact)
        ]  # fmt: skip
        counts = since_issue.standing(self.last_issue.facts, self._known, self.period)
        day = self.workspace.as_of_date
        as_of = None if day is None else day.isoformat()
        return {
            fact.id: fact if fact.as_of else replace(fact, as_of=as_of) for fact in (*made, *counts.values())
        }

    def get(self, name: str) -> Fact | None:
        """Return the fact of an id in which the first part may be now, year, next or half; None if not known."""
        head, _, rest = name.partition(".")
        heads = {
            "now": self.period.lower(),
            "year": str(self.year),
            "next": str(self.year + 1),
            "half": f"{self.year}h1",
            "rest": f"{self.year}h2",
        }
        if rest.startswith("ledger.") and self.ledger is not None:
            return self.ledger.get(f"{head}.{rest.removeprefix('ledger.')}")
        full = f"{heads.get(head, head)}.{rest}"
        known = self.facts.get(self._short.get(full, full))
        if known is None and (".issued." in full or ".since_issue" in full):
            return self._since_issue.get(full)
        if known is None and ".check." in full:
            return self._compared.get(full)
        if known is None:
            part = next((name for pattern, name in _SEPARATE if pattern.search(full)), None)
            return None if part is None else getattr(self, part).get(full)
        return known

    def __getitem__(self, name: str) -> Fact:
        """Like :meth:`get`, but an unknown id is an error that lists the nearest ones."""
        fact = self.get(name)
        if fact is None:
            near = difflib.get_close_matches(name, self.facts, n=3)
            raise UnknownFactError(f"没有这个数 no such fact: {name}（{self.workspace.district} {self.run_period}，截至 as of {self.workspace.as_of_date}）；相近 near: {', '.join(near) or '—'}")  # fmt: skip
        return fact

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        day = self.workspace.as_of_date
        return facts.shown(f"{self.workspace.district} {self.run_period} · as of {day}", self.facts.values())

    @property
    def complete_year(self) -> bool:
        """Whether the run reports a whole year."""
        return period_end(self.period).month == 12
