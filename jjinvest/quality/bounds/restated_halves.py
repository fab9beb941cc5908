"""Second half of a year in which a project's amount was restated: bounds instead of a subtraction.

The first half was published with the amounts of its day, the year with the later ones.
:func:`jjinvest.metrics.half_years.second_half` counts the later amounts in both; the integer programme reads
them so too and, with every other figure, narrows the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT
from jjinvest.metrics.half_years import RESTATED_PARTS
from jjinvest.metrics.restatements import restatements
from jjinvest.quality.bounds.bounds import bounds_of, constraints_of
from jjinvest.quality.bounds.constraints import NAMED_EXACT, Selection
from jjinvest.quality.bounds.statistics import ContradictionError, NotPublishedError, Statistic


def with_restated_parts(workspace: Workspace, year: int, halves: Sequence[Fact]) -> list[Fact]:
    """Replace amounts of the halves by bounds where a project of the first half was restated.

    Parameters
    ----------
    halves
        Facts of :func:`jjinvest.metrics.half_years.second_half`. They stay as they are where the figures
        contradict each other or are too few for bounds.
    """
    if f"{year}H1" not in restatements(workspace) or not any(fact.id.metric == AMOUNT for fact in halves):
        return list(halves)
    second, share = FactId.of(f"{year}H2", AMOUNT), FactId.of(f"{year}H1", AMOUNT, "share_of_year")
    statistics = [
        Statistic("amount", Selection(half="h2")),
        Statistic("share", Selection(half="h1")),
    ]
    try:
        found = bounds_of(*constraints_of(workspace, year, NAMED_EXACT), statistics)
    except (ContradictionError, NotPublishedError):
        return list(halves)
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
