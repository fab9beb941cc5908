"""Size classes of projects: the edges that a name states, and which classes nest, overlap or cover."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeVar

Edges = tuple[Fraction, "Fraction | None"]
"""Lower and upper edge in 亿元; an upper None for no edge."""
EVERY_SIZE: Edges = (Fraction(0), None)
_T = TypeVar("_T")

_SIZE_FROM = re.compile(r"ge_(\d+(?:\.\d+)?)")
_SIZE_BELOW = re.compile(r"lt_(\d+(?:\.\d+)?)")
_SIZE_BAND = re.compile(r"(\d+(?:\.\d+)?)_(\d+(?:\.\d+)?)")


def size_edges(member: str) -> Edges | None:
    """Edges of a size class; None for other texts.

    Examples
    --------
    >>> size_edges("ge_10"), size_edges("20_50")
    ((Fraction(10, 1), None), (Fraction(20, 1), Fraction(50, 1)))
    """
    if found := _SIZE_FROM.fullmatch(member):
        return Fraction(found[1]), None
    if found := _SIZE_BELOW.fullmatch(member):
        return Fraction(0), Fraction(found[1])
    if found := _SIZE_BAND.fullmatch(member):
        return Fraction(found[1]), Fraction(found[2])
    return None


def is_within(inner: Edges, outer: Edges) -> bool:
    """Whether a class lies in another."""
    return inner[0] >= outer[0] and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))


def are_apart(names: Iterable[str]) -> bool:
    """Whether every name is a size class and none overlaps another."""
    edges = [size_edges(name) for name in names]
    known = [edge for edge in edges if edge is not None]
    return len(known) == len(edges) and all(_apart(a, b) for i, a in enumerate(known) for b in known[i + 1 :])


def cover(names: Iterable[str]) -> bool:
    """Whether every name is a size class and together they cover every size once."""
    edges = [size_edges(name) for name in names]
    known = [edge for edge in edges if edge is not None]
    return len(known) == len(edges) and tile(known, EVERY_SIZE)


def tile(bands: Sequence[Edges], outer: Edges) -> bool:
    """Whether bands cover the outer one without gap or overlap."""
    at: Fraction | None = outer[0]
    for low, high in sorted(bands, key=lambda band: band[0]):
        if at is None or low != at:
            return False
        at = high
    return at == outer[1]


def largest_disjoint(inside: list[tuple[Edges, _T]]) -> list[list[tuple[Edges, _T]]]:
    """Sets of classes that do not overlap and to which none of the others can be added."""
    found: list[list[tuple[Edges, _T]]] = []
    inside = sorted(inside, key=lambda pair: pair[0][0])[:12]

    def extend(chosen: list[tuple[Edges, _T]], rest: list[tuple[Edges, _T]]) -> None:
        if len(found) >= 32:
            return
        fitting = [pair for pair in rest if all(_apart(pair[0], other[0]) for other in chosen)]
        if not fitting:
            if chosen and all(
                any(not _apart(pair[0], other[0]) for other in chosen) or pair in chosen for pair in inside
            ):
                found.append(chosen)
            return
        for position, pair in enumerate(fitting):
            extend([*chosen, pair], fitting[position + 1 :])

    extend([], inside)
    return found


def _apart(a: Edges, b: Edges) -> bool:
    return (a[1] is not None and a[1] <= b[0]) or (b[1] is not None and b[1] <= a[0])
