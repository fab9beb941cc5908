"""The month a ledger stands at, from its title, the name of its sheet and its file; unclear ones are asked.

The end of a range counts (1月至10月); a beginning (以来) and the day of filling in (填报日期) do not. A year
in one text and a month in another belong together; two months that differ are no month.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jjinvest.ledger.reader.tables.ledger_table import LedgerTable

Month = tuple[int, int]
_YEAR = r"(20[0-9]{2})"
_MONTH = r"(1[0-2]|0?[1-9])"
_TO = r"(?:至|到|[-~—–―])+"
_CLERK = re.compile(
    r"(?:填报|填表|制表|打印|报送|更新|印发|编制|上报|制作|统计员)(?:日期|时间|日)?[:为]?"
    rf"(?:于)?{_YEAR}[-./年]{_MONTH}(?:[-./月][0-9]{{0,2}}日?)?"
)
_SINCE = re.compile(rf"(?:自|从)?(?:{_YEAR}年)?(?:{_MONTH}月)?(?:份|[0-9]{{1,2}}日)?(?:以来|以后|起(?!止))")
_RANGE = re.compile(
    rf"(?:{_YEAR}[年.])?(?<![0-9]){_MONTH}(?:月份?)?(?:[0-9]{{1,2}}日)?{_TO}(?:{_YEAR}[年.])?{_MONTH}月"
)
_FULL = re.compile(
    rf"(截至|截止|至)?(?:日期|时间|日)?[:为]?到?(?<![0-9])(?:{_YEAR}年{_MONTH}月(?:份|([0-9]{{1,2}})日)?|"
    rf"{_YEAR}[-./_]{_MONTH}(?:[-./_]([0-9]{{1,2}}))?(?![0-9])|{_YEAR}(0[1-9]|1[0-2])([0-3][0-9])?(?![0-9]))"
)
_YEAR_ALONE = re.compile(rf"(?<![0-9]){_YEAR}(?=年)")
_MONTH_ALONE = re.compile(rf"(?<![0-9年]){_MONTH}月(?!以来)")
_TAB = re.compile(rf"{_MONTH}月(?:份|底|末)?(?:台账|报表|明细|数据|项目|表)*")
"""A name of a sheet that is a month and nothing more: 10月."""
_QUARTER = re.compile(
    rf"{_YEAR}年?度?(?:第)?(?:(前三|1-3|一至三|三|3|q3)季度?|(前二|前两|二|2|q2)季度?|(一|1|q1)季度|(四|4|q4)季度|(上半年)|(全年|年底|年末|年终|底|末))"
)
_MONTH_OF_PART = (9, 6, 3, 12, 6, 12)
_NUMERALS = {numeral: str(digit) for digit, numeral in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "○": "0",
}


@dataclass(frozen=True)
class LedgerMonth:
    """The month of a ledger, or None with the readings that its texts leave open (none at all: empty)."""

    month: Month | None
    readings: tuple[str, ...] = ()


@dataclass
class _Found:
    months: set[Month]
    stated: set[Month]  # behind 截至, or the end of a range
    years: set[int]
    bare: set[int]  # months without a year
    doubtful: list[str]


def read_month(titles: Iterable[str], names: Iterable[str]) -> LedgerMonth:
    """Read the month of a ledger.

    Parameters
    ----------
    titles
        Texts above the header.
    names
        Names of the sheet and the file.

    Examples
    --------
    >>> read_month(["2023年1月至10月招商台账"], []).month, read_month(["2023年1月以来项目"], []).month
    ((2023, 10), None)
    >>> read_month(["2023年招商项目台账", "（截至10月底）"], []).month
    (2023, 10)
    >>> read_month(["2023年9月台账"], ["台账2023-10"]).readings
    ('2023-09', '2023-10')
    """
    names = list(names)
    found = [_read(titles), _read(names)]
    first, second = (_settled(each) for each in found)
    tabs = {int(match[1]) for name in names if (match := _TAB.fullmatch(re.sub(r"\s", "", name)))}
    if first and second is None and len(tabs) == 1 and first[1] not in tabs:
        return LedgerMonth(None, _written({first, (first[0], tabs.pop())}))
    if first and second and first != second:
        return LedgerMonth(None, _written({first, second}))
    for month, each in zip((first, second), found, strict=True):
        if month is not None:
            return LedgerMonth(month)
        if len(each.months) > 1:
            return LedgerMonth(None, _written(each.months))
    years = found[0].years or found[1].years
    bare = found[0].bare or found[1].bare
    if len(years) == len(bare) == 1:
        return LedgerMonth((next(iter(years)), next(iter(bare))))
    open_readings = [
        *(text for each in found for text in each.doubtful),
        *(f"{year}年" for year in sorted(years)),
        *(f"{month}月" for month in sorted(bare)),
    ]
    return LedgerMonth(None, tuple(dict.fromkeys(open_readings)))


def titles_like(titles: Sequence[Sequence[object]], later: Sequence[Sequence[object]]) -> list[str]:
    """Texts above a later block that state the month of the list as the titles of the sheet do.

    Such are those that a title has with another month, and those with 截至. 二、5月签约 is a part of it.

    Examples
    --------
    >>> titles_like([["某区台账（截至2023年5月）"]], [["某区台账（截至2023年6月）"], ["一、5月签约"]])
    ['某区台账（截至2023年6月）']
    """
    masked = {_DIGITS.sub("0", _plain(cell)) for cells in titles for cell in cells if isinstance(cell, str)}
    texts = [cell for cells in later for cell in cells if isinstance(cell, str)]
    return [text for text in texts if _DIGITS.sub("0", _plain(text)) in masked or _read([text]).stated]


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


_DIGITS = re.compile("[0-9]+")
_OF_ROWS = re.compile(
    "(?:填报|统计|报告|报表|数据|上报|所属|报送|调度)(?:期|期间|期次|月份|年月|月)|账期|所属期间?|(?:更新|数据|统计|截[止至])(?:日期|时间)"
)
_PERIOD = re.compile(rf"{_YEAR}(?:[年./-]?{_MONTH}月?份?|(0[1-9]|1[0-2]))(?:[./-]?([0-3]?[0-9])日?)?")
_UNTIL = re.compile("截[至止](?:日期|时间|到)?[:：为]?|统计至|更新至")


def month_of_rows(table: LedgerTable) -> tuple[int, Month] | None:
    """Column such as 填报期 that holds one month in every row of a project, and that month."""
    for index, header in table.unknown_columns.items():
        if not _OF_ROWS.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", header))):
            continue
        texts = {_text_of_month(table.at(row, index)) for row in table.projects}
        match = _PERIOD.fullmatch(next(iter(texts))) if len(texts) == 1 else None
        if match is None:
            continue
        year, month = int(match[1]), int(match[2] or match[3])
        if not match[4] or int(match[4]) == calendar.monthrange(year, month)[1]:
            return index, (year, month)
    return None


def month_of_notes(table: LedgerTable) -> Month | None:
    """Month up to which a note below the table says that its data run: 数据截至2024年6月底."""
    texts = [
        cell
        for row, kind in table.other_rows.items()
        if kind == "note" and row > table.header
        for cell in table.sheet.rows[row]
        if isinstance(cell, str) and _UNTIL.search(cell)
    ]
    return read_month([_UNTIL.sub("截至", text) for text in texts], []).month


def _text_of_month(cell: object) -> str:
    if isinstance(cell, date):
        return f"{cell.year}-{cell.month:02d}-{cell.day:02d}"
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(cell))).removesuffix(".0")


def _written(months: set[Month]) -> tuple[str, ...]:
    return tuple(f"{year}-{month:02d}" for year, month in sorted(months))


def _settled(found: _Found) -> Month | None:
    months = found.stated if len(found.stated) == 1 else found.months
    return next(iter(months)) if len(months) == 1 else None


def _read(texts: Iterable[str]) -> _Found:
    found = _Found(set(), set(), set(), set(), [])
    for text in texts:
        _read_text(_arabic(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()), found)
    return found


def _read_text(text: str, found: _Found) -> None:
    """Add what one text says; each pattern takes its part out of the text."""
    text = _CLERK.sub(";", text)
    found.years |= {int(year) for year in _YEAR_ALONE.findall(text)}
    text = _SINCE.sub(";", text)
    for match in _RANGE.finditer(text):
        year = match[3] or match[1]
        if year is None:
            found.bare.add(int(match[4]))
            continue
        found.months.add((int(year), int(match[4])))
        found.stated.add((int(year), int(match[4])))
    text = _RANGE.sub(";", text)
    for match in _QUARTER.finditer(text):
        place = next(i for i, part in enumerate(match.groups()[1:]) if part)
        found.months.add((int(match[1]), _MONTH_OF_PART[place]))
    text = _QUARTER.sub(";", text)
    for match in _FULL.finditer(text):
        year, month = (int(match[2] or match[5] or match[8]), int(match[3] or match[6] or match[9]))
        of_month = match[4] or match[7] or match[10]
        if match[1]:
            found.stated.add((year, month))
        elif of_month and int(of_month) != calendar.monthrange(year, month)[1]:
            # 2023年11月5日 may be the day the file was made
            found.doubtful.append(match[0])
            continue
        found.months.add((year, month))
    text = _FULL.sub(";", text)
    found.bare |= {int(month) for month in _MONTH_ALONE.findall(text)}


def _arabic(text: str) -> str:
    """Write the numerals of years and months as digits: 二〇二三年十月.

    Examples
    --------
    >>> _arabic("二〇二三年一月至十二月")
    '2023年1月至12月'
    """

    def month(match: re.Match[str]) -> str:
        tens, ones = match[1], match[2]
        return f"{'1' if tens else ''}{_NUMERALS.get(ones, '') or ('0' if tens else '')}月"

    text = re.sub(
        r"[〇○零一二三四五六七八九]{4}(?=年)", lambda m: "".join(_NUMERALS[each] for each in m[0]), text
    )
    return re.sub(
        r"(?<![十一二三四五六七八九])(?=[十一二三四五六七八九])(十?)([一二三四五六七八九]?)月", month, text
    )
