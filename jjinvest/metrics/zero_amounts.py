"""Whom a zero speaks of: the projects that could have added to an amount and did not.

0 of no project discloses nobody. 0 of one or two projects says that these paid nothing, or have no contract,
and is as little for the public as an amount of theirs would be.
"""

from __future__ import annotations

import pandas as pd

from jjinvest.core.periods import period_end, period_months
from jjinvest.data.ledger_snapshot import LedgerState


def could_add(state: LedgerState, period: str, parts: pd.DataFrame) -> pd.DataFrame:
    """Return whether each project could add to each measure of a period: a flag beside each contribution.

    An agreed amount is of the projects signed in the period. Funds may be of any project that was signed by
    its end and not terminated, a contract of one that had none before.

    Parameters
    ----------
    parts
        Contribution of each project (:func:`jjinvest.metrics.ledger_observations.measures`).
    """
    end = pd.Timestamp(period_end(period))
    first = pd.Timestamp(int(period[:4]), period_months(period)[0], 1)
    in_period, going_on = state.projects["signed_on"].between(first, end), could_pay(state.projects, end)
    had_one = state.projects["contract_on"] < first
    possible = {"agreed_amount": in_period, "contract_amount": going_on & ~had_one}
    return pd.DataFrame(
        {metric: (numbers != 0) | possible.get(str(metric), going_on) for metric, numbers in parts.items()},
        index=parts.index,
    )


def could_pay(projects: pd.DataFrame, end: pd.Timestamp) -> pd.Series:
    """Return whether each project was signed by a day and is not terminated."""
    return (projects["signed_on"] <= end) & (projects["stage"].astype("str") != "terminated")
