"""New business: number and size of the projects, not yet named, that will sign before the year ends.

Counted in earlier years exactly as it will be counted now: projects signed in the same months that were not
in negotiation at their beginning. So no project is counted twice. Numbers are Poisson
with an uncertain level and trend; sizes are drawn from own signed projects, tier by tier, the share of each
tier uncertain too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jjinvest.core.codes import OUT_OF_CITY_ORIGINS
from jjinvest.core.quantity import YI
from jjinvest.forecasting.ledger.conversion import day_before, past_windows
from jjinvest.forecasting.ledger.hazards import Ints, as_known, first_open_month, month_number
from jjinvest.forecasting.ledger.history import history_begins
from jjinvest.forecasting.reserving.triangle import Floats

PRIOR_TREND_SD = 0.05
"""Prior standard deviation of the yearly growth of numbers: without evidence there is no trend."""
MEMORY = 0.8
"""Weight of a year beside the year after it: the level of years wanders, and recent ones are nearer."""
PRIOR_YEAR_EFFECT = 0.20
"""Assumed CV of good and bad years beyond chance."""
PRIOR_YEAR_EFFECT_WEIGHT = 1.0
"""Years of evidence that this assumption counts for."""
EFFECT_ROUNDS = 2
"""Times that the level of years is estimated beside the trend."""
TIER_EDGES = (1.0, 10.0, 20.0, 50.0, 100.0)
"""Edges between size tiers, 亿元."""
PRIOR_NEW_PROJECTS = 20
"""Projects that the sizes and origins of all signed ones count for, beside those of new business."""
MIN_SIZED_PROJECTS = 20
"""Signed projects with an amount that a forecast needs at least."""
_TREND_PRIOR = np.array([[0.0, 0.0], [0.0, PRIOR_TREND_SD**-2]])


@dataclass(frozen=True)
class NewBusiness:
    """Distribution of the new business of the coming months.

    Parameters
    ----------
    expected, cv
        Expected number of projects and the CV of that expectation (level and trend not known for sure).
    year_effect
        CV of the year's level.
    tiers
        One a size tier, from small to large: amounts in 亿元 and whether out-of-city, of own signed projects,
        and weights of those (local, out-of-city) among new business.
    by_quarter
        Share of the signings that fall in each quarter to come, the running one's rest first.
    windows
        Earlier windows: month they began (number), count; `same_season` states whether they are a year apart.
    """

    expected: float
    cv: float
    year_effect: float
    tiers: tuple[tuple[Floats, np.ndarray, tuple[float, float]], ...]
    by_quarter: Floats
    windows: pd.DataFrame
    same_season: bool


def new_business(
    ledger: pd.DataFrame,
    *,
    as_of: str | pd.Timestamp,
    months: int,
    out_of_city: Sequence[str] = OUT_OF_CITY_ORIGINS,
) -> NewBusiness:
    """Estimate the distribution of new business over the coming `months` from own history.

    Parameters
    ----------
    ledger
        As returned by :func:`~jjinvest.forecasting.ledger.inputs.checked_ledger`.
    as_of
        Day on which the ledger is known; later dates do not enter.
    out_of_city
        Origins that count as out-of-city.

    Raises
    ------
    LookupError
        If history is too short for one earlier window, or fewer than 20 signed projects state an amount.
    """
    known = as_known(ledger, as_of)
    open_month = first_open_month(as_of)
    signed, begun = month_number(known["signed_on"]), month_number(known["negotiated_on"])
    firsts = [
        m for m in (history_begins(signed, open_month), history_begins(begun, open_month)) if m is not None
    ]
    if not firsts:
        raise LookupError("no project has a date of negotiation or signing")
    # negotiations are often dated further back than signings were recorded: a window needs both
    first = max(min(firsts), firsts[0] - 12)
    starts = past_windows(first, open_month, months)
    if months and not starts:
        raise LookupError(
            f"history begins {day_before(first + 1):%Y-%m}: a year and a window of {months} months are needed"
        )
    chosen = (signed >= 0) & known["agreed_amount"].notna().to_numpy()
    done = known.loc[chosen, ["agreed_amount", "origin"]]
    sized = int((done["agreed_amount"] > 0).sum())
    if sized < MIN_SIZED_PROJECTS:
        raise LookupError(
            f"{sized} signed projects state an amount above zero, at least {MIN_SIZED_PROJECTS} are needed"
        )
    counts, offsets, new = [], [np.zeros(0, dtype="int64")], np.zeros(len(known), dtype=bool)
    for start in starts:
        entered = (signed >= start) & (signed < start + months) & ((begun >= start) | (begun < 0))
        counts.append(int(entered.sum()))
        offsets.append(signed[entered] - start)
        new |= entered
    expected, cv, year_effect = _trend(np.array(starts), np.array(counts), open_month)
    same = all((open_month - s) % 12 == 0 for s in starts)
    return NewBusiness(
        expected,
        cv,
        year_effect,
        _tiers(done, new[chosen], out_of_city),
        _by_quarter(np.concatenate(offsets), months, open_month),
        pd.DataFrame({"start": starts, "count": counts}),
        same,
    )


def _trend(starts: Ints, counts: Ints, now: int) -> tuple[float, float, float]:
    """Expectation now, its CV, and CV of the year's level, by a log-linear trend (MAP, Laplace).

    The prior of the yearly growth is normal around zero (:data:`PRIOR_TREND_SD`), and years fade
    (:data:`MEMORY`; power discounting, Harvey and Fernandes 1989). Counts scatter more than a Poisson
    distribution by the level of each year; level and trend are as uncertain as that makes them.
    """
    if not len(starts):
        return 0.0, 0.0, PRIOR_YEAR_EFFECT
    years = (starts - now) / 12
    memory: Floats = np.asarray(MEMORY ** (years.max() - years))
    centre = float(np.average(years, weights=memory))
    design = np.column_stack([np.ones(len(years)), years - centre])
    ahead = np.array([1.0, -centre])
    effect2 = 0.0
    for _ in range(EFFECT_ROUNDS):
        mean = _fitted(design, counts, effect2, memory)[1]
        freedom = max(len(counts) - 2, 0)
        excess = float((((counts - mean) / mean) ** 2 - 1 / mean).sum()) / max(freedom, 1)
        effect2 = (PRIOR_YEAR_EFFECT_WEIGHT * PRIOR_YEAR_EFFECT**2 + freedom * max(excess, 0.0)) / (
            PRIOR_YEAR_EFFECT_WEIGHT + freedom
        )
    beta, mean, information = _fitted(design, counts, effect2, memory)
    # years that fade are no less certain, they only count less: the error is that of a weighted mean
    scatter = design.T @ (design * (memory**2 * mean / (1 + mean * effect2))[:, None]) + _TREND_PRIOR
    slope = np.linalg.solve(information, ahead)
    variance = float(slope @ scatter @ slope)
    return float(np.exp(ahead @ beta)), float(np.sqrt(variance)), float(np.sqrt(effect2))


def _fitted(design: Floats, counts: Ints, effect2: float, memory: Floats) -> tuple[Floats, Floats, Floats]:
    """Coefficients, means and information for a squared CV of the level of years."""
    beta = np.array([np.log(counts.mean() + 0.25), 0.0])
    for _ in range(50):
        mean = np.exp(design @ beta)
        weight = memory / (1 + mean * effect2)
        # half an event more keeps the logarithm finite where no event was observed
        gradient = design.T @ (weight * (counts + 0.5 / len(counts) - mean)) - _TREND_PRIOR @ beta
        information = design.T @ (design * (weight * mean)[:, None]) + _TREND_PRIOR
        step = np.linalg.solve(information, gradient)
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-10:
            break
    return beta, np.exp(design @ beta), information


def _tiers(
    done: pd.DataFrame, new: np.ndarray, out_of_city: Sequence[str]
) -> tuple[tuple[Floats, np.ndarray, tuple[float, float]], ...]:
    """Amounts by tier, weighted as the projects that were new business in their window.

    Large projects negotiate longer, so among new business there are fewer of them than among all signed ones.
    """
    amount = done["agreed_amount"].astype("int64").to_numpy() / YI
    out = done["origin"].isin(out_of_city).to_numpy()
    tier = np.searchsorted(TIER_EDGES, amount, side="right")
    prior = min(PRIOR_NEW_PROJECTS, len(done)) / len(done)

    def weight(chosen: np.ndarray) -> float:
        return float(new[chosen].sum() + prior * chosen.sum())

    return tuple(
        (amount[tier == t], out[tier == t], (weight((tier == t) & ~out), weight((tier == t) & out)))
        for t in range(len(TIER_EDGES) + 1)
        if (tier == t).any()
    )


def _by_quarter(offsets: Ints, months: int, open_month: int) -> Floats:
    """Spread over the coming quarters; half a signing a month keeps each possible."""
    by_month = np.bincount(offsets, minlength=months)[:months] + 0.5
    quarter = (open_month + np.arange(months)) // 3 - open_month // 3
    spread = np.bincount(quarter, by_month)
    return spread / spread.sum() if len(spread) else spread.astype(float)
