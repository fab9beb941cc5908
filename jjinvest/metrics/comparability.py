"""Years that a measure cannot be compared across: a published growth is like for like, and its base another.

A district that took over a neighbour, or a measure that counts something else from a year on, is published
with its growth on a comparable basis (可比口径). Where that growth does not follow from the numbers first
published of the two years, those of earlier years are of another area or of another measure.
"""

from __future__ import annotations

from collections import Counter
from datetime import MAXYEAR

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
    found = dict[str, int]()
    levels, rates = _levels_and_rates(workspace)
    for metric, period, growth in rates:
        now, before = levels.get((metric, period)), levels.get((metric, year_before(period)))
        if now is not None and before is not None and _contradicts(now, before, growth):
            found[metric] = max(int(period[:4]), found.get(metric, 0))
    return found


def _levels_and_rates(
    workspace: Workspace,
) -> tuple[dict[tuple[str, str], Quantity], list[tuple[str, str, Quantity]]]:
    """First published totals by metric and period, and growths on a comparable basis with these two."""
    whole = workspace.figures[workspace.figures["where"] == ""]
    first = whole[(whole["statistic"] == "level") & (whole["version"] == "")]
    levels = dict(zip(zip(first["metric"], first["period"], strict=True), first["quantity"], strict=True))
    rates = whole[(whole["statistic"] == "growth") & (whole["version"] == LIKE_FOR_LIKE)]
    return levels, list(rates[["metric", "period", "quantity"]].itertuples(index=False, name=None))


@once_each
def untested(workspace: Workspace) -> dict[tuple[str, int], bool]:
    """Metrics and years whose growth is published on a comparable basis over numbers that never were.

    Whether the totals of the years before are of the same area is then not known: the first half of a
    district that took over a town, +5.2 % like for like, beside the old county's last year alone.

    Returns
    -------
    dict
        True by metric and year; a year of which one such growth could be tested is left out.
    """
    levels, rates = _levels_and_rates(workspace)
    whole = workspace.figures[workspace.figures["where"] == ""]
    plain = whole[(whole["statistic"] == "growth") & (whole["version"] == "")]
    stated = {*zip(plain["metric"], plain["period"], strict=True)}
    tested = dict[tuple[str, int], bool]()
    for metric, period, _ in rates:
        key = metric, int(period[:4])
        known = (metric, year_before(period)) in levels or (metric, period) in stated
        tested[key] = tested.get(key, False) or known
    return {key: True for key, known in tested.items() if not known}


def is_measure_of(workspace: Workspace, name: FactId, year: int) -> bool:
    """Whether the number of an id may be a base of a forecast of a year: comparable, and known to be.

    Where several measures are :func:`untested` in one year the area may have changed, and with it all others.
    """
    if not is_comparable(workspace, name, year):
        return False
    doubtful = [metric for metric, of_year in untested(workspace) if of_year == year]
    if int(name.period[:4]) >= year or not (name.metric in doubtful or len(doubtful) > 1):
        return True
    known = workspace.latest.get(name)
    return known is not None and known.definition.vintage == "restated"


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


def _since(workspace: Workspace, metric: str) -> int:
    """Year from which on the numbers of a measure are comparable; 0 without a break.

    Where several measures break in one year the district's area changed, and with it all that it reports.
    """
    found = breaks(workspace)
    together = [year for year, number in Counter(found.values()).items() if number > 1]
    return max([found.get(metric, 0), *together])


def is_of_now(workspace: Workspace, name: FactId) -> bool:
    """Whether the number of an id may be set against the latest ones: no break since, or restated."""
    return is_comparable(workspace, name, MAXYEAR)


def is_comparable(workspace: Workspace, name: FactId, year: int) -> bool:
    """Whether the number of an id may be set against one of a later year.

    It is unless a break lies between them and the number was not restated since.
    """
    since = _since(workspace, name.metric)
    if not int(name.period[:4]) < since <= year:
        return True
    known = workspace.latest.get(name)
    return known is not None and known.definition.vintage == "restated"
