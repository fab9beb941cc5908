"""Read the dates of clerks: a day, a month or ten days of one, with the year in the cell or in the title.

What may be two dates is refused with both readings; a number such as 2023.1 may have been 2023.10.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from jjinvest.core.rounding import round_half_up
from jjinvest.ledger.partial_dates import PartialDate
from jjinvest.ledger.reader.files.workbook import UnreadableCell
from jjinvest.ledger.reader.values.cells import (
    BLANK,
    HALF_WIDTH,
    CellFault,
    CellValue,
    cell_text,
    plain_number,
)

Month = tuple[int, int]
_TIME = r"(?:[t ]?(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.0+)?)?)?"  # a time of day is ignored
_DATE = re.compile(rf"([0-9]{{4}})[-./年]([0-9]{{1,2}})(?:[-./月]([0-9]{{1,2}})日?|月份?)?{_TIME}")
_MONTH_AND_YEAR = re.compile(r"(1[0-2]|0?[1-9])[-/]([0-9]{4})")
"""5/2023 has one reading: no month and no day has four digits."""
_SHORT_YEAR = re.compile(r"([0-9]{2})年(?:度)?([0-9]{1,2})(?:月([0-9]{1,2})日?|月份?)")
_SHORT_DOTTED = re.compile(r"([0-9]{2})([-./])([0-9]{1,2})\2([0-9]{1,2})")
_NO_YEAR = re.compile(r"(今年|本年|当年|去年|上年)?([0-9]{1,2})月(?:([0-9]{1,2})[日号]|份)?")
_MONTH_AND_DAY = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-./])([0-9]{1,2})\2([0-9]{4})")
_NUMERAL_MONTH = re.compile(
    r"(今年|本年|当年|去年|上年)?([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号]|份)?"
)
_PART_OF_MONTH = re.compile(r"(.+月)(?:份)?(上旬|中旬|下旬|初|中|底|末)")
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?$")
_HALF_DAY = re.compile(r"(?<=[日号])(?:上午|下午|早上|晚上)$")
_NUMERAL_DATE = re.compile(
    r"([〇○零一二三四五六七八九0-9]{2,4})年([一二三四五六七八九十元0-9]{1,3})月(?:([一二三四五六七八九十0-9]{1,3})[日号])?"
)
_DIGIT = {numeral: str(digit) for digit, numeral in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_NOT_YET = re.compile(
    r"(?:(?:暂|尚|还|仍)?(?:未|没有?)|待|拟)(?:正式)?(?:开工|动工|开建|投产|竣工|建成|达产|签约|签订|签|落地|终止)(?:建设)?|"
    r"(?:正在)?(?:洽谈|谈判|对接|协商|磋商)(?:中|阶段)?|在谈|"
    r"无|暂无|否|待定|未定|不适用|n/?a"
)
"""Words for what has not happened; a planned date (拟2024年3月) is none of them."""
_OF_QUARTER = re.compile(r"([0-9]{4})年?第?([一二三四1-4])季度")
_FIRST_OF_PART = {"上旬": 1, "初": 1, "中旬": 11, "中": 11, "下旬": 21, "底": 21, "末": 21}
_DASHES = {"-", "--", "—", "——", "–", "/", "\\", "－", "―"}
MONTHS = 12
_SHORT_YEAR_LIMIT = 80  # 79 is 2079, 80 is 1980
_VALID_YEARS = range(1980, 2100)
_VALID_SERIALS = range(29221, 73415)  # Excel's day numbers of 1980-01-01 to 2100-12-31
_NO_MONTHS = range(13, _SHORT_YEAR_LIMIT)
"""Numbers of two digits that are years: no month has them."""
_EPOCH = date(1899, 12, 30)
_MIDNIGHT = datetime(1899, 12, 30)


def parse_date(
    cell: object, *, typed: bool = True, ledger_month: Month | None = None
) -> CellValue | CellFault:
    """Read a date in any usual form.

    Parameters
    ----------
    cell
        A date, a number or a text.
    typed
        Whether the file keeps numbers apart from texts; a csv does not.
    ledger_month
        Year and month of the ledger, from which 5月18日 takes its year.

    Examples
    --------
    >>> [str(parse_date(text).value) for text in ("2023年9月2日", "23年9月", "2023年5月中旬")]
    ['2023-09-02', '2023-09', '2023-05中旬']
    >>> str(parse_date("5月18日", ledger_month=(2023, 10)).value), parse_date(2023.1).rule
    ('2023-05-18', 'date_ambiguous')
    """
    if cell is None:
        return BLANK
    if isinstance(cell, UnreadableCell):
        return CellFault(cell.rule, cell.found)
    if isinstance(cell, date) and cell.year in _VALID_YEARS:
        return CellValue(PartialDate(date(cell.year, cell.month, cell.day)))
    if isinstance(cell, datetime):
        serial = (cell.replace(tzinfo=None) - _MIDNIGHT).total_seconds() / 86_400
        if int(serial) in _VALID_YEARS:
            # 2023.7 typed into a cell with a date's format, where a sheet shows a day of 1905
            return _from_digits(plain_number(float(round_half_up(serial, 2))), number=True)
    if isinstance(cell, date):
        return CellFault("date_not_in_calendar", cell_text(cell))
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return CellFault("date_unreadable", cell_text(cell))
    if not isinstance(cell, str):
        return _from_digits(plain_number(cell), number=True, ledger_month=ledger_month)
    text = _plain(cell)
    if text == "" or text in _DASHES:
        return CellValue(None, (CellFault("dash_as_blank", cell),)) if text else BLANK
    if _NOT_YET.fullmatch(text):
        return CellValue(None, (CellFault("word_as_blank", cell, {"word": text}),))
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        return _from_digits(text, number=not typed, ledger_month=ledger_month)
    return _from_text(text, cell, ledger_month)


_LOOK_ALIKE = {"⽉": "月", "⽇": "日", "⼀": "一", "⼆": "二", "⼗": "十"}


def _plain(cell: str) -> str:
    """Normalise width, case, quotes and spaces around signs, no more: 7² is not 72."""
    text = cell.translate(HALF_WIDTH)
    for invisible in ("\u200b", "\ufeff"):
        text = text.replace(invisible, "")
    for alike, usual in _LOOK_ALIKE.items():
        text = text.replace(alike, usual)
    text = text.replace("\xa0", " ").strip().lower().removeprefix("'")
    text = re.sub(r"\s*([-./年月日号:])\s*", r"\1", text)
    return _HALF_DAY.sub("", _WEEKDAY.sub("", text).strip())


def _from_text(text: str, cell: str, ledger_month: Month | None) -> CellValue | CellFault:
    part = _PART_OF_MONTH.fullmatch(text)
    if part is not None:
        return _part_of_month(_from_text(part[1], cell, ledger_month), part[2])
    match = _DATE.fullmatch(text)
    if match is not None:
        year, month, of_month = match.groups()
        return _calendar_date(int(year), int(month), int(of_month) if of_month else None, cell)
    if (last := _MONTH_AND_YEAR.fullmatch(text)) is not None and int(last[2]) in _VALID_YEARS:
        return _calendar_date(int(last[2]), int(last[1]), None, cell)
    match = _SHORT_YEAR.fullmatch(text)
    if match is not None:
        year, month, of_month = match.groups()
        return _calendar_date(_full_year(int(year)), int(month), int(of_month) if of_month else None, cell)
    match = _SHORT_DOTTED.fullmatch(text)
    if match is not None and ledger_month is not None:
        return _short_dotted(int(match[1]), int(match[3]), int(match[4]), cell, ledger_month)
    match = _NO_YEAR.fullmatch(text)
    if match is not None:
        return _without_year(match[1] or "", int(match[2]), match[3], cell, ledger_month)
    match = _NUMERAL_DATE.fullmatch(text)
    if match is not None:
        return _numeral_date(match, cell, ledger_month)
    if (written := _in_usual_order(text)) is not None:
        return _from_text(written, cell, ledger_month)
    if (quarter := _OF_QUARTER.fullmatch(text)) is not None:
        return _of_quarter(quarter, cell)
    if re.fullmatch(r"[0-9]{4}年?(?:度|全年|底|末|初|[上下]半年|第?[一二三四1-4]季度)?", text):
        return CellFault("date_year_only", cell)
    return CellFault("date_unreadable", cell)


def _in_usual_order(text: str) -> str | None:
    """Write 五月, 6-30 and 26/01/2021 as 5月, 6月30日 and 2021-1-26; None where there are two readings.

    11-12 may be a month of 2011, and 5/1/2021 of January or May.

    Examples
    --------
    >>> [_in_usual_order(text) for text in ("五月", "6-30", "26/01/2021", "11-12", "05/01/2021")]
    ['5月', '6月30日', '2021-1-26', None, None]
    """
    if (numeral := _NUMERAL_MONTH.fullmatch(text)) is not None:
        month, of_month = (_small_number(each) if each else None for each in numeral.groups()[1:])
        return f"{numeral[1] or ''}{month}月" + (f"{of_month}日" if of_month else "")
    if (pair := _MONTH_AND_DAY.fullmatch(text)) is not None:
        is_month = len(pair[1]) == 1 or int(pair[2]) > MONTHS
        return f"{int(pair[1])}月{int(pair[2])}日" if is_month and 0 < int(pair[1]) <= MONTHS else None
    last = _YEAR_LAST.fullmatch(text)
    parts = [] if last is None else sorted((int(last[1]), int(last[3])))
    if last is None or not 0 < parts[0] <= MONTHS < parts[1]:
        return None
    return f"{last[4]}-{parts[0]}-{parts[1]}"


def _of_quarter(match: re.Match[str], cell: str) -> CellValue | CellFault:
    """Read 2024年三季度 as its last month, with a remark.

    Half a year is refused: its last month would be a guess at the quarter.
    """
    year, quarter = match.groups()
    month = 3 * ({"一": 1, "二": 2, "三": 3, "四": 4}.get(quarter) or int(quarter))
    read = _calendar_date(int(year), month, None, cell)
    if isinstance(read, CellFault):
        return read
    return CellValue(read.value, (CellFault("date_of_quarter", cell),))


def _full_year(short: int) -> int:
    return short + (2000 if short < _SHORT_YEAR_LIMIT else 1900)


def _part_of_month(read: CellValue | CellFault, part: str) -> CellValue | CellFault:
    """Narrow a month to its first, second or last ten days."""
    if isinstance(read, CellFault) or not isinstance(read.value, PartialDate):
        return read
    if not read.value.month_only:
        return CellFault("date_unreadable", str(read.value))
    first = read.value.day.replace(day=_FIRST_OF_PART[part])
    return CellValue(PartialDate(first, ten_days=True), read.remarks)


def _short_dotted(
    year: int, month: int, of_month: int, cell: str, ledger_month: Month
) -> CellValue | CellFault:
    """Read 23.5.18 as 2023-05-18 where that is not after the ledger; the remark states the reading."""
    read = _calendar_date(_full_year(year), month, of_month, cell)
    if isinstance(read, CellFault) or not isinstance(read.value, PartialDate):
        return CellFault("date_unreadable", cell)
    if (read.value.day.year, read.value.day.month) > ledger_month:
        return CellFault("date_unreadable", cell)
    return CellValue(read.value, (CellFault("date_short_year", cell),))


def _short_month(
    year: int, fraction: str, text: str, ledger_month: Month, *, number: bool
) -> CellValue | CellFault:
    """Read 24.4 as 2024-04 where that is not after the ledger: no month has a number over 12."""
    if fraction == "1" and number:
        return CellFault("date_ambiguous", text)
    read = _calendar_date(_full_year(year), int(fraction), None, text) if len(fraction) <= 2 else None
    if not isinstance(read, CellValue) or not isinstance(read.value, PartialDate):
        return CellFault("date_unreadable", text)
    if (read.value.day.year, read.value.day.month) > ledger_month:
        return CellFault("date_unreadable", text)
    return CellValue(read.value, (CellFault("date_short_year", text),))


def _without_year(
    which: str, month: int, of_month: str | None, cell: str, ledger_month: Month | None
) -> CellValue | CellFault:
    """Take the year of 5月18日 from the ledger; a month after the ledger's may be of the year before."""
    if ledger_month is None:
        return CellFault("date_without_year", cell)
    year = ledger_month[0]
    before = year - 1
    if which in ("去年", "上年"):
        year = before
    read = _calendar_date(year, month, int(of_month) if of_month else None, cell)
    if isinstance(read, CellFault):
        return read
    if not which and month > ledger_month[1]:
        first = f"{before}-{month:02d}" + (f"-{int(of_month):02d}" if of_month else "")
        terms = {"first": first, "second": str(read.value), "month": "{}-{:02d}".format(*ledger_month)}
        return CellFault("date_year_unclear", cell, terms)
    return CellValue(read.value, (CellFault("date_year_from_title", cell),))


def _numeral_date(match: re.Match[str], cell: str, ledger_month: Month | None) -> CellValue | CellFault:
    """Read 二〇二三年五月十八日."""
    digits = "".join(_DIGIT.get(letter, letter) for letter in match[1])
    parts = [_small_number(part) for part in match.groups()[1:] if part]
    if not all(parts):
        return CellFault("date_unreadable", cell)
    written = f"{digits}年{parts[0]}月" + (f"{parts[1]}日" if len(parts) > 1 else "")
    if _NUMERAL_DATE.fullmatch(written) and re.search(r"[^0-9年月日]", written):
        return CellFault("date_unreadable", cell)
    return CellFault("date_unreadable", cell) if len(digits) == 3 else _from_text(written, cell, ledger_month)


def _small_number(text: str) -> int:
    """Return a numeral up to 99; 0 where it is none.

    Examples
    --------
    >>> _small_number("十八"), _small_number("二十"), _small_number("九"), _small_number("12")
    (18, 20, 9, 12)
    """
    if text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    tens, ten, ones = text.partition("十")
    if any(letter not in _DIGIT for letter in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return 0
    if not ten:
        return int(_DIGIT[text])
    return 10 * int(_DIGIT.get(tens, "1")) + int(_DIGIT.get(ones, "0"))


def _from_digits(text: str, *, number: bool, ledger_month: Month | None = None) -> CellValue | CellFault:
    """Read a date written as digits; `number` where a final zero may have been lost, as in 2023.10."""
    integer, _, fraction = text.partition(".")
    if not (integer + fraction).isdecimal():
        return CellFault("date_unreadable", text)
    if len(integer) == 8 and not fraction:
        return _calendar_date(int(integer[:4]), int(integer[4:6]), int(integer[6:]), text)
    if len(integer) == 6 and not fraction:
        return _calendar_date(int(integer[:4]), int(integer[4:]), None, text)
    if len(integer) == 5 and int(integer) in _VALID_SERIALS:
        return CellValue(
            PartialDate(_EPOCH + timedelta(days=int(integer))), (CellFault("date_serial", text),)
        )
    if len(integer) == 2 and fraction and int(integer) in _NO_MONTHS and ledger_month is not None:
        return _short_month(int(integer), fraction, text, ledger_month, number=number)
    if len(integer) != 4 or len(fraction) > 2:
        return CellFault("date_unreadable", text)
    if not fraction:
        return CellFault("date_year_only", text)
    if fraction == "1" and number:
        return CellFault("date_ambiguous", text)
    read = _calendar_date(int(integer), int(fraction), None, text)
    if fraction == "1" and isinstance(read, CellValue):
        return CellValue(read.value, (CellFault("date_january", text),))
    return read


def _calendar_date(year: int, month: int, of_month: int | None, content: str) -> CellValue | CellFault:
    try:
        value = date(year, month, of_month or 1) if of_month != 0 else None
    except ValueError:
        value = None
    if value is None or year not in _VALID_YEARS:
        return CellFault("date_not_in_calendar", content)
    return CellValue(PartialDate(value, of_month is None))
