"""Parts that add up to a total of one scope are of it: 市外项目58个……制造业36个、服务业17个、农业5个."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from jjinvest.core.units import unit_scale
from jjinvest.data.bulletins.clauses.reading import HIGH, Candidate, Pairs, Reading

NEAR = 28
"""How many rows before the first part its total is looked for."""
HOLDS = "算式成立 the arithmetic holds"
_SCOPES = ("origin", "cohort")
"""Dimensions of the scopes that a text counts throughout before it divides what it has counted."""


def settle_scopes(rows: Sequence[Candidate]) -> None:
    """Give the parts whose sum is the last total of one scope that scope; rows are changed in place.

    Nothing is decided where a total without a scope has the same value, or has none of the two.
    """
    for start, parts in _lists(rows):
        total = _last_total(rows, start, parts[0].reading)
        if total is None:
            continue
        scope = total.where
        plain = _total_without_scope(rows, total)
        if not _add_up(parts, total) or (plain is not None and _add_up(parts, plain)):
            continue
        for part in parts:
            scoped = replace(part.reading, where=(*scope, *_own(part.reading)))
            part.readings = [scoped, *(each for each in part.readings if each != scoped)]
            part.confidence, part.settled, part.note = HIGH, HOLDS, ""


def _own(reading: Reading) -> Pairs:
    """The part without its scope."""
    return tuple(pair for pair in reading.where if pair[0] not in _SCOPES)


def _lists(rows: Sequence[Candidate]) -> Iterator[tuple[int, list[Candidate]]]:
    """Lists of at least two parts of one measure that differ in one dimension, and where they begin."""
    found: dict[tuple[str, ...], list[tuple[int, Candidate]]] = {}
    for order, row in enumerate(rows):
        reading = row.reading
        own = _own(reading)
        if reading.statistic != "level" or reading.relation != "=" or len(own) != 1:
            continue
        key = reading.period, reading.metric, reading.unit, own[0][0]
        found.setdefault(key, []).append((order, row))
    for members in found.values():
        cuts = [0]
        for place, ((one, _), (other, _)) in enumerate(pairwise(members), start=1):
            if other - one > 3:
                cuts.append(place)
        for first, last in zip(cuts, [*cuts[1:], len(members)], strict=True):
            parts = members[first:last]
            if len({_own(row.reading) for _, row in parts}) == len(parts) > 1:
                yield parts[0][0], [row for _, row in parts]


def _last_total(rows: Sequence[Candidate], start: int, part: Reading) -> Reading | None:
    """The last total of a measure before its parts, if it is of one scope."""
    for row in reversed(rows[max(0, start - NEAR) : start]):
        reading = row.reading
        if _measures_the_same(reading, part) and not _own(reading):
            return reading if reading.where else None
    return None


def _total_without_scope(rows: Sequence[Candidate], total: Reading) -> Reading | None:
    return next(
        (row.reading for row in rows if _measures_the_same(row.reading, total) and not row.reading.where),
        None,
    )


def _measures_the_same(reading: Reading, other: Reading) -> bool:
    same = (reading.period, reading.metric, reading.statistic) == (other.period, other.metric, "level")
    return same and unit_scale(reading.unit)[0] == unit_scale(other.unit)[0]


def _add_up(parts: Sequence[Candidate], total: Reading) -> bool:
    """Whether parts add up to a total, each within half of its last digit."""
    values = [_value(part.reading) for part in parts]
    whole, width = _value(total)
    rounding = width + sum((each for _, each in values), Fraction(0))
    return abs(sum((value for value, _ in values), -whole)) <= rounding / 2


def _value(reading: Reading) -> tuple[Fraction, Fraction]:
    """Value and width of the last digit in the base unit; a count is exact."""
    scale = unit_scale(reading.unit)[1]
    decimals = len(reading.value.partition(".")[2])
    width = Fraction(1, 10**decimals) * scale
    return Fraction(reading.value) * scale, Fraction(0) if scale == 1 and not decimals else width
