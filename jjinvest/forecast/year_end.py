"""Standing in mid-year: what the first half alone says of the year.

year = printed first half + second half; the second half repeats the first half's tier mixture at a level that follows
from the first half's share of a year, which one half cannot tell: an assumption with a wide spread. Nothing printed
after the as-of date enters: no target, no yearly tiers, no yearly total.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from jjinvest import facts
from jjinvest.assumptions import Assumptions
from jjinvest.forecast.outlook import distribution_facts, modelled
from jjinvest.forecast.tier_mixture import Samples, simulate, size_classes
from jjinvest.metrics.published import latest
from jjinvest.metrics.structure import AMOUNT, COUNT


@dataclass(frozen=True)
class YearEndOutlook:
    """Samples of the year's total (亿元) and the facts."""

    samples: Samples
    facts: pd.DataFrame


def year_end_outlook(
    figures: pd.DataFrame, year: int, *, seed: int, assumptions: Assumptions, actual: float | None = None
) -> YearEndOutlook:
    """Simulate the year's agreed amount from its first half; with `actual`, say where it fell.

    Parameters
    ----------
    figures
        Figures as of a date within the year: the caller decides what was known.
    actual
        The year's printed total (亿元), for the self-check only: it does not enter the simulation.

    Raises
    ------
    LookupError
        If the first half's total, count or tiers were not printed by then.
    """
    half = f"{year}H1"
    total, classes = size_classes(figures, half)
    rng = np.random.default_rng([seed, year])
    share = rng.beta(
        *beta_shape(assumptions.first_half_share_mean, assumptions.first_half_share_sd), assumptions.draws
    )
    second = simulate(total, classes, seed=seed, draws=assumptions.draws, scale=(1 - share) / share)
    samples = total + second.total
    known = latest(figures)
    sources = tuple(
        dict.fromkeys(
            s for k in (f"{half.lower()}.{AMOUNT}", f"{half.lower()}.{COUNT}") for s in known[k].sources
        )
    )
    key = f"{year}.{AMOUNT}.mid_year"
    rows = distribution_facts(key, samples, period=str(year), sources=sources, caveat="mid_year_alone")
    if actual is not None:
        below = 100 * float((samples <= actual).mean())
        rows.append(
            modelled(
                f"{key}.actual_percentile",
                below,
                None,
                None,
                unit="%",
                basis="agreed",
                period=str(year),
                sources=sources,
                caveat="different_wording",
            )
        )
    return YearEndOutlook(samples, facts.frame(rows))


def beta_shape(mean: float, sd: float) -> tuple[float, float]:
    """Shape parameters of a Beta law with a mean and a standard deviation.

    Raises
    ------
    ValueError
        If no Beta law has them (sd² ≥ mean·(1 − mean)).
    """
    strength = mean * (1 - mean) / sd**2 - 1
    if strength <= 0:
        raise ValueError(f"no Beta law has mean {mean} and standard deviation {sd}")
    return mean * strength, (1 - mean) * strength
