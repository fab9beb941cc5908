"""What the number format of a cell shows: a unit, a currency, a scale, a percentage, a date without a day.

A format such as ``0!.0,"万元"`` shows a ten-thousandth of the number that the cell holds, and ``0.00"亿元"``
shows a unit that the header may contradict. So the format is a part of the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from operator import eq, ge, gt, le, lt, ne

from jjinvest.ledger.reader.units.money_units import CNY, MoneyUnit, currency_code, parse_unit

MONTH_FORMAT_IDS = frozenset({17, 27, 36, 50, 52, 57})
"""Built-in formats that show year and month only (17: mmm-yy; the others in a Chinese system: yyyy年m月)."""
PERCENT_FORMAT_IDS = frozenset({9, 10})
_TOKEN = re.compile(r'"([^"]*)"|[\\!](.)|_.|\*.|\[([^\]]*)\]|(G/通用格式|[Gg]eneral)|(.)', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)(-?[0-9.]+)")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<=": le,
    ">=": ge,
    "<>": ne,
    "=": eq,
    "<": lt,
    ">": gt,
}
_JAPAN, _CHINA = ("411",), ("804", "4", "1004")


@dataclass(frozen=True)
class FormatMeaning:
    """What one section of a format says about the number that it shows.

    Attributes
    ----------
    power
        The number shown is the stored one divided by ten to this power.
    unit
        Unit of money written behind it, if any.
    currency
        ISO code of the currency that it shows; empty where it shows none.
    percent
        Whether it shows a percentage.
    words
        Other words that it shows, such as 约 or 个.
    """

    power: int = 0
    unit: MoneyUnit | None = None
    currency: str = ""
    percent: bool = False
    words: str = ""

    @property
    def plain(self) -> bool:
        """Whether the number shown is the stored one and nothing more."""
        return self in (FormatMeaning(), FormatMeaning(currency=CNY))


@dataclass(frozen=True)
class NumberFormat:
    """A number format: its code, its sections with their conditions, and whether it is a month."""

    code: str
    sections: tuple[tuple[str, float, FormatMeaning], ...] = ()
    month_only: bool = False

    def shows(self, number: float) -> FormatMeaning:
        """Return the meaning of the section that shows a number."""
        for operator, bound, meaning in self.sections:
            if not operator or _COMPARED[operator](number, bound):
                return meaning
        return FormatMeaning()

    @property
    def plain(self) -> bool:
        """Whether the format changes no reading of a cell."""
        return not self.month_only and all(meaning.plain for _, _, meaning in self.sections)


@cache
def parse_format(code: str, identifier: int = 0) -> NumberFormat:
    """Read a number format.

    Parameters
    ----------
    code
        Its code; empty for a built-in format without one.
    identifier
        Its id in the workbook, which decides where there is no code.

    Examples
    --------
    >>> parse_format('0!.0,"万元"').shows(21_000_000).power
    4
    >>> parse_format('[$USD] #,##0').shows(3000).currency
    'USD'
    >>> parse_format('yyyy"年"m"月"').month_only
    True
    """
    if not code:
        meaning = FormatMeaning(percent=identifier in PERCENT_FORMAT_IDS)
        return NumberFormat(code, (("", 0.0, meaning),), identifier in MONTH_FORMAT_IDS)
    parts = _sections(code)
    parsed = [_section(part) for part in parts]
    if any(is_date for _, _, is_date in parsed[:1]):
        return NumberFormat(code, (), _shows_month_only(parts[0]))
    sections = []
    conditional = any(condition for condition, _, _ in parsed)
    numeric = [each for each in parsed if each[0] or not _is_text_section(parts[parsed.index(each)])]
    for place, (condition, meaning, _) in enumerate(numeric):
        operator, bound = condition or ("", 0.0)
        if not condition and not conditional and len(numeric) > 1:
            # positive; negative; zero
            operator = (">=" if len(numeric) == 2 else ">", "<", "=")[min(place, 2)]
        sections.append((operator, bound, meaning))
    return NumberFormat(code, tuple(sections))


def _sections(code: str) -> list[str]:
    parts, start = [""], 0
    for match in _TOKEN.finditer(code):
        if match.group(5) == ";":
            parts.append("")
        else:
            parts[-1] += code[match.start() : match.end()]
        start = match.end()
    return [*parts[:-1], parts[-1] + code[start:]]


def _is_text_section(part: str) -> bool:
    return "@" in re.sub(r'"[^"]*"', "", part)


def _section(part: str) -> tuple[tuple[str, float] | None, FormatMeaning, bool]:
    """Condition, meaning, and whether it shows a date."""
    condition: tuple[str, float] | None = None
    tokens: list[str] = []  # d a digit, . the point, , a comma, ! a literal point, otherwise text
    texts: list[str] = []
    currency, percent, is_date = "", False, False
    for quoted, escaped, bracket, general, other in _TOKEN.findall(part):
        literal = quoted or escaped
        if literal:
            tokens.append("!" if literal == "." else "x")
            if literal not in (".", ",", "-", "+", " ", "(", ")"):
                texts.append(literal)
        elif bracket:
            if bracket.startswith("$"):
                symbol, _, locale = bracket[1:].partition("-")
                if symbol:
                    currency = _currency(symbol, locale)
                    if not currency:
                        texts.append(symbol)
            elif match := _CONDITION.fullmatch(bracket):
                condition = (match[1], float(match[2]))
            elif re.fullmatch(r"[hmsHMS]+", bracket):
                is_date = True
        elif general or other in "0#?":
            tokens.append("d" if general or other else "")
        elif other in ".,":
            tokens.append(other)
        elif other == "%":
            percent = True
        elif other in "yYdDmMhHsS":
            is_date = True
        elif other in "eE":
            tokens.append("x")
        elif other not in " -+()/@:":
            tokens.append("x")
            texts.append(other)
    meaning = FormatMeaning(_power(tokens), None, currency, percent)
    return condition, _with_words(meaning, "".join(texts)), is_date


def _power(tokens: list[str]) -> int:
    digits = [place for place, token in enumerate(tokens) if token == "d"]
    if not digits:
        return 0
    last = digits[-1]
    power = 3 * sum(token == "," for token in tokens[last + 1 :])
    if "." in tokens:
        point = tokens.index(".")
        while point and tokens[point - 1] == ",":
            power, point = power + 3, point - 1
        return power
    if "!" in tokens[: last + 1]:
        power += sum(place > tokens.index("!") for place in digits)
    return power


def _with_words(meaning: FormatMeaning, text: str) -> FormatMeaning:
    """Take the unit and the currency out of the words of a section."""
    plain = re.sub(r"[\s:：,，。;；—－-]", "", text)
    if not plain:
        return meaning
    unit = parse_unit(plain)
    if unit is None and "%" in plain:
        return replace(meaning, percent=True)
    if unit is None:
        return replace(meaning, words=plain)
    if plain.lower() in ("¥", "￥", "rmb", "cny", "人民币") or (
        unit.scale == 1 and not re.search(r"元|圆", plain)
    ):
        return replace(meaning, currency=unit.currency)
    return replace(meaning, unit=unit, currency=unit.currency if unit.currency != CNY else meaning.currency)


def _currency(symbol: str, locale: str) -> str:
    code = currency_code(symbol)
    if symbol in ("¥", "￥") and locale.lower().lstrip("0") in _JAPAN:
        return "JPY"
    if code == symbol.lower() and re.fullmatch(r"[A-Za-z]{3}", symbol):
        return symbol.upper()
    return code if re.fullmatch(r"[A-Z]{3}", code) else ""


def _shows_month_only(part: str) -> bool:
    bare = re.sub(r"\[[^\]]*\]|_.|\*.", "", part)
    shown = re.sub(r'"([^"]*)"|[\\!](.)', lambda m: m[1] or m[2], bare)
    letters = re.sub(r'"[^"]*"|[\\!].', "", bare).lower()
    names_month = "y" in letters or "月" in shown or "mmm" in letters  # m alone may be minutes
    return names_month and "m" in letters and not re.search(r"[dhs]", letters) and "日" not in shown
