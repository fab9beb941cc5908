"""Relations that follow from what published figures measure, found by family and evaluated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, pairwise

from jjinvest.quality.checks.checks import Check, linear
from jjinvest.quality.checks.entries import Entry, Index, is_set_apart, net_metrics, published_at
from jjinvest.quality.checks.measures import Measures
from jjinvest.quality.checks.parts import growth_of_parts, parts_and_wholes, share_sums
from jjinvest.quality.checks.periods import period_relations
from jjinvest.quality.checks.ratios import ratio_relations
from jjinvest.quality.checks.sizes import SIZE_BOUNDS, size_relations


class Relations:
    """Every relation between the figures of a district.

    Parameters
    ----------
    dimensions
        Dimensions whose members do not overlap, and whether they make up the whole.
    rates
        Numerator and denominator of the metrics that are rates.
    listed
        Members of each dimension that a table lists.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        dimensions: Mapping[str, bool],
        rates: Mapping[str, tuple[str, str]],
        listed: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self.entries = list(entries)
        self.dimensions = dimensions
        self.rates = rates
        self.listed = listed

    def discover(self) -> list[Check]:
        """Find and evaluate every relation, each once."""
        measures = Measures(self.entries, self.dimensions, self.listed)
        candidates = chain(
            _repetitions(measures.index),
            parts_and_wholes(measures),
            size_relations(measures),
            period_relations(measures),
            ratio_relations(measures.index, self.rates),
            growth_of_parts(measures),
            share_sums(measures),
        )
        checks: dict[tuple[object, ...], Check] = {}
        net = net_metrics(self.entries)
        for check in candidates:
            if not check.equal and check.result.figure.metric in net:
                continue  # of net amounts a part may exceed its whole
            if _has_one_unit(check) and len(set(check.rows)) == len(check.rows):
                parts = tuple(sorted(entry.row for entry in check.parts))
                checks.setdefault((check.kind, check.equal, check.result.row, parts), check)
        return list(checks.values())


def _has_one_unit(check: Check) -> bool:
    """Whether the figures that are added up have one unit, unless counts are multiplied by a size."""
    if check.kind in SIZE_BOUNDS:
        return True
    units = {entry.unit for term in check.terms for entry, _ in term.operands if len(term.operands) == 1}
    return len(units - {"ratio"}) <= 1


def _repetitions(index: Index) -> Iterator[Check]:
    """Figures of one measure that were published more than once, each with the publication before it."""
    for found in index.groups().values():
        alike: dict[tuple[str, str, str], list[Entry]] = {}
        for entry in found:  # an amount in a second currency between two of the first is no publication of it
            apart = entry.figure.version if is_set_apart(entry.figure) else ""
            key = entry.figure.of, apart, entry.unit
            alike.setdefault(key, []).append(entry)
        for entries in alike.values():
            for earlier, later in pairwise(sorted(entries, key=published_at)):
                yield linear("repeated", later, [(1, earlier)])
