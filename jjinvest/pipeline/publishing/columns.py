"""Columns of a published table as a person reads them: a head that occurs once, its unit, numbers as shown.

A percentage stays a number of per cent in a CSV file and is a true percentage in a workbook. A probability is
written in per cent in both. A column of numbers in several units has the unit of each beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from jjinvest.core.rounding import exact, round_half_up
from jjinvest.i18n.formatting import Vocabulary

PERCENT, PROBABILITY = "%", "概率"
Cell = str | float | None


@dataclass(frozen=True)
class Column:
    """One column of a published table.

    Attributes
    ----------
    name, head
        Its name, and that with the unit that all its numbers share; no other column of the table has it.
    cells
        Texts, and numbers as computed, not rounded.
    decimals, units
        Of each cell: the decimals that the page shows and the unit, in which a probability counts as per
        cent; None for a text.
    marked
        Of each cell: whether it carries the mark 待核.
    """

    name: str
    head: str
    cells: tuple[Cell, ...]
    decimals: tuple[int | None, ...]
    units: tuple[str | None, ...]
    marked: tuple[bool, ...] = ()

    @property
    def shared_unit(self) -> str | None:
        """The unit of all its numbers; None if they have several, or there are none."""
        units = {unit for unit in self.units if unit is not None}
        return units.pop() if len(units) == 1 else None

    @property
    def mixed(self) -> bool:
        """Whether its numbers have several units."""
        return len({unit for unit in self.units if unit is not None}) > 1

    def rounded(self, row: int) -> Decimal | None:
        """Return a number with the decimals that the page shows; None for a text."""
        cell, places = self.cells[row], self.decimals[row]
        if isinstance(cell, str) or cell is None or places is None:
            return None
        return round_half_up(cell, places)


def columns(table: Mapping[str, Any], words: Vocabulary) -> list[Column]:
    """Return the columns of a table as :mod:`jjinvest.reporting.report` records it.

    Examples
    --------
    >>> table = {"columns": ["组", "占比", "金额", "占比"], "rows": [["甲", 50.0, 8.25, 62.5]],
    ...          "decimals": [[None, 1, 2, 1]], "units": [[None, "%", "亿元", "%"]]}
    >>> [column.head for column in columns(table, Vocabulary("zh", {}))]
    ['组', '占比（%）', '金额（亿元）', '金额占比（%）']
    """
    rows, decimals = table["rows"], table["decimals"]
    units = table.get("units") or [[None] * len(table["columns"])] * len(rows)
    marked = table.get("marked") or [[False] * len(table["columns"])] * len(rows)
    names, found = unique_heads(table["columns"], words), list[Column]()
    for place, name in enumerate(names):
        cells = [row[place] for row in rows]
        places = [row[place] for row in decimals]
        of_cells = [row[place] for row in units]
        for row, unit in enumerate(of_cells):
            if unit == PROBABILITY and isinstance(cells[row], float):
                cells[row], of_cells[row] = float(100 * exact(cells[row])), PERCENT
                places[row] = max((places[row] or 0) - 2, 0)
        marks = tuple(row[place] for row in marked)
        column = Column(name, name, tuple(cells), tuple(places), tuple(of_cells), marks)
        unit = column.shared_unit
        found.append(replace(column, head=name + words.unit(unit)) if unit else column)
    return found


def with_bounds(table: Mapping[str, Any], found: Sequence[Column], words: Vocabulary) -> list[Column]:
    """Put the lower and the upper ends of intervals, as numbers, behind the column that has them as text."""
    bounds = table.get("bounds") or [[None] * len(found)] * len(table["rows"])
    wider = list[Column]()
    for place, column in enumerate(found):
        wider.append(column)
        ends = [row[place] for row in bounds]
        if not any(ends):
            continue
        units = tuple(end and end["unit"] for end in ends)
        decimals = tuple(end and end["decimals"] for end in ends)
        for key in ("low", "high"):
            name = words.message(f"excel.{key}").replace("{column}", column.name)
            values = tuple(end and end[key] for end in ends)
            end_column = Column(name, name, values, decimals, units, column.marked)
            unit = end_column.shared_unit
            wider.append(replace(end_column, head=name + words.unit(unit)) if unit else end_column)
    return wider


def unique_heads(heads: Sequence[str], words: Vocabulary) -> list[str]:
    """Return heads of which none occurs twice: a repeated one is named after the column before it."""
    between = "" if words.language == "zh" else ": "
    names, subject = list[str](), ""
    for head in heads:
        again = head in names
        name = f"{subject}{between}{head}" if again and subject else head
        number = 1
        while name in names:
            number += 1
            name = f"{head} {number}"
        names.append(name)
        if list(heads).count(head) == 1:
            subject = head
    return names


def unit_name(unit: str, words: Vocabulary) -> str:
    """Name of a unit without brackets, for a number format or a column of units."""
    return words.unit(unit).strip().strip("()（）") if unit else ""
