"""What one cell says: whole 元, a day, a text, a choice.

Either a value, or a fault that names the rule it breaks. Nothing is guessed: a text is no amount, a number that may be January or October is no date.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from jjinvest.core.quantity import YUAN_PER_UNIT
from jjinvest.ledger.reader.headers import fold
from jjinvest.ledger.reader.workbook import Unreadable

LONGEST = {"note": 2000, "terminated_reason": 2000}
LONGEST_TEXT = 200
MOST_YUAN = 10**16  # beyond any sum of money; keeps sums of a million rows within 64 bits
_UNITS = {"亿元": "亿元", "亿": "亿元", "万元": "万元", "万": "万元", "元": "元", "": ""}
_AMOUNT = re.compile(
    r"(?:人民币|rmb|cny|[¥￥])?\s*([-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*(亿元|亿|万元|万|元|)(?:人民币)?"
)
_DASHES = {"-", "--", "—", "——", "–", "/", "\\", "－", "―"}
_REMARK = re.compile(r"\([^()]*\)")
_YEARS = range(1980, 2100)
_SERIALS = range(29221, 73415)  # Excel's day numbers of 1980-01-01 to 2100-12-31
_EPOCH = date(1899, 12, 30)
_MIDNIGHT = datetime(1899, 12, 30)
_INVISIBLE = {
    "\u200b",
    "\u200c",
    "\u200d",
    "\ufeff",
    "\u2060",
    "\u202a",
    "\u202b",
    "\u202c",
    "\u202d",
    "\u202e",
}


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken: the rule it breaks and what stands there."""

    rule: str
    found: str


@dataclass(frozen=True, order=True)
class Day:
    """A date; where only the month is known, its first day."""

    day: date
    month_only: bool = False

    @property
    def last(self) -> date:
        """Latest day it can be."""
        if not self.month_only:
            return self.day
        return (self.day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    def certainly_after(self, other: Day) -> bool:
        """Whether it is later than `other` however the months are completed."""
        return self.day > other.last

    def __str__(self) -> str:
        return self.day.strftime("%Y-%m") if self.month_only else self.day.isoformat()


@dataclass(frozen=True)
class Read:
    """A value taken from a cell (None for a blank), with remarks as (rule, what stands there)."""

    value: int | Decimal | Day | str | None
    remarks: tuple[Fault, ...] = field(default=())


BLANK = Read(None)


def shown(cell: object) -> str:
    """Return a cell as its reader sees it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Unreadable):
        return cell.found
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return plain(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return "" if cell is None else str(cell)


def plain(number: float) -> str:
    """Write a number as a spreadsheet holds it: at most 15 significant digits, no exponent."""
    return f"{Decimal(format(number, '.15g')):f}" if abs(number) < 1e300 else str(number)


def amount(cell: object, unit: str) -> Read | Fault:
    """Read an amount in whole 元; `unit` is the header's (亿元, 万元, 元, or empty if it names none).

    Fractions of a 元 are rounded half to even, with a remark.
    """
    number, own_unit, fault = _number(cell)
    if fault is not None:
        return fault
    if number is None:
        return Read(None, (Fault("dash_as_blank", shown(cell)),)) if cell is not None else BLANK
    chosen = own_unit or unit
    if chosen not in YUAN_PER_UNIT:
        return Fault("amount_foreign" if chosen else "amount_without_unit", f"{shown(cell)} {chosen}".strip())
    yuan = number * YUAN_PER_UNIT[chosen]
    if abs(yuan) > MOST_YUAN:
        return Fault("amount_too_large", shown(cell))
    remarks = []
    if own_unit and unit and own_unit != unit:
        remarks.append(Fault("amount_own_unit", shown(cell)))
    whole = yuan.to_integral_value(ROUND_HALF_EVEN)
    if whole != yuan:
        remarks.append(Fault("amount_rounded", f"{shown(cell)} {'' if own_unit else chosen}".strip()))
    return Read(int(whole), tuple(remarks))


def _number(cell: object) -> tuple[Decimal | None, str, Fault | None]:
    """Return a number, the unit written beside it, and a fault; no number and no fault for a blank."""
    if cell is None:
        return None, "", None
    if isinstance(cell, Unreadable):
        return None, "", Fault(cell.rule, cell.found)
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return (
            None,
            "",
            Fault("amount_as_date" if isinstance(cell, date) else "amount_no_number", shown(cell)),
        )
    if not isinstance(cell, str):
        number = Decimal(format(cell, ".15g"))
        return (number, "", None) if number.is_finite() else (None, "", Fault("amount_no_number", str(cell)))
    text = _folded(cell)
    if text == "" or text in _DASHES:
        return None, "", None
    match = _AMOUNT.fullmatch(text)
    if match is None or len(text) > 60:
        return None, "", Fault("amount_no_number", cell)
    return Decimal(match.group(1).replace(",", "")), _UNITS[match.group(2)], None


def rate(cell: object) -> Read | Fault:
    """Read an exchange rate: 元 for one unit of the currency, a number above zero."""
    number, unit, fault = _number(cell)
    if fault is not None or unit or (number is not None and number <= 0):
        return Fault("rate_no_number", shown(cell))
    return Read(number)


def day(cell: object, *, typed: bool = True) -> Read | Fault:
    """Read a date in any usual form; `typed` is False where the file cannot tell a number from a text."""
    if cell is None:
        return BLANK
    if isinstance(cell, Unreadable):
        return Fault(cell.rule, cell.found)
    if isinstance(cell, datetime):
        serial = (cell.replace(tzinfo=None) - _MIDNIGHT).total_seconds() / 86_400
        if (
            int(serial) in _YEARS
        ):  # 2023.7 typed into a cell with a date's format, where a sheet shows a day of 1905
            return _numeric_day(plain(round(serial, 2)), number=True)
        return _calendar(cell.year, cell.month, cell.day, shown(cell))
    if isinstance(cell, date):
        return _calendar(cell.year, cell.month, cell.day, shown(cell))
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return Fault("date_unreadable", shown(cell))
    if not isinstance(cell, str):
        return _numeric_day(plain(cell), number=True)
    text = _folded(cell)
    if text == "" or text in _DASHES:
        return Read(None, (Fault("dash_as_blank", cell),)) if text else BLANK
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        return _numeric_day(text, number=not typed)
    match = re.fullmatch(
        r"([0-9]{4})[-./年]([0-9]{1,2})(?:[-./月]([0-9]{1,2})日?|月)?(?:[t ]?(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.0+)?)?)?",
        text,
    )
    if match is None:
        return Fault("date_year_only" if re.fullmatch(r"[0-9]{4}年?", text) else "date_unreadable", cell)
    year, month, of_month = match.groups()
    return _calendar(int(year), int(month), int(of_month) if of_month else None, cell)


def _numeric_day(text: str, *, number: bool) -> Read | Fault:
    """Read a date written as digits; `number` where a trailing zero may have been lost, as in 2023.10."""
    whole, _, fraction = text.partition(".")
    if not (whole + fraction).isdecimal():
        return Fault("date_unreadable", text)
    if len(whole) == 8 and not fraction:
        return _calendar(int(whole[:4]), int(whole[4:6]), int(whole[6:]), text)
    if len(whole) == 6 and not fraction:
        return _calendar(int(whole[:4]), int(whole[4:]), None, text)
    if len(whole) == 5 and int(whole) in _SERIALS:
        return Read(Day(_EPOCH + timedelta(days=int(whole))), (Fault("date_serial", text),))
    if len(whole) != 4 or len(fraction) > 2:
        return Fault("date_unreadable", text)
    if not fraction:
        return Fault("date_year_only", text)
    if fraction == "1" and number:
        return Fault("date_ambiguous", text)
    read = _calendar(int(whole), int(fraction), None, text)
    if fraction == "1" and isinstance(read, Read):
        return Read(read.value, (Fault("date_january", text),))
    return read


def _calendar(year: int, month: int, of_month: int | None, found: str) -> Read | Fault:
    try:
        value = date(year, month, of_month or 1) if of_month != 0 else None
    except ValueError:
        value = None
    if value is None or year not in _YEARS:
        return Fault("date_not_in_calendar", found)
    return Read(Day(value, of_month is None))


def text(cell: object, name: str) -> Read | Fault:
    """Read a text on one line, without invisible characters."""
    if isinstance(cell, Unreadable):
        return Fault(cell.rule, cell.found)
    clean = shown(cell)
    if not clean.isprintable():
        clean = "".join(_visible(letter) for letter in clean)
    clean = " ".join(clean.split())
    if re.match(r"'[=+\-@]", clean):
        clean = clean[1:]  # the apostrophe by which our own workbooks disarm a formula
    if len(clean) > LONGEST.get(name, LONGEST_TEXT):
        return Fault("text_too_long", clean)
    if isinstance(cell, str) and clean in _DASHES:
        return BLANK
    return Read(clean or None)


def _visible(letter: str) -> str:
    """Return a letter, a space for a control character, nothing for what cannot be seen or stored."""
    kind = unicodedata.category(letter)
    if letter in _INVISIBLE or kind == "Cs":
        return ""
    return " " if kind in ("Cc", "Zl", "Zp") else letter


def choice(cell: object, keys: dict[str, str]) -> Read | Fault:
    """Read a choice by its spellings."""
    if cell is None:
        return BLANK
    if isinstance(cell, Unreadable):
        return Fault(cell.rule, cell.found)
    folded = fold(shown(cell))
    if folded == "" or folded in _DASHES:
        return BLANK
    if folded in keys:
        return Read(keys[folded])
    bare, inside = _REMARK.sub("", folded), _REMARK.findall(folded)
    if bare in keys and all(keys.get(remark[1:-1], keys[bare]) == keys[bare] for remark in inside):
        return Read(keys[bare])  # 市外（国内）: a remark in brackets, unless it names another choice
    return Fault("choice_unknown", shown(cell))


_WIDTH = {0x3000: " ", 0x3002: ".", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}


def _folded(cell: str) -> str:
    """Fold width and case, and the spaces around signs; not more: 10² is no 102, and 12 13 no 1213."""
    kept = (
        cell.translate(_WIDTH)
        .replace("\u200b", "")
        .replace("\ufeff", "")
        .replace("\xa0", " ")
        .strip()
        .lower()
    )
    return re.sub(r"\s*([-./年月日:¥￥,])\s*", r"\1", kept.removeprefix("'"))
