"""Points for a number with bounds: by its share of what is wanted, by each unit, by its place among others.

A missing end is not 0: the points then have the bounds that any number would give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jjinvest.core.facts import Fact
from jjinvest.core.rounding import exact

LOWEST_SHARE = Fraction(60, 100)
"""Share of the weight that the lowest earns where an indicator is compared between units (60–100 分制)."""


@dataclass(frozen=True)
class Interval:
    """A number with its bounds; `value` is None where only bounds are known, a bound None where open."""

    value: Fraction | None
    low: Fraction | None
    high: Fraction | None

    @classmethod
    def of(cls, fact: Fact) -> Interval:
        """Return the number of a fact; one without bounds is exact."""
        value = None if fact.value is None or fact.relation not in ("=", "~") else exact(fact.value)
        ends = [None if end is None else exact(end) for end in (fact.low, fact.high)]
        if value is not None and ends == [None, None]:
            return cls(value, value, value)
        return cls(value, *ends)

    def over(self, other: Interval) -> Interval | None:
        """Divide by a positive number; None where that is not known to be positive."""
        known = [end for end in (other.value, other.low) if end is not None]
        if not known or min(known) <= 0:
            return None
        return Interval(
            _divide(self.value, other.value), _divide(self.low, other.high), _divide(self.high, other.low)
        )

    def points(self, weight: Fraction, cap: Fraction) -> Interval:
        """Return weight × min(cap, number), from nothing on; an open end is nothing, or the cap."""
        value, low, high = (
            None if end is None else weight * min(cap, max(end, Fraction(0)))
            for end in (self.value, self.low, self.high)
        )
        return Interval(value, Fraction(0) if low is None else low, weight * cap if high is None else high)


def per_unit(number: Interval, each: Fraction, most: Fraction) -> Interval:
    """Return points for each of a number, a deduction where `each` is below 0; `most` at most either way."""

    def points(count: Fraction | None) -> Fraction | None:
        return None if count is None else max(-most, min(most, count * each))

    ends = points(number.low), points(number.high)
    return Interval(points(number.value), *(ends if each > 0 else ends[::-1]))


def between(number: Interval, others: Sequence[Interval], weight: Fraction) -> Interval:
    """Return points by the place between the lowest and the highest; the bounds are exact.

    The place rises with the number and falls with every other one, so the lowest points are those of the
    number's lower end among the others' upper ends.
    """

    def points(own: Fraction | None, rest: Sequence[Fraction | None]) -> Fraction | None:
        known = [each for each in rest if each is not None]
        if own is None or len(known) < len(rest):
            return None
        numbers = [own, *known]
        low, high = min(numbers), max(numbers)
        place = Fraction(1) if high == low else (own - low) / (high - low)
        return weight * (LOWEST_SHARE + (1 - LOWEST_SHARE) * place)

    low = points(number.low, [other.high for other in others])
    high = points(number.high, [other.low for other in others])
    known = [other.value for other in others if other.value is not None]
    return Interval(
        points(number.value, known) if known else None,
        weight * LOWEST_SHARE if low is None else low,
        weight if high is None else high,
    )


def _divide(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None or b <= 0 else a / b
