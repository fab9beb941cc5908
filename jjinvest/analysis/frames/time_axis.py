"""Spans of time by which numbers are grouped: years, halves, quarters and months, named as periods are."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from jjinvest.core.periods import period_start

SPANS = ("year", "half", "quarter", "month")
"""Spans of one length, the longest first."""
ALL = "all"
"""Period of everything that is known."""
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


def span_columns(days: pd.Series, spans: Sequence[str]) -> dict[str, pd.Series]:
    """Name the spans in which each day lies; beside a year the shorter ones are named without it.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2022-11-03", "2023-02-01"]))
    >>> {name: list(column) for name, column in span_columns(days, ["year", "month"]).items()}
    {'year': ['2022', '2023'], 'month': ['11', '02']}
    """
    columns = {span: span_names(days, span) for span in spans}
    if "year" not in columns:
        return columns
    return {
        span: column if span == "year" else column.str[4:].str.removeprefix("-")
        for span, column in columns.items()
    }


def span_starts(frame: pd.DataFrame, spans: Sequence[str], period: str) -> pd.Series:
    """First day of the span that each row names; of the period where there are no spans.

    Examples
    --------
    >>> frame = pd.DataFrame({"year": ["2022"], "quarter": ["Q2"]})
    >>> str(span_starts(frame, ["year", "quarter"], "all")[0])
    '2022-04-01 00:00:00'
    """
    if not spans:
        return pd.Series(pd.Timestamp(period_start(period)), index=frame.index)
    shortest = max(spans, key=SPANS.index)
    names = frame[shortest].astype("str")
    if "year" in spans and shortest != "year":
        names = frame["year"].astype("str") + ("-" if shortest == "month" else "") + names
    starts = {name: pd.Timestamp(period_start(name)) for name in names.unique()}
    return pd.to_datetime(names.map(starts))


def typed_spans(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return a frame whose spans are ordered values: years whole numbers, months their first day.

    Beside a year a month is its number. Halves and quarters stay texts, which are in order as they are.

    Examples
    --------
    >>> frame = typed_spans(pd.DataFrame({"year": ["2022"], "month": ["11"]}), ["year", "month"])
    >>> int(frame["year"][0]), int(frame["month"][0])
    (2022, 11)
    """
    typed = frame.copy()
    for name in names:
        if name == "year" or (name == "month" and "year" in names):
            typed[name] = pd.to_numeric(frame[name], errors="coerce").astype("Int64")
        elif name == "month":
            typed[name] = pd.to_datetime(frame[name], format="%Y-%m", errors="coerce")
    return typed


def all_spans(first: pd.Timestamp, last: pd.Timestamp, spans: Sequence[str]) -> pd.DataFrame:
    """Name every span from one day to another, without a gap, one column each.

    Examples
    --------
    >>> all_spans(pd.Timestamp(2022, 11, 3), pd.Timestamp(2023, 2, 1), ["quarter"])["quarter"].tolist()
    ['2022Q4', '2023Q1']
    """
    months = pd.Series(pd.date_range(first.replace(day=1).normalize(), last, freq="MS"))
    return pd.DataFrame(span_columns(months, spans)).drop_duplicates(ignore_index=True)


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
