"""The period that a run reports: the year to date at its quarter's end, or the last one published within it.

A bulletin of January to October has no figure of the whole year: the run of the fourth quarter then reports
2018-01..2018-10. A longer period of a park or a project does not count. A ledger is read at the end of its
month: one of May, without a later one of the quarter, is reported as 2018-01..2018-05.
"""

from __future__ import annotations

from datetime import date

from jjinvest.core.periods import is_cumulative, last_cumulative, period_end, run_quarter, year_to_month
from jjinvest.data.figure_rows import reported_results
from jjinvest.data.running_totals import summed_totals
from jjinvest.data.workspace import Workspace


def reported_period(workspace: Workspace, run_period: str) -> str:
    """Return the period that the run of a quarter reports, from data that are already as of a date."""
    if workspace.ledger is not None:
        return year_to_month(f"{workspace.ledger.stands_on:%Y-%m}")
    return last_cumulative(_published(workspace), run_period)


def published_until(workspace: Workspace, run_period: str) -> date | None:
    """Return the end of the last year to date published within a quarter; None without any."""
    periods = (each for each in _published(workspace) if is_cumulative(each))
    return max((period_end(each) for each in periods if run_quarter(each) == run_period), default=None)


def _published(workspace: Workspace) -> list[str]:
    levels = [row for row in workspace.rows if row.statistic == "level"]
    added_up = [each.row for each in summed_totals(levels)]
    return [row.period for row in reported_results((*levels, *added_up))]
