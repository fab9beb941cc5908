"""The context of an analysis: a district's data as of a date, the period, seed and assumptions."""

from __future__ import annotations

from dataclasses import dataclass

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.periods import cumulative_period, period_end
from jjinvest.data.workspace import Workspace


@dataclass(frozen=True)
class AnalysisContext:
    """A district's data as of a date, with the period, seed and assumptions of the analysis.

    Parameters
    ----------
    workspace
        Data that are already as of a date.
    run_period
        A quarter such as 2023Q4; the figures reported are those of its year to date (2023).
    seed
        Seed of every simulation.
    assumptions
        Assumptions of the forecasts.
    """

    workspace: Workspace
    run_period: str
    seed: int
    assumptions: Assumptions

    @property
    def period(self) -> str:
        """Year-to-date period of the run: 2023, 2023H1, 2023Q1-Q3 or 2023Q1."""
        return cumulative_period(self.run_period)

    @property
    def year(self) -> int:
        """Year of the run."""
        return int(self.run_period[:4])

    @property
    def complete_year(self) -> bool:
        """Whether the run reports a complete year."""
        return period_end(self.period).month == 12
