"""Projects of years before that an import no longer lists, as earlier imports last had them.

A ledger that drops finished projects at the turn of the year makes last year too small. What these projects
were is known from the imports that had them: last year's numbers hold them, and say so. A project that was
gone before the last import of the year in which it was signed was in no year's total, and is in none now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pandas as pd
import pyarrow as pa

from jjinvest.ledger.store.store import Import
from jjinvest.ledger.validation.projects.continued_projects import CONTINUED_COLUMNS, continued_projects

_COLUMNS = ("key", "project_name", *CONTINUED_COLUMNS)
_DAYS_AND_AMOUNTS = {
    "contract_on": "contract_amount",
    "started_on": "",
    "in_production_on": "",
    "terminated_on": "",
}
UNTIL = "listed_until"


def gone_projects(
    history: list[Import],
    chosen: Import,
    projects: pd.DataFrame,
    columns_of: Callable[[Import], pa.Table],
    rows_of: Callable[[Import], pd.DataFrame],
) -> pd.DataFrame:
    """Return the projects signed in years before that earlier imports have and the chosen one has not.

    A project counts as it last stood, up to the end of the year before; one that goes on under another code
    or name, or in parts, is there.

    Parameters
    ----------
    history
        The imports that count.
    chosen
        The import of the report.
    projects
        Its rows.
    columns_of
        Returns some columns of an import.
    rows_of
        Returns the rows of an import, with the groups by their keys as in `projects`.

    Returns
    -------
    pandas.DataFrame
        The columns of `projects`, and ``listed_until``: the month of the last import that has the project.
    """
    last_of = {each.month: each for each in history if each.month and each.month < chosen.month}
    known = pd.DataFrame()
    for month in sorted(last_of):
        rows = columns_of(last_of[month]).select(list(_COLUMNS)).to_pandas().astype({"key": "str"})
        rows[UNTIL] = month
        known = rows if known.empty else pd.concat([_left(known, rows), rows], ignore_index=True)
    if known.empty:
        return pd.DataFrame()
    gone = _left(known, projects.astype({"key": "str"}))
    signed = pd.to_datetime(gone["signed_on"])
    gone = gone[signed < pd.Timestamp(int(chosen.month[:4]), 1, 1)]
    stood = [_stood_at_year_end(*each, last_of) for each in zip(signed[gone.index], gone[UNTIL], strict=True)]
    gone = gone[pd.Series(stood, index=gone.index, dtype=bool)]
    parts = []
    for until, of_month in gone.groupby(UNTIL):
        listed = rows_of(last_of[str(until)])
        listed = listed[listed["key"].astype("str").isin(of_month["key"])]
        parts.append(listed.reindex(columns=projects.columns).assign(**{UNTIL: until}))
    if not parts:
        return pd.DataFrame()
    return _up_to(date(int(chosen.month[:4]) - 1, 12, 31), pd.concat(parts, ignore_index=True))


def _stood_at_year_end(signed: pd.Timestamp, until: str, last_of: Mapping[str, Import]) -> bool:
    """Whether the last import of the year of signing, or a later one, has the project."""
    of_year = [month for month in last_of if month[:4] == str(signed.year)]
    return not of_year or until >= max(of_year)


def _up_to(end: date, rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out what happened after a day: it belongs to a year of which the ledger speaks itself."""
    for day, amount in _DAYS_AND_AMOUNTS.items():
        if day not in rows:
            continue
        late = pd.to_datetime(rows[day]) > pd.Timestamp(end)
        for name in (day, amount) if amount else (day,):
            rows[name] = rows[name].mask(late)
    return rows


def _left(earlier: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Rows of projects that a later ledger has neither under their key nor as others."""
    went = earlier[~earlier["key"].isin(now["key"])]
    return went if went.empty else went[~went["key"].isin(continued_projects(earlier, now).keys())]
