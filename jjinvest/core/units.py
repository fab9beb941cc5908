"""Units of published figures: one unit at several scales, and units that compare with themselves only."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

SCALES = {
    "": 1,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
_CURRENCIES = {
    "元": "元",
    "人民币": "元",
    "美元": "美元",
    "欧元": "欧元",
    "港元": "港元",
    "港币": "港元",
    "日元": "日元",
    "英镑": "英镑",
    "韩元": "韩元",
    "新加坡元": "新加坡元",
    "新元": "新加坡元",
    "澳元": "澳元",
    "加元": "加元",
}
_SCALED = re.compile(rf"({'|'.join(sorted(SCALES, key=len, reverse=True))})(\D+)")
_COUNTED = frozenset(
    ["个", "家", "人", "名", "批次", "期", "项", "次", "宗", "户", "场", "人次", "次/月", "次/旬", "次/周"]
)
_IN_THOUSANDS = frozenset(["个", "家", "人", "项", "次", "宗", "户", "场", "人次"])
"""Things counted that texts also give in 千, 万, 百万 or 亿, rounded: 3.5万家."""
_OTHER_NAMES = {
    "圆": "元",
    "人民币元": "元",
    "元人民币": "元",
    "RMB": "元",
    "美金": "美元",
    "美圆": "美元",
    "USD": "美元",
    "日圆": "日元",
}
_WRITTEN = re.compile(
    rf"(人民币|RMB|¥)?({'|'.join(sorted(filter(None, SCALES), key=len, reverse=True))})?(.*)"
)
COUNT_UNIT = "个"
"""Unit of numbers of projects, whatever the word for one (56项, 56家)."""
RATIO_UNITS = ("%", "％", "百分点", "个百分点")
BARE_SCALES = frozenset(scale for scale in SCALES if scale)
"""Units that lack the thing counted: 亿, 万."""


@lru_cache(maxsize=1000)  # asked of every number, and of few units
def unit_scale(unit: str) -> tuple[str, Fraction]:
    """Base unit of a unit, and how much of it is one of the unit; an unknown unit is its own base.

    Examples
    --------
    >>> unit_scale("亿元"), unit_scale("万美元")
    (('元', Fraction(100000000, 1)), ('美元', Fraction(10000, 1)))
    >>> unit_scale("%"), unit_scale("十亿林吉特"), unit_scale("个")
    (('ratio', Fraction(1, 100)), ('十亿林吉特', Fraction(1, 1)), ('个', Fraction(1, 1)))
    >>> unit_scale("万亿元"), unit_scale("万家")
    (('元', Fraction(1000000000000, 1)), ('家', Fraction(10000, 1)))
    """
    if unit in RATIO_UNITS:
        return "ratio", Fraction(1, 100)
    found = _SCALED.fullmatch(unit)
    if found is not None:
        currency = found[2]
        if currency in _CURRENCIES:
            return _CURRENCIES[currency], Fraction(SCALES[found[1]])
        if currency in _IN_THOUSANDS:
            return currency, Fraction(SCALES[found[1]])
        if re.fullmatch(r"[A-Z]{3}", currency):
            return ("元" if currency == "CNY" else currency), Fraction(SCALES[found[1]])
    return unit, Fraction(1)


def plain_unit(text: str, *, of_money: bool = False) -> str:
    """Return a unit by its usual name: 亿元 for 亿元人民币 and RMB亿元; an unknown unit as it is.

    Parameters
    ----------
    of_money
        Whether what is measured is an amount in 元, so that 亿 is 亿元.

    Examples
    --------
    >>> plain_unit("亿元人民币"), plain_unit("万美金"), plain_unit("亿"), plain_unit("亿", of_money=True)
    ('亿元', '万美元', '亿', '亿元')
    """
    text = re.sub(r"\s", "", text)
    if unit_scale(text) != (text, Fraction(1)) or text in _COUNTED or not text:
        return text
    before, scale, name = _WRITTEN.fullmatch(text).groups()  # type: ignore[union-attr]
    if before and not name:
        name = "元"
    elif before and name not in ("元", "圆"):
        return text
    currency = _OTHER_NAMES.get(name.upper(), name)
    if of_money and scale and not name:
        currency = "元"
    plain = f"{scale or ''}{currency}"
    return plain if plain != text and is_money(plain) else text


def is_money(unit: str) -> bool:
    """Whether a unit is one of a known currency."""
    base = unit_scale(unit)[0]
    return base in _CURRENCIES.values() or re.fullmatch(r"[A-Z]{3}", base) is not None


def shown_unit(unit: str) -> str:
    """Unit in which amounts of a unit are shown: 亿 of a currency; empty for what is no amount.

    An unknown unit with a Chinese scale is one of amounts.

    Examples
    --------
    >>> [shown_unit(unit) for unit in ("万元", "万美元", "十亿林吉特", "个", "%")]
    ['亿元', '亿美元', '十亿林吉特', '', '']
    """
    base = unit_scale(unit)[0]
    if is_money(unit):
        return f"亿{base}"
    return unit if base == unit and unit[:1] in ("十", "百", "千", "万", "亿") else ""


def is_counted(unit: str) -> bool:
    """Whether numbers of a unit are whole and exact: projects, ranks; not 万家, which is rounded."""
    return unit in _COUNTED
