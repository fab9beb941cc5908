"""Which import listed each project last, and as what the projects that left are listed now."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from jjinvest.ledger.validation.imports.exchange_rates import RATE_COLUMNS
from jjinvest.ledger.validation.projects.continued_projects import continued_projects

_KNOWN = pd.DataFrame({"key": pd.Series(dtype="str"), "funds_to_date": pd.Series(dtype="int64")})


@dataclass
class Moves:
    """What became of projects that an import has under another key, or has again; by place of their key.

    Attributes
    ----------
    to
        New place by old place, of projects that were renamed or merged.
    split, whole
        Rows of the parts in the import by old place, of projects that were split, and the last row of these.
    known
        Rows of projects as another import than the one before had them: their places as keys, their funds to
        date in 元 and how these were converted.
    """

    to: dict[int, int] = field(default_factory=dict)
    split: dict[int, pd.DataFrame] = field(default_factory=dict)
    whole: dict[int, pd.DataFrame] = field(default_factory=dict)
    known: list[pd.DataFrame] = field(default_factory=list)

    def known_rows(self) -> pd.DataFrame:
        """Rows of projects as another import than the one before had them."""
        return pd.concat([_KNOWN, *self.known]) if self.known else _KNOWN


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
            moves.known.append(_known(absent[back]))
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
        for key, place in zip(old["key"], old["place"], strict=True):
            codes, row = continued[key], old[old["place"] == place]
            if len(codes) > 1:
                moves.split[place], moves.whole[place] = new[new["key"].isin(codes)], row
                continue
            target = place_of[codes[0]]
            moves.to[place] = target
            listed = self.months[target]  # of projects merged into one, the earliest is the safe one
            self.months[target] = min(self.months[place], listed) if listed else self.months[place]
            if place not in left:
                moves.known.append(_known(row.assign(place=target)))


def _known(rows: pd.DataFrame) -> pd.DataFrame:
    funds = rows["funds_to_date"].fillna(0).astype("int64")
    stored = [name for name in RATE_COLUMNS if name in rows.columns]
    return rows[stored].assign(key=rows["place"].astype("str"), funds_to_date=funds)
