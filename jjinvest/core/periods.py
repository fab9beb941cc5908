"""Periods such as 2023, 2023H1, 2023Q1-Q3, 2023-10, 2023-01..2023-10, 2023-12-27: their months and days.

A period is written in one way only (:func:`canonical_period`): January to June is 2023H1, not
2023-01..2023-06. A day is an event, such as a signing ceremony; it lies within a month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

_YEAR = r"(?P<year>(?:19|20)\d{2})"
_FORMS = tuple(
    re.compile(rf"{_YEAR}{form}", re.IGNORECASE | re.ASCII)
    for form in (
        r"",
        r"H(?P<half>[12])",
        r"Q(?P<quarter>[1-4])",
        r"Q(?P<first_quarter>[1-4])-Q(?P<last_quarter>[1-4])",
        r"-(?P<month>0[1-9]|1[0-2])",
        r"M(?P<id_month>0[1-9]|1[0-2])",
        r"-(?P<first_month>0[1-9]|1[0-2])\.\.(?P<last_year>(?:19|20)\d{2})-(?P<last_month>0[1-9]|1[0-2])",
        r"M(?P<id_first>0[1-9]|1[0-2])-M(?P<id_last>0[1-9]|1[0-2])",
    )
)
_DAY = re.compile(r"(?:19|20)\d{2}-\d{2}-\d{2}", re.ASCII)
_NAMES = {(1, 12): "", (1, 6): "H1", (7, 12): "H2", (1, 9): "Q1-Q3"} | {
    (3 * quarter - 2, 3 * quarter): f"Q{quarter}" for quarter in (1, 2, 3, 4)
}


def canonical_period(text: str) -> str:
    """Return the one way in which a period is written.

    Raises
    ------
    ValueError
        If the text is not a period of one year.

    Examples
    --------
    >>> [canonical_period(p) for p in ("2023-01..2023-06", "2023Q1-Q2", "2018M01-M10", "2023m10")]
    ['2023H1', '2023H1', '2018-01..2018-10', '2023-10']
    """
    text = text.strip()
    if _DAY.fullmatch(text):
        return date.fromisoformat(text).isoformat()
    year, first, last = _months_of(text)
    if (first, last) in _NAMES:
        return f"{year}{_NAMES[first, last]}"
    if first == last:
        return f"{year}-{first:02d}"
    return f"{year}-{first:02d}..{year}-{last:02d}"


def _months_of(text: str) -> tuple[int, int, int]:
    found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if found is None:
        raise ValueError(f"not a period: {text!r}")
    part = {name: int(value) for name, value in found.groupdict().items() if value is not None}
    year = part.pop("year")
    match part:
        case _ if not part:
            first, last = 1, 12
        case {"half": half}:
            first, last = 6 * half - 5, 6 * half
        case {"quarter": quarter}:
            first, last = 3 * quarter - 2, 3 * quarter
        case {"first_quarter": one, "last_quarter": other}:
            first, last = 3 * one - 2, 3 * other
        case {"month": month} | {"id_month": month}:
            first, last = month, month
        case {"id_first": first, "id_last": last}:
            pass
        case _:
            first, last = part["first_month"], part["last_month"]
            if part["last_year"] != year:
                raise ValueError(f"a period lies within one year: {text!r}")
    if first > last:
        raise ValueError(f"a period ends after it begins: {text!r}")
    return year, first, last


def is_event(period: str) -> bool:
    """Whether a period is a single day, on which something was announced or signed."""
    return _DAY.fullmatch(period) is not None


def period_key(period: str) -> str:
    """Return a period as the first part of a fact id, in lower case; other texts only in lower case.

    Examples
    --------
    >>> [period_key(p) for p in ("2023H1", "2018-01..2018-10", "2023-10", "2023-12-27")]
    ['2023h1', '2018m01-m10', '2023m10', '2023-12-27']
    """
    if len(period) < 7 or is_event(period):
        return period.lower()
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:\.\.\d{4}-(\d{2}))?", period)
    if found is None:
        return period.lower()
    year, first, last = found.groups()
    return f"{year}m{first}" if last is None else f"{year}m{first}-m{last}"


def period_months(period: str) -> tuple[int, int]:
    """First and last month (1 to 12) that a period covers.

    Examples
    --------
    >>> period_months("2023"), period_months("2023H2"), period_months("2018-01..2018-10")
    ((1, 12), (7, 12), (1, 10))
    """
    if is_event(period):
        return int(period[5:7]), int(period[5:7])
    _, first, last = _months_of(period)
    return first, last


def period_start(period: str) -> date:
    """Return the first day of a period."""
    if is_event(period):
        return date.fromisoformat(period)
    return date(int(period[:4]), period_months(period)[0], 1)


def period_end(period: str) -> date:
    """Return the last day of a period."""
    if is_event(period):
        return date.fromisoformat(period)
    year, month = int(period[:4]), period_months(period)[1]
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


@lru_cache(maxsize=4096)
def is_within(period: str, longer: str) -> bool:
    """Whether a period is a part of another, or the same.

    Examples
    --------
    >>> is_within("2023H1", "2023"), is_within("2023-04-06", "2023Q1"), is_within("2022", "2023")
    (True, False, False)
    """
    return period_start(longer) <= period_start(period) and period_end(period) <= period_end(longer)


def is_cumulative(period: str) -> bool:
    """Whether a period begins in January and is no event and no single month: a year to date."""
    return not is_event(period) and period_months(period)[0] == 1 and period_months(period)[1] > 1


def part_of_year(period: str) -> str:
    """Return what follows the year in the id of a period: ``h1``, ``q1-q3``, ``m01-m10``, "" for a year."""
    return period_key(period)[4:]


def year_before(period: str) -> str:
    """Return the same part of the year before, also of a period as ids write it; "" for none.

    Examples
    --------
    >>> [year_before(p) for p in ("2024Q1-Q3", "2024-01..2024-08", "2024m01-m08", "2024-12-27")]
    ['2023Q1-Q3', '2023-01..2023-08', '2023m01-m08', '2023-12-27']
    """
    if not period:
        return ""
    year, before = period[:4], str(int(period[:4]) - 1)
    return before + period[4:].replace(f"..{year}", f"..{before}")


def run_quarter(period: str) -> str:
    """Quarter whose run reports a period: the one in which the period ends.

    Examples
    --------
    >>> [run_quarter(p) for p in ("2018-01..2018-05", "2023H1", "2023", "2023-12-27")]
    ['2018Q2', '2023Q2', '2023Q4', '2023Q4']
    """
    return f"{period[:4]}Q{(period_end(period).month + 2) // 3}"


def cumulative_period(run_period: str) -> str:
    """Name the year-to-date period that a run of a quarter reports.

    Examples
    --------
    >>> [cumulative_period(f"2023Q{quarter}") for quarter in (1, 2, 3, 4)]
    ['2023Q1', '2023H1', '2023Q1-Q3', '2023']
    """
    year, quarter = run_period[:4], run_period[-1]
    return {"1": f"{year}Q1", "2": f"{year}H1", "3": f"{year}Q1-Q3", "4": year}[quarter]


def year_to_month(month: str) -> str:
    """Name the period from January to a month.

    Examples
    --------
    >>> [year_to_month(month) for month in ("2023-05", "2023-06", "2023-12", "2023-01")]
    ['2023-01..2023-05', '2023H1', '2023', '2023-01']
    """
    return canonical_period(f"{month[:4]}-01..{month}")


def last_month_within(months: Iterable[str], run_period: str, day: date | None = None) -> str | None:
    """Return the last of some months that lies in a quarter and was over on a day; None without any.

    Examples
    --------
    >>> last_month_within(["2023-03", "2023-04", "2023-05", "2023-06"], "2023Q2", date(2023, 6, 10))
    '2023-05'
    """
    within = {month for month in months if run_quarter(month) == run_period}
    return max((month for month in within if day is None or period_end(month) <= day), default=None)


def last_cumulative(periods: Iterable[str], run_period: str) -> str:
    """Return the last of some periods that begins in January and ends within a quarter.

    Without any, it is the year to date at the quarter's end.

    Examples
    --------
    >>> last_cumulative(["2018-01..2018-10", "2018-01..2018-11", "2018-10", "2017"], "2018Q4")
    '2018-01..2018-11'
    >>> last_cumulative(["2018H1"], "2018Q4")
    '2018'
    """
    within = [each for each in periods if is_cumulative(each) and run_quarter(each) == run_period]
    return max(within, key=period_end, default=cumulative_period(run_period))
