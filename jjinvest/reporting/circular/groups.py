"""Parts of the period's totals by dimension, as published: count, amount and share of each part."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from jjinvest.core.codes import THREE_SECTORS
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.attribution.facts import rests_on_ledger
from jjinvest.reporting.circular.published_facts import PublishedFacts
from jjinvest.reporting.table_data import WITHHELD
from jjinvest.reporting.tables.cells import Term, cells

ORDER = ("sector", "park", "task_force", "chain", "origin", "channel")
"""Dimensions in the order in which a circular chooses; any other one follows."""
MIN_PARTS = 2
SIZE = "tier"
AMOUNT, COUNT, FUNDS = "agreed_amount", "projects_signed", "funds_in_place"
TARGET_WORDS = frozenset({"named", "target", "completion", "top1", "top5", "top10"})
COMPARISONS = frozenset({"growth", "multiple", "points", "like_for_like"})
NO_DIMENSION = frozenset(
    {*TARGET_WORDS, *THREE_SECTORS, "project", "group", "event", "cohort", "out_of_city", "average"}
)
"""Parts of ids after a metric that name no dimension of its parts."""


@dataclass(frozen=True)
class Part:
    """One member of a dimension with what was published of it.

    Attributes
    ----------
    withheld
        Whether the ledger has its amounts and they are not for the reader: it would reveal single projects.
    """

    member: str
    amount: Fact | None = None
    amount_share: Fact | None = None
    count: Fact | None = None
    count_share: Fact | None = None
    withheld: bool = False

    @property
    def facts(self) -> list[Fact]:
        """Its numbers."""
        return [f for f in (self.count, self.count_share, self.amount, self.amount_share) if f is not None]

    @property
    def size(self) -> tuple[bool, float]:
        """Order of parts: those whose amount is known, by its share, then the others by number."""
        known = self.amount_share is not None and self.amount_share.value is not None
        fact = self.amount_share if known else self.count_share
        return known, 0.0 if fact is None or fact.value is None else fact.value


def parts_by_dimension(facts: PublishedFacts) -> dict[str, list[Part]]:
    """Return the parts of each dimension with shares, the largest first; dimensions in :data:`ORDER`."""
    members: dict[str, dict[str, FactId]] = {}
    for fact in facts.of_period():
        place = _place(fact.id)
        if place is not None and fact.value is not None:
            members.setdefault(place[0], {})[place[1]] = fact.id.parent
    found = {
        dimension: sorted(
            (_part(facts, member, subject) for member, subject in of.items()),
            key=lambda part: part.size,
            reverse=True,
        )
        for dimension, of in members.items()
    }
    enough = {dimension: parts for dimension, parts in found.items() if len(parts) >= MIN_PARTS}
    rank = {dimension: place for place, dimension in enumerate(ORDER)}
    return {
        dimension: enough[dimension]
        for dimension in sorted(enough, key=lambda name: (rank.get(name, len(rank)), name))
    }


def lone_parts(facts: PublishedFacts, beside: Iterable[str]) -> dict[str, list[Part]]:
    """Published parts of dimensions without shares of several parts: one part, a share, amounts of no total.

    Parameters
    ----------
    beside
        Dimensions that are shown with their shares.
    """
    members: dict[str, dict[str, FactId]] = {}
    for fact in facts.of_period():
        place = _place(fact.id) or _place(fact.id / "share")
        if place is None or fact.evidence != "published" or place[0] in {*beside, *NO_DIMENSION}:
            continue
        if fact.id.statistic or fact.id.name in COMPARISONS:
            continue
        subject = fact.id.parent if fact.id.name == "share" else fact.id
        members.setdefault(place[0], {}).setdefault(place[1], subject)
    return {
        dimension: sorted(
            (_part(facts, member, subject) for member, subject in of.items()),
            key=lambda part: (part.size, (part.amount.value or 0.0) if part.amount else 0.0),
            reverse=True,
        )
        for dimension, of in members.items()
    }


def parts_of_funds(facts: PublishedFacts) -> dict[str, list[Part]]:
    """Published funds of the parts of each dimension, the largest part first.

    Those of origins and of cohorts stand elsewhere; of parts with a target of their own the amount does, so
    that they are named here only where their share of the total says something more.
    """
    found: dict[str, list[Part]] = {}
    for fact in facts.of_period():
        place = _place(fact.id / "share", (FUNDS,))
        if place is None or fact.evidence != "published" or fact.value is None or fact.id.statistic:
            continue
        if place[0] in {*NO_DIMENSION, "origin", "size"} or fact.id.name in {*COMPARISONS, "share"}:
            continue
        share = facts.get(fact.id / "share")
        if share is not None or facts.get(fact.id / "completion") is None:
            part = Part(place[1], amount=fact, amount_share=share)
            found.setdefault(place[0], []).append(part)
    return {name: sorted(parts, key=_amount, reverse=True) for name, parts in found.items()}


def parts_of_others(facts: PublishedFacts) -> dict[tuple[str, str], list[Part]]:
    """Parts of each further measure by dimension, where a share of its total is known, the largest first.

    A zone that reports foreign capital alone has its structure by country and industry.
    """
    found: dict[tuple[str, str], list[Part]] = {}
    for fact in facts.of_period():
        metric = fact.id.metric
        place = None if metric in (AMOUNT, COUNT, FUNDS) else _place(fact.id, (metric,))
        if place is None or place[0] in NO_DIMENSION or fact.value is None or fact.unit != "%":
            continue
        part, total = facts.get(fact.id.parent), facts.get(FactId.of(fact.id.period, metric))
        if part is not None and part.value is not None and total is not None:
            found.setdefault((metric, place[0]), []).append(Part(place[1], part, fact))
    return {of: sorted(parts, key=_amount, reverse=True) for of, parts in found.items()}


def _amount(part: Part) -> float:
    return 0.0 if part.amount is None else part.amount.value or 0.0


def size_classes(facts: PublishedFacts) -> list[Fact]:
    """Numbers of projects by size class, the largest class first; classes without a project are left out."""
    head = facts.resolve(f"now.{COUNT}")
    found = [
        fact
        for fact in facts.of_period()
        if (below := fact.id.below(head)) is not None and len(below) == 1 and below[0].startswith("tier_")
        if fact.value
    ]
    return sorted(found, key=lambda fact: (-_edge(fact.id.name), fact.id.name))


def size_parts(facts: PublishedFacts) -> list[Part]:
    """Size classes as parts, of which a class may hold another; those without a share are left out."""
    found = [
        (fact, share)
        for fact in size_classes(facts)
        if (share := facts.get(fact.id / "share")) is not None and share.value is not None
    ]
    return [Part(fact.id.name, count=fact, count_share=share) for fact, share in found]


def frame(parts: Iterable[Part], dimension: str) -> pd.DataFrame:
    """Parts as a frame of cells for a chart."""
    rows = [
        {
            "group": Term(part.member, dimension),
            "count": part.count,
            "count_share": part.count_share,
            "amount": WITHHELD if part.withheld else part.amount,
            "amount_share": WITHHELD if part.withheld else part.amount_share,
        }
        for part in parts
    ]
    return cells(rows, ["group", "count", "count_share", "amount", "amount_share"])


def _place(fact_id: FactId, measures: Collection[str] = (AMOUNT, COUNT)) -> tuple[str, str] | None:
    """Dimension and member of a share of a total; None for any other number."""
    match fact_id.parts:
        case (metric, member, "share") if metric in measures and member in THREE_SECTORS:
            return "sector", member
        case (metric, dimension, member, "share") if (
            metric in measures and member not in TARGET_WORDS and not dimension.startswith("tier_")
        ):
            return dimension, member
    return None


def _part(facts: PublishedFacts, member: str, subject: FactId) -> Part:
    beside = subject.parts[1:]
    of = {metric: FactId.of(subject.period, metric, *beside) for metric in (AMOUNT, COUNT)}
    amount, count = facts.get(of[AMOUNT]), facts.get(of[COUNT])
    return Part(
        member,
        amount,
        facts.get(of[AMOUNT] / "share"),
        count,
        facts.get(of[COUNT] / "share"),
        # a ledger has an amount for each group that it counts
        withheld=amount is None and count is not None and rests_on_ledger(count),
    )


def _edge(name: str) -> float:
    """Lower edge of a size class."""
    parts = [part for part in name.split("_")[1:] if part.isdecimal()]
    return -1.0 if "lt" in name or not parts else float(parts[0])
