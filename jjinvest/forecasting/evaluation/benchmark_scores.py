"""Benchmark scores of each method on synthetic districts and on M3 series, read from CSV files.

A benchmark writes the files, never a person. ``benchmarks/manifest.yaml`` names the command, the data, the
columns and the hash of each file. Synthetic districts are easier than real ones; every page that shows these
scores says so. Scores are in multiples of the year before.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).with_name("benchmarks")


@lru_cache(maxsize=4)
def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv", dtype={"model": "str", "other": "str"})


def synthetic_scores(passed: int) -> pd.DataFrame:
    """Return scores and ensemble weights on synthetic districts, one row per method.

    Parameters
    ----------
    passed
        Quarters of the year that are over, 0 to 3.

    Examples
    --------
    >>> synthetic_scores(2)["skill"].round(2).loc[["ledger_simulation", "quarterly", "credibility"]].to_dict()
    {'ledger_simulation': 0.55, 'quarterly': 0.34, 'credibility': 0.38}
    """
    table = _table("synthetic_scores")
    return table[table["passed"] == passed].set_index("model")


def synthetic_weights(passed: int, methods: Sequence[str]) -> dict[str, float]:
    """Return the weights of some methods by their joint CRPS on synthetic districts, as if no other existed.

    A method that adds nothing to the best one may be the best of those that are left without it. Methods that
    were not scored are left out.

    Parameters
    ----------
    passed
        Quarters of the year that are over, 0 to 3.

    Examples
    --------
    >>> synthetic_weights(1, ["credibility"])
    {'credibility': 1.0}
    """
    table = _table("synthetic_distances")
    far = table[table["passed"] == passed].pivot_table("distance", "model", "other")
    scored = [name for name in methods if name in far.index]
    if not scored:
        return {}
    from jjinvest.forecasting.ensemble import weights_of

    origins = int(synthetic_scores(passed)["years"].max())
    weights = weights_of(far.loc[scored, "actual"], far, origins=origins)
    return {str(name): float(weight) for name, weight in weights.items()}


def series_scores() -> pd.DataFrame:
    """Return scores of the quarterly model on M3 series it was not trained on, by quarters of history."""
    return _table("series_scores").set_index("quarters")


def synthetic_reliability() -> pd.DataFrame:
    """Return predicted chances on synthetic districts and observed frequencies, by fifths of the chances.

    Columns: predicted and happened (shares), number (of cases).
    """
    return _table("synthetic_reliability")
