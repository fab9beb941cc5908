"""Payments before an exchange rate moved, at the later rate: the rate alone is no payment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from jjinvest.ledger.store.payment_columns import LedgerColumns, Payments
from jjinvest.ledger.validation.imports.exchange_rates import (
    RATE_COLUMNS,
    at_new_rate,
    moved_rates,
    revalued,
    whole_conversion,
)


def at_new_rates(
    earlier: LedgerColumns, now: LedgerColumns, known: pd.DataFrame, payments: list[Payments], size: int
) -> tuple[np.ndarray, list[Payments]]:
    """Return the funds before an import and the payments up to then, at the rates of this import.

    A new exchange rate is no payment: what was paid before is the same amount in the project's currency.

    Parameters
    ----------
    earlier
        The import before.
    now
        This import.
    known
        Rows of projects that the import before does not have, as another one had them: their places as keys,
        their funds to date and how these were converted.
    payments
        Payments up to the import before.
    size
        Number of places.
    """
    funds = earlier.funds(size)
    np.add.at(funds, known["key"].astype("int64").to_numpy(), known["funds_to_date"].to_numpy())
    before_rows = pd.concat([earlier.rates(), known]) if len(known) else earlier.rates()
    moved = moved_rates(before_rows, now.rates(), "funds_to_date")
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
        each.select([n for n in each.column_names if n in ("key", "funds_to_date", *RATE_COLUMNS)])
        for each in (before, now)
    ]
    old, new = (each.to_pandas().astype({"key": "str"}) for each in rows)
    moved = moved_rates(old.assign(key=old["key"].replace(dict(renamed))), new, "funds_to_date")
    if moved.empty:
        return payments
    places, keys = pd.factorize(payments["project_code"])
    factors = (moved["after"] / moved["before"]).reindex(keys, fill_value=1).to_numpy()
    amounts = revalued(places, payments["amount"].to_numpy(), factors, lambda _: None)
    return payments.assign(amount=amounts)


def at_rate_of_parts(payments: pd.DataFrame, whole: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return the payments of a project that was split at the rate of its parts, where that is another."""
    before, after = (whole_conversion(each, "funds_to_date") for each in (whole, parts))
    if before is None or after is None or not before.moved_to(after):
        return payments
    paid = int(payments["amount"].sum())
    stated = parts["funds_to_date"].fillna(0).sum()
    total = at_new_rate(paid, before.rate, after.rate, int(stated))
    places, factors = np.zeros(len(payments), dtype="int64"), np.array([after.rate / before.rate])
    amounts = revalued(places, payments["amount"].to_numpy(), factors, lambda _: total)
    return payments.assign(amount=amounts)
