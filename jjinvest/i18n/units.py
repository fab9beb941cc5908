"""How units are written: currencies by their codes, units of numbers in English, signs of relations."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import SupportsFloat

from jjinvest.core.facts import Fact
from jjinvest.core.rounding import exact, round_half_up
from jjinvest.core.units import is_money, unit_scale

UNITS_EN = {
    "个": "",
    "名": "",
    "天": " days",
    "期": " sessions",
    "批次": " trips",
    "家": " companies",
    "%": "%",
    "个百分点": " pp",
    "次/月": " per month",
    "次/周": " per week",
    "次/旬": " per ten days",
    "": "",
    "概率": "",
    "分": " points",
}
"""Units in English as they follow a number."""
UNIT_OF_ONE_EN = {
    " days": " day",
    " sessions": " session",
    " trips": " trip",
    " companies": " company",
    " points": " point",
}
"""Names of units beside the number 1."""
_CODES = {
    "元": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "港元": "HKD",
    "日元": "JPY",
    "英镑": "GBP",
    "韩元": "KRW",
    "新加坡元": "SGD",
    "澳元": "AUD",
    "加元": "CAD",
}
IN_ENGLISH = {
    "亿": ("bn", Fraction(1, 10), 1),
    "万": ("mn", Fraction(1, 100), 2),
    "万亿": ("bn", Fraction(1000), -3),
}
"""Scale of a unit -> its name in English, the factor to it, and the decimals that a number gets by it."""
SCALES_IN_ENGLISH = {"亿": "100 million", "万": "10,000", "万亿": "trillion"}
RELATION_SIGNS = {"=": "", "~": "≈", ">=": "≥", ">": ">", "<=": "≤", "<": "<"}


def in_yi(unit: str) -> bool:
    """Whether a unit is 亿 of a currency."""
    return unit.startswith("亿") and is_money(unit)


def amount_scale(unit: str) -> str:
    """Scale of a unit of money in which amounts are written: 亿, 万 or 万亿; empty for any other unit.

    Examples
    --------
    >>> [amount_scale(unit) for unit in ("亿元", "万美元", "万亿元", "个")]
    ['亿', '万', '万亿', '']
    """
    scale = next((each for each in ("万亿", "亿", "万") if unit.startswith(each)), "")
    return scale if scale and is_money(unit) else ""


def currency_code(unit: str) -> str:
    """Return the ISO code of the currency of a unit in 亿, 万 or 万亿."""
    currency = unit.removeprefix(amount_scale(unit) or unit[:1])
    return _CODES.get(currency, currency)


def in_unit(fact: Fact, unit: str) -> Fact:
    """Return an amount in another unit of its currency, with no further digits than it has in its own.

    Examples
    --------
    >>> gap = Fact("2023.foreign_funds.excess", -0.14, -0.14, -0.14, "亿美元", "", "", "computed", "2023")
    >>> in_unit(gap, "万美元").value
    -1400.0
    """
    factor = unit_scale(fact.unit)[1] / unit_scale(unit)[1]
    places = _places(factor)
    estimated = fact.evidence == "modelled"
    value, low, high = (
        None
        if end is None
        else float((exact(round_half_up(end, fact.shown_decimals)) if estimated else exact(end)) * factor)
        for end in (fact.value, fact.low, fact.high)
    )
    as_it_is = fact.evidence in ("published", "target") and fact.decimals is None
    decimals = None if as_it_is else max(fact.shown_decimals - places, 0)
    return replace(fact, value=value, low=low, high=high, unit=unit, decimals=decimals)


def _places(factor: Fraction) -> int:
    """Digits by which a number gets longer, when it is multiplied by a power of ten."""
    return len(str(factor.numerator)) - len(str(factor.denominator))


def as_displayed(fact: Fact, number: float) -> SupportsFloat:
    """Return a number in the unit it is displayed in: probabilities in %."""
    return 100 * exact(number) if fact.unit == "概率" else number
