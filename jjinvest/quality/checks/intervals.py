"""Intervals of published figures: by rounding, and by rounding or truncation; arithmetic on them is exact."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jjinvest.core.quantity import ABOUT_SHARE

Bound = Any
"""A Fraction, or an infinite float."""

RATIO_UNITS = ("%", "％", "百分点", "个百分点", "倍")
_OPEN_END = Fraction(1, 10**6)


def finite(end: Bound) -> Fraction | None:
    """Return an end of an interval, or None where it is open."""
    return None if math.isinf(end) else Fraction(end)


@dataclass(frozen=True, slots=True)
class Interval:
    """Closed interval; an infinite end is a float."""

    low: Bound
    high: Bound

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __mul__(self, other: Interval) -> Interval:
        if self.low >= 0 and other.low >= 0:
            return Interval(_times(self.low, other.low), _times(self.high, other.high))
        ends = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def scaled(self, factor: Fraction) -> Interval:
        """Multiply by an exact number."""
        if factor == 1:
            return self
        if factor == -1:
            return -self
        low, high = _times(self.low, factor), _times(self.high, factor)
        return Interval(low, high) if factor > 0 else Interval(high, low)

    def inverse(self) -> Interval:
        """Return 1/x; the whole line when the interval holds zero inside."""
        if self.low > 0 or self.high < 0:
            return Interval(_inverse(self.high), _inverse(self.low))
        if self.low == 0 and self.high > 0:
            return Interval(_inverse(self.high), math.inf)
        if self.high == 0 and self.low < 0:
            return Interval(-math.inf, _inverse(self.low))
        return EVERYTHING

    def meet(self, other: Interval) -> Interval:
        """Return the common part; empty when `low` exceeds `high`."""
        return Interval(max(self.low, other.low), min(self.high, other.high))

    @property
    def empty(self) -> bool:
        """Whether nothing is inside."""
        return bool(self.low > self.high)

    def holds(self, number: Bound) -> bool:
        """Whether a number is inside."""
        return bool(self.low <= number <= self.high)


EVERYTHING = Interval(-math.inf, math.inf)
ZERO = Interval(Fraction(0), Fraction(0))


def _times(a: Bound, b: Bound) -> Bound:
    if a == 0 or b == 0:
        return Fraction(0)
    return a * b


def _inverse(a: Bound) -> Bound:
    return Fraction(0) if isinstance(a, float) and math.isinf(a) else 1 / Fraction(a)


def last_digit(decimals: int) -> Fraction:
    """One unit of the last published digit."""
    return Fraction(1, 10**decimals) if decimals >= 0 else Fraction(10 ** (-decimals))


@dataclass(frozen=True, slots=True)
class Form:
    """How a number was published: what interval each value written in this form stands for.

    Attributes
    ----------
    relation
        ``=``, ``~``, ``>``, ``>=``, ``<`` or ``<=``.
    decimals
        Published decimals.
    half_width
        Half width of the interval by rounding; 0 for exact numbers.
    may_truncate
        Whether the number may have been cut off instead of rounded: percentages and multiples.
    whole
        Whether only whole numbers are possible.
    """

    relation: str
    decimals: int
    half_width: Fraction
    may_truncate: bool
    whole: bool

    @property
    def step(self) -> Fraction:
        """One unit of the last published digit."""
        return last_digit(self.decimals)

    def margins(self, value: Fraction, truncation: bool) -> tuple[Bound, Bound]:
        """Return how far below and above a published value the exact one may be."""
        half = self.half_width
        below: Bound = half
        above: Bound = half
        if truncation and self.may_truncate:
            cut = 2 * half * (1 - _OPEN_END)
            above = cut if value >= 0 else half
            below = cut if value <= 0 else half
        match self.relation:
            case "~":
                wide = max(abs(value) * ABOUT_SHARE, self.step)
                return max(wide, below), max(wide, above)
            case ">":
                return (Fraction(-1) if self.whole else Fraction(0)), math.inf
            case ">=":
                return Fraction(0), math.inf
            case "<":
                return math.inf, (Fraction(-1) if self.whole else Fraction(0))
            case "<=":
                return math.inf, Fraction(0)
            case _:
                return below, above

    def interval(self, value: Fraction, truncation: bool) -> Interval:
        """Exact values for which this value would have been published."""
        below, above = self.margins(value, truncation)
        return Interval(value - below, value + above)
