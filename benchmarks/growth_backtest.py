"""Growth backtest of the funds outlook on the context series, as a table.

Method: :mod:`jjinvest.forecasting.evaluation.growth_backtest`.

Fewer than ten scored rates allow no conclusion.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from jjinvest.forecasting.evaluation.backtest import score
from jjinvest.forecasting.evaluation.growth_backtest import KNOWN_FROM, backtest_growth

SERIES = Path(__file__).parents[1] / "data" / "context" / "growth_reference.csv"


def main() -> None:
    """Print scores by series and centre, as multiples of the year before."""
    table = pd.read_csv(SERIES)
    print("growth backtest on the context series, each rate predicted from those known before it")
    for selection in KNOWN_FROM:
        scores = score(backtest_growth(table, selection), ["zero", "fitted"])
        verdict = "" if scores["years"].max() >= 10 else " (too few for a verdict)"
        print(f"\n{selection}{verdict}\n{scores.round(3).to_string(index=False)}")


if __name__ == "__main__":
    main()
