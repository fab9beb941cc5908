"""Backtest of each method on synthetic districts, by quarter of the year, and weights of the ensemble.

``python -m benchmarks backtest`` writes three tables of
:mod:`jjinvest.forecasting.evaluation.benchmark_scores`. Truth is drawn by :mod:`jjinvest.synthetic`, which
shares no code with the forecasts and is easier to forecast than real districts. Every other district is one
of :mod:`benchmarks.harder_districts`.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import date

import numpy as np
import pandas as pd

from benchmarks.harder_districts import harder_ledger
from benchmarks.packaged_tables import write_packaged_table
from jjinvest.core.assumptions import Assumptions
from jjinvest.core.quantity import Definition
from jjinvest.data.figures import typed_figures
from jjinvest.data.workspace import Profile, Workspace
from jjinvest.forecasting.ensemble import ScoredOrigin, distances, weights_of
from jjinvest.forecasting.evaluation import benchmark_scores
from jjinvest.forecasting.evaluation.backtest import DRAWS, BacktestYear, naive_total, score, whole_year
from jjinvest.forecasting.forecast_data import ForecastData, ForecastTarget, LedgerData, signed_quarters
from jjinvest.forecasting.method import METHODS, answers, predict
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate

DISTRICTS = int(os.environ.get("JJINVEST_BACKTEST_DISTRICTS", "160"))
SEED = 20240411
TARGETS = (0.75, 1.0, 1.25)
FIFTHS = 5
NO_ROWS = pd.DataFrame(columns=["fact_id", "period", "quantity", "available_from"])
NOTHING_PUBLISHED = Workspace(
    "synthetic", Profile({}, {}, {}, {}), NO_ROWS, typed_figures([]), NO_ROWS, NO_ROWS, NO_ROWS, NO_ROWS, {}
)
SCORES = ["skill", "crps", "pinball", "interval80", "covered80", "brier"]


def district(number: int) -> list[tuple[int, BacktestYear]]:
    """Forecast the last year of a district from each of its quarters, in units of the year before."""
    if number % 2:
        ledger, year = harder_ledger(number, seed=SEED)
    else:
        parameters = Parameters(projects=int(np.random.default_rng([SEED, number]).integers(200, 900)))
        ledger, year = simulate(parameters, seed=SEED, district=number).projects, parameters.last_year
    history = signed_quarters(ledger, f"{year}-12-31")["amount"]
    data = ForecastData(NOTHING_PUBLISHED, Assumptions(), LedgerData(ledger, None, date(year, 12, 31)))
    actual, before = whole_year(history, year), whole_year(history, year - 1)
    years = []
    for passed in range(4):
        target = ForecastTarget("agreed_amount", Definition("agreed"), year, passed)
        then = data.before(year, passed)
        predictions = answers(predict(then, target, seed=number, draws=DRAWS, detail=False))
        naive = naive_total(history, year, passed) / before
        sized = {name: each.samples / before for name, each in predictions.items()}
        years.append((passed, BacktestYear(year, sized, naive, actual / before, 1.0)))
    return years


def main() -> None:
    """Run all districts and write the tables."""
    with ProcessPoolExecutor(2) as pool:
        every = [row for rows in pool.map(district, range(1, DISTRICTS + 1)) for row in rows]
    rows, chances, pairs = [], [], []
    for passed in range(4):
        years = [year for at, year in every if at == passed]
        answered = {m.name: sum(m.name in year.predictions for year in years) for m in METHODS}
        models = [name for name, number in answered.items() if number > len(years) / 2]
        common = [year for year in years if all(m in year.predictions for m in models)]
        table = score(common, models).set_index("model")
        better = [m for m in models if table.loc[m, "skill"] > 0]
        origins = [ScoredOrigin({m: year.predictions[m] for m in better}, year.actual) for year in common]
        off, between = distances(origins)
        weight = weights_of(off, between, origins=len(origins))
        pairs.append(between.assign(actual=off, passed=passed).rename_axis("model").reset_index())
        table = table.drop(index="naive")[[*SCORES, "years"]].assign(passed=passed, weight=weight)
        rows.append(table.fillna({"weight": 0.0}).reset_index())
        for year in common:
            for target in TARGETS:
                chance = sum(weight[m] * float((year.predictions[m] >= target).mean()) for m in better)
                chances.append((chance, year.actual >= target))
    scores = pd.concat(rows)[["passed", "model", "years", "weight", *SCORES]].round(4)
    write_packaged_table(benchmark_scores.FOLDER, "synthetic_scores", scores)
    far = pd.concat(pairs).melt(["passed", "model"], var_name="other", value_name="distance").dropna()
    far = far.sort_values(["passed", "model", "other"], ignore_index=True)
    write_packaged_table(benchmark_scores.FOLDER, "synthetic_distances", far.round(5))
    events = pd.DataFrame(chances, columns=["predicted", "happened"])
    fifth = np.minimum((events["predicted"] * FIFTHS).astype(int), FIFTHS - 1)
    reliable = events.groupby(fifth).agg(
        predicted=("predicted", "mean"), happened=("happened", "mean"), number=("predicted", "size")
    )
    write_packaged_table(benchmark_scores.FOLDER, "synthetic_reliability", reliable.round(4))
    print(scores.to_string(index=False), reliable.round(3).to_string(index=False), sep="\n\n")
