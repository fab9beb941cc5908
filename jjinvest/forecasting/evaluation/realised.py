"""How well a forecast told what then happened: one year, so a table and no verdict."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from jjinvest.core.facts import frame
from jjinvest.core.quantity import Quantity
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.evaluation.scores import crps, interval_score


def score_realised(
    outcome: ForecastDistribution, actual: Quantity, even: float | None, *, part: str
) -> pd.DataFrame:
    """Score an outcome against the published total, as facts under ``<key>.<part>.score``.

    ``actual_percentile`` is where it fell in the distribution; ``crps`` the continuous ranked probability score and
    ``interval80`` the interval score of the 80 % band, in 亿元, smaller is better; ``linear_error`` what the even pace
    (`even`, 亿元) was off by, which is its own CRPS.

    Raises
    ------
    BasisError
        If the published total has another 口径 than the forecast.
    """
    happened = outcome.threshold(actual)
    about = replace(outcome, caveat="different_wording")
    key = f"{outcome.key}.{part}"
    below = 100 * (1 - outcome.p_reach(actual))
    low, high = outcome.band(80)
    rows = [
        about.fact(f"{key}.actual_percentile", below, unit="%"),
        about.fact(f"{key}.score.crps", float(crps(outcome.samples, happened))),
        about.fact(f"{key}.score.interval80", float(interval_score(low, high, happened, alpha=0.2))),
    ]
    if even is not None:
        rows.append(about.fact(f"{key}.score.linear_error", abs(even - happened)))
    return frame(rows)
