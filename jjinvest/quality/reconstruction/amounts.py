"""Amounts of the projects of a cell, in whole 元."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


def split(total: int, number: int, most: int, rng: np.random.Generator) -> Integers:
    """Split a whole `total` into `number` whole parts in [0, `most`].

    The parts are most · (1 - u ** p), p such that they add up. A total above half of what the parts can hold
    is split by what remains to the maximum.

    Examples
    --------
    >>> parts = split(10, 3, 5, np.random.default_rng(0))
    >>> int(parts.sum()), len(parts), bool((parts <= 5).all())
    (10, 3, True)

    Raises
    ------
    ValueError
        If `total` lies outside [0, number · most].
    """
    if not 0 <= total <= number * most:
        raise ValueError(f"{number} parts of at most {most} do not add up to {total}")
    if 2 * total > number * most:
        return np.asarray(most - split(number * most - total, number, most, rng))
    uniform, low, high = rng.random(number), -60.0, 60.0
    if number == 1:
        return np.array([total], dtype=np.int64)
    for _ in range(60):
        middle = (low + high) / 2
        if most * np.add.reduce(1 - uniform ** np.exp(middle)) > total:  # np.sum takes twice as long
            high = middle
        else:
            low = middle
    parts: Integers = np.floor(most * (1 - uniform ** np.exp(low))).astype(np.int64)
    rest = total - int(parts.sum())
    for k in range(number):
        move = min(max(rest, -int(parts[k])), most - int(parts[k]))
        parts[k] += move
        rest -= move
    return parts
