"""Merged cells of a ledger: what holds for several rows, what cannot be divided, and what a merge hides."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from jjinvest.ledger.fields import BY_NAME
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable

_FILLED_DOWN_KINDS = ("text", "choice", "date")
_NEVER_FILLED_DOWN = ("project_code", "project_name", "note")
_Place = tuple[int, int]


@dataclass
class MergedCells:
    """Cells of merged ranges by row and column.

    Attributes
    ----------
    above
        Value that a vertical merge shows for a row below its first, and where that value is.
    divided
        Amounts that one merge shows for several rows.
    hidden
        Values that a merge hides.
    """

    above: dict[_Place, tuple[object, _Place]] = field(default_factory=dict)
    divided: dict[_Place, object] = field(default_factory=dict)
    hidden: dict[_Place, object] = field(default_factory=dict)

    def of_column(self, column: int) -> bool:
        """Whether a cell of a column is merged."""
        return column in self._columns

    @cached_property
    def _columns(self) -> frozenset[int]:
        return frozenset(column for _, column in (*self.above, *self.divided, *self.hidden))

    def shown(self, table: LedgerTable, row: int, column: int) -> object:
        """Value that a cell shows."""
        if (row, column) in self.above:
            return self.above[row, column][0]
        return None if (row, column) in self.hidden else table.at(row, column)


def parts_of_projects(table: LedgerTable) -> list[list[int]]:
    """Rows that one merge over the column of names makes parts of one project, such as its phases."""
    projects = set(table.projects)
    found = []
    for top, left, bottom, right in table.sheet.merged:
        inside = [row for row in range(top, min(bottom, len(table.sheet.rows) - 1) + 1) if row in projects]
        if len(inside) < 2 or left != right or inside[0] != top or not isinstance(table.at(top, left), str):
            continue
        name = table.columns_at(top).get("project_name")
        if name is not None and name.index == left:
            found.append(inside)
    return found


def merged_cells(table: LedgerTable) -> MergedCells:
    """Find what the merges of a sheet mean for its projects."""
    merges = MergedCells()
    projects = set(table.projects)
    for top, left, bottom, right in table.sheet.merged:
        inside = [row for row in range(top, min(bottom, len(table.sheet.rows) - 1) + 1) if row in projects]
        if not inside:
            continue
        for row in inside:
            for column in range(left, min(right, left + len(table.sheet.rows[row])) + 1):
                if (row, column) != (top, left) and (value := table.at(row, column)) is not None:
                    merges.hidden[row, column] = value
        _fill(merges, table, (top, left), inside)
    return merges


def _fill(merges: MergedCells, table: LedgerTable, first: _Place, inside: list[int]) -> None:
    top, left = first
    names = {column.index: name for name, column in table.columns_at(inside[0]).items()}
    name, value = names.get(left), table.at(top, left)
    is_unit = left == table.unit_column or left in table.units_of.values()
    if value is None or (name is None and not is_unit) or name in _NEVER_FILLED_DOWN:
        return
    if is_unit or (name is not None and BY_NAME[name].kind in _FILLED_DOWN_KINDS):
        merges.above |= {(row, left): (value, first) for row in inside if row != top}
    elif name is not None and BY_NAME[name].kind == "amount" and len(inside) > 1:
        if any(set(inside) <= set(parts) for parts in parts_of_projects(table)):
            return  # one amount of one project, which the first of its rows holds
        merges.divided |= {(row, left): value for row in inside}
