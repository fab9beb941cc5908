"""Backtest: re-forecast past years with the data available at the same point in the year; score every method.

What is scored is what is shown: past years and the year ahead both use
:func:`~jjinvest.forecasting.method.predict`. A past year of a ledger is read from today's ledger with every
later date blanked; amounts keep their latest value. The naive forecast repeats the quarters of the year
before (a point, whose CRPS is its absolute error). Months of a quarter that is not over are left out: past
years are re-forecast from the end of the last complete quarter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import cumulative_period
from jjinvest.core.quantity import YI
from jjinvest.forecasting.ensemble import ScoredOrigin, stacking_weights
from jjinvest.forecasting.evaluation import scores
from jjinvest.forecasting.forecast_data import ForecastData, ForecastTarget
from jjinvest.forecasting.ledger.forecast import AGREED
from jjinvest.forecasting.method import answers, predict
from jjinvest.forecasting.on_demand import Samples
from jjinvest.forecasting.quarterly.forecast import seasonal_naive

MAX_YEARS = 8
"""Past years that are re-forecast, the latest ones: each costs a simulation."""
MIN_JUDGED_YEARS = 10
"""Number of past years from which a district's own scorecard decides whether a method beats naive."""
DRAWS = 4000
QUANTILES = (0.1, 0.5, 0.9)
NAIVE = "naive"
SCORE_COLUMNS = ["model", "years", "crps", "pinball", "interval80", "covered80", "brier", "skill"]


@dataclass(frozen=True)
class BacktestYear:
    """One past year: each method's forecast after `passed` quarters, naive and actual, in 亿元.

    `goal` is the year's target, for the Brier score.
    """

    year: int
    predictions: Mapping[str, Samples]
    naive: float
    actual: float
    goal: float
    passed: int = 0

    @property
    def key(self) -> FactId:
        """Beginning of its fact ids: a forecast made at another point of the year has another id."""
        period = cumulative_period(f"{self.year}Q{self.passed}").lower() if self.passed else ""
        return FactId.of(self.year, AGREED, "backtest", period)


def backtest(
    data: ForecastData, target: ForecastTarget, *, goals: Mapping[int, float], seed: int
) -> list[BacktestYear]:
    """Re-forecast each complete year before the target's, as of the time when as many quarters were over.

    Parameters
    ----------
    goals
        Targets of past years in 亿元; the target of a year without one is the total of the year before.

    Returns
    -------
    list of BacktestYear
        Oldest first; years without any forecast are left out.
    """
    history = data.history(replace(target, quarters_passed=4, months_further=0))
    years = []
    for year in range(target.year - MAX_YEARS, target.year):
        actual, last_year = (_total(data, target, history, each) for each in (year, year - 1))
        if np.isnan(actual) or np.isnan(last_year):
            continue
        past = replace(target, year=year, months_further=0)
        then = data.before(year, target.quarters_passed)
        predictions = answers(predict(then, past, seed=seed, draws=DRAWS, detail=False))
        if predictions:
            samples = {name: prediction.samples for name, prediction in predictions.items()}
            passed = target.quarters_passed
            naive = naive_total(history, year, passed) if passed else last_year
            goal = goals.get(year, last_year)
            years.append(BacktestYear(year, samples, naive, actual, goal, target.quarters_passed))
    return years


def _total(data: ForecastData, target: ForecastTarget, history: pd.Series, year: int) -> float:
    """Amount of a complete year: the sum of its quarters; for a year ahead a published total is enough."""
    total = whole_year(history, year)
    if not np.isnan(total) or target.quarters_passed:
        return total
    amount = data.published(target).get(str(year))
    return float("nan") if amount is None or amount.value is None else float(amount.value) / YI


def whole_year(history: pd.Series, year: int) -> float:
    """Return the amount of a complete year; NaN unless all four quarters are known."""
    quarters = history[pd.PeriodIndex(history.index).year == year]
    return float(quarters.sum()) if len(quarters) == 4 and quarters.notna().all() else float("nan")


def naive_total(history: pd.Series, year: int, passed: int) -> float:
    """Naive forecast: the quarters passed of a year, and those of the year before for the rest."""
    last = pd.Period(year=year, quarter=4, freq="Q") - (4 - passed)
    known = history[history.index <= last].to_numpy(dtype=float)
    so_far = float(known[len(known) - passed :].sum() if passed else 0.0)
    return so_far + float(seasonal_naive(known, 4 - passed).sum())


@dataclass(frozen=True)
class Scorecard:
    """Scores of each method on past years, and the weights earned.

    Parameters
    ----------
    years
        Past years that every method forecasts.
    scores
        One row per method, ``naive`` last: model, years, crps, pinball, interval80, covered80, brier, skill.
    weights
        By method; empty where no method beats naive.
    reasons
        ``own_years``, or ``no_history``, ``no_common_years`` or ``few_years`` (synthetic districts decide
        which methods beat naive); ``not_better_than_naive`` where no method does; ``not_tested`` where no
        test decides on any; ``nothing`` where no method can be scored.
    undecided
        Methods of which no test decides whether they beat naive: too few own years, and no benchmark.
    """

    years: tuple[BacktestYear, ...]
    scores: pd.DataFrame
    weights: Mapping[str, float]
    reasons: tuple[str, ...]
    undecided: tuple[str, ...] = ()


def scorecard(
    years: Sequence[BacktestYear],
    methods: Sequence[str],
    benchmark: pd.DataFrame,
    weigh: Callable[[Sequence[str]], Mapping[str, float]],
) -> Scorecard:
    """Weigh the methods that beat naive by their joint CRPS on the years that all of them forecast.

    Fewer than :data:`MIN_JUDGED_YEARS` scored years allow a table but no conclusion: then the benchmark
    decides.

    Parameters
    ----------
    benchmark
        Skill by method on synthetic districts
        (:func:`~jjinvest.forecasting.evaluation.benchmark_scores.synthetic_scores`). It decides which methods
        beat naive where too few years are scored.
    weigh
        Weights of the methods that it is given, by their joint CRPS on synthetic districts
        (:func:`~jjinvest.forecasting.evaluation.benchmark_scores.synthetic_weights`). Own weights are shrunk
        towards these. They are those of the methods that answer, never a part of the weights of more.
    """
    if not methods and not years:
        return Scorecard((), score([], []), {}, ("nothing",))
    common = [year for year in years if all(name in year.predictions for name in methods)]
    every = dict.fromkeys(name for year in years for name in year.predictions)
    table = score(common or years, methods if common else list(every))
    own = len(common) >= MIN_JUDGED_YEARS
    skill = table.set_index("model")["skill"] if own else benchmark["skill"]
    better = [name for name in methods if skill.get(name, 0.0) > 0]
    undecided = tuple(name for name in methods if np.isnan(skill.get(name, np.nan)))
    decided_by = (
        "own_years" if own else "few_years" if common else "no_common_years" if years else "no_history"
    )
    if not better:
        why = "not_tested" if len(undecided) == len(methods) else "not_better_than_naive"
        return Scorecard(tuple(common), table, {}, (decided_by, why), undecided)
    given = weigh(better)
    known = {name: float(given.get(name, 0.0)) for name in better}
    total = sum(known.values())
    weights = {name: w / total if total > 0 else 1 / len(better) for name, w in known.items()}
    if common:
        origins = [
            ScoredOrigin({name: year.predictions[name] for name in better}, year.actual) for year in common
        ]
        earned = stacking_weights(origins, towards=weights)
        weights = {str(row["model"]): float(row["weight"]) for row in earned.to_dict("records")}
    return Scorecard(tuple(common), table, weights, (decided_by,), undecided)


def score(years: Sequence[BacktestYear], methods: Sequence[str]) -> pd.DataFrame:
    """Return mean scores of each method over its years, naive last (:attr:`Scorecard.scores`)."""
    rows = []
    for model in methods:
        own = [year for year in years if model in year.predictions]
        actual = np.array([year.actual for year in own])
        bands = np.array([np.quantile(year.predictions[model], QUANTILES) for year in own])
        crps = np.array([float(scores.crps(year.predictions[model], year.actual)) for year in own])
        chance = np.array([float((year.predictions[model] >= year.goal).mean()) for year in own])
        happened = np.array([year.actual >= year.goal for year in own])
        naive = np.array([abs(year.naive - year.actual) for year in own])
        rows.append(
            {
                "model": model,
                "years": len(own),
                "crps": crps.mean(),
                "pinball": scores.pinball(bands, actual[:, None], QUANTILES).mean(),
                "interval80": scores.interval_score(bands[:, 0], bands[:, 2], actual, alpha=0.2).mean(),
                "covered80": scores.coverage(bands[:, 0], bands[:, 2], actual).share,
                "brier": scores.brier(chance, happened).mean(),
                "skill": scores.skill(crps, naive),
            }
        )
    if years:
        actual, naive = np.array([year.actual for year in years]), np.array([year.naive for year in years])
        pinball = scores.pinball(naive[:, None], actual[:, None], QUANTILES).mean()
        rows.append(
            {"model": NAIVE, "years": len(years), "crps": np.abs(naive - actual).mean(), "pinball": pinball}
        )
    return pd.DataFrame(rows, columns=SCORE_COLUMNS)
