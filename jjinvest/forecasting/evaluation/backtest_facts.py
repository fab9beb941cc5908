"""The backtest as facts: each past year beside its actual, the scores of each method, the weights they earned.

Ids: ``2022.agreed_amount.backtest.<method>`` (median with its 80 % band; ``naive`` and ``actual`` beside it; forecast from
mid-year ``2022.agreed_amount.backtest.2022h1.<method>``),
``2023h1.backtest.<method>.crps`` … and ``.weight``; ``2023h1.backtest.synthetic.<method>.skill`` on synthetic districts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.distribution import Samples
from jjinvest.forecasting.evaluation.backtest import NAIVE, BacktestYear, Scorecard
from jjinvest.forecasting.evaluation.benchmark_scores import synthetic_reliability

UNITS = {
    "years": "个", "crps": "亿元", "pinball": "亿元", "interval80": "亿元", "covered80": "%", "brier": "", "skill": "%",
}  # fmt: skip
POOLED = "pooled"


def backtest_facts(
    card: Scorecard, benchmark: pd.DataFrame, period: str, sources: tuple[str, ...]
) -> list[Fact]:
    """Return every number of a scorecard and of the benchmark beside it.

    `benchmark` is the frame of :func:`~jjinvest.forecasting.evaluation.benchmark_scores.synthetic_scores`; `sources` are
    what the past years rest on.
    """
    collected = [fact for year in card.years for fact in _year(year, card.weights)]
    collected += _scores(card, benchmark, period)
    return [replace(fact, sources=sources) for fact in collected]


def mixture(predictions: Mapping[str, Samples], weights: Mapping[str, float]) -> Samples:
    """Samples of a linear pool without random numbers: each method gives as many of its quantiles as its weight."""
    draws = min(values.size for values in predictions.values())
    return np.concatenate(
        [
            np.quantile(predictions[name], (np.arange(n) + 0.5) / n)
            for name, weight in weights.items()
            if (n := round(weight * draws))
        ]
    )


def _year(year: BacktestYear, weights: Mapping[str, float]) -> Iterator[Fact]:
    head, period = year.key, str(year.year)
    yield _fact(head / "actual", year.actual, "亿元", period, evidence="computed")
    yield _fact(head / NAIVE, year.naive, "亿元", period, evidence="computed")
    predictions = dict(year.predictions)
    earned = {name: weight for name, weight in weights.items() if name in predictions}
    if earned:
        predictions[POOLED] = pooled = mixture(predictions, earned)
        yield _fact(head / POOLED / "band50", None, "亿元", period, *np.quantile(pooled, [0.25, 0.75]))
    for name, samples in predictions.items():
        low, median, high = np.quantile(samples, [0.1, 0.5, 0.9])
        yield _fact(head / name, median, "亿元", period, low, high)


def _scores(card: Scorecard, benchmark: pd.DataFrame, period: str) -> Iterator[Fact]:
    head = FactId.of(period, "backtest")
    for row in card.scores.to_dict("records"):
        for name, unit in UNITS.items():
            if row[name] == row[name]:
                value = 100 * row[name] if unit == "%" else row[name]
                yield _fact(head / row["model"] / name, value, unit, period)
    for name, weight in card.weights.items():
        yield _fact(head / name / "weight", 100 * weight, "%", period)
    for row in benchmark.reset_index().to_dict("records"):
        yield _fact(head / "synthetic" / row["model"] / "skill", 100 * row["skill"], "%", period)
    if len(benchmark):
        number = float(benchmark["years"].max())
        yield _fact(head / "synthetic" / "districts", number, "个", period, evidence="computed")
    for place, row in enumerate(synthetic_reliability().to_dict("records"), start=1):
        fifth = head / "synthetic" / "fifth" / place
        yield _fact(fifth / "forecast_chance", row["predicted"], "概率", period)
        yield _fact(fifth / "happened", row["happened"], "概率", period)
        yield _fact(fifth / "number", row["number"], "个", period, evidence="computed")


def _fact(
    fact_id: FactId,
    value: float | None,
    unit: str,
    period: str,
    low: float | None = None,
    high: float | None = None,
    *,
    evidence: str = "modelled",
) -> Fact:
    ends = [None if end is None else float(end) for end in (value, low, high)]
    return Fact(fact_id, ends[0], ends[1], ends[2], unit, "agreed", "all", evidence, period)
