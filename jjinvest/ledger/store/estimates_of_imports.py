"""Amounts that earlier imports stated of projects in negotiation, before they signed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pyarrow as pa

from jjinvest.core.codes import SIGNED_STAGES
from jjinvest.ledger.project_names import recoded_keys
from jjinvest.ledger.store.store import Import
from jjinvest.ledger.validation.imports.exchange_rates import RATE_COLUMNS, at_new_rate, conversions

ESTIMATE_COLUMNS = ("key", "project_name", "stage", "signed_on", "agreed_amount")


def estimates_until(
    history: list[Import], until: Import, columns_of: Callable[[Import], pa.Table]
) -> pd.Series:
    """Return the amount that imports before one stated of each project while it was in negotiation.

    Where several did, the middle one of them counts (the earlier of two): a forecast meets a project at some
    time of its negotiation, neither at its beginning nor on the eve of signing. A changed project code is
    followed by the name. Amounts in a foreign currency are converted at the rate of the import.

    Parameters
    ----------
    history
        All imports; the last one of each month is used.
    until
        The import that the report rests on.
    columns_of
        Returns :data:`ESTIMATE_COLUMNS` of an import, and its rates where it has any.

    Returns
    -------
    pandas.Series
        Amounts in 元 (Int64) by key of the import; projects that none stated are not in it.
    """
    last_of = {each.month: each for each in history if each.month and each.month < until.month}
    stated: dict[str, list[tuple[int, str, float]]] = {}
    before = pd.Series(dtype="str")
    for month in [*sorted(last_of), until.month]:
        of_import = columns_of(last_of.get(month, until))
        rated = set(RATE_COLUMNS) <= set(of_import.column_names)
        table = of_import.select([*ESTIMATE_COLUMNS, *(RATE_COLUMNS if rated else ())]).to_pandas()
        rates = {key: (each.currency, each.rate) for key, each in conversions(table, "agreed_amount").items()}
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
            stated.setdefault(key, []).append((int(amount), *rates.get(key, ("", 1.0))))
    middle = {
        key: _at_rate(*amounts[(len(amounts) - 1) // 2], *rates.get(key, ("", 1.0)))
        for key, amounts in stated.items()
        if key in before.index
    }
    return pd.Series(middle, dtype="Int64", name="estimated_amount")


def _at_rate(yuan: int, currency: str, rate: float, currency_now: str, rate_now: float) -> int:
    """Convert an amount at the present rate of its currency, where it was and is converted from that."""
    return at_new_rate(yuan, rate, rate_now) if currency and currency == currency_now else yuan
