"""The part that leads a table: the message of a chart, where the data bear it out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from jjinvest.core.facts import Fact

MOST_OPEN_ROWS = 12
"""Rows up to which a leaders' page shows the groups of a ledger unfolded."""


def leading(
    frame: pd.DataFrame, column: str, *, label: str, intervals: bool = True, beside: str = ""
) -> dict[str, Any] | None:
    """Return the row whose number is certainly the largest; None where there is no such row.

    Parameters
    ----------
    column
        Numbers to compare. A number counts with its interval: where two intervals overlap, none leads.
    label
        Column that names the parts.
    beside
        Further column in which no other part may lead: a published share may contradict its number.
    intervals
        Whether the ends of a number are what is not known of it; those of a median are the range of the data.

    Notes
    -----
    Where a number is above the public tier none leads, since a title would reveal it.
    """
    if column not in frame:
        return None
    rows = [row for row in frame.to_dict("records") if isinstance(row[column], Fact)]
    facts = [row[column] for row in rows]
    ends = [ends for fact in facts if (ends := _ends(fact, intervals)) is not None]
    if len({row[label] for row in rows}) < 2 or len(ends) < len(rows):
        return None
    first = max(range(len(ends)), key=lambda place: ends[place][0])
    others = [high for place, (_, high) in enumerate(ends) if place != first]
    if max(others) >= ends[first][0]:
        return None
    other = leading(frame, beside, label=label, intervals=intervals) if beside else None
    if other is not None and other[label] != rows[first][label]:
        return None
    return {str(name): cell for name, cell in rows[first].items()}


def _ends(fact: Fact, intervals: bool) -> tuple[float, float] | None:
    """Least and greatest value of a number; None where these are not public or not known."""
    if fact.tier != "public" or fact.relation != "=":
        return None
    low, high = (fact.low, fact.high) if intervals else (None, None)
    low, high = fact.value if low is None else low, fact.value if high is None else high
    return None if low is None or high is None else (low, high)
