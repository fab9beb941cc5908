"""What kind of mismatch it is: the reading of one print that makes every check it takes part in hold.

A candidate is a different reading of a single published figure (:mod:`jjinvest.quality.reconciliation.corrections`), or the flow instead of
the running total. It explains a mismatch only if all checks that the figure takes part in then hold, and then it
explains all of them alike; candidates are tried from the most telling to the least. Nothing is corrected: the candidate
is shown.

Some prints bear two explanations: one figure against one other, on different days, can be a slip, a revision or a new
definition. The likelier class is named, and beside it those that explain the same prints as well (`also`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from jjinvest.core.quantity import Quantity
from jjinvest.quality.reconciliation.corrections import KINDS, digits_of
from jjinvest.quality.reconciliation.identities import Identity
from jjinvest.quality.reconciliation.observations import Print

REVISION_AT_MOST = 0.05
"""Relative difference up to which a later print that differs is a revision; beyond it, the definition has changed."""
CHANCE_AT_MOST = 0.1
"""A changed digit says little where chance alone would find one that fits as often as this."""
PLAUSIBLE = Fraction(3, 2)
"""Width of the range a figure could plausibly lie in, as a multiple of it: from half of it to twice."""

HALF = Fraction(1, 2)
SHORT = Fraction(7, 10)
"""Part of what the others imply below which a running total is taken for a flow, where prints of one day are compared: a
definition does not change within a day, so less is needed than between days (:data:`HALF`)."""
RUNNING, LATER_FLOWS = ("h1", "q1-q3", ""), ("q2", "q3", "q4", "h2")
"""Parts of a year that add up from its start, and those that do not."""


@dataclass(frozen=True)
class Finding:
    """Class of a mismatch; `figure_id` and `candidate` (digits) name the reading that would explain it, if any.

    `also`: further classes that explain the same prints as well.
    """

    kind: str
    figure_id: str = ""
    candidate: str = ""
    also: tuple[str, ...] = ()


def classify(identities: Sequence[Identity], prints: Iterable[Print]) -> list[Finding]:
    """Class of every comparison of a bulletin, in order."""
    return _Bulletin(identities, prints).findings()


class _Bulletin:
    """All comparisons of the prints of one workspace, and which of them fail."""

    def __init__(self, identities: Sequence[Identity], prints: Iterable[Print]) -> None:
        self._identities = identities
        self._checks_of: dict[str, list[Identity]] = {}
        for identity in identities:
            for figure_id in {m.figure_id for m in identity.members() if m.figure_id}:
                self._checks_of.setdefault(figure_id, []).append(identity)
        self._failing = {id(identity) for identity in identities if not identity.holds()}
        self._repeated = _flows_in_totals(prints)
        self._readings: dict[str, list[tuple[int, Finding]]] = {}

    def findings(self) -> list[Finding]:
        """Class of every comparison, in order.

        A print found to hold a flow where a running total belongs, or the reverse, is it in all its checks.
        """
        first = [self._class_of(identity) for identity in self._identities]
        swapped = {f.figure_id for f in first if f.kind == "running_total"}
        return [
            replace(
                finding, kind="running_total", figure_id=member.figure_id, candidate="", also=(finding.kind,)
            )
            if finding.kind in ("revision", "changed_definition", "unexplained")
            and (member := next((m for m in identity.members() if m.figure_id in swapped), None)) is not None
            else finding
            for identity, finding in zip(self._identities, first, strict=True)
        ]

    def _class_of(self, identity: Identity) -> Finding:
        if id(identity) not in self._failing:
            return Finding("rounding" if _rounded_apart(identity.subject.quantity, identity.computed) else "")
        explaining = [found for member in identity.members() for found in self._explained(member)]
        telling = [
            (m, f) for m, f in explaining if f.kind != "slip" or m > 1 or self._is_telling(identity, f)
        ]
        best = max(telling, key=lambda found: (found[0], -_rank(found[1].kind)), default=None)
        repeated = next((m for m in identity.members() if m.figure_id in self._repeated), None)
        if repeated is not None and (best is None or best[1].kind != "sign"):
            return Finding("running_total", repeated.figure_id, _implied(identity, repeated))
        if best is None:
            other = _between_sources(identity)
            return replace(other, also=tuple(dict.fromkeys(f.kind for _, f in explaining)))
        mended, chosen = best
        also = [f.kind for m, f in telling if m == mended and f.kind != chosen.kind]
        if mended == 1 and chosen.kind in ("slip", "transposition"):
            also.append(_between_sources(identity).kind)
        return replace(chosen, also=tuple(k for k in dict.fromkeys(also) if k != "unexplained"))

    def _explained(self, member: Print) -> list[tuple[int, Finding]]:
        """Readings of a print, one a kind, with which all its checks hold, and how many failing ones each mends."""
        if member.figure_id not in self._readings:
            mine = self._checks_of.get(member.figure_id, [])
            mended = sum(id(identity) in self._failing for identity in mine)
            found = dict[str, Finding]()
            for kind, candidates in KINDS:
                for identity in mine:
                    for reading in candidates(identity, _as_in(identity, member)):
                        if kind not in found and all(
                            i.with_reading(member.figure_id, reading).holds() for i in mine
                        ):
                            found[kind] = Finding(kind, member.figure_id, reading.digits)
            self._readings[member.figure_id] = [(mended, finding) for finding in found.values()]
        return self._readings[member.figure_id]

    def _is_telling(self, identity: Identity, finding: Finding) -> bool:
        """Whether one changed digit that mends a single check says anything.

        Between sources of different days a later view is likelier, unless the very same figure was published twice, the
        digit is one of the growth rate itself, or chance would hardly find a digit that fits.
        """
        if not _republished(identity):
            return True
        member = next(m for m in identity.members() if m.figure_id == finding.figure_id)
        long = len(member.digits.replace(".", "")) >= 3
        same_figure = (
            long and identity.rule == "restatement" and len({m.fact_id for m in identity.members()}) == 1
        )
        of_growth = identity.rule == "year_on_year" and member is identity.subject
        return (
            same_figure or of_growth or _chance(identity, member.reading(finding.candidate)) < CHANCE_AT_MOST
        )


def _as_in(identity: Identity, member: Print) -> Print:
    """Return the print as the object that an identity compares."""
    return next(m for m in identity.members() if m.figure_id == member.figure_id)


def _rank(kind: str) -> int:
    return [name for name, _ in KINDS].index(kind)


def _chance(identity: Identity, reading: Print) -> float:
    """How much of the plausible range of a print its readings with one other digit cover, each as far as a check holds."""
    value, scale = reading.quantity.value, reading.scale
    if not value:
        return 1.0
    step = scale * Fraction(1, 10 ** (len(reading.digits.partition(".")[2])))
    width = Fraction(0)
    for sign in (1, -1):
        reach = step
        while reach < abs(value) and _moved(identity, reading, sign * reach).holds():
            reach *= 2
        width += reach
    digits = sum(character.isdigit() for character in reading.digits)
    return float(9 * digits * width / (PLAUSIBLE * abs(value)))


def _moved(identity: Identity, reading: Print, by: Fraction) -> Identity:
    quantity = reading.quantity
    ends = [None if end is None else end + by for end in (quantity.value, quantity.low, quantity.high)]
    moved = replace(reading, quantity=replace(quantity, value=ends[0], low=ends[1], high=ends[2]))
    return identity.with_reading(reading.figure_id, moved)


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
        return digits_of(member, identity.computed.value)
    if (
        identity.rule in ("running_total", "parts_to_whole")
        and identity.subject.quantity.value is not None
        and member.quantity.value is not None
    ):
        others = (identity.computed.value or Fraction(0)) - member.quantity.value
        return digits_of(member, identity.subject.quantity.value - others)
    return ""


def _rounded_apart(published: Quantity, computed: Quantity) -> bool:
    """Whether two numbers, both closed intervals, differ but touch."""
    closed = None not in (published.low, published.high, computed.low, computed.high)
    return closed and published.value != computed.value


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


def _swapped(identity: Identity) -> Print | None:
    """Print of a running total less than half of what the others imply for it, or of a flow more than twice that."""
    if ".project." in identity.subject.fact_id:
        return None
    for member in identity.members():
        value, part = member.quantity.value, member.fact_id.partition(".")[0][4:]
        implied = _implied_value(identity, member) if member.figure_id and value else None
        if value is None or implied is None or implied <= 0:
            continue
        at_most = HALF if _republished(identity) else SHORT
        if (part in RUNNING and value < at_most * implied) or (
            part in LATER_FLOWS and value > implied / at_most
        ):
            return member
    return None


def _implied_value(identity: Identity, member: Print) -> Fraction | None:
    """What the other members of an identity make of one of them; None where that is not this simple."""
    published, computed, value = (
        identity.subject.quantity.value,
        identity.computed.value,
        member.quantity.value,
    )
    if published is None or computed is None or value is None:
        return None
    if identity.rule in ("parts_to_whole", "running_total"):
        return computed if member is identity.subject else value + published - computed
    if identity.rule == "restatement":
        return computed if member is identity.subject else published
    if member is identity.subject or -1 in (published, computed):
        return None
    if identity.rule == "year_on_year":
        now = member is identity.parts[0]
        return value * ((1 + published) / (1 + computed) if now else (1 + computed) / (1 + published))
    if not published or not computed:
        return None
    above = member is identity.parts[0]
    return value * (published / computed if above else computed / published)


def _between_sources(identity: Identity) -> Finding:
    """Class of what no single reading explains.

    A running total less than half of what the others imply is one period's flow; between sources of different days it
    is a revision or a changed definition; else unexplained.
    """
    published, computed = identity.subject.quantity.value, identity.computed.value
    if published is None or not computed:
        return Finding("unexplained")
    if identity.rule == "year_on_year":
        published, computed = 1 + computed, 1 + published
    if not published or not computed:
        return Finding("unexplained")
    swapped = _swapped(identity)
    if swapped is not None:
        return Finding("running_total", swapped.figure_id)
    if not _republished(identity):
        return Finding("unexplained")
    if len({m.fact_id for m in identity.members()}) > 1 and identity.rule == "restatement":
        return Finding("revision")  # a project's amount in a later period
    near = abs(float(published / computed) - 1) <= REVISION_AT_MOST
    return Finding("revision" if near else "changed_definition")
