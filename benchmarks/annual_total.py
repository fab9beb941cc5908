"""Ranges of the year ahead without size classes: how often they hold, `python -m benchmarks annual_total`.

Synthetic districts of many sizes and mixes of project sizes publish totals, with their number of projects or
alone; size classes are blanked. Years differ in level: a random share of each year's projects signs elsewhere
(CV of the share 0, 0.15 or 0.30), which the synthetic process itself does not have.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from jjinvest.core.quantity import YI
from jjinvest.forecasting.annual.annual_total import AnnualTotals, simulate_total
from jjinvest.synthetic.parameters import TIERS, Parameters, Tier
from jjinvest.synthetic.simulate import simulate

DISTRICTS, DRAWS = 160, 4_000
LEVEL_CVS = (0.0, 0.15, 0.3)
KEPT = 0.65
"""Share of the projects of a usual year that the district keeps."""
MIN_PROJECTS = 8


def mixed_tiers(rng: np.random.Generator) -> tuple[Tier, ...]:
    """Tiers of projects with other shares than usual."""
    shares = np.array([tier.share for tier in TIERS]) * np.exp(0.5 * rng.standard_normal(len(TIERS)))
    shares = shares / shares.sum()
    shares[-1] = 1 - shares[:-1].sum()
    return tuple(replace(tier, share=float(share)) for tier, share in zip(TIERS, shares, strict=True))


def district(number: int) -> list[dict[str, float | bool]]:
    """Forecast the last year of a district from its totals, for each spread of levels and amount of data."""
    rng = np.random.default_rng([3, number])
    parameters = Parameters(
        projects=int(np.exp(rng.uniform(np.log(300), np.log(5000)))),
        growth=float(rng.uniform(-0.1, 0.2)),
        tiers=mixed_tiers(rng),
    )
    ledger = simulate(parameters, seed=77, district=number).projects
    signed = ledger[ledger["signed_on"].notna()]
    years = signed["signed_on"].dt.year.to_numpy()
    amounts = signed["agreed_amount"].astype("int64").to_numpy() / YI
    last, rows = parameters.last_year, list[dict[str, float | bool]]()
    for level_cv in LEVEL_CVS:
        level = {y: KEPT * float(np.exp(level_cv * rng.standard_normal())) for y in np.unique(years)}
        kept = rng.random(len(years)) < np.array([level[y] for y in years])
        totals = [float(amounts[kept & (years == y)].sum()) for y in range(last - 3, last + 1)]
        projects = int((kept & (years == last - 1)).sum())
        if min(totals) <= 0 or projects < MIN_PROJECTS:
            continue
        for before in (1, 3):
            known = tuple(totals[2 - before + 1 : 3][::-1])
            for counted in (True, False):
                data = AnnualTotals(known, projects if counted else None)
                samples = simulate_total(data, seed=number, draws=DRAWS).total
                low, q1, median, q3, high = np.quantile(samples, [0.1, 0.25, 0.5, 0.75, 0.9])
                rows.append(
                    {
                        "number known": counted,
                        "years": before,
                        "level_cv": level_cv,
                        "cases": 1,
                        "covered80": low <= totals[3] <= high,
                        "covered50": q1 <= totals[3] <= q3,
                        "width80": (high - low) / median,
                    }
                )
    return rows


def coverage(districts: range) -> pd.DataFrame:
    """One row a forecast of each district."""
    return pd.DataFrame([row for number in districts for row in district(number)])


def main() -> None:
    """Print coverage and width (as a multiple of the median) by what was known."""
    table = coverage(range(1, DISTRICTS + 1))
    columns = ["covered80", "covered50", "width80"]
    for by in (["number known", "years", "level_cv"], ["number known", "years"]):
        groups = table.groupby(by)
        print(groups[columns].mean().round(3).assign(cases=groups["cases"].sum()).to_string(), end="\n\n")


if __name__ == "__main__":
    main()
