"""Periods such as 2023, 2023H1, 2023Q1-Q3: their months, their last day, the year to date of a run."""

from __future__ import annotations

from datetime import date


def period_months(period: str) -> tuple[int, int]:
    """First and last month (1 to 12) that a period covers.

    Examples
    --------
    >>> period_months("2023"), period_months("2023H2"), period_months("2023Q1-Q3")
    ((1, 12), (7, 12), (1, 9))
    """
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
    """Name the year-to-date period that a run of a quarter reports.

    Examples
    --------
    >>> [cumulative_period(f"2023Q{quarter}") for quarter in (1, 2, 3, 4)]
    ['2023Q1', '2023H1', '2023Q1-Q3', '2023']
    """
    year, quarter = run_period[:4], run_period[-1]
    return {"1": f"{year}Q1", "2": f"{year}H1", "3": f"{year}Q1-Q3", "4": year}[quarter]
