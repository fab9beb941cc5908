"""Columns of the funds of several months together: 1-2月到位 beside 3月到位, 上半年 beside 7月 … 12月.

Statistics have January and February in one column, and offices put the months of a past quarter or half
together. Such a column counts beside months or other spans, where no month is in two of them. A span that
others make up is their sum. Spans that overlap otherwise (1-2月, 1-3月, 1-4月) are running totals, of which
none is read here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from jjinvest.ledger.reader.headed_columns.headers import normalise
from jjinvest.ledger.reader.headed_columns.month_headers import PAID, plain_header

Month = tuple[int, int]
"""Year and month."""
_SPAN = re.compile(
    rf"(?:(?:20)?(?P<year>[0-9]{{2}})年度?)?"
    rf"(?:(?P<first>1[0-2]|0?[1-9])月?份?[-~至到—–―]+(?P<last>1[0-2]|0?[1-9])月份?"
    rf"|(?P<half>[上下])半年度?|第?(?P<quarter>[一二三四1-4])季度?|q(?P<q>[1-4])|前(?P<quarters>[二三23])个?季度)"
    rf"(?:当季|合计)?(?:累计)?(?P<paid>{PAID})?"
)
_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True)
class ExtraColumn:
    """A column of funds that is no field: its place, unit, header and number of months."""

    index: int
    unit: str
    header: str
    length: int = 1


@dataclass(frozen=True)
class Span:
    """Months that a header names together, its year if it names one, and whether it names funds."""

    year: int | None
    first: int
    last: int
    paid: bool


def span_of_header(own: str) -> Span | None:
    """Return the months that a header names together; None where it names a single one or none.

    Examples
    --------
    >>> span_of_header("2023年1—2月到位（万元）")
    Span(year=2023, first=1, last=2, paid=True)
    >>> span_of_header("下半年"), span_of_header("3月到位")
    (Span(year=None, first=7, last=12, paid=False), None)
    """
    bare = plain_header(own)
    inside = _BRACKETS.findall(normalise(unicodedata.normalize("NFKC", own)))
    candidates = (bare, *(each + bare for each in inside))
    match = next((found for each in candidates if (found := _SPAN.fullmatch(each))), None)
    if match is None:
        return None
    first, last = _months(match)
    year = 2000 + int(match["year"]) if match["year"] else None
    return Span(year, first, last, bool(match["paid"])) if first < last else None


def _months(match: re.Match[str]) -> tuple[int, int]:
    if match["first"]:
        return int(match["first"]), int(match["last"])
    if match["half"]:
        return (1, 6) if match["half"] == "上" else (7, 12)
    if match["quarters"]:
        return 1, 3 * _number(match["quarters"])
    last = 3 * _number(match["quarter"] or match["q"])
    return last - 2, last


def _number(text: str) -> int:
    return _NUMBERS.get(text) or int(text)


def months_of(last: Month, length: int) -> list[Month]:
    """Months of a span by its last month and their number.

    Examples
    --------
    >>> months_of((2023, 2), 2)
    [(2023, 1), (2023, 2)]
    """
    end = last[0] * 12 + last[1] - 1
    return [(number // 12, number % 12 + 1) for number in range(end - length + 1, end + 1)]


def disjoint_spans(
    spans: Iterable[tuple[Month, ExtraColumn]], months: Set[Month], month: Month, before_end: Month
) -> dict[Month, ExtraColumn]:
    """Return the spans that together with single months hold each month once; none where they overlap.

    Parameters
    ----------
    spans
        Last month and column of each span.
    months
        Months with columns of their own.
    month
        Month of the ledger: a span that begins later is none of its funds.
    before_end
        Last month of the column of earlier funds: no span may reach over it.
    """
    covered, taken = set(months), dict[Month, ExtraColumn]()
    for last, column in sorted(spans, key=lambda each: (each[1].length, each[1].index)):
        of_span = months_of(last, column.length)
        if of_span[0] > month or of_span[0] <= before_end:
            continue
        if covered.isdisjoint(of_span):
            covered |= set(of_span)
            taken[last] = column
        elif not covered >= set(of_span):
            return {}
    return dict(sorted(taken.items()))


def beside_months(
    bare: Sequence[tuple[Month, ExtraColumn]], months: Set[int]
) -> list[tuple[Month, ExtraColumn]]:
    """Spans whose headers say nothing of funds, in a row with columns that are of months."""
    row, found = set(months), list[tuple[Month, ExtraColumn]]()
    for each in sorted(bare, key=lambda each: -each[1].index):
        if {each[1].index - 1, each[1].index + 1} & row:
            found.append(each)
            row.add(each[1].index)
    return found
