"""Amounts that earlier imports stated of projects in negotiation, before they signed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pyarrow as pa

from jjinvest.core.codes import SIGNED_STAGES
from jjinvest.ledger.project_names import recoded_keys
from jjinvest.ledger.store.store import Import

ESTIMATE_COLUMNS = ("key", "project_name", "stage", "signed_on", "agreed_amount")


def estimates_until(
    history: list[Import], until: Import, columns_of: Callable[[Import], pa.Table]
) -> pd.Series:
    """Return the amount that imports before one stated of each project while it was in negotiation.

    Where several did, the middle one of them counts (the earlier of two): a forecast meets a project at some
    time of its negotiation, neither at its beginning nor on the eve of signing. A changed project code is
    followed by the name.

    Parameters
    ----------
    history
        All imports; the last one of each month is used.
    until
        The import that the report rests on.
    columns_of
        Returns :data:`ESTIMATE_COLUMNS` of an import.

    Returns
    -------
    pandas.Series
        Amounts in 元 (Int64) by key of the import; projects that none stated are not in it.
    """
    last_of = {each.month: each for each in history if each.month and each.month < until.month}
    stated: dict[str, list[int]] = {}
    before = pd.Series(dtype="str")
    for month in [*sorted(last_of), until.month]:
        table = columns_of(last_of.get(month, until)).select(ESTIMATE_COLUMNS).to_pandas()
        names = pd.Series(table["project_name"].array, index=table["key"].astype("str"), dtype="str")
        for old, new in recoded_keys(before, names).items():
            if old in stated:
                stated[new] = stated.pop(old) + stated.get(new, [])
        before = names
        if month == until.month:
            break
        talks = table["signed_on"].isna() & ~table["stage"].isin(SIGNED_STAGES) & (table["agreed_amount"] > 0)
        of_talks = table.loc[talks.fillna(value=False), ["key", "agreed_amount"]]
        for key, amount in zip(of_talks["key"].astype("str"), of_talks["agreed_amount"], strict=True):
            stated.setdefault(key, []).append(int(amount))
    middle = {key: amounts[(len(amounts) - 1) // 2] for key, amounts in stated.items() if key in before.index}
    return pd.Series(middle, dtype="Int64", name="estimated_amount")
