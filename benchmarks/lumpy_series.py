"""Coverage of the quarterly forecast on simulated lumpy deals: `python -m benchmarks forecast_lumpy`.

Deals come as a Poisson process and have sizes of one of several distributions. The factors for lumpy series
are trained on some distributions and numbers of deals a quarter; coverage is reported for other numbers,
other seeds, and two distributions that were not used in training.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.credibility import DEALS, YEAR
from jjinvest.forecasting.quarterly.forecast import forecast_quarters
from jjinvest.forecasting.quarterly.history import QUARTERS_PER_YEAR

Array = npt.NDArray[np.float64]
UNNAMED = (YEAR - sum(sum(c.named) for c in DEALS)) / DEALS[-1].count
"""Size of a deal too small to be named by a source."""
PUBLISHED_SIZES = np.concatenate([*(c.named for c in DEALS), np.full(DEALS[-1].count, UNNAMED)])
SIZE_DISTRIBUTIONS: dict[str, Callable[[np.random.Generator, int], Array]] = {
    "published": lambda rng, count: rng.choice(PUBLISHED_SIZES, count),
    "exponential": lambda rng, count: rng.exponential(1.0, count),
    "two sizes": lambda rng, count: np.where(rng.random(count) < 0.1, 20.0, 1.0),
    "lognormal": lambda rng, count: rng.lognormal(0.0, 1.5, count),
    "Pareto": lambda rng, count: rng.pareto(2.0, count),
    "gamma": lambda rng, count: rng.gamma(0.4, 1.0, count),
}
"""Sizes of deals: those that one published year shows; one in ten of twenty times the size; Lomax of shape 2,
the tail of which has no variance; gamma of shape 0.4."""
TRAINING_DISTRIBUTIONS = ("published", "exponential", "two sizes", "lognormal")
TRAINING_DEALS = (0.5, 1.0, 1.5, 3.0, 5.0, 10.0, 20.0, 40.0)
"""Size distributions and mean numbers of deals a quarter that factors are trained on."""
TEST_DISTRIBUTIONS = ("published", "Pareto", "gamma")
TEST_DEALS = (0.7, 2.0, 8.0, 30.0)
LENGTHS = (4, 5, 6, 8, 12, 16)
HISTORIES = 250


def lumpy_quarters(
    rng: np.random.Generator, deals: float, n: int, *, sizes: str = "published", year_cv: float = 0.0
) -> Array:
    """Totals of `n` quarters with `deals` each on average; `sizes` is one of :data:`SIZE_DISTRIBUTIONS`.

    Parameters
    ----------
    year_cv
        CV of the mean number of deals between years; the last quarter ends a year.
    """
    rate = np.full(n, deals)
    if year_cv:
        years = rng.gamma(year_cv**-2, year_cv**2, -(-n // QUARTERS_PER_YEAR))
        rate = deals * np.repeat(years, QUARTERS_PER_YEAR)[-n:]
    return np.array([SIZE_DISTRIBUTIONS[sizes](rng, count).sum() for count in rng.poisson(rate)])


def inside(sizes: str, deals: float, n: int, *, histories: int = HISTORIES) -> dict[str, float]:
    """Coverage of quarters and of the four quarters' total over histories that are not all zero.

    `under` and `over`: shares of quarters below and above the 80 % interval.
    """
    rows = []
    for k in range(histories):
        amounts = lumpy_quarters(np.random.default_rng([2, k]), deals, n + 4, sizes=sizes)
        if not amounts[:n].any():
            continue
        forecast, actual = forecast_quarters(amounts[:n], seed=k, draws=1000), amounts[n:]
        (low, high), (least, most) = forecast.interval(0.8), forecast.interval(0.95)
        total, ends = actual.sum(), np.quantile(forecast.total(), [0.025, 0.1, 0.9, 0.975])
        rows.append(
            {
                "80 %": ((low <= actual) & (actual <= high)).mean(),
                "under": (actual < low).mean(),
                "over": (actual > high).mean(),
                "95 %": ((least <= actual) & (actual <= most)).mean(),
                "total 80 %": float(ends[1] <= total <= ends[2]),
                "total 95 %": float(ends[0] <= total <= ends[3]),
            }
        )
    return {name: float(value) for name, value in pd.DataFrame(rows).mean().items()}


def main() -> None:
    """Print coverage by sizes, length and number of deals."""
    start = perf_counter()
    for sizes in TEST_DISTRIBUTIONS:
        rows = {(n, deals): inside(sizes, deals, n) for n in LENGTHS for deals in TEST_DEALS}
        frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis(["quarters", "deals"])
        print(
            f"\n{sizes}, {HISTORIES} histories a row\n{frame.to_string(float_format='{:.3f}'.format)}",
            flush=True,
        )
    print(f"\n{perf_counter() - start:.0f} s")
