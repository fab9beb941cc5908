"""Projects of earlier imports that an import no longer lists: the years they were signed in are not whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pyarrow as pa

from jjinvest.ledger.store.store import Import
from jjinvest.ledger.validation.continued_projects import CONTINUED_COLUMNS, continued_projects

_COLUMNS = ("key", "project_name", *CONTINUED_COLUMNS)


def gone_signings(
    history: list[Import], chosen: Import, projects: pd.DataFrame, columns_of: Callable[[Import], pa.Table]
) -> tuple[date, ...]:
    """Return the days of signing of projects that imports of earlier months have and the chosen one has not.

    A project counts as it last stood; one that goes on under another code or name, or in parts, is there.
    """
    last_of = {each.month: each for each in history if each.month and each.month < chosen.month}
    known = pd.DataFrame()
    for month in sorted(last_of):
        rows = columns_of(last_of[month]).select(list(_COLUMNS)).to_pandas().astype({"key": "str"})
        known = rows if known.empty else pd.concat([_left(known, rows), rows], ignore_index=True)
    if known.empty:
        return ()
    gone = _left(known, projects.astype({"key": "str"}))
    return tuple(sorted(day.date() for day in pd.to_datetime(gone["signed_on"].dropna())))


def _left(earlier: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Rows of projects that a later ledger has neither under their key nor as others."""
    went = earlier[~earlier["key"].isin(now["key"])]
    return went if went.empty else went[~went["key"].isin(continued_projects(earlier, now).keys())]
