"""The order of the members of a dimension, where they have one: stages as a project passes them."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from jjinvest.analysis.frames.where import SECTOR, SIZE
from jjinvest.core.codes import STAGES, THREE_SECTORS
from jjinvest.core.origins import ABROAD, ORIGIN, OUT_OF_CITY, OUT_OF_CITY_DOMESTIC
from jjinvest.core.size_classes import tier_edges

UNKNOWN = "unknown"
MEMBER_ORDER = {
    "stage": STAGES,
    ORIGIN: ("in_municipality", OUT_OF_CITY, OUT_OF_CITY_DOMESTIC, ABROAD),
    SECTOR: THREE_SECTORS,
    "cohort": ("new", "carried_over", "undated"),
    "top500": ("yes", "no"),
    "light": ("green", "yellow", "red"),
}
"""Members in the order of the ledger's template, which is that of a project's course, from near to far."""


def in_member_order(dimension: str, members: Collection[str]) -> list[str]:
    """Return members in their order: stages along a project's course, size classes from the smallest.

    What has no order of its own is in that of its codes; ``unknown`` is last.

    Examples
    --------
    >>> in_member_order("stage", ["in_production", "signed", "unknown", "started"])
    ['signed', 'started', 'in_production', 'unknown']
    >>> in_member_order("size", ["ge_100", "5_10"]), in_member_order("park", ["west", "unknown", "east"])
    (['5_10', 'ge_100'], ['east', 'west', 'unknown'])
    """

    def place(code: str) -> tuple[bool, float, str]:
        if dimension == SIZE and code != UNKNOWN:
            return False, float(tier_edges(code)[0]), code
        return code == UNKNOWN, member_place(dimension, code), code

    return sorted(set(members), key=place)


def member_place(dimension: str, code: str) -> int:
    """Place of a member among those that have an order; all others come after them.

    Examples
    --------
    >>> member_place("stage", "signed"), member_place("park", "east")
    (2, 0)
    """
    order = MEMBER_ORDER.get(dimension, ())
    return order.index(code) if code in order else len(order)


def order_key(column: pd.Series) -> pd.Series:
    """Places of the members of a column, as ``sort_values`` takes them."""
    order = in_member_order(str(column.name), column.unique())
    return column.map({code: place for place, code in enumerate(order)})
