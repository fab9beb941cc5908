"""Relations that follow from what published figures measure: parts, shares, rates, growth, periods, sizes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from jjinvest.core.periods import is_cumulative, is_event, period_months
from jjinvest.core.quantity import YI
from jjinvest.quality.checks.checks import AS_IS, FACTOR, INVERSE, RECIPROCAL, Check, Term, linear, quotient
from jjinvest.quality.checks.entries import Entry, Index, LevelKey, Where, best
from jjinvest.quality.checks.intervals import Interval

DISJOINT = {
    "cohort": frozenset(("new", "carried_over")),
    "sector": frozenset(("primary", "secondary", "tertiary")),
}
"""Members that never overlap, whether a table of dimensions says so or not."""
STOCKS = ("performing", "negotiation", "not_started", "under_construction", "in_reserve", "stock")
"""Words in the name of a metric that is counted at a moment: it may fall within a year."""
AMOUNT_PER_PROJECT = ("agreed_amount", "contract_amount")
"""Amounts of projects whose size class bounds them; funds may stay below the size of a project."""
SIGNED_PROJECTS = "projects_signed"
NAMED_RATES: Mapping[str, tuple[str, str]] = {
    "start_rate": ("projects_started", "projects_signed"),
    "performance_rate": ("projects_performing", "projects_signed"),
    "production_rate": ("projects_completed", "projects_signed"),
}
_SIZE_FROM = re.compile(r"ge_(\d+(?:\.\d+)?)")
_SIZE_BELOW = re.compile(r"lt_(\d+(?:\.\d+)?)")
_SIZE_BAND = re.compile(r"(\d+(?:\.\d+)?)_(\d+(?:\.\d+)?)")


def size_edges(member: str) -> tuple[Fraction, Fraction | None] | None:
    """Lower and upper edge of a size class in 亿元; None for other texts, an upper None for no edge."""
    if found := _SIZE_FROM.fullmatch(member):
        return Fraction(found[1]), None
    if found := _SIZE_BELOW.fullmatch(member):
        return Fraction(0), Fraction(found[1])
    if found := _SIZE_BAND.fullmatch(member):
        return Fraction(found[1]), Fraction(found[2])
    return None


def year_before(period: str) -> str:
    """Return the same part of the year before."""
    before = str(int(period[:4]) - 1)
    return before + period[4:].replace(period[:4], before)


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


class Relations:
    """Every relation between the figures of a district."""

    def __init__(
        self,
        entries: Iterable[Entry],
        dimensions: Mapping[str, bool],
        rates: Mapping[str, tuple[str, str]],
    ) -> None:
        self.index = Index(entries)
        self.dimensions = dimensions
        self.rates = rates
        self.checks: list[Check] = []
        self._seen: set[tuple[object, ...]] = set()
        self.levels: dict[LevelKey, list[Entry]] = {}
        self.splits: dict[tuple[str, str, Where, str], dict[str, list[Entry]]] = {}
        """(period, metric, remaining where, dimension) -> member -> levels."""
        self._members: dict[str, list[set[str]]] = {}
        for (period, metric, where, statistic, _), found in self.index.groups().items():
            for position, (dimension, member) in enumerate(where):
                rest = where[:position] + where[position + 1 :]
                if statistic == "level" and found[0].additive:
                    self.splits.setdefault((period, metric, rest, dimension), {})[member] = found
            if statistic == "level" and found[0].additive:
                self.levels[period, metric, where] = found
        for (_, _, _, dimension), members in self.splits.items():
            self._note_members(dimension, set(members))

    def _note_members(self, dimension: str, members: set[str]) -> None:
        if len(members) < 2:
            return
        groups = self._members.setdefault(dimension, [])
        for group in [group for group in groups if group & members]:
            members |= group
            groups.remove(group)
        groups.append(members)

    def discover(self) -> list[Check]:
        """Find and evaluate every relation."""
        self._repeated()
        self._parts()
        self._sizes()
        self._periods()
        for entry in self.index.entries:
            rule = {
                "share": self._share,
                "completion": self._completion,
                "growth": self._growth,
                "points": self._points,
                "multiple": self._multiple,
                "pace_gap": self._pace_gap,
                "level": self._rate,
            }.get(entry.figure.statistic)
            if rule is not None:
                rule(entry)
        self._growth_of_parts()
        self._share_sums()
        return self.checks

    # -- adding -------------------------------------------------------------------------------------------

    def _add(self, check: Check) -> Check | None:
        units = {
            entry.unit for term in check.terms for entry, form in term.operands if len(term.operands) == 1
        }
        if len(units - {"ratio"}) > 1:
            return None
        key = (check.kind, check.equal, check.result.row, tuple(sorted(e.row for e in check.parts)))
        if key in self._seen or len(set(check.rows)) < len(check.rows):
            return None
        self._seen.add(key)
        self.checks.append(check)
        return check

    def _add_first(self, checks: Iterable[Check]) -> None:
        """Add the first alternative that holds, or the first of all."""
        found = list(checks)
        chosen = next((check for check in found if check.holds), found[0] if found else None)
        if chosen is not None:
            self._add(chosen)

    # -- the same figure twice ----------------------------------------------------------------------------

    def _repeated(self) -> None:
        for found in self.index.groups().values():
            if len(found) < 2:
                continue
            for position, first in enumerate(found):
                for other in found[position + 1 :]:
                    a, b = first.figure, other.figure
                    if a.of != b.of or ("like_for_like" in (a.version, b.version) and a.version != b.version):
                        continue
                    self._add(linear("repeated", other, [(1, first)]))

    # -- parts and whole ----------------------------------------------------------------------------------

    def _is_disjoint(self, dimension: str, members: Iterable[str]) -> bool:
        names = set(members)
        if dimension == "size":
            return _bands_disjoint(names)
        return dimension in self.dimensions or names <= DISJOINT.get(dimension, frozenset())

    def is_complete(self, dimension: str, members: Iterable[str]) -> bool:
        """Whether members make up the whole: the dimension is complete and every known member is there."""
        names = set(members)
        if not self.dimensions.get(dimension, False) or len(names) < 2:
            return False
        if dimension == "size":
            return _bands_tile(names)
        known = [group for group in self._members.get(dimension, []) if group & names]
        return all(group <= names for group in known) and self._is_disjoint(dimension, names)

    def _parts(self) -> None:
        missing_whole: dict[LevelKey, list[list[Entry]]] = {}
        for (period, metric, rest, dimension), members in self.splits.items():
            if dimension == "size":
                continue
            complete = self.is_complete(dimension, members)
            wholes = self.levels.get((period, metric, rest), [])
            for whole in wholes:
                if whole.figure.version == "like_for_like":
                    continue
                parts = {name: best(whole, found) for name, found in members.items()}
                parts = {name: found for name, found in parts.items() if found}
                chosen = [found[0] for found in parts.values()]
                together = len(chosen) > 1 and self._is_disjoint(dimension, parts)
                if complete and len(parts) == len(members):
                    for combination in _choices(list(parts.values())):
                        self._add(linear("parts", whole, [(1, part) for part in combination]))
                elif together:
                    self._add(linear("parts_within", whole, [(1, part) for part in chosen], equal=False))
                if not (complete or together):
                    for part in (entry for found in parts.values() for entry in found):
                        self._add(linear("part_within", whole, [(1, part)], equal=False))
            if not wholes and complete:
                missing_whole.setdefault((period, metric, rest), []).append(
                    [found[0] for found in members.values()]
                )
        for splits in missing_whole.values():
            for other in splits[1:]:
                first = splits[0]
                terms = [(1, part) for part in first[1:]] + [(-1, part) for part in other]
                self._add(linear("two_splits", first[0], terms, result_factor=-1))

    # -- sizes --------------------------------------------------------------------------------------------

    def _sizes(self) -> None:
        for (period, metric, rest, dimension), members in self.splits.items():
            if dimension != "size":
                continue
            wholes = self.levels.get((period, metric, rest), [])
            classes = [
                (edges, found[0])
                for name, found in members.items()
                if (edges := size_edges(name)) is not None
            ]
            around = [(edges, entry) for edges, entry in classes]
            around += [((Fraction(0), None), whole) for whole in wholes[:1]]
            for edges, outer in around:
                inside = [(e, x) for e, x in classes if x is not outer and e != edges and _within(e, edges)]
                if not inside:
                    continue
                for found in _largest_disjoint(inside):
                    equal = _tile([e for e, _ in found], edges) and len(found) > 1
                    parts = [(1, entry) for _, entry in found]
                    kind = "sizes" if equal else "sizes_nest"
                    self._add(linear(kind, outer, parts, equal=equal))
            if metric in AMOUNT_PER_PROJECT:
                self._counts_bound(period, metric, rest, around)

    def _counts_bound(
        self,
        period: str,
        metric: str,
        rest: Where,
        amounts: Sequence[tuple[tuple[Fraction, Fraction | None], Entry]],
    ) -> None:
        counts = {}
        for edges, amount in amounts:
            found = self.index.pick(amount, period, SIGNED_PROJECTS, amount.where)
            if found and amount.unit == "元":
                counts[edges] = (amount, found[0])
        for (low, high), (amount, count) in counts.items():
            if low > 0:
                self._bounded(amount, count, low, lower=True)
            if high is not None:
                self._bounded(amount, count, high, lower=False)
        for outer, (amount, count) in counts.items():
            for inner, (amount_in, count_in) in counts.items():
                if inner == outer or not _within(inner, outer):
                    continue
                # what is in the outer class alone lies between the edges that remain for it
                if inner[1] == outer[1] and inner[0] > outer[0]:
                    self._bounded_rest(amount, count, amount_in, count_in, inner[0], lower=False)
                    if outer[0] > 0:
                        self._bounded_rest(amount, count, amount_in, count_in, outer[0], lower=True)

    def _bounded(self, amount: Entry, count: Entry, edge: Fraction, *, lower: bool) -> None:
        sign = 1 if lower else -1
        terms = (
            Term(Fraction(-sign), ((amount, AS_IS),)),
            Term(sign * edge * YI, ((count, AS_IS),)),
        )
        kind = "size_least" if lower else "size_most"
        self._add_bound(Check(kind, amount, (count,), terms, equal=False))

    def _bounded_rest(
        self, amount: Entry, count: Entry, amount_in: Entry, count_in: Entry, edge: Fraction, *, lower: bool
    ) -> None:
        sign = 1 if lower else -1
        terms = (
            Term(Fraction(-sign), ((amount, AS_IS),)),
            Term(Fraction(sign), ((amount_in, AS_IS),)),
            Term(sign * edge * YI, ((count, AS_IS),)),
            Term(-sign * edge * YI, ((count_in, AS_IS),)),
        )
        kind = "size_rest_least" if lower else "size_rest_most"
        self._add_bound(Check(kind, amount, (amount_in, count, count_in), terms, equal=False))

    def _add_bound(self, check: Check) -> None:
        self.checks.append(check)

    # -- periods ------------------------------------------------------------------------------------------

    def _periods(self) -> None:
        by_measure: dict[tuple[str, Where], list[str]] = {}
        for period, metric, where in self.levels:
            if not any(word in metric for word in STOCKS):
                by_measure.setdefault((metric, where), []).append(period)
        for (metric, where), periods in by_measure.items():
            if len(periods) < 2:
                continue
            spans = {
                period: (period[:4], *period_months(period)) for period in periods if not is_event(period)
            }
            for whole, span in spans.items():
                inside = {p: s for p, s in spans.items() if p != whole and s[0] == span[0] and _in(s, span)}
                exact = list(_tilings(inside, span))
                covered = {period for tiling in exact for period in tiling}
                for result in self.levels[whole, metric, where]:
                    if result.figure.version == "like_for_like":
                        continue
                    for tiling in exact:
                        picks = [self.index.pick(result, period, metric, where) for period in tiling]
                        if all(picks):
                            self._add(linear("periods", result, [(1, found[0]) for found in picks]))
                    for period in inside:
                        if period not in covered:
                            kind = "running_total" if is_cumulative(period) else "period_within"
                            for found in self.index.pick(result, period, metric, where):
                                self._add(linear(kind, result, [(1, found)], equal=False))
                    for apart in _apart_periods(inside):
                        if apart not in exact:
                            self._within_period("periods_within", result, apart)
                    events = [
                        event
                        for event in filter(is_event, periods)
                        if event[:4] == span[0] and span[1] <= int(event[5:7]) <= span[2]
                    ]
                    for event in events:
                        self._within_period("event_within", result, (event,))
                    exactly = [e for e in events if self._is_stated(result, e)]
                    if len(exactly) > 1:
                        self._within_period("events_within", result, tuple(exactly))

    def _within_period(self, kind: str, result: Entry, periods: Sequence[str]) -> None:
        picks = [self.index.pick(result, period, result.figure.metric, result.where) for period in periods]
        if all(picks):
            self._add(linear(kind, result, [(1, found[0]) for found in picks], equal=False))

    def _is_stated(self, result: Entry, event: str) -> bool:
        """Whether an event's figure is a number, not a bound, which may stand for all until that day."""
        found = self.index.pick(result, event, result.figure.metric, result.where)
        return bool(found) and found[0].figure.relation in ("=", "~")

    # -- ratios -------------------------------------------------------------------------------------------

    def _pairs(
        self, kind: str, entry: Entry, above: list[Entry], below: list[Entry], form: str = AS_IS
    ) -> None:
        for numerator, denominator in product(above, below):
            if numerator.unit == denominator.unit or kind == "rate":
                self._add(quotient(kind, entry, numerator, denominator, form))

    def _share(self, entry: Entry) -> None:
        figure = entry.figure
        whole = read_of(figure.of, figure.metric, figure.where)
        if whole is None:
            return
        part = self.index.pick(entry, figure.period, figure.metric, entry.where)
        self._pairs("share", entry, part, self.index.pick(entry, figure.period, *whole))
        if whole[0] == figure.metric and set(whole[1]) < set(entry.where) and entry.wide.low > 1:
            self._add(
                Check(
                    "share_most",
                    entry,
                    (),
                    (Term(Fraction(1), ((entry, AS_IS),)),),
                    equal=False,
                    constant=Interval(Fraction(-1), Fraction(-1)),
                )
            )

    def _target(self, entry: Entry) -> list[Entry]:
        figure = entry.figure
        for period in (figure.period, figure.period[:4]):
            found = self.index.pick(entry, period, figure.metric, entry.where, "target", figure.authority)
            if found:
                return found
        return []

    def _completion(self, entry: Entry) -> None:
        figure = entry.figure
        level = self.index.pick(entry, figure.period, figure.metric, entry.where)
        self._pairs("completion", entry, level, self._target(entry))

    def _rate(self, entry: Entry) -> None:
        figure = entry.figure
        definition = self.rates.get(figure.metric)
        if definition is None or entry.unit != "ratio":
            return
        above, below = (self.index.pick(entry, figure.period, metric, entry.where) for metric in definition)
        self._pairs("rate", entry, above, below)

    def _bases(self, entry: Entry, statistic: str = "level", metric: str = "") -> list[Entry]:
        """Figures of the same part of the year before, from the nearest source to the others."""
        figure = entry.figure
        metric = metric or figure.metric
        found = self.index.all(year_before(figure.period), metric, entry.where, statistic, "")
        usable = [e for e in found if e.figure.version != "like_for_like"]
        first = best(entry, usable)
        return first + [e for e in usable if e not in first]

    def _growth(self, entry: Entry) -> None:
        figure = entry.figure
        levels = self.index.pick(entry, figure.period, figure.metric, entry.where)
        if figure.version == "like_for_like":
            return
        for level in levels:
            bases = [base for base in self._bases(entry) if base.unit == level.unit]
            self._add_first(quotient("growth", entry, level, base, FACTOR) for base in bases)
            if (
                level.counted
                and level.form.half_width == 0
                and figure.relation == level.figure.relation == "="
            ):
                term = Term(Fraction(1), ((level, AS_IS), (entry, INVERSE)))
                self._add(Check("whole_base", entry, (level,), (term,), whole_base=True))

    def _multiple(self, entry: Entry) -> None:
        figure = entry.figure
        if figure.version == "like_for_like":
            return
        for level in self.index.pick(entry, figure.period, figure.metric, entry.where):
            bases = [base for base in self._bases(entry) if base.unit == level.unit]
            self._add_first(quotient("multiple", entry, level, base) for base in bases)

    def _points(self, entry: Entry) -> None:
        figure = entry.figure
        families = []
        for statistic in ("level", "share", "completion", "growth"):
            now = [
                e
                for e in self._ratio_group(entry, figure.period, statistic)
                if e.figure.version != "like_for_like"
            ]
            before = self._ratio_group(entry, year_before(figure.period), statistic)
            if now and before:
                families.append((now, before))
        if len(families) == 1 and figure.version != "like_for_like":
            now, before = families[0]
            for rate in best(entry, now):
                self._add_first(
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

    def _pace_gap(self, entry: Entry) -> None:
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
            self._add(linear("pace_gap", entry, [(1, completion)], constant=-calendar))
        if completions:
            return
        levels = self.index.pick(entry, figure.period, figure.metric, entry.where)
        for level, target in product(levels, self._target(entry)):
            if level.unit == target.unit:
                terms = (
                    Term(Fraction(1), ((level, AS_IS), (target, RECIPROCAL))),
                    Term(Fraction(-1), ((entry, AS_IS),)),
                )
                self._add(Check("pace_gap", entry, (level, target), terms, constant=-calendar))

    # -- growth and shares of parts -----------------------------------------------------------------------

    def _growth_of_parts(self) -> None:
        growths = {
            (period, metric, where): [e for e in found if e.figure.version != "like_for_like"]
            for (period, metric, where, statistic, _), found in self.index.groups().items()
            if statistic == "growth"
        }
        for (period, metric, rest, dimension), members in self.splits.items():
            for growth in growths.get((period, metric, rest), []):
                wholes = self.index.pick(growth, period, metric, rest)
                pairs = {}
                for name in members:
                    where = tuple(sorted((*rest, (dimension, name))))
                    level = self.index.pick(growth, period, metric, where)
                    rate = best(growth, growths.get((period, metric, where), []))
                    if level and rate:
                        pairs[name] = (level[0], rate[0])
                if not wholes or not pairs:
                    continue
                whole = wholes[0]
                complete = dimension != "size" and self.is_complete(dimension, pairs)
                together = len(pairs) > 1 and self._is_disjoint(dimension, pairs)
                groups = (
                    [list(pairs.values())] if complete or together else [[pair] for pair in pairs.values()]
                )
                for group in groups:
                    terms = [Term(Fraction(-1), ((whole, AS_IS), (growth, INVERSE)))]
                    terms += [Term(Fraction(1), ((level, AS_IS), (rate, INVERSE))) for level, rate in group]
                    parts = (whole, *(entry for pair in group for entry in pair))
                    kind = "growth_of_parts" if complete else "bases_within"
                    self._add(Check(kind, growth, parts, tuple(terms), equal=complete))

    def _share_sums(self) -> None:
        splits: dict[tuple[str, str, Where, str, tuple[str, Where]], dict[str, Entry]] = {}
        for entry in self.index.entries:
            figure = entry.figure
            if figure.statistic != "share" or not entry.where:
                continue
            whole = read_of(figure.of, figure.metric, figure.where)
            for position, (dimension, member) in enumerate(entry.where):
                rest = entry.where[:position] + entry.where[position + 1 :]
                if whole == (figure.metric, rest):
                    key = (figure.period, figure.metric, rest, dimension, whole)
                    splits.setdefault(key, {}).setdefault(member, entry)
        for (_, _, _, dimension, _), members in splits.items():
            shares = list(members.values())
            if len(shares) < 2 or not self._is_disjoint(dimension, members):
                continue
            complete = self.is_complete(dimension, members)
            terms = tuple(Term(Fraction(1), ((share, AS_IS),)) for share in shares)
            one = Interval(Fraction(-1), Fraction(-1))
            kind = "shares" if complete else "shares_within"
            self._add(Check(kind, shares[0], tuple(shares[1:]), terms, equal=complete, constant=one))


def _choices(groups: list[list[Entry]]) -> Iterator[tuple[Entry, ...]]:
    """Combinations of alternatives, at most sixteen."""
    for count, combination in enumerate(product(*groups)):
        if count == 16:
            return
        yield combination


Edges = tuple[Fraction, "Fraction | None"]


def _within(inner: Edges, outer: Edges) -> bool:
    return inner[0] >= outer[0] and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))


def _apart(a: Edges, b: Edges) -> bool:
    return (a[1] is not None and a[1] <= b[0]) or (b[1] is not None and b[1] <= a[0])


def _bands_disjoint(names: Iterable[str]) -> bool:
    edges = [size_edges(name) for name in names]
    known = [edge for edge in edges if edge is not None]
    return len(known) == len(edges) and all(_apart(a, b) for i, a in enumerate(known) for b in known[i + 1 :])


def _bands_tile(names: Iterable[str]) -> bool:
    edges = [size_edges(name) for name in names]
    known = [edge for edge in edges if edge is not None]
    return len(known) == len(edges) and _tile(known, (Fraction(0), None))


def _tile(bands: Sequence[Edges], outer: Edges) -> bool:
    """Whether bands cover the outer one without gap or overlap."""
    at: Fraction | None = outer[0]
    for low, high in sorted(bands, key=lambda band: band[0]):
        if at is None or low != at:
            return False
        at = high
    return at == outer[1]


def _largest_disjoint(inside: list[tuple[Edges, Entry]]) -> list[list[tuple[Edges, Entry]]]:
    """Sets of classes that do not overlap and to which none of the others can be added."""
    found: list[list[tuple[Edges, Entry]]] = []
    inside = sorted(inside, key=lambda pair: pair[0][0])[:12]

    def extend(chosen: list[tuple[Edges, Entry]], rest: list[tuple[Edges, Entry]]) -> None:
        if len(found) >= 32:
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


Span = tuple[str, int, int]


def _in(inner: Span, outer: Span) -> bool:
    return inner[1] >= outer[1] and inner[2] <= outer[2]


def _tilings(inside: Mapping[str, Span], outer: Span) -> Iterator[tuple[str, ...]]:
    """Sets of periods that make up a longer one, at most twenty, the shortest first."""
    starts: dict[int, list[tuple[str, int]]] = {}
    for period, (_, first, last) in inside.items():
        starts.setdefault(first, []).append((period, last))
    queue: list[tuple[tuple[str, ...], int]] = [((), outer[1])]
    count = 0
    while queue and count < 20:
        tiling, at = queue.pop(0)
        for period, last in starts.get(at, []):
            if last == outer[2]:
                count += 1
                yield (*tiling, period)
            elif last < outer[2]:
                queue.append(((*tiling, period), last + 1))


def _apart_periods(inside: Mapping[str, Span]) -> list[tuple[str, ...]]:
    """Sets of two and more periods that do not overlap, to which none of the others can be added."""
    spans = sorted(inside.items(), key=lambda item: item[1])
    found: list[tuple[str, ...]] = []

    def extend(chosen: tuple[str, ...], last: int) -> None:
        later = [(period, span) for period, span in spans if span[1] > last]
        nearest = min((span[2] for _, span in later), default=0)
        if not later and len(chosen) > 1:
            found.append(chosen)
        for period, span in later:
            if span[1] <= nearest and len(found) < 20:  # a later start would leave room for another
                extend((*chosen, period), span[2])

    extend((), 0)
    return found
