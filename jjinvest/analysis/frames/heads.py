"""Heads of columns and keys in the reader's words, as for a CSV file or a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from jjinvest.analysis.frames.noted_table import HeadedTable
from jjinvest.core.light_imports import WhenUsed
from jjinvest.i18n.formatting import Vocabulary

if TYPE_CHECKING:
    from jjinvest.analysis.frames import partial_days
else:  # it brings the reader of workbooks
    partial_days = WhenUsed("jjinvest.analysis.frames.partial_days")

UNIT, NOTE, LOW, HIGH, RELATION = "unit", "note", "low", "high", "relation"
"""Endings of the columns beside a column of numbers: its unit where rows differ, words in place of a number,
the ends of its interval, and its relation where a number is not exact."""

MONTH_ONLY = "month_only"
"""Column of a ledger that names the dates of which only the month, or ten days of it, is known."""
KEYS = ("evidence", "method", "basis", "statistic", "authority", "metric", "tier", "version")
"""Columns of keys, which :func:`with_heads` writes in words."""


def with_heads(frame: pd.DataFrame, words: Vocabulary | None, *, units_in_heads: bool = True) -> HeadedTable:
    """Return a plain frame with heads in words and their unit; keys such as methods are words too.

    Parameters
    ----------
    frame
        Its ``attrs`` hold ``labels`` and ``units`` by column, where it has them.
    words
        Language of the heads; without it only columns with a label have one.
    units_in_heads
        Whether units stand in the heads; else ``attrs["units"]`` has them.
    """
    labels, units = frame.attrs.get("labels", {}), frame.attrs.get("units", {})
    of_heads = dict[str, str]()
    heads, plain = dict[str, str](), pd.DataFrame(frame)
    if MONTH_ONLY in plain:
        plain = partial_days.with_months(plain, MONTH_ONLY)
    named = {name: _head(name, labels, words) for name in map(str, frame)}
    often = Counter(head for _, head in named.values())
    for name, (of_number, head) in named.items():
        if often[head] > 1:  # the shares of two columns have one head on a page, below that of the column
            above = name.rpartition("_")[0]
            head = f"{named[above][1]} · {head}" if above in named else f"{head} · {name}"
        unit = units.get(name) or (units.get("value") if name in (LOW, HIGH) else units.get(of_number))
        if unit and units_in_heads:
            head = f"{head} ({unit})" if head.isascii() else f"{head}（{unit}）"
        heads[name] = head
        of_heads |= {head: unit} if unit and not units_in_heads else {}
        if words is not None and name.rpartition("_")[2] in KEYS:
            keys = plain[name].dropna().unique()
            written = {key: _word(str(key), words) for key in keys}
            plain = plain.assign(**{name: plain[name].map(written).astype("str")})
    # columns without a unit, such as years, are no amounts to whoever shows the frame
    headed = HeadedTable(plain.rename(columns=heads))
    kept = {name: frame.attrs[name] for name in ("notes", "district") if name in frame.attrs}
    headed.attrs = kept | {
        "tier": frame.attrs.get("tier"),
        "units": of_heads | {heads[name]: "" for name in heads if units.get(name) == ""},
    }
    return headed


def _head(name: str, labels: Mapping[str, str], words: Vocabulary | None) -> tuple[str, str]:
    """Column of the number that a column belongs to, and its head: that of the number with its ending."""
    if name in labels or words is None:
        return name, labels.get(name, name)
    for ending in (LOW, HIGH, RELATION, UNIT, NOTE):
        of_number = name.removesuffix(f"_{ending}")
        if of_number != name and (of_number in labels or words.has(f"col.{of_number}")):
            head = labels.get(of_number) or words.column(of_number)
            space = "" if words.language == "zh" else " "
            return (of_number if ending in (LOW, HIGH) else name), (
                f"{head}{space}{words.message(f'analysis.head.{ending}')}"
            )
    return name, head_of(name, words)


def _word(key: str, words: Vocabulary) -> str:
    """Word of a key in a column of keys."""
    own = f"analysis.word.{key}"
    return words.message(own) if words.has(own) else words.label(key)


def head_of(name: str, words: Vocabulary) -> str:
    """Head of a column in the reader's language; a dimension has the name that pages use."""
    own = f"analysis.head.{name}"
    if f"{name}=" in words.labels or (words.has(f"dimension.{name}") and not words.has(own)):
        return words.dimension(name)
    return words.message(own) if words.has(own) else words.column(name)
