"""Relations of periods: shorter ones make up a longer one or stay within it; so do events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jjinvest.core.periods import is_cumulative, is_event, period_months
from jjinvest.data.figure_model import Where
from jjinvest.quality.checks.checks import Check, linear
from jjinvest.quality.checks.entries import Entry, Index, is_set_apart
from jjinvest.quality.checks.measures import Measures

STOCKS = ("performing", "negotiation", "not_started", "under_construction", "in_reserve", "stock")
"""Words in the name of a metric that is counted at a moment: it may fall within a year."""
Span = tuple[str, int, int]
"""Year, first and last month."""


def period_relations(measures: Measures) -> Iterator[Check]:
    """Levels of one measure over the periods of a year."""
    by_measure: dict[tuple[str, Where], list[str]] = {}
    for period, metric, where in measures.levels:
        if not any(word in metric for word in STOCKS):
            by_measure.setdefault((metric, where), []).append(period)
    for (metric, where), periods in by_measure.items():
        if len(periods) < 2:
            continue
        spans = {period: (period[:4], *period_months(period)) for period in periods if not is_event(period)}
        for whole, span in spans.items():
            inside = {p: s for p, s in spans.items() if p != whole and s[0] == span[0] and _in(s, span)}
            events = [
                event
                for event in filter(is_event, periods)
                if event[:4] == span[0] and span[1] <= int(event[5:7]) <= span[2]
            ]
            for result in measures.levels[whole, metric, where]:
                if not is_set_apart(result.figure):
                    yield from _of_periods(measures.index, result, span, inside)
                    yield from _of_events(measures.index, result, events)


def _of_periods(index: Index, result: Entry, span: Span, inside: Mapping[str, Span]) -> Iterator[Check]:
    exact = list(_tilings(inside, span))
    covered = {period for tiling in exact for period in tiling}
    for tiling in exact:
        picks = [_same_measure(index, result, period) for period in tiling]
        if all(picks):
            yield linear("periods", result, [(1, found[0]) for found in picks])
    for period in inside:
        if period not in covered:
            kind = "running_total" if is_cumulative(period) else "period_within"
            for found in _same_measure(index, result, period):
                yield linear(kind, result, [(1, found)], equal=False)
    for apart in _apart(inside):
        if apart not in exact:
            yield from _within("periods_within", index, result, apart)


def _of_events(index: Index, result: Entry, events: Sequence[str]) -> Iterator[Check]:
    for event in events:
        yield from _within("event_within", index, result, (event,))
    exactly = [event for event in events if _is_stated(index, result, event)]
    if len(exactly) > 1:
        yield from _within("events_within", index, result, tuple(exactly))


def _same_measure(index: Index, result: Entry, period: str) -> list[Entry]:
    return index.pick(result, period, result.figure.metric, result.where)


def _within(kind: str, index: Index, result: Entry, periods: Sequence[str]) -> Iterator[Check]:
    picks = [_same_measure(index, result, period) for period in periods]
    if all(picks):
        yield linear(kind, result, [(1, found[0]) for found in picks], equal=False)


def _is_stated(index: Index, result: Entry, event: str) -> bool:
    """Whether an event's figure is a number, not a bound, which may stand for all until that day."""
    found = _same_measure(index, result, event)
    return bool(found) and found[0].figure.relation in ("=", "~")


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


def _apart(inside: Mapping[str, Span]) -> list[tuple[str, ...]]:
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
