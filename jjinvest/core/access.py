"""Access tiers: public, government, internal; the tier of a column, of a row about a project.

Everything a notebook publishes has a tier, by default public. Rows and columns above the tier of a table are
left out of that table. A run publishes at the tier of its parameters and leaves out everything above it
(:mod:`jjinvest.pipeline.publishing.access_filter`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, get_args

from jjinvest.core.codes import SIGNED_STAGES

if TYPE_CHECKING:
    import pandas as pd

Tier = Literal["public", "government", "internal"]
TIERS: tuple[Tier, ...] = get_args(Tier)

ROW_TIER_COLUMN = "tier"
"""Column of a frame that holds the tier of each row; it is never shown."""

COLUMN_TIERS: dict[str, Tier] = {
    "contact": "internal",
    "phone": "internal",
    "note": "internal",
    "p_sign": "internal",
    "project_code": "government",
    "light": "government",
    "unit_in_charge": "government",
    "terminated_reason": "government",
}
"""Tier of each restricted column: what a ledger holds about one person or project and no source publishes."""


def of_project(stage: str, *, published: bool) -> Tier:
    """Tier of a row about one project: public if a source published its name, internal before it is signed.

    Examples
    --------
    >>> of_project("signed", published=False), of_project("lead", published=False)
    ('government', 'internal')
    """
    if published:
        return "public"
    return "government" if stage in SIGNED_STAGES else "internal"


def allows(at: str, tier: str) -> bool:
    """Whether content of `tier` may be seen at the tier `at`.

    Raises
    ------
    ValueError
        If either is not a tier.

    Examples
    --------
    >>> allows("government", "public"), allows("public", "internal")
    (True, False)
    """
    for name in (at, tier):
        if name not in TIERS:
            raise ValueError(f"a tier is one of {', '.join(TIERS)}, not {name!r}")
    return TIERS.index(tier) <= TIERS.index(at)


def highest(tiers: Iterable[str]) -> str:
    """Return the most restricted of several tiers; public if there are none."""
    present = set(tiers)
    return next((tier for tier in reversed(TIERS) if tier in present), TIERS[0])


def visible(frame: pd.DataFrame, tier: str) -> pd.DataFrame:
    """Return a frame without the rows and columns above `tier`, and without :data:`ROW_TIER_COLUMN`."""
    kept = frame
    if ROW_TIER_COLUMN in frame:
        kept = frame[[allows(tier, row) for row in frame[ROW_TIER_COLUMN]]].drop(columns=ROW_TIER_COLUMN)
    columns = [c for c in kept.columns if allows(tier, COLUMN_TIERS.get(str(c), "public"))]
    return kept[columns] if kept is not frame or len(columns) < len(kept.columns) else frame.copy(deep=False)
