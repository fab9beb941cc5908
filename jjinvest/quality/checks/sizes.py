"""Relations of size classes: classes nest or add up, and counts of projects bound their amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from jjinvest.core.quantity import YI
from jjinvest.core.size_classes import (
    EVERY_SIZE,
    Edges,
    is_within,
    largest_disjoint,
    size_edges,
    tile,
)
from jjinvest.quality.checks.checks import AS_IS, Check, Term, linear
from jjinvest.quality.checks.entries import Entry
from jjinvest.quality.checks.measures import Measures
from jjinvest.quality.checks.named import AMOUNTS, COUNT

SIZE_BOUNDS = ("size_least", "size_most", "size_rest_least", "size_rest_most")
"""Kinds that hold amounts against counts of projects times an edge of their size class."""


def size_relations(measures: Measures) -> Iterator[Check]:
    """Classes within a class or the whole add up to it, or stay within it; edges bound amounts."""
    for (period, metric, rest, dimension), members in measures.splits.items():
        if dimension != "size":
            continue
        wholes = measures.levels.get((period, metric, rest), [])
        classes = [
            (edges, found[0]) for name, found in members.items() if (edges := size_edges(name)) is not None
        ]
        around = [*classes, *((EVERY_SIZE, whole) for whole in wholes[:1])]
        for edges, outer in around:
            inside = [(e, x) for e, x in classes if x is not outer and e != edges and is_within(e, edges)]
            if not inside:
                continue
            for found in largest_disjoint(inside):
                equal = tile([e for e, _ in found], edges) and len(found) > 1
                parts = [(1, entry) for _, entry in found]
                yield linear("sizes" if equal else "sizes_nest", outer, parts, equal=equal)
        if metric in AMOUNTS:
            yield from _counts_bound(measures, period, around)


def _counts_bound(measures: Measures, period: str, amounts: Sequence[tuple[Edges, Entry]]) -> Iterator[Check]:
    counts = {}
    for edges, amount in amounts:
        found = measures.index.pick(amount, period, COUNT, amount.where)
        if found and amount.unit == "元":
            counts[edges] = (amount, found[0])
    for (low, high), pair in counts.items():
        if low > 0:
            yield _bounded([pair], low, lower=True)
        if high is not None:
            yield _bounded([pair], high, lower=False)
    for outer, pair in counts.items():
        for inner, pair_in in counts.items():
            # what is in the outer class alone lies between the edges that remain for it
            if inner != outer and is_within(inner, outer) and inner[1] == outer[1] and inner[0] > outer[0]:
                yield _bounded([pair, pair_in], inner[0], lower=False)
                if outer[0] > 0:
                    yield _bounded([pair, pair_in], outer[0], lower=True)


def _bounded(pairs: Sequence[tuple[Entry, Entry]], edge: Fraction, *, lower: bool) -> Check:
    """An amount is at least, or at most, its count times an edge; of two pairs, the first less the second."""
    sign = Fraction(1 if lower else -1)
    signed = list(zip((-sign, sign), pairs, strict=False))
    terms = [Term(factor, ((amount, AS_IS),)) for factor, (amount, _) in signed]
    terms += [Term(-factor * edge * YI, ((count, AS_IS),)) for factor, (_, count) in signed]
    result, *others = [amount for amount, _ in pairs] + [count for _, count in pairs]
    kind = f"size_{'rest_' if len(pairs) > 1 else ''}{'least' if lower else 'most'}"
    return Check(kind, result, tuple(others), tuple(terms), equal=False)
