"""Joint consistency: is there one set of true amounts that satisfies every figure and every relation.

Figures that were not published, but that a share, a completion rate or a growth rate speaks of, take part as
unknowns: the base of each growth rate, the whole of a share. Every relation is then linear in levels, with
the intervals of the rates as coefficients. Counts are whole numbers. A base is tied to the figure of the year
before only within one text, because a later text may have restated it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jjinvest.core.periods import year_before
from jjinvest.data.figure_model import FigureRow, Where
from jjinvest.quality.checks.checks import AS_IS, FACTOR, Check, transformed
from jjinvest.quality.checks.entries import Entry, is_set_apart, net_metrics
from jjinvest.quality.checks.intervals import EVERYTHING, Bound, Form, Interval
from jjinvest.quality.checks.ratios import read_of
from jjinvest.quality.checks.relations import Relations

LEVELS = ("level", "target")
NODE_LIMIT = 2_000
"""Nodes of the search for amounts that satisfy every figure."""
_SLACK = 1e-9
_ANY = Interval(Fraction(0), math.inf)


_Key = tuple[str, str, Where, str, str]
"""Period, metric, where, statistic and authority."""


@dataclass(frozen=True)
class JointContradiction:
    """Figures that cannot all be right, and those whose change alone makes the rest possible."""

    entries: tuple[Entry, ...]
    accused: tuple[Entry, ...]
    implied: Mapping[int, Interval]
    """Interval of each accused level, by its row, in its own unit."""


def joint_contradiction(
    entries: Sequence[Entry],
    relations: Relations,
    excluded: Iterable[int],
) -> JointContradiction | None:
    """Return a smallest contradicting set of figures, or None if all can be right.

    Parameters
    ----------
    relations
        Relations of the district: its dimensions and named rates.
    excluded
        Rows of figures that take no part: those of findings already made.
    """
    left_out = set(excluded)
    known = [entry for entry in entries if entry.row not in left_out]
    together = [*known, *_unknowns(known)]
    checks = Relations(together, relations.dimensions, relations.rates, relations.listed).discover()
    programme = _Programme(together, [check for check in checks if check.holds and _is_linear(check)])
    if programme.feasible(frozenset()):
        return None
    return programme.smallest()


def _unknowns(entries: Sequence[Entry]) -> list[Entry]:
    """Figures that the rates among the entries speak of and that nobody published."""
    figures = _Figures(entries)
    rates = [entry for entry in entries if not is_set_apart(entry.figure)]
    for entry in (*rates, *rates):  # a second time, since a figure created may be the whole of another
        if entry.figure.statistic in ("growth", "multiple"):
            figures.add_base_of_growth(entry)
        else:
            figures.add_counterpart(entry)
    return list(figures.created.values())


class _Figures:
    """Published figures by what they measure, and those created beside them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.created: dict[_Key, Entry] = {}
        self._at: dict[_Key, list[Entry]] = {}
        for entry in entries:
            figure = entry.figure
            key = (figure.period, figure.metric, entry.where, figure.statistic, figure.authority)
            self._at.setdefault(key, []).append(entry)

    def known(self, key: _Key) -> list[Entry]:
        """Published figures of a key, else the one that was created."""
        return self._at.get(key, []) or ([self.created[key]] if key in self.created else [])

    def add_base_of_growth(self, entry: Entry) -> None:
        """Create the figure of the year before of a growth rate, unless the same text has it."""
        figure = entry.figure
        own = self.known(_level(entry))
        base = (year_before(figure.period), figure.metric, entry.where, "level", "")
        if own and all(each.figure.source != figure.source for each in self._at.get(base, [])):
            self._create(base, own[0], entry)

    def add_counterpart(self, entry: Entry) -> None:
        """Create the numerator or the denominator of a rate where only the other one is known."""
        own, other = _level(entry), _denominator(entry, self.known)
        for key, twin in () if other is None else ((own, other), (other, own)):
            if not self.known(key) and self.known(twin) and key[1] == twin[1]:
                self._create(key, self.known(twin)[0], entry)

    def _create(self, key: _Key, like: Entry, beside: Entry) -> None:
        if key in self.created or not like.additive:
            return
        period, metric, where, statistic, authority = key
        unknown = FigureRow(
            row=-1 - len(self.created),
            source=beside.figure.source,
            period=period,
            metric=metric,
            where=where,
            statistic=statistic,
            of="",
            authority=authority,
            relation="=",
            value=Fraction(0),
            decimals=0,
            digits="",
            unit=like.figure.unit,
            half_width=None,
            version="",
            quote="",
            note="",
            available_from=beside.figure.available_from,
        )
        form = Form("=", 0, Fraction(0), False, like.counted)
        self.created[key] = Entry(
            unknown, form, like.unit, like.scale, where, _ANY, _ANY, additive=True, counted=like.counted
        )


def _level(entry: Entry) -> _Key:
    """Key of the level of what an entry measures."""
    return entry.figure.period, entry.figure.metric, entry.where, "level", ""


def _denominator(entry: Entry, published: Callable[[_Key], list[Entry]]) -> _Key | None:
    """What a share or a completion is of; None for any other figure."""
    figure = entry.figure
    if figure.statistic == "share":
        whole = read_of(figure.of, figure.metric, figure.where)
        return None if whole is None else (figure.period, *whole, "level", "")
    if figure.statistic == "completion":
        same = (figure.period, figure.metric, entry.where, "target", figure.authority)
        return same if published(same) else (figure.period[:4], *same[1:])
    return None


def _is_linear(check: Check) -> bool:
    if check.whole_base:
        return False
    for term in check.terms:
        levels = [entry for entry, _ in term.operands if entry.figure.statistic in LEVELS and entry.additive]
        if len(levels) != 1 or len(term.operands) > 2:
            return False
        if any(form not in (AS_IS, FACTOR) for _, form in term.operands):
            return False
        if any(form != AS_IS for entry, form in term.operands if entry is levels[0]):
            return False
    return True


@dataclass(frozen=True)
class _Row:
    """Coefficients by variable, and the interval of their sum; `entries` are the figures behind it."""

    coefficients: tuple[tuple[int, float], ...]
    low: float
    high: float
    entries: frozenset[int]


class _Programme:
    """A mixed-integer programme over the levels; figures can be left out one by one."""

    def __init__(self, entries: Sequence[Entry], checks: Sequence[Check]) -> None:
        taking_part = {id(entry): entry for check in checks for entry in check.entries}
        self.entries = [entry for entry in entries if id(entry) in taking_part]
        self.levels = [e for e in self.entries if e.figure.statistic in LEVELS and e.additive]
        self.variable = {id(entry): place for place, entry in enumerate(self.levels)}
        widths: dict[str, list[Fraction]] = {}
        for entry in self.levels:
            step = entry.form.step * entry.scale if entry.row > 0 else entry.scale
            widths.setdefault(entry.unit, []).append(Fraction(1) if entry.counted else step)
        self.unit_step = {unit: min(steps) for unit, steps in widths.items()}
        net = net_metrics(entries)
        self.free = [EVERYTHING if entry.figure.metric in net else _ANY for entry in self.levels]
        self.rows = [row for check in checks for row in self._rows(check)]

    def _rows(self, check: Check) -> Iterable[_Row]:
        lower: list[tuple[int, Fraction]] = []
        upper: list[tuple[int, Fraction]] = []
        rates = set()
        for term in check.terms:
            coefficient = Interval(term.factor, term.factor)
            for entry, form in term.operands:
                if id(entry) in self.variable:
                    place, step = self.variable[id(entry)], self.unit_step[entry.unit]
                else:
                    rates.add(id(entry))
                    coefficient = coefficient * transformed(entry.wide, form)
            if coefficient.low != coefficient.high and self.free[place].low < 0:
                return  # the ends of a product change places below zero
            lower.append((place, coefficient.low * step))
            upper.append((place, coefficient.high * step))
        size = max((abs(float(c)) for _, c in (*lower, *upper) if math.isfinite(c)), default=1.0) or 1.0
        constant = check.constant
        if all(math.isfinite(c) for _, c in lower):  # the least sum is at most zero
            yield _row(lower, -math.inf, -float(constant.low), size, rates)
        if check.equal and all(math.isfinite(c) for _, c in upper):
            yield _row(upper, -float(constant.high), math.inf, size, rates)

    def feasible(self, without: frozenset[int]) -> bool:
        """Whether all figures except some can be right together."""
        return self._solve(without, None) is not None

    def _solve(self, without: frozenset[int], aim: tuple[int, int] | None) -> Any:
        """Solve for any point, or for the least of a variable times a sign; None if there is none."""
        import numpy as np

        from jjinvest.quality.bounds.highs import Rows, SolverError, solve

        low, high = [], []
        for entry, anything in zip(self.levels, self.free, strict=True):
            step = self.unit_step[entry.unit]
            free = id(entry) in without or entry.row < 0
            interval = anything if free else entry.wide
            ends = [_divided(max(interval.low, anything.low), step), _divided(interval.high, step)]
            slack = 0.0 if entry.counted or free else _SLACK * max(1.0, abs(ends[0]))
            low.append(max(_divided(anything.low, step), ends[0] - slack))
            high.append(ends[1] + slack)
        if any(a > b for a, b in zip(low, high, strict=True)):
            return None
        rows = [row for row in self.rows if not row.entries & without]
        count = len(self.levels)
        if not rows:
            return np.array(low)
        forms = Rows.of(
            [dict(row.coefficients) for row in rows], [row.low for row in rows], [row.high for row in rows]
        )
        sizes = np.minimum(np.abs(high), np.maximum(np.abs(low), 1e6))
        slack_of_rows = _SLACK * forms.absolute(np.where(np.isfinite(sizes), sizes, 1e6))
        objective = np.zeros(count)
        if aim is not None:
            objective[aim[0]] = aim[1]
        try:
            found = solve(
                objective,
                [forms.between(forms.lower - slack_of_rows, forms.upper + slack_of_rows)],
                np.array(low),
                np.array(high),
                np.array([entry.counted for entry in self.levels]),
                node_limit=NODE_LIMIT,
            )
        except SolverError:  # no figure limits the level, or the solver ended undecided
            return np.array(low) if aim is None else np.full(count, -aim[1] * math.inf)
        if found is None or found.proven:
            return None if found is None else found.variables
        # a search that reached its limit proves nothing
        return np.array(low) if aim is None else np.full(count, -aim[1] * math.inf)

    def smallest(self) -> JointContradiction | None:
        """Leave out figures while the others still contradict each other; find whose change repairs all."""
        published = [entry for entry in self.entries if entry.row > 0]
        left_out: frozenset[int] = frozenset()
        kept: list[Entry] = []
        for entry in published:
            if self.feasible(left_out | {id(entry)}):
                kept.append(entry)
            else:
                left_out |= {id(entry)}
        if not kept:
            return None
        accused = [entry for entry in kept if self.feasible(frozenset((id(entry),)))]
        implied = {e.row: self._implied(e) for e in accused if id(e) in self.variable}
        return JointContradiction(tuple(kept), tuple(accused), implied)

    def _implied(self, entry: Entry) -> Interval:
        """Interval of a level that the other figures allow, in its own unit."""
        place, step = self.variable[id(entry)], self.unit_step[entry.unit]
        ends: list[Bound] = []
        for sign in (1, -1):
            point = self._solve(frozenset((id(entry),)), (place, sign))
            end = float(point[place]) if point is not None else -sign * math.inf
            ends.append(
                Fraction(end).limit_denominator(10**9) * step / entry.scale if math.isfinite(end) else end
            )
        return Interval(max(ends[0], self.free[place].low), ends[1])


def _row(
    terms: Sequence[tuple[int, Fraction]], low: float, high: float, size: float, rates: set[int]
) -> _Row:
    coefficients: dict[int, float] = {}
    for place, coefficient in terms:
        coefficients[place] = coefficients.get(place, 0.0) + float(coefficient) / size
    return _Row(tuple(coefficients.items()), low / size, high / size, frozenset(rates))


def _divided(number: Bound, step: Fraction) -> float:
    return float(number) if isinstance(number, float) else float(number / step)
