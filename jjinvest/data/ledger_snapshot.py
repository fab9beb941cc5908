"""Project ledger of a district at the end of a month, as one import gives it, ready for analysis."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from jjinvest.core.periods import period_end, period_start

GROUPINGS = ("chain", "task_force", "channel", "park")
"""Free-text columns by which projects are grouped; in a snapshot their cells are keys of labels."""


@dataclass(frozen=True)
class EarlierLedger:
    """Projects and payments of an earlier import, with the columns of :class:`LedgerState`."""

    stands_on: date
    projects: pd.DataFrame
    payments: pd.DataFrame


@dataclass(frozen=True)
class LedgerState:
    """One import of a ledger.

    Attributes
    ----------
    number, file, sha256, imported_on
        Number of the import, and its workbook.
    stands_on
        Day up to which the ledger is complete.
    left_out, left_out_agreed_amount
        Number of rejected rows that the import left out, and their agreed amount in 元.
    projects
        One row per project, as :meth:`jjinvest.ledger.validation.result.ValidationResult.frame` gives
        them, with keys of labels in the columns :data:`GROUPINGS`.
    payments
        One row per project and span of months with funds: project_code, month (first day of the last month
        in which they may have been paid), amount (元; negative where the ledger was corrected), since (first
        day of the first such month: `month` itself where it is known, blank where nothing is known).
    funds_known_from
        The first imported month, or an earlier one where the ledger dates its payments.
    estimates
        Amounts in 元 that earlier imports stated of projects in negotiation, by key.
    left_out_funds
        Funds in 元 of the rows that the import left out, and of payments without a project.
    gone_funds
        Funds in 元 of projects that earlier imports have and the ledger has not: no number holds them.
    gone_paid
        Number of these projects.
    gone
        Number of projects, signed and not terminated in earlier ledgers, that it does not have.
    gone_rows
        Projects signed in years before that earlier imports have and the ledger has not, as they last stood,
        with the month of that import (listed_until): :meth:`with_gone` counts them in those years.
    earlier
        The ledger that the last release rested on, with its payments as they were read then.
    open_time
        Spans of months of which it is not known what projects received, as rows of `payments` of 0 元.
    correction
        Number and day of the last import of the month, where it came after the as-of day and is not used.
    unstated
        Stages that it has no column for: that no project is said to be in one is not known to be true.
    """

    number: int
    file: str
    sha256: str
    stands_on: date
    imported_on: date
    left_out: int
    left_out_agreed_amount: int
    projects: pd.DataFrame
    payments: pd.DataFrame
    funds_known_from: date
    earlier: EarlierLedger | None = None
    gone: int = 0
    gone_funds: int = 0
    gone_paid: int = 0
    left_out_funds: int = 0
    estimates: pd.Series = field(default_factory=lambda: pd.Series(dtype="Int64"))
    correction: tuple[int, date] | None = None
    open_time: pd.DataFrame = field(default_factory=pd.DataFrame)
    unstated: frozenset[str] = frozenset()
    gone_rows: pd.DataFrame = field(default_factory=pd.DataFrame)

    def lacks(self, start: date, end: date) -> int:
        """Number of projects signed from one day to another, in a year before, that it no longer has."""
        if self.gone_rows.empty:
            return 0
        return int(self.gone_rows["signed_on"].between(pd.Timestamp(start), pd.Timestamp(end)).sum())

    def gone_until(self, year: int) -> str:
        """Month of the last ledger that had projects signed in a year which this one no longer has."""
        if self.gone_rows.empty:
            return ""
        of_year = self.gone_rows["signed_on"].dt.year == year
        return max(map(str, self.gone_rows.loc[of_year, "listed_until"]), default="")

    def with_gone(self) -> LedgerState:
        """Return the ledger with the projects of years before that it no longer has, behind its own.

        Nothing of them lies in the ledger's year: its numbers stay as they are.
        """
        if self.gone_rows.empty:
            return self
        rows = self.gone_rows.reindex(columns=self.projects.columns)
        projects = pd.concat([self.projects, rows], ignore_index=True)
        return replace(self, projects=projects.astype(dict(self.projects.dtypes)), gone_rows=pd.DataFrame())

    def of_year_before(self, period: str) -> str:
        """Caveat of a number of an earlier period: it may hold projects that the ledger no longer has."""
        lacks = self.lacks(period_start(period), period_end(period))
        return "with_gone_projects" if lacks else "earlier_years_of_ledger"

    def years_left_blank(self) -> pd.Series:
        """Funds to date in 元 of the projects whose year to date is blank while others state theirs.

        What of it came in this year is not known: the sum of the year may lack it.
        """
        rows = self.projects.reindex(columns=["funds_ytd", "funds_to_date"])
        partly = rows["funds_ytd"].notna().any()
        total: pd.Series = rows["funds_to_date"].fillna(0).astype("int64")
        return total[rows["funds_ytd"].isna() & (total > 0)] if partly else total[:0]

    def funds_left_blank(self) -> int:
        """Number of signed projects whose funds are blank while others state theirs: in no sum, and not 0."""
        rows = self.projects.reindex(columns=["signed_on", "funds_ytd", "funds_to_date"])
        stated = rows[["funds_ytd", "funds_to_date"]].notna().any(axis=1)
        return int((rows["signed_on"].notna() & ~stated).sum()) if stated.any() else 0

    @property
    def source(self) -> str:
        """Id of the ledger as a source of figures."""
        return source_of(self.number)


def source_of(number: int) -> str:
    """Id of an import as a source of figures."""
    return f"ledger_{number:04d}"
