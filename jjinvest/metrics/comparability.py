"""Years that a measure cannot be compared across: a published growth is like for like, and its base another.

A district that took over a neighbour, or a measure that counts something else from a year on, is published
with its growth on a comparable basis (可比口径). Where that growth does not follow from the numbers first
published of the two years, those of earlier years are of another area or of another measure.
"""

from __future__ import annotations

from jjinvest.core.fact_id import FactId
from jjinvest.core.once import once_each
from jjinvest.core.periods import year_before
from jjinvest.core.quantity import Quantity
from jjinvest.data.workspace import Workspace

LIKE_FOR_LIKE = "like_for_like"


@once_each
def breaks(workspace: Workspace) -> dict[str, int]:
    """First year of each measure from which on its numbers are comparable, where there is such a year.

    Returns
    -------
    dict
        By metric the last year whose published growth on a comparable basis contradicts the numbers first
        published of that year and the one before. A measure without such a growth is left out.
    """
    figures, found = workspace.figures, dict[str, int]()
    whole = figures[figures["where"] == ""]
    first = whole[(whole["statistic"] == "level") & (whole["version"] == "")]
    levels = dict(zip(zip(first["metric"], first["period"], strict=True), first["quantity"], strict=True))
    rates = whole[(whole["statistic"] == "growth") & (whole["version"] == LIKE_FOR_LIKE)]
    for metric, period, growth in rates[["metric", "period", "quantity"]].itertuples(index=False):
        now, before = levels.get((metric, period)), levels.get((metric, year_before(period)))
        if now is not None and before is not None and _contradicts(now, before, growth):
            found[metric] = max(int(period[:4]), found.get(metric, 0))
    return found


def _contradicts(now: Quantity, before: Quantity, growth: Quantity) -> bool:
    """Whether a growth, a ratio of 1, lies wholly outside that of two numbers."""
    if not before.value or before.value < 0 or before.unit != now.unit:
        return False
    ratio = now.as_now_known().over(before.as_now_known())
    ends = (ratio.low, ratio.high, growth.low, growth.high)
    if any(end is None for end in ends):
        return False
    low, high, least, most = (end for end in ends if end is not None)
    return high - 1 < least or low - 1 > most


def is_comparable(workspace: Workspace, name: FactId, year: int) -> bool:
    """Whether the number of an id may be set against one of a later year.

    It is unless a break lies between them and the number was not restated since.
    """
    since = breaks(workspace).get(name.metric)
    if since is None or not int(name.period[:4]) < since <= year:
        return True
    known = workspace.latest.get(name)
    return known is not None and known.definition.vintage == "restated"
