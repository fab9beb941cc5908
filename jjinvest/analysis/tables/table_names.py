"""The names of the tables of the pages, with their titles and columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from jjinvest.analysis.frames.heads import HIGH, LOW
from jjinvest.analysis.frames.number_table import NumberTable
from jjinvest.i18n.formatting import Vocabulary

BY_DIMENSION = ("league_indicators", "league", "breakdown", "composition")
"""Kinds of tables of which there is one for each dimension."""
_PLACES = re.compile(r"\{[^}]*\}")
"""Places of a title that a page fills with a number."""
COLUMNS = ("table", "title", "rows", "column", "label", "unit")


class TableNames(list[str]):
    """Names of tables, as a list; :attr:`titles` and :meth:`columns` say what is in them.

    Parameters
    ----------
    names
        Names of the tables.
    words
        Words of the titles.
    table
        Returns a table by its name.
    """

    def __init__(self, names: Iterable[str], words: Vocabulary, table: Callable[[str], NumberTable]) -> None:
        super().__init__(names)
        self._words, self._table = words, table

    @property
    def titles(self) -> pd.DataFrame:
        """Name and title of each table."""
        titles = [self._title(name) for name in self]
        return pd.DataFrame({"table": list(self), "title": titles}, dtype="str")

    def columns(self, *names: str) -> pd.DataFrame:
        """Return table, title, number of rows, column, its head and unit, one column a row.

        Parameters
        ----------
        *names
            Tables to list; by default all. They are computed, which takes half a minute for all of a district
            with a ledger.
        """
        rows = list[dict[str, object]]()
        for name in names or self:
            table = self._table(name)
            labels, units = table.attrs.get("labels", {}), table.attrs.get("units", {})
            rows += [
                {
                    "table": name,
                    "title": self._title(name),
                    "rows": len(table),
                    "column": column,
                    "label": _of_column(labels, column),
                    "unit": _of_column(units, column),
                }
                for column in map(str, table)
            ]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        return frame.astype({name: "int64" if name == "rows" else "str" for name in COLUMNS})

    def _title(self, name: str) -> str:
        """Title of the caption, or of the chart drawn from the table; by dimension, that of its kind."""
        words = self._words
        for key in (f"analysis.title.{name}", f"table.{name}", f"figure.{name}.plain", f"figure.{name}"):
            if words.has(key):
                return _PLACES.sub("…", words.message(key))
        kind = next((each for each in BY_DIMENSION if name.startswith(f"{each}_")), "")
        if not kind:
            return words.label(name)
        named = words.dimension(name.removeprefix(f"{kind}_"))
        return words.message(f"table.{kind}").replace("{dimension}", named)

    def _repr_html_(self) -> str:
        return str(self.titles.to_html(index=False))


def _of_column(known: Mapping[str, str], column: str) -> str | None:
    """What is known of a column; the ends of an interval share the head and the unit of their number."""
    of_number = column.removesuffix(f"_{LOW}").removesuffix(f"_{HIGH}")
    return known.get(column, known.get(of_number))
