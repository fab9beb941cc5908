"""Groups of facts that take seconds: each declares its ids and computes them only when one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact


@dataclass(frozen=True)
class FactGroup:
    """Facts computed together.

    Parameters
    ----------
    declares
        Whether an id belongs to the group; cheap. An id that it declares may still turn out to have no
        number.
    compute
        Returns the facts of the group by id.
    """

    declares: Callable[[FactId], bool]
    compute: Callable[[], Mapping[str, Fact]]


@dataclass(frozen=True)
class DeclaredIds:
    """Ids of the bounds of a year, of what would narrow them and of the reconstructed ledgers."""

    bounds: frozenset[str] = frozenset()
    disclosures: frozenset[str] = frozenset()
    reconstruction: frozenset[str] = frozenset()


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
