"""Tables of what was issued before: what has moved, what reads otherwise today, how forecasts turned out."""

from __future__ import annotations

import pandas as pd

from jjinvest.results import Results
from jjinvest.tables.cells import Badge, FactName, IssueName, Ranged, cells


def advances(results: Results) -> pd.DataFrame:
    """Running totals of the year: at the last issue, now, and between."""
    return _changes(results.since.advances)


def revisions(results: Results) -> pd.DataFrame:
    """Numbers of the last issue that read otherwise today."""
    return _changes(results.since.revisions)


def _changes(found: pd.DataFrame) -> pd.DataFrame:
    rows = [
        {
            "item": FactName(row["id"]),
            "before": row["before"] if row["before"].value is not None else Ranged(row["before"]),
            "now": row["after"] if row["after"].value is not None else Ranged(row["after"]),
            "difference": row["difference"],
        }
        for row in found.to_dict("records")
    ]
    return cells(rows, ["item", "before", "now", "difference"])


def track_record(results: Results) -> pd.DataFrame:
    """Forecasts issued earlier beside what is in print now, oldest issue first."""
    rows = [
        {
            "item": FactName(row["id"]),
            "issue": IssueName(row["issue"], row["version"]),
            "forecast": row["forecast"],
            "band": None if row["forecast"].unit == "概率" else Ranged(row["forecast"]),
            "actual": row["actual"],
            "difference": row["difference"],
            "outcome": Badge(row["outcome"]),
        }
        for row in results.since.track_record.to_dict("records")
    ]
    columns = ["item", "issue", "forecast", "band", "actual", "difference", "outcome"]
    return cells(rows, columns).dropna(axis="columns", how="all")
