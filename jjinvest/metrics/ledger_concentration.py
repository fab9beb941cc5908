"""What the largest projects of a ledger hold of the amount signed in a period, exactly."""

from __future__ import annotations

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_end, period_start
from jjinvest.core.quantity import YI
from jjinvest.core.rounding import exact
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.metrics.ledger_observations import MIN_GROUP_SIZE

NUMBERS = (1, 3, 5, 10, 20)
"""How many of the largest projects are added up."""


def largest_projects(state: LedgerState, period: str) -> list[Fact]:
    """Return amount and share of the largest projects signed in a period, as facts.

    Ids are such as ``2023.ledger.agreed_amount.top3`` and, of the share in %, the same with ``.share``. Fewer
    projects than :data:`~jjinvest.metrics.ledger_observations.MIN_GROUP_SIZE` are not for the public.
    Empty where no amount is known.
    """
    projects = state.projects
    start, end = pd.Timestamp(period_start(period)), pd.Timestamp(period_end(period))
    amounts = projects.loc[projects["signed_on"].between(start, end), "agreed_amount"].dropna()
    ordered = sorted((int(amount) for amount in amounts), reverse=True)
    total = sum(ordered)
    if total <= 0:
        return []
    facts = list[Fact]()
    listed = [each for each in NUMBERS if each < len(ordered)]
    shown = _for_the_public(listed, len(ordered))
    for number in listed:
        held = sum(ordered[:number])
        head = FactId.of(period, "ledger", "agreed_amount", f"top{number}")
        tier = "public" if number in shown else "government"
        facts += [
            _fact(head, float(exact(held) / YI), "亿元", period, state, tier),
            _fact(head / "share", float(100 * exact(held) / total), "%", period, state, tier),
        ]
    return facts


def _for_the_public(numbers: list[int], projects: int) -> set[int]:
    """Numbers of largest projects whose sums, and the differences of these, all rest on enough projects.

    Examples
    --------
    >>> sorted(_for_the_public([1, 3, 5, 10, 20], 22)), sorted(_for_the_public([1, 3], 9))
    ([5, 10], [3])
    """
    shown, above = set[int](), projects
    for number in reversed(numbers):
        if number >= MIN_GROUP_SIZE and above - number >= MIN_GROUP_SIZE:
            shown.add(number)
            above = number
    return shown


def _fact(name: FactId, value: float, unit: str, period: str, state: LedgerState, tier: str) -> Fact:
    return Fact(
        name,
        value,
        value,
        value,
        unit,
        "agreed",
        "part",
        "computed",
        period,
        as_of=state.stands_on.isoformat(),
        sources=(state.source,),
        tier=tier,
    )
