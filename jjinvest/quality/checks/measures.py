"""Published figures by what they measure: levels, their splits by dimension, which splits are complete."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from jjinvest.core.codes import THREE_SECTORS
from jjinvest.core.origins import ABROAD, ORIGIN, is_within, outermost
from jjinvest.core.size_classes import are_apart, cover
from jjinvest.data.figure_model import Where
from jjinvest.quality.checks.checks import linear, quotient
from jjinvest.quality.checks.entries import Entry, Index, LevelKey

DISJOINT = {
    "cohort": frozenset(("new", "carried_over")),
    "sector": frozenset(THREE_SECTORS),
}
"""Members that never overlap, whether a table of dimensions says so or not; only all of them are complete."""
EXHAUSTIVE = frozenset(("sector",))
"""Dimensions of :data:`DISJOINT` whose members are the whole by definition, as 三次产业 are."""


class Measures:
    """The figures of a district by measure.

    Attributes
    ----------
    levels
        Levels that add up, by period, metric and where.
    splits
        The same by period, metric, remaining where and dimension, then by member of the dimension.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        dimensions: Mapping[str, bool],
        listed: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self.index = Index(entries)
        self.levels: dict[LevelKey, list[Entry]] = {}
        self.splits: dict[tuple[str, str, Where, str], dict[str, list[Entry]]] = {}
        self._dimensions = dimensions
        self._members: dict[str, list[set[str]]] = {}
        for (period, metric, where, statistic, _), found in self.index.groups().items():
            if statistic != "level" or not found[0].additive:
                continue
            self.levels[period, metric, where] = found
            for dimension, member, rest in without_each(where):
                self.splits.setdefault((period, metric, rest, dimension), {})[member] = found
        for dimension, names in (listed or {}).items():
            self._note_members(dimension, set(names) - {""})
        for (_, _, _, dimension), members in self.splits.items():
            self._note_members(dimension, set(members))
        self._abroad_apart = self._is_abroad_apart()
        self._overlapping = {key[3] for key, members in self.splits.items() if self._is_overlap(key, members)}

    def _is_overlap(self, split: tuple[str, str, Where, str], members: Mapping[str, list[Entry]]) -> bool:
        """Whether the text itself counts something in several members.

        The dimension is not said to be complete, every member has a published share that fits its level and
        the whole, and the shares exceed 100 % together: no slip of one figure does that.
        """
        period, metric, rest, dimension = split
        if dimension == "size" or dimension in DISJOINT or self._dimensions.get(dimension, False):
            return False
        shares = []
        for level, *_ in members.values():
            whole = self.index.pick(level, period, metric, rest)
            share = self.index.pick(level, period, metric, level.where, "share")
            if not whole or not share or not quotient("share", share[0], level, whole[0]).holds:
                return False
            shares.append(share[0].wide.low)
        return len(shares) > 1 and sum(shares) > 1

    def _is_abroad_apart(self) -> bool:
        """Whether 境外 is counted beside 市外 and not in it: only so do the members make up their wholes.

        The table of dimensions says that they do, all of them are levels of one whole, and nowhere does the
        usual reading add up.
        """
        if not self._dimensions.get(ORIGIN, False):
            return False
        found = []
        for (period, metric, rest, dimension), members in self.splits.items():
            wholes = self.levels.get((period, metric, rest), [])
            outer = outermost(members) if dimension == ORIGIN and ABROAD in members else None
            if not wholes or outer is None or ABROAD in outer:
                continue
            terms = {name: (1, entries[0]) for name, entries in members.items() if name in outer}
            usual = linear("parts", wholes[0], list(terms.values()))
            beside = linear("parts", wholes[0], [*terms.values(), (1, members[ABROAD][0])])
            found.append((usual.holds, beside.holds))
        return any(beside for _, beside in found) and not any(usual for usual, _ in found)

    def outer(self, dimension: str, members: Iterable[str]) -> set[str] | None:
        """Members that can be added, none a part of another, as 境外 is of 市外; None where some overlap."""
        names = set(members)
        if dimension != ORIGIN:
            return names
        if self._abroad_apart and ABROAD in names:
            rest = outermost(names - {ABROAD})
            return None if rest is None else rest | {ABROAD}
        return outermost(names)

    def is_inside(self, member: str, other: str, among: Iterable[str]) -> bool:
        """Whether an origin is a part of another one, as these figures count them."""
        return not (self._abroad_apart and member == ABROAD) and is_within(member, other, among)

    def _note_members(self, dimension: str, members: set[str]) -> None:
        if len(members) < 2:
            return
        groups = self._members.setdefault(dimension, [])
        for group in [group for group in groups if group & members]:
            members |= group
            groups.remove(group)
        groups.append(members)

    def is_disjoint(self, dimension: str, members: Iterable[str]) -> bool:
        """Whether members do not overlap."""
        names = set(members)
        if dimension == "size":
            return are_apart(names)
        if dimension in self._overlapping or self.outer(dimension, names) != names:
            return False
        return dimension in self._dimensions or names <= DISJOINT.get(dimension, frozenset())

    def is_complete(self, dimension: str, members: Iterable[str]) -> bool:
        """Whether members make up the whole: the dimension is complete and every known member is there."""
        names = set(members)
        if dimension in EXHAUSTIVE and names == DISJOINT[dimension]:
            return True
        if not self._dimensions.get(dimension, False) or len(names) < 2:
            return False
        if dimension == "size":
            return cover(names)
        usual = DISJOINT.get(dimension, frozenset())
        if names < usual:
            return False
        known = [group for group in self._members.get(dimension, []) if group & names]
        added = self.outer(dimension, names)
        return (
            all(group <= names for group in known)
            and added is not None
            and self.is_disjoint(dimension, added)
        )


def without_each(where: Where) -> Iterable[tuple[str, str, Where]]:
    """Each dimension of a where with its member and the where that remains without it."""
    for position, (dimension, member) in enumerate(where):
        yield dimension, member, where[:position] + where[position + 1 :]
