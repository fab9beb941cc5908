"""Totals that a period's texts leave to the reader: a sum of published parts, a completion of a known target.

1—2月 18.4 and 3月 15.1 亿元 are a first quarter of 33.5; 44.2 % of a target of 165 亿元 are 72.9 as rounded.
Such a total stands in the figures as a computed one, so that all that follows from a published total follows
from it too; a total that was published itself is never replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from jjinvest.core.codes import FLOWS
from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import is_cumulative, year_before
from jjinvest.core.quantity import Quantity
from jjinvest.core.units import unit_scale
from jjinvest.data.figure_rows import FigureRow
from jjinvest.data.figures import quantity_of, typed_figures
from jjinvest.data.running_totals import summed_totals
from jjinvest.data.workspace import Workspace

SUM_OF_PARTS = "sum_of_parts"
"""Caveat of a total that is the sum of published parts of its period."""
FROM_COMPLETION = "from_completion"
"""Caveat of a total that a published completion of a published target implies."""
IMPLIED_LEVELS = (SUM_OF_PARTS, FROM_COMPLETION)


def with_implied_levels(workspace: Workspace, period: str) -> Workspace:
    """Return the workspace with the totals that published figures imply; itself where there are none.

    Sums are taken for the period, the same part of the year before, and whole years; levels from completions
    for every year to date.

    Parameters
    ----------
    period
        Period of the report.

    Examples
    --------
    >>> import jjinvest as jj
    >>> known = jj.load_sample().results.workspace
    >>> with_implied_levels(known, "2023H1") is known
    True
    """
    wanted = {period, year_before(period)} if is_cumulative(period) else set[str]()
    levels = {row.fact_id for row in workspace.rows if row.statistic == "level"}
    made = [
        (each.row, each.quantity, SUM_OF_PARTS)
        for each in summed_totals(workspace.rows)
        if each.row.period in wanted or len(each.row.period) == 4
    ]
    made += [(row, quantity, FROM_COMPLETION) for row, quantity in _from_completions(workspace.rows)]
    first = dict[str, tuple[FigureRow, Quantity, str]]()
    for row, quantity, caveat in made:
        if row.fact_id not in levels:
            first.setdefault(row.fact_id, (row, quantity, caveat))
    if not first:
        return workspace
    known = workspace.figures
    plain = {"evidence": "published", "tier": "public", "caveat": ""}
    given = known.assign(**{name: each for name, each in plain.items() if name not in known})
    return replace(workspace, figures=pd.concat([given, _frame(first)], ignore_index=True))


def _frame(made: Mapping[str, tuple[FigureRow, Quantity, str]]) -> pd.DataFrame:
    """Rows of figures of totals that are computed."""
    rows, quantities, caveats = zip(*made.values(), strict=True)
    frame = typed_figures(rows)
    scales = [unit_scale(row.unit)[1] for row in rows]
    ends = {
        name: [float(getattr(each, name) / scale) for each, scale in zip(quantities, scales, strict=True)]
        for name in ("value", "low", "high")
    }
    return frame.assign(
        **ends,
        quantity=pd.Series(quantities, index=frame.index, dtype=object),
        half_width=[(high - low) / 2 for low, high in zip(ends["low"], ends["high"], strict=True)],
        precision="stated",
        evidence="computed",
        tier="public",
        caveat=list(caveats),
    )


def _from_completions(rows: Iterable[FigureRow]) -> list[tuple[FigureRow, Quantity]]:
    """Level of each period that a completion and the target of its day imply, within the rounding of both.

    Left out are a completion that is a bound, and a target that is one or was stated later.
    """
    rows = sorted(rows, key=lambda row: row.available_from)
    targets: dict[tuple[object, ...], list[FigureRow]] = {}
    for row in rows:
        if row.statistic == "target" and len(row.period) == 4:
            targets.setdefault((row.period, row.metric, row.where, row.authority), []).append(row)
    found = list[tuple[FigureRow, Quantity]]()
    for row in rows:
        if row.statistic != "completion" or row.relation != "=" or row.metric not in FLOWS:
            continue
        if not is_cumulative(row.period) or row.version:
            continue
        stated = targets.get((str(row.year), row.metric, row.where, row.authority), [])
        by_then = [target for target in stated if target.available_from <= row.available_from]
        if not by_then or by_then[-1].relation != "=" or by_then[-1].value <= 0:
            continue
        target = by_then[-1]
        quantity = _product(quantity_of(row), quantity_of(target))
        if quantity is None:
            continue
        level = replace(
            row,
            statistic="level",
            authority="",
            unit=target.unit,
            relation="=" if quantity.low == quantity.high else "~",
            decimals=target.decimals + 1,
            half_width=None,
            quote="",
            note="",
        )
        level = replace(level, fact_id=FactId.of_figure(level))
        found.append((replace(level, figure_id=f"{level.fact_id}@{row.source}"), quantity))
    return found


def _product(rate: Quantity, aim: Quantity) -> Quantity | None:
    """Amount that a rate of a target leaves; a target is exact, whatever digits it has."""
    if rate.value is None or rate.low is None or rate.high is None or aim.value is None:
        return None
    if aim.unit in ("名", "ratio"):
        return None
    value, low, high = (aim.value * each for each in (rate.value, rate.low, rate.high))
    if aim.unit == "个":  # a count is whole: 44 % of 70 is 31 where no other number rounds to it
        whole = [n for n in range(int(low), int(high) + 2) if low <= n <= high]
        if len(whole) != 1:
            return None
        value = low = high = Fraction(whole[0])
    return Quantity(value, low, high, aim.unit, aim.definition, (*rate.sources, *aim.sources))
