"""What is known of a year where its period has no number: targets alone, and the last numbers before it.

The one source for "not yet published" of pages and circular: what this finds is published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import is_cumulative, period_end, period_key

LEDGER = "ledger"
MIN_FOLDED = 3
"""Targets without a result from which one sentence lists them."""


@dataclass(frozen=True)
class OpenTarget:
    """A target of the year of which the period has neither a number nor a completion.

    Attributes
    ----------
    latest, completion
        The last number of the year before the period's end, and its completion of this target.
    """

    target: Fact
    latest: Fact | None
    completion: Fact | None


def open_targets(facts: Iterable[Fact], period: str) -> list[OpenTarget]:
    """Published targets of a period's year without a number or a completion of the period."""
    known = {fact.id: fact for fact in facts if LEDGER not in fact.id.parts}
    found, now = list[OpenTarget](), period_key(period)
    for fact_id, target in known.items():
        if target.evidence != "target" or fact_id.period != period[:4] or fact_id.statistic != "target":
            continue
        if fact_id.authority != fact_id.name and fact_id.name != "target":
            continue
        completion = fact_id.with_statistic("completion")
        if fact_id.subject.in_period(now) in known or completion.in_period(now) in known:
            continue
        latest = latest_number(known.values(), fact_id.subject, period)
        rate = latest_number(known.values(), completion, period)
        if rate is not None and latest is not None and rate.period != latest.period:
            rate = None
        found.append(OpenTarget(target, latest, rate))
    return found


def to_fold(targets: Iterable[OpenTarget]) -> list[OpenTarget]:
    """Targets of which no text says anything more, if they are so many that one sentence lists them."""
    bare = [each for each in targets if each.latest is None and each.completion is None]
    return bare if len(bare) >= MIN_FOLDED else []


def targets_within_year(facts: Iterable[Fact], period: str) -> list[Fact]:
    """Targets of totals for quarters and halves of a year, of which no completion is known."""
    known = {fact.id: fact for fact in facts if LEDGER not in fact.id.parts}
    found = [
        fact
        for fact in known.values()
        if fact.evidence == "target"
        and fact.id.statistic == "target"
        and fact.id.name in ("target", fact.id.authority)
        and fact.period[:4] == period[:4]
        and len(fact.period) > len(period[:4])
        and len(fact.id.subject.parts) == 1
        and fact.id.with_statistic("completion") not in known
    ]
    return sorted(found, key=lambda fact: period_end(fact.period))


def latest_number(facts: Iterable[Fact], subject: FactId, period: str) -> Fact | None:
    """Last year-to-date number of a measure in a period's year; None where none was published."""
    own = [
        fact
        for fact in facts
        if fact.id.measure == subject.measure
        and fact.evidence in ("published", "computed")
        and fact.period[:4] == period[:4]
        and is_cumulative(fact.period)
        and period_end(fact.period) <= period_end(period)
        and (fact.value is not None or fact.low is not None or fact.high is not None)
    ]
    return max(own, key=lambda fact: period_end(fact.period), default=None)


def latest_numbers(facts: Iterable[Fact], metrics: Iterable[str], period: str) -> list[Fact]:
    """Last numbers of some totals that the period itself does not have."""
    known, found = list(facts), list[Fact]()
    for metric in metrics:
        subject = FactId.of(period, metric)
        latest = latest_number(known, subject, period)
        if subject in {fact.id for fact in known}:
            continue
        found += [] if latest is None or latest.id.period == period_key(period) else [latest]
        found += later_quarters(known, subject, latest, period)
    return found


def later_quarters(known: Iterable[Fact], subject: FactId, latest: Fact | None, period: str) -> list[Fact]:
    """Numbers of single quarters behind the last number from January on: beside a gap there is no sum.

    Without such a number the newest quarter alone is known of the year.
    """
    end = None if latest is None else period_end(latest.period)
    quarters = [
        fact
        for fact in known
        if fact.id.measure == subject.measure
        and fact.evidence == "published"
        and fact.period[:4] == period[:4]
        and fact.period[4:5] == "Q"
        and not is_cumulative(fact.period)
        and period_end(fact.period) <= period_end(period)
        and (end is None or period_end(fact.period) > end)
    ]
    in_order = sorted(quarters, key=lambda fact: period_end(fact.period))
    return in_order if latest is not None else in_order[-1:]
