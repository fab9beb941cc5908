"""Scores one forecast against its realised value; a single year, so no conclusion is drawn."""

from __future__ import annotations

from dataclasses import replace

from jjinvest.core.facts import Fact
from jjinvest.core.quantity import Quantity
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.evaluation.scores import crps, interval_score


def score_realised(
    forecast: ForecastDistribution,
    actual: Quantity,
    linear: float | None,
    *,
    part: str,
    wordings_differ: bool = False,
) -> list[Fact]:
    """Score a forecast against the published total, as facts under ``<key>.<part>``.

    ``actual_percentile`` is the percentile of the total in the distribution. ``score.crps`` is the continuous
    ranked probability score and ``score.interval80`` the interval score of the 80 % range, in 亿元; smaller
    is better. ``score.linear_error`` is the absolute error of the linear projection, which is also its CRPS.

    Parameters
    ----------
    linear
        Linear projection in 亿元, if there is one.
    wordings_differ
        Whether the texts of the forecast's figures and of the total state different 口径.

    Raises
    ------
    BasisError
        If the published total has another 口径 than the forecast.
    """
    total = forecast.threshold(actual)
    about = replace(forecast, caveat="different_wording") if wordings_differ else forecast
    key = forecast.key / part
    low, high = forecast.band(80)
    below = 100 * (1 - forecast.p_reach(actual))
    interval = float(interval_score(low, high, total, alpha=0.2))
    facts = [
        replace(about.fact(key / "actual_percentile", below, unit="%", definition=part), decimals=0),
        about.fact(key / "score" / "crps", float(crps(forecast.samples, total)), definition="score"),
        about.fact(key / "score" / "interval80", interval, definition="score"),
    ]
    if linear is not None:
        facts.append(about.fact(key / "score" / "linear_error", abs(linear - total), definition="score"))
    return facts
