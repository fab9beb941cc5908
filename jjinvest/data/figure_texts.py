"""Cells of published figures as clerks and Excel write them: one rule for CSV files and workbooks.

What has one meaning is read: ２１.３, 1,234,500, 2024/1/15, 2023年1-10月, 亿元人民币, 10亿元以上. What may
have two (2023/10/1 is a day, or October 2023 as Excel rewrote it) is left as it is, and its fault says what
to write.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from jjinvest.data.figure_lines import CORRECT

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})[日号]?(?: 0?0:00(?::00)?)?",
    re.ASCII,
)
_MONTH_NAME = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_BY_EXCEL = re.compile(
    rf"{_MONTH_NAME}-\d\d|\d{{1,2}}-{_MONTH_NAME}(-\d\d)?|\d{{4}}/\d{{1,2}}/\d{{1,2}}|\d{{1,2}}月\d{{1,2}}日"
    r"|\d{1,2}/\d{1,2}/\d{4}|[34567]\d{4}(\.0)?",
    re.ASCII | re.IGNORECASE,
)
"""Dates that nobody typed: Jun-23, 2023/10/1, 10月1日, and days counted from 1900."""
_DIGIT = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_TO = r"\s*(?:\.\.|[-~—–－～]+|至|到)\s*"
_IN_YEAR = re.compile(r"(\d{4})年?\s*(.*)", re.ASCII)
_WHOLE_YEAR = ("", "度", "全年", "年度")
_HALVES = {"上半年": "H1", "下半年": "H2", "前三季度": "Q1-Q3", "前两季度": "H1", "前二季度": "H1"}
_QUARTERS = re.compile(rf"第?([一二三四1-4])(?:季度?)?(?:{_TO}第?([一二三四1-4])季度?)?(?<=[季度])")
_MONTHS = re.compile(rf"(\d{{1,2}})(?:月份?)?(?:{_TO}(\d{{1,2}})月份?)?(?<=[月份])", re.ASCII)
_LETTERED = re.compile(r"[HhQq][1-4](?:-[Qq][1-4])?", re.ASCII)
_SHORT_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})", re.ASCII)
_EDGE = r"(\d+(?:\.\d+)?)"
_MONEY = r"(亿|千万|百万|万)?元?"
_SIZE = re.compile(rf"(ge|lt)_{_EDGE}|{_EDGE}_{_EDGE}", re.ASCII)
_SIZE_BETWEEN = re.compile(rf"{_EDGE}{_MONEY}(?:\(?含\)?)?{_TO}{_EDGE}{_MONEY}", re.ASCII)
_SIZE_ABOVE = re.compile(rf"{_EDGE}{_MONEY}(?:\(?含\)?)?及?以上", re.ASCII)
_SIZE_BELOW = re.compile(rf"(?:不足|小于|低于)?{_EDGE}{_MONEY}(?:以下)?", re.ASCII)
_IN_YI = {"亿": Decimal(1), "千万": Decimal("0.1"), "百万": Decimal("0.01"), "万": Decimal("0.0001")}
_WORDS = {
    "~": ("约", "大约", "约为", "左右", "大概"),
    ">": ("超", "超过", "逾", "余", "多", "突破"),
    ">=": ("以上", "及以上", "不少于", "不低于", "至少"),
    "<": ("不足", "不到", "近", "接近"),
    "<=": ("以下", "及以下", "不超过", "至多"),
}
_WORD_OF = {"~": "约", ">": "超过", ">=": "及以上", "<": "不足", "<=": "及以下"}
RELATION_OF = {word: relation for relation, words in _WORDS.items() for word in words}
"""Relation that each word beside a number states."""
_BY_LENGTH = "|".join(sorted(RELATION_OF, key=len, reverse=True))
_NUMBER_IN_WORDS = re.compile(
    rf"({_BY_LENGTH})?\s*(-?\d[\d,]*(?:\.\d+)?)\s*({_BY_LENGTH})?\s*([^\d\s,.]{{0,6}}?)({_BY_LENGTH})?",
    re.ASCII,
)


def plain_signs(text: str) -> str:
    """Full-width digits, letters and signs as the usual ones; no other sign changes.

    Examples
    --------
    >>> plain_signs("２１.３ "), plain_signs("²")
    ('21.3', '²')
    """
    return text.translate(_FULL_WIDTH).strip()


def plain_number(text: str) -> str:
    """Return a number without separators of thousands; any other text with half-width signs.

    Examples
    --------
    >>> plain_number("1,234,500"), plain_number("１，０５６.２"), plain_number("1,23")
    ('1234500', '1056.2', '1,23')
    """
    text = plain_signs(text).replace("−", "-")
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def number_remedy(text: str) -> str:
    """Say where each part of a cell that is more than a number belongs.

    Examples
    --------
    >>> number_remedy("约61")
    'relation（关系）填 ~（约），value（数值）填 61 words and units have columns of their own'
    >>> number_remedy("98.2亿元")
    'value（数值）填 98.2，unit（单位）填 亿元 words and units have columns of their own'
    """
    plain = re.sub("([亿万])([余多])", r"\2\1", plain_signs(text).replace("−", "-"))
    found = _NUMBER_IN_WORDS.fullmatch(plain)
    if found is None:
        return CORRECT
    before, digits, between, unit, after = found.groups()
    relation = RELATION_OF.get(before or between or after or "")
    steps = [f"relation（关系）填 {relation}（{_WORD_OF[relation]}）"] if relation else []
    if not relation and not unit:
        return CORRECT
    steps.append(f"value（数值）填 {plain_number(digits)}")
    if unit:
        steps.append(f"unit（单位）填 {unit}")
    return "，".join(steps) + " words and units have columns of their own"


def plain_day(text: str) -> str:
    """Return a day as year-month-day; any other text as it is.

    Examples
    --------
    >>> [plain_day(day) for day in ("2024/1/15", "2024年1月15日", "2024.1.5", "2024-13-1")]
    ['2024-01-15', '2024-01-15', '2024-01-05', '2024-13-1']
    """
    found = _DAY.fullmatch(plain_signs(text))
    if found is None:
        return text
    year, month, day = found[1], next(part for part in found.groups()[1:5] if part), found[6]
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return text


def is_by_excel(text: str) -> bool:
    """Whether a text looks like a date that Excel made of something else: Jun-23, 2023/10/1, 45200."""
    return _BY_EXCEL.fullmatch(plain_signs(text)) is not None


def plain_period(text: str) -> str:
    """Return a period as the tables write it; a text that is none, or may be two, as it is.

    Examples
    --------
    >>> [plain_period(p) for p in ("2023年", "2023年上半年", "2023年一季度", "2023年1—10月")]
    ['2023', '2023H1', '2023Q1', '2023-01..2023-10']
    >>> [plain_period(p) for p in ("2023年10月", "2023/12/27", "2023/10/1", "２０２３H１", "Jun-23")]
    ['2023-10', '2023-12-27', '2023/10/1', '2023H1', 'Jun-23']
    """
    plain = plain_signs(text)
    day = plain_day(plain)
    if day != plain:
        made_by_excel = "/" in plain and day.endswith("-01")  # a month alone becomes its first day
        return text if made_by_excel else day
    if short := _SHORT_MONTH.fullmatch(plain):
        return f"{short[1]}-{int(short[2]):02d}"
    found = _IN_YEAR.fullmatch(plain)
    if found is None:
        return plain
    year, part = found[1], found[2]
    if part in _WHOLE_YEAR:
        return year
    if _LETTERED.fullmatch(part):
        return f"{year}{part}"
    if part in _HALVES:
        return f"{year}{_HALVES[part]}"
    if quarters := _QUARTERS.fullmatch(part):
        first, last = _DIGIT[quarters[1]], _DIGIT[quarters[2] or quarters[1]]
        return f"{year}Q{first}" if first == last else f"{year}Q{first}-Q{last}"
    if months := _MONTHS.fullmatch(part):
        first, last = int(months[1]), int(months[2] or months[1])
        return f"{year}-{first:02d}" if first == last else f"{year}-{first:02d}..{year}-{last:02d}"
    return plain


def plain_size(member: str) -> str | None:
    """Return a size class in 亿元 in the one way that names it; None for other texts.

    A class below an edge begins at 0. One that begins at 0 and has no end is no class, but the whole.

    Examples
    --------
    >>> [plain_size(m) for m in ("ge_10", "lt_1", "0_1", "20.0_50", "10亿以上", "5000万元-1亿元")]
    ['ge_10', '0_1', '0_1', '20_50', 'ge_10', '0.5_1']
    >>> [plain_size(m) for m in ("ge_0", "50_20", "lt_0", "big")]
    [None, None, None, None]
    """
    edges = _edges(plain_signs(member))
    if edges is None:
        return None
    low, high = edges
    if high is None:
        return f"ge_{_digits(low)}" if low > 0 else None
    return f"{_digits(low)}_{_digits(high)}" if low < high else None


def _edges(text: str) -> tuple[Decimal, Decimal | None] | None:
    """Lower and upper edge of a size class in 亿元."""
    if found := _SIZE.fullmatch(text):
        kind, edge, low, high = found.groups()
        if kind == "ge":
            return Decimal(edge), None
        return (Decimal(0), Decimal(edge)) if kind else (Decimal(low), Decimal(high))
    if found := _SIZE_ABOVE.fullmatch(text):
        return (Decimal(found[1]) * _IN_YI[found[2]], None) if found[2] else None
    if found := _SIZE_BETWEEN.fullmatch(text):
        low, of_low, high, of_high = found.groups()
        if not of_high:
            return None
        return Decimal(low) * _IN_YI[of_low or of_high], Decimal(high) * _IN_YI[of_high]
    if re.search("[不小低]|以下$", text) and (found := _SIZE_BELOW.fullmatch(text)):
        return (Decimal(0), Decimal(found[1]) * _IN_YI[found[2]]) if found[2] else None
    return None


def _digits(edge: Decimal) -> str:
    return format(edge.normalize(), "f")
