"""Funds whose month is not known: which numbers of a span they leave open, and what is said of them.

A ledger's first import holds funds paid before it, and imports months apart hold what was paid between them.
Each row of funds has the first and the last month in which it may have been paid. A span that a row may lie
in, in part or not at all, has no number: it is missing, never 0, and never the sum of a wrong month.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from jjinvest.analysis.frames.question import Question
from jjinvest.analysis.frames.time_axis import ALL, SPANS, span_columns, span_starts
from jjinvest.core.periods import period_end, period_start
from jjinvest.core.quantity import YI
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.findings import format_yuan
from jjinvest.metrics.dated_funds import SINCE, known_begin

CERTAIN = "certain"
"""Whether a row surely lies in the span and period that it is counted in."""
_MONTHS = dict(zip(SPANS, (12, 6, 3, 1), strict=True))


def begins(rows: pd.DataFrame) -> pd.Timestamp:
    """First day of rows that is known, as ``funds_begin`` has it for funds."""
    return known_begin(rows[SINCE], rows["day"]) if SINCE in rows else pd.Timestamp(rows["day"].min())


def in_period(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """Rows that lie in a period, and those that may."""
    if period == ALL:
        return rows
    start, end = pd.Timestamp(period_start(period)), pd.Timestamp(period_end(period))
    if SINCE not in rows:
        return rows[rows["day"].between(start, end)]
    return rows[(rows["day"] >= start) & ~(rows[SINCE] > end)]


def placed(rows: pd.DataFrame, asked: Question) -> pd.DataFrame:
    """Return rows with the spans asked for, and whether each surely lies in its span and in the period."""
    named = rows.assign(**span_columns(rows["day"], asked.spans))
    if SINCE not in rows:
        return named.assign(**{CERTAIN: True})
    certain = rows["yuan"] != 0  # of no amount where it is not known what was paid
    for name, column in span_columns(rows[SINCE], asked.spans).items():
        certain &= column == named[name]
    if asked.period != ALL:
        start, end = pd.Timestamp(period_start(asked.period)), pd.Timestamp(period_end(asked.period))
        certain &= (rows[SINCE] >= start) & (rows["day"] <= end)
    return named.assign(**{CERTAIN: certain})


def open_numbers(table: pd.DataFrame, rows: pd.DataFrame, asked: Question) -> pd.Series:
    """Whether the number of each row of a table is open: funds of its group may lie in its span.

    Parameters
    ----------
    table
        Groups and spans, as asked for.
    rows
        Rows with their groups, as :func:`placed` gives them.
    """
    found = pd.Series(False, index=table.index)
    unsure = rows[~rows[CERTAIN]]
    if unsure.empty or table.empty:
        return found
    groups = list(asked.dimensions)
    keys = _keys(table, groups)
    if not asked.spans:
        return keys.isin(_keys(unsure, groups))
    start = span_starts(table, asked.spans, asked.period)
    months = _MONTHS[max(asked.spans, key=SPANS.index)]
    end = start + pd.DateOffset(months=months) - pd.DateOffset(days=1)
    unsure = unsure.assign(of_group=_keys(unsure, groups))
    for _, part in unsure.groupby([SINCE, "day"], dropna=False):
        first, last = part[SINCE].iloc[0], part["day"].iloc[0]
        reached = (start <= last) & ~(end < first)  # a blank first month is before every span
        found |= reached & keys.isin(part["of_group"])
    return found


def _keys(frame: pd.DataFrame, groups: list[str]) -> pd.Series:
    """Group of each row as one text."""
    if not groups:
        return pd.Series("", index=frame.index)
    keys: pd.Series = frame[groups[0]].astype("str")
    for name in groups[1:]:
        keys = keys + "\n" + frame[name].astype("str")
    return keys


def said_of_open(rows: pd.DataFrame, table: pd.DataFrame, words: Vocabulary) -> Mapping[str, object]:
    """What to say of funds whose span is not known: their sum, which no number of the table has.

    Parameters
    ----------
    rows
        All rows of the table.
    table
        Its numbers in 元, blank where open.
    """
    unsure = ~rows[CERTAIN]
    if not unsure.any():
        return {}
    left, until = int(rows["yuan"].sum() - table["value"].sum()), rows.loc[unsure, "day"].max()
    undated = int(rows.loc[unsure, "yuan"].sum())
    of_known = left - undated
    key = "month_unknown_beside" if of_known else "month_unknown"
    if not undated and (rows.loc[unsure, "yuan"] == 0).all():
        key = "funds_unstated"
    values = {"amount": undated, "known": of_known}
    note = words.message(f"analysis.note.{key}").replace("{until}", f"{until:%Y-%m}")
    for name, yuan in values.items():
        note = note.replace(f"{{{name}}}", format_yuan(yuan, words.language))
    return {"not_placed": left / YI, "notes": note}
