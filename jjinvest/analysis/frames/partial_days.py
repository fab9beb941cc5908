"""Dates of a ledger of which only the month, or ten days of it, is known, as they are written."""

from __future__ import annotations

import pandas as pd

from jjinvest.ledger.fields import DATES
from jjinvest.ledger.partial_dates import TEN_DAYS, PartialDate


def with_months(frame: pd.DataFrame, known_in_part: str) -> pd.DataFrame:
    """Write a date as its month, or ten days, where no more is known; its first day would claim more.

    `known_in_part` is the column that names these dates.
    """
    unknown = frame[known_in_part].fillna("").map(str.split)
    written = dict[str, pd.Series]()
    for name in frame.columns.intersection(list(DATES)):
        for mark in (name, f"{name}:{TEN_DAYS}"):
            rows = unknown.map(lambda marks, mark=mark: mark in marks).astype(bool) & frame[name].notna()
            if rows.any():
                column = written.get(name, frame[name].astype(object))
                days = frame.loc[rows, name].map(
                    lambda day, tens=mark != name: str(PartialDate(day.date(), not tens, tens))
                )
                written[name] = column.mask(rows, days)
    return frame.assign(**written)
