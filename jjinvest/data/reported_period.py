"""The period that a run reports: the year to date at its quarter's end, or the last one published within it.

A bulletin of January to October has no figure of the whole year: the run of the fourth quarter then reports
2018-01..2018-10. A longer period of a park or a project does not count. A ledger is always read at the
quarter's end.
"""

from __future__ import annotations

from jjinvest.core.periods import cumulative_period, last_cumulative
from jjinvest.data.figure_rows import reported_results
from jjinvest.data.workspace import Workspace


def reported_period(workspace: Workspace, run_period: str) -> str:
    """Return the period that the run of a quarter reports, from data that are already as of a date."""
    if workspace.ledger is not None:
        return cumulative_period(run_period)
    levels = [row for row in workspace.rows if row.statistic == "level"]
    return last_cumulative((row.period for row in reported_results(levels)), run_period)
