"""Fact ids: dotted, lower case, derived from what a figure measures; and periods as dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

_SUBJECT_ALONE = ("sector", "tier")  # `2023.agreed_amount.secondary`, not `…sector.secondary`


def fact_id(figure: Mapping[Any, Any]) -> str:
    """Return the id of the fact that a row of figures.csv states, such as ``2023.agreed_amount.secondary``."""
    parts = [str(figure["period"]).lower(), figure["metric"]]
    scope, subject, statistic = figure["scope"], figure["subject"], figure["statistic"]
    if scope != "all" and scope not in _SUBJECT_ALONE:
        parts.append(scope)
    if subject:
        parts.append(subject)
    if statistic != "level":
        parts.append(statistic)
    return ".".join(parts)


def period_months(period: str) -> tuple[int, int]:
    """First and last month (1–12) that a period such as 2023, 2023H1 or 2023Q1-Q3 covers."""
    part = period[4:]
    if part == "":
        return 1, 12
    if part.startswith("H"):
        return (1, 6) if part == "H1" else (7, 12)
    first = 3 * int(part[1]) - 2
    return first, 3 * int(part[-1])


def period_end(period: str) -> date:
    """Return the last day of a period."""
    year, month = int(period[:4]), period_months(period)[1]
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def cumulative_period(run_period: str) -> str:
    """Name the year-to-date period that a run of a quarter reports: 2023Q2 → 2023H1, 2023Q4 → 2023."""
    year, quarter = run_period[:4], run_period[-1]
    return {"1": f"{year}Q1", "2": f"{year}H1", "3": f"{year}Q1-Q3", "4": year}[quarter]
