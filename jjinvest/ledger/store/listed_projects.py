"""Which import listed each project last, and as what the projects that left are listed now."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from jjinvest.ledger.validation.continued_projects import continued_projects


@dataclass
class Moves:
    """What became of projects that an import has under another key, or has again; by place of their key.

    Attributes
    ----------
    to
        New place by old place, of projects that were renamed or merged.
    split
        Rows of the parts in the import by old place, of projects that were split.
    known
        Funds to date in 元 by place, as another import than the one before had them.
    """

    to: dict[int, int] = field(default_factory=dict)
    split: dict[int, pd.DataFrame] = field(default_factory=dict)
    known: dict[int, int] = field(default_factory=dict)


@dataclass
class Listed:
    """The imports followed so far.

    Attributes
    ----------
    months
        By place of the key, the month of the last import with the project; empty where none had it.
    absent
        Last rows of the projects that the import before does not have, with their `place`.
    """

    months: np.ndarray
    absent: pd.DataFrame | None = None

    def follow(self, before: str, there: np.ndarray, gone: pd.DataFrame, come: pd.DataFrame) -> Moves:
        """Compare an import with the one before it.

        Parameters
        ----------
        before
            Month of the import before.
        there
            Places of its projects.
        gone, come
            Rows of that import that this one does not have, and the reverse.
        """
        self.months[there] = before
        left = set(gone["place"])
        absent = gone if self.absent is None or self.absent.empty else pd.concat([self.absent, gone])
        moves = Moves()
        if len(absent) and len(come):
            back = absent["place"].isin(set(come["place"]))
            moves.known |= _funds(absent[back])
            absent = absent[~back]
            new = come[self.months[come["place"].to_numpy()] == ""]
            continued = continued_projects(absent, new) if len(absent) and len(new) else {}
            self._move(absent[absent["key"].isin(set(continued))], new, continued, moves, left)
            absent = absent[~absent["key"].isin(set(continued))]
        self.absent = absent
        return moves

    def _move(
        self,
        old: pd.DataFrame,
        new: pd.DataFrame,
        continued: dict[str, list[str]],
        moves: Moves,
        left: set[int],
    ) -> None:
        """Add the projects that go on under other keys."""
        place_of = dict(zip(new["key"], new["place"], strict=True))
        funds = _funds(old)
        for key, place in zip(old["key"], old["place"], strict=True):
            codes = continued[key]
            if len(codes) > 1:
                moves.split[place] = new[new["key"].isin(codes)]
                continue
            target = place_of[codes[0]]
            moves.to[place] = target
            listed = self.months[target]  # of projects merged into one, the earliest is the safe one
            self.months[target] = min(self.months[place], listed) if listed else self.months[place]
            if place not in left:
                moves.known[target] = moves.known.get(target, 0) + funds[place]


def _funds(rows: pd.DataFrame) -> dict[int, int]:
    funds = rows["funds_to_date"].fillna(0).astype("int64")
    return dict(zip(rows["place"].tolist(), funds.tolist(), strict=True))
