"""Which single figure, changed alone, repairs failing checks, and what its value would then be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jjinvest.data.figure_model import SIGNED
from jjinvest.quality.checks.checks import Check
from jjinvest.quality.checks.entries import Entry
from jjinvest.quality.checks.intervals import EVERYTHING, Bound, Interval, finite, last_digit

MOST_CANDIDATES = 2000

SIGN, SWAPPED, DIGIT, POINT, UNIT = "sign", "swapped", "digit", "decimal_point", "unit"
"""Readings: sign reversed, two digits swapped, one digit wrong, decimal point misplaced, another unit."""
FLOW, MULTIPLE = "flow", "growth_for_multiple"
"""Readings: a single period instead of the total; 增长 X 倍 written as X instead of 1 + X."""


@dataclass(frozen=True)
class Reading:
    """What a figure may have been meant to be.

    Attributes
    ----------
    kind
        ``value`` for the interval that fits, otherwise the slip that leads to `value`.
    low, high
        Interval of the values that fit, in the published unit and digits; None where unbounded.
    value
        The one value of a slip, or the best single value of the interval.
    """

    kind: str
    value: Fraction | None
    low: Fraction | None = None
    high: Fraction | None = None
    decimals: int | None = None
    """Decimals to show; None: as published."""


_SHIFTS = ((POINT, 1), (POINT, -1), (POINT, 2), (POINT, -2), (UNIT, 4), (UNIT, -4))
"""Slips that multiply the number by a power of ten, its last digit included."""


@dataclass(frozen=True)
class Repair:
    """A figure whose change alone repairs the failing checks, and every reading that fits."""

    entry: Entry
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class _Span:
    """Published values, on the grid of the last digit, with which every check holds."""

    low: Bound
    high: Bound

    def holds(self, value: Fraction) -> bool:
        return bool(self.low <= value <= self.high)


class Repairs:
    """Solves checks for one figure at a time."""

    def __init__(self, checks: Iterable[Check]) -> None:
        self._of: dict[int, list[Check]] = {}
        for check in checks:
            for entry in check.entries:
                self._of.setdefault(id(entry), []).append(check)

    def checks_of(self, entry: Entry) -> list[Check]:
        """Checks in which a figure takes part."""
        return self._of.get(id(entry), [])

    def repair(self, entry: Entry, failing: Sequence[Check], ignored: Sequence[Check] = ()) -> Repair | None:
        """Return the repair by one figure, or None if no value of it makes every check of it hold.

        Parameters
        ----------
        failing
            Checks that must hold after the change; the figure must take part in each.
        ignored
            Failing checks that may go on failing.
        """
        if any(entry not in check.entries for check in failing):
            return None
        skipped = {id(check) for check in ignored}
        needed = [check for check in self.checks_of(entry) if id(check) not in skipped]
        ranged = [check for check in needed if not check.whole_base]
        whole = [check for check in needed if check.whole_base]
        implied = [check.implied(entry) for check in ranged]
        spans = _spans(entry, implied)
        if whole:
            spans = _with_whole_base(entry, spans, whole)
        if not spans:
            return None
        return Repair(entry, tuple(_readings(entry, spans, implied, failing)))


def _own_unit(entry: Entry, interval: Interval) -> Interval:
    return interval.scaled(1 / entry.scale)


def _spans(entry: Entry, implied: Sequence[Interval]) -> list[_Span]:
    spans = []
    limits = [Interval(Fraction(0), math.inf)]
    if entry.figure.statistic in SIGNED or entry.figure.value < 0:
        limits.append(Interval(-math.inf, Fraction(0)))
    current = entry.figure.value
    step = entry.form.step
    for limit in limits:
        sample = abs(current) if limit.low == 0 else -abs(current)
        if sample == 0:
            sample = step if limit.low == 0 else -step
        below, above = entry.form.margins(sample, truncation=True)
        low, high = limit.low, limit.high
        for interval in implied:
            own = _own_unit(entry, interval)
            if own.empty:
                low, high = 1, 0
                break
            low, high = max(low, own.low - above), min(high, own.high + below)
        if low > high:
            continue
        if not math.isinf(low):
            low = math.ceil(low / step) * step
        if not math.isinf(high):
            high = math.floor(high / step) * step
        if low <= high:
            spans.append(_Span(low, high))
    return spans


def _with_whole_base(entry: Entry, spans: list[_Span], checks: Sequence[Check]) -> list[_Span]:
    """Keep the published values for which a whole base exists."""
    step = entry.form.step
    kept: list[_Span] = []
    for span in spans:
        if math.isinf(span.low) or math.isinf(span.high) or (span.high - span.low) / step > MOST_CANDIDATES:
            kept.append(span)
            continue
        for number in range(int((span.high - span.low) / step) + 1):
            value = span.low + number * step
            if all(_fits(check, entry, value) for check in checks):
                kept.append(_Span(value, value))
    return kept


def _fits(check: Check, entry: Entry, value: Fraction) -> bool:
    given: Mapping[int, Interval] = {
        id(e): (entry.with_value(value) if e is entry else e.wide) for e in check.entries
    }
    return check.holds_with(given)


def _readings(
    entry: Entry, spans: Sequence[_Span], implied: Sequence[Interval], failing: Sequence[Check]
) -> list[Reading]:
    exact = EVERYTHING
    for interval in implied:
        exact = exact.meet(_own_unit(entry, interval))
    low, high = min(span.low for span in spans), max(span.high for span in spans)
    if not exact.empty:
        inner = _inner(exact, entry).meet(Interval(low, high))
        if not inner.empty:
            low, high = inner.low, inner.high
    value = _centre(entry, low, high, failing)
    readings = [Reading("value", value, finite(low), finite(high))]
    seen: set[Fraction] = set()
    for kind, candidate in _slips(entry, failing):
        # the interval shown is narrower than the spans, which allow for truncation: a slip lies within it
        shown = low <= candidate <= high
        if candidate not in seen and shown and any(span.holds(candidate) for span in spans):
            seen.add(candidate)
            readings.append(Reading(kind, candidate, candidate, candidate))
    kinds = list(dict.fromkeys(reading.kind for reading in readings))
    if value is not None:  # of several slips of a kind the one nearest to the best value is first
        readings.sort(key=lambda reading: (kinds.index(reading.kind), abs((reading.value or 0) - value)))
    for kind, power in _SHIFTS:
        factor = Fraction(10) ** power
        candidate, half = entry.figure.value * factor, entry.form.half_width * factor
        own = [_own_unit(entry, interval) for interval in implied]
        fits = all(one.low - half <= candidate <= one.high + half for one in own)
        moved = candidate != entry.figure.value  # 0 has no decimal point to misplace
        if fits and moved and candidate not in seen and not (entry.form.whole and candidate % 1):
            seen.add(candidate)
            decimals = max(0, entry.form.decimals - power)
            readings.append(Reading(kind, candidate, candidate, candidate, decimals))
    return readings


def _inner(exact: Interval, entry: Entry) -> Interval:
    """Ends of an interval in the published digits; of a count, the whole numbers inside."""
    step = entry.form.step
    if entry.form.whole:
        low = exact.low if math.isinf(exact.low) else Fraction(math.ceil(exact.low))
        high = exact.high if math.isinf(exact.high) else Fraction(math.floor(exact.high))
        return Interval(low, high)
    low, high = (end if math.isinf(end) else to_multiple(end, step) for end in (exact.low, exact.high))
    return Interval(low, high)


def interval_reading(entry: Entry, exact: Interval) -> Reading:
    """The reading by an interval, in the published digits."""
    inner = _inner(exact, entry)
    if inner.empty:
        value = to_multiple((Fraction(exact.low) + Fraction(exact.high)) / 2, entry.form.step)
        inner = Interval(value, value)
    only = Fraction(inner.low) if inner.low == inner.high else None
    return Reading("value", only, finite(inner.low), finite(inner.high))


def _centre(entry: Entry, low: Bound, high: Bound, failing: Sequence[Check]) -> Fraction | None:
    """Value that the other figures give as they stand, in the published digits, within the interval."""
    for check in failing:
        if check.equal and not check.whole_base:
            point = _own_unit(entry, check.implied(entry, as_published=True))
            if not math.isinf(point.low) and not math.isinf(point.high):
                middle = (Fraction(point.low) + Fraction(point.high)) / 2
                value = to_multiple(middle, entry.form.step)
                return Fraction(min(max(value, low), high))
    return Fraction(low) if low == high else None


def to_multiple(number: Fraction, step: Fraction) -> Fraction:
    """Round to a multiple of `step`, halves away from zero."""
    size = math.floor(abs(number) / step + Fraction(1, 2)) * step
    return size if number >= 0 else -size


def _slips(entry: Entry, failing: Sequence[Check]) -> Iterable[tuple[str, Fraction]]:
    """Values that a usual slip of the pen turns into the published one."""
    value, step = entry.figure.value, entry.form.step
    if entry.figure.statistic in SIGNED and value != 0:
        yield SIGN, -value
    if entry.figure.statistic == "multiple":
        yield MULTIPLE, value + 1
        if value > 1:
            yield MULTIPLE, value - 1
    digits = str(int(abs(value) / step)).rjust(entry.form.decimals + 1, "0")
    sign = -1 if value < 0 else 1

    def number(text: str) -> Fraction:
        return sign * int(text) * step

    for place in range(len(digits) - 1):
        if digits[place] != digits[place + 1]:
            swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
            yield SWAPPED, number(swapped)
    for place, old in enumerate(digits):
        for new in "0123456789":
            if new != old and not (place == 0 and new == "0" and len(digits) > entry.form.decimals + 1):
                yield DIGIT, number(digits[:place] + new + digits[place + 1 :])
    for check in failing:
        if check.kind == "periods" and check.result is entry:
            earlier = min(check.parts, key=lambda part: part.figure.period)
            yield (
                FLOW,
                to_multiple(
                    value + earlier.figure.value * earlier.scale / entry.scale,
                    last_digit(entry.form.decimals),
                ),
            )
