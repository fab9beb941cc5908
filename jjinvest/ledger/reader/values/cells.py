"""Parse a cell: whole 元 or a text; dates and choices have modules of their own.

Each parser returns a value, or a fault that names the broken rule. Nothing is guessed: a text is not an
amount.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from jjinvest.core.rounding import round_half_up
from jjinvest.ledger.findings import format_yuan
from jjinvest.ledger.partial_dates import PartialDate
from jjinvest.ledger.reader.files.workbook import UnreadableCell
from jjinvest.ledger.reader.units.money_units import CNY, MoneyUnit, amount_unit, currency_code, parse_unit
from jjinvest.ledger.reader.units.number_formats import NumberFormat
from jjinvest.ledger.reader.values.amount_words import rule_of_words, yuan_in_words

MAX_LENGTH_BY_FIELD = {"note": 2000, "terminated_reason": 2000}
MAX_TEXT_LENGTH = 200
MAX_CELL_YUAN = 10**16  # beyond any investment; keeps sums of a million rows within 64 bits
_COMPOUND = re.compile(r"([0-9]+)亿([0-9]+(?:\.[0-9]+)?)(千)?万元?(?:人民币)?")  # 1亿2000万元
_AMOUNT = re.compile(
    r"([^0-9+\-.,]{0,12})([-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*([^0-9.,]{0,16})"
)
_NOTE_BEHIND = re.compile(r"\(([^()]{1,20})\)$")
_NO_NOTE = re.compile(
    r"[0-9%一二三四五六七八九十百千万亿元币美欧港日韩英澳台加约暂预拟]|计划|以上|以下|左右|usd|hkd|eur"
)
EXACT_BELOW = 1e15  # whole numbers below it are exact at the 15 digits of a spreadsheet
_KEPT_UNITS = (1, 10**4)  # of 元: what offices keep amounts in where a format shows another unit
OF_FORMULAS = "=+@-"
"""First letters of a text that a spreadsheet may take for a formula."""
_BEFORE_TEXT = f"'{OF_FORMULAS}"
DASHES = {"-", "--", "—", "——", "–", "/", "\\", "－", "―"}
_NOTHING = re.compile(
    "暂?无|没有|暂缺|(?:暂|尚|还)?未到[位账资]|(?:暂|尚|还)?[未待](?:统计|填报?|上?报|核实?|提供)|n/a",
    re.IGNORECASE,
)
"""Words for no amount, which is a blank and not 0: nothing came, or nobody counted (未统计, 待核)."""
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


@dataclass(frozen=True)
class CellValue:
    """The value of a cell (None for a blank), with remarks on it; an amount before it was rounded."""

    value: int | Decimal | PartialDate | str | None
    remarks: tuple[CellFault, ...] = field(default=())
    exact: Decimal | None = None


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


def parse_amount(
    cell: object, unit: str, written: NumberFormat | None = None, currency: str = CNY
) -> CellValue | CellFault:
    """Parse an amount into whole 元; fractions of a 元 are rounded half up (四舍五入), with a remark.

    Parameters
    ----------
    cell
        A number, or a text such as 1.2亿元.
    unit
        The unit in the header: 亿元, 百万元, 万美元; empty if it names none. A unit in the cell has
        precedence.
    written
        Number format of the cell. What it shows must be what the header says.
    currency
        Code of the currency that the row gives a rate for; amounts in it are returned in its own units.

    Examples
    --------
    >>> parse_amount("1.2亿元", "万元").value
    120000000
    >>> parse_amount("约 3000", "万元").rule
    'amount_about'
    """
    if written is None and isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT_BELOW:
        whole = amount_unit(unit)
        if whole is not None and whole.currency == CNY and abs(cell) * whole.scale <= MAX_CELL_YUAN:
            return CellValue(int(cell) * whole.scale)  # most amounts of a ledger, and quick
    number, own_unit, fault = _number(cell)
    if fault is not None:
        return fault
    if number is None:
        return _blank(cell)
    if not number and not own_unit and not unit:
        return CellValue(0)  # nothing is nothing in every unit
    named = amount_unit(unit) if unit else None
    if unit and named is None and own_unit is None:
        found = f"{cell_text(cell)} {unit}".strip()
        return CellFault("amount_unit_unclear", found, {"unit": unit})
    if written is not None and number and not isinstance(cell, str):
        shown = _as_shown(number, named, written, currency)
        if isinstance(shown, CellFault):
            return shown
        number, named = shown
    chosen = own_unit or named
    if chosen is None:
        return CellFault("amount_without_unit", cell_text(cell))
    if chosen.currency not in (CNY, currency):
        return CellFault("amount_foreign", f"{cell_text(cell)} {unit if own_unit is None else ''}".strip())
    yuan = number * chosen.scale
    if abs(yuan) > MAX_CELL_YUAN:
        return CellFault("amount_too_large", cell_text(cell))
    remarks = []
    if isinstance(cell, str) and _without_note(text := _normalise_numeral(cell)) != text:
        remarks.append(CellFault("amount_note", cell))
    if isinstance(cell, str) and (in_words := yuan_in_words(_normalise_numeral(cell))) is not None:
        remarks.append(CellFault("amount_in_words", cell, {"amount": format_yuan(in_words)}))
    elif own_unit and unit and own_unit != named:
        remarks.append(CellFault("amount_own_unit", cell_text(cell)))
    rounded = round_half_up(yuan)
    if rounded != yuan:
        found = cell_text(cell) if own_unit else f"{cell_text(cell)} {chosen.text}"
        remarks.append(CellFault("amount_rounded", found))
    return CellValue(int(rounded), tuple(remarks), yuan if rounded != yuan else None)


def _blank(cell: object) -> CellValue:
    """A cell without a number: a blank, a dash, or a word such as 无."""
    text = cell_text(cell).strip()
    if cell is None:
        return BLANK
    if _NOTHING.fullmatch(text):
        return CellValue(None, (CellFault("word_as_blank", text, {"word": text}),))
    return CellValue(None, (CellFault("dash_as_blank", cell_text(cell)),))


def _as_shown(
    number: Decimal, header: MoneyUnit | None, written: NumberFormat, currency: str
) -> tuple[Decimal, MoneyUnit | None] | CellFault:
    """Return the number that a format shows and its unit; a fault where header and format differ."""
    meaning = written.shows(float(number))
    if meaning.plain:
        return number, header
    plain = f"{number:f}"
    found = f"{plain}（{written.code or '%'}）"
    if meaning.percent:
        return CellFault("amount_percent", found)
    if meaning.words:
        return CellFault("amount_format_words", found, {"words": meaning.words})
    shown_currency = meaning.unit.currency if meaning.unit is not None else meaning.currency or CNY
    header_currency = header.currency if header is not None else CNY
    if shown_currency == CNY and meaning.currency:
        shown_currency = meaning.currency
    if shown_currency not in (CNY, currency, header_currency):
        return CellFault("amount_foreign", found)
    unit = header
    if meaning.unit is not None:
        unit = MoneyUnit(meaning.unit.scale, shown_currency)
    elif header is not None and meaning.currency and meaning.currency != CNY:
        unit = MoneyUnit(header.scale, shown_currency)
    if unit is None:
        return number, None
    shown = number / 10**meaning.power
    as_header = None if header is None else number * header.scale
    as_shown = shown * unit.scale
    if as_header is None or as_header == as_shown:
        return shown, unit
    kept_in = Decimal(unit.scale) / 10**meaning.power
    if meaning.power and header is not None and unit.scale == header.scale and kept_in in _KEPT_UNITS:
        return shown, unit
    terms = {
        "shown": f"{shown.normalize():f}{meaning.unit.text if meaning.unit else ''}",
        "unit": header.text if header is not None else "",
        "first": format_yuan(int(round_half_up(as_shown))),
        "second": format_yuan(int(round_half_up(as_header))),
    }
    return CellFault("amount_format_differs", found, terms)


def _number(cell: object) -> tuple[Decimal | None, MoneyUnit | None, CellFault | None]:
    """Return a number, the unit written beside it, and a fault; no number and no fault for a blank."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if isinstance(cell, float) and not math.isfinite(cell):
            return None, None, CellFault("amount_no_number", str(cell))
        return Decimal(format(cell, ".15g")), None, None
    if cell is None:
        return None, None, None
    if isinstance(cell, UnreadableCell):
        return None, None, CellFault(cell.rule, cell.found)
    if not isinstance(cell, str):
        rule = "amount_as_date" if isinstance(cell, date) else "amount_no_number"
        return None, None, CellFault(rule, cell_text(cell))
    text = _normalise_numeral(cell)
    if text == "" or text in DASHES or _NOTHING.fullmatch(text):
        return None, None, None
    text = re.sub("(?<=[0-9])个(?=[千百十]?[万亿])", "", text)  # 10个亿
    compound = _COMPOUND.fullmatch(text)
    if compound is not None:
        wan = Decimal(compound[1]) * 10_000 + Decimal(compound[2]) * (1_000 if compound[3] else 1)
        return wan, amount_unit("万元"), None
    if text in ("零", "零元"):
        return Decimal(0), None if text == "零" else amount_unit("元"), None
    if (in_words := yuan_in_words(text)) is not None:
        return Decimal(in_words), amount_unit("元"), None
    match = _AMOUNT.fullmatch(_without_note(text))
    rule, said = rule_of_words(text)
    fault = CellFault(rule, cell, {"number": said})
    if match is None or len(text) > 60:
        return None, None, fault
    before, digits, after = match[1].strip(), match[2].replace(",", ""), match[3].strip()
    unit = amount_unit(after) if after else None
    code, code_after = (currency_code(each) if each else CNY for each in (before, after))
    known = (not after or parse_unit(after) is not None) and (
        not before or parse_unit(before) == MoneyUnit(1, code)
    )
    if not known or (CNY not in (code, code_after) and code != code_after):
        return None, None, fault
    if (code, code_after) != (CNY, CNY):
        # 3000美元, USD 3000万, US$ 3000 万美元
        scale = 1 if unit is None else unit.scale
        return Decimal(digits), MoneyUnit(scale, code if code != CNY else code_after), None
    return Decimal(digits), unit, None


def _without_note(text: str) -> str:
    """An amount without the words in brackets behind it: 5亿（含土地款）; a number or unit in them stays."""
    found = _NOTE_BEHIND.search(text)
    return text if found is None or _NO_NOTE.search(found[1]) else text[: found.start()].strip()


def parse_rate(cell: object) -> CellValue | CellFault:
    """Parse an exchange rate: 元 for one unit of the currency, a number above zero."""
    number, unit, fault = _number(cell)
    if fault is not None or unit is not None or (number is not None and number <= 0):
        return CellFault("rate_no_number", cell_text(cell))
    return CellValue(number)


def whole_yuan(unit: str, written: NumberFormat | None = None) -> int | None:
    """Return the 元 for one of the number in a cell, where header and format agree on a whole number of them.

    None where that depends on the number, or where :func:`parse_amount` has something to say about it.

    Examples
    --------
    >>> whole_yuan("万元"), whole_yuan("万美元"), whole_yuan("")
    (10000, None, None)
    """
    header = amount_unit(unit) if unit else None
    if header is None or header.currency != CNY:
        return None
    if written is None or not written.sections:
        return header.scale
    (operator, _, meaning), *more = written.sections
    if operator or more:
        return None
    if meaning.plain:
        return header.scale
    shown = meaning.unit or MoneyUnit(header.scale, meaning.currency or CNY)
    if meaning.percent or meaning.words or shown.currency != CNY or meaning.currency not in ("", CNY):
        return None
    kept_in, rest = divmod(shown.scale, 10**meaning.power)
    agrees = kept_in == header.scale
    is_kept_smaller = meaning.power and shown.scale == header.scale and kept_in in _KEPT_UNITS
    return kept_in if not rest and (agrees or is_kept_smaller) else None


def max_length(name: str) -> int:
    """Longest text of a field."""
    return MAX_LENGTH_BY_FIELD.get(name, MAX_TEXT_LENGTH)


def is_plain_text(text: str, longest: int) -> bool:
    """Whether a text is stored as it is: on one line, no longer than that, no dash, no formula."""
    return (
        text.isprintable()
        and len(text) <= longest
        and text[:1] not in _BEFORE_TEXT
        and (" " not in text or " ".join(text.split()) == text)
        and text not in DASHES
    )


def parse_text(cell: object, name: str) -> CellValue | CellFault:
    """Parse a text into one line without invisible characters."""
    if isinstance(cell, UnreadableCell):
        return CellFault(cell.rule, cell.found)
    clean = cell_text(cell)
    if not clean.isprintable():
        clean = "".join(_visible(letter) for letter in clean)
    clean = " ".join(clean.split())
    if clean[:1] == "'" and clean[1:2] in ("=", "+", "-", "@"):
        clean = clean[1:]  # the apostrophe that an annotated workbook puts before a formula
    if len(clean) > max_length(name):
        return CellFault("text_too_long", clean)
    if isinstance(cell, str) and clean in DASHES:
        return BLANK
    return CellValue(clean or None)


def _visible(letter: str) -> str:
    """Return a character, a space for a control character, nothing for one that cannot be seen or stored."""
    kind = unicodedata.category(letter)
    if letter in _INVISIBLE or kind == "Cs":
        return ""
    return " " if kind in ("Cc", "Zl", "Zp") else letter


HALF_WIDTH = {0x3000: " ", 0x3002: ".", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
"""Full-width signs and the characters that they stand for, for :meth:`str.translate`."""


def _normalise_numeral(cell: str) -> str:
    """Normalise width, case and spaces around signs, no more: 10² is not 102, and 12 13 is not 1213."""
    kept = (
        cell.translate(HALF_WIDTH)
        .replace("\u200b", "")
        .replace("\ufeff", "")
        .replace("\xa0", " ")
        .strip()
        .lower()
    )
    return re.sub(r"\s*([-./年月日:¥￥,])\s*", r"\1", kept.removeprefix("'"))
