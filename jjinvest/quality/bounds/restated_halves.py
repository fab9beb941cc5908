"""Second half of a year in which a project's amount was restated: bounds instead of a subtraction.

The first half was published with the amounts of its day, the year with the later ones, so that their
difference also holds the change of the restated projects. The integer programme reads every amount as now
known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT
from jjinvest.quality.bounds.bounds import bounds_of, constraints_of
from jjinvest.quality.bounds.constraints import NAMED_EXACT, Selection
from jjinvest.quality.bounds.statistics import ContradictionError, NotPublishedError, Statistic

RESTATED_PARTS = "restated_parts"
"""Caveat of a number that is bounded because a part of the first half was restated."""


def with_restated_parts(workspace: Workspace, year: int, halves: Sequence[Fact]) -> list[Fact]:
    """Replace amounts of the halves by bounds where a project of the first half was restated.

    Parameters
    ----------
    halves
        Facts of :func:`jjinvest.metrics.half_years.second_half`. An amount without bounds is left out.
    """
    if not restated_projects(workspace, year) or not any(_is_amount(fact.id) for fact in halves):
        return list(halves)
    second, share = FactId.of(f"{year}H2", AMOUNT), FactId.of(f"{year}H1", AMOUNT, "share_of_year")
    statistics = [
        Statistic("amount", Selection(half="h2")),
        Statistic("share", Selection(half="h1")),
    ]
    try:
        found = bounds_of(*constraints_of(workspace, year, NAMED_EXACT), statistics)
    except (ContradictionError, NotPublishedError):
        return [fact for fact in halves if not _is_amount(fact.id)]
    bounded = {fact_id: bound.fact for fact_id, bound in zip((second, share), found, strict=True)}
    return [
        replace(
            bounded[fact.id],
            id=fact.id,
            period=fact.period,
            caveat=RESTATED_PARTS,
            definition=fact.definition,
        )
        if fact.id in bounded
        else fact
        for fact in halves
    ]


def restated_projects(workspace: Workspace, year: int) -> list[str]:
    """Projects whose amount in the figures of the year differs from that in its first half."""
    figures = workspace.figures
    rows = figures[(figures["scope"] == "project") & (figures["metric"] == AMOUNT)]
    of_year, first = (
        {row["subject"]: row["quantity"] for row in rows[rows["period"] == period].to_dict("records")}
        for period in (str(year), f"{year}H1")
    )
    return [
        project
        for project, amount in first.items()
        if project in of_year and not amount.agrees_with(of_year[project])
    ]


def _is_amount(fact_id: FactId) -> bool:
    return fact_id.metric == AMOUNT
