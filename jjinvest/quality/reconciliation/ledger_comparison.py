"""Print against ledger: each published figure that the rows of the ledger add up to as well, with a verdict.

They agree where the exact sum lies within what the print can mean by its rounding and relation. A difference is never
explained away: print may count otherwise (industrial projects only, another day), or the ledger may lack rows.
"""

from __future__ import annotations

import pandas as pd

from jjinvest.core import facts
from jjinvest.data.figures import latest_quantities
from jjinvest.quality.reconciliation.reconcile import AGREES, CONTRADICTS

COLUMNS = ["fact_id", "published", "from_ledger", "difference", "verdict"]


def against_ledger(figures: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Compare the latest print of each figure with the ledger's statement of it, in the order of print.

    Columns: fact_id; published, from_ledger and difference (ledger − print) as facts; verdict (agrees, contradicts).
    Figures of another 口径 under one name are not compared.
    """
    exact = {row["fact_id"]: row for row in statements.to_dict("records")}
    achieved = figures[figures["status"] == "achieved"]
    about = {row["fact_id"]: row for row in achieved.to_dict("records")}
    rows = []
    for fact_id, published in latest_quantities(achieved).items():
        row = exact.get(fact_id)
        if row is None or row["quantity"].definition != published.as_now_known().definition:
            continue
        counted, known, period = row["quantity"], published.as_now_known(), row["period"]
        head, _, rest = fact_id.partition(".")
        rows.append(
            {
                "fact_id": fact_id,
                "published": facts.from_quantity(fact_id, published, evidence="published", period=period, scope=row["scope"], relation=about[fact_id]["relation"]),
                "from_ledger": facts.from_quantity(f"{head}.ledger.{rest}", counted, evidence="computed", period=period, scope=row["scope"]),
                "difference": facts.from_quantity(f"{fact_id}.ledger_difference", counted - known, evidence="computed", period=period, scope=row["scope"]),
                "verdict": AGREES if known.agrees_with(counted) else CONTRADICTS,
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)
