"""Checks of aggregates against the projects that are named in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise

from jjinvest.core.periods import is_within, period_end
from jjinvest.core.quantity import YI
from jjinvest.core.size_classes import Edges, size_edges
from jjinvest.quality.checks.checks import AS_IS, Check, Term, linear
from jjinvest.quality.checks.entries import Entry
from jjinvest.quality.checks.intervals import Interval

AMOUNTS = ("agreed_amount", "contract_amount")
"""Amounts of projects whose size class bounds them; funds may stay below the size of a project."""
COUNT = "projects_signed"

Members = Mapping[tuple[str, str], frozenset[str]]
"""Dimension and member -> names of the projects that belong to it."""


def named_checks(entries: Iterable[Entry], members: Members) -> Iterator[Check]:
    """Yield one-sided checks: a group, or a size class, holds at least the projects that are named in it.

    Parameters
    ----------
    members
        Projects by group (task force, chain, list of projects), from the table of named projects.
    """
    entries = [entry for entry in entries if entry.figure.statistic == "level"]
    for whole in entries:
        figure = whole.figure
        if len(whole.where) != 1 or figure.metric not in (*AMOUNTS, COUNT):
            continue
        inside = members.get(whole.where[0], frozenset())
        dimension, member = whole.where[0]
        edges = size_edges(member) if dimension == "size" else None
        if not inside and edges is None:
            continue
        amounts = _amounts(entries, whole)
        if inside:
            amounts = {project: entry for project, entry in amounts.items() if project in inside}
        elif edges is not None:
            amounts = {project: entry for project, entry in amounts.items() if _lies_in(entry, edges)}
        if not amounts:
            continue
        if figure.metric == COUNT:
            least = Interval(Fraction(len(amounts)), Fraction(len(amounts)))
            terms = (Term(Fraction(-1), ((whole, AS_IS),)),)
            yield Check("named_count", whole, (), terms, equal=False, constant=least)
        elif inside:
            yield linear("named_amount", whole, [(1, entry) for entry in amounts.values()], equal=False)


def changed_amounts(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield earlier and later figure of each named project whose published amount has changed.

    The amount of one project does not accumulate, so another amount for a longer period is a restatement.
    """
    by_project: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        figure = entry.figure
        if figure.statistic == "level" and figure.metric in AMOUNTS and len(entry.where) == 1:
            dimension, project = entry.where[0]
            if dimension == "project":
                by_project.setdefault((figure.metric, project), []).append(entry)
    for published in by_project.values():
        published.sort(key=lambda entry: (entry.figure.available_from, entry.row))
        for earlier, later in pairwise(published):
            same = earlier.figure.period == later.figure.period
            common = earlier.rounded.meet(later.rounded)
            if not same and earlier.unit == later.unit and common.empty:
                yield earlier, later


def _amounts(entries: Iterable[Entry], whole: Entry) -> dict[str, Entry]:
    """Amount of each project named for the period, or for a part of the same year that ends within it."""
    metric = "agreed_amount" if whole.figure.metric == COUNT else whole.figure.metric
    amounts: dict[str, Entry] = {}
    for entry in entries:
        if (
            entry.figure.metric == metric
            and len(entry.where) == 1
            and entry.where[0][0] == "project"
            and is_within(entry.figure.period, whole.figure.period)
        ):
            known = amounts.get(entry.where[0][1])
            if known is None or _known_by(entry) >= _known_by(known):
                amounts[entry.where[0][1]] = entry
    return amounts


def _known_by(entry: Entry) -> tuple[date, date]:
    """Order of the amounts of one project: by the day of the text, then the end of the period."""
    return entry.figure.available_from, period_end(entry.figure.period)


def _lies_in(entry: Entry, edges: Edges) -> bool:
    amount, (low, high) = entry.figure.value * entry.scale, edges
    return entry.unit == "元" and low * YI <= amount and (high is None or amount < high * YI)
