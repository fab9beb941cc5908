"""Size classes of projects in a text: 亿元以上项目, 1—5亿元项目, 5000万元至1亿元项目."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from jjinvest.core.units import unit_scale
from jjinvest.data.bulletins.quantities.numbers import Number
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.bulletins.text.tokens import MEMBER, Token

if TYPE_CHECKING:
    from jjinvest.data.bulletins.text.statements import Statements

_CLASS_AFTER = re.compile(
    r"^(?:（[^）]{1,8}）)?(?:的)?(?:[^，。；、：\d（）]{0,10}?(?:项目|企业)|(?:有|共|共有|达|为)?\d+(?:个|项|宗)|(?:有|共有)?[一二两三四五六七八九十]+(?:个|项)"
    r"|(?:新)?(?:签约|开工|投产|竣工|落地|引进)(?:数|个数|数量)(?:\d|\s|[，。]|$))"
)


def find_size_classes(made: Statements) -> None:
    """Find the numbers that limit a size class, and the class as a part."""
    for index, number in enumerate(made.numbers):
        if RULES.kind(number.unit) != "money" or index in made.named:
            continue
        after = made.text[number.end : number.end + 16]
        whole = _two_ended(made, index)
        number = whole or number
        bounded = number.form in ("range", "class") or number.level or number.relation in (">=", "<=")
        over = number.relation == ">" and re.match(
            r"^(?:的)?(?:工业|产业类?|招商|重大|重点|制造业|投资|的)*(?:项目|(?:有|共)?\d+个)", after
        )
        exact = number.words.endswith("元") and number.form == "class" and after.startswith("项目")
        if not (bounded or over or exact) or re.match(r"^(?:的)?(?:目标|任务|大关)", after):
            continue
        if _CLASS_AFTER.match(after) is None:
            continue
        if number.form == "range" and re.match(r"^的(?!项目|\d|有|共|[^，。；]{0,4}项目\d)", after):
            continue
        below = made.numbers[index - 1] if index else None
        if (
            below is not None
            and below.end == number.start
            and below.relation == ">="
            and number.relation == "<="
        ):
            number = replace(
                below, start=number.start, end=number.end, form="range", high=_in_unit(number, below)
            )
        member = _size(number)
        if member is not None:
            if whole is not None:
                made.named[index - 1] = made.text[whole.start : whole.end]
            made.classes[index] = Token(
                number.start, number.end, number.words, frozenset((MEMBER,)), member=member
            )


def _two_ended(made: Statements, index: int) -> Number | None:
    """A size class whose ends have units of their own: 5000万元至1亿元, as one range."""
    below, number = made.numbers[index - 1] if index else None, made.numbers[index]
    if below is None or below.form != "plain" or number.form not in ("plain", "class"):
        return None
    joined = re.fullmatch(r"(?:至|到|-|—|~|－)+", made.text[below.end : number.start]) is not None
    if not joined or RULES.kind(below.unit) != "money":
        return None
    if unit_scale(below.unit)[0] != unit_scale(number.unit)[0]:
        return None
    digits = _in_unit(below, number)
    return replace(number, start=below.start, form="range", digits=digits, high=number.digits)


def _in_unit(number: Number, other: Number) -> str:
    """Digits of an amount in the unit of another: 亿元 in 万元."""
    value = Decimal(number.digits) * int(unit_scale(number.unit)[1]) / int(unit_scale(other.unit)[1])
    return format(value.normalize(), "f")


def _size(number: Number) -> tuple[str, str] | None:
    base, scale = unit_scale(number.unit)
    dimension = "size" if base == "元" else "size_in_currency"

    def edge(digits: str) -> str:
        value = Decimal(digits) * int(scale) / 10**8
        return format(value.normalize(), "f")

    if number.form == "range":
        return dimension, f"{edge(number.digits)}_{edge(number.high)}"
    if number.relation in ("<=", "<"):
        return dimension, f"0_{edge(number.digits)}"  # a class below an edge begins at 0
    return dimension, f"ge_{edge(number.digits)}"
