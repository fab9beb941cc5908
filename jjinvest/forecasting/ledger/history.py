"""From when on a ledger was kept: signings, and negotiations that came to nothing.

A ledger begun in one year lists negotiations that were open then, and often projects signed before. It does
not list the negotiations that had come to nothing by then. The months before look as if every negotiation had
succeeded: rates of signing taken from them are far too high.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from jjinvest.forecasting.ledger.hazards import MIN_MODEL_EVENTS, Ints, first_open_month, month_number

MIN_ACTIVITY_SHARE = 0.25
"""Share of the usual events of twelve months, below which a ledger was not yet kept."""
REFERENCE_MONTHS = 36
"""Number of the latest months from which, each with the eleven after it, the usual activity is taken."""
MIN_OBSERVED_MONTHS = 12
"""Months that negotiations are observed for at least, all seasons once."""


def history_begins(months: Ints, open_month: int) -> int | None:
    """Month (number) from which on events are kept as regularly as they are now; None without any.

    A ledger begun in one year often lists a few projects carried over from long before (续建, 结转). The
    years between were not years without signings: nobody kept a ledger, and no window may count them. So the
    history ends, going back, where twelve months hold less than a share :data:`MIN_ACTIVITY_SHARE` of what
    the latest years usually hold.
    """
    dated = np.sort(months[(months >= 0) & (months < open_month)])
    if not len(dated):
        return None
    starts = np.arange(int(dated[0]), max(open_month - 11, int(dated[0]) + 1))
    within = np.searchsorted(dated, starts + 12) - np.searchsorted(dated, starts)
    sparse = np.flatnonzero(within < MIN_ACTIVITY_SHARE * np.median(within[-REFERENCE_MONTHS:]))
    begins = int(starts[sparse[-1]]) + 1 if len(sparse) else int(starts[0])
    later = dated[dated >= begins]
    return int(later[0]) if len(later) else int(dated[0])


def endings_kept_from(known: pd.DataFrame, *, as_of: str | pd.Timestamp) -> int | None:
    """Month (number) from which on negotiations that came to nothing are kept as regularly as they are now.

    Negotiations are observed from then on only (delayed entry). None where none was ever terminated, or where
    that would leave less than a year (:data:`MIN_OBSERVED_MONTHS`) or fewer than
    :data:`~jjinvest.forecasting.ledger.hazards.MIN_MODEL_EVENTS` signings.

    Parameters
    ----------
    known
        Ledger without what came after the as-of date.
    """
    negotiated = known["negotiated_on"].notna()
    ended = known.loc[negotiated & known["signed_on"].isna(), "terminated_on"]
    open_month = first_open_month(as_of)
    begins = history_begins(month_number(ended), open_month)
    if begins is None or open_month - begins < MIN_OBSERVED_MONTHS:
        return None
    signed = month_number(known.loc[negotiated, "signed_on"])
    return begins if int((signed >= begins).sum()) >= MIN_MODEL_EVENTS else None
