"""Payments as columns, and the columns of an import from which they follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jjinvest.ledger.store.months_alone import unknown_years
from jjinvest.ledger.validation.imports.exchange_rates import RATE_COLUMNS


@dataclass(frozen=True)
class Payments:
    """Payments: places of their projects among all keys, first and last months, amounts in 元."""

    projects: np.ndarray
    since: np.ndarray
    months: np.ndarray
    amounts: np.ndarray


@dataclass
class LedgerColumns:
    """The columns of an import, and the places of its projects among all keys."""

    table: pa.Table
    projects: np.ndarray

    def funds(self, size: int) -> np.ndarray:
        """Funds to date in 元 of every key; 0 where it is not in the ledger."""
        funds = np.zeros(size, dtype="int64")
        np.add.at(funds, self.projects, pc.fill_null(self.table["funds_to_date"], 0).to_numpy())
        return funds

    def carry(self, funds: np.ndarray) -> None:
        """Let blank funds to date be those of before: a running total that is not filled in is no refund."""
        cells = self.table["funds_to_date"]
        if 0 < cells.null_count < len(cells):
            whole = pc.coalesce(cells, pa.array(funds[self.projects], pa.int64()))
            place = self.table.column_names.index("funds_to_date")
            self.table = self.table.set_column(place, "funds_to_date", whole)

    def rates(self) -> pd.DataFrame:
        """Places of the projects as keys, their funds to date and how these were converted."""
        stored = [name for name in RATE_COLUMNS if name in self.table.column_names]
        columns = {name: self.table[name].to_pandas() for name in ("funds_to_date", *stored)}
        return pd.DataFrame({"key": self.projects.astype("str"), **columns})

    def unknown_years(self, month: str) -> np.ndarray:
        """Whether the year of each row is blank and unknown (:func:`unknown_years`)."""
        names = ("funds_month", "funds_ytd", "funds_to_date", "signed_on")
        stored = [name for name in names if name in self.table.column_names]
        return unknown_years(self.table.select(stored).to_pandas(), month)

    def column(self, name: str) -> np.ndarray | None:
        """A column in 元 by row, blanks as 0; None where no row says anything."""
        cells = self.table[name]
        return pc.fill_null(cells, 0).to_numpy() if cells.null_count < len(cells) else None

    def rows(self, keys: pd.Index, chosen: np.ndarray) -> pd.DataFrame:
        """Rows of some projects, with their present keys and the places of these."""
        rows: pd.DataFrame = self.table.filter(pa.array(chosen)).to_pandas()
        return rows.assign(key=keys[self.projects[chosen]].astype("str"), place=self.projects[chosen])


def chosen_of(payments: Payments, chosen: np.ndarray) -> Payments:
    """Some of the payments."""
    return Payments(*(getattr(payments, name)[chosen] for name in payments.__dataclass_fields__))


def paid_in_year(payments: Sequence[Payments], year: str, size: int) -> np.ndarray | None:
    """Return what each place was paid since January of a year; None where that is not known of all."""
    january, sums = np.datetime64(f"{year}-01", "M"), np.zeros(size, dtype="int64")
    for each in payments:
        late = each.months >= january
        if (late & (~(each.since >= january) | (each.amounts == 0))).any():
            return None
        inside = late & (each.projects < size)
        np.add.at(sums, each.projects[inside], each.amounts[inside])
    return sums


def frame_of(payments: Sequence[Payments], keys: pd.Index) -> pd.DataFrame:
    """Payments as a frame: project_code, month, amount and since."""
    return pd.DataFrame(
        {
            "project_code": keys.array.take(np.concatenate([each.projects for each in payments])),
            "month": np.concatenate([each.months for each in payments]).astype("datetime64[us]"),
            "amount": np.concatenate([each.amounts for each in payments]),
            "since": np.concatenate([each.since for each in payments]).astype("datetime64[us]"),
        }
    )


def numbers_of(paid: pd.DataFrame, keys: pd.Index) -> Payments:
    """Payments of a frame, with the places of their projects among the keys."""
    since, months = (paid[name].to_numpy().astype("datetime64[M]") for name in ("since", "month"))
    return Payments(
        keys.get_indexer(pd.Index(paid["project_code"])), since, months, paid["amount"].to_numpy()
    )


def numbered(columns: Sequence[pa.ChunkedArray]) -> tuple[pd.Index, list[np.ndarray]]:
    """Return the distinct keys of columns, and for each column the places of its cells among them."""
    encoded = [column.combine_chunks() for column in columns]
    keys = pa.chunked_array(
        [each if pa.types.is_dictionary(each.type) else each.dictionary_encode() for each in encoded]
    ).unify_dictionaries()
    found = pd.Index(keys.chunk(0).dictionary.to_pandas().astype("str"))
    return found, [chunk.indices.to_numpy() for chunk in keys.chunks]
