"""Numbers and targets that a later text changed: what stood first, what stands now, since when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_end, period_key
from jjinvest.metrics.comparability import LIKE_FOR_LIKE
from jjinvest.reporting.names_in_text import RATES
from jjinvest.reporting.tables.cells import FactName, Term
from jjinvest.reporting.tables.sentences import Sentence, aim
from jjinvest.reporting.verify_mark import is_marked

if TYPE_CHECKING:
    import pandas as pd

CHECK, REPEATED = "check", "repeated"
OF_PROJECT = ("agreed_amount", "project")
"""Begin of the ids of agreed amounts of named projects."""
MOST_REVISED = 4
"""Changed numbers that a page or a circular names at most; page 60 has them all."""


@dataclass(frozen=True)
class Revised:
    """A number as it was published first and as it was published later."""

    of: FactId
    before: Fact
    now: Fact

    @property
    def figure(self) -> str:
        """Id of the figure that states the later number."""
        return self.now.sources[0] if self.now.sources else ""

    @property
    def is_target(self) -> bool:
        """Whether it is a target that was changed."""
        return self.of.statistic == "target"


def revised(facts: Iterable[Fact], period: str) -> list[Revised]:
    """Numbers of a period, and targets of its year and the next, that a later text changed.

    Both stand in the checks of a number that was published twice. Two that agree within their rounding are
    no change, nor is one that others contradict: it may be an error.

    Parameters
    ----------
    facts
        Among them what the checks compare.
    """
    year, found = int(period[:4]), list[Revised]()
    for each in published_twice(facts):
        of = each.of
        of_year = of.statistic == "target" and of.period in (str(year), str(year + 1))
        of_period = of.period == period_key(period) and not of.statistic and of.name not in RATES
        if of_year or of_period:
            found.append(each)
    wholes_first = sorted(found, key=lambda each: (each.is_target, len(each.of.parts), str(each.now.id)))
    return wholes_first[:MOST_REVISED]


def published_twice(facts: Iterable[Fact]) -> Iterator[Revised]:
    """Numbers of any period that were published again with another value."""
    compared = {fact.id: fact for fact in facts if CHECK in fact.id.parts}
    for fact in compared.values():
        parts = fact.id.parts
        if fact.id.name != "computed" or REPEATED not in parts:
            continue
        now = compared.get(fact.id.parent / "published")
        if now is not None and not is_marked(fact) and not is_marked(now) and _differ(fact, now):
            yield Revised(FactId.of(fact.id.period, *parts[: parts.index(CHECK)]), fact, now)


def restated_projects(facts: Iterable[Fact]) -> Iterator[Revised]:
    """Agreed amounts of projects that differ between periods: that of a half is that of the year again."""
    known = [f for f in facts if f.id.parts[:2] == OF_PROJECT and f.evidence == "published"]
    latest = dict[tuple[str, ...], Fact]()
    for fact in sorted(known, key=lambda each: period_end(each.period)):
        before = latest.get(fact.id.parts)
        if before is not None and not is_marked(before) and not is_marked(fact) and _differ(before, fact):
            yield Revised(fact.id, before, fact)
        latest[fact.id.parts] = fact


def key_of_change(of: FactId, later: Fact, known: Callable[[FactId], Fact | None]) -> str:
    """Message on a number published differently later: a correction, or a number on another basis.

    The text that has the growth of a year on a comparable basis restates the year before as that growth's
    base: a district that took over a neighbour. Neither number is then wrong.

    Parameters
    ----------
    known
        Published number by its id.
    """
    after = f"{int(of.period[:4]) + 1}{of.period[4:]}"
    growth = known(FactId.of(after, of.measure, "growth", LIKE_FOR_LIKE))
    of_growth = set[str]() if growth is None else {_text_of(each) for each in growth.sources}
    is_base = any(_text_of(each) in of_growth for each in later.sources)
    return "overview.trust_other_basis" if is_base else "overview.trust_restated"


def _text_of(figure_id: str) -> str:
    """Source of a figure, from its id."""
    return figure_id.rpartition("@")[2].partition("#")[0]


def stated_days(figures: pd.DataFrame) -> dict[str, date]:
    """Day on which each figure was published, of those whose text states it."""
    stated = figures[figures["date_basis"] == "published"]
    return dict(zip(stated["figure_id"], stated["available_from"], strict=True))


def _differ(before: Fact, now: Fact) -> bool:
    """Whether two numbers cannot both be right, but for the ends of their rounding."""
    if before.value == now.value or None in (before.low, before.high, now.low, now.high):
        return False
    return (before.high or 0.0) <= (now.low or 0.0) or (now.high or 0.0) <= (before.low or 0.0)


def revised_sentence(each: Revised, day: str) -> Sentence:
    """Say what stood first, what stands now, and since when.

    Parameters
    ----------
    day
        In words, as a part of the sentence.
    """
    item = FactName(each.of.subject if each.is_target else each.of, with_period=False)
    content: dict[str, Fact | FactName | Term | str] = {
        "item": item,
        "before": each.before,
        "now": each.now,
        "day": day,
    }
    if not each.is_target:
        return Sentence("revised.number", content)
    year = FactName(FactId.of(each.of.period))
    return Sentence("revised.target", content | {"aim": aim(each.of.authority), "year": year})
