"""What kind of mismatch it is: the reading of one print that makes every check it takes part in hold.

A candidate is a different reading of a single printed figure: two adjacent digits swapped, one digit changed, the sign
turned, the sum that its parts give, the flow instead of the running total. It explains a mismatch only if all checks
that the figure takes part in then hold; candidates are tried from the most telling to the least. Nothing is corrected:
the candidate is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from jjinvest.evidence.prints import Print
from jjinvest.evidence.rules import Identity
from jjinvest.money import Quantity

REVISION_AT_MOST = 0.05
"""Relative difference up to which a later print that differs is a revision; beyond it, the definition has changed."""


@dataclass(frozen=True)
class Finding:
    """Class of a mismatch; `figure_id` and `candidate` (digits) name the reading that would explain it, if any."""

    kind: str
    figure_id: str = ""
    candidate: str = ""


def classify(identities: Sequence[Identity]) -> list[Finding]:
    """Class of every comparison of a bulletin, in order.

    Among the candidate readings that explain a mismatch, the one that mends most of the failing checks is taken, then
    the most telling kind.
    """
    by_figure: dict[str, list[Identity]] = {}
    for identity in identities:
        for figure_id in {m.figure_id for m in identity.members() if m.figure_id}:
            by_figure.setdefault(figure_id, []).append(identity)
    failing = {id(identity) for identity in identities if not identity.holds()}
    return [_class_of(identity, by_figure, failing) for identity in identities]


def _class_of(identity: Identity, by_figure: Mapping[str, list[Identity]], failing: set[int]) -> Finding:
    if id(identity) not in failing:
        return Finding("rounding" if _rounded_apart(identity.subject.quantity, identity.computed) else "")
    best: tuple[tuple[int, int], Finding] | None = None
    for rank, (kind, candidates) in enumerate(KINDS):
        for member in identity.members():
            mine = by_figure.get(member.figure_id, [])
            mended = sum(id(i) in failing for i in mine)
            if kind == "slip" and mended < 2 and not _slip_is_telling(identity, member):
                continue
            for digits in candidates(identity, member) if mine else ():
                score = (mended, -rank)
                if best is not None and score <= best[0]:
                    break
                reading = member.reading(digits)
                if all(i.with_reading(member.figure_id, reading).holds() for i in mine):
                    best = score, Finding(kind, member.figure_id, digits)
                    break
    return best[1] if best is not None else Finding(_between_sources(identity))


def _rounded_apart(printed: Quantity, computed: Quantity) -> bool:
    """Whether two numbers, both closed intervals, differ but touch."""
    closed = None not in (printed.low, printed.high, computed.low, computed.high)
    return closed and printed.value != computed.value


def _slip_is_telling(identity: Identity, member: Print) -> bool:
    """Whether one changed digit that mends a single check says anything.

    Between sources of different days a later view is likelier, unless the very same figure was printed twice or the
    digit is one of the growth rate itself.
    """
    if not _republished(identity):
        return True
    same_figure = identity.rule == "restatement" and len({m.fact_id for m in identity.members()}) == 1
    return same_figure or (identity.rule == "year_on_year" and member is identity.subject)


def _transposed(identity: Identity, member: Print) -> Iterator[str]:
    """Two adjacent digits swapped (across the decimal point too)."""
    digits = member.digits
    places = [n for n, c in enumerate(digits) if c.isdigit()]
    for a, b in pairwise(places):
        if digits[a] != digits[b]:
            cells = list(digits)
            cells[a], cells[b] = cells[b], cells[a]
            yield "".join(cells)


def _mistyped(identity: Identity, member: Print) -> Iterator[str]:
    """One digit changed; figures of fewer than three digits are left out, since anything would explain them."""
    digits = member.digits
    places = [n for n, c in enumerate(digits) if c.isdigit()]
    if len(places) < 3:
        return
    for place in places:
        for digit in "0123456789":
            if digit != digits[place] and not (place == places[0] and digit == "0"):
                yield digits[:place] + digit + digits[place + 1 :]


def _turned(identity: Identity, member: Print) -> Iterator[str]:
    """The sign turned, where a sign has a meaning: growth."""
    if member.fact_id.endswith(".growth") and member.digits not in ("0", "-0"):
        yield member.digits.removeprefix("-") if member.digits.startswith("-") else f"-{member.digits}"


def _summed(identity: Identity, member: Print) -> Iterator[str]:
    """The sum of the parts, where the printed whole misses one of them or holds one twice."""
    if (
        identity.rule not in ("parts_to_whole", "running_total")
        or member is not identity.subject
        or identity.computed.high is None
    ):
        return
    difference = identity.subject.quantity - identity.computed
    for part in identity.parts:
        if _holds_zero(difference + part.quantity) or _holds_zero(difference - part.quantity):
            yield _digits_of(member, identity.computed.value)
            return


def _flow_for_total(identity: Identity, member: Print) -> Iterator[str]:
    """The flow that the running totals leave, where the flow's cell repeats a running total, and the reverse."""
    if (
        identity.rule != "running_total"
        or identity.computed.value is None
        or identity.subject.quantity.value is None
    ):
        return
    whole = identity.subject.quantity
    if member is identity.subject:
        if any(part.quantity.value == whole.value for part in identity.parts[1:]):
            yield _digits_of(member, identity.computed.value)
    elif member in identity.parts[1:]:
        others = [part.quantity for part in identity.parts if part is not member]
        running = others[0]
        if member.quantity.value == whole.value or member.quantity.value == running.value:
            left = whole - running
            for other in others[1:]:
                left = left - other
            yield _digits_of(member, left.value)


def _digits_of(member: Print, value: Fraction | None) -> str:
    """Write an exact value in the printed unit of a print."""
    number = (value or Fraction(0)) / member.scale
    return format(
        (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.0001")).normalize(), "f"
    )


def _holds_zero(quantity: Quantity) -> bool:
    return quantity.low is not None and quantity.high is not None and quantity.low <= 0 <= quantity.high


def _republished(identity: Identity) -> bool:
    """Whether the comparison runs between sources of different days: then a later view is likelier than a slip."""
    return len({m.available_from for m in identity.members() if m.figure_id}) > 1


def _between_sources(identity: Identity) -> str:
    """Class of what no single reading explains: revision or changed definition between days, else unexplained."""
    printed, computed = identity.subject.quantity.value, identity.computed.value
    if not _republished(identity) or printed is None or not computed:
        return "unexplained"
    if identity.rule == "year_on_year":
        printed, computed = 1 + computed, 1 + printed
        if not computed:
            return "unexplained"
    if len({m.fact_id for m in identity.members()}) > 1 and identity.rule == "restatement":
        return "revision"  # a project's amount in a later period
    return "revision" if abs(float(printed / computed) - 1) <= REVISION_AT_MOST else "changed_definition"


KINDS: tuple[tuple[str, Callable[[Identity, Print], Iterator[str]]], ...] = (
    ("running_total", _flow_for_total),
    ("transposition", _transposed),
    ("sign", _turned),
    ("sum_error", _summed),
    ("slip", _mistyped),
)
"""Kinds of candidate readings, the most telling first."""
