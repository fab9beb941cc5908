"""Rows of a ledger as Parquet, as the store keeps them: the same rows give the same bytes."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def to_parquet(frame: pd.DataFrame) -> bytes:
    """Return the rows of a ledger as Parquet; the same rows give the same bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def from_parquet(raw: bytes) -> pd.DataFrame:
    """Read rows back, with the types of :meth:`ValidationResult.frame`."""
    frame: pd.DataFrame = pq.read_table(pa.BufferReader(raw)).to_pandas()
    return frame
