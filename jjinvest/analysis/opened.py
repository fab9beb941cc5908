"""How an analysis was opened: whether its results were prepared, and how to read more of its district."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jjinvest.analysis.analysis import Analysis
    from jjinvest.data.workspace import Workspace

COMPUTED, PREPARED = "computed", "prepared"
"""Whether results are computed when they are asked for, or were read from a run that had computed them."""
HOW = {COMPUTED: "随用随算 computed when asked for", PREPARED: "取自已算好的运行 read prepared, from a run"}


@dataclass(frozen=True)
class Origin:
    """Where an analysis comes from: how its results were got, the unfiltered data, and how to open it again.

    Parameters
    ----------
    how
        :data:`COMPUTED` or :data:`PREPARED`.
    everything
        Reads the district's data without an as-of filter, to name the figures that are left out.
    at_tier
        Opens the same analysis at another access level.
    when
        When prepared results were computed, where that is known.
    notes
        What to know of the ledger that its rows do not say.
    """

    how: str
    everything: Callable[[], Workspace]
    at_tier: Callable[[str], Analysis]
    when: str = ""
    notes: tuple[str, ...] = ()
