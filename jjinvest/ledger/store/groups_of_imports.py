"""Groups of projects, such as parks, that the imports of a district have."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyarrow as pa

from jjinvest.data.ledger_snapshot import GROUPINGS
from jjinvest.ledger.store.store import Import


def groups_of_imports(
    imports: Iterable[Import], columns_of: Callable[[Import], pa.Table]
) -> dict[str, frozenset[str]]:
    """Return the groups by field.

    Parameters
    ----------
    imports
        Imports.
    columns_of
        Returns :data:`~jjinvest.data.ledger_snapshot.GROUPINGS` of an import.
    """
    found: dict[str, set[str]] = {name: set() for name in GROUPINGS}
    for entry in imports:
        table = columns_of(entry)
        for name, groups in found.items():
            groups.update(table[name].unique().to_pylist())
    return {name: frozenset(groups - {"", None}) for name, groups in found.items()}
