"""Other readings of one published figure: digits swapped, one digit changed, the sign turned, the sum of its parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from jjinvest.core.quantity import Quantity
from jjinvest.quality.reconciliation.identities import Identity
from jjinvest.quality.reconciliation.observations import Print


def _transposed(identity: Identity, member: Print) -> Iterator[Print]:
    """Two adjacent digits swapped (across the decimal point too)."""
    digits = member.digits
    places = [n for n, c in enumerate(digits) if c.isdigit()]
    for a, b in pairwise(places):
        if digits[a] != digits[b]:
            cells = list(digits)
            cells[a], cells[b] = cells[b], cells[a]
            swapped = "".join(cells)
            if not re.match(r"-?0\d", swapped):  # nobody prints 04
                yield member.reading(swapped)


def _mistyped(identity: Identity, member: Print) -> Iterator[Print]:
    """One digit changed; a single digit is left out, since anything would explain it, unless the text repeats itself."""
    digits = member.digits
    places = [n for n, c in enumerate(digits) if c.isdigit()]
    repeated = identity.rule == "restatement" and len({m.source_id for m in identity.members()}) == 1
    if len(places) < 2 and not repeated:
        return
    for place in places:
        for digit in "0123456789":
            if digit != digits[place] and not (place == places[0] and digit == "0"):
                yield member.reading(digits[:place] + digit + digits[place + 1 :])


def _turned(identity: Identity, member: Print) -> Iterator[Print]:
    """The sign turned, where a sign has a meaning: growth."""
    if member.fact_id.endswith(".growth") and member.digits not in ("0", "-0"):
        turned = member.digits.removeprefix("-") if member.digits.startswith("-") else f"-{member.digits}"
        yield member.reading(turned)


def _summed(identity: Identity, member: Print) -> Iterator[Print]:
    """The sum of the parts, where the published whole misses one of them or holds one twice."""
    if (
        identity.rule not in ("parts_to_whole", "running_total")
        or member is not identity.subject
        or identity.computed.high is None
    ):
        return
    difference = identity.subject.quantity - identity.computed
    for part in identity.parts:
        if _holds_zero(difference + part.quantity) or _holds_zero(difference - part.quantity):
            yield replace(
                member, digits=digits_of(member, identity.computed.value), quantity=identity.computed
            )
            return


def digits_of(member: Print, value: Fraction | None) -> str:
    """Write an exact value in the published unit of a print."""
    number = (value or Fraction(0)) / member.scale
    return format(
        (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.0001")).normalize(), "f"
    )


def _holds_zero(quantity: Quantity) -> bool:
    return quantity.low is not None and quantity.high is not None and quantity.low <= 0 <= quantity.high


KINDS: tuple[tuple[str, Callable[[Identity, Print], Iterator[Print]]], ...] = (
    ("transposition", _transposed),
    ("sign", _turned),
    ("sum_error", _summed),
    ("slip", _mistyped),
)
"""Kinds of candidate readings, the most telling first."""
