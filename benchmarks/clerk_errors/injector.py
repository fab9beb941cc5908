"""Error injector: changes one row of a sheet and records the change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from jjinvest.ledger.fields import AMOUNTS
from jjinvest.synthetic.workbooks import TypedSheet

DATED = ("negotiated_on", "signed_on", "contract_on", "started_on", "in_production_on", "terminated_on")
SIGNED = ("signed", "started", "in_production")


@dataclass(frozen=True)
class InjectedError:
    """Record of an error: kind, code of the project, columns, cell before and after.

    `place` is its row in the cells of the sheet, `other` is the row with which it now collides, or -1;
    `between` marks a row that is not a project's.
    """

    kind: str
    code: str
    place: int
    columns: tuple[str, ...]
    before: object
    after: object
    other: int = -1
    between: bool = False


@dataclass
class ErrorInjector:
    """Types wrong values into one row of a sheet."""

    sheet: TypedSheet
    place: int
    rng: np.random.Generator

    @property
    def true(self) -> Any:
        """Correct values of the row."""
        return self.sheet.ledger.iloc[self.place]

    def has(self, *names: str) -> bool:
        """Whether the sheet has these columns and the row a correct value in each."""
        return all(
            n in self.sheet.style.columns and not pd.isna(self.true[n]) and self.true[n] != "" for n in names
        )

    def one(self, options: Any) -> Any:
        """Draw one of the options."""
        return options[int(self.rng.integers(len(options)))]

    def put(self, kind: str, name: str, value: object, *further: str) -> InjectedError:
        """Type a value into a column."""
        row, k = self.sheet.cells[self.place], self.sheet.column(name)
        before, row[k] = row[k], value
        return InjectedError(
            kind, str(self.true["project_code"]), self.place, (name, *further), before, value
        )

    def amount(self, kind: str, name: str, yuan: float, *further: str) -> InjectedError:
        """Type an amount of 元, in the sheet's unit."""
        return self.put(kind, name, self.sheet.style.amount(int(yuan)), *further)

    def amounts(self) -> list[str]:
        """Columns of the row that hold a positive amount."""
        return [name for name in AMOUNTS if self.has(name) and self.true[name] > 0]


Kind = Callable[[ErrorInjector], InjectedError | None]
KINDS: dict[str, Kind] = {}


def kind(work: Kind) -> Kind:
    """Register a kind of error under the name of its function."""
    KINDS[work.__name__] = work
    return work
