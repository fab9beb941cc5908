"""How units are written: currencies by their codes, units of numbers in English, signs of relations."""

from __future__ import annotations

from typing import SupportsFloat

from jjinvest.core.facts import Fact
from jjinvest.core.rounding import exact
from jjinvest.core.units import is_money

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
RELATION_SIGNS = {"=": "", "~": "≈", ">=": "≥", ">": ">", "<=": "≤", "<": "<"}


def in_yi(unit: str) -> bool:
    """Whether a unit is 亿 of a currency."""
    return unit.startswith("亿") and is_money(unit)


def currency_code(unit: str) -> str:
    """Return the ISO code of the currency of a unit in 亿."""
    return _CODES.get(unit[1:], unit[1:])


def as_displayed(fact: Fact, number: float) -> SupportsFloat:
    """Return a number in the unit it is displayed in: probabilities in %."""
    return 100 * exact(number) if fact.unit == "概率" else number
