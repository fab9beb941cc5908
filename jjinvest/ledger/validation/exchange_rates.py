"""Exchange rates of imports: which amounts a new rate alone has moved, and by how much.

An import stores amounts in 元, and beside them the currency and the rate at which they were converted. Two
imports are compared in the currency of the project: what the one before has is converted at the rate of the
one after, so a new rate is neither a payment nor a change of the agreement. Imports of a ledger without
amounts in a foreign currency, and those from before rates were stored, have no such columns.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from jjinvest.core.rounding import round_half_up

RATE_COLUMNS = ("currency", "exchange_rate", "converted")
"""Columns of an import: currency and rate (元 for one unit) of a project, and its fields in that currency."""


def moved_rates(before: pd.DataFrame, after: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the projects of which both imports converted an amount, at two rates.

    Parameters
    ----------
    before, after
        Rows of two imports: key and, where they have them, :data:`RATE_COLUMNS`.
    measure
        The amount.

    Returns
    -------
    pandas.DataFrame
        Columns currency, before, after (the two rates) by key.

    Examples
    --------
    >>> rows = pd.DataFrame({"key": ["a"], "currency": "USD", "converted": "funds_to_date"})
    >>> before, after = (rows.assign(exchange_rate=rate) for rate in (7.0, 7.2))
    >>> moved_rates(before, after, "funds_to_date").to_dict("index")
    {'a': {'currency': 'USD', 'before': 7.0, 'after': 7.2}}
    """
    old, new = (_rates(each, measure) for each in (before, after))
    old, new = old.rename(columns={"rate": "before"}), new.rename(columns={"rate": "after"})
    both = old.join(new[["after"]], how="inner")
    is_same = new["currency"].reindex(both.index) == both["currency"]
    return both[is_same & (both["before"] != both["after"])]


def _rates(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    if not set(RATE_COLUMNS) <= set(rows.columns):
        return pd.DataFrame({"currency": pd.Series(dtype="str"), "rate": pd.Series(dtype="float64")})
    of_measure = [measure in fields.split() for fields in rows["converted"]]
    rates = rows.loc[of_measure, ["key", "currency", "exchange_rate"]].astype({"key": "str"})
    rates = rates.drop_duplicates("key").rename(columns={"exchange_rate": "rate"})
    return rates.set_index("key")


def converted_at(rows: pd.DataFrame, measure: str) -> dict[str, tuple[str, float]]:
    """Return currency and rate of the projects whose amount was converted, by key.

    Examples
    --------
    >>> rows = pd.DataFrame({"key": ["a", "b"], "currency": ["USD", ""], "exchange_rate": [7.1, None]})
    >>> converted_at(rows.assign(converted=["agreed_amount", ""]), "agreed_amount")
    {'a': ('USD', 7.1)}
    """
    rates = _rates(rows, measure)
    return {
        str(key): (str(currency), float(rate))
        for key, currency, rate in zip(rates.index, rates["currency"], rates["rate"], strict=True)
    }


def at_new_rate(yuan: int, before: float, after: float, now: int | None = None) -> int:
    """Convert an amount in 元 at a new rate; where only rounding parts it from the one of now, it is that.

    Examples
    --------
    >>> at_new_rate(7_000_000, 7.0, 7.2), at_new_rate(7_000_000, 7.0, 7.2, now=7_200_001)
    (7200000, 7200001)
    """
    converted = int(round_half_up(yuan * after / before))
    return now if now is not None and abs(now - converted) <= 1 + after / before / 2 else converted


def rate_effects(before: pd.DataFrame, after: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return what new rates alone did to an amount of the projects of two imports.

    Parameters
    ----------
    before, after
        Rows of two imports, with one key for each project.
    measure
        The amount.

    Returns
    -------
    pandas.DataFrame
        Columns currency, before, after (the two rates), effect (元) by key; amounts without one are left out.
    """
    moved = moved_rates(before, after, measure)
    amounts = before.assign(key=before["key"].astype("str")).drop_duplicates("key").set_index("key")[measure]
    now = after.assign(key=after["key"].astype("str")).drop_duplicates("key").set_index("key")[measure]
    known = amounts.reindex(moved.index).fillna(0).astype("int64")
    at_end = now.reindex(moved.index)
    effects = [
        at_new_rate(int(yuan), old, new, None if pd.isna(end) else int(end)) - int(yuan)
        for yuan, old, new, end in zip(known, moved["before"], moved["after"], at_end, strict=True)
    ]
    found = moved.assign(effect=np.array(effects, dtype="int64"))
    return found[found["effect"] != 0]


def revalued(
    projects: np.ndarray, amounts: np.ndarray, factors: np.ndarray, totals: Callable[[int], int | None]
) -> np.ndarray:
    """Return payments at new rates; those of a project add up to its funds at the new rate.

    Parameters
    ----------
    projects, amounts
        Project (its place) and amount in 元 of each payment.
    factors
        New rate over the old one by place; 1 where it is the same.
    totals
        Returns what the payments of a place add up to at the new rate; None where that is not known.
    """
    moved = factors[projects] != 1
    new = amounts.copy()
    new[moved] = [int(round_half_up(amount)) for amount in amounts[moved] * factors[projects[moved]]]
    for place in np.unique(projects[moved]):
        of_place = np.flatnonzero(projects == place)
        total = totals(int(place))
        if total is not None:
            largest = of_place[np.argmax(np.abs(new[of_place]))]
            new[largest] += total - int(new[of_place].sum())
    return new
