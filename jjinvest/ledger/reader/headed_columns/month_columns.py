"""Columns of the funds of single months, and of the funds before the year, beside the fields of a ledger.

Counties keep a column a month: 1月 … 9月 under 2024年到位资金（万元）, or between 2022年底前累计到位
and 2023年累计到位. A month counts where its own header or its group speaks of funds in place, or where bare
months stand in a row beside columns of such funds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from jjinvest.ledger.fields import FUNDS
from jjinvest.ledger.reader.headed_columns.headers import makes_other_column, unit_in
from jjinvest.ledger.reader.headed_columns.month_headers import (
    PAID,
    group_of,
    month_headers,
    plain_header,
    without_last_year,
    year_of_group,
)
from jjinvest.ledger.reader.headed_columns.span_columns import (
    ExtraColumn,
    beside_months,
    disjoint_spans,
    months_of,
    span_of_header,
)

MIN_BARE_MONTHS = 3
"""Columns in a row with nothing but a month in their header that make these months of funds."""
_QUARTER = re.compile(
    rf"(?:(20[0-9]{{2}})[年./-]?)?(?:第?([一二三四1-4])季度?|q([1-4])|([147]|10)月?[-~至到—–]+([369]|12)月份?)"
    rf"(?:当季)?({PAID})?"
)
_THIS_QUARTER = re.compile(rf"[本当]季度?(?:内|新增|累计)*({PAID})?(?:本季度?)?|{PAID}[本当]季度?")
"""The ledger's own quarter: 本季到位, 当季度到位资金, or 本季 below a group of funds."""
_NUMBER_OF_QUARTER = {"一": 1, "二": 2, "三": 3, "四": 4}
_GROUP_OF_FUNDS = re.compile("到位|到资|到账|进资")
_NO_GROUP = re.compile("累计|产值|税|完成投资|固定资产|入统|合同|协议")
_AT_END = r"(?:年?[底末]以?前?|(?P<{0}>1[0-2]|0?[1-9])月(?:份?[底末]以?前?|以?前))"
_BEFORE = re.compile(
    rf"(?:截[至止]到?)?(?:(?P<year>20[0-9]{{2}})年?|上年度?|去年){_AT_END.format('month')}(?:累计)?{PAID}"
    rf"|截[至止]到?(?:(?P<until>20[0-9]{{2}})年?|上年度?|去年)(?P<until_month>12)月(?:份)?(?:累计)?{PAID}"
    rf"|(?P<unnamed>以前|往)年度?(?:结转)?(?:累计)?{PAID}"
)
"""Funds up to the end of an earlier year or month: 2022年底前累计到位, 2022年6月底前累计到位."""
_BEFORE_YEAR = re.compile(rf"(20[0-9]{{2}})年度?(及)?(?:以前|之前|前)(?:年度)?(?:累计|结转)*{PAID}")
"""2022年以前到位: to the end of 2021; 2022年及以前到位: to the end of 2022."""
_TOTAL = re.compile(
    rf"(?:20[0-9]{{2}}年|本年度?|全年|年度?|当年|各月|各季)?(?:1[-~至到—][0-9]{{1,2}}月份?)?"
    rf"(?:合计|总计|小计|共计|累计|总额|总数)(?:{PAID})?"
)
"""The sum of the months or quarters beside it."""
_YEAR_ALONE = re.compile("(?:20[0-9]{2}年?度?)?")


@dataclass
class FundsInTime:
    """Columns of funds by the time in which they came in.

    Attributes
    ----------
    months
        Columns by year and month.
    before
        Column of all funds before the months or quarters.
    before_end
        Last month of those funds.
    quarters
        Columns by year and last month of the quarter, of a sheet without columns of months.
    spans
        Columns of several months together by year and last month, where months or other spans go on.
    total
        Column of their sum (合计), where all of them are of one year.
    """

    months: dict[tuple[int, int], ExtraColumn] = field(default_factory=dict)
    before: ExtraColumn | None = None
    before_end: tuple[int, int] = (0, 0)
    quarters: dict[tuple[int, int], ExtraColumn] = field(default_factory=dict)
    total: ExtraColumn | None = None
    spans: dict[tuple[int, int], ExtraColumn] = field(default_factory=dict)

    def columns(self) -> dict[tuple[int, int], ExtraColumn]:
        """Columns of months and of several months together, or of quarters, by their last month."""
        return dict(sorted((self.months | self.spans).items())) or self.quarters

    def covered(self) -> set[tuple[int, int]]:
        """Months that these columns hold, each of them or several together."""
        return {each for when, column in self.columns().items() for each in months_of(when, column.length)}

    def change(self, changed: Callable[[ExtraColumn], ExtraColumn]) -> None:
        """Change all columns but that of the sum."""
        for of_time in (self.months, self.quarters, self.spans):
            of_time |= {when: changed(column) for when, column in of_time.items()}
        self.before = self.before and changed(self.before)

    def indexes(self) -> set[int]:
        """Places of all these columns."""
        of_time = [*self.months.values(), *self.quarters.values(), *self.spans.values()]
        columns = [*of_time, *(column for column in (self.before, self.total) if column is not None)]
        return {column.index for column in columns}


def funds_in_time(
    headers: Mapping[int, tuple[str, str]],
    known: Mapping[str, int],
    unit_of: Mapping[int, str],
    month: tuple[int, int] | None,
    *,
    of_funds: bool = False,
) -> FundsInTime:
    """Find the columns of months, and that of the funds before the year.

    A month that two columns name is read from neither.

    Parameters
    ----------
    headers
        Text of each header with its group, and its own text, by column.
    known
        Columns of the fields that are read.
    unit_of
        Unit that stands elsewhere, in the title or below the header, by column.
    month
        Year and month of the ledger.
    of_funds
        Whether the sheet is one of funds in place: months and quarters are such whatever their headers say.
    """
    found = FundsInTime()
    if month is None:
        return found
    fields = {index: name for name, index in known.items()}
    named: dict[tuple[int, int], list[ExtraColumn]] = {}
    bare: list[tuple[tuple[int, int], ExtraColumn]] = []
    quarters: dict[tuple[int, int], list[tuple[ExtraColumn, bool]]] = {}
    own_quarter: list[ExtraColumn] = []
    ranges: set[int] = set()
    named_months = month_headers(headers, month[0])
    earlier = any(each.year is not None and each.year < month[0] for each in named_months.values())
    for index, (text, own) in headers.items():
        if fields.get(index, "funds_month") != "funds_month":
            continue
        group = group_of(text, own)
        column = ExtraColumn(index, unit_in(own) or unit_in(group) or unit_of.get(index, ""), text)
        end = None if makes_other_column(plain_header(group)) else _before(own, month[0], earlier=earlier)
        if end is not None and end > found.before_end:
            found.before, found.before_end = column, end
        header = named_months.get(index)
        spoken = _spoken(own)
        of_quarter = next((match for each in spoken if (match := _QUARTER.fullmatch(each))), None)
        of_this = next((match for each in spoken if (match := _THIS_QUARTER.fullmatch(each))), None)
        if of_quarter is not None and (number := _number_of(of_quarter)):
            named_funds = bool(of_quarter[6]) or _of_funds(group) or (of_funds and not group)
            year = int(of_quarter[1] or year_of_group(group, month[0]) or month[0])
            if named_funds or not group:
                of_three = replace(column, length=3)
                quarters.setdefault((year, 3 * number), []).append((of_three, named_funds))
                ranges |= {column.index} if of_quarter[4] else set()
        elif of_this is not None and ("到" in of_this[0] or "进资" in of_this[0] or _of_funds(group)):
            own_quarter.append(column)
        if header is None or header.year is None:
            continue
        when = (header.year, header.month)
        if header.paid or _of_funds(group) or (of_funds and _is_year(group)):
            named.setdefault(when, []).append(column)
        elif not group:
            bare.append((when, column))
    if found.before is not None or any(name in known for name in FUNDS):
        for when, column in _in_a_row(bare):
            named.setdefault(when, []).append(column)
    if len(own_quarter) == 1 and month[1] % 3 == 0:  # within a quarter, its first months are no quarter
        quarters.setdefault(month, [(replace(own_quarter[0], length=3), True)])
    if not named:
        beside = found.before is not None or any(name in known for name in FUNDS)
        found.quarters = {
            when: alike[0][0]
            for when, alike in sorted(quarters.items())
            if len(alike) == 1 and (alike[0][1] or (beside and len(quarters) > 1))
            if not months_of(when, 3)[0] <= found.before_end < when
        }
        if len(quarters) == 1 and not ranges.isdisjoint(c.index for c in found.quarters.values()):
            found.quarters = {}  # 1-3月 alone may be the year to date of an earlier month
    found.months = {when: columns[0] for when, columns in sorted(named.items()) if len(columns) == 1}
    _read_spans(found, headers, fields, unit_of, month, of_funds=of_funds)
    found.total = _total(headers, fields, unit_of, found)
    return found


def _read_spans(
    found: FundsInTime,
    headers: Mapping[int, tuple[str, str]],
    fields: Mapping[int, str],
    unit_of: Mapping[int, str],
    month: tuple[int, int],
    *,
    of_funds: bool,
) -> None:
    """Find the columns of several months together beside those of months, or of other spans than quarters."""
    named: list[tuple[tuple[int, int], ExtraColumn]] = []
    bare: list[tuple[tuple[int, int], ExtraColumn]] = []
    for index, (text, own) in headers.items():
        span = span_of_header(own) if index not in fields else None
        group = group_of(text, own)
        if span is None or makes_other_column(without_last_year(plain_header(group).replace("其中", ""))):
            continue
        year = span.year or year_of_group(group, month[0]) or month[0]
        unit = unit_in(own) or unit_in(group) or unit_of.get(index, "")
        column = ExtraColumn(index, unit, text, span.last - span.first + 1)
        if span.paid or _of_funds(group) or (of_funds and _is_year(group)):
            named.append(((year, span.last), column))
        elif not group:
            bare.append(((year, span.last), column))
    columns = [*found.months.values(), *(column for _, column in named)]
    named += beside_months(bare, {column.index for column in columns})
    spans = disjoint_spans(named, set(found.months), month, found.before_end)
    if len(spans) + len(found.months) > 1 and spans.keys() != found.quarters.keys():
        found.spans, found.quarters = spans, {} if spans else found.quarters


def _spoken(own: str) -> list[str]:
    """Header without brackets, and behind each of them: 到位资金（本季） is 本季到位资金."""
    bare = plain_header(own)
    inside = [plain_header(each) for each in re.findall(r"[(（]([^()（）]*)[)）]", own)]
    return [bare, *(each + bare for each in inside)]


def _number_of(header: re.Match[str]) -> int:
    """Number of the quarter that a header names; 0 where its months are none."""
    if header[4]:
        first, last = int(header[4]), int(header[5])
        return last // 3 if last == first + 2 else 0
    return int(header[3] or _NUMBER_OF_QUARTER.get(header[2]) or header[2])


def _is_year(group: str) -> bool:
    """Whether the group above a month is blank, or a year and no more."""
    return _YEAR_ALONE.fullmatch(plain_header(group)) is not None


def _total(
    headers: Mapping[int, tuple[str, str]],
    fields: Mapping[int, str],
    unit_of: Mapping[int, str],
    found: FundsInTime,
) -> ExtraColumn | None:
    """Column of the sum of the months or quarters, beside the last or before the first of one year."""
    spans = found.columns()
    places = [column.index for column in spans.values()]
    if len({year for year, _ in spans}) != 1:
        return None
    sums = [
        ExtraColumn(index, unit_in(own) or unit_in(group_of(text, own)) or unit_of.get(index, ""), text)
        for index in (max(places) + 1, min(places) - 1)
        if index not in fields and index in headers
        for text, own in [headers[index]]
        if _TOTAL.fullmatch(plain_header(own))
    ]
    return sums[0] if sums else None


def following(when: tuple[int, int]) -> tuple[int, int]:
    """Month after a month.

    Examples
    --------
    >>> following((2022, 12))
    (2023, 1)
    """
    return when[0] + when[1] // 12, when[1] % 12 + 1


def _before(own: str, year: int, *, earlier: bool) -> tuple[int, int] | None:
    """Last month of the funds before the ledger's year that a header names; None for other headers.

    Beside months of earlier years nothing says before which of them 以前年度 is.
    """
    if of_year := _BEFORE_YEAR.fullmatch(plain_header(own)):
        last = int(of_year[1]) - (of_year[2] is None)
        return (last, 12) if last < year else None
    match = _BEFORE.fullmatch(plain_header(own))
    if match is None or (match["unnamed"] and earlier):
        return None
    end = (
        int(match["year"] or match["until"] or year - 1),
        int(match["month"] or match["until_month"] or 12),
    )
    return end if end[0] < year else None


def _of_funds(group: str) -> bool:
    """Whether the group above a month speaks of funds in place, also as 其中, a part of the year."""
    plain = without_last_year(plain_header(group).replace("其中", ""))
    return bool(_GROUP_OF_FUNDS.search(plain)) and not (_NO_GROUP.search(plain) or makes_other_column(plain))


def _in_a_row(
    bare: Iterable[tuple[tuple[int, int], ExtraColumn]],
) -> list[tuple[tuple[int, int], ExtraColumn]]:
    """Bare months that follow each other in neighbouring columns."""
    runs: list[list[tuple[tuple[int, int], ExtraColumn]]] = []
    for when, column in sorted(bare, key=lambda each: each[1].index):
        last = runs[-1][-1] if runs else None
        if last is not None and last[1].index + 1 == column.index and following(last[0]) == when:
            runs[-1].append((when, column))
        else:
            runs.append([(when, column)])
    return [each for run in runs if len(run) >= MIN_BARE_MONTHS for each in run]
