"""Certain part of a year's total by the ledger of a release and of today, and the projects that differ.

Of agreed amounts it is the amount signed in the year, of funds the amount paid in it: amounts of signed
projects do not explain why a forecast of funds changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from jjinvest.core.codes import OUT_OF_CITY_ORIGINS
from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import YI
from jjinvest.data.ledger_snapshot import EarlierLedger, LedgerState
from jjinvest.forecasting.ledger.hazards import as_known
from jjinvest.ledger.store.amount_changes import amount_changes
from jjinvest.ledger.store.payment_changes import payment_changes
from jjinvest.ledger.validation.imports.exchange_rates import rate_effects


@dataclass(frozen=True)
class LedgerDrivers:
    """Certain part of a year's total by the ledger of a release and by that of today, in 亿元.

    `projects`: kind, key, project_name, change (元), whose changes add up to the difference.
    """

    before: float
    after: float
    projects: pd.DataFrame


def compare_ledgers(state: LedgerState, key: FactId, *, over: bool) -> LedgerDrivers | None:
    """Compare a ledger with that of the last release; None without an earlier ledger.

    Parameters
    ----------
    key
        Key of the forecast: ``2024.agreed_amount.out_of_city``, ``2024.funds_in_place`` …
    over
        Whether the year's total is known, so that the year-to-date amounts of the ledger count for funds, as
        in every ledger indicator.
    """
    if state.earlier is None:
        return None
    year, out_of_city = int(key.period), key.name == "out_of_city"
    if key.metric == "funds_in_place":
        return _paid(state, state.earlier, year, out_of_city=out_of_city, over=over)
    return _signed(state, state.earlier, year, out_of_city=out_of_city)


def moved_exchange_rates(state: LedgerState, key: FactId) -> list[tuple[str, float, float]]:
    """Return currency and both rates where a new rate moved an amount since the last release.

    Of agreed amounts those of projects signed in the year of the forecast count.
    """
    if state.earlier is None:
        return []
    measure = "funds_to_date" if key.metric == "funds_in_place" else "agreed_amount"
    before, after = state.earlier.projects, state.projects
    if measure == "agreed_amount":
        before, after = (rows[rows["signed_on"].dt.year == int(key.period)] for rows in (before, after))
    if not all(measure in rows for rows in (before, after)):
        return []
    moved = rate_effects(before, after, measure)
    return sorted(set(zip(moved["currency"], moved["before"], moved["after"], strict=True)))


def _signed(state: LedgerState, earlier: EarlierLedger, year: int, *, out_of_city: bool) -> LedgerDrivers:
    before, after = (_in_year(ledger, year, out_of_city=out_of_city) for ledger in (earlier, state))
    then, now = (int(frame["agreed_amount"].fillna(0).sum()) / YI for frame in (before, after))
    return LedgerDrivers(then, now, amount_changes(before, after, "agreed_amount"))


def _in_year(ledger: EarlierLedger | LedgerState, year: int, *, out_of_city: bool) -> pd.DataFrame:
    """Projects signed in the year by the date of the ledger."""
    known = _in_scope(as_known(ledger.projects, ledger.stands_on.isoformat()), out_of_city=out_of_city)
    signed: pd.DataFrame = known[known["signed_on"].dt.year == year]
    return signed


def _paid(
    state: LedgerState, earlier: EarlierLedger, year: int, *, out_of_city: bool, over: bool
) -> LedgerDrivers:
    before, after = (_payments(ledger, year, out_of_city=out_of_city) for ledger in (earlier, state))
    since = pd.Timestamp(earlier.stands_on)
    lately, total = (_by_project(rows) for rows in (after[after["month"] > since], after))
    if over and state.stands_on.year == year:
        total = (
            _in_scope(state.projects, out_of_city=out_of_city)
            .set_index("key")["funds_ytd"]
            .fillna(0)
            .astype("int64")
        )
    then = _by_project(before)
    projects = payment_changes(earlier.projects, state.projects, before=then, after=total, recent=lately)
    return LedgerDrivers(int(then.sum()) / YI, int(total.sum()) / YI, projects)


def _payments(ledger: EarlierLedger | LedgerState, year: int, *, out_of_city: bool) -> pd.DataFrame:
    """Payments surely of the year, of all projects or of the out-of-city ones of the ledger."""
    in_year = (ledger.payments[["since", "month"]].apply(lambda column: column.dt.year) == year).all(axis=1)
    rows: pd.DataFrame = ledger.payments[in_year]
    if out_of_city:
        rows = rows[rows["project_code"].isin(_in_scope(ledger.projects, out_of_city=True)["key"])]
    return rows


def _in_scope(projects: pd.DataFrame, *, out_of_city: bool) -> pd.DataFrame:
    in_scope: pd.DataFrame = projects[projects["origin"].isin(OUT_OF_CITY_ORIGINS) | (not out_of_city)]
    return in_scope


def _by_project(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby("project_code")["amount"].sum()
