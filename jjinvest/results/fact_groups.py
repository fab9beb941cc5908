"""Groups of facts that take seconds: each declares the ids it holds, and computes them only when one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jjinvest.core import facts
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.concentration import concentration, tier_amounts
from jjinvest.quality.bounds.bounds import standard_statistics
from jjinvest.quality.bounds.constraints import Selection
from jjinvest.quality.bounds.disclosure_value import possible_disclosures
from jjinvest.quality.bounds.reported import open_amounts
from jjinvest.quality.bounds.statistics import ContradictionError, NotPublishedError, Statistic


@dataclass(frozen=True)
class FactGroup:
    """Facts computed together.

    Parameters
    ----------
    declares
        Whether an id belongs to the group; cheap. An id that it declares may still turn out to have no number.
    compute
        Returns the facts of the group by id.
    """

    declares: Callable[[FactId], bool]
    compute: Callable[[], Mapping[str, Fact]]


def is_of_release(fact_id: FactId) -> bool:
    """Whether an id belongs to the comparison with earlier releases.

    Examples
    --------
    >>> is_of_release(FactId("2023.agreed_amount.since_release"))
    True
    """
    return "released" in fact_id.parts or "since_release" in fact_id.parts


def is_check(fact_id: FactId) -> bool:
    """Whether an id belongs to a check of a published figure against what others give."""
    return "check" in fact_id.parts


def declared_ids(workspace: Workspace, year: int) -> dict[str, frozenset[str]]:
    """Ids of the bounds of a year, of what would narrow them and of the reconstructed ledgers, by group; solves nothing."""
    return {
        "bounds": frozenset(_bound_ids(workspace, year)),
        "disclosures": frozenset(_disclosure_ids(workspace, year)),
        "reconstruction_summary": frozenset(_reconstruction_ids(workspace, year)),
    }


def _bound_ids(workspace: Workspace, year: int) -> set[str]:
    """Ids that :func:`jjinvest.quality.bounds.reported.reported_bounds` may hold, whichever way it takes."""
    simple = {str(fact.id) for fact in facts.of(concentration(workspace.figures, str(year)))}
    tiers = tier_amounts(workspace.figures, str(year))
    statistics = [
        Statistic("amount", Selection(low_edge=low, high_edge=high))
        for low, high in zip(tiers["low_edge"], tiers["high_edge"], strict=True)
    ]
    try:
        statistics += [s for s in standard_statistics(workspace, year) if s.where.sector is None]
    except (ContradictionError, NotPublishedError):
        return simple
    names = [FactId(statistic.fact_id(str(year))) for statistic in statistics]
    return simple | {*names, *(name / "published_rounding" for name in names)}


def _open_ids(workspace: Workspace, year: int) -> list[FactId]:
    try:
        return [FactId(statistic.fact_id(str(year))) for statistic in open_amounts(workspace, year)]
    except (ContradictionError, NotPublishedError):
        return []


def _disclosure_ids(workspace: Workspace, year: int) -> set[str]:
    """Ids that :func:`jjinvest.quality.bounds.reported.reported_disclosures` may hold."""
    widths = [name / "width" for name in _open_ids(workspace, year)]
    if not widths:
        return set()
    candidates = possible_disclosures(workspace, year)
    ids = {FactId.of(year, "disclosures", "tried"), *widths, *(width / "least" for width in widths)}
    return ids | {width / "told" / candidate.id for width in widths for candidate in candidates}


def _reconstruction_ids(workspace: Workspace, year: int) -> set[str]:
    """Ids that :func:`jjinvest.quality.reconstruction.summary.spread` may hold."""
    ranges = [name / "reconstructed" for name in _open_ids(workspace, year)]
    return {FactId.of(year, "reconstructed", "ledgers"), *ranges, *(name / "middle_half" for name in ranges)}
