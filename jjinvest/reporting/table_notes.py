"""Notes below a table: sums that do not add up as they are rounded, withheld parts, classes within others."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeGuard

import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.core.rounding import exact, round_half_up
from jjinvest.core.size_classes import tier_edges
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.column_numbers import excess_of_shares, has_negative_part, places_of
from jjinvest.reporting.tables.cells import Path, Term

SAME = Fraction(1, 10**9)
"""Difference below which parts add up to their total but for the arithmetic of floats."""
NOT_PARTS = ("item", "district")
"""First columns of tables whose rows are no parts of one whole, so that no sum of theirs is rounded."""
_TIER = re.compile(r"tier_(?:(?:ge|lt)_)?[\d._]+")
_TOP = re.compile(r"top\d+")


def notes_of(frame: pd.DataFrame, decimals: Mapping[Hashable, int], words: Vocabulary) -> list[str]:
    """Return the keys of the notes that a table needs.

    Parameters
    ----------
    decimals
        Decimals with which each column is written.
    """
    notes = []
    parts = str(next(iter(frame), "")) not in NOT_PARTS and not _is_cumulative(frame)
    if parts and any(_sum_is_rounded(frame[column], decimals[column], words) for column in frame):
        notes.append("rounded")
    cells = [cell for column in frame for cell in frame[column]]
    if any(isinstance(cell, Term) and cell.key == "withheld" for cell in cells):
        notes.append("withheld")
    if _classes_overlap(frame) and any(isinstance(cell, Fact) and cell.unit == "%" for cell in cells):
        notes.append("nested")
    elif excess := excess_of_shares(frame):
        notes.append(excess)
    elif has_negative_part(frame) and _has_shares(cells):
        notes.append("negative_part")
    if any(isinstance(cell, Path) for cell in cells) and _has_shares(cells):
        notes.append("within_part")
    return notes


def _has_shares(cells: Sequence[object]) -> bool:
    return any(isinstance(cell, Fact) and cell.id.parts[-1] == "share" for cell in cells)


def _sum_is_rounded(column: pd.Series, decimals: int, words: Vocabulary) -> bool:
    """Whether the amounts as shown do not add up to their total as shown."""
    amounts = [cell.value or 0.0 for cell in column if _exact(cell) and cell.unit == "亿元"]
    shown = sum(round_half_up(amount, decimals) for amount in amounts)
    if shown != round_half_up(sum(map(exact, amounts), Fraction(0)), decimals):
        return True
    return _parts_are_rounded([cell for cell in column if isinstance(cell, Fact)], words)


def _parts_are_rounded(facts: Sequence[Fact], words: Vocabulary) -> bool:
    """Whether shares of 100 %, or parts above their total, do not add up as shown though they do."""
    known = [fact for fact in facts if fact.value is not None]
    units = {fact.unit for fact in known}
    if len(known) < 2 or units not in ({"%"}, {"亿元"}):
        return False
    values = [exact(fact.value or 0.0) for fact in known]
    places = [places_of(words.fact(fact, "n")) for fact in known]
    shown = [round_half_up(value, each) for value, each in zip(values, places, strict=True)]
    if units == {"%"}:
        return abs(sum(values, Fraction(0)) - 100) < SAME and sum(shown) != 100
    add_up = abs(sum(values[:-1], Fraction(0)) - values[-1]) < SAME * abs(values[-1])
    return add_up and sum(shown[:-1]) != shown[-1]


def _is_cumulative(frame: pd.DataFrame) -> bool:
    """Whether the rows are the largest 5, 10, 20 projects, each of which holds the one before."""
    first = frame.iloc[:, 0] if len(frame.columns) else ()
    return any(isinstance(cell, Term) and _TOP.fullmatch(cell.key) for cell in first)


def _classes_overlap(frame: pd.DataFrame) -> bool:
    """Whether the rows are size classes of which one holds another, such as ≥ 1 and ≥ 10 亿元."""
    keys = [cell.key for cell in frame.iloc[:, 0] if isinstance(cell, Term) and _TIER.fullmatch(cell.key)]
    edges = sorted((tier_edges(key) for key in dict.fromkeys(keys)), key=lambda ends: ends[0])
    return any(high is None or later[0] < high for (_, high), later in pairwise(edges))


def _exact(cell: object) -> TypeGuard[Fact]:
    """Whether a cell is a number computed without any width, as those of a ledger are."""
    return isinstance(cell, Fact) and cell.evidence == "computed" and cell.value == cell.low == cell.high
