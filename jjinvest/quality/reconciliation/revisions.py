"""Revisions: figures published more than once, and those whose value changed."""

from __future__ import annotations

import pandas as pd

from jjinvest.data.workspace import Workspace
from jjinvest.quality.reconciliation.observations import Observations

COLUMNS = ["fact_id", "figure_id", "source_id", "available_from", "value", "unit", "used"]


def published_repeatedly(workspace: Workspace) -> pd.DataFrame:
    """Every observation of every figure that was published more than once, earliest first.

    Columns: fact_id, figure_id, source_id, available_from, value, unit, ``used`` (the observation a report
    uses: the latest by the as-of date).
    """
    observations, rows = Observations(workspace.figures), []
    units = dict(zip(workspace.figures["figure_id"], workspace.figures["unit"], strict=True))
    for fact_id in observations.fact_ids():
        history = observations.of(fact_id)
        for each in history:
            used = each is history[-1]
            rows.append(
                (
                    fact_id,
                    each.figure_id,
                    each.source_id,
                    each.available_from,
                    float(each.digits),
                    units[each.figure_id],
                    used,
                )
            )
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table[table.duplicated("fact_id", keep=False)].reset_index(drop=True)


def revisions(checks: pd.DataFrame) -> pd.DataFrame:
    """Figures whose later publication differs from an earlier one: the restatements among the checks.

    Columns as of :func:`jjinvest.quality.reconciliation.reconcile.reconcile`; ``published`` is the later
    value, ``computed`` the earlier.
    """
    return checks[(checks["rule"] == "restatement") & (checks["verdict"] != "agrees")].reset_index(drop=True)
