"""Relations of parts and wholes: sums over the members of a dimension, sums of shares, growth of parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice, product

from jjinvest.core.origins import ORIGIN
from jjinvest.core.periods import is_within as is_part_of_period
from jjinvest.data.figure_model import Where
from jjinvest.quality.checks.checks import AS_IS, INVERSE, Check, Term, linear
from jjinvest.quality.checks.entries import Entry, LevelKey, best, is_set_apart
from jjinvest.quality.checks.intervals import Interval
from jjinvest.quality.checks.measures import Measures, without_each
from jjinvest.quality.checks.ratios import read_of

_MOST_CHOICES = 16


def parts_and_wholes(measures: Measures) -> Iterator[Check]:
    """Parts add up to their whole or stay within it; two complete splits of one whole have the same sum."""
    missing_whole: dict[LevelKey, list[list[Entry]]] = {}
    for (period, metric, rest, dimension), members in measures.splits.items():
        if dimension == "size":
            continue
        if dimension == "project":
            members = _named_within(measures, (period, metric, rest, dimension))
        complete = measures.is_complete(dimension, members)
        wholes = measures.levels.get((period, metric, rest), [])
        for whole in wholes:
            if not is_set_apart(whole.figure):
                yield from _parts_of(measures, whole, dimension, members, complete)
        if not wholes and complete:
            missing_whole.setdefault((period, metric, rest), []).append(
                [found[0] for found in members.values()]
            )
    for splits in missing_whole.values():
        first = splits[0]
        for other in splits[1:]:
            terms = [(1, part) for part in first[1:]] + [(-1, part) for part in other]
            yield linear("two_splits", first[0], terms, result_factor=-1)


def _named_within(measures: Measures, split: tuple[str, str, Where, str]) -> dict[str, list[Entry]]:
    """Projects named for a period, and those named only for a part of it: they are of the period too."""
    period, *of = split
    members = dict(measures.splits[split])
    for (other, *of_other), named in measures.splits.items():
        if of_other == of and other != period and is_part_of_period(other, period):
            members |= {project: found for project, found in named.items() if project not in members}
    return members


def _parts_of(
    measures: Measures, whole: Entry, dimension: str, members: dict[str, list[Entry]], complete: bool
) -> Iterator[Check]:
    parts = {name: best(whole, found) for name, found in members.items()}
    parts = {name: found for name, found in parts.items() if found}
    if dimension == ORIGIN:
        yield from _origins_within(measures, parts)
    added = measures.outer(dimension, parts) or parts
    chosen = [parts[name][0] for name in parts if name in added]
    together = len(chosen) > 1 and measures.is_disjoint(dimension, added)
    if complete and len(parts) == len(members):
        outer = [found for name, found in parts.items() if name in added]
        for combination in islice(product(*outer), _MOST_CHOICES):
            yield linear("parts", whole, [(1, part) for part in combination])
    elif together:
        yield linear("parts_within", whole, [(1, part) for part in chosen], equal=False)
    if not (complete or together):
        for part in (entry for found in parts.values() for entry in found):
            yield linear("part_within", whole, [(1, part)], equal=False)


def _origins_within(measures: Measures, parts: Mapping[str, list[Entry]]) -> Iterator[Check]:
    """An origin is at most the one that takes it in: 境外 of 市外."""
    for outer, found in parts.items():
        for inner, smaller in parts.items():
            if measures.is_inside(inner, outer, parts) and found[0].unit == smaller[0].unit:
                yield linear("part_within", found[0], [(1, smaller[0])], equal=False)


def growth_of_parts(measures: Measures) -> Iterator[Check]:
    """The bases that growth rates of parts imply add up to that of the whole, or stay within it."""
    growths = {
        (period, metric, where): [e for e in found if not is_set_apart(e.figure)]
        for (period, metric, where, statistic, _), found in measures.index.groups().items()
        if statistic == "growth"
    }
    for (period, metric, rest, dimension), members in measures.splits.items():
        for growth in growths.get((period, metric, rest), []):
            wholes = measures.index.pick(growth, period, metric, rest)
            pairs = {}
            for name in members:
                where = tuple(sorted((*rest, (dimension, name))))
                level = measures.index.pick(growth, period, metric, where)
                rate = best(growth, growths.get((period, metric, where), []))
                if level and rate:
                    pairs[name] = (level[0], rate[0])
            if not wholes or not pairs:
                continue
            whole = wholes[0]
            complete = dimension != "size" and measures.is_complete(dimension, pairs)
            together = len(pairs) > 1 and measures.is_disjoint(dimension, pairs)
            groups = [list(pairs.values())] if complete or together else [[pair] for pair in pairs.values()]
            for group in groups:
                terms = [Term(Fraction(-1), ((whole, AS_IS), (growth, INVERSE)))]
                terms += [Term(Fraction(1), ((level, AS_IS), (rate, INVERSE))) for level, rate in group]
                parts = (whole, *(entry for pair in group for entry in pair))
                kind = "growth_of_parts" if complete else "bases_within"
                yield Check(kind, growth, parts, tuple(terms), equal=complete)


def share_sums(measures: Measures) -> Iterator[Check]:
    """Shares of members that do not overlap sum to one, or to at most one."""
    splits: dict[tuple[str, str, Where, str], dict[str, Entry]] = {}
    for entry in measures.index.entries:
        figure = entry.figure
        if figure.statistic != "share" or not entry.where:
            continue
        whole = read_of(figure.of, figure.metric, figure.where)
        for dimension, member, rest in without_each(entry.where):
            if whole == (figure.metric, rest):
                key = (figure.period, figure.metric, rest, dimension)
                splits.setdefault(key, {}).setdefault(member, entry)
    for (_, _, _, dimension), members in splits.items():
        added = measures.outer(dimension, members) or members
        shares = [share for member, share in members.items() if member in added]
        if len(shares) < 2 or not measures.is_disjoint(dimension, added):
            continue
        complete = measures.is_complete(dimension, members)
        terms = tuple(Term(Fraction(1), ((share, AS_IS),)) for share in shares)
        one = Interval(Fraction(-1), Fraction(-1))
        kind = "shares" if complete else "shares_within"
        yield Check(kind, shares[0], tuple(shares[1:]), terms, equal=complete, constant=one)
