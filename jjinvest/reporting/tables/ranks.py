"""Published ranks of the district's totals, with those of the year before where they are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.metrics.comparability import LIKE_FOR_LIKE
from jjinvest.metrics.growth import GROWTH

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
        The rank of the same part of the year before; None also where it may be that of another area.
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
        if not _is_of_one_area(by_id, period, before, None if fact_id.metric == RANK else subject):
            earlier = None  # last year's rank may be that of another area
        found.append(OfficialRank(fact, subject, "".join(parts[head:]), earlier))
    return found


def _is_of_one_area(by_id: Mapping[FactId, Fact], period: str, before: str, subject: FactId | None) -> bool:
    """Whether no growth like for like, of a subject or of any total, leaves open what was before.

    It does where the number of the year before was not published, or the growth does not follow from it.
    """
    end = f".{GROWTH}.{LIKE_FOR_LIKE}"
    for name, growth in by_id.items():
        if not name.endswith(end) or growth.period != period or len(name.parts) != 3:
            continue
        total = FactId.of(period, name.metric)
        if subject is not None and total != subject:
            continue
        now, base = by_id.get(total), by_id.get(total.in_period(before))
        if now is None or base is None or not _follows(growth, now, base):
            return False
    return True


def _follows(growth: Fact, now: Fact, base: Fact) -> bool:
    """Whether a growth in percent agrees with two numbers, by the rounding of all three."""
    numbers = (growth.low, growth.high, now.low, now.high, base.low, base.high)
    if any(number is None for number in numbers) or now.unit != base.unit:
        return False
    least, most, low, high, base_low, base_high = (float(number) for number in numbers if number is not None)
    if base_low <= 0:
        return False
    return 100 * (low / base_high - 1) <= most and least <= 100 * (high / base_low - 1)
