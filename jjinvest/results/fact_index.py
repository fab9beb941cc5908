"""The numbers of one run by id, found under an alias of a period or without a target; without frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_key

LEDGER = "ledger"
"""Part after the period in the ids of the ledger's view where published figures stand beside it."""
P_REACH = "p_reach"
"""Part of the ids of chances, which the target follows."""
ALIASES = ("now", "year", "next", "half", "rest")
"""First parts of an id that stand for a period of the run."""


def resolved(name: str, period: str, year: int) -> FactId:
    """Return the id that a name stands for: an alias of a period as its first part is replaced.

    Examples
    --------
    >>> resolved("now.agreed_amount", "2023H1", 2023)
    FactId('2023h1.agreed_amount')
    """
    head, _, measure = name.partition(".")
    periods = (period_key(period), str(year), str(year + 1), f"{year}h1", f"{year}h2")
    return FactId(f"{dict(zip(ALIASES, periods, strict=True)).get(head, head)}.{measure}")


def without_target(names: Iterable[str]) -> dict[str, FactId]:
    """Return ids by their form without the target, so that texts need not know it.

    That is ``p_reach`` without the target's number, and a number about a target without its authority, where
    no other authority speaks of the same subject and year.

    Examples
    --------
    >>> without_target(["2023.agreed_amount.p_reach.1000"])["2023.agreed_amount.p_reach"]
    FactId('2023.agreed_amount.p_reach.1000')
    """
    ids = [FactId(name) for name in names]
    authorities: dict[FactId, set[str]] = {}
    for fact_id in ids:
        if fact_id.statistic:
            of_year = fact_id.subject.in_period(fact_id.period[:4])
            authorities.setdefault(of_year, set()).add(fact_id.authority)
    sole = {of_year for of_year, found in authorities.items() if len(found) == 1}
    short: dict[str, FactId] = {drop_target(fact_id): fact_id for fact_id in ids}
    for fact_id in ids:
        head = fact_id.subject / fact_id.statistic
        if fact_id == head / fact_id.authority and fact_id.subject.in_period(fact_id.period[:4]) in sole:
            short[head] = fact_id
    return short


def drop_target(fact_id: FactId) -> str:
    """Return an id without the number after ``p_reach``.

    Examples
    --------
    >>> str(drop_target(FactId("2024.agreed_amount.p_reach.1000.base")))
    '2024.agreed_amount.p_reach.base'
    """
    parts = fact_id.parts
    if P_REACH not in parts:
        return fact_id
    at = parts.index(P_REACH) + 1
    if at < len(parts) and parts[at].replace(".", "").isdecimal():
        return FactId.of(fact_id.period, *parts[:at], *parts[at + 1 :])
    return fact_id


@dataclass(frozen=True)
class FactIndex:
    """Numbers of a run by id.

    Parameters
    ----------
    facts
        The numbers that aliases without a target may name.
    others
        Numbers found under their full id alone.
    short
        Ids by their form without the target (:func:`without_target`).
    ledger
        The ledger's view, where published figures stand beside it.
    """

    period: str
    year: int
    facts: Mapping[str, Fact]
    others: Mapping[str, Fact] = field(default_factory=dict)
    short: Mapping[str, FactId] = field(default_factory=dict)
    ledger: FactIndex | None = None

    def get(self, name: str, further: Mapping[str, Fact] | None = None) -> Fact | None:
        """Return the number of a name, which may begin with an alias; None if it is not here.

        `further` are more numbers found under their full id.
        """
        asked = resolved(name, self.period, self.year)
        if asked.parts[:1] == (LEDGER,) and self.ledger is not None:
            return self.ledger.get(FactId.of(asked.period, *asked.parts[1:]))
        known = self.facts.get(self.short.get(asked, asked))
        if known is not None:
            return known
        return self.others.get(asked) or (further or {}).get(asked)
