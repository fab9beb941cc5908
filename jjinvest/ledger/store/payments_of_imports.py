"""Funds by project and month, from the growth of funds to date between the imports of a district."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jjinvest.ledger.store.amount_changes import recoded_keys
from jjinvest.ledger.store.store import Import

FUNDS_COLUMNS = ("key", "project_name", "funds_to_date")
_BEFORE = ""


@dataclass(frozen=True)
class _Payments:
    """Payments: places of their projects among all keys, months, amounts in 元."""

    projects: np.ndarray
    months: np.ndarray
    amounts: np.ndarray


@dataclass
class _Ledger:
    """The columns of an import, and the places of its projects among all keys."""

    table: pa.Table
    projects: np.ndarray

    def funds(self, size: int) -> np.ndarray:
        """Funds to date in 元 of every key; 0 where it is not in the ledger."""
        funds = np.zeros(size, dtype="int64")
        funds[self.projects] = pc.fill_null(self.table["funds_to_date"], 0).to_numpy()
        return funds

    def names(self, keys: pd.Index, chosen: np.ndarray) -> pd.Series:
        """Names of some projects by key."""
        names = self.table["project_name"].filter(pa.array(chosen)).to_pylist()
        return pd.Series(names, index=keys[self.projects[chosen]], dtype="str")


def payments_until(
    history: list[Import],
    until: Import,
    columns_of: Callable[[Import], pa.Table],
    dated: Callable[[Import], pd.DataFrame | None],
) -> tuple[pd.DataFrame, date]:
    """Return funds by project and month up to an import, and the month from which they are known.

    The last import of each month is used. The payments of the last import that dates them count up to its
    month. The funds of a later month are the growth of funds to date since the import before. Without dated
    payments the first month imported holds all earlier funds, because their months are unknown. A changed
    project code is no payment: payments under the old code are moved to the new one.

    Parameters
    ----------
    history
        All imports.
    until
        The import up to which payments count.
    columns_of
        Returns :data:`FUNDS_COLUMNS` of an import.
    dated
        Returns the dated payments of an import; None where it has none.

    Returns
    -------
    payments : pandas.DataFrame
        Columns project_code, month (its first day), amount in 元.
    known_from : datetime.date
        First day of the month.
    """
    last_of = {
        each.month: each for each in history[: until.number] if each.month and each.month <= until.month
    }
    last_of[until.month] = until
    months = sorted(last_of)
    known_from = date.fromisoformat(f"{months[0]}-01")
    paid: pd.DataFrame | None = None
    for place in range(len(months) - 1, -1, -1):
        paid = dated(last_of[months[place]])
        if paid is not None and len(paid):
            known_from, months = paid["since"].iloc[0].date(), months[place:]
            break
        paid = None
    ledgers = [columns_of(last_of[month]) for month in months]
    keys, projects = _numbered([ledger["key"] for ledger in ledgers])
    if paid is None:
        months, payments = [_BEFORE, *months], []
        ledgers, projects = [ledgers[0].slice(0, 0), *ledgers], [projects[0][:0], *projects]
    else:
        payments = [
            _Payments(
                keys.get_indexer(pd.Index(paid["key"])), paid["month"].to_numpy(), paid["amount"].to_numpy()
            )
        ]
    for place in range(1, len(months)):
        earlier, now = (
            _Ledger(ledgers[place - 1], projects[place - 1]),
            _Ledger(ledgers[place], projects[place]),
        )
        moved = _recoded(keys, earlier, now)
        if moved is not None:
            earlier.projects = moved[earlier.projects]
            payments = [replace(each, projects=moved[each.projects]) for each in payments]
        growth = now.funds(len(keys)) - earlier.funds(len(keys))
        paying = now.projects[growth[now.projects] != 0]
        day = np.full(len(paying), np.datetime64(f"{months[place]}-01"))
        payments.append(_Payments(paying, day, growth[paying]))
    frame = pd.DataFrame(
        {
            "project_code": keys.array.take(np.concatenate([each.projects for each in payments])),
            "month": np.concatenate([each.months.astype("datetime64[us]") for each in payments]),
            "amount": np.concatenate([each.amounts for each in payments]),
        }
    )
    return frame, known_from


def _numbered(columns: Sequence[pa.ChunkedArray]) -> tuple[pd.Index, list[np.ndarray]]:
    """Return the distinct keys of columns, and for each column the places of its cells among them."""
    encoded = [column.combine_chunks() for column in columns]
    keys = pa.chunked_array(
        [each if pa.types.is_dictionary(each.type) else each.dictionary_encode() for each in encoded]
    ).unify_dictionaries()
    found = pd.Index(keys.chunk(0).dictionary.to_pandas().astype("str"))
    return found, [chunk.indices.to_numpy() for chunk in keys.chunks]


def _recoded(keys: pd.Index, earlier: _Ledger, now: _Ledger) -> np.ndarray | None:
    """Return the new place of each key where projects changed their code; None where none did."""
    gone = ~np.isin(earlier.projects, now.projects)
    come = ~np.isin(now.projects, earlier.projects)
    if not gone.any() or not come.any():
        return None
    renamed = recoded_keys(earlier.names(keys, gone), now.names(keys, come))
    if not renamed:
        return None
    moved = np.arange(len(keys))
    old, new = pd.Index(list(renamed)), pd.Index(list(renamed.values()))
    moved[keys.get_indexer(old)] = keys.get_indexer(new)
    return moved
