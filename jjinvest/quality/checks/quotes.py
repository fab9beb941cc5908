"""Whether a figure is the number that its quote holds: the cheapest check, and the first slip of a hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain

from jjinvest.core.units import unit_scale
from jjinvest.data.bulletins.quantities.numbers import Number, numbers
from jjinvest.quality.checks.entries import Entry

_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_NOT_QUOTED = ("rank",)
"""Statistics that a text often words without a number: 居首位."""
_NO_VALUE = ("ordinal", "vague")
"""Forms of numbers that are no value: 第164行."""


def misquoted(entries: Iterable[Entry]) -> Iterator[tuple[Entry, str]]:
    """Figures whose quote has numbers of their unit, but not theirs, each with those numbers.

    A quote without such a number, such as a place in the text, says nothing.
    """
    for entry in entries:
        figure = entry.figure
        quote = _THOUSANDS.sub("", unicodedata.normalize("NFKC", figure.quote).replace(" ", ""))
        derived = figure.relation not in ("", "=", "~")  # 超额完成: more than 100 % that no word says
        if not quote or derived or figure.statistic in _NOT_QUOTED:
            continue
        alike = [
            number
            for number in numbers(quote)
            if number.form not in _NO_VALUE and _base(number.unit) == _base(figure.unit)
        ]
        if alike and not any(value == abs(figure.value) for value in _values(alike, figure.unit)):
            yield entry, "、".join(dict.fromkeys(f"{number.digits}{number.unit}" for number in alike))


def _base(unit: str) -> str:
    """What a number is of: a currency, a ratio, things counted; empty where it has no unit."""
    base = unit_scale(unit)[0] if unit else ""
    return {"倍": "times", "成": "ratio"}.get(base, base)


def _values(found: Iterable[Number], unit: str) -> Iterator[Fraction]:
    """Values of numbers in a unit; growth by 1.2倍 is a multiple of 2.2, and a range has two ends."""
    scale = unit_scale(unit)[1]
    for number in found:
        of_number = unit_scale(number.unit)[1] / scale
        for digits in chain([number.digits], [number.high] if number.high else []):
            value = abs(Fraction(digits)) * of_number
            yield value
            if unit == "倍":
                yield value + 1
