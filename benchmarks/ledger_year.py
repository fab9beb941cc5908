"""A joint simulation of a year against a bare NumPy draw of the same model.

The bare one takes the shares of size tiers and of out-of-city projects as known, so its spread is a little
smaller.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.special import ndtri

from jjinvest.forecasting.ledger.forecast import forecast_year
from jjinvest.forecasting.ledger.simulation import YearModel, simulate_years
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate

DRAWS, PROJECTS = 100_000, 900  # over six years: 150 a year


def bare(model: YearModel, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Agreed amount, out-of-city amount, funds: one line an operation, every amount of new business drawn."""
    rng = np.random.default_rng(seed)
    n, funds = len(model.amounts), model.funds
    assert funds is not None
    shock = rng.standard_normal((draws, 1), dtype=np.float32)
    own = rng.standard_normal((draws, n), dtype=np.float32)
    rho = np.float32(np.sin(np.pi * model.correlation / 2))
    conversions = (
        np.sqrt(rho) * shock + np.sqrt(1 - rho) * own < ndtri(model.chances).astype(np.float32)
    ).astype(np.float32)
    known = np.concatenate([pool.amounts for pool in model.pools])
    size, blank = np.where(model.stated, model.amounts, 0.0), ~model.stated
    picked = known[rng.integers(0, len(known), (draws, int(blank.sum())))] * conversions[:, blank]
    named = conversions @ size + picked.sum(axis=1)
    named_out = conversions @ (size * model.out_of_city) + picked @ model.out_of_city[blank]
    named_sq = conversions @ size**2 + (picked**2).sum(axis=1)
    spread = np.sqrt(np.log1p(model.year_effect**2))
    level = (
        np.exp(spread * shock[:, 0] - spread**2 / 2)
        * rng.standard_gamma(model.new_cv**-2, draws)
        * model.new_cv**2
    )
    amounts = np.concatenate([pool.amounts for pool in model.pools])
    out_of_city = np.concatenate([np.full(len(pool.amounts), pool.out_of_city) for pool in model.pools])
    number = rng.poisson(model.new_expected * level)
    year = np.repeat(np.arange(draws), number)
    place = rng.integers(0, len(amounts), len(year))
    drawn = amounts[place]
    new, new_sq = np.bincount(year, drawn, draws), np.bincount(year, drawn**2, draws)
    new_out = np.bincount(year, drawn * out_of_city[place], draws)
    sd = np.sqrt(funds.process**2 + funds.old_parameter**2 + funds.young_parameter**2 + funds.shock**2)
    cohorts = rng.gamma((funds.expected / sd) ** 2, sd**2 / funds.expected, draws)
    mean = named * funds.early[0] + new * funds.early[1]
    variance = named_sq * funds.early_scatter[0] ** 2 + new_sq * funds.early_scatter[1] ** 2
    fresh = rng.gamma(
        np.maximum(mean, 1e-9) ** 2 / np.maximum(variance, 1e-9),
        np.maximum(variance, 1e-9) / np.maximum(mean, 1e-9),
    )
    return (
        model.signed + named + new,
        model.signed_out_of_city + named_out + new_out,
        funds.certain + cohorts + fresh,
    )


def best_of(runs: int, work: Callable[[], object]) -> float:
    """Least processor time of several runs, in seconds: other work on the machine does not count."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def timed(model: YearModel) -> tuple[float, float]:
    """Processor seconds of :data:`DRAWS` joint samples by the package and by the bare draw."""
    return best_of(5, lambda: simulate_years(model, draws=DRAWS, seed=1)), best_of(
        5, lambda: bare(model, DRAWS, 1)
    )


def example() -> tuple[pd.DataFrame, pd.DataFrame, YearModel]:
    """Ledger, payments and model of the year of one synthetic district at mid-year."""
    district = simulate(Parameters(projects=PROJECTS), seed=11)
    ledger = district.ledger_at("2023-06")
    forecast = forecast_year(ledger, district.payments, year=2023, as_of="2023-06-30", seed=1, draws=1_000)
    return ledger, district.payments, forecast.model


def main() -> None:
    ledger, payments, model = example()
    package, bare_seconds = timed(model)
    fit_and_draw = best_of(
        3,
        lambda: forecast_year(ledger, payments, year=2023, as_of="2023-06-30", seed=1, cases=False),
    )
    drawn, plain = simulate_years(model, draws=DRAWS, seed=1), bare(model, DRAWS, 1)
    print(
        f"ledger_year: {len(model.amounts)} named projects, {model.new_expected:.0f} new ones,"
        f" {DRAWS:,} joint samples"
    )
    print(
        f"  one draw {package:.3f} s (aim < 0.5), bare NumPy {bare_seconds:.3f} s,"
        f" ratio {package / bare_seconds:.2f} (aim <= 3)"
    )
    print(f"  fit and draw together {fit_and_draw:.2f} s of processor time")
    for name, one, other in zip(
        ("agreed", "out_of_city", "funds"), (drawn.agreed, drawn.out_of_city, drawn.funds), plain, strict=True
    ):
        assert one is not None
        print(
            f"  {name}: mean {one.mean():.1f} / {other.mean():.1f},"
            f" sd {one.std():.1f} / {other.std():.1f} (package / bare)"
        )


if __name__ == "__main__":
    main()
