"""Amounts written in negotiation beside the amounts that are signed, learned from earlier imports.

A ledger states one amount a project, the signed one once it has signed. Earlier imports state what was
written while it was in negotiation (:mod:`jjinvest.ledger.store.estimates_of_imports`). Both give the mean
ratio of signed to estimated amount by size, shrunk towards no difference, and how far single projects
scatter around it. Where imports show both of fewer than three projects, the ratio is 1 and as uncertain as
districts differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from jjinvest.core.quantity import YI
from jjinvest.forecasting.reserving.triangle import Floats

ESTIMATED = "estimated_amount"
"""Column of a ledger with the amount (元) that an earlier import stated in negotiation; it may be absent."""
PRIOR_LEVEL_SD = 0.12
"""Standard deviation between districts of the logarithm of the mean ratio; the prior mean is none."""
PRIOR_SLOPE_SD = 0.05
"""Standard deviation between districts of the change of that logarithm with the logarithm of the estimate."""
WANDER_SD = 0.05
"""Standard deviation by which the ratio of one year differs from that of the years seen."""
PRIOR_SCATTER = 0.3
"""CV of the ratios of single projects, before any is seen."""
PRIOR_SCATTER_WEIGHT = 5.0
"""Projects that this scatter counts for."""
PRIOR_EXACT = 2.0
"""Projects signed as estimated that are added to those seen, where single sizes are counted."""
NEAR_SIZE = 1.0
"""Bandwidth on the logarithm of the estimate, within which projects show what becomes of one."""
CELLS = 1_000_000
"""Pairs of a project and one seen that are compared at a time: some 10 MB an array."""
FEWEST = 3
"""Projects that must show both amounts: fewer say little of others, and a page may not say it of them."""
MAX_RATIO = 10.0
"""Ratio above which, or below its inverse, two amounts are not taken to be of one contract."""
NEWTON_STEPS = 25
"""Steps of the estimate at most."""


@dataclass(frozen=True)
class EstimateRatio:
    """Ratio of signed to estimated amounts.

    Parameters
    ----------
    level, slope
        Logarithm of the mean ratio of an estimate of 1 亿元, and its change with the estimate's logarithm.
    covariance
        Of both.
    back
        Mean logarithm of estimate ÷ signed amount.
    estimates, signed
        Amounts in 亿元 of the projects that show both.
    """

    level: float
    slope: float
    covariance: Floats
    back: float
    estimates: Floats
    signed: Floats

    @property
    def seen(self) -> int:
        """Number of projects that show both amounts."""
        return len(self.estimates)

    def mean(self, estimate: Floats) -> Floats:
        """Mean signed amount ÷ estimate, of estimates in 亿元."""
        return np.asarray(np.exp(self.level + self.slope * _log(estimate)))

    def sd(self, estimate: Floats, weight: Floats) -> float:
        """Standard deviation of the logarithm of the mean ratio that some estimates share."""
        total = float(weight.sum())
        ahead = np.array([1.0, float(weight @ _log(estimate)) / total if total > 0 else 0.0])
        return float(np.sqrt(ahead @ self.covariance @ ahead + WANDER_SD**2))

    def as_estimated(self, amount: Floats, signed: npt.NDArray[np.bool_]) -> Floats:
        """Amounts as they were probably written in negotiation, in their unit; those not signed stay."""
        return np.where(signed, amount * np.exp(self.back), amount)

    def reach(self, estimates: Floats, sizes: Floats) -> Floats:
        """Chance that a signed amount is at least each size (亿元), shape (projects, sizes).

        Ratios of the projects seen count by how near their estimates are; a few signed as estimated come on
        top, so that without any the estimates themselves are counted.
        """
        exact = (estimates[:, None] >= sizes).astype(float)
        if not self.seen:
            return exact
        chances, step = np.empty_like(exact), max(1, CELLS // self.seen)
        for first in range(0, len(estimates), step):  # projects × projects seen would not fit at once
            block = slice(first, first + step)
            given = estimates[block]
            apart = (_log(given)[:, None] - _log(self.estimates)) / NEAR_SIZE
            weight = np.exp(-(apart**2) / 2)
            signed = given[:, None] * (self.signed / self.estimates)
            above = [(weight * (signed >= size)).sum(axis=1) for size in sizes]
            total = weight.sum(axis=1)[:, None] + PRIOR_EXACT
            chances[block] = (np.column_stack(above) + PRIOR_EXACT * exact[block]) / total
        return chances


def estimate_ratio(known: pd.DataFrame) -> EstimateRatio:
    """Learn the ratio from the signed projects of which an earlier import stated an estimate.

    The mean is fitted with a constant CV (gamma, logarithmic link; MAP by Newton), around no difference.

    Parameters
    ----------
    known
        Ledger without what came after the as-of date.

    Examples
    --------
    >>> days = pd.to_datetime(["2023-05-01", None])
    >>> ledger = pd.DataFrame({"signed_on": days, "agreed_amount": [100_000_000, 300_000_000]})
    >>> estimate_ratio(ledger).mean(np.array([1.0, 50.0])).tolist()
    [1.0, 1.0]
    >>> seen = estimate_ratio(pd.concat([ledger.assign(estimated_amount=[200_000_000, None])] * 20))
    >>> bool(0.5 < seen.mean(np.array([2.0]))[0] < 0.6)
    True
    """
    stated, signed = stated_estimates(known), yi(known["agreed_amount"])
    pairs = known["signed_on"].notna().to_numpy() & (stated > 0) & (signed > 0)
    stated, signed = stated[pairs], signed[pairs]
    usable = np.abs(np.log(signed / stated)) <= np.log(MAX_RATIO)
    if usable.sum() < FEWEST:
        usable[:] = False
    stated, signed = stated[usable], signed[usable]
    design = np.column_stack([np.ones(len(stated)), _log(stated)])
    prior = np.diag([PRIOR_LEVEL_SD**-2, PRIOR_SLOPE_SD**-2])
    beta, information, ratio = np.zeros(2), prior, signed / stated
    for _ in range(NEWTON_STEPS if len(stated) else 0):
        relative = ratio / np.exp(design @ beta)
        squares = ((relative - 1) ** 2).sum() + PRIOR_SCATTER_WEIGHT * PRIOR_SCATTER**2
        precision = (len(stated) + PRIOR_SCATTER_WEIGHT) / squares
        information = precision * design.T @ design + prior
        step = np.linalg.solve(information, precision * design.T @ (relative - 1) - prior @ beta)
        beta = beta + np.clip(step, -0.5, 0.5)
        if np.abs(step).max() < 1e-9:
            break
    shrink = PRIOR_LEVEL_SD**2 * len(stated) / (PRIOR_LEVEL_SD**2 * len(stated) + PRIOR_SCATTER**2)
    back = shrink * float(-np.log(ratio).mean()) if len(stated) else 0.0
    return EstimateRatio(float(beta[0]), float(beta[1]), np.linalg.inv(information), back, stated, signed)


def sizes_in_negotiation(ledger: pd.DataFrame, ratio: EstimateRatio, signed: npt.NDArray[np.bool_]) -> Floats:
    """Amounts in 亿元 as they were written in negotiation, NaN where none is stated.

    Of projects that have signed it is the estimate of an earlier import, or follows from the usual ratio.
    """
    stated = stated_estimates(ledger)
    usual = ratio.as_estimated(yi(ledger["agreed_amount"]), signed)
    return np.where(signed & (stated > 0), stated, usual)


def stated_estimates(ledger: pd.DataFrame) -> Floats:
    """Estimates of earlier imports in 亿元; 0 where none stated one."""
    if ESTIMATED not in ledger:
        return np.zeros(len(ledger))
    return np.nan_to_num(yi(ledger[ESTIMATED]))


def yi(amounts: pd.Series) -> Floats:
    """Amounts of 元 in 亿元, NaN where blank."""
    return amounts.astype("Float64").to_numpy(dtype=float, na_value=np.nan) / YI


def _log(amount: Floats) -> Floats:
    return np.log(np.maximum(amount, 1e-6))
