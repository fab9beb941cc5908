"""Columns of the funds of single months, and of the funds before the year, beside the fields of a ledger.

Counties keep a column a month: 1月 … 9月 under 2024年到位资金（万元）, or between 2022年底前累计到位
and 2023年累计到位. A month counts where its own header or its group speaks of funds in place, or where bare
months stand in a row beside columns of such funds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jjinvest.ledger.reader.headers import makes_other_column, normalise, unit_in

MIN_BARE_MONTHS = 3
"""Columns in a row with nothing but a month in their header that make these months of funds."""
_PAID = r"(?:新增|实际|完成|已)*(?:资金)?(?:到位|到资|到账|(?:现汇)?进资)(?:资金|总?额|金额|数)*"
_MONTH = re.compile(rf"(?:(20[0-9]{{2}})[年./-]?)?(1[0-2]|0?[1-9])月份?(?:当月)?({_PAID})?")
_QUARTER = re.compile(rf"(?:(20[0-9]{{2}})[年./-]?)?(?:第?([一二三四1-4])季度?|q([1-4]))(?:当季)?({_PAID})?")
_NUMBER_OF_QUARTER = {"一": 1, "二": 2, "三": 3, "四": 4}
_GROUP_OF_FUNDS = re.compile("到位|到资|到账|进资")
_NO_GROUP = re.compile("累计|产值|税|完成投资|固定资产|入统|合同|协议")
_YEAR = re.compile(r"(20[0-9]{2})年")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BEFORE = re.compile(
    rf"(?:截[至止]到?)?(?:(20[0-9]{{2}})年?|上年度?|去年)(?:年?[底末]|12月[底末]?)以?前?(?:累计)?{_PAID}"
    rf"|(?:以前|往)年度?(?:结转)?(?:累计)?{_PAID}"
)
_OF_FUNDS = ("funds_month", "funds_ytd", "funds_to_date")


@dataclass(frozen=True)
class ExtraColumn:
    """A column of funds that is no field: its place, its unit and its header."""

    index: int
    unit: str
    header: str


@dataclass
class FundsInTime:
    """Columns of funds by the time in which they came in.

    Attributes
    ----------
    months
        Columns by year and month.
    before
        Column of all funds before the ledger's year.
    quarters
        Columns by year and last month of the quarter, of a sheet without columns of months.
    """

    months: dict[tuple[int, int], ExtraColumn] = field(default_factory=dict)
    before: ExtraColumn | None = None
    quarters: dict[tuple[int, int], ExtraColumn] = field(default_factory=dict)

    def indexes(self) -> set[int]:
        """Places of all these columns."""
        of_time = [*self.months.values(), *self.quarters.values()]
        columns = [*of_time, *([self.before] if self.before else [])]
        return {column.index for column in columns}


def funds_in_time(
    headers: Mapping[int, tuple[str, str]],
    known: Mapping[str, int],
    unit_of: Mapping[int, str],
    month: tuple[int, int] | None,
) -> FundsInTime:
    """Find the columns of months, and that of the funds before the year.

    A month without a year is of the ledger's year. A month that two columns name is read from neither.

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
    """
    found = FundsInTime()
    if month is None:
        return found
    fields = {index: name for name, index in known.items()}
    named: dict[tuple[int, int], list[ExtraColumn]] = {}
    bare: list[tuple[tuple[int, int], ExtraColumn]] = []
    quarters: dict[tuple[int, int], list[tuple[ExtraColumn, bool]]] = {}
    for index, (text, own) in headers.items():
        if fields.get(index, "funds_month") != "funds_month":
            continue
        group = text.removesuffix(own) if own != text else ""
        column = ExtraColumn(index, unit_in(own) or unit_in(group) or unit_of.get(index, ""), text)
        if _is_before(own, month[0]) and not makes_other_column(_plain(group)):
            found.before = column
            continue
        match = _MONTH.fullmatch(_plain(own))
        if match is None and (of_quarter := _QUARTER.fullmatch(_plain(own))) is not None:
            named_funds = bool(of_quarter[4]) or _of_funds(group)
            year = of_quarter[1] or next(iter(_YEAR.findall(_plain(group))), "") or str(month[0])
            number = int(of_quarter[3] or _NUMBER_OF_QUARTER.get(of_quarter[2]) or of_quarter[2])
            if named_funds or not group:
                quarters.setdefault((int(year), 3 * number), []).append((column, named_funds))
        if match is None:
            continue
        year = match[1] or next(iter(_YEAR.findall(_plain(group))), "") or str(month[0])
        when = (int(year), int(match[2]))
        if match[3] or _of_funds(group):
            named.setdefault(when, []).append(column)
        elif not group:
            bare.append((when, column))
    if found.before is not None or any(name in known for name in _OF_FUNDS):
        for when, column in _in_a_row(bare):
            named.setdefault(when, []).append(column)
    if not named:
        beside = found.before is not None or any(name in known for name in _OF_FUNDS)
        found.quarters = {
            when: alike[0][0]
            for when, alike in sorted(quarters.items())
            if len(alike) == 1 and (alike[0][1] or (beside and len(quarters) > 1))
        }
    found.months = {when: columns[0] for when, columns in sorted(named.items()) if len(columns) == 1}
    return found


def _plain(text: str) -> str:
    return _BRACKETS.sub("", normalise(unicodedata.normalize("NFKC", text)))


def _is_before(own: str, year: int) -> bool:
    match = _BEFORE.fullmatch(_plain(own))
    return match is not None and (match[1] is None or int(match[1]) == year - 1)


def _of_funds(group: str) -> bool:
    """Whether the group above a month speaks of funds in place, also as 其中, a part of the year."""
    plain = _plain(group).replace("其中", "")
    return bool(_GROUP_OF_FUNDS.search(plain)) and not (_NO_GROUP.search(plain) or makes_other_column(plain))


def _in_a_row(
    bare: Iterable[tuple[tuple[int, int], ExtraColumn]],
) -> list[tuple[tuple[int, int], ExtraColumn]]:
    """Bare months that follow each other in neighbouring columns."""
    runs: list[list[tuple[tuple[int, int], ExtraColumn]]] = []
    for when, column in sorted(bare, key=lambda each: each[1].index):
        last = runs[-1][-1] if runs else None
        if last is not None and last[1].index + 1 == column.index and (last[0][0], last[0][1] + 1) == when:
            runs[-1].append((when, column))
        else:
            runs.append([(when, column)])
    return [each for run in runs if len(run) >= MIN_BARE_MONTHS for each in run]
