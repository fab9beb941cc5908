"""Access level of the numbers that rest on a target which the bureau did not publish.

With a published number beside it a completion gives such a target away, and so does the id of a chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from jjinvest.core.access import TIERS
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.unpublished_targets import TIER
from jjinvest.results.fact_index import P_REACH

if TYPE_CHECKING:
    from jjinvest.data.workspace import Workspace

TARGETS, ALL_REACHED = "targets", "p_all"
"""Metric of the numbers about all targets of a year, and the part of the id of their joint chance."""


@dataclass(frozen=True)
class UnpublishedNumbers:
    """What gives a target away that the bureau did not publish.

    Attributes
    ----------
    rows
        Ids of such targets as sources of numbers.
    goals
        Subject and number, as ids write it, of those that no published target of the subject has.
    years
        Years that have such a target.
    """

    rows: frozenset[str]
    goals: frozenset[tuple[FactId, str]]
    years: frozenset[str]

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        """Read them from a workspace; below the level of such targets it has none."""
        rows = frozenset(str(row.figure_id) for row in workspace.unpublished)
        if not rows:
            return cls(rows, frozenset(), frozenset())
        from jjinvest.metrics.targets import aimed_at  # with pandas: only where there are such targets

        goals: dict[bool, set[tuple[FactId, str]]] = {True: set(), False: set()}
        for _, target in workspace.targets.iterrows():
            own = not rows.isdisjoint(target["figure_ids"])
            goals[own].add((FactId.parse(target["target_id"]).subject, f"{aimed_at(target):g}"))
        years = frozenset(row.period[:4] for row in workspace.unpublished)
        return cls(rows, frozenset(goals[True] - goals[False]), years)

    def tier(self, fact: Fact) -> str:
        """Access level of a number by the targets that it rests on."""
        return TIER if self.rows and self._rests_on_one(fact) else TIERS[0]

    def _rests_on_one(self, fact: Fact) -> bool:
        if not self.rows.isdisjoint(fact.sources):
            return True
        if fact.id.period[:4] in self.years and self._is_of_all_targets(fact):
            return True
        numbers = {*_after_p_reach(fact.id), *([] if fact.target is None else [f"{fact.target:g}"])}
        return any(goal in numbers and fact.id.below(subject) is not None for subject, goal in self.goals)

    @staticmethod
    def _is_of_all_targets(fact: Fact) -> bool:
        """Whether a number is of all targets together and does not name those that it rests on."""
        return ALL_REACHED in fact.id.parts or (fact.id.metric == TARGETS and not fact.sources)


def _after_p_reach(fact_id: FactId) -> tuple[str, ...]:
    """The target's number in the id of a chance."""
    parts = fact_id.parts
    return parts[parts.index(P_REACH) + 1 :][:1] if P_REACH in parts else ()
