"""Frames of what was read: figures, every number, targets, projects and payments."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from jjinvest.analysis.analysis_base import AnalysisBase
from jjinvest.analysis.number_table import NumberTable, headed
from jjinvest.analysis.tidy import facts_frame, figures_frame, ledger_frame, payments_frame, targets_frame
from jjinvest.ledger.fields import BY_NAME, field_label


class DataFrames(AnalysisBase):
    """Frames of what was read, and of every number computed from it."""

    @cached_property
    def figures(self) -> NumberTable:
        """Published figures, one number a row (:func:`jjinvest.analysis.tidy.figures_frame`).

        The value is in the published unit, amounts also in 元 (`value_yuan`); `published` is the day of the
        source. A part has one column a dimension, missing where the number is of the whole.

        Examples
        --------
        >>> import jjinvest as jj
        >>> d = jj.open("jiangjin", "2023Q4")
        >>> sectors = d.figures[d.figures["sector"].notna() & (d.figures["metric"] == "agreed_amount")]
        >>> print(sectors["value"].sum())
        1088.0
        """
        workspace = self.results.workspace
        return headed(figures_frame(workspace.figures, workspace.sources), self.words)

    @cached_property
    def facts(self) -> NumberTable:
        """Every number as a row: period, metric, part, statistic, value, low, high, unit, evidence, source.

        Numbers that take seconds (bounds, reconstructed ledgers) are in the tables of the pages; see
        :meth:`table`.
        """
        with self._progress():
            facts = [fact for view in self.results.available_views for fact in view.facts.values()]
        return self._marked(headed(facts_frame(facts, self.results, self.words), self.words))

    @cached_property
    def targets(self) -> NumberTable:
        """Targets of years, published or implied by a completion, one a row."""
        return self._marked(headed(targets_frame(self.results.workspace.targets), self.words))

    @property
    def ledger(self) -> NumberTable:
        """Projects of the ledger, one a row: days as datetimes, amounts in 亿元, names in words.

        Leads, projects in talks and terminated ones are rows too: ``d.ledger[d.ledger["signed"]]`` has those
        with a day of signing. The rows stand on :attr:`ledger_day`.

        Raises
        ------
        ParameterError
            If the district has no ledger of the period.
        """
        return self._ledger_frame.copy(deep=False)  # what is changed is copied then

    @cached_property
    def _ledger_frame(self) -> NumberTable:
        return self._noted(headed(ledger_frame(self._state(), self.words), self.words, self._fields))

    @property
    def _fields(self) -> dict[str, str]:
        """Heads of the columns of a ledger."""
        return {name: field_label(name, self.language) for name in BY_NAME}

    @property
    def ledger_day(self) -> date:
        """Day up to which the ledger is complete; durations to date are counted to it, not to :attr:`as_of`.

        Raises
        ------
        ParameterError
            If the district has no ledger of the period.
        """
        return self._state().stands_on

    @cached_property
    def payments(self) -> NumberTable:
        """Funds by project and month in 亿元, with the project's sector, origin and day of signing.

        Raises
        ------
        ParameterError
            If the district has no ledger of the period.
        """
        return self._noted(headed(payments_frame(self._state(), self.words), self.words, self._fields))
