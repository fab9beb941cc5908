"""How much single projects move a year's total, from how much the known quarters of its series differ.

For series without size classes or numbers of projects. Large projects show in the quarters as scatter beyond
the season; of four quarters that err one by one, a year has half of it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from jjinvest.core.quantity import Quantity
from jjinvest.forecasting.quarterly.history import (
    MIN_SEASONAL_QUARTERS,
    QUARTERS_PER_YEAR,
    quarterly_history,
)
from jjinvest.forecasting.quarterly.interval_calibration import variation

ASSUMED_QUARTERS = 4
"""Quarters that the assumed process CV counts for beside those known."""
MAX_SCATTER_QUARTERS = 16
"""Latest quarters that are used: projects of long ago were of another size."""
MAX_PROCESS_CV = 0.95


def process_cv_of_published(published: Mapping[str, Quantity], assumed: float, least: float) -> float | None:
    """Process CV of a year from published quarters; None where they are few or show no more than `least`.

    Variances count by quarters. Quarters that are alike do not take the CV below `least`: what is paid in
    instalments is even from quarter to quarter, and still not from year to year.

    Parameters
    ----------
    published
        As in :func:`~jjinvest.forecasting.quarterly.history.quarterly_history`.
    assumed
        CV of series of this kind, which counts for :data:`ASSUMED_QUARTERS`.

    Examples
    --------
    >>> process_cv_of_published({}, 0.4, 0.2) is None
    True
    """
    history = quarterly_history(published).to_numpy(dtype=float)[-MAX_SCATTER_QUARTERS:]
    known = int(np.isfinite(history).sum())
    if known < MIN_SEASONAL_QUARTERS:
        return None
    own = variation(history) ** 2 / QUARTERS_PER_YEAR
    pooled = (known * own + ASSUMED_QUARTERS * assumed**2) / (known + ASSUMED_QUARTERS)
    return min(float(np.sqrt(pooled)), MAX_PROCESS_CV) if own > least**2 else None
