"""How well each level tells a year of synthetic districts, by the quarter of the year it is told in; weights for the pool.

``python -m benchmarks trials`` writes both tables of :mod:`jjinvest.forecasting.evaluation.benchmark_scores`. Truth is drawn by :mod:`jjinvest.synthetic`, which shares
no code with the forecasts; an easier world than a real one.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd

from benchmarks.written import write
from jjinvest.core.assumptions import Assumptions
from jjinvest.forecasting.ensemble import ScoredOrigin, stacking_weights
from jjinvest.forecasting.evaluation import benchmark_scores
from jjinvest.forecasting.evaluation.backtest import DRAWS, BacktestYear, Past, score, signed_history, told_at
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate

DISTRICTS = int(os.environ.get("JJINVEST_TRIALS", "160"))
SEED = 20240411
GOALS = (0.75, 1.0, 1.25)
FIFTHS = 5
SCORES = ["skill", "crps", "pinball", "interval80", "covered80", "brier"]


def district(number: int) -> list[tuple[int, BacktestYear]]:
    """Tell the last year of a district from each of its quarters, in units of the year before."""
    law = Parameters(projects=int(np.random.default_rng([SEED, number]).integers(200, 900)))
    ledger = simulate(law, seed=SEED, district=number).projects
    year = law.last_year
    past = Past(signed_history(ledger, f"{year}-12-31"), ledger)
    actual, before = past.total(year), past.total(year - 1)
    found = []
    for passed in range(4):
        told = told_at(past, year, passed, seed=number, draws=DRAWS, assumptions=Assumptions())
        history = past.before(year, passed).to_numpy()
        naive = float(history[len(history) - passed :].sum()) if passed else 0.0
        naive += float(past.before(year - 1, 4).iloc[-4 + passed :].sum())
        sized = {model: samples / before for model, samples in told.items()}
        found.append((passed, BacktestYear(year, sized, naive / before, actual / before, 1.0)))
    return found


def main() -> None:
    """Run all districts and write both tables."""
    with ProcessPoolExecutor(2) as pool:
        every = [row for rows in pool.map(district, range(1, DISTRICTS + 1)) for row in rows]
    rows, chances = [], []
    for passed in range(4):
        tried = [trial for at, trial in every if at == passed]
        models = [m for m in ("l3", "l2", "l1") if any(m in t.told for t in tried)]
        common = [t for t in tried if all(m in t.told for m in models)]
        table = score(common, models).set_index("model")
        better = [m for m in models if table.loc[m, "skill"] > 0]
        told = [ScoredOrigin({m: t.told[m] for m in better}, t.actual) for t in common]
        weight = stacking_weights(told).set_index("model")["weight"]
        table = table.drop(index="naive")[[*SCORES, "years"]].assign(passed=passed, weight=weight)
        rows.append(table.fillna({"weight": 0.0}).reset_index())
        for t in common:
            for goal in GOALS:
                chance = sum(weight[m] * float((t.told[m] >= goal).mean()) for m in better)
                chances.append((chance, t.actual >= goal))
    found = pd.concat(rows)[["passed", "model", "years", "weight", *SCORES]]
    found = found.round(4)
    write(benchmark_scores.FOLDER, "synthetic_scores", found)
    events = pd.DataFrame(chances, columns=["predicted", "happened"])
    fifth = np.minimum((events["predicted"] * FIFTHS).astype(int), FIFTHS - 1)
    reliable = events.groupby(fifth).agg(
        predicted=("predicted", "mean"), happened=("happened", "mean"), number=("predicted", "size")
    )
    write(benchmark_scores.FOLDER, "synthetic_reliability", reliable.round(4))
    print(found.to_string(index=False), reliable.round(3).to_string(index=False), sep="\n\n")
