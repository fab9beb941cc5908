"""Error hypotheses: corrections of one published figure by which a check could hold.

Digits transposed, one digit mistyped, the sign reversed, or the sum of the parts wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import Quantity
from jjinvest.quality.reconciliation.identities import Identity
from jjinvest.quality.reconciliation.observations import Observation


def _transposed(identity: Identity, member: Observation) -> Iterator[Observation]:
    """Swap two adjacent digits, also across the decimal point."""
    digits = member.digits
    places = [n for n, c in enumerate(digits) if c.isdigit()]
    for a, b in pairwise(places):
        if digits[a] != digits[b]:
            characters = list(digits)
            characters[a], characters[b] = characters[b], characters[a]
            swapped = "".join(characters)
            if not re.match(r"-?0\d", swapped):  # no number is published as 04
                yield member.with_digits(swapped)


def _mistyped(identity: Identity, member: Observation) -> Iterator[Observation]:
    """Change one digit.

    A number of one digit has no correction, because any value would explain it, unless one source states it
    twice.
    """
    digits = member.digits
    places = [n for n, c in enumerate(digits) if c.isdigit()]
    repeated = identity.rule == "restatement" and len({m.source_id for m in identity.members()}) == 1
    if len(places) < 2 and not repeated:
        return
    for place in places:
        for digit in "0123456789":
            if digit != digits[place] and not (place == places[0] and digit == "0"):
                yield member.with_digits(digits[:place] + digit + digits[place + 1 :])


def _sign_reversed(identity: Identity, member: Observation) -> Iterator[Observation]:
    """Reverse the sign, where a sign has a meaning: growth."""
    if FactId(member.fact_id).name == "growth" and member.digits not in ("0", "-0"):
        reversed_ = member.digits[1:] if member.digits.startswith("-") else f"-{member.digits}"
        yield member.with_digits(reversed_)


def _parts_summed(identity: Identity, member: Observation) -> Iterator[Observation]:
    """Replace the total by the sum of the parts, if it omits one of them or includes one twice."""
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


def digits_of(member: Observation, value: Fraction | None) -> str:
    """Write an exact value in the published unit of an observation."""
    number = (value or Fraction(0)) / member.scale
    return format(
        (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.0001")).normalize(), "f"
    )


def _holds_zero(quantity: Quantity) -> bool:
    return quantity.low is not None and quantity.high is not None and quantity.low <= 0 <= quantity.high


CORRECTIONS: tuple[tuple[str, Callable[[Identity, Observation], Iterator[Observation]]], ...] = (
    ("transposition", _transposed),
    ("sign", _sign_reversed),
    ("sum_error", _parts_summed),
    ("slip", _mistyped),
)
"""Label and candidates of each error hypothesis, the most specific first."""
