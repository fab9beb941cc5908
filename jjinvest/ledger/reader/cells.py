"""Parse a cell: whole 元, a text or a choice; dates are read by :mod:`~jjinvest.ledger.reader.dates`.

Each parser returns a value, or a fault that names the broken rule. Nothing is guessed: a text is not an
amount.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from jjinvest.core.quantity import YUAN_PER_UNIT
from jjinvest.core.rounding import round_half_up
from jjinvest.ledger.reader.headers import UNIT_SPELLINGS, normalise
from jjinvest.ledger.reader.workbook import UnreadableCell

MAX_LENGTH_BY_FIELD = {"note": 2000, "terminated_reason": 2000}
MAX_TEXT_LENGTH = 200
MAX_CELL_YUAN = 10**16  # beyond any investment; keeps sums of a million rows within 64 bits
_AMOUNT = re.compile(
    r"(?:人民币|rmb|cny|[¥￥])?\s*([-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)"
    r"\s*(亿元|亿|万元|万|元|)(?:人民币)?"
)
_DASHES = {"-", "--", "—", "——", "–", "/", "\\", "－", "―"}
_REMARK = re.compile(r"\([^()]*\)")
_TEN_DAYS = {1: "上旬", 11: "中旬", 21: "下旬"}
_LAST_TEN_DAYS = 21
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
class CellFault:
    """A cell that cannot be parsed: the rule it breaks and its content."""

    rule: str
    found: str
    terms: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date of which the day may be unknown; then `day` is the first of its month, or of its ten days."""

    day: date
    month_only: bool = False
    ten_days: bool = False

    @property
    def last(self) -> date:
        """Latest day the date can mean."""
        if self.ten_days and self.day.day < _LAST_TEN_DAYS:
            return self.day + timedelta(days=9)
        if not self.month_only and not self.ten_days:
            return self.day
        return (self.day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    def certainly_after(self, other: PartialDate) -> bool:
        """Whether the date is later than `other` whatever the unknown days are."""
        return self.day > other.last

    def __str__(self) -> str:
        if self.ten_days:
            return f"{self.day:%Y-%m}{_TEN_DAYS[self.day.day]}"
        return self.day.strftime("%Y-%m") if self.month_only else self.day.isoformat()


@dataclass(frozen=True)
class CellValue:
    """The value of a cell (None for a blank), with remarks on it."""

    value: int | Decimal | PartialDate | str | None
    remarks: tuple[CellFault, ...] = field(default=())


BLANK = CellValue(None)


def cell_text(cell: object) -> str:
    """Return the content of a cell as a text."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, UnreadableCell):
        return cell.found
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return plain_number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return "" if cell is None else str(cell)


def plain_number(number: float) -> str:
    """Write a number as a spreadsheet holds it: at most 15 significant digits, without exponent."""
    return f"{Decimal(format(number, '.15g')):f}" if abs(number) < 1e300 else str(number)


def parse_amount(cell: object, unit: str) -> CellValue | CellFault:
    """Parse an amount into whole 元; fractions of a 元 are rounded half up (四舍五入), with a remark.

    Parameters
    ----------
    cell
        A number, or a text such as 1.2亿元.
    unit
        The unit in the header: 亿元, 万元, 元, or empty if it names none. A unit in the cell has precedence.

    Examples
    --------
    >>> parse_amount("1.2亿元", "万元").value
    120000000
    >>> parse_amount("约 3000", "万元").rule
    'amount_no_number'
    """
    number, own_unit, fault = _number(cell)
    if fault is not None:
        return fault
    if number is None:
        return CellValue(None, (CellFault("dash_as_blank", cell_text(cell)),)) if cell is not None else BLANK
    chosen = own_unit or unit
    if chosen not in YUAN_PER_UNIT:
        return CellFault(
            "amount_foreign" if chosen else "amount_without_unit", f"{cell_text(cell)} {chosen}".strip()
        )
    yuan = number * YUAN_PER_UNIT[chosen]
    if abs(yuan) > MAX_CELL_YUAN:
        return CellFault("amount_too_large", cell_text(cell))
    remarks = []
    if own_unit and unit and own_unit != unit:
        remarks.append(CellFault("amount_own_unit", cell_text(cell)))
    rounded = round_half_up(yuan)
    if rounded != yuan:
        remarks.append(CellFault("amount_rounded", f"{cell_text(cell)} {'' if own_unit else chosen}".strip()))
    return CellValue(int(rounded), tuple(remarks))


def _number(cell: object) -> tuple[Decimal | None, str, CellFault | None]:
    """Return a number, the unit written beside it, and a fault; no number and no fault for a blank."""
    if cell is None:
        return None, "", None
    if isinstance(cell, UnreadableCell):
        return None, "", CellFault(cell.rule, cell.found)
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return (
            None,
            "",
            CellFault("amount_as_date" if isinstance(cell, date) else "amount_no_number", cell_text(cell)),
        )
    if not isinstance(cell, str):
        number = Decimal(format(cell, ".15g"))
        return (
            (number, "", None) if number.is_finite() else (None, "", CellFault("amount_no_number", str(cell)))
        )
    text = _normalise_numeral(cell)
    if text == "" or text in _DASHES:
        return None, "", None
    match = _AMOUNT.fullmatch(text)
    if match is None or len(text) > 60:
        return None, "", CellFault("amount_no_number", cell)
    return Decimal(match.group(1).replace(",", "")), UNIT_SPELLINGS.get(match.group(2), ""), None


def parse_rate(cell: object) -> CellValue | CellFault:
    """Parse an exchange rate: 元 for one unit of the currency, a number above zero."""
    number, unit, fault = _number(cell)
    if fault is not None or unit or (number is not None and number <= 0):
        return CellFault("rate_no_number", cell_text(cell))
    return CellValue(number)


def parse_text(cell: object, name: str) -> CellValue | CellFault:
    """Parse a text into one line without invisible characters."""
    if isinstance(cell, UnreadableCell):
        return CellFault(cell.rule, cell.found)
    clean = cell_text(cell)
    if not clean.isprintable():
        clean = "".join(_visible(letter) for letter in clean)
    clean = " ".join(clean.split())
    if re.match(r"'[=+\-@]", clean):
        clean = clean[1:]  # the apostrophe that an annotated workbook puts before a formula
    if len(clean) > MAX_LENGTH_BY_FIELD.get(name, MAX_TEXT_LENGTH):
        return CellFault("text_too_long", clean)
    if isinstance(cell, str) and clean in _DASHES:
        return BLANK
    return CellValue(clean or None)


def _visible(letter: str) -> str:
    """Return a character, a space for a control character, nothing for one that cannot be seen or stored."""
    kind = unicodedata.category(letter)
    if letter in _INVISIBLE or kind == "Cs":
        return ""
    return " " if kind in ("Cc", "Zl", "Zp") else letter


def parse_choice(cell: object, keys: dict[str, str]) -> CellValue | CellFault:
    """Parse a choice; `keys` maps normalised spellings to the keys of the choices."""
    if cell is None:
        return BLANK
    if isinstance(cell, UnreadableCell):
        return CellFault(cell.rule, cell.found)
    choice = normalise(cell_text(cell))
    if choice == "" or choice in _DASHES:
        return BLANK
    if choice in keys:
        return CellValue(keys[choice])
    bare, inside = _REMARK.sub("", choice), _REMARK.findall(choice)
    if bare in keys and all(keys.get(remark[1:-1], keys[bare]) == keys[bare] for remark in inside):
        return CellValue(keys[bare])  # 市外（国内）: a remark in brackets, unless it names another choice
    return unknown_choice(cell)


def unknown_choice(cell: object) -> CellFault:
    """Return the fault of a text that is none of the choices."""
    text = cell_text(cell)
    return CellFault("choice_unknown", text, {"word": text.strip()[:40]})


_HALF_WIDTH = {0x3000: " ", 0x3002: ".", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}


def _normalise_numeral(cell: str) -> str:
    """Normalise width, case and spaces around signs, no more: 10² is not 102, and 12 13 is not 1213."""
    kept = (
        cell.translate(_HALF_WIDTH)
        .replace("\u200b", "")
        .replace("\ufeff", "")
        .replace("\xa0", " ")
        .strip()
        .lower()
    )
    return re.sub(r"\s*([-./年月日:¥￥,])\s*", r"\1", kept.removeprefix("'"))
