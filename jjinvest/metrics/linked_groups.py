"""Groups of several dimensions whose amounts, taken together, would disclose single projects.

A dimension protects its small groups by itself. Another one may still give them away: where 第三产业 and
the chain 现代服务 are the same projects, the amount of the one is the amount of the other. So all published
amounts of a measure are taken as sums over projects, and no combination of them, added and subtracted in any
way, may be the amount of fewer projects than a group needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Members = npt.NDArray[np.object_]
Name = tuple[str, str]

_ZERO = 1e-7
"""What counts as zero among numbers of size one that a singular value decomposition gives."""


class Published(NamedTuple):
    """Published sums of one measure: which cells each adds up, and how many projects a cell has."""

    names: list[Name]
    amounts: list[float]
    cells: Floats
    sizes: npt.NDArray[np.int64]


def withheld_together(
    amounts: pd.DataFrame,
    groupings: Mapping[str, pd.Series],
    held: Mapping[str, frozenset[str]],
    *,
    fewest: int,
    possible: pd.DataFrame | None = None,
) -> dict[str, frozenset[str]]:
    """Return the groups of each dimension that are withheld when all dimensions are read together.

    To those that are `held` already are added, until nothing is disclosed, groups with the smallest amount of
    those without which the disclosing combination cannot be formed. The total of all is public.

    Parameters
    ----------
    amounts
        Contribution of each project to each measure; a group is withheld in all of them or in none.
    groupings
        Group of each project by dimension; blank where a project is in no group that is published.
    held
        Groups withheld within their own dimension.
    fewest
        Number of projects that a published amount needs.
    possible
        Projects that could add to each amount: a combination that is the 0 of few of them discloses them.
    """
    restricted = {name: set(held.get(name, ())) for name in groupings}
    coded = {
        name: pd.factorize(groups.loc[amounts.index].to_numpy(dtype=object), sort=True)
        for name, groups in groupings.items()
    }
    for _ in range(sum(groups.nunique() for groups in groupings.values()) + 1):
        found = None
        for measure in amounts:
            numbers = amounts[measure].to_numpy()
            counted = [(numbers != 0, False)]
            if possible is not None and numbers.any():
                counted.append(((numbers != 0) | possible[measure].to_numpy(), True))
            for projects, zeros in counted:
                sums = _published(numbers, projects, coded, restricted, fewest if zeros else 0)
                found = found or _group_to_withhold(sums, fewest)
        if found is None:
            break
        restricted[found[0]].add(found[1])
    return {name: frozenset(groups) for name, groups in restricted.items()}


def _published(
    numbers: Codes,
    counted: npt.NDArray[np.bool_],
    coded: Mapping[str, tuple[Codes, Members]],
    restricted: Mapping[str, set[str]],
    paying: int,
) -> Published:
    """Return the published sums over cells: projects that are in the same groups of every dimension.

    Parameters
    ----------
    numbers, counted
        Contribution of each project, and which projects count.
    coded
        Group of each project by dimension as its place among the sorted groups, -1 for none; and the groups.
    paying
        Size that a cell has at least in which a project has an amount, when only zeros are looked at.
    """
    numbers = numbers[counted]
    names, sums = [("", "all")], [float(numbers.sum())]
    public, places = list[Codes](), list[tuple[int, int]]()
    for number, (dimension, (codes, members)) in enumerate(coded.items()):
        is_public = np.array([group not in restricted[dimension] for group in members] + [False])
        code = np.where(is_public[codes], codes, -1)[counted]
        public.append(code)
        for place in np.unique(code[code >= 0]):
            names.append((dimension, str(members[place])))
            places.append((number, place))
            sums.append(float(numbers[code == place].sum()))
    cells, places_of_cells, sizes = np.unique(
        np.column_stack(public), axis=0, return_inverse=True, return_counts=True
    )
    if paying:
        sizes = sizes.copy()
        some = np.unique(places_of_cells.reshape(-1)[numbers != 0])
        sizes[some] = np.maximum(sizes[some], paying)
    rows: list[Floats] = [np.ones(len(cells))]
    rows += [(cells[:, number] == place).astype("float64") for number, place in places]
    return Published(names, sums, np.array(rows), np.asarray(sizes, dtype="int64"))


def _group_to_withhold(sums: Published, fewest: int) -> Name | None:
    """Return the group to withhold next, or None where nothing is disclosed or nothing helps."""
    if sums.sizes.sum() < fewest or len(sums.names) == 1:
        return None  # the total itself is of a few projects
    left, values, right = np.linalg.svd(sums.cells, full_matrices=False)
    rank = int((values > _ZERO * max(values[0], 1)).sum())
    secret = _disclosed(right[:rank].T, sums.sizes, fewest)
    if secret is None:
        return None
    weights = left[:, :rank] @ ((right[:rank] @ secret) / values[:rank])
    used = np.abs(weights) > _ZERO
    # where other sums say the same as a group, the combination can do without it
    needed = used & ((left[:, :rank] ** 2).sum(axis=1) > 1 - _ZERO)
    for usable in (needed, used):
        choices = [place for place in np.flatnonzero(usable) if sums.names[place][0]]
        if choices:
            return sums.names[min(choices, key=lambda place: (sums.amounts[place], sums.names[place]))]
    return None


def _disclosed(basis: Floats, sizes: npt.NDArray[np.int64], fewest: int) -> Floats | None:
    """Return a combination of the published sums that rests on one or two small cells alone.

    The columns of `basis` are orthonormal and span all combinations. One cell can be had where its row has
    length 1; two where the two rows leave a combination of length 1.
    """
    lengths = (basis**2).sum(axis=1)
    small = np.flatnonzero(sizes < fewest)
    for cell in small[lengths[small] > 1 - _ZERO]:
        return _unit(len(sizes), {int(cell): 1.0})
    # of two cells together at least one has half the length
    for cell in small[lengths[small] >= 0.5 - _ZERO]:
        others = small[(small != cell) & (sizes[small] + sizes[cell] < fewest)]
        products = basis[others] @ basis[cell]
        rests = (1 - lengths[cell]) * (1 - lengths[others]) - products**2
        for other, product in zip(others[rests < _ZERO], products[rests < _ZERO], strict=True):
            pair = np.array([[lengths[cell], product], [product, lengths[other]]])
            of_pair, vectors = np.linalg.eigh(pair)
            if of_pair[-1] > 1 - _ZERO:
                first, second = vectors[:, -1]
                return _unit(len(sizes), {int(cell): float(first), int(other): float(second)})
    return None


def _unit(length: int, entries: Mapping[int, float]) -> Floats:
    vector = np.zeros(length)
    for place, value in entries.items():
        vector[place] = value
    return vector
