"""The rest of a year of which some months of a quarter are known, by paths of whole quarters.

A path of the quarterly model has the whole of the running quarter. What of it comes after the months known is
a share of its own: a Beta distribution around the share that such months have, the wider the more single
quarters differ. If amounts come as a gamma process, quarters of coefficient of variation v split into months
with 1/v² observations; agreed amounts of 330 districts about do. The months known say nothing of the level
here: that is what year-to-date credibility weighs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from jjinvest.core.quantity import Quantity, shown_value, total
from jjinvest.data.running_totals import sums_of
from jjinvest.forecasting.on_demand import Samples
from jjinvest.forecasting.year_to_date.credibility import MONTH_SHARES, MONTHS_PER_QUARTER
from jjinvest.forecasting.year_to_date.inputs import MAX_EARLIER_YEARS

WORTH_YEARS = 4
"""Earlier years that these shares count for beside the district's own."""
OBSERVATIONS = (0.8, 20.0)
"""Least and most observations that the split of a quarter into months is worth."""


def share_of_quarter(published: Mapping[str, Quantity], year: int, months: int) -> float:
    """Share of the running quarter expected by now, from months of the same quarter of earlier years.

    Parameters
    ----------
    published
        Amounts by period in lower case, as
        :func:`~jjinvest.forecasting.year_to_date.running_totals.figures_of` returns them.
    months
        Months of the year that are over, within a quarter.

    Examples
    --------
    >>> share_of_quarter({}, 2024, 5)
    0.59
    """
    quarter, month = divmod(months, MONTHS_PER_QUARTER)
    start, end = MONTHS_PER_QUARTER * quarter, MONTHS_PER_QUARTER * (quarter + 1)
    usual = MONTH_SHARES[month]
    years, part, whole = 0, 0.0, 0.0
    for earlier in range(year - MAX_EARLIER_YEARS, year):
        sums = sums_of(dict(published), earlier)
        if not {months, end} <= sums.keys() or (start and start not in sums):
            continue
        at = {n: shown_value(total([published[name] for name in sums[n]])) for n in (months, end)}
        before = shown_value(total([published[name] for name in sums[start]])) if start else 0.0
        if not before <= at[months] <= at[end]:
            continue  # a running total that fell: one of them is wrong
        years, part, whole = years + 1, part + at[months] - before, whole + at[end] - before
    if not whole:
        return usual
    return (years * part / whole + WORTH_YEARS * usual) / (years + WORTH_YEARS)


def rest_after_months(
    paths: npt.NDArray[np.float64], share: float, variation: float, *, seed: int
) -> Samples:
    """Amount still to come, from paths of the running quarter and those after it, shape (draws, quarters).

    Parameters
    ----------
    share
        Share of the running quarter expected by now (:func:`share_of_quarter`).
    variation
        Coefficient of variation of single quarters
        (:func:`~jjinvest.forecasting.quarterly.interval_calibration.variation`).
    """
    worth = float(np.clip(1 / max(variation, 1e-6) ** 2, *OBSERVATIONS))
    rng = np.random.default_rng([seed, 5])
    left = rng.beta(worth * (1 - share), worth * share, len(paths))
    return np.asarray(left * paths[:, 0] + paths[:, 1:].sum(axis=1))
