"""Named projects that a period's total counts at another amount than the later total of the year.

A total is as published on its day. If the agreed amount of one of its projects is published otherwise later,
the total of the year holds the new amount, and the two no longer have one basis: 534 in the first half with a
project of 10, and 1088 in the year with the same project of 20, leave 1088 − 544, not 1088 − 534.
:func:`restated_total` gives the earlier total with the later amounts of the projects it counts.

Only agreed amounts are read so: an agreement has one amount, whenever it is published, while funds and
contracts of a project grow within a year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import pandas as pd

from jjinvest.core.frame_rows import rows_of
from jjinvest.core.once import once_each
from jjinvest.core.periods import is_cumulative, is_within, period_end
from jjinvest.core.quantity import Quantity, merge_sources
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT


@dataclass(frozen=True)
class Restatement:
    """A named project: the amount that a period's total counts, and the one that the year's total counts."""

    project: str
    before: Quantity
    after: Quantity

    @property
    def change(self) -> Quantity:
        """Later less earlier amount; published numbers of projects are taken as exact."""
        return _as_exact(self.after) - _as_exact(self.before)

    @property
    def sources(self) -> tuple[str, ...]:
        """Figures of the two amounts."""
        return merge_sources(self.before, self.after)

    def entered(self, edge: Fraction | int) -> tuple[int, int]:
        """Least and most projects by which the size class from an edge (元) up grew: 1, 0 or −1 each."""
        before, after = _reaches(self.before, edge), _reaches(self.after, edge)
        return after[0] - before[1], after[1] - before[0]


@once_each
def restatements(workspace: Workspace) -> dict[str, list[Restatement]]:
    """Projects that the total of a period counts at another amount than the longest total of its year.

    A total counts the latest amounts that were published for its period by its own day.

    Returns
    -------
    dict
        By period of the total; a period without a published total, or without such projects, is left out.
    """
    figures = workspace.figures
    amounts = figures[
        (figures["metric"] == AMOUNT)
        & figures["scope"].isin(["all", "project"])
        & (figures["statistic"] == "level")
        & (figures["authority"] == "")
        & (figures["version"] != "like_for_like")
    ][["period", "subject", "scope", "quantity", "available_from"]]
    restated = dict[str, list[Restatement]]()
    if not (amounts["scope"] == "project").any():
        return restated
    for _, of_year in amounts.groupby(amounts["period"].str[:4]):
        projects = of_year[of_year["scope"] == "project"]
        published = _days(of_year[of_year["scope"] == "all"])
        longest = max((p for p in published if is_cumulative(p)), key=period_end, default="")
        if projects.empty or not longest:
            continue
        after = _counted(projects, longest, published[longest])
        for period, day in published.items():
            if period == longest or not is_within(period, longest):
                continue
            before = _counted(projects, period, day)
            changed = [
                Restatement(project, amount, after[project])
                for project, amount in before.items()
                if project in after and not amount.agrees_with(after[project])
            ]
            if changed:
                restated[period] = changed
    return restated


def restated_total(total: Quantity, restated: list[Restatement]) -> Quantity:
    """Total of a period with the later amounts of its restated projects; unchanged if there are none."""
    for each in restated:
        change = each.change
        total = replace(total + change, sources=(*total.sources, *each.sources))
    return total


def restated_count(count: Quantity, edge: Fraction | int, restated: list[Restatement]) -> Quantity:
    """Count of a size class from an edge (元) up, with the later amounts of the restated projects."""
    for each in restated:
        least, most = each.entered(edge)
        if (least, most) == (0, 0):
            continue
        known = Fraction(least) if least == most else None
        change = Quantity(known, Fraction(least), Fraction(most), count.unit, count.definition, each.sources)
        count = count + change
    return count


def _days(totals: pd.DataFrame) -> dict[str, date]:
    """Day by which each period's latest total was first published; a repetition counts nothing anew."""
    days = dict[str, tuple[Quantity, date]]()
    for row in rows_of(totals.sort_values("available_from", kind="stable")):
        known = days.get(row["period"])
        if known is None or known[0].value != row["quantity"].value:
            days[row["period"]] = row["quantity"], row["available_from"]
    return {period: day for period, (_, day) in days.items()}


def _counted(projects: pd.DataFrame, period: str, day: date) -> dict[str, Quantity]:
    """Latest amount of each project named within a period, as published by a day."""
    within = projects["period"].map(lambda each: is_within(each, period)).astype(bool)
    rows = projects[within & (projects["available_from"] <= day)]
    rows = rows.assign(end=rows["period"].map(period_end)).sort_values(
        ["available_from", "end"], kind="stable"
    )
    return {
        row["subject"]: row["quantity"].as_now_known()
        for row in rows_of(rows, "subject", "quantity")
        if row["quantity"].unit == "元"
    }


def _as_exact(amount: Quantity) -> Quantity:
    """Amount without its rounding; one that is known on one side only is left as it is."""
    if amount.value is None or amount.low is None or amount.high is None:
        return replace(amount, value=None)
    return replace(amount, low=amount.value, high=amount.value)


def _reaches(amount: Quantity, edge: Fraction | int) -> tuple[int, int]:
    """Least and most (0 or 1) that an amount counts in the size class from an edge up."""
    known = _as_exact(amount)
    least = known.low is not None and known.low >= edge
    most = known.high is None or known.high >= edge
    return int(least), int(most)
