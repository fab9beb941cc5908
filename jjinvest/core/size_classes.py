"""Size classes of projects (规模档): the edges that a name states, and which classes nest, overlap or cover.

A class has one name in tables (``ge_10``, ``lt_1``, ``0.5_1``, in 亿元) and one in ids, with ``tier_`` before
it and ``_`` for the point: ``tier_0_5_1``. The lower edge belongs to the class, the upper one does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

PREFIX = "tier_"
Edges = tuple[Fraction, "Fraction | None"]
"""Lower and upper edge in 亿元; an upper None for no edge."""
EVERY_SIZE: Edges = (Fraction(0), None)
_MAX_CLASSES, _MAX_SETS = 12, 32
"""Classes that are combined, and sets of them that are listed, at most: each class doubles their number."""
_T = TypeVar("_T")
_OPEN = re.compile(r"(ge|lt)_(\d+(?:[._]\d+)?)")
_BETWEEN = re.compile(r"(\d+(?:\.\d+)?)_(\d+(?:\.\d+)?)")
_IN_IDS = re.compile(r"\d+(?:_\d+){2,3}")


def edge_texts(name: str) -> tuple[str, str] | None:
    """Lower and upper edge of a size class as written, an open one empty; None for other texts.

    Examples
    --------
    >>> [edge_texts(name) for name in ("20_50", "tier_0_5_1", "tier_2_10_5", "ge_0.5", "lt_1", "big")]
    [('20', '50'), ('0.5', '1'), ('2', '10.5'), ('0.5', ''), ('0', '1'), None]
    """
    name = name.removeprefix(PREFIX)
    if found := _OPEN.fullmatch(name):
        edge = found[2].replace("_", ".")
        return (edge, "") if found[1] == "ge" else ("0", edge)
    if found := _BETWEEN.fullmatch(name):
        return found[1], found[2]
    return _two_edges(name.split("_")) if _IN_IDS.fullmatch(name) else None


def _two_edges(parts: Sequence[str]) -> tuple[str, str]:
    """Edges of which one or both have a point, from what ``_`` separates in an id."""
    low = ".".join(parts[: (len(parts) + 1) // 2])
    if len(parts) == 3 and (low.endswith("0") or float(low) >= float(parts[2])):
        low = parts[0]  # 2_10_5: no 2.10 to 5
    return low, ".".join(parts[low.count(".") + 1 :])


def size_edges(name: str) -> Edges | None:
    """Edges of a size class by its name in tables or in ids; None for other texts.

    Examples
    --------
    >>> size_edges("ge_10"), size_edges("tier_20_50"), size_edges("big")
    ((Fraction(10, 1), None), (Fraction(20, 1), Fraction(50, 1)), None)
    """
    texts = edge_texts(name)
    return None if texts is None else (Fraction(texts[0]), Fraction(texts[1]) if texts[1] else None)


def tier_edges(tier: str) -> Edges:
    """Edges of what is known to be a size class.

    Raises
    ------
    ValueError
        If it is none.

    Examples
    --------
    >>> [[str(edge) for edge in tier_edges(tier)] for tier in ("tier_20_50", "tier_ge_0.5", "tier_lt_1")]
    [['20', '50'], ['1/2', 'None'], ['0', '1']]
    """
    edges = size_edges(tier)
    if edges is None:
        raise ValueError(f"not a size class: {tier!r}")
    return edges


def tier_name(low: Fraction, high: Fraction | None) -> str:
    """Name of the class between two edges, as a part of an id.

    Examples
    --------
    >>> tier_name(Fraction(0), Fraction(20)), tier_name(Fraction("0.5"), None)
    ('tier_0_20', 'tier_ge_0_5')
    """
    edges = [f"{float(edge):g}" for edge in (low, high) if edge is not None]
    return tier_part(f"{PREFIX}{'ge_' if high is None else ''}{'_'.join(edges)}")


def tier_part(tier: str) -> str:
    """Size class as a part of an id, in which a dot would separate two parts."""
    return tier.replace(".", "_")


def adjoining(classes: Iterable[Edges]) -> bool:
    """Whether classes follow one another without gap or overlap, so that all above the lowest edge count.

    Examples
    --------
    >>> [adjoining(map(tier_edges, names)) for names in (["20_50", "50_100"], ["20_50", "60_100"])]
    [True, False]
    """
    in_order = sorted(classes, key=lambda edges: edges[0])
    return all(one[1] == other[0] for one, other in pairwise(in_order))


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


def tile(classes: Sequence[Edges], outer: Edges) -> bool:
    """Whether classes cover the outer one without gap or overlap."""
    at: Fraction | None = outer[0]
    for low, high in sorted(classes, key=lambda edges: edges[0]):
        if at is None or low != at:
            return False
        at = high
    return at == outer[1]


def largest_disjoint(inside: list[tuple[Edges, _T]]) -> list[list[tuple[Edges, _T]]]:
    """Sets of classes that do not overlap and to which none of the others can be added."""
    found: list[list[tuple[Edges, _T]]] = []
    inside = sorted(inside, key=lambda pair: pair[0][0])[:_MAX_CLASSES]

    def extend(chosen: list[tuple[Edges, _T]], rest: list[tuple[Edges, _T]]) -> None:
        if len(found) >= _MAX_SETS:
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
