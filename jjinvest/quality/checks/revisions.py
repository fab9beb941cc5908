"""Relations that fail only since one of their figures, or a period that some of them make up, was revised."""

from __future__ import annotations

from collections.abc import Sequence

from jjinvest.core.periods import is_within
from jjinvest.quality.checks.checks import Check
from jjinvest.quality.checks.entries import Entry, published_at


def is_repetition(check: Check) -> bool:
    """Whether a figure was published again, by another text or as restated."""
    later, first = check.result.figure, check.parts[-1].figure if check.parts else check.result.figure
    return check.kind == "repeated" and (later.source, later.version) != (first.source, first.version)


def revised_alone(check: Check, failing: Sequence[Check]) -> tuple[Entry, Entry] | None:
    """The one figure of a relation that a later text revised, with its earlier value, which fits the others.

    The others then stand as they were published before the revision: a year may be corrected without its
    halves. A figure that stayed unrevised in the text of the revision, or after it, was meant to go with it.
    """
    for pair in failing:
        if pair is check or not is_repetition(pair):  # a bound of one figure has no earlier value
            continue
        first, *_, later = sorted(pair.entries, key=published_at)
        others = [entry for entry in check.entries if entry is not later]
        if len(others) == len(check.entries):
            continue
        if any(entry.figure.available_from >= later.figure.available_from for entry in others):
            continue
        given = {id(entry): entry.wide for entry in others} | {id(later): first.wide}
        if check.holds_with(given):
            return first, later
    return None


def of_parts_before(check: Check, failing: Sequence[Check]) -> tuple[Entry, Entry] | None:
    """A longer period that was revised without its parts, by which a sum of these parts is off.

    The first two quarters stand as they were published; the half was revised with the three quarters, and the
    half and the third quarter make these up. The sum must hold with what the revision changed.
    """
    if check.kind != "periods":
        return None
    for pair in filter(is_repetition, failing):
        first, *_, later = sorted(pair.entries, key=published_at)
        revision = later.figure
        if any(entry in (first, later) for entry in check.entries) or not (first.additive and later.additive):
            continue
        old = [
            part
            for part in check.parts
            if (part.figure.metric, part.where) == (revision.metric, later.where)
            and is_within(part.figure.period, revision.period)
            and part.figure.available_from < revision.available_from
        ]
        if not old or check.result.figure.available_from < revision.available_from:
            continue
        given = {id(entry): entry.wide for entry in check.entries}
        given[id(old[0])] = old[0].wide + later.wide + -first.wide
        total = sum((part.wide for part in old[1:]), old[0].wide)
        if total.low <= first.wide.high and total.high >= first.wide.low and check.holds_with(given):
            return first, later
    return None
