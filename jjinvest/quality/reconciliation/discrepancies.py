"""Labels of discrepancies: the correction of one figure with which every check it takes part in holds.

A candidate is a corrected value of a single published figure
(:mod:`jjinvest.quality.reconciliation.corrections`), or a flow published in place of a running total. It
explains a discrepancy only if all checks of that figure hold with it, and then it explains all of them alike;
candidates are tried from the most specific to the least. Nothing is corrected: the candidate is shown.

Some figures allow two explanations: one figure against one other, on different days, can be a slip, a
revision or a new definition. The likelier label is named, with those that explain the same figures as well
(`alternatives`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import Quantity
from jjinvest.quality.reconciliation.corrections import CORRECTIONS, digits_of
from jjinvest.quality.reconciliation.identities import Identity
from jjinvest.quality.reconciliation.observations import Observation

MAX_REVISION = 0.05
"""Largest relative difference of a revision; beyond it, the definition has changed."""
MAX_CHANCE = 0.1
"""A changed digit is weak evidence where chance alone would find one that fits as often as this."""
PLAUSIBLE_WIDTH = Fraction(3, 2)
"""Width of the range in which a figure could plausibly lie, as a multiple of it: from half of it to twice."""

MAX_FLOW_SHARE = Fraction(1, 2)
"""Share of the implied value below which a running total is taken for a flow."""
MAX_FLOW_SHARE_SAME_DAY = Fraction(7, 10)
"""The same between figures of one day, within which a definition does not change."""
CUMULATIVE_PARTS, FLOW_PARTS = ("h1", "q1-q3", ""), ("q2", "q3", "q4", "h2")
"""Parts of a year that add up from its start, and those that do not."""
RANKS = {label: rank for rank, (label, _) in enumerate(CORRECTIONS)}


@dataclass(frozen=True)
class Discrepancy:
    """Label of a discrepancy.

    `figure_id` and `candidate` (digits) name the correction that would explain it, if any. `alternatives`:
    further labels that explain the same figures as well.
    """

    label: str
    figure_id: str = ""
    candidate: str = ""
    alternatives: tuple[str, ...] = ()


def classify(identities: Sequence[Identity], observations: Iterable[Observation]) -> list[Discrepancy]:
    """Label every comparison of a workspace, in order; one that holds has the label "" or "rounding"."""
    return DiscrepancyClassifier(identities, observations).discrepancies()


class DiscrepancyClassifier:
    """Labels all comparisons together, because a figure's error shows in each of its checks."""

    def __init__(self, identities: Sequence[Identity], observations: Iterable[Observation]) -> None:
        self._identities = identities
        self._checks_of: dict[str, list[Identity]] = {}
        for identity in identities:
            for figure_id in {m.figure_id for m in identity.members() if m.figure_id}:
                self._checks_of.setdefault(figure_id, []).append(identity)
        self._failing = {id(identity) for identity in identities if not identity.holds()}
        self._repeated = _flows_in_totals(observations)
        self._explanations: dict[str, list[tuple[int, Discrepancy]]] = {}

    def discrepancies(self) -> list[Discrepancy]:
        """Label every comparison, in order.

        A figure that holds a flow in place of a running total, or the reverse, does so in all its checks.
        """
        first = [self._label(identity) for identity in self._identities]
        swapped = {d.figure_id for d in first if d.label == "running_total"}
        return [
            replace(
                discrepancy,
                label="running_total",
                figure_id=member.figure_id,
                candidate="",
                alternatives=(discrepancy.label,),
            )
            if discrepancy.label in ("revision", "changed_definition", "unexplained")
            and (member := next((m for m in identity.members() if m.figure_id in swapped), None)) is not None
            else discrepancy
            for identity, discrepancy in zip(self._identities, first, strict=True)
        ]

    def _label(self, identity: Identity) -> Discrepancy:
        if id(identity) not in self._failing:
            rounded = _rounded_apart(identity.subject.quantity, identity.computed)
            return Discrepancy("rounding" if rounded else "")
        explanations = [each for member in identity.members() for each in self._explanations_of(member)]
        specific = [
            (resolved, each)
            for resolved, each in explanations
            if each.label != "slip" or resolved > 1 or self._is_conclusive(identity, each)
        ]
        best = max(specific, key=lambda pair: (pair[0], -RANKS[pair[1].label]), default=None)
        repeated = next((m for m in identity.members() if m.figure_id in self._repeated), None)
        if repeated is not None and (best is None or best[1].label != "sign"):
            return Discrepancy("running_total", repeated.figure_id, _implied_digits(identity, repeated))
        if best is None:
            other = _between_sources(identity)
            return replace(other, alternatives=tuple(dict.fromkeys(each.label for _, each in explanations)))
        resolved, chosen = best
        alternatives = [each.label for n, each in specific if n == resolved and each.label != chosen.label]
        if resolved == 1 and chosen.label in ("slip", "transposition"):
            alternatives.append(_between_sources(identity).label)
        kept = (label for label in dict.fromkeys(alternatives) if label != "unexplained")
        return replace(chosen, alternatives=tuple(kept))

    def _explanations_of(self, member: Observation) -> list[tuple[int, Discrepancy]]:
        """Corrections with which all checks of a figure hold, one per label, with the failures resolved."""
        if member.figure_id not in self._explanations:
            checks = self._checks_of.get(member.figure_id, [])
            resolved = sum(id(identity) in self._failing for identity in checks)
            explanations = dict[str, Discrepancy]()
            for label, corrections in CORRECTIONS:
                for identity in checks:
                    for corrected in corrections(identity, _member_of(identity, member)):
                        if label not in explanations and all(
                            i.with_observation(member.figure_id, corrected).holds() for i in checks
                        ):
                            explanations[label] = Discrepancy(label, member.figure_id, corrected.digits)
            self._explanations[member.figure_id] = [(resolved, each) for each in explanations.values()]
        return self._explanations[member.figure_id]

    def _is_conclusive(self, identity: Identity, discrepancy: Discrepancy) -> bool:
        """Whether one changed digit that resolves a single check is evidence of a slip.

        Between sources of different days a revision is likelier, unless the very same figure was published
        twice, the digit is one of the growth rate itself, or chance would hardly find a digit that fits.
        """
        if not _republished(identity):
            return True
        member = next(m for m in identity.members() if m.figure_id == discrepancy.figure_id)
        long = len(member.digits.replace(".", "")) >= 3
        same_figure = (
            long and identity.rule == "restatement" and len({m.fact_id for m in identity.members()}) == 1
        )
        of_growth = identity.rule == "year_on_year" and member is identity.subject
        corrected = member.with_digits(discrepancy.candidate)
        return same_figure or of_growth or _chance(identity, corrected) < MAX_CHANCE


def _member_of(identity: Identity, member: Observation) -> Observation:
    """Return the observation as the object that an identity compares."""
    return next(m for m in identity.members() if m.figure_id == member.figure_id)


def _chance(identity: Identity, corrected: Observation) -> float:
    """Share of a figure's plausible range in which a value with one other digit would satisfy the check."""
    value, scale = corrected.quantity.value, corrected.scale
    if not value:
        return 1.0
    step = scale * Fraction(1, 10 ** (len(corrected.digits.partition(".")[2])))
    width = Fraction(0)
    for sign in (1, -1):
        reach = step
        while (
            reach < abs(value)
            and identity.with_observation(corrected.figure_id, corrected.shifted(sign * reach)).holds()
        ):
            reach *= 2
        width += reach
    digits = sum(character.isdigit() for character in corrected.digits)
    return float(9 * digits * width / (PLAUSIBLE_WIDTH * abs(value)))


def _flows_in_totals(observations: Iterable[Observation]) -> set[str]:
    """Figure ids of running totals and flows of one measure and year that state the very same digits.

    A running total equals a later flow only if nothing came before, so one of the two holds the other's
    number.
    """
    by_digits: dict[tuple[str, str, str], dict[str, set[str]]] = {}
    for member in observations:
        key, part = FactId(member.fact_id), member.part_of_year
        if not member.figure_id or part not in (*CUMULATIVE_PARTS, *FLOW_PARTS):
            continue
        if len(member.digits.replace(".", "")) > 1:
            kinds = by_digits.setdefault((key.period[:4], key.measure, member.digits), {})
            kinds.setdefault("flow" if part in FLOW_PARTS else "running", set()).add(member.figure_id)
    return {
        figure_id
        for kinds in by_digits.values()
        if len(kinds) > 1
        for figure_ids in kinds.values()
        for figure_id in figure_ids
    }


def _implied_digits(identity: Identity, member: Observation) -> str:
    """Digits that a total of known parts or sectors should have; empty if not determined."""
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
    """Whether the comparison is between sources of different days: then a revision is likelier than a slip.

    A target is older than the figure it is compared with and does not count.
    """
    days = {
        member.available_from
        for member in identity.members()
        if member.figure_id and FactId(member.fact_id).name != "target"
    }
    return len(days) > 1


def _total_or_flow_swapped(identity: Identity) -> Observation | None:
    """Running total below half of what the others imply for it, or flow above twice that."""
    if "project" in FactId(identity.subject.fact_id).parts:
        return None
    for member in identity.members():
        value, part = member.quantity.value, member.part_of_year
        implied = _implied_value(identity, member) if member.figure_id and value else None
        if value is None or implied is None or implied <= 0:
            continue
        at_most = MAX_FLOW_SHARE if _republished(identity) else MAX_FLOW_SHARE_SAME_DAY
        if (part in CUMULATIVE_PARTS and value < at_most * implied) or (
            part in FLOW_PARTS and value > implied / at_most
        ):
            return member
    return None


def _implied_value(identity: Identity, member: Observation) -> Fraction | None:
    """Value that the other members of an identity imply for one of them; None if not determined."""
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
    numerator = member is identity.parts[0]
    if identity.rule == "year_on_year":
        return value * ((1 + published) / (1 + computed) if numerator else (1 + computed) / (1 + published))
    if not published or not computed:
        return None
    return value * (published / computed if numerator else computed / published)


def _between_sources(identity: Identity) -> Discrepancy:
    """Label a discrepancy that no single correction explains.

    A running total below half of what the others imply is one period's flow; between sources of different
    days it is a revision or a changed definition; else unexplained.
    """
    published, computed = identity.subject.quantity.value, identity.computed.value
    if published is None or not computed:
        return Discrepancy("unexplained")
    if identity.rule == "year_on_year":
        published, computed = 1 + computed, 1 + published
    if not published or not computed:
        return Discrepancy("unexplained")
    swapped = _total_or_flow_swapped(identity)
    if swapped is not None:
        return Discrepancy("running_total", swapped.figure_id)
    if not _republished(identity):
        return Discrepancy("unexplained")
    if len({m.fact_id for m in identity.members()}) > 1 and identity.rule == "restatement":
        return Discrepancy("revision")  # a project's amount in a later period
    near = abs(float(published / computed) - 1) <= MAX_REVISION
    return Discrepancy("revision" if near else "changed_definition")
