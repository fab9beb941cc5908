"""Spans of time by which numbers are grouped: years, halves, quarters and months, named as periods are."""

from __future__ import annotations

import re

import pandas as pd

SPANS = ("year", "half", "quarter", "month")
"""Spans of one length, the longest first."""
PERIOD = "period"
"""Any period that was published."""
_FORMS = {
    "year": re.compile(r"\d{4}"),
    "half": re.compile(r"\d{4}H[12]"),
    "quarter": re.compile(r"\d{4}Q[1-4]"),
    "month": re.compile(r"\d{4}-\d{2}"),
    PERIOD: re.compile(r".+"),
}
_MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}


def is_span(period: str, span: str) -> bool:
    """Whether a period is one of a span.

    Examples
    --------
    >>> is_span("2023Q1", "quarter"), is_span("2023Q1-Q3", "quarter"), is_span("2023Q1-Q3", "period")
    (True, False, True)
    """
    return _FORMS[span].fullmatch(period) is not None


def span_names(months: pd.Series, span: str) -> pd.Series:
    """Name the span in which each month lies; missing where the month is."""
    known = months.dropna()
    places = known.dt.year * 12 + known.dt.month - 1
    names = {place: _name(int(place), span) for place in places.unique()}
    spans: pd.Series = places.map(names).reindex(months.index).astype("str")
    return spans


def all_spans(first: pd.Timestamp, last: pd.Timestamp, span: str) -> list[str]:
    """Name every span from one day to another, without a gap.

    Examples
    --------
    >>> all_spans(pd.Timestamp(2022, 11, 3), pd.Timestamp(2023, 2, 1), "quarter")
    ['2022Q4', '2023Q1']
    """
    places = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return list(dict.fromkeys(_name(place, span) for place in places))


def _name(place: int, span: str) -> str:
    """Name the span of a month, counted from the year 0."""
    year, month = divmod(place, 12)
    number = month // _MONTHS[span] + 1
    return {
        "year": f"{year}",
        "half": f"{year}H{number}",
        "quarter": f"{year}Q{number}",
        "month": f"{year}-{number:02d}",
    }[span]
