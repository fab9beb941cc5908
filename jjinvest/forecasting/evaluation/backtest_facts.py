"""Past years told again, as facts: each year beside what came, the scores of each level, the weights they earned.

Ids: ``2022.agreed_amount.backtest.<level>`` (median with its 80 % band; ``naive`` and ``actual`` beside it; told from
mid-year ``2022.agreed_amount.backtest.2022h1.<level>``),
``2023h1.backtest.<level>.crps`` … and ``.weight``; ``2023h1.backtest.synthetic.<level>.skill`` on synthetic districts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from jjinvest.core import facts
from jjinvest.core.facts import Fact
from jjinvest.forecasting.distribution import Samples
from jjinvest.forecasting.evaluation.backtest import NAIVE, Scorecard, BacktestYear
from jjinvest.forecasting.evaluation.benchmark_scores import synthetic_reliability

UNITS = {
    "years": "个", "crps": "亿元", "pinball": "亿元", "interval80": "亿元", "covered80": "%", "brier": "", "skill": "%",
}  # fmt: skip
POOLED = "pooled"


def backtest_facts(
    record: Scorecard, elsewhere: pd.DataFrame, period: str, sources: tuple[str, ...]
) -> pd.DataFrame:
    """Return every number of the record; `elsewhere` as :func:`~jjinvest.forecasting.evaluation.benchmark_scores.synthetic_scores` gives it."""
    rows = [fact for trial in record.trials for fact in _year(trial, record.weights)]
    rows += _scores(record, elsewhere, period)
    found = facts.frame(rows)
    return found.assign(sources=pd.Series([sources] * len(found), dtype=object))


def mixture(told: Mapping[str, Samples], weights: Mapping[str, float]) -> Samples:
    """Samples of a linear pool, without chance: each level gives as many of its quantiles as its weight."""
    draws = min(values.size for values in told.values())
    return np.concatenate(
        [
            np.quantile(told[m], (np.arange(n) + 0.5) / n)
            for m, w in weights.items()
            if (n := round(w * draws))
        ]
    )


def _year(trial: BacktestYear, weights: Mapping[str, float]) -> Iterator[Fact]:
    head, period = trial.key, str(trial.year)
    yield _fact(f"{head}.actual", trial.actual, "亿元", period, evidence="computed")
    yield _fact(f"{head}.{NAIVE}", trial.naive, "亿元", period, evidence="computed")
    told = dict(trial.told)
    earned = {m: w for m, w in weights.items() if m in told}
    if earned:
        told[POOLED] = mixture(told, earned)
        yield _fact(f"{head}.{POOLED}.band50", None, "亿元", period, *np.quantile(told[POOLED], [0.25, 0.75]))
    for model, samples in told.items():
        low, median, high = np.quantile(samples, [0.1, 0.5, 0.9])
        yield _fact(f"{head}.{model}", median, "亿元", period, low, high)


def _scores(record: Scorecard, elsewhere: pd.DataFrame, period: str) -> Iterator[Fact]:
    head = f"{period.lower()}.backtest"
    for row in record.scores.to_dict("records"):
        for name, unit in UNITS.items():
            if row[name] == row[name]:
                value = 100 * row[name] if unit == "%" else row[name]
                yield _fact(f"{head}.{row['model']}.{name}", value, unit, period)
    for model, weight in record.weights.items():
        yield _fact(f"{head}.{model}.weight", 100 * weight, "%", period)
    for row in elsewhere.reset_index().to_dict("records"):
        yield _fact(f"{head}.synthetic.{row['model']}.skill", 100 * row["skill"], "%", period)
    if len(elsewhere):
        number = float(elsewhere["years"].max())
        yield _fact(f"{head}.synthetic.districts", number, "个", period, evidence="computed")
    for place, row in enumerate(synthetic_reliability().to_dict("records"), start=1):
        key = f"{head}.synthetic.fifth.{place}"
        yield _fact(f"{key}.told_chance", row["predicted"], "概率", period)
        yield _fact(f"{key}.happened", row["happened"], "概率", period)
        yield _fact(f"{key}.number", row["number"], "个", period, evidence="computed")


def _fact(
    fact_id: str,
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
