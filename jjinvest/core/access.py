"""Publication tiers: who may see a page, a table, a column, a row, a number.

Whatever a notebook publishes has a tier, public unless it says otherwise. Columns and rows above it are left out of it
where it is made; a run publishes at the tier of its parameters and leaves out everything above
(:mod:`jjinvest.pipeline.publishing.access_filter`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    import pandas as pd

Tier = Literal["public", "government", "internal"]
TIERS: tuple[Tier, ...] = get_args(Tier)

ROW = "tier"
"""Column of a frame that gives the tier of each row; never shown."""

COLUMNS: dict[str, Tier] = {
    "contact": "internal",
    "phone": "internal",
    "note": "internal",
    "p_sign": "internal",
    "project_code": "government",
    "light": "government",
    "unit_in_charge": "government",
    "terminated_reason": "government",
}
"""Columns above public wherever they are shown: what a ledger says of one person or one project and no source prints."""

SIGNED = frozenset({"signed", "started", "in_production"})


def of_project(stage: str, *, published: bool) -> Tier:
    """Tier of a row about one project: public only if a source published its name, internal before it is signed."""
    if published:
        return "public"
    return "government" if stage in SIGNED else "internal"


def allows(at: str, tier: str) -> bool:
    """Whether something of `tier` may be seen at the tier `at`.

    Raises
    ------
    ValueError
        If either is no tier.
    """
    for name in (at, tier):
        if name not in TIERS:
            raise ValueError(f"a tier is one of {', '.join(TIERS)}, not {name!r}")
    return TIERS.index(tier) <= TIERS.index(at)


def highest(tiers: Iterable[str]) -> str:
    """Return the most restricted of several tiers; public if there are none."""
    found = list(tiers)
    return next((tier for tier in reversed(TIERS) if tier in found), TIERS[0])


def visible(frame: pd.DataFrame, tier: str) -> pd.DataFrame:
    """Return a frame without the columns and rows that are above `tier`, and without the column that says so."""
    kept = frame
    if ROW in frame:
        kept = frame[[allows(tier, row) for row in frame[ROW]]].drop(columns=ROW)
    return kept[[c for c in kept.columns if allows(tier, COLUMNS.get(str(c), "public"))]]
