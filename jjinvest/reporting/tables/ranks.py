"""Published ranks of the district's totals, with those of the year before where they are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact

RANK = "rank"
"""Statistic of a rank in a measure, and metric of one of the whole work."""
AMONG = frozenset(
    (each,) for each in ("municipality", "prefecture", "province", "state", "district", "county", "town")
)
"""Authorities whose range has a name: 全市, 全省."""


@dataclass(frozen=True)
class OfficialRank:
    """A published rank.

    Attributes
    ----------
    subject
        Id of what is ranked; of the whole work, the rank itself.
    among
        Authority among whose districts it is; empty where the text does not say.
    before
        The rank of the same part of the year before.
    """

    rank: Fact
    subject: FactId
    among: str
    before: Fact | None = None

    @property
    def key(self) -> str:
        """Message that states it."""
        return f"rank.{'among' if self.among else 'of'}{'_before' if self.before else ''}"


def official_ranks(facts: Iterable[Fact], period: str) -> list[OfficialRank]:
    """Ranks of the totals of a period in the order of the facts; those of parts are left out."""
    year = int(period[:4])
    before = period.replace(str(year), str(year - 1))
    by_id = {FactId(fact.id): fact for fact in facts}
    found = []
    for fact_id, fact in by_id.items():
        if fact.period != period or fact.evidence != "published" or fact.value is None:
            continue
        head = 1 if fact_id.metric == RANK else 2
        parts = fact_id.parts
        if parts[head - 1 : head] != (RANK,) or not (parts == parts[:head] or parts[head:] in AMONG):
            continue
        subject = FactId.of(period, *(parts[:1]))
        unnamed = FactId.of(before, *parts[:head])  # an earlier text may not say among whom
        earlier = by_id.get(fact_id.in_period(before)) or by_id.get(unnamed)
        found.append(OfficialRank(fact, subject, "".join(parts[head:]), earlier))
    return found
