"""The bounds that a report shows, and the further figures that would narrow them.

Exact bounds under both conventions, or simple arithmetic where figures contradict each other. The ids of each
group of facts are known before its bounds are solved: :func:`reported_bound_ids`,
:func:`reported_disclosure_ids`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact, count_fact
from jjinvest.core.once import once_each
from jjinvest.core.rounding import round_half_up
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.concentration import concentration, tier_amounts
from jjinvest.metrics.half_years import second_half
from jjinvest.quality.bounds.bounds import (
    bounds_of,
    constraints_of,
    possible_statistics,
    standard_statistics,
)
from jjinvest.quality.bounds.constraints import NAMED_EXACT, PUBLISHED_ROUNDING, Selection
from jjinvest.quality.bounds.disclosure_value import (
    disclosure_candidates,
    possible_disclosures,
    sensitivity,
)
from jjinvest.quality.bounds.statistics import (
    Bound,
    Consistency,
    ContradictionError,
    NotPublishedError,
    Sensitivity,
    Statistic,
)

MIN_GAIN = 0.01
"""Narrowing (亿元) worth showing: less is the tolerance of the solver."""


def reported_bounds(workspace: Workspace, year: int) -> list[Fact]:
    """Bounds of the largest projects, of each tier and of what tiers do not fix.

    An id such as ``2023.agreed_amount.top20`` holds the bound with named amounts exact; the same id with
    ``.published_rounding`` the bound in which every figure may be off by half its last digit. Where no ledger
    satisfies the figures, or too little is published, the bounds of simple arithmetic on tiers and named
    projects take their place.
    """
    try:
        exact = _exact_bounds(workspace, year)
        rounded_statistics = [bound.statistic for bound in exact if bound.statistic.measure != "share"]
        rounded = bounds_of(*constraints_of(workspace, year, PUBLISHED_ROUNDING), rounded_statistics)
    except (ContradictionError, NotPublishedError):
        return concentration(workspace, str(year))
    return [_bound_fact(bound) for bound in (*exact, *rounded)]


@once_each
def _exact_bounds(workspace: Workspace, year: int) -> tuple[Bound, ...]:
    """Bounds with named amounts exact, which those of the disclosures are measured against."""
    statistics = _reported_statistics(workspace, year, standard_statistics(workspace, year))
    return tuple(bounds_of(*constraints_of(workspace, year, NAMED_EXACT), statistics))


def reported_bound_ids(workspace: Workspace, year: int) -> set[FactId]:
    """Ids that :func:`reported_bounds` can hold, without solving a programme; not each of them has a fact."""
    ids = {FactId.parse(fact.id) for fact in concentration(workspace, str(year))}
    try:
        statistics = _reported_statistics(workspace, year, possible_statistics(workspace, year))
    except NotPublishedError:
        return ids
    for statistic in statistics:
        fact_id = statistic.fact_id(year)
        ids |= {fact_id} if statistic.measure == "share" else {fact_id, fact_id / PUBLISHED_ROUNDING.name}
    return ids


def consistency_fact(consistency: Consistency, period: str) -> Fact:
    """Count the figures that one ledger satisfies together, or those that contradict each other."""
    name, figures = (
        ("used", consistency.used) if consistency.consistent else ("conflict", consistency.conflict)
    )
    return count_fact(FactId.of(period, "consistency", name), len(figures), period, sources=figures)


def open_amounts(workspace: Workspace, year: int) -> list[Statistic]:
    """List the amounts that a report shows as open: of the largest projects, and below the tiers."""
    return select_open_amounts(standard_statistics(workspace, year))


def reported_disclosures(workspace: Workspace, year: int) -> list[Fact]:
    """Width of each open amount's bounds, and the most that one further published figure would leave of it.

    ``2023.agreed_amount.top20.width`` is the current width, ``….width.after.agreed_amount.tier_20_50`` the
    most that publishing the amount of that tier would leave, ``….width.least`` the least that any candidate
    leaves. Candidates that need not narrow the bound have no fact. ``2023.disclosures.candidates`` counts the
    candidates. Empty where the figures have no bounds.
    """
    try:
        candidates = possible_disclosures(workspace, year)
        known = {bound.statistic: bound for bound in _exact_bounds(workspace, year)}
        results = [
            sensitivity(workspace, year, s, [c for c in candidates if c != s], bound=known[s])
            for s in open_amounts(workspace, year)
        ]
    except (ContradictionError, NotPublishedError):
        return []
    number = count_fact(_candidates_id(year), len(candidates), str(year), definition="disclosures")
    return [number, *(fact for result in results for fact in _width_facts(result))]


def reported_disclosure_ids(workspace: Workspace, year: int) -> set[FactId]:
    """Ids that :func:`reported_disclosures` can hold, without solving a programme."""
    try:
        statistics = possible_statistics(workspace, year)
    except NotPublishedError:
        return set()
    ids = {_candidates_id(year)}
    candidates = disclosure_candidates(statistics)
    for amount in select_open_amounts(statistics):
        width = amount.fact_id(year) / "width"
        ids |= {width, width / "least", *(_after(width, candidate) for candidate in candidates)}
    return ids


def _candidates_id(year: int) -> FactId:
    return FactId.of(year, "disclosures", "candidates")


def _after(width: FactId, candidate: Statistic) -> FactId:
    """Id of the width that remains once a candidate is published."""
    return FactId.of(width.period, *width.parts, "after", *candidate.parts)


def select_open_amounts(statistics: Sequence[Statistic]) -> list[Statistic]:
    """Select the open amounts of the year from its statistics."""
    return [
        s for s in statistics if s.measure == "amount" and s.where.sector is None and s.where.half is None
    ]


def _reported_statistics(workspace: Workspace, year: int, statistics: Sequence[Statistic]) -> list[Statistic]:
    """Those of the statistics whose bounds a report shows, and the amounts of the tiers."""
    tiers = tier_amounts(workspace, str(year))
    stated = set(workspace.figures["fact_id"])  # a published bound such as "more than 60" is that fact
    stated |= {fact.id for fact in second_half(workspace, year)}  # what is subtracted needs no bounds
    edges = zip(tiers["low_edge"], tiers["high_edge"], strict=True)
    return [
        *(s for s in statistics if s.where.sector is None and s.fact_id(year) not in stated),
        *(
            Statistic("amount", Selection(low_edge=Fraction(low), high_edge=Fraction(high)))
            for low, high in edges
        ),
    ]


def _width_facts(result: Sensitivity) -> Iterator[Fact]:
    bound = result.bound.fact
    width = Fact(
        bound.id / "width",
        result.bound.width,
        None,
        None,
        bound.unit,
        bound.basis,
        "tier",
        "bounded",
        bound.period,
        sources=bound.sources,
        definition="width",
    )
    yield width
    narrowing = [disclosure for disclosure in result.disclosures if disclosure.gain > MIN_GAIN]
    if not narrowing:
        return
    # in order of their gain, so that the first leaves the least
    ids = [width.id / "least", *(_after(width.id, disclosure.candidate) for disclosure in narrowing)]
    for fact_id, disclosure in zip(ids, [narrowing[0], *narrowing], strict=True):
        left = float(round_half_up(disclosure.left, 2))
        yield replace(
            width,
            id=fact_id,
            value=left,
            high=left,
            relation="<=",
            caveat="after_disclosure",
            definition="width_after",
        )


def _bound_fact(bound: Bound) -> Fact:
    """Bound as a report shows it: an interval of the year, with its convention as a caveat."""
    rounded = bound.convention == PUBLISHED_ROUNDING.name
    fact = bound.fact
    return replace(
        fact,
        id=fact.id / PUBLISHED_ROUNDING.name if rounded else fact.id,
        value=None,
        scope="tier",
        period=bound.year,
        caveat=bound.convention,
        relation="=",
        definition="bounded_ledger",
    )
