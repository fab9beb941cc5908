"""Project ledger of a district at the end of a month, as one import gives it, ready for analysis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

GROUPINGS = ("chain", "task_force", "channel", "park")
"""Free-text columns by which projects are grouped; in a snapshot their cells are keys of labels."""


@dataclass(frozen=True)
class EarlierLedger:
    """Rows and payments of an earlier import, with the columns of :class:`LedgerState`."""

    stands_on: date
    projects: pd.DataFrame
    payments: pd.DataFrame


@dataclass(frozen=True)
class LedgerState:
    """One import of a ledger.

    `projects` is the frame of :meth:`jjinvest.ledger.validation.validate.ValidationResult.frame` with keys of labels in
    :data:`GROUPINGS`; `payments` has a row a project and month in which funds came: project_code, month (its
    first day), amount (元; negative where the ledger was corrected); those of the first month imported,
    `funds_known_from`, hold all that came before. `left_out` rows, with their agreed amount in 元, were
    rejected. `earlier` is the ledger that the last release rested on, with the payments as they were read
    then.
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

    @property
    def source(self) -> str:
        """Id of the ledger as a source of figures."""
        return source_of(self.number)


def source_of(number: int) -> str:
    """Id of an import as a source of figures."""
    return f"ledger_{number:04d}"
