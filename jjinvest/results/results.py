"""Everything computed for one district, period and as-of date: each number once, looked up by fact id."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from jjinvest.core import facts
from jjinvest.core.access import highest
from jjinvest.core.errors import UnknownFactError
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.light_imports import WhenUsed
from jjinvest.core.once import once_each
from jjinvest.core.periods import period_key
from jjinvest.results.context import AnalysisContext
from jjinvest.results.fact_groups import DeclaredIds, FactGroup, is_check, is_of_release
from jjinvest.results.fact_index import LEDGER, P_REACH, FactIndex, is_further_value, resolved, without_target
from jjinvest.results.unpublished_numbers import UnpublishedNumbers

if TYPE_CHECKING:
    import pandas as pd

    from jjinvest.data.workspace import Workspace
    from jjinvest.metrics.alerts import Alert
    from jjinvest.metrics.scorecard import Score
    from jjinvest.quality.bounds.bounds import Consistency
    from jjinvest.quality.checks.report import CheckReport
    from jjinvest.quality.reconciliation.accused import AccusedFigure
    from jjinvest.results import computations
    from jjinvest.results.outlook import Outlook
    from jjinvest.results.release_comparison import ReleaseComparison
else:
    computations = WhenUsed("jjinvest.results.computations")


@dataclass(frozen=True)
class Results(AnalysisContext):
    """Lazily computed results of a workspace that is already as of a date.

    Nothing is computed before it is asked for. A number is looked up by its id; the first part may be
    an alias of a period (:data:`jjinvest.results.fact_index.ALIASES`): ``results["now.agreed_amount"]``.
    Numbers that take seconds (:attr:`bounds`, :attr:`disclosures`, :attr:`reconstruction_summary`,
    :attr:`release_comparison`) are computed when one of them is asked for; all others are in :attr:`facts`.

    Parameters
    ----------
    workspace
        Data of one district as of a date.
    run_period
        Quarter of the run, such as 2023Q4.
    seed
        Seed of every simulation.
    assumptions
        Assumptions of the forecasts.
    prefix
        Word after the period in the ids of a second view of the same period, such as ``ledger``.

    Examples
    --------
    >>> from jjinvest.core.assumptions import Assumptions
    >>> from jjinvest.core.project import find_root
    >>> from jjinvest.data.workspace import load_workspace
    >>> workspace = load_workspace(find_root() / "data" / "jiangjin")
    >>> results = Results(workspace, "2023Q4", seed=1, assumptions=Assumptions())
    >>> results.figures["fact_id"].iloc[0]
    '2023.projects_signed'
    """

    prefix: str = ""

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Figures that the metrics use: those published or, where none of the period is, the ledger's.

        The two are never mixed in one calculation; :attr:`ledger` gives the other view where both exist.
        """
        return self.metric_workspace.figures

    @cached_property
    def metric_workspace(self) -> Workspace:
        """The workspace with the figures that the metrics rest on (:attr:`figures`)."""
        if not self.rests_on_ledger:
            return computations.with_implied_levels(self.workspace, self.period)
        figures = computations.figures_of_ledger(self.workspace, self.period)
        return replace(self.workspace, figures=figures)

    @property
    @once_each
    def rests_on_ledger(self) -> bool:
        """Whether the figures are the ledger's: of the period nothing but targets was published."""
        if self.workspace.ledger is None:  # asked of every table
            return False
        figures = self.workspace.figures
        published = (figures["period"] == self.period) & (figures["statistic"] != "target")
        return not published.any()

    @cached_property
    def ledger(self) -> Results | None:
        """The same results from the rows of the ledger, or None without one.

        Where published figures exist too, the ids of its facts have ``ledger`` after the period:
        ``2023.ledger.agreed_amount``.
        """
        w = self.workspace
        if w.ledger is None:
            return None
        if self.rests_on_ledger:
            return self
        alone = replace(w, figures=w.figures.iloc[:0], projects=w.projects.iloc[:0])
        return Results(alone, self.run_period, self.seed, self.assumptions, prefix=LEDGER)

    @property
    def available_views(self) -> tuple[Results, ...]:
        """The published view and the ledger's, as far as they exist, each once."""
        return (self,) if self.ledger is None or self.ledger is self else (self, self.ledger)

    @cached_property
    def checks(self) -> pd.DataFrame:
        """Reconciliation of every visible figure (:mod:`jjinvest.quality.reconciliation.reconcile`)."""
        return computations.checks(self)

    @cached_property
    def check_report(self) -> CheckReport:
        """Checks of every visible figure, with their findings (:func:`check_figures`)."""
        return computations.with_ledgers(self.relations, self.workspace)

    @cached_property
    def relations(self) -> CheckReport:
        """Checks of the relations between figures, without the ledgers of each year."""
        return computations.check_relations(self.workspace)

    @cached_property
    def accused(self) -> list[list[AccusedFigure]]:
        """Figures that each contradiction accuses (:mod:`jjinvest.quality.reconciliation.accused`)."""
        return computations.accused_figures(self.check_report, self.workspace)

    @cached_property
    def outlook(self) -> Outlook:
        """Forecasts of the year in progress or of the next one."""
        given = (self.workspace, self.run_period, self.seed, self.assumptions, self.metric_workspace)
        return computations.Outlook(*given)

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """Each published figure that the ledger has too, with the verdict (:func:`compare_with_ledger`)."""
        return computations.comparison(self)

    @cached_property
    def consistency(self) -> Consistency | None:
        """Whether one ledger can satisfy all published figures of the year; None if that is not known."""
        return computations.joint_consistency(self.workspace, self.year)

    @property
    def _has_bounds(self) -> bool:
        """Whether bounds and reconstructed ledgers are computed: of complete years with published figures.

        A year without projects has nothing to reconstruct.
        """
        count = self.workspace.latest.get(FactId.of(self.year, "projects_signed"))
        some = count is None or count.value != 0
        return self.complete_year and not self.rests_on_ledger and some

    @cached_property
    def bounds(self) -> dict[str, Fact]:
        """Bounds by id (:mod:`jjinvest.quality.bounds.reported`); they take a few seconds."""
        if not self._has_bounds:
            return {}
        return self._by_id([computations.reported_bounds(self.workspace, self.year)])

    @cached_property
    def disclosures(self) -> dict[str, Fact]:
        """What one more published number would leave of the bounds (:func:`reported_disclosures`), by id."""
        if not self._has_bounds:
            return {}
        return self._by_id([computations.reported_disclosures(self.workspace, self.year)])

    @cached_property
    def reconstructed(self) -> pd.DataFrame:
        """Amounts (亿元) in reconstructed ledgers, a row each (:func:`reconstructed_amounts`)."""
        return computations.reconstructed(self, some=self._has_bounds)

    @cached_property
    def reconstruction_summary(self) -> dict[str, Fact]:
        """Range and middle half of the reconstructed ledgers' amounts, by id."""
        return self._by_id([computations.reconstruction_summary(self.reconstructed, self.year)])

    @cached_property
    def declared(self) -> DeclaredIds:
        """Ids of the numbers that take seconds; nothing is computed for them."""
        return computations.declared_ids(self.workspace, self.year) if self._has_bounds else DeclaredIds()

    def _groups(self) -> Iterator[FactGroup]:
        """Groups of numbers beside :attr:`facts`, each with the ids that it holds."""
        yield FactGroup(is_of_release, lambda: self.release_comparison.facts)
        yield FactGroup(is_check, lambda: self.check_facts)
        yield from self._groups_of_year()

    def _groups_of_year(self) -> Iterator[FactGroup]:
        """Groups that declare each of their ids; no other computation claims one of these."""
        declared = self.declared
        yield FactGroup(lambda i: i in declared.bounds, lambda: self.bounds)
        yield FactGroup(lambda i: i in declared.disclosures, lambda: self.disclosures)
        yield FactGroup(lambda i: i in declared.reconstruction, lambda: self.reconstruction_summary)

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact by id (without :attr:`prefix`), except the groups that take seconds.

        Raises
        ------
        ValueError
            If two computations claim the same id: a number has one source. A published number takes the place
            of a computed one.
        """
        known = self._unscored
        own = [fact for scores in self.scorecards.values() for score in scores for fact in score.facts]
        rules = self.workspace.rules.scorecards
        if own and rules is not None:
            own.append(computations.pace_counted(rules.district, self.period))
        further = [fact for alert in self.alerts for fact in alert.facts if fact.id not in known]
        further += computations.alert_counts(self.alerts, self.period)
        return known | self._by_id([own, further])

    @cached_property
    def measured(self) -> dict[str, Fact]:
        """Facts of the metrics alone, by id: what was published and what follows, without forecasts."""
        found = self._by_id(computations.metric_facts(self))
        return dict(
            zip(found, computations.with_approximation(found.values(), self.workspace.figures), strict=True)
        )

    @cached_property
    def _unscored(self) -> dict[str, Fact]:
        """Facts that scores and alerts follow from."""
        known = self.measured
        if not self.prefix:
            of_checks = computations.quality_facts(self)
            known = self._by_id([list(known.values()), *of_checks, computations.facts_ahead(self)])
        gaps = computations.gaps_by_season(self)
        return known | self._by_id([[gap for gap in gaps if gap.id not in known]])

    @cached_property
    def scorecards(self) -> dict[str, list[Score]]:
        """Scores of the district (under the empty name) and of its parts by dimension."""
        return computations.scorecards(self._unscored, self.workspace.rules.scorecards, self.period)

    @cached_property
    def alerts(self) -> list[Alert]:
        """Alerts by the rules that hold (:func:`jjinvest.metrics.alerts.alerts`), red ones first."""
        known = computations.with_required(self._unscored, self.accused)
        return computations.alerts(self.metric_workspace, known, self.period)

    @cached_property
    def _restricted(self) -> dict[str, str]:
        """Tier of each statement that is not for the public, by fact id."""
        if "tier" not in self.figures:
            return {}
        rows = self.figures[self.figures["tier"] != "public"]
        restricted = dict(zip(rows["fact_id"], rows["tier"], strict=True))
        first, second = f"{self.year}H1", f"{self.year}H2"
        for fact_id, tier in list(restricted.items()):
            key = FactId.parse(fact_id)
            if key.in_period(first) == key:  # the year is public, so a half follows from the other
                restricted[key.in_period(second)] = tier
            if key.in_period(self.period) == key:  # a forecast of the year contains the same number
                restricted[key.in_period(self.year) / "ledger"] = tier
        return restricted

    def _tier(self, fact: Fact) -> str:
        """Tier of a fact: what is derived from a restricted number is as restricted.

        That is ``<its id>.share``, and what rests on a target that was not published.
        """
        parts = fact.id.parts
        heads = (FactId.of(fact.id.period, *parts[:n]) for n in range(1, len(parts) + 1))
        of_rows = (self._restricted[head] for head in heads if head in self._restricted)
        return highest([fact.tier, self._unpublished_numbers.tier(fact), *of_rows])

    @cached_property
    def _unpublished_numbers(self) -> UnpublishedNumbers:
        return UnpublishedNumbers.of(self.workspace)

    @property
    def _as_of(self) -> str | None:
        day = self.workspace.as_of_date
        return None if day is None else day.isoformat()

    def _by_id(self, collections: Iterable[list[Fact]]) -> dict[str, Fact]:
        by_id: dict[str, Fact] = {}
        for fact in chain.from_iterable(collections):
            if (known := by_id.get(fact.id)) is not None:
                if not is_further_value(known, fact):
                    raise ValueError(f"fact {fact.id} is computed twice")
                continue
            name = FactId.of(fact.id.period, self.prefix, *fact.id.parts)
            by_id[fact.id] = replace(fact, id=name, as_of=self._as_of, tier=self._tier(fact))
        return by_id

    @cached_property
    def _without_target(self) -> dict[str, FactId]:
        """Ids by their form without the target (:func:`without_target`)."""
        return without_target(self.facts)

    @cached_property
    def index(self) -> FactIndex:
        """Every number but :attr:`bounds` and :attr:`disclosures`, found without frames."""
        view, others = self.ledger, dict[str, Fact]()
        if not self.prefix:
            of_releases, of_checks = self.release_comparison.facts, self.check_facts
            others |= self.reconstruction_summary
            others |= {name: fact for name, fact in of_checks.items() if is_check(fact.id)}
            others |= {name: fact for name, fact in of_releases.items() if is_of_release(fact.id)}
        return FactIndex(
            self.period,
            self.year,
            self.facts,
            others,
            self._without_target,
            None if self.prefix or view is None or view is self else view.index,
        )

    @cached_property
    def check_facts(self) -> dict[str, Fact]:
        """What the checks compare, by id."""
        cells = [cell for column in ("published", "computed", "difference") for cell in self.checks[column]]
        cells += [f for each in chain(*self.accused) for f in (each.published, each.required, each.pace_gap)]
        return {cell.id: replace(cell, as_of=self._as_of) for cell in cells if isinstance(cell, Fact)}

    @cached_property
    def release_comparison(self) -> ReleaseComparison:
        """What has changed since earlier releases, and how their forecasts turned out."""
        given = (self.workspace, self.run_period, self.seed, self.assumptions)
        return computations.ReleaseComparison(*given, self)

    def resolve(self, name: str) -> FactId:
        """Return the id that a name stands for: an alias of a period as its first part is replaced.

        Examples
        --------
        >>> from jjinvest.core.assumptions import Assumptions
        >>> from jjinvest.core.project import find_root
        >>> from jjinvest.data.workspace import load_workspace
        >>> workspace = load_workspace(find_root() / "data" / "jiangjin")
        >>> Results(workspace, "2023Q2", seed=1, assumptions=Assumptions()).resolve("now.agreed_amount")
        FactId('2023h1.agreed_amount')
        """
        return resolved(name, self.period, self.year)

    def get(self, name: str) -> Fact | None:
        """Return the fact of an id, which may begin with an alias of a period; None if not known."""
        asked = self.resolve(name)
        if asked.parts[:1] == (LEDGER,) and self.ledger is not None:
            return self.ledger.get(FactId.of(asked.period, *asked.parts[1:]))
        known = self._without_outlook(asked)
        if known is None and not self._only_measured(asked):
            known = self.facts.get(self._without_target.get(asked, asked))
        if known is not None:
            return known
        group = next((group for group in self._groups() if group.declares(asked)), None)
        return None if group is None else group.compute().get(asked)

    def _without_outlook(self, asked: FactId) -> Fact | None:
        """Number of an id for which no forecast has to be computed; None if it may be one."""
        measured = None if P_REACH in asked.parts else self.measured.get(asked)
        if measured is not None:
            return measured
        group = next((group for group in self._groups_of_year() if group.declares(asked)), None)
        return None if group is None else group.compute().get(asked)

    def _only_measured(self, asked: FactId) -> bool:
        """Whether an id is a size class of the period reported: no forecast speaks of one."""
        return asked.period == period_key(self.period) and asked.name.startswith("tier_")

    def __getitem__(self, name: str) -> Fact:
        """Like :meth:`get`, but an unknown id is an error that lists the nearest ones."""
        fact = self.get(name)
        if fact is None:
            raise self.unknown(name)
        return fact

    def unknown(self, name: str) -> UnknownFactError:
        """Return the error about an unknown id, with the nearest known ones."""
        near = ", ".join(difflib.get_close_matches(name, self.facts, n=3)) or "—"
        run = f"{self.workspace.district} {self.run_period}，截至 as of {self.workspace.as_of_date}"
        return UnknownFactError(f"没有这个数 no such fact: {name}（{run}）；相近 near: {near}")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        day = self.workspace.as_of_date
        head = period_key(self.period)
        reported_first = sorted(self.facts.values(), key=lambda fact: fact.id.period != head)
        return facts.shown(f"{self.workspace.district} {self.run_period} · as of {day}", reported_first)
