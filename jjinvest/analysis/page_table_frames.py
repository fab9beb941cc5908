"""Tables of the pages as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from jjinvest.analysis.analysis_base import AnalysisBase
from jjinvest.analysis.choices import wrong_choice
from jjinvest.analysis.number_table import NumberTable, number_table
from jjinvest.analysis.page_tables import NEEDS_LEDGER, TEXT_COLUMNS, Build, page_tables
from jjinvest.analysis.table_names import TableNames
from jjinvest.core.access import TIERS, highest
from jjinvest.reporting.html import Renderer


class PageTableFrames(AnalysisBase):
    """Tables of the pages as numbers."""

    @cached_property
    def tables(self) -> TableNames:
        """Names of the tables that :meth:`table` offers; see its ``.titles`` and ``.columns()``."""
        return TableNames(self._page_tables, self.words, self.table)

    @cached_property
    def _page_tables(self) -> Mapping[str, Build]:
        return page_tables(self.results)

    def table(self, name: str) -> NumberTable:
        """Return a table of a page as numbers (:class:`~jjinvest.analysis.number_table.NumberTable`).

        A table for which there are no data has no rows; ``attrs["empty"]`` says why. ``attrs["notes"]``
        says what to know of its numbers; ``attrs["units"]`` has the unit of each column,
        ``attrs["labels"]`` its head on the page; ``.fact(row, column)`` the fact behind a number.

        Parameters
        ----------
        name
            One of :attr:`tables`.

        Raises
        ------
        ParameterError
            If there is no such table; the choices are listed.

        Examples
        --------
        >>> import jjinvest as jj
        >>> sectors = jj.open("jiangjin", "2023Q4", language="en").table("sectors")
        >>> print(sectors["amount"].sum(), sectors.attrs["units"]["amount"])
        1088.0 亿元
        >>> sectors.fact("Secondary sector", "amount").id
        '2023.agreed_amount.secondary'
        """
        if name not in self._page_tables:
            raise wrong_choice("表", "table", name, self.tables)
        with self._progress():
            built = self._page_tables[name](self.results)
            table = number_table(built, self._renderer)
        table.attrs["tier"] = highest([table.attrs["tier"], built.attrs.get("tier", TIERS[0])])
        table._words = self.words
        if self.words.has(f"analysis.note.{name}"):
            table.attrs["notes"] = self.words.message(f"analysis.note.{name}")
        if name in NEEDS_LEDGER and not table.empty:
            self._noted(table)
        if table.empty:
            numbers = {column: "float64" for column in map(str, table) if column not in TEXT_COLUMNS}
            table = table.astype(numbers)
            table.attrs["empty"] = self._why_empty(name)
        return self._marked(table)

    @cached_property
    def checks(self) -> NumberTable:
        """Published against computed, one check a row, with the difference and the verdict."""
        return self.table("checks")

    def _why_empty(self, name: str) -> str:
        """Why a table has no rows: no ledger, or no such number by the as-of day."""
        if name in NEEDS_LEDGER and self.results.workspace.ledger is None:
            return self.words.message("analysis.empty.no_ledger")
        return "\n".join(filter(None, (self.words.message("analysis.empty.no_number"), self._known_later())))

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(self.words, self.report().citations, links=False)
