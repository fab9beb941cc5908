"""Payments before an exchange rate moved, at the later rate: the rate alone is no payment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from jjinvest.ledger.store.payment_columns import LedgerColumns, Payments
from jjinvest.ledger.validation.exchange_rates import RATE_COLUMNS, at_new_rate, moved_rates, revalued


def at_new_rates(
    earlier: LedgerColumns, now: LedgerColumns, payments: list[Payments], size: int
) -> tuple[np.ndarray, list[Payments]]:
    """Return the funds of an earlier import and the payments up to it, at the rates of a later one.

    A new exchange rate is no payment: what was paid before is the same amount in the project's currency.
    """
    funds = earlier.funds(size)
    if not all(set(RATE_COLUMNS) <= set(each.table.column_names) for each in (earlier, now)):
        return funds, payments
    moved = moved_rates(earlier.rates(), now.rates(), "funds_to_date")
    if moved.empty:
        return funds, payments
    factors, before, present = np.ones(size), funds.copy(), now.funds(size)
    for place, old, new in zip(moved.index.astype("int64"), moved["before"], moved["after"], strict=True):
        factors[place] = new / old
        funds[place] = at_new_rate(int(before[place]), old, new, int(present[place]))
    joined = Payments(
        *(
            np.concatenate([getattr(each, name) for each in payments])
            for name in ("projects", "since", "months", "amounts")
        )
    )
    sums = np.zeros(size, dtype="int64")
    np.add.at(sums, joined.projects, joined.amounts)
    amounts = revalued(
        joined.projects,
        joined.amounts,
        factors,
        lambda place: int(funds[place]) if sums[place] == before[place] else None,
    )
    return funds, [replace(joined, amounts=amounts)]


def frame_at_new_rates(
    payments: pd.DataFrame, before: pa.Table, now: pa.Table, renamed: Mapping[str, str]
) -> pd.DataFrame:
    """Return payments up to an import at the rates of a later one that dates what came since."""
    rows = [
        each.select([n for n in each.column_names if n in ("key", *RATE_COLUMNS)]) for each in (before, now)
    ]
    old, new = (each.to_pandas().astype({"key": "str"}) for each in rows)
    moved = moved_rates(old.assign(key=old["key"].replace(dict(renamed))), new, "funds_to_date")
    if moved.empty:
        return payments
    places, keys = pd.factorize(payments["project_code"])
    factors = (moved["after"] / moved["before"]).reindex(keys, fill_value=1).to_numpy()
    amounts = revalued(places, payments["amount"].to_numpy(), factors, lambda _: None)
    return payments.assign(amount=amounts)
