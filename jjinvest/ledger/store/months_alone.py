"""Imports without some running totals: their growth from the year or the month, and what stays open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from jjinvest.ledger.fields import FUNDS

_ONE_MONTH = np.timedelta64(1, "M")


def has_funds(table: pa.Table) -> bool:
    """Whether any row of an import says anything of funds: a blank column is unknown and not 0."""
    return any(table[name].null_count < len(table) for name in FUNDS)


def with_total(table: pa.Table, funds: np.ndarray) -> pa.Table:
    """Return an import with the funds to date that follow from those before it and the growth since."""
    place = table.column_names.index("funds_to_date")
    return table.set_column(place, "funds_to_date", pa.array(funds, pa.int64()))


def open_time(
    table: pa.Table, listed: Sequence[str], month: str, *, of_year: bool
) -> tuple[np.ndarray, np.ndarray, np.datetime64]:
    """Return the rows of which it is not known what they received before, since when, and until when.

    Parameters
    ----------
    listed
        By row, the month of the import before that has the project; empty where none has.
    month
        Month of the import.
    of_year
        Whether the import has the funds of its year, so that only earlier years are open.

    Returns
    -------
    rows : numpy.ndarray
        Whether each row is open: it was signed before the import's own month or year.
    since : numpy.ndarray
        First open month; NaT where none is known.
    until : numpy.datetime64
        Last open month.
    """
    own = np.datetime64(month, "M")
    until = (own.astype("datetime64[Y]").astype("datetime64[M]") if of_year else own) - _ONE_MONTH
    since = np.array([each or "NaT" for each in listed], dtype="datetime64[M]") + _ONE_MONTH
    if "signed_on" not in table.column_names:
        return np.zeros(len(table), dtype=bool), since, until
    signed = pd.to_datetime(table["signed_on"].to_pandas()).to_numpy().astype("datetime64[M]")
    with np.errstate(invalid="ignore"):
        rows = (signed <= until) & ~(since > until)
    return rows, since, until


def with_funds_of_year(
    projects: pd.DataFrame, payments: pd.DataFrame, open_time: pd.DataFrame, stands_on: date
) -> pd.DataFrame:
    """Add the funds of the year where a ledger states those of each month alone, and every month is there.

    Running totals that some rows leave blank are what the payments of the year say, so that sums of the one
    and of the other agree. Where the year of some project stays unknown, its column says nothing of any: a
    sum of the others would be too small.

    Parameters
    ----------
    projects
        Rows of the ledger.
    payments, open_time
        Its payments, and the spans in which it is not known what was paid.
    stands_on
        Last day of its month.
    """
    projects = _with_paid(projects, payments, stands_on)
    if unknown_years(projects, f"{stands_on:%Y-%m}").any():
        return projects.assign(funds_ytd=pd.array([None] * len(projects), dtype="Int64"))
    funds = projects.reindex(columns=list(FUNDS))
    if funds[["funds_ytd", "funds_to_date"]].notna().any(axis=None) or funds["funds_month"].isna().all():
        return projects
    january = pd.Timestamp(stands_on.year, 1, 1)
    of_year = payments[payments["month"] >= january]
    if not (of_year["since"] >= january).all() or (open_time["month"] >= january).any():
        return projects
    sums = of_year.groupby(of_year["project_code"].astype("str"))["amount"].sum()
    stated = projects["signed_on"].notna() | projects["funds_month"].notna()
    funds_ytd = projects["key"].astype("str").map(sums).fillna(0).astype("Int64")
    return projects.assign(funds_ytd=funds_ytd.where(stated))


def unknown_years(rows: pd.DataFrame, month: str) -> np.ndarray:
    """Return the rows whose blank funds of the year are unknown, not 0: only rows paid this month state them.

    They are projects signed before the year with funds to date. Where a project signed before the year
    states its year without a payment in the month, a blank may as well mean that nothing came in.
    """
    columns = {*FUNDS, "signed_on"}
    if month[5:] == "01" or not columns <= set(rows):
        return np.zeros(len(rows), dtype=bool)
    earlier = pd.to_datetime(rows["signed_on"]) < pd.Timestamp(f"{month[:4]}-01-01")
    stated, paid = rows["funds_ytd"].notna() & earlier, rows["funds_month"].fillna(0) != 0
    open_rows = earlier & rows["funds_ytd"].isna() & (rows["funds_to_date"].fillna(0) > 0)
    of_paid_alone = bool(stated.any() and paid[stated].all())
    found: np.ndarray = (open_rows & of_paid_alone).to_numpy(dtype=bool)
    return found


def _with_paid(projects: pd.DataFrame, payments: pd.DataFrame, stands_on: date) -> pd.DataFrame:
    """Fill blank running totals in columns that other rows fill, where payments in the year prove them."""
    january = pd.Timestamp(stands_on.year, 1, 1)
    keys, codes = projects["key"].astype("str"), payments["project_code"].astype("str")
    late = payments["month"] >= january
    unsure = set(codes[late & ~(payments["since"] >= january)])
    for name, counted in (("funds_ytd", late), ("funds_to_date", late | True)):
        column = projects.get(name)
        if column is None or not column.notna().any() or column.notna().all():
            continue
        sums = payments[counted].groupby(codes[counted])["amount"].sum()
        proved = column.isna() & keys.isin(sums.index)
        if name == "funds_ytd":
            proved &= ~keys.isin(unsure)
        filled = keys.map(sums).astype("Int64")
        projects = projects.assign(**{name: column.mask(proved, filled)})
    return projects
