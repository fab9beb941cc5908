"""Funds of a span of time from a ledger's payments, where it is known of all of them when they were paid."""

from __future__ import annotations

import pandas as pd

from jjinvest.data.ledger_snapshot import LedgerState

SINCE = "since"


def funds_begin(state: LedgerState) -> pd.Timestamp:
    """First day of the first month from which anything is known of when funds were paid."""
    payments = state.payments
    if payments.empty:
        return pd.Timestamp(state.stands_on.year, 1, 1)
    return known_begin(payments[SINCE], payments["month"])


def known_begin(since: pd.Series, until: pd.Series) -> pd.Timestamp:
    """Earliest beginning of funds that are known to within a year; the last month where there are none."""
    known = since[since > until - pd.DateOffset(years=1)]
    return pd.Timestamp(known.min() if len(known) else until.max())


def funds_of_span(state: LedgerState, start: pd.Timestamp, end: pd.Timestamp) -> pd.Series | None:
    """Funds in 元 of each project in a span; None where payments may lie in it or not, or projects are gone.

    The payments of projects that left the ledger are in none of its numbers, so a span before would be too
    small. What is known begins no later than the span.
    """
    payments = state.payments
    if payments.empty or state.gone_paid or funds_begin(state) > start:
        return None
    touching = _touching(payments, start, end)
    sure = (touching[SINCE] >= start) & (touching["month"] <= end)
    if not sure.all() or len(_touching(state.open_time, start, end)):
        return None
    sums = touching.astype({"project_code": "str"}).groupby("project_code")["amount"].sum()
    return state.projects["key"].astype("str").map(sums).fillna(0).astype("int64")


def _touching(payments: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Payments that lie in a span, and those that may; a blank first month is before every span."""
    if payments.empty:
        return payments
    return payments[(payments["month"] >= start) & ~(payments[SINCE] > end)]
