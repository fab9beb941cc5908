"""Everything computed for one district, period and as-of date: each number once, then looked up by fact id."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.access import highest
from jjinvest.core.errors import UnknownFactError
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import averages, groups, named_groups, shares, tier_counts
from jjinvest.metrics.half_years import second_half
from jjinvest.metrics.ledger_indicators import (
    funds_by_signing_year,
    largest,
    named_ledger_rates,
    rows_used,
    seasonal_pace,
    stages,
)
from jjinvest.metrics.ledger_observations import observations
from jjinvest.metrics.published import further_targets, named_rates, published
from jjinvest.metrics.targets import completions, reached, targets_of
from jjinvest.quality.bounds.bounds import Consistency, consistent
from jjinvest.quality.bounds.reported import consistency_fact, reported_bounds, reported_disclosures
from jjinvest.quality.bounds.statistics import NotPublishedError
from jjinvest.quality.reconciliation.ledger_comparison import compare_with_ledger
from jjinvest.quality.reconciliation.reconcile import check_counts, reconcile
from jjinvest.quality.reconstruction.summary import reconstructed_amounts, reconstruction_summary
from jjinvest.results.context import AnalysisContext
from jjinvest.results.outlook import Outlook
from jjinvest.results.release_comparison import ReleaseComparison

_SEPARATE = (
    (re.compile(r"\.width(\.|$)|\.disclosures\."), "disclosures"),
    (re.compile(r"\.reconstructed(\.|$)"), "spread"),
    (re.compile(r"\.(top\d+|tier_\w+)(\.share)?(\.published_rounding)?$"), "bounds"),
)
"""Which ids belong to results that take seconds, so that these are computed only when asked for."""


@dataclass(frozen=True)
class Results(AnalysisContext):
    """Lazily computed results of a workspace that is already as of a date.

    `prefix` is a word put after the period in the ids of facts, to tell a second view of the same period from the first.
    """

    prefix: str = ""

    @cached_property
    def figures(self) -> pd.DataFrame:
        """What the metrics rest on: what was published or, where nothing was of the period, what the ledger states.

        The two are never mixed in one calculation; :attr:`ledger` gives the other view where both exist.
        """
        return self.effective.figures

    @cached_property
    def effective(self) -> Workspace:
        """The workspace with the figures that the metrics rest on (:attr:`figures`)."""
        return replace(self.workspace, figures=self._stated) if self.rests_on_ledger else self.workspace

    @cached_property
    def _stated(self) -> pd.DataFrame:
        """Statements of the ledger, and prints of what it does not state (other years, ranks, plans)."""
        state, published = self.workspace.ledger, self.workspace.figures
        if state is None:
            return published
        stated = observations(state, self.period)
        others = published[~published["fact_id"].isin(stated["fact_id"])].assign(
            evidence="published", tier="public", caveat=""
        )
        return pd.concat([others, stated], ignore_index=True) if len(others) else stated

    @property
    def rests_on_ledger(self) -> bool:
        """Whether the figures are the ledger's: there is one, and nothing of the period was published."""
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
        """The published view and the ledger's, as far as they exist, each once."""
        return (self,) if self.ledger is None or self.ledger is self else (self, self.ledger)

    @cached_property
    def checks(self) -> pd.DataFrame:
        """Reconciliation of every figure visible (:func:`jjinvest.quality.reconciliation.reconcile`)."""
        return reconcile(self.workspace)

    @cached_property
    def outlook(self) -> Outlook:
        """What lies ahead: the year in progress or the next one."""
        return Outlook(self.workspace, self.run_period, self.seed, self.assumptions, self.effective)

    def _metric_frames(self) -> list[pd.DataFrame | Sequence[Fact]]:
        workspace, period, year = self.effective, self.period, self.year
        as_published, completed = published(workspace), completions(workspace, period)
        return [
            as_published,
            further_targets(workspace),
            targets_of(workspace, year),
            targets_of(workspace, year + 1),
            shares(workspace, period),
            averages(workspace, period),
            tier_counts(workspace, period),
            groups(workspace, period),
            named_groups(workspace, period),
            completed,
            reached(completed, as_published, period),
            named_rates(workspace, period),
            second_half(workspace, year),
            *self._ledger_frames(),
        ]

    def _ledger_frames(self) -> list[pd.DataFrame | Sequence[Fact]]:
        state = self.workspace.ledger
        if state is None or not self.rests_on_ledger:
            return []
        of_ledger = (
            rows_used,
            stages,
            named_ledger_rates,
            funds_by_signing_year,
            largest,
        )
        found = [facts_of(state, self.period) for facts_of in of_ledger]
        return [*found, seasonal_pace(state, self.workspace.targets, self.period)]

    def _evidence_frames(self) -> list[pd.DataFrame | Sequence[Fact]]:
        return [
            check_counts(self.checks, self.workspace, self.period),
            self._consistency_facts(),
            self._comparison_facts(),
        ]

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """Each published figure that the ledger states too, with the verdict (:func:`jjinvest.quality.reconciliation.ledger_comparison`)."""
        state = self.workspace.ledger
        if state is None or self.rests_on_ledger:
            return compare_with_ledger(self.workspace.figures, self.workspace.figures.iloc[:0])
        return compare_with_ledger(self.workspace.figures, observations(state, self.period))

    def _comparison_facts(self) -> list[Fact]:
        return [fact for fact in self.comparison["difference"] if fact is not None]

    def _consistency_facts(self) -> list[Fact]:
        """How many figures one ledger satisfies together, or how many contradict each other."""
        consistency = self.consistency if self.complete_year else None
        return [] if consistency is None else [consistency_fact(consistency, self.period)]

    @cached_property
    def consistency(self) -> Consistency | None:
        """Whether one ledger can satisfy everything published of the year; None where too little is published."""
        try:
            return consistent(self.workspace, self.year)
        except NotPublishedError:
            return None

    @cached_property
    def bounds(self) -> dict[str, Fact]:
        """Bounds by id (:func:`jjinvest.quality.bounds.reported.reported_bounds`), of complete years; they take a few seconds."""
        if not self.complete_year or self.rests_on_ledger:
            return {}
        return self._by_id([reported_bounds(self.workspace, self.year)])

    @cached_property
    def disclosures(self) -> dict[str, Fact]:
        """What one further published number would leave of the bounds (:func:`jjinvest.quality.bounds.reported.reported_disclosures`)."""
        if not self.complete_year or self.rests_on_ledger:
            return {}
        return self._by_id([reported_disclosures(self.workspace, self.year)])

    @cached_property
    def reconstructed(self) -> pd.DataFrame:
        """Amounts in reconstructed ledgers (:func:`jjinvest.quality.reconstruction.summary.reconstructed_amounts`), of complete years."""
        if not self.complete_year or self.rests_on_ledger:
            return pd.DataFrame()
        number = self.assumptions.reconstructed_ledgers
        return reconstructed_amounts(self.workspace, self.year, seed=self.seed, number=number)

    @cached_property
    def spread(self) -> dict[str, Fact]:
        """Where the reconstructed ledgers lie (:func:`jjinvest.quality.reconstruction.summary.reconstruction_summary`)."""
        return self._by_id([reconstruction_summary(self.reconstructed, self.year)])

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
            frames if self.prefix else [*frames, *self._evidence_frames(), *self.outlook.frames()]
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

    def _by_id(self, frames: Sequence[pd.DataFrame | Sequence[Fact]]) -> dict[str, Fact]:
        day = self.workspace.as_of_date
        found: dict[str, Fact] = {}
        for frame in frames:
            for fact in facts.of(frame):
                if fact.id in found:
                    raise ValueError(f"fact {fact.id} is computed twice")
                name = FactId.of(fact.id.period, self.prefix, *fact.id.parts)
                as_of = None if day is None else day.isoformat()
                found[fact.id] = replace(fact, id=name, as_of=as_of, tier=self._tier(fact))
        return found

    @cached_property
    def _short(self) -> dict[str, str]:
        """Ids without the target's number in ``p_reach.<number>``, so that a text needs not know the target."""
        return {re.sub(r"p_reach\.\d+(\.\d+)?", "p_reach", fact_id): fact_id for fact_id in self.facts}

    @cached_property
    def compared(self) -> dict[str, Fact]:
        """What the checks hold against each other, by id."""
        cells = (cell for column in ("published", "computed", "difference") for cell in self.checks[column])
        day = self.workspace.as_of_date
        as_of = None if day is None else day.isoformat()
        return {cell.id: replace(cell, as_of=as_of) for cell in cells if isinstance(cell, Fact)}

    @cached_property
    def release_comparison(self) -> ReleaseComparison:
        """What has changed since earlier releases, and how their forecasts turned out."""
        return ReleaseComparison(self.workspace, self.run_period, self.seed, self.assumptions, self)

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
        if known is None and (".released." in full or ".since_release" in full):
            return self.release_comparison.facts.get(full)
        if known is None and ".check." in full:
            return self.compared.get(full)
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
