"""The numbers of one run by id, found under an alias of a period or without a target; without frames."""

from __future__ import annotations

from collections.abc import Mapping
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


def without_target(facts: Mapping[str, Fact]) -> dict[str, FactId]:
    """Return ids by their form without the target, so that texts need not know it.

    That is ``p_reach`` without the target's number, and a number about a target without its authority, where
    no other authority speaks of the same subject and year. Of several targets of one subject the one whose id
    names no authority, the published one of the district itself, is meant.

    Examples
    --------
    >>> fact_id = FactId("2023.agreed_amount.p_reach.1000")
    >>> chance = Fact(fact_id, 0.6, 0.5, 0.7, "概率", "agreed", "all", "modelled", "2023")
    >>> without_target({chance.id: chance})["2023.agreed_amount.p_reach"]
    FactId('2023.agreed_amount.p_reach.1000')
    """
    ids = [FactId(name) for name in facts]
    authorities: dict[FactId, set[str]] = {}
    for fact_id in ids:
        if fact_id.statistic:
            of_year = fact_id.subject.in_period(fact_id.period[:4])
            authorities.setdefault(of_year, set()).add(fact_id.authority)
    sole = {of_year for of_year, found in authorities.items() if len(found) == 1}
    others = {fact_id for fact_id in ids if _is_of_another_target(fact_id, facts)}
    short: dict[str, FactId] = {
        drop_target(fact_id): fact_id for fact_id in [*others, *(each for each in ids if each not in others)]
    }
    for fact_id in ids:
        head = fact_id.subject / fact_id.statistic
        if fact_id == head / fact_id.authority and fact_id.subject.in_period(fact_id.period[:4]) in sole:
            short[head] = fact_id
    return short


def _is_of_another_target(fact_id: FactId, facts: Mapping[str, Fact]) -> bool:
    """Whether an id names the number of another target than the published one of its subject."""
    if P_REACH not in fact_id.parts:
        return False
    at = fact_id.parts.index(P_REACH)
    measures = (fact_id.parts[:at], fact_id.parts[: at - 1])  # before p_reach may stand a method
    targets = (facts.get(FactId.of(fact_id.period, *measure, "target")) for measure in measures)
    main = next((target for target in targets if target is not None), None)
    if main is None or main.value is None:
        return False
    return fact_id.parts[at + 1 : at + 2] != (f"{main.value:g}",)


def is_further_value(known: Fact, other: Fact) -> bool:
    """Whether a second fact of an id adds nothing: the first was published, or both are the same number."""
    same = (known.value, known.low, known.high, known.unit) == (
        other.value,
        other.low,
        other.high,
        other.unit,
    )
    return same or (known.evidence in ("published", "target") and other.evidence == "computed")


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
