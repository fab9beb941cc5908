"""Month that the header of a column names, with its year.

The year stands in the header (2022年12月到位, 12月到位（2022年）), in the group above it, or in the header of
the month before: 2022年11月, 12月, 2023年1月, 2月. Months that nothing dates end in the ledger's year: 11月,
12月, 1月, 2月 begin in the year before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from jjinvest.ledger.reader.headed_columns.headers import makes_other_column, normalise

PAID = r"(?:新增|实际|完成|已)*(?:资金)?(?:到位|到资|到账|(?:现汇)?进资)(?:资金|总?额|金额|数)*"
"""Words of funds in place."""
_YEAR_OF_MONTH = (
    r"(?:(?:20)?(?P<{0}>[0-9]{{2}})年度?|20(?P<{0}_dotted>[0-9]{{2}})[./-]|(?P<{0}_last>上年度?|去年))"
)
_MONTH = re.compile(
    rf"(?:{_YEAR_OF_MONTH.format('year')}?(?P<month>1[0-2]|0?[1-9])月份?"
    rf"|20(?P<bare_year>[0-9]{{2}})(?:[./-](?P<dotted>1[0-2]|0?[1-9])|(?P<joined>1[0-2]|0[1-9])))"
    rf"(?:当月|单月)?(?P<paid>{PAID})?"
)
_YEAR = re.compile(r"(20[0-9]{2})(?:年|$|\))")
_LAST_YEAR = re.compile("上年度?|去年")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True)
class MonthHeader:
    """A column of a month: its year where the header or its group names it, and whether it names funds."""

    year: int | None
    month: int
    paid: bool


def month_headers(headers: Mapping[int, tuple[str, str]], year: int) -> dict[int, MonthHeader]:
    """Find the columns whose headers are months, each with the year that it means.

    Parameters
    ----------
    headers
        Text of each header with its group, and its own text, by column.
    year
        Year of the ledger.
    """
    named = {}
    for index, (text, own) in headers.items():
        header = _month_header(own, group_of(text, own), year)
        if header is not None:
            named[index] = header
    dated: dict[int, MonthHeader] = {}
    for run in _runs(named):
        years = _years([named[index] for index in run], year)
        dated |= {
            index: MonthHeader(of, named[index].month, named[index].paid)
            for index, of in zip(run, years, strict=True)
        }
    return dated


def group_of(text: str, own: str) -> str:
    """Group above a header, empty where there is none."""
    return text.removesuffix(own) if own != text else ""


def plain_header(text: str) -> str:
    """Text without brackets, spaces and width."""
    return _BRACKETS.sub("", normalise(unicodedata.normalize("NFKC", text)))


def without_last_year(text: str) -> str:
    """Text without 上年, 去年, which only date a month."""
    return _LAST_YEAR.sub("", text)


def _month_header(own: str, group: str, year: int) -> MonthHeader | None:
    whole = normalise(unicodedata.normalize("NFKC", own))
    inside = [bracket[1:-1] for bracket in _BRACKETS.findall(whole)]
    if any(makes_other_column(without_last_year(each)) for each in inside):
        return None
    bare = plain_header(own)
    candidates = [bare, *(each + bare for each in inside)]  # 到位资金（2022年12月）, 12月到位（2022年）
    match = next((found for each in reversed(candidates) if (found := _MONTH.fullmatch(each))), None)
    if match is None:
        return None
    last = match["year_last"] or any(_LAST_YEAR.match(each) for each in inside)
    if makes_other_column(without_last_year(plain_header(group).replace("其中", ""))):
        return None
    two_digits = match["year"] or match["year_dotted"] or match["bare_year"]
    of = 2000 + int(two_digits) if two_digits else year - 1 if last else year_of_group(group, year)
    return MonthHeader(of, int(match["month"] or match["dotted"] or match["joined"]), bool(match["paid"]))


def year_of_group(group: str, year: int) -> int | None:
    """Year that the group above a header names, None if it names none."""
    plain = normalise(unicodedata.normalize("NFKC", group))
    found = _YEAR.search(plain)
    if found:
        return int(found[1])
    return year - 1 if _LAST_YEAR.match(plain) else None


def _runs(named: Mapping[int, MonthHeader]) -> list[list[int]]:
    """Neighbouring columns in which each month follows the one before."""
    runs: list[list[int]] = []
    for index in sorted(named):
        last = runs[-1][-1] if runs else None
        if last is not None and last + 1 == index and _follows(named[last], named[index]):
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _follows(before: MonthHeader, after: MonthHeader) -> bool:
    if after.month != before.month % 12 + 1:
        return False
    return before.year is None or after.year is None or after.year == before.year + (before.month == 12)


def _years(run: list[MonthHeader], year: int) -> list[int]:
    """Years of months that follow each other: by one that is dated, else the last is the ledger's."""
    turns = [sum(each.month == 12 for each in run[:place]) for place in range(len(run))]
    anchors = [each.year - turn for each, turn in zip(run, turns, strict=True) if each.year is not None]
    first = anchors[0] if anchors else year - turns[-1]
    return [
        each.year if each.year is not None else first + turn for each, turn in zip(run, turns, strict=True)
    ]
