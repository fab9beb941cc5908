"""The context of an analysis: a district's data as of a date, the period, seed and assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.light_imports import WhenUsed
from jjinvest.core.periods import period_end

if TYPE_CHECKING:
    from jjinvest.data import reported_period
    from jjinvest.data.workspace import Workspace
else:
    reported_period = WhenUsed("jjinvest.data.reported_period")


@dataclass(frozen=True)
class AnalysisContext:
    """A district's data as of a date, with the period, seed and assumptions of the analysis.

    Parameters
    ----------
    workspace
        Data that are already as of a date.
    run_period
        A quarter such as 2023Q4; the figures reported are those of :attr:`period` (2023).
    seed
        Seed of every simulation.
    assumptions
        Assumptions of the forecasts.
    """

    workspace: Workspace
    run_period: str
    seed: int
    assumptions: Assumptions

    @cached_property
    def period(self) -> str:
        """Period reported, of the data as of the date: 2023, 2023H1, 2023Q1-Q3, 2018-01..2018-10."""
        return reported_period.reported_period(self.workspace, self.run_period)

    @property
    def year(self) -> int:
        """Year of the run."""
        return int(self.run_period[:4])

    @property
    def complete_year(self) -> bool:
        """Whether the run reports a complete year."""
        return period_end(self.period).month == 12

    @property
    def year_overdue(self) -> bool:
        """Whether the year was over on the as-of day while the run still reports a part of it."""
        day = self.workspace.as_of_date
        return not self.complete_year and day is not None and day.year > self.year
