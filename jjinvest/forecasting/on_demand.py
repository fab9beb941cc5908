"""Samples under other assumptions, simulated when they are first read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float64]


class OnDemand(Mapping[str, Samples]):
    """Samples by name, each computed at its first use and kept; a copy sent to another process holds all.

    Parameters
    ----------
    simulations
        Function of each name. Its samples must not depend on when it is called.

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

    def __reduce__(self) -> tuple[type[dict[str, Samples]], tuple[dict[str, Samples]]]:
        """Pickle as the samples themselves."""
        return dict, (dict(self),)


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
