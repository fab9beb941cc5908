"""Dated payments of an import, in a file beside its rows; the file's name holds the hash of its content."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from jjinvest.ledger.validation.result import ValidationResult

_MARK = ".payments-"
_HASH_LENGTH = 12


def payments_frame(result: ValidationResult) -> pd.DataFrame | None:
    """Return the dated payments of a ledger's accepted rows; None where its funds are not all dated.

    Returns
    -------
    pandas.DataFrame or None
        Columns key, month (its first day), amount (元), since: the month from which all funds are dated, the
        same in each row; where some are of several months together, begun: the first of these.
    """
    if result.funds is None:
        return None
    kept = [row for row in result.rows if row.status != "rejected"]
    key_of = dict(zip(map(id, kept), result.frame()["key"], strict=True))
    payments = [
        (key_of[id(row)], day, amount) for row, day, amount in result.funds.payments if id(row) in key_of
    ]
    frame = pd.DataFrame(
        {
            "key": pd.array([key for key, _, _ in payments], dtype="str"),
            "month": pd.Series([day for _, day, _ in payments], dtype="datetime64[ms]"),
            "amount": pd.array([amount for _, _, amount in payments], dtype="int64"),
        }
    )
    sums = frame.groupby(["key", "month"], sort=True)[["amount"]].sum().reset_index()
    since = pd.Timestamp(result.funds.since).as_unit("ms")
    dated = sums[sums["amount"] != 0].reset_index(drop=True).assign(since=since)
    if not result.funds.begun:
        return dated
    first = {pd.Timestamp(last): pd.Timestamp(begun) for last, begun in result.funds.begun.items()}
    begun = dated["month"].map(first).fillna(dated["month"]).astype("datetime64[ms]")
    return dated.assign(begun=begun.where(dated["month"] >= since))


def payments_name(ledger: str, raw: bytes) -> str:
    """Name of the file with the payments of an import, from that with its rows.

    Examples
    --------
    >>> payments_name("ledgers/0001-ab.parquet", b"")
    'ledgers/0001-ab.payments-e3b0c44298fc.parquet'
    """
    digest = hashlib.sha256(raw).hexdigest()[:_HASH_LENGTH]
    return f"{ledger.removesuffix('.parquet')}{_MARK}{digest}.parquet"


def payments_files(folder: Path, ledger: str) -> list[Path]:
    """Files with payments of an import; at most one, unless somebody copied it."""
    path = folder / ledger
    return sorted(path.parent.glob(f"{path.stem}{_MARK}*.parquet"))


def is_whole(path: Path, raw: bytes) -> bool:
    """Whether a file with payments holds what its name says."""
    return path.stem.rpartition(_MARK)[2] == hashlib.sha256(raw).hexdigest()[:_HASH_LENGTH]
