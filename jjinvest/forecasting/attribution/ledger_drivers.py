"""What of a year's total is certain by a ledger, then and now, and the projects that moved it.

Of agreed amounts it is what was signed in the year, of funds what projects paid in it: amounts of signed projects say
nothing of why a forecast of funds changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from jjinvest.core.quantity import YI
from jjinvest.data.ledger_snapshot import EarlierLedger, LedgerState
from jjinvest.forecasting.ledger.conversion import OUT_OF_CITY_ORIGINS
from jjinvest.forecasting.ledger.hazards import as_known
from jjinvest.ledger.store.amount_changes import changes
from jjinvest.ledger.store.payment_changes import paid_changes


@dataclass(frozen=True)
class LedgerDrivers:
    """Certain part of a year's total by the ledger of an release and by that of today, in 亿元.

    `projects`: kind, key, project_name, change (元), whose changes add up to the difference.
    """

    before: float
    after: float
    projects: pd.DataFrame


def compare_ledgers(state: LedgerState, key: str, *, over: bool) -> LedgerDrivers | None:
    """Compare a ledger with that of the last release; None if there is no such.

    Parameters
    ----------
    key
        What is forecast: ``2024.agreed_amount.out_of_city``, ``2024.funds_in_place`` …
    over
        Whether the year's total is known, so that of funds the year's amounts of the rows count, as in every statement.
    """
    if state.earlier is None:
        return None
    year, _, measure = key.partition(".")
    outside = measure.endswith(".out_of_city")
    if measure.startswith("funds_in_place"):
        return _paid(state, state.earlier, int(year), outside=outside, over=over)
    return _signed(state, state.earlier, int(year), outside=outside)


def _signed(state: LedgerState, earlier: EarlierLedger, year: int, *, outside: bool) -> LedgerDrivers:
    before, after = (_in_year(ledger, year, outside=outside) for ledger in (earlier, state))
    then, now = (int(frame["agreed_amount"].fillna(0).sum()) / YI for frame in (before, after))
    return LedgerDrivers(then, now, changes(before, after, "agreed_amount"))


def _in_year(ledger: EarlierLedger | LedgerState, year: int, *, outside: bool) -> pd.DataFrame:
    """Projects signed in the year by the day the ledger stands on."""
    known = _ours(as_known(ledger.projects, ledger.stands_on.isoformat()), outside=outside)
    found: pd.DataFrame = known[known["signed_on"].dt.year == year]
    return found


def _paid(
    state: LedgerState, earlier: EarlierLedger, year: int, *, outside: bool, over: bool
) -> LedgerDrivers:
    before, after = (_payments(ledger, year, outside=outside) for ledger in (earlier, state))
    since = pd.Timestamp(earlier.stands_on)
    lately, total = (_by_project(rows) for rows in (after[after["month"] > since], after))
    if over and state.stands_on.year == year:
        total = _ours(state.projects, outside=outside).set_index("key")["funds_ytd"].fillna(0).astype("int64")
    then = _by_project(before)
    found = paid_changes(earlier.projects, state.projects, before=then, after=total, lately=lately)
    return LedgerDrivers(int(then.sum()) / YI, int(total.sum()) / YI, found)


def _payments(ledger: EarlierLedger | LedgerState, year: int, *, outside: bool) -> pd.DataFrame:
    """Payments of the year, of all projects or of those from outside the city as the ledger has them."""
    rows: pd.DataFrame = ledger.payments[ledger.payments["month"].dt.year == year]
    if outside:
        rows = rows[rows["project_code"].isin(_ours(ledger.projects, outside=True)["key"])]
    return rows


def _ours(projects: pd.DataFrame, *, outside: bool) -> pd.DataFrame:
    found: pd.DataFrame = projects[projects["origin"].isin(OUT_OF_CITY_ORIGINS) | (not outside)]
    return found


def _by_project(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby("project_code")["amount"].sum()
