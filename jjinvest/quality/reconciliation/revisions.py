"""What was published when: every figure with its first and later prints, and the kind of each change."""

from __future__ import annotations

import pandas as pd

from jjinvest.data.workspace import Workspace
from jjinvest.quality.reconciliation.observations import Prints


def vintages(workspace: Workspace) -> pd.DataFrame:
    """Every print of every figure that was published more than once, earliest first.

    Columns: fact_id, figure_id, source_id, available_from, value, unit, ``used`` (the one a report takes: the latest
    by the as-of date).
    """
    prints, rows = Prints(workspace.figures), []
    units = dict(zip(workspace.figures["figure_id"], workspace.figures["unit"], strict=True))
    for fact_id in prints.facts():
        found = prints.all(fact_id)
        for n, made in enumerate(found):
            rows.append(
                {"fact_id": fact_id, "figure_id": made.figure_id, "source_id": made.source_id, "available_from": made.available_from,
                 "value": float(made.digits), "unit": units[made.figure_id], "used": n == len(found) - 1}
            )  # fmt: skip
    frame = pd.DataFrame(
        rows, columns=["fact_id", "figure_id", "source_id", "available_from", "value", "unit", "used"]
    )
    return frame[frame.duplicated("fact_id", keep=False)].reset_index(drop=True)


def revisions(checks: pd.DataFrame) -> pd.DataFrame:
    """Later prints that differ from the earlier one: the rows of a reconciliation that are restatements.

    Columns as of :func:`jjinvest.quality.reconciliation.reconcile`; ``published`` is the later print, ``computed`` the earlier.
    """
    return checks[(checks["rule"] == "restatement") & (checks["verdict"] != "agrees")].reset_index(drop=True)
