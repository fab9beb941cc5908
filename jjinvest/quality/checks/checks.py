"""A check: a relation between published figures, evaluated and solved for each of them on intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from jjinvest.quality.checks.entries import Entry
from jjinvest.quality.checks.intervals import EVERYTHING, ZERO, Interval

AS_IS, FACTOR, INVERSE, RECIPROCAL = "as_is", "factor", "inverse", "reciprocal"
"""How a figure enters a term: itself; as growth 1 + x; as 1 / (1 + x); as 1 / x."""

_ONE = Interval(Fraction(1), Fraction(1))


@dataclass(frozen=True, slots=True)
class Term:
    """A product of figures times a number."""

    factor: Fraction
    operands: tuple[tuple[Entry, str], ...]


def transformed(interval: Interval, form: str) -> Interval:
    """Interval of a figure as it enters a term."""
    if form == AS_IS:
        return interval
    if form == RECIPROCAL:
        return interval.inverse()
    shifted = interval + _ONE
    return shifted if form == FACTOR else shifted.inverse()


def _untransformed(interval: Interval, form: str) -> Interval:
    if form == AS_IS:
        return interval
    if form in (INVERSE, RECIPROCAL):
        interval = interval.meet(Interval(Fraction(0), math.inf))
        interval = interval if interval.empty else interval.inverse()
        if form == RECIPROCAL:
            return interval
    return interval + (-_ONE)


@dataclass(eq=False, slots=True)
class Check:
    """One relation: the sum of `terms` and `constant` is zero, or at most zero.

    Attributes
    ----------
    kind
        Code of the relation: parts, share, completion, growth …
    result
        The figure that the others determine, or the greater one of an inequality.
    parts
        The other figures.
    equal
        False for a one-sided check.
    whole_base
        For growth of a count without a published base: figures level and growth; a whole base must exist.
    """

    kind: str
    result: Entry
    parts: tuple[Entry, ...]
    terms: tuple[Term, ...]
    equal: bool = True
    constant: Interval = ZERO
    whole_base: bool = False
    note: str = ""
    by_rounding: bool = field(default=True, init=False)
    holds: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        self.by_rounding = self._holds(truncation=False)
        self.holds = self.by_rounding or self._holds(truncation=True)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every figure that takes part."""
        return (self.result, *self.parts)

    @property
    def rows(self) -> tuple[int, ...]:
        """Lines of figures.csv."""
        return tuple(sorted(entry.row for entry in self.entries))

    def _holds(self, truncation: bool) -> bool:
        given = {id(e): (e.wide if truncation else e.rounded) for e in self.entries}
        return self.holds_with(given)

    def holds_with(self, given: Mapping[int, Interval]) -> bool:
        """Whether the relation can hold with each figure in the interval given for it."""
        if self.whole_base:
            level, growth = self.terms[0].operands[0][0], self.terms[0].operands[1][0]
            base = given[id(level)] * transformed(given[id(growth)], INVERSE)
            return math.floor(base.high) >= math.ceil(base.low) if base.high < math.inf else True
        total = self.constant
        for term in self.terms:
            total = total + _product(term, given, None)
        return total.low <= 0 and (not self.equal or total.high >= 0)

    def implied(self, entry: Entry, *, as_published: bool = False) -> Interval:
        """Exact values of one figure, in its base unit, that the others allow.

        With `as_published` the others are taken without rounding.
        """
        if self.whole_base:
            return EVERYTHING
        given = {id(e): e.point if as_published else e.wide for e in self.entries}
        rest, slope, form = self.constant, ZERO, AS_IS
        for term in self.terms:
            mine = [form_ for operand, form_ in term.operands if operand is entry]
            if mine:
                slope, form = _product(term, given, entry), mine[0]
            else:
                rest = rest + _product(term, given, None)
        return _untransformed(_solve(slope, rest, self.equal), form)


def _product(term: Term, given: Mapping[int, Interval], without: Entry | None) -> Interval:
    product: Interval | None = None
    unbounded = False
    for operand, form in term.operands:
        if operand is without:
            continue
        interval = given[id(operand)]
        if form is not AS_IS:
            interval = transformed(interval, form)
            unbounded = unbounded or math.isinf(interval.high)
        product = interval if product is None else product * interval
    if unbounded and product is not None and product.low == product.high == 0:
        # 0 after a fall by 100 %: any base falls to nothing, so that the two say nothing of it
        product = Interval(Fraction(0), math.inf)
    return (product or _ONE).scaled(term.factor)


def _solve(slope: Interval, rest: Interval, equal: bool) -> Interval:
    """Values x for which slope·x + rest can be zero (or at most zero)."""
    if slope.low < 0 and slope.high <= 0:
        mirrored = _solve(-slope, rest, equal)
        return -mirrored
    if slope.low < 0:
        return EVERYTHING
    if equal:
        return (-rest) * slope.inverse() if slope.high > 0 else EVERYTHING
    least = -rest.low  # slope·x <= least
    if math.isinf(least):
        return EVERYTHING
    divisor = slope.low if least > 0 else slope.high
    if divisor == 0:
        return EVERYTHING
    return Interval(-math.inf, Fraction(0) if divisor == math.inf else least / divisor)


def linear(
    kind: str,
    result: Entry,
    parts: list[tuple[int, Entry]],
    equal: bool = True,
    constant: Interval = ZERO,
    result_factor: int = 1,
) -> Check:
    """Signed sum of parts against a result: result − Σ = 0, or the negative of it at most zero."""
    terms = [Term(Fraction(-result_factor), ((result, AS_IS),))]
    terms += [Term(Fraction(sign), ((entry, AS_IS),)) for sign, entry in parts]
    return Check(kind, result, tuple(e for _, e in parts), tuple(terms), equal, constant)


def quotient(kind: str, result: Entry, numerator: Entry, denominator: Entry, form: str = AS_IS) -> Check:
    """Ratio `result` (or 1 + result) is numerator / denominator."""
    terms = (
        Term(Fraction(-1), ((result, form), (denominator, AS_IS))),
        Term(Fraction(1), ((numerator, AS_IS),)),
    )
    return Check(kind, result, (numerator, denominator), terms)
