"""Rounding of numbers that the text has in a coarser unit than the row: 1.32万亿元 is 13200亿元 ± 50."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from jjinvest.data.bulletins.clauses.reading import Candidate, Reading
from jjinvest.data.bulletins.quantities.numbers import Number

_EXACT = ("target", "rank")
"""Statistics that are not rounded, whatever their digits."""


def state_rounding(rows: Iterable[Candidate], numbers: Sequence[Number]) -> None:
    """Fill the half width of readings whose digits claim more than the text says, in place."""
    for candidate in rows:
        coarse = [numbers[index] for index in candidate.numbers if numbers[index].half_width]
        for number in coarse:
            candidate.readings = [_rounded(reading, number) for reading in candidate.readings]


def _rounded(reading: Reading, number: Number) -> Reading:
    same = number.form == "plain" and abs(Decimal(reading.value)) == number.value
    if not same or reading.unit != number.unit or reading.relation not in ("=", "~"):
        return reading
    return reading if reading.statistic in _EXACT else replace(reading, half_width=number.half_width)
