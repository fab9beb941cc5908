"""Relations of ratios: shares, completion, named rates, growth, multiples, percentage points and pace."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from jjinvest.core.codes import TO_DATE
from jjinvest.core.periods import is_event, period_months, year_before
from jjinvest.data.figure_model import Where
from jjinvest.quality.checks.checks import AS_IS, FACTOR, INVERSE, RECIPROCAL, Check, Term, linear, quotient
from jjinvest.quality.checks.entries import Entry, Index, best, is_set_apart
from jjinvest.quality.checks.intervals import Interval

NAMED_RATES: Mapping[str, tuple[str, str]] = {
    "start_rate": ("projects_started", "projects_signed"),
    "performance_rate": ("projects_performing", "projects_signed"),
    "production_rate": ("projects_completed", "projects_signed"),
}


NEWLY_SIGNED = ("cohort", "new")
"""Projects signed in the period, of which a rate of signed projects is."""


def read_of(of: str, metric: str, where: Sequence[tuple[str, str]]) -> tuple[str, Where] | None:
    """Metric and where of the whole that a share is a share of; None if it has none."""
    if not of:
        return (metric, tuple(sorted(where[:-1]))) if where else None
    if ":" in of:
        metric, of = of.split(":", 1)
    elif of != "all" and "=" not in of:
        metric, of = of, ""
    if of in ("", "all"):
        return metric, ()
    pairs = [part.partition("=") for part in of.split(";") if part.strip()]
    return metric, tuple(sorted((name.strip(), member.strip()) for name, _, member in pairs))


def ratio_relations(index: Index, rates: Mapping[str, tuple[str, str]]) -> Iterator[Check]:
    """Every ratio against the levels that it is a ratio of.

    Parameters
    ----------
    rates
        Numerator and denominator of the metrics that are rates.
    """
    ratios = _Ratios(index, rates)
    rules = {
        "share": ratios.share,
        "completion": ratios.completion,
        "growth": ratios.growth,
        "points": ratios.points,
        "multiple": ratios.multiple,
        "pace_gap": ratios.pace_gap,
        "level": ratios.rate,
    }
    for entry in index.entries:
        if (rule := rules.get(entry.figure.statistic)) is not None:
            yield from rule(entry)


def _first_that_holds(checks: Iterable[Check]) -> Iterator[Check]:
    """Return the first alternative that holds, or the first of all."""
    found = list(checks)
    yield from [check for check in found if check.holds][:1] or found[:1]


class _Ratios:
    """Rules by statistic, over one index of figures."""

    def __init__(self, index: Index, rates: Mapping[str, tuple[str, str]]) -> None:
        self.index = index
        self.rates = rates

    def _pairs(self, kind: str, entry: Entry, above: list[Entry], below: list[Entry]) -> Iterator[Check]:
        for numerator, denominator in product(above, below):
            if numerator.unit == denominator.unit or kind == "rate":
                yield quotient(kind, entry, numerator, denominator)

    def share(self, entry: Entry) -> Iterator[Check]:
        figure = entry.figure
        whole = read_of(figure.of, figure.metric, figure.where)
        if whole is None:
            return
        part = self.index.pick(entry, figure.period, figure.metric, entry.where)
        yield from self._pairs("share", entry, part, self.index.pick(entry, figure.period, *whole))
        if whole[0] == figure.metric and set(whole[1]) < set(entry.where) and entry.wide.low > 1:
            term, one = Term(Fraction(1), ((entry, AS_IS),)), Interval(Fraction(-1), Fraction(-1))
            yield Check("share_most", entry, (), (term,), equal=False, constant=one)

    def _target(self, entry: Entry) -> list[Entry]:
        figure = entry.figure
        for period in (figure.period, figure.period[:4]):
            found = self.index.pick(entry, period, figure.metric, entry.where, "target", figure.authority)
            if found:
                return found
        return []

    def completion(self, entry: Entry) -> Iterator[Check]:
        figure = entry.figure
        level = self.index.pick(entry, figure.period, figure.metric, entry.where)
        yield from self._pairs("completion", entry, level, self._target(entry))

    def _level_or_to_date(self, entry: Entry, metric: str) -> list[Entry]:
        """Number of the period, else the total to date of the same part."""
        period, where = entry.figure.period, entry.where
        found = self.index.pick(entry, period, metric, where)
        return found or self.index.pick(entry, period, f"{metric}{TO_DATE}", where)

    def rate(self, entry: Entry) -> Iterator[Check]:
        figure = entry.figure
        definition = self.rates.get(figure.metric)
        if definition is None or entry.unit != "ratio":
            return
        above, below = (self._level_or_to_date(entry, metric) for metric in definition)
        of_all = tuple(pair for pair in entry.where if pair != NEWLY_SIGNED)
        if not below and of_all != entry.where:  # what a period signed is new
            below = self.index.pick(entry, figure.period, definition[1], of_all)
        checks = self._pairs("rate", entry, above, below)
        if definition[1] != "projects_signed" or of_all != entry.where:
            yield from checks
            return
        # a rate is of the projects signed in the period, where their number is known beside that of all
        new = self.index.pick(entry, figure.period, definition[0], tuple(sorted((*of_all, NEWLY_SIGNED))))
        yield from _first_that_holds([*self._pairs("rate", entry, new, below), *checks])

    def _bases(self, entry: Entry) -> list[Entry]:
        """Levels of the same part of the year before, from the nearest source to the others."""
        found = self.index.all(year_before(entry.figure.period), entry.figure.metric, entry.where)
        usable = [e for e in found if not is_set_apart(e.figure)]
        first = best(entry, usable)
        return first + [e for e in usable if e not in first]

    def growth(self, entry: Entry) -> Iterator[Check]:
        figure = entry.figure
        levels = self.index.pick(entry, figure.period, figure.metric, entry.where)
        if is_set_apart(figure):
            return
        for level in levels:
            bases = [base for base in self._bases(entry) if base.unit == level.unit]
            yield from _first_that_holds(quotient("growth", entry, level, base, FACTOR) for base in bases)
            if (
                level.counted
                and level.form.half_width == 0
                and figure.relation == level.figure.relation == "="
            ):
                term = Term(Fraction(1), ((level, AS_IS), (entry, INVERSE)))
                yield Check("whole_base", entry, (level,), (term,), whole_base=True)

    def multiple(self, entry: Entry) -> Iterator[Check]:
        figure = entry.figure
        if is_set_apart(figure):
            return
        for level in self.index.pick(entry, figure.period, figure.metric, entry.where):
            bases = [base for base in self._bases(entry) if base.unit == level.unit]
            yield from _first_that_holds(quotient("multiple", entry, level, base) for base in bases)

    def points(self, entry: Entry) -> Iterator[Check]:
        figure = entry.figure
        families = []
        for statistic in ("level", "share", "completion", "growth"):
            now = [
                e for e in self._ratio_group(entry, figure.period, statistic) if not is_set_apart(e.figure)
            ]
            before = self._ratio_group(entry, year_before(figure.period), statistic)
            if now and before:
                families.append((now, before))
        if len(families) == 1 and not is_set_apart(figure):
            now, before = families[0]
            for rate in best(entry, now):
                yield from _first_that_holds(
                    linear("points", entry, [(1, rate), (-1, base)]) for base in best(entry, before) + before
                )

    def _ratio_group(self, entry: Entry, period: str, statistic: str) -> list[Entry]:
        found: list[Entry] = []
        for (p, metric, where, kind, authority), entries in self.index.groups().items():
            if (p, metric, where, kind) != (period, entry.figure.metric, entry.where, statistic):
                continue
            if authority not in ("", entry.figure.authority):
                continue
            of = entry.figure.of
            same = [e for e in entries if e.unit == "ratio"]
            found += [e for e in same if not of or (kind == "share" and e.figure.of == of)]
        return found

    def pace_gap(self, entry: Entry) -> Iterator[Check]:
        figure = entry.figure
        if is_event(figure.period):
            return
        first, last = period_months(figure.period)
        if first != 1:
            return
        passed = Fraction(last, 12)
        step = entry.form.step * entry.scale
        calendar = Interval(
            min(passed, math.floor(passed / step) * step), max(passed, math.ceil(passed / step) * step)
        )
        completions = self.index.pick(
            entry, figure.period, figure.metric, entry.where, "completion", figure.authority
        )
        for completion in completions:
            yield linear("pace_gap", entry, [(1, completion)], constant=-calendar)
        if completions:
            return
        levels = self.index.pick(entry, figure.period, figure.metric, entry.where)
        for level, target in product(levels, self._target(entry)):
            if level.unit == target.unit:
                terms = (
                    Term(Fraction(1), ((level, AS_IS), (target, RECIPROCAL))),
                    Term(Fraction(-1), ((entry, AS_IS),)),
                )
                yield Check("pace_gap", entry, (level, target), terms, constant=-calendar)
