"""Formal contracts by time: which were concluded in a span, where the ledger allows to say so.

A contract without a date lies between the signing of its project and the start of production, termination or
day of the ledger, whichever comes first. That can be enough to say whether it belongs to a span; where it is
not, the amount of the span is unknown, not 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from jjinvest.data.ledger_snapshot import LedgerState

_Window = tuple[pd.Series, pd.Series]
LAST_DATES = ("in_production_on", "terminated_on")
"""Dates that no contract of a project comes after."""


def concluded(
    projects: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, stands_on: pd.Timestamp
) -> pd.Series | None:
    """Return whether each contract was concluded in a span; None where one amount may belong to it or not.

    Examples
    --------
    >>> day = pd.Timestamp
    >>> rows = pd.DataFrame({"contract_amount": [5, 7], "signed_on": [day(2023, 3, 1), day(2022, 5, 1)]})
    >>> rows["contract_on"] = pd.to_datetime([None, None])
    >>> concluded(rows, day(2023, 1, 1), day(2023, 12, 31), day(2023, 12, 31)) is None
    True
    >>> concluded(rows[:1], day(2023, 1, 1), day(2023, 12, 31), day(2023, 12, 31)).to_list()
    [True]
    """
    window = _window(projects, stands_on)
    if bool(_undecided(projects, window, start, end).any()):
        return None
    return (window[0] >= start) & (window[1] <= end)


def undecided(
    projects: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, stands_on: pd.Timestamp
) -> pd.Series:
    """Return for each row whether its contract has an amount that may belong to a span or not."""
    return _undecided(projects, _window(projects, stands_on), start, end)


def _undecided(projects: pd.DataFrame, window: _Window, start: pd.Timestamp, end: pd.Timestamp) -> pd.Series:
    earliest, latest = window
    touches, within = (earliest <= end) & (latest >= start), (earliest >= start) & (latest <= end)
    return (projects["contract_amount"].fillna(0) != 0) & touches & ~within


def contracts_dated(state: LedgerState, years: Sequence[int]) -> bool:
    """Whether every contract that may be of these years has its date, so that its month is known."""
    rows = state.projects
    earliest, latest = _window(rows, pd.Timestamp(state.stands_on))
    of_years = (earliest <= pd.Timestamp(max(years), 12, 31)) & (latest >= pd.Timestamp(min(years), 1, 1))
    without = (rows["contract_amount"].fillna(0) != 0) & rows["contract_on"].isna()
    return not bool((without & of_years).any())


def _window(projects: pd.DataFrame, stands_on: pd.Timestamp) -> _Window:
    """First and last day on which each contract may have been concluded."""
    dated = projects["contract_on"]
    signed = projects["signed_on"].fillna(pd.Timestamp(1900, 1, 1))
    last = pd.Series(stands_on, index=projects.index)
    for name in LAST_DATES:
        if name in projects:
            last = last.mask(projects[name] < last, projects[name])
    last = last.where(last >= signed, signed)
    return dated.fillna(signed), dated.fillna(last)
