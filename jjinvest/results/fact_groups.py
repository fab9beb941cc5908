"""Groups of facts that take seconds: each declares the ids it holds, and computes them only when one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.workspace import Workspace
from jjinvest.quality.bounds.bounds import possible_statistics
from jjinvest.quality.bounds.reported import reported_bound_ids, select_open_amounts
from jjinvest.quality.bounds.statistics import NotPublishedError


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


@dataclass(frozen=True)
class DeclaredIds:
    """Ids of the bounds of a year, of what would narrow them and of the reconstructed ledgers.

    `bounds` holds whole ids; `disclosures` and `reconstruction` hold heads: every id that is one or is below one belongs to
    the group.
    """

    bounds: frozenset[str] = frozenset()
    disclosures: frozenset[str] = frozenset()
    reconstruction: frozenset[str] = frozenset()


def declared_ids(workspace: Workspace, year: int) -> DeclaredIds:
    """List the ids without solving anything; some of them may turn out to have no number."""
    try:
        open_ids = [s.fact_id(year) for s in select_open_amounts(possible_statistics(workspace, year))]
    except NotPublishedError:
        open_ids = []
    return DeclaredIds(
        bounds=frozenset(reported_bound_ids(workspace, year)),
        disclosures=frozenset({FactId.of(year, "disclosures"), *(name / "width" for name in open_ids)}),
        reconstruction=frozenset(
            {FactId.of(year, "reconstructed"), *(name / "reconstructed" for name in open_ids)}
        ),
    )


def is_below(fact_id: FactId, heads: frozenset[str]) -> bool:
    """Whether an id is one of `heads` or below one.

    Examples
    --------
    >>> is_below(FactId("2023.agreed_amount.top20.width.least"), frozenset({"2023.agreed_amount.top20.width"}))
    True
    """
    parts = fact_id.parts
    return any(FactId.of(fact_id.period, *parts[:n]) in heads for n in range(1, len(parts) + 1))
