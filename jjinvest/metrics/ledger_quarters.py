"""Growth of a ledger's agreed amount from its quarters, where it begins in January of the year before.

Whether a signing was missed before the first row nobody knows: the total of that year is not given out
(:func:`~jjinvest.metrics.ledger_observations.observations`), its quarters are, and so is their growth, with a
caveat. It is public only where every quarter behind it is.
"""

from __future__ import annotations

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.access import highest
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_months, year_to_month
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.core.rounding import exact, round_half_up
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.metrics.growth import COMPUTED, GROWTH
from jjinvest.metrics.ledger_indicators import by_quarter

AMOUNT = "agreed_amount"


def growth_of_quarters(state: LedgerState, period: str) -> list[Fact]:
    """Growth of the agreed amount of a year to date, to a quarter's end, on the same part of the year before.

    Empty where the ledger has that year from its first day: then the totals are compared themselves.
    """
    year, (start, last) = int(period[:4]), period_months(period)
    first = state.with_gone().projects["signed_on"].min()
    begins_with_it = not pd.isna(first) and pd.Timestamp(year - 1, 1, 1) < first <= pd.Timestamp(
        year - 1, 1, 31
    )
    if start != 1 or last % 3 or not begins_with_it:
        return []
    quarters = {str(fact.id): fact for fact in by_quarter(state, period)}
    parts = [
        [quarters.get(FactId.of(f"{each}Q{number + 1}", AMOUNT)) for number in range(last // 3)]
        for each in (year, year - 1)
    ]
    known = [[fact for fact in of_year if fact is not None] for of_year in parts]
    if [len(of_year) for of_year in known] != [last // 3] * 2:
        return []
    now, before = (_total(of_year) for of_year in known)
    if not before.value:
        return []
    growth = now.over(before) - Quantity.exact(1, "ratio", now.definition)
    fact = facts.from_quantity(
        FactId.of(period, AMOUNT, GROWTH),
        growth,
        evidence="computed",
        period=period,
        scope="all",
        caveat=state.of_year_before(year_to_month(f"{year - 1}-{last:02d}")),
        tier=highest([fact.tier for of_year in known for fact in of_year]),
        signed=True,
        definition=COMPUTED,
    )
    return [fact]


def _total(quarters: list[Fact]) -> Quantity:
    """Sum of quarters, whose amounts are exact."""
    yuan = sum(int(round_half_up(exact(fact.value or 0.0) * YI)) for fact in quarters)
    sources = tuple(dict.fromkeys(source for fact in quarters for source in fact.sources))
    return Quantity.exact(yuan, "元", Definition("agreed"), sources)
