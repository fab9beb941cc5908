"""The part that leads a table: the message of a chart, where the data bear it out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from jjinvest.core.facts import Fact


def leading(frame: pd.DataFrame, column: str, *, label: str) -> dict[str, Any] | None:
    """Return the row whose number is certainly the largest; None where there is no such row.

    Parameters
    ----------
    column
        Numbers to compare. A number counts with its interval: where two intervals overlap, none leads.
    label
        Column that names the parts; in some tables one part has several rows, each of another measure.

    Notes
    -----
    Where a number is above the public tier none leads, since a title would reveal it.
    """
    if column not in frame:
        return None
    rows = [row for row in frame.to_dict("records") if isinstance(row[column], Fact)]
    facts = [row[column] for row in rows]
    if len({row[label] for row in rows}) < 2 or any(f.tier != "public" or f.relation != "=" for f in facts):
        return None
    ends = [(f.value if f.low is None else f.low, f.value if f.high is None else f.high) for f in facts]
    known = [(low, high, row) for (low, high), row in zip(ends, rows, strict=True) if None not in (low, high)]
    if len(known) < len(rows):
        return None
    low, _, first = max(known, key=lambda end: end[0])
    return first if all(high < low for _, high, row in known if row is not first) else None
