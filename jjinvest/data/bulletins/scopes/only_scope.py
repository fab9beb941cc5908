"""A measure that a text counts for one scope only: after 省外资金到位75亿元 the parts are of 省外资金 too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from jjinvest.core.origins import ORIGIN
from jjinvest.data.bulletins.clauses.reading import HIGH, MEDIUM, Candidate, Reading
from jjinvest.data.bulletins.rules import RULES

_OUTSIDE = ("out_of_province", "out_of_city", "out_of_district", "in_city")
_INSIDE = {
    "domestic": (*_OUTSIDE, "in_province", "in_province_out_of_city", "in_province_out_of_district"),
    "out_of_district": ("out_of_province", "out_of_city", "in_city", "in_province_out_of_district"),
    "out_of_city": ("out_of_province", "in_province_out_of_city"),
}
"""Origin -> origins that lie within it."""


def read_in_scope(rows: Sequence[Candidate]) -> None:
    """Offer for a figure without an origin the one origin for which its measure is totalled before it.

    That reading comes first where the text has no total of the measure without an origin; arithmetic confirms
    it, or the row is left open.
    """
    totals: dict[str, list[Reading]] = {}
    for row in rows:
        reading = row.reading
        if _is_total(reading):
            totals.setdefault(reading.metric, []).append(reading)
    scopes = {metric: scope for metric, found in totals.items() if (scope := _only_scope(found)) is not None}
    seen: set[str] = set()
    for row in rows:
        reading = row.reading
        scope = scopes.get(reading.metric)
        if scope is None:
            continue
        if scope in reading.where:
            seen.add(reading.metric)
        elif reading.metric in seen and not any(name == ORIGIN for name, _ in reading.where):
            _offer(row, scope)


def read_in_sector(rows: Sequence[Candidate], sector: tuple[str, str] | None) -> None:
    """Read what names no sector as of the one that the title of the bulletin names, 全区工业招商情况.

    A measure that the text counts both with and without a sector stays open.
    """
    if sector is None:
        return
    named = {(row.reading.metric, row.reading.period) for row in rows if sector in row.reading.where}
    for row in rows:
        reading = row.reading
        if (
            RULES.kind(reading.unit) not in ("money", "count", "ratio", "points", "times")
            or reading.metric == "rank"
        ):
            continue
        if any(name in ("sector", "industry") for name, _ in reading.where):
            continue
        scoped = replace(reading, where=(sector, *reading.where))
        beside = (reading.metric, reading.period) in named and not reading.where
        row.readings = [scoped, *row.readings] if beside else [scoped, *row.readings[1:]]
        if beside and row.confidence == HIGH:
            row.confidence = MEDIUM


def _is_total(reading: Reading) -> bool:
    """Whether a reading is an amount of the whole, or of one origin."""
    is_level = reading.statistic == "level" and RULES.kind(reading.unit) == "money"
    return is_level and all(name == ORIGIN for name, _ in reading.where)


def _only_scope(totals: Sequence[Reading]) -> tuple[str, str] | None:
    """The origin of the first total of a measure; None where one is of the whole, or of one outside it."""
    scoped = [reading for reading in totals if reading.where]
    if not scoped:
        return None
    whole = scoped[0]
    plain = any(not reading.where and _may_hold(reading, scoped) for reading in totals)
    others = [reading for reading in scoped if reading.where != whole.where]
    inside = all(_is_within(reading, whole) for reading in others)
    return None if plain or not inside else whole.where[0]


def _may_hold(plain: Reading, scoped: Sequence[Reading]) -> bool:
    """Whether an amount without an origin may be the whole of those with one: it is greater than they are.

    到位市外资金320.6亿元, and 全市到位资金320.6亿元 in a table: the table leaves the origin out.
    """
    same = [reading for reading in scoped if reading.period == plain.period]
    return any(reading.unit != plain.unit for reading in same) or (
        bool(same) and Decimal(plain.value) > max(Decimal(reading.value) for reading in same)
    )


def _is_within(reading: Reading, whole: Reading) -> bool:
    """Whether a total is of an origin inside another, and no greater: 市外 with 省外 in it."""
    narrow, wide = reading.where[0][1], whole.where[0][1]
    if narrow not in _INSIDE.get(wide, ()):
        return False
    same = (reading.period, reading.unit) == (whole.period, whole.unit)
    return not same or Decimal(reading.value) <= Decimal(whole.value)


def _offer(row: Candidate, scope: tuple[str, str]) -> None:
    reading = row.reading
    of = f"{scope[0]}={scope[1]}" if reading.of == "all" else reading.of
    row.readings = [replace(reading, where=(scope, *reading.where), of=of), *row.readings]
    if row.confidence == HIGH:
        row.confidence = MEDIUM
