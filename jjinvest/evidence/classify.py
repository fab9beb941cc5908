"""What kind of mismatch it is: the reading of one print that makes every check it takes part in hold.

A candidate is a different reading of a single printed figure: two adjacent digits swapped, one digit changed, the sign
turned, the sum that its parts give, the flow instead of the running total. It explains a mismatch only if all checks
that the figure takes part in then hold; candidates are tried from the most telling to the least. Nothing is corrected:
the candidate is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from jjinvest.evidence.prints import Print
from jjinvest.evidence.rules import Identity
from jjinvest.money import Quantity

REVISION_AT_MOST = 0.05
"""Relative difference up to which a later print that differs is a revision; beyond it, the definition has changed."""


HALF = Fraction(1, 2)
RUNNING, LATER_FLOWS = ("h1", "q1-q3", ""), ("q2", "q3", "q4", "h2")
"""Parts of a year that add up from its start, and those that do not."""


@dataclass(frozen=True)
class Finding:
    """Class of a mismatch; `figure_id` and `candidate` (digits) name the reading that would explain it, if any."""

    kind: str
    figure_id: str = ""
    candidate: str = ""


def classify(identities: Sequence[Identity], prints: Iterable[Print]) -> list[Finding]:
    """Class of every comparison of a bulletin, in order.

    Among all `prints` those are marked first that hold a flow where a running total belongs, or the reverse. Among the
    candidate readings that explain a mismatch, the one that mends most of the failing checks is taken, then
    the most telling kind.
    """
    by_figure: dict[str, list[Identity]] = {}
    for identity in identities:
        for figure_id in {m.figure_id for m in identity.members() if m.figure_id}:
            by_figure.setdefault(figure_id, []).append(identity)
    failing = {id(identity) for identity in identities if not identity.holds()}
    swapped = _flows_in_totals(prints)
    return [_class_of(identity, by_figure, failing, swapped) for identity in identities]


def _class_of(
    identity: Identity, by_figure: Mapping[str, list[Identity]], failing: set[int], swapped: set[str]
) -> Finding:
    if id(identity) not in failing:
        return Finding("rounding" if _rounded_apart(identity.subject.quantity, identity.computed) else "")
    best: tuple[tuple[int, int], Finding] | None = None
    for rank, (kind, candidates) in enumerate(KINDS):
        for member in identity.members():
            mine = by_figure.get(member.figure_id, [])
            mended = sum(id(i) in failing for i in mine)
            if kind == "slip" and mended < 2 and not _slip_is_telling(identity, member):
                continue
            for reading in candidates(identity, member) if mine else ():
                score = (mended, -rank)
                if best is not None and score <= best[0]:
                    break
                if all(i.with_reading(member.figure_id, reading).holds() for i in mine):
                    best = score, Finding(kind, member.figure_id, reading.digits)
                    break
    repeated = next((m for m in identity.members() if m.figure_id in swapped), None)
    if repeated is not None and (best is None or best[1].kind != "sign"):
        return Finding("running_total", repeated.figure_id, _implied(identity, repeated))
    return best[1] if best is not None else Finding(_between_sources(identity))


def _flows_in_totals(prints: Iterable[Print]) -> set[str]:
    """Figure ids of running totals and flows of one measure and year that print the very same digits.

    A running total equals a later flow only if nothing came before, so one of the two cells holds the other's number.
    """
    found: dict[tuple[str, str, str], dict[str, set[str]]] = {}
    for member in prints:
        period, _, measure = member.fact_id.partition(".")
        part = period[4:]
        if member.figure_id and part in (*RUNNING, *LATER_FLOWS) and len(member.digits.replace(".", "")) > 1:
            kind = "flow" if part in LATER_FLOWS else "running"
            found.setdefault((period[:4], measure, member.digits), {}).setdefault(kind, set()).add(
                member.figure_id
            )
    return {
        figure_id for kinds in found.values() if len(kinds) > 1 for ids in kinds.values() for figure_id in ids
    }


def _implied(identity: Identity, member: Print) -> str:
    """Digits that a running total of known parts, or the whole of known sectors, should have had; "" if not this simple."""
    if (
        member is identity.subject
        and identity.rule in ("running_total", "parts_to_whole", "restatement")
        and identity.computed.high is not None
    ):
        return _digits_of(member, identity.computed.value)
    if (
        identity.rule in ("running_total", "parts_to_whole")
        and identity.subject.quantity.value is not None
        and member.quantity.value is not None
    ):
        others = (identity.computed.value or Fraction(0)) - member.quantity.value
        return _digits_of(member, identity.subject.quantity.value - others)
    return ""


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
    long = len(member.digits.replace(".", "")) >= 3
    same_figure = (
        long and identity.rule == "restatement" and len({m.fact_id for m in identity.members()}) == 1
    )
    return same_figure or (identity.rule == "year_on_year" and member is identity.subject)


def _transposed(identity: Identity, member: Print) -> Iterator[Print]:
    """Two adjacent digits swapped (across the decimal point too)."""
    digits = member.digits
    places = [n for n, c in enumerate(digits) if c.isdigit()]
    for a, b in pairwise(places):
        if digits[a] != digits[b]:
            cells = list(digits)
            cells[a], cells[b] = cells[b], cells[a]
            yield member.reading("".join(cells))


def _mistyped(identity: Identity, member: Print) -> Iterator[Print]:
    """One digit changed; a single digit is left out, since anything would explain it."""
    digits = member.digits
    places = [n for n, c in enumerate(digits) if c.isdigit()]
    if len(places) < 2:
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
            yield replace(
                member, digits=_digits_of(member, identity.computed.value), quantity=identity.computed
            )
            return


def _digits_of(member: Print, value: Fraction | None) -> str:
    """Write an exact value in the printed unit of a print."""
    number = (value or Fraction(0)) / member.scale
    return format(
        (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.0001")).normalize(), "f"
    )


def _holds_zero(quantity: Quantity) -> bool:
    return quantity.low is not None and quantity.high is not None and quantity.low <= 0 <= quantity.high


def _republished(identity: Identity) -> bool:
    """Whether the comparison runs between sources of different days: then a later view is likelier than a slip.

    A target is older than what is held against it and does not count.
    """
    return (
        len(
            {
                m.available_from
                for m in identity.members()
                if m.figure_id and not m.fact_id.endswith(".target")
            }
        )
        > 1
    )


def _holds_one_flow(identity: Identity) -> bool:
    """Whether a running total among the members is less than half of what the other members imply for it."""
    printed, computed = identity.subject.quantity.value, identity.computed.value
    if printed is None or computed is None or ".project." in identity.subject.fact_id:
        return False
    for member in identity.members():
        value = member.quantity.value
        if not member.figure_id or not value or member.fact_id.partition(".")[0][4:] not in RUNNING:
            continue
        if identity.rule in ("parts_to_whole", "running_total"):
            implied = computed if member is identity.subject else value + printed - computed
        elif identity.rule == "year_on_year":
            implied = value * (1 + computed) / (1 + printed) if printed != -1 else value
        elif identity.rule == "restatement":
            implied = computed
        else:
            implied = value * max(printed / computed, computed / printed) if printed and computed else value
        if value < HALF * implied:
            return True
    return False


def _between_sources(identity: Identity) -> str:
    """Class of what no single reading explains.

    Less than half of what the others imply, in the cell of a running total, is one period's flow; between sources of
    different days it is a revision or a changed definition; else unexplained.
    """
    printed, computed = identity.subject.quantity.value, identity.computed.value
    if printed is None or not computed:
        return "unexplained"
    if identity.rule == "year_on_year":
        printed, computed = 1 + computed, 1 + printed
    if not printed or not computed:
        return "unexplained"
    if _holds_one_flow(identity):
        return "running_total"
    if not _republished(identity):
        return "unexplained"
    if len({m.fact_id for m in identity.members()}) > 1 and identity.rule == "restatement":
        return "revision"  # a project's amount in a later period
    return "revision" if abs(float(printed / computed) - 1) <= REVISION_AT_MOST else "changed_definition"


KINDS: tuple[tuple[str, Callable[[Identity, Print], Iterator[Print]]], ...] = (
    ("transposition", _transposed),
    ("sign", _turned),
    ("sum_error", _summed),
    ("slip", _mistyped),
)
"""Kinds of candidate readings, the most telling first."""
