"""Single quarters from published years to date: first half less first quarter, year less three quarters.

As with the second half of a year (:mod:`jjinvest.metrics.half_years`), two texts may word a measure
differently, so a difference carries a caveat. Numbers of two definitions are not subtracted, and neither are
years to date of which a later one is below an earlier one: one of them was corrected.
"""

from __future__ import annotations

from dataclasses import replace

from jjinvest.core.access import TIERS, highest
from jjinvest.core.facts import Fact, computed_fact
from jjinvest.core.periods import period_end
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.half_years import (
    DIFFERENT_TEXTS,
    flows,
    includes,
    is_of_superseded,
    sources_differ,
    tiers_of,
)
from jjinvest.metrics.restatements import restatements

UP_TO = ("Q1", "H1", "Q1-Q3", "")
"""Years to date at the end of each quarter."""


def single_quarters(workspace: Workspace, period: str) -> list[Fact]:
    """Each quarter up to the end of the period that two published years to date determine.

    For the totals of :data:`~jjinvest.metrics.half_years.FLOWS` and their parts. A published quarter is not
    computed again, and none is computed from a half-year whose projects were restated later. Sums of a
    ledger's rows are left out: its quarters come from the rows.
    """
    latest, rows = workspace.latest, list[Fact]()
    tiers = tiers_of(workspace)
    restated, figures = restatements(workspace), workspace.figures
    of_rows = (
        set(figures.loc[figures["evidence"] == "computed", "fact_id"]) if "evidence" in figures else set()
    )
    years = sorted({name[:4] for name in latest if name[:4].isdigit()})
    for year in years:
        for number in (2, 3, 4):
            longer, shorter = (f"{year}{UP_TO[place]}" for place in (number - 1, number - 2))
            if period_end(longer) > period_end(period) or (longer in restated or shorter in restated):
                continue
            for until, scope in flows(workspace, longer):
                quarter_id = until.in_period(f"{year}Q{number}")
                whole, before = latest.get(until), latest.get(until.in_period(shorter))
                if whole is None or before is None or quarter_id in latest or until in of_rows:
                    continue
                if not includes(workspace, whole, before):
                    continue
                if any(is_of_superseded(workspace, each) for each in (until, until.in_period(shorter))):
                    continue
                quarter = whole - replace(before, definition=whole.definition)
                if quarter.value is None or quarter.value < 0:
                    continue
                rows.append(
                    computed_fact(
                        quarter_id,
                        quarter,
                        period=f"{year}Q{number}",
                        scope=scope,
                        caveat=DIFFERENT_TEXTS if sources_differ(whole, before) else "",
                        tier=highest(
                            [tiers.get(str(each), TIERS[0]) for each in (until, until.in_period(shorter))]
                        ),
                    )
                )
    return rows
