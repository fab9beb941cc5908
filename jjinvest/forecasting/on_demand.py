"""Samples under other assumptions, simulated when they are first read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Self

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float64]


class OnDemand(Mapping[str, Samples]):
    """Samples by name, each computed at its first use and kept.

    A copy for another process holds what is known. What nobody has read is left to its first reader there:
    simulations of a district with a large ledger take as long as all its other results.

    Parameters
    ----------
    simulations
        Function of each name. Its samples must not depend on when it is called. One that is a
        :func:`functools.partial` is copied; any other is called before the copy is made.

    Examples
    --------
    >>> cases = OnDemand({"high": lambda: np.full(3, 2.0)})
    >>> list(cases), cases["high"] is cases["high"]
    (['high'], True)
    """

    def __init__(self, simulations: Mapping[str, Callable[[], Samples]]) -> None:
        self._simulations = dict(simulations)
        self._known = dict[str, Samples]()

    def __getitem__(self, name: str) -> Samples:
        """Return the samples of a name.

        Raises
        ------
        ValueError
            If they are no row of finite numbers.
        """
        if name not in self._known:
            self._known[name] = checked_row(name, self._simulations[name]())
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names; nothing is computed."""
        return iter(self._simulations)

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self._simulations)

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[object, ...]]:
        """Pickle the samples that are known, and the simulations of the others."""
        later = {
            name: simulation
            for name, simulation in self._simulations.items()
            if name not in self._known and isinstance(simulation, partial)
        }
        known = {name: self[name] for name in self if name not in later}
        return type(self)._copy, (list(self), known, later)

    @classmethod
    def _copy(
        cls, names: list[str], known: dict[str, Samples], later: dict[str, Callable[[], Samples]]
    ) -> Self:
        copy = cls({name: later.get(name, partial(known.__getitem__, name)) for name in names})
        copy._known.update(known)
        return copy


def checked_row(name: str, values: Samples) -> Samples:
    """Return samples that are a row of finite numbers.

    Raises
    ------
    ValueError
        If they are not.
    """
    if values.ndim != 1 or not values.size or not np.isfinite(values).all():
        raise ValueError(f"{name} must be a row of finite numbers")
    return values
