"""Units of money as offices write them: 百万元, RMB万元, 亿美元, 10,000 yuan.

A unit is a scale of a currency. What is not read as exactly one unit is no unit: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from jjinvest.core.rounding import round_half_up

CNY = "CNY"
_SCALES = {
    "": 1,
    "百": 100,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "thousand": 10**3,
    "k": 10**3,
    "10,000": 10**4,
    "10000": 10**4,
    "tenthousand": 10**4,
    "million": 10**6,
    "mn": 10**6,
    "100million": 10**8,
    "hundredmillion": 10**8,
    "billion": 10**9,
    "bn": 10**9,
}
_CURRENCIES = {
    CNY: ("元", "圆", "人民币", "人民币元", "rmb", "cny", "yuan", "¥", "￥", "块"),
    "USD": ("美元", "美金", "美圆", "usd", "us$", "usdollars", "$", "刀"),
    "EUR": ("欧元", "eur", "€", "euro"),
    "HKD": ("港元", "港币", "港纸", "hkd", "hk$"),
    "MOP": ("澳门元", "澳门币", "mop"),
    "TWD": ("新台币", "台币", "twd", "nt$"),
    "JPY": ("日元", "日圆", "日币", "jpy", "yen", "円"),
    "GBP": ("英镑", "gbp", "£"),
    "KRW": ("韩元", "韩币", "krw", "₩"),
    "SGD": ("新加坡元", "新加坡币", "新元", "新币", "sgd", "s$"),
    "AUD": ("澳元", "澳大利亚元", "aud", "a$"),
    "CAD": ("加元", "加拿大元", "cad", "c$"),
    "CHF": ("瑞士法郎", "瑞郎", "chf"),
    "MYR": ("林吉特", "马币", "myr"),
    "THB": ("泰铢", "thb", "฿"),
    "外币": ("外币", "外汇", "fx"),
}
_CODE_OF_NAME = {name: code for code, names in _CURRENCIES.items() for name in names}
_PLAUSIBLE_RATES = {
    "USD": ("5.5", "9"),
    "EUR": ("6", "12"),
    "HKD": ("0.7", "1.2"),
    "MOP": ("0.7", "1.2"),
    "TWD": ("0.15", "0.3"),
    "JPY": ("0.035", "0.1"),
    "GBP": ("7", "17"),
    "KRW": ("0.004", "0.01"),
    "SGD": ("4", "6.5"),
    "AUD": ("4", "7.5"),
    "CAD": ("4", "8"),
    "CHF": ("5", "10"),
    "MYR": ("1.3", "2.7"),
    "THB": ("0.13", "0.3"),
}
"""元 for one unit of a currency, with room around all rates since 1994: 709.8 is a rate per 100."""


@dataclass(frozen=True)
class MoneyUnit:
    """A scale of a currency; `currency` is an ISO code, or 外币 where none is named."""

    scale: int
    currency: str

    @property
    def text(self) -> str:
        """The unit as offices write it: 万元, 亿美元."""
        scale = next(word for word, size in _SCALES.items() if size == self.scale)
        return scale + _CURRENCIES[self.currency][0]


_ALTERNATIVES = "|".join(re.escape(name) for name in sorted(_CODE_OF_NAME, key=len, reverse=True))
_SCALE = "|".join(re.escape(word) for word in sorted(_SCALES, key=len, reverse=True) if word)
_UNIT = re.compile(
    rf"(?P<before>{_ALTERNATIVES})?(?P<scale>{_SCALE})?(?:of)?(?P<money>{_ALTERNATIVES})?(?P<after>{_ALTERNATIVES})?整?"
)


@cache
def parse_unit(text: str) -> MoneyUnit | None:
    """Read a text that is exactly one unit of money; None where it is not.

    Examples
    --------
    >>> parse_unit("百万元"), parse_unit("RMB万元").scale, parse_unit("亿美元").currency
    (MoneyUnit(scale=1000000, currency='CNY'), 10000, 'USD')
    >>> parse_unit("万元/亩"), parse_unit("亩")
    (None, None)
    """
    plain = re.sub(r"[\s()\[\]【】·]", "", unicodedata.normalize("NFKC", text).lower())
    match = _UNIT.fullmatch(plain)
    if match is None or not plain or plain == "k":
        return None
    named = {_CODE_OF_NAME[name] for name in match.group("before", "money", "after") if name}
    foreign = named - {CNY}
    if len(foreign) > 1 or (foreign and CNY in named):
        return None
    if not named and match["scale"] not in ("万", "亿", "百万", "千万", "十亿", "十万", "百亿"):
        return None
    return MoneyUnit(_SCALES[match["scale"] or ""], next(iter(foreign), CNY))


@cache
def amount_unit(text: str) -> MoneyUnit | None:
    """Read a unit of amounts; 人民币 or RMB alone names a currency and no unit.

    Examples
    --------
    >>> amount_unit("人民币") is None, amount_unit("元人民币")
    (True, MoneyUnit(scale=1, currency='CNY'))
    """
    unit = parse_unit(text)
    if unit == MoneyUnit(1, CNY) and not re.search(r"元|圆|块|yuan", re.sub("人民币元", "元", text.lower())):
        return None
    return unit


@cache
def currency_code(text: str) -> str:
    """Return the ISO code of a currency's name; CNY for a blank, the text itself where it is unknown.

    Examples
    --------
    >>> currency_code("美金"), currency_code("人民币"), currency_code("比索")
    ('USD', 'CNY', '比索')
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text).lower())
    if not plain:
        return CNY
    unit = parse_unit(plain)
    named = re.sub(r"[()].*|[:/,、].*", "", plain)
    return unit.currency if unit else _CODE_OF_NAME.get(named, plain)


def currency_name(code: str, language: str) -> str:
    """Return the name of a currency in Chinese (``zh``), else its code; the text itself where it is unknown.

    Examples
    --------
    >>> currency_name("USD", "zh"), currency_name("USD", "en"), currency_name("比索", "zh")
    ('美元', 'USD', '比索')
    """
    return _CURRENCIES[code][0] if language == "zh" and code in _CURRENCIES else code


def plausible_rate(code: str, rate: Decimal) -> bool:
    """Whether a rate can be 元 for one unit of the currency; true where the currency is unknown.

    Examples
    --------
    >>> plausible_rate("USD", Decimal("7.098")), plausible_rate("USD", Decimal("709.8"))
    (True, False)
    """
    low, high = _PLAUSIBLE_RATES.get(code, ("0", "1e9"))
    return Decimal(low) <= rate <= Decimal(high)


def example_rate(code: str, written: object = None) -> str:
    """A rate that a currency can have: the written one per unit or turned over, else one of usual size.

    Examples
    --------
    >>> example_rate("JPY", Decimal("5.0213")), example_rate("USD", Decimal("0.1419")), example_rate("JPY")
    ('0.050213', '7.0472', '0.059')
    """
    known = written if isinstance(written, Decimal) and written else None
    for rate in () if known is None else (known / 100, 1 / known):
        if code in _PLAUSIBLE_RATES and plausible_rate(code, rate):
            return _in_digits(rate, 5)
    low, high = map(Decimal, _PLAUSIBLE_RATES.get(code, _PLAUSIBLE_RATES["USD"]))
    return _in_digits((low * high).sqrt(), 2)


def _in_digits(rate: Decimal, digits: int) -> str:
    """Write a rate in so many digits, without zeros at its end.

    Examples
    --------
    >>> _in_digits(Decimal("0.0502130"), 5), _in_digits(Decimal("7.1"), 2)
    ('0.050213', '7.1')
    """
    return f"{round_half_up(rate, digits - 1 - rate.adjusted()).normalize():f}"


def rate_range(code: str) -> str:
    """Plausible rates of a currency as a text."""
    return "–".join(_PLAUSIBLE_RATES.get(code, ("", "")))
