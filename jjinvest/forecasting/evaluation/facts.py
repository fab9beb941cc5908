"""Facts of the evaluation: the district's own backtest, and scores of each method on other data.

Ids of the backtest:

- ``2022.agreed_amount.backtest.<method>``: median of a past forecast with its 80 % band; ``actual`` and
  ``naive`` beside it. A forecast from mid-year is ``2022.agreed_amount.backtest.2022h1.<method>``.
- ``2023h1.backtest.<method>.crps`` and the other scores, and ``.weight``.
- ``2023h1.backtest.synthetic.<method>.skill``: skill on synthetic districts.

Ids of scores on other data are ``2023.benchmark.<place>.<method>.<score>``. Places:

- ``from_mid_year``: this year, forecast from its first half;
- ``complete_series``, ``published_growth``: the context series of growth rates;
- ``synthetic``: synthetic districts;
- ``series_8`` …: economic series of so many quarters.

Scores on other data are in % of the reference forecast (the year before; from mid-year the linear
projection), except ``years`` and ``brier``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.rounding import round_half_up
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.evaluation.backtest import NAIVE, BacktestYear, Scorecard, score
from jjinvest.forecasting.evaluation.benchmark_scores import (
    series_scores,
    synthetic_reliability,
    synthetic_scores,
)
from jjinvest.forecasting.evaluation.growth_backtest import KNOWN_FROM, backtest_growth
from jjinvest.forecasting.on_demand import Samples

BACKTEST_UNITS = {
    "years": "个",
    "crps": "亿元",
    "pinball": "亿元",
    "interval80": "亿元",
    "covered80": "%",
    "brier": "",
    "skill": "%",
}
POOLED = "pooled"


def backtest_facts(
    card: Scorecard, benchmark: pd.DataFrame, period: str, sources: tuple[str, ...]
) -> list[Fact]:
    """Return every number of a scorecard and of the benchmark beside it.

    Parameters
    ----------
    benchmark
        Frame of :func:`~jjinvest.forecasting.evaluation.benchmark_scores.synthetic_scores`.
    sources
        Sources of the past years.
    """
    collected = [fact for year in card.years for fact in _year_facts(year, card.weights)]
    collected += _score_facts(card, benchmark, period)
    return [replace(fact, sources=sources) for fact in collected]


def mixture(predictions: Mapping[str, Samples], weights: Mapping[str, float]) -> Samples:
    """Samples of a linear pool: each method gives quantiles in proportion to its weight.

    Examples
    --------
    >>> float(mixture({"a": np.zeros(1000), "b": np.ones(1000)}, {"a": 0.3, "b": 0.7}).mean())
    0.7
    """
    draws = min(values.size for values in predictions.values())
    return np.concatenate(
        [
            np.quantile(predictions[name], (np.arange(n) + 0.5) / n)
            for name, weight in weights.items()
            if (n := int(round_half_up(weight * draws)))
        ]
    )


def _year_facts(year: BacktestYear, weights: Mapping[str, float]) -> Iterator[Fact]:
    """Actual, naive, each method's forecast of a past year, and the pool of those with a weight."""
    head, period = year.key, str(year.year)
    yield _backtest_fact(head / "actual", year.actual, "亿元", period, evidence="computed")
    yield _backtest_fact(head / NAIVE, year.naive, "亿元", period, evidence="computed")
    predictions = dict(year.predictions)
    earned = {name: weight for name, weight in weights.items() if name in predictions}
    if earned:
        predictions[POOLED] = pooled = mixture(predictions, earned)
        quartiles = np.quantile(pooled, [0.25, 0.75])
        yield _backtest_fact(head / POOLED / "band50", None, "亿元", period, *quartiles, definition=POOLED)
    for name, samples in predictions.items():
        low, median, high = np.quantile(samples, [0.1, 0.5, 0.9])
        definition = POOLED if name == POOLED else "backtest"
        yield _backtest_fact(head / name, median, "亿元", period, low, high, definition=definition)


def _score_facts(card: Scorecard, benchmark: pd.DataFrame, period: str) -> Iterator[Fact]:
    """Scores and weights of each method, its skill on synthetic districts, and the reliability there."""
    head = FactId.of(period, "backtest")
    for row in card.scores.to_dict("records"):
        for name, unit in BACKTEST_UNITS.items():
            if row[name] == row[name]:
                value = 100 * row[name] if unit == "%" else row[name]
                yield _backtest_fact(head / row["model"] / name, value, unit, period)
    for name, weight in card.weights.items():
        yield _backtest_fact(head / name / "weight", 100 * weight, "%", period)
    for row in benchmark.reset_index().to_dict("records"):
        yield _backtest_fact(head / "synthetic" / row["model"] / "skill", 100 * row["skill"], "%", period)
    if len(benchmark):
        number = float(benchmark["years"].max())
        yield _backtest_fact(head / "synthetic" / "districts", number, "个", period, evidence="computed")
    for place, row in enumerate(synthetic_reliability().to_dict("records"), start=1):
        fifth = head / "synthetic" / "fifth" / place
        yield _backtest_fact(fifth / "forecast_chance", row["predicted"], "概率", period)
        yield _backtest_fact(fifth / "happened", row["happened"], "概率", period)
        yield _backtest_fact(fifth / "number", row["number"], "个", period, evidence="computed")


def _backtest_fact(
    fact_id: FactId,
    value: float | None,
    unit: str,
    period: str,
    low: float | None = None,
    high: float | None = None,
    *,
    evidence: str = "modelled",
    definition: str = "backtest",
) -> Fact:
    ends = [None if end is None else float(end) for end in (value, low, high)]
    return Fact(
        fact_id, ends[0], ends[1], ends[2], unit, "agreed", "all", evidence, period, definition=definition
    )


BENCHMARK_UNITS = {
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
    """Return scores by place, one row per method; places without a scored forecast are left out.

    Parameters
    ----------
    growth
        Context rows of growth known by the day.
    passed
        Quarters of the year ahead that are over: scores of synthetic districts are those of the same quarter.
    mid_year
        The mid-year forecast, the linear projection and the actual total, both in 亿元; None where there is
        none.

    See Also
    --------
    jjinvest.forecasting.evaluation.backtest.score : the columns of each table.
    """
    places = {}
    if mid_year is not None:
        forecast, linear, actual = mid_year
        multiples = {"so_far": forecast.samples / linear}
        year = BacktestYear(forecast.year, multiples, 1.0, actual / linear, float("nan"))
        places["from_mid_year"] = score([year], ["so_far"]).drop(columns="brier")
    for selection in KNOWN_FROM:
        years = backtest_growth(growth, selection)
        places[selection] = score(years, ["zero", "fitted"]) if years else pd.DataFrame()
    places["synthetic"] = synthetic_scores(passed).reset_index()
    for quarters, row in series_scores().iterrows():
        places[f"series_{quarters}"] = row.to_frame().T
    return {place: table[table["model"] != NAIVE] for place, table in places.items() if len(table)}


def method_facts(
    scores: dict[str, pd.DataFrame], period: str, *, sources: tuple[str, ...] = ()
) -> list[Fact]:
    """Return each score of :func:`scores_by_place` as a fact; `sources` are of the mid-year forecast."""
    return [fact for place, table in scores.items() for fact in _place_facts(place, table, period, sources)]


def _place_facts(place: str, table: pd.DataFrame, period: str, sources: tuple[str, ...]) -> Iterator[Fact]:
    caveat = {"synthetic": "synthetic_easier", "published_growth": "selected_growth"}.get(place, "")
    for row in table.to_dict("records"):
        for name, unit in BENCHMARK_UNITS.items():
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
