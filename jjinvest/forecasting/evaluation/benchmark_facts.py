"""Scores of each method outside the district's own backtest, as facts.

Ids: ``2023.benchmark.<place>.<method>.<score>``. Places:

- ``from_mid_year``: this year, forecast from its first half;
- ``complete_series``, ``published_growth``: the context series of growth rates;
- ``synthetic``: synthetic districts;
- ``series_8`` …: economic series of so many quarters.

Scores are in % of the reference forecast (the year before; from mid-year an even pace), except ``years`` and ``brier``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.evaluation.backtest import NAIVE, BacktestYear, score
from jjinvest.forecasting.evaluation.benchmark_scores import series_scores, synthetic_scores
from jjinvest.forecasting.evaluation.growth_backtest import KNOWN_FROM, backtest_growth

SCORE_UNITS = {
    "years": "个",
    "covered80": "%",
    "skill": "%",
    "crps": "%",
    "pinball": "%",
    "interval80": "%",
    "brier": "",
}


def scores_by_place(
    growth: pd.DataFrame, passed: int, mid_year: tuple[ForecastDistribution, float, float] | None
) -> dict[str, pd.DataFrame]:
    """Return scores by place, one row a method; places without a scored forecast are left out.

    Parameters
    ----------
    growth
        Context rows of growth known by the day.
    passed
        Quarters of the year ahead that are over: scores of synthetic districts are those of the same quarter.
    mid_year
        The mid-year forecast, the even pace and the actual total, both in 亿元; None where there is none.

    See Also
    --------
    jjinvest.forecasting.evaluation.backtest.score : the columns of each table.
    """
    places = {}
    if mid_year is not None:
        outcome, even, actual = mid_year
        year = BacktestYear(
            outcome.year, {"so_far": outcome.samples / even}, 1.0, actual / even, float("nan")
        )
        places["from_mid_year"] = score([year], ["so_far"]).drop(columns="brier")
    for selection in KNOWN_FROM:
        trials = backtest_growth(growth, selection)
        places[selection] = score(trials, ["zero", "fitted"]) if trials else pd.DataFrame()
    places["synthetic"] = synthetic_scores(passed).reset_index()
    for quarters, row in series_scores().iterrows():
        places[f"series_{quarters}"] = row.to_frame().T
    return {place: table[table["model"] != NAIVE] for place, table in places.items() if len(table)}


def method_facts(
    scores: dict[str, pd.DataFrame], period: str, *, sources: tuple[str, ...] = ()
) -> list[Fact]:
    """Return every score of :func:`scores_by_place` as a fact; `sources` are those of the mid-year forecast."""
    return [fact for place, table in scores.items() for fact in _facts(place, table, period, sources)]


def _facts(place: str, table: pd.DataFrame, period: str, sources: tuple[str, ...]) -> Iterator[Fact]:
    caveat = {"synthetic": "synthetic_easier", "published_growth": "selected_growth"}.get(place, "")
    for row in table.to_dict("records"):
        for name, unit in SCORE_UNITS.items():
            value = row.get(name)
            if value is None or value != value:
                continue
            yield Fact(
                FactId.of(period, "benchmark", place, row["model"], name),
                float(value) * (100 if unit == "%" else 1),
                None,
                None,
                unit,
                "rate",
                "all",
                "modelled",
                period,
                sources=sources if place == "from_mid_year" else (),
                caveat=caveat,
                definition="benchmark",
            )
