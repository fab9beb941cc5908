"""Checks of the ledger that a year is forecast from, and codes of the information that it is missing.

A frame of an unexpected form (text for dates, half a 元, a missing column) raises an error that names the
column, before a library fails or a forecast silently ignores it. Missing values (an amount, an origin) are
counted and reported.
"""

from __future__ import annotations

from numbers import Real

import pandas as pd

from jjinvest.core.errors import JJInvestError
from jjinvest.forecasting.ledger.estimates import ESTIMATED
from jjinvest.forecasting.ledger.hazards import STAGE_DATES, first_open_month

TEXT_COLUMNS = ("project_code", "project_name", "origin")
USED_COLUMNS = (*TEXT_COLUMNS, "agreed_amount", *STAGE_DATES)
"""Columns of the ledger that the forecast uses."""
MIN_REPORTED_SHARE = 0.01
"""Share of projects without an origin from which the forecast reports it."""


class LedgerInputError(JJInvestError, ValueError):
    """A ledger has an unexpected form: the message names the column, its content and the expected one."""


def checked_ledger(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of :data:`USED_COLUMNS` in their types.

    Text is blank where missing, amounts are Int64 of 元, dates have no time zone. Estimates of earlier
    imports (:data:`~jjinvest.forecasting.ledger.estimates.ESTIMATED`) are blank without their column.

    Raises
    ------
    LedgerInputError
        If a column is missing, a code or an origin is no text, an amount is no whole number of 元 or below
        zero, or a date is no date.
    """
    if missing := [name for name in USED_COLUMNS if name not in ledger]:
        raise LedgerInputError(
            f"the ledger has no column {', '.join(missing)}: a column without any value is expected as well,"
            " blank"
        )
    table = ledger[list(USED_COLUMNS)].copy()
    for name in TEXT_COLUMNS:
        table[name] = _text(table[name])
    table["agreed_amount"] = _yuan(table["agreed_amount"])
    blank = pd.Series(pd.NA, index=ledger.index, dtype="Int64", name=ESTIMATED)
    table[ESTIMATED] = _yuan(ledger[ESTIMATED]) if ESTIMATED in ledger else blank
    for name in STAGE_DATES:
        table[name] = _dates(table[name])
    return table


def missing_information(known: pd.DataFrame, year: int) -> tuple[tuple[str, ...], int]:
    """Codes of missing information, and the number of projects signed in the year without an amount.

    ``amounts_missing`` (they count as nothing signed), ``origins_missing`` (from a share of
    :data:`MIN_REPORTED_SHARE`; they count as not out-of-city), ``no_origins`` (none states one: there is
    no forecast of out-of-city amounts), ``codes_repeated`` (each row counts).
    """
    signed = known["signed_on"].notna()
    without = int((known["agreed_amount"].isna() & (known["signed_on"].dt.year == year)).sum())
    blank = (known["origin"] == "").sum() / max(len(known), 1)
    codes = known.loc[signed & (known["project_code"] != ""), "project_code"]
    conditions = {
        "amounts_missing": without > 0,
        "no_origins": blank == 1,
        "origins_missing": MIN_REPORTED_SHARE <= blank < 1,
        "codes_repeated": bool(codes.duplicated().any()),
    }
    return tuple(code for code, holds in conditions.items() if holds), without


def _text(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.StringDtype):  # holds nothing but text
        return column.fillna("").astype("str")
    given = column[column.notna()]
    odd = ~given.map(lambda value: isinstance(value, str)).astype(bool)
    if odd.any():
        raise LedgerInputError(f"column {column.name}: text is expected, found {given[odd].iloc[0]}")
    return column.astype(object).where(column.notna(), "").astype("str")


def _yuan(column: pd.Series) -> pd.Series:
    given = column[column.notna()]
    if pd.api.types.is_integer_dtype(column):
        odd = given < 0
    else:
        odd = given.map(lambda value: not isinstance(value, Real) or value % 1 != 0 or value < 0)
    if odd.any():
        raise LedgerInputError(
            f"column {column.name}: whole 元, zero or more, are expected,"
            f" found {given[odd.astype(bool)].iloc[0]}"
        )
    return column.astype(object).where(column.notna(), None).astype("Int64")


def _dates(column: pd.Series) -> pd.Series:
    if column.isna().all():
        return pd.Series(pd.NaT, index=column.index, dtype="datetime64[ns]", name=column.name)
    if not pd.api.types.is_datetime64_dtype(column):
        raise LedgerInputError(
            f"column {column.name}: dates (datetime64 without a time zone) are expected, found {column.dtype}"
        )
    return column


def months_left(year: int, as_of: str | pd.Timestamp) -> int:
    """Months of the year that are not over on a day.

    Raises
    ------
    LookupError
        If the year has not begun, or was over before the day: another method must answer.
    """
    left = 12 * (year + 1) - first_open_month(as_of)
    if not 0 <= left <= 12:
        day = pd.Timestamp(as_of).date()
        raise LookupError(
            f"a forecast of {year} stands between {year - 1}-12-31 and {year}-12-31, not on {day}"
        )
    return left
