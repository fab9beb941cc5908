"""Tables that look like a triangle and are none: increments as cumulative values, an appended total, zeros.

Each function returns the reason for a refusal, or None.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
MIN_ORIGINS = 3
DEVELOPED = 0.75
"""Share of the ages from which an origin counts as developed."""
FALLEN_BELOW = 0.5
"""Cumulative values that end below this share of their highest are taken for increments."""


def appended_total(
    cells: Floats, origins: Sequence[str], ages: Sequence[str], cumulative: bool
) -> str | None:
    """Reason why a row or the last column is the total of the others."""
    seen = ~np.isnan(cells)
    known = np.where(seen, cells, 0.0)
    if cells.shape[0] > MIN_ORIGINS and cells.shape[1] > 1:
        rest = known.sum(axis=0) - known
        same = np.isclose(known, rest, rtol=1e-9, atol=0) | ~seen
        row = same.all(axis=1) & (np.abs(known).sum(axis=1) > 0) & (seen.sum(axis=1) > 1)
        if row.any():
            return f"origin {origins[int(np.argmax(row))]} is the sum of the others: leave the total out"
    if cells.shape[0] >= MIN_ORIGINS and cells.shape[1] > 2 and seen[:, -1].all():
        before, there = known[:, :-1], seen[:, :-1]
        gap = bool((~there).any())
        if cumulative:
            last = before.shape[1] - 1 - np.argmax(there[:, ::-1], axis=1)
            total = before[np.arange(len(before)), last]
        else:
            total = before.sum(axis=1)
        if gap and there.any(axis=1).all() and np.allclose(known[:, -1], total, rtol=1e-9, atol=0):
            return f"age {ages[-1]} is the total of each origin: leave the total out"
    return None


def increments_as_cumulative(cells: Floats) -> str | None:
    """Reason why values given as cumulative are increments: most old origins end far below their peak."""
    seen = ~np.isnan(cells)
    developed = seen.sum(axis=1) >= max(DEVELOPED * cells.shape[1], 4)
    if developed.sum() < 2:
        return None
    rows = np.where(seen, cells, -np.inf)[developed]
    last = cells.shape[1] - 1 - np.argmax(seen[developed][:, ::-1], axis=1)
    latest, highest = rows[np.arange(len(rows)), last], rows.max(axis=1)
    fallen = (highest > 0) & (latest < FALLEN_BELOW * highest)
    if fallen.mean() <= 0.5:
        return None
    return (
        f"{int(fallen.sum())} of the {len(rows)} oldest origins end below half of their highest value, as"
        " increments do: give cumulative values, or say cumulative=False"
    )


def fallen_to_zero(cells: Floats, origins: Sequence[str]) -> str | None:
    """Reason why cumulative values end with zeros that stand for unknown ones."""
    known = np.where(np.isnan(cells), 0.0, cells)
    padded = (cells[:, -1] == 0) & (known > 0).any(axis=1)
    if not padded.any():
        return None
    origin = origins[int(np.argmax(padded))]
    return f"the cumulative values of origin {origin} fall to 0: put NaN where nothing is known yet"


def zeros_for_unknown(cells: Floats) -> str | None:
    """Reason why a full square of increments, zero exactly below its diagonal, has zeros for unknown ones."""
    n = cells.shape[0]
    if n < 3 or cells.shape[1] != n or np.isnan(cells).any():
        return None
    below = np.add.outer(np.arange(n), np.arange(n)) >= n
    if (cells[below] != 0).any() or (cells[~below] == 0).any():
        return None
    return (
        "the lower right corner holds zeros:"
        " put NaN where nothing is known yet, 0 only where nothing was paid"
    )
