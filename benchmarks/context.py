"""The law behind the funds outlook, told again on the context series: each growth rate from those known before it.

The complete series (Fujian's contracts of one scope) shows how wide a year is; the printed rates are selected, so that a
law fitted to them is tried on rates selected alike, and says nothing of rates that nobody prints. Scores are of the ratio
to the year before; naive repeats that year (ratio 1). Fewer than ten scored rates make a table, no verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from jjinvest.forecast import scores
from jjinvest.forecast.reference_class import GrowthModel, fit_growth

SERIES = Path(__file__).parents[1] / "data" / "context" / "growth_reference.csv"
FEWEST = 4
DRAWS = 2000


def samples(law: GrowthModel, *, centre: float | None = None) -> np.ndarray:
    """Ratios to the year before, as quantiles of the predictive law."""
    middle = law.centre if centre is None else centre
    at = stats.t.ppf((np.arange(DRAWS) + 0.5) / DRAWS, law.rows - 1)
    return np.asarray(np.exp(middle + law.scale * np.sqrt(1 + 1 / law.rows) * at))


def origins(rows: pd.DataFrame, known: str) -> Iterator[tuple[float, GrowthModel]]:
    """Each ratio with the law of the rates known before it; `known` is the column that says when one is."""
    for _, row in rows.iterrows():
        before = rows.loc[rows[known] < row[known], "growth_pct"]
        if len(before) >= FEWEST:
            yield 1 + row["growth_pct"] / 100, fit_growth(before)


def main() -> None:
    """Print CRPS, skill against last year, and coverage of 80 % bands by series and centre."""
    table = pd.read_csv(SERIES)
    print("growth laws on the context series, each rate told from those known before it")
    print("series            centre      n   CRPS   naive   skill   80 % bands")
    for selection, known in (("complete_series", "year"), ("printed_growth", "available_from")):
        found = list(origins(table[table["selection"] == selection], known))
        actual = np.array([ratio for ratio, _ in found])
        naive = np.abs(actual - 1)
        for name, centre in (("fitted", None), ("zero", 0.0)):
            told = [samples(law, centre=centre) for _, law in found]
            crps = np.array([float(scores.crps(t, a)) for t, a in zip(told, actual, strict=True)])
            low, high = (np.array([np.quantile(t, q) for t in told]) for q in (0.1, 0.9))
            held = scores.coverage(low, high, actual).share
            verdict = "" if len(found) >= 10 else "  too few for a verdict"
            print(
                f"{selection:<17} {name:<7} {len(found):>5} {crps.mean():>6.3f} {naive.mean():>7.3f}"
                f" {scores.skill(crps, naive):>7.2f} {held:>7.2f}{verdict}"
            )


if __name__ == "__main__":
    main()
