"""No earlier than its signing: from when the payments of a project may be."""

from __future__ import annotations

import pandas as pd


def begun_at_signing(payments: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Let funds that may have been paid before their project was signed begin with the month of signing.

    Parameters
    ----------
    payments
        From :func:`~jjinvest.ledger.store.payments_of_imports.payments_until`.
    projects
        Rows of the ledger: key and signed_on.

    Returns
    -------
    pandas.DataFrame
        The payments; those that ended before their project was signed keep their beginning or none, and so
        do those of a project without a day of signing.
    """
    if payments.empty:
        return payments
    signed = pd.Series(pd.to_datetime(projects["signed_on"]).to_numpy(), index=projects["key"].astype("str"))
    signed = signed[~signed.index.duplicated()]
    month = payments["project_code"].astype("str").map(signed).dt.to_period("M").dt.to_timestamp()
    month = month.astype(payments["since"].dtype)
    before = payments["since"].isna() | (payments["since"] < month)
    begun = payments["since"].mask(before & (month <= payments["month"]), month)
    return payments.assign(since=begun)
