"""Tier-mixture compound Poisson: next year's total from one year of size tiers.

The number of projects of each tier is Poisson with an uncertain rate (Gamma posterior of the one year seen).
Named projects have their own amounts; amounts heap at tier edges, so no smooth size distribution is fitted.
Unnamed projects of a tier whose amount was published have its mean; others have an unknown one, drawn within
its bounds so that the year's own total is always reproduced. A compound Poisson with finitely many amounts
is a sum of independent Poissons, so no loop over projects is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import YI, Quantity
from jjinvest.core.size_classes import tier_edges, tier_part
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.on_demand import Samples
from jjinvest.metrics.breakdowns import AMOUNT, COUNT, subjects
from jjinvest.metrics.published import named_projects

OPEN_CLASS_END = 100.0
"""Upper edge of an open top class, in 亿元; no project of 100 亿元 is known."""


@dataclass(frozen=True)
class SizeClass:
    """Projects of one size: edges and named amounts in 亿元, and the number of projects, named or not.

    `amount` is the published amount of all of them, None where there is none.
    """

    low: float
    high: float
    count: int
    named: tuple[float, ...]
    amount: float | None = None

    @property
    def unnamed(self) -> int:
        """Number of projects without a published amount."""
        return self.count - len(self.named)

    @property
    def unnamed_between(self) -> tuple[float, float]:
        """Least and most that the unnamed projects make up, by the edges and the published amount."""
        least, most = self.unnamed * self.low, self.unnamed * self.high
        if self.amount is None:
            return least, most
        stated = min(max(self.amount - sum(self.named), least), most)
        return stated, stated


@dataclass(frozen=True)
class SizeClassYears:
    """Simulated years: amounts `by_class` in 亿元 and `numbers` of projects, of shape (draws, classes)."""

    by_class: Samples
    numbers: Samples

    @property
    def large(self) -> Samples:
        """Number of projects of the largest class in each simulated year, shape (draws,)."""
        return np.asarray(self.numbers[:, 0])

    @property
    def total(self) -> Samples:
        """Amount of each simulated year in 亿元, shape (draws,)."""
        return np.asarray(self.by_class.sum(axis=1))


def size_classes(workspace: Workspace, period: str) -> tuple[float, list[SizeClass]]:
    """Return a period's total amount (亿元) and its disjoint size classes, largest first.

    The classes follow from the published tiers and named projects; the last one holds all projects below the
    lowest edge.

    Raises
    ------
    LookupError
        If the total number, the total amount or all tier counts are not published, or only a bound of one
        (近500亿元, 120余个) is, or if no amounts within
        the tiers add up to the total, as where numbers were rounded or published on different days.
    """
    known, figures = workspace.latest, workspace.figures
    amount, number = FactId.of(period, AMOUNT), FactId.of(period, COUNT)
    if amount not in known or number not in known:
        raise LookupError(f"{period}: total number and amount are needed")
    if any(None in (known[each].low, known[each].high) for each in (amount, number)):
        raise LookupError(f"{period}: only a bound of the total number or amount is published")
    total = float((known[amount].value or 0) / YI)
    projects = int(known[number].value or 0)
    amounts = [float((q.value or 0) / YI) for q in named_projects(figures, period).values()]
    above, counted, classes = OPEN_CLASS_END, 0, list[SizeClass]()
    stated: float | None = 0.0  # amount of the classes so far, if each one is published
    for low, high, count, of_tier in _tiers(known, figures, period):
        count -= counted if high is None else 0
        own = of_tier
        if high is None and own is not None:
            own = None if stated is None else own - stated
        upper = above if high is None else high
        named = tuple(sorted((a for a in amounts if low <= a < upper), reverse=True))
        classes.append(SizeClass(low, upper, max(count, len(named)), named, own))
        counted, above = counted + count, low
        stated = None if stated is None or own is None else stated + own
    if not classes:
        raise LookupError(f"{period}: no size tier is published")
    below = tuple(sorted((a for a in amounts if a < above), reverse=True))
    classes.append(SizeClass(0.0, above, projects - counted, below))
    return total, _with_room(total, classes)


def _with_room(total: float, classes: list[SizeClass]) -> list[SizeClass]:
    """Drop amounts of classes that contradict the total; LookupError if the edges do too."""
    try:
        _unnamed_amount(total, classes)
    except LookupError:
        classes = [replace(each, amount=None) for each in classes]
        _unnamed_amount(total, classes)
    return classes


def _tiers(
    known: dict[str, Quantity], figures: pd.DataFrame, period: str
) -> list[tuple[float, float | None, int, float | None]]:
    """Published tiers as (low, high or None, count, amount or None), largest first.

    An open tier includes those above it.
    """
    tiers = []
    for tier in subjects(figures, period, "tier"):
        quantity = known.get(FactId.of(period, COUNT, tier_part(tier)))
        if quantity is None:
            continue
        low, high = tier_edges(tier)
        amount = known.get(FactId.of(period, AMOUNT, tier_part(tier)))
        stated = None if amount is None or amount.value is None else float(amount.value / YI)
        upper = None if high is None else float(high)
        tiers.append((float(low), upper, int(quantity.value or 0), stated))
    return sorted(tiers, key=lambda tier: (tier[0], tier[1] is not None, tier[1] or 0.0), reverse=True)


def unknown_means(total: float, classes: list[SizeClass], rng: np.random.Generator, draws: int) -> Samples:
    """Draw the mean amount of the unnamed projects of each class within the bounds that the total leaves.

    From the top down, the unnamed amount of each class is uniform between all projects at the lower and all
    at the upper edge (by the published amount, where there is one), as far as the classes below can still
    make up the total; the last class takes the remainder.

    Returns
    -------
    ndarray
        Means in 亿元, shape (draws, classes).

    Raises
    ------
    LookupError
        If no amounts within the edges add up to the total.
    """
    least, most = (np.array(ends) for ends in zip(*(c.unnamed_between for c in classes), strict=True))
    left = np.full(draws, _unnamed_amount(total, classes))
    means = np.zeros((draws, len(classes)))
    for j, c in enumerate(classes):
        low = np.clip(left - most[j + 1 :].sum(), least[j], most[j])
        high = np.clip(left - least[j + 1 :].sum(), least[j], most[j])
        amount = rng.uniform(low, np.maximum(low, high))
        left = left - amount
        means[:, j] = amount / c.unnamed if c.unnamed else 0.0
    return means


def _unnamed_amount(total: float, classes: list[SizeClass]) -> float:
    """Amount of the projects without a name; LookupError if no amounts within the classes make it up."""
    left = total - sum(sum(c.named) for c in classes)
    least, most = (sum(ends) for ends in zip(*(c.unnamed_between for c in classes), strict=True))
    tolerance = 1e-9 * max(total, 1.0)
    if not least - tolerance <= left <= most + tolerance:
        raise LookupError("the published tiers leave no room for the published total")
    return left


def simulate(
    total: float,
    classes: list[SizeClass],
    *,
    seed: int,
    draws: int,
    year_effect: float = 0.0,
    rate_uncertainty: bool = True,
    prior_shape: float = 0.0,
    scale: Samples | float = 1.0,
) -> SizeClassYears:
    """Simulate years like the observed one.

    Parameters
    ----------
    total, classes
        From :func:`size_classes`.
    year_effect
        CV of a gamma factor common to all classes. One year cannot identify it, so it is an assumption.
    rate_uncertainty
        Draw each class's rate from Gamma(count + `prior_shape`, 1) instead of fixing it at the count.
    scale
        Factor on all rates (for part of a year): a number, or one value a draw.

    Examples
    --------
    >>> classes = [SizeClass(50, 100, 1, (60.0,)), SizeClass(0, 50, 4, (40.0,))]
    >>> years = simulate(130.0, classes, seed=1, draws=10_000, rate_uncertainty=False)
    >>> years.by_class.shape, round(float(years.total.mean()))
    ((10000, 2), 130)
    """
    rng = np.random.default_rng(seed)
    means = unknown_means(total, classes, rng, draws)
    level: Samples | float = rng.gamma(year_effect**-2, year_effect**2, draws) if year_effect else 1.0
    by_class, counts = np.zeros((draws, len(classes))), np.zeros((draws, len(classes)))
    for j, c in enumerate(classes):
        shape = c.count + prior_shape
        rate = (
            rng.gamma(shape, 1.0, draws) if rate_uncertainty and shape > 0 else np.full(draws, float(shape))
        )
        rate = rate * level * scale
        each = rate / c.count if c.count else rate
        amount, numbers = np.zeros(draws), np.zeros(draws)
        for value, times in zip(*np.unique(c.named, return_counts=True), strict=True):
            drawn = rng.poisson(each * times)
            amount += value * drawn
            numbers += drawn
        drawn = rng.poisson(each * c.unnamed) if c.count else rng.poisson(rate)
        numbers += drawn
        if j == len(classes) - 1:  # many small ones: exponential amounts around their mean
            amount += rng.gamma(np.maximum(drawn, 1e-12), 1.0) * means[:, j] * (drawn > 0)
        else:
            amount += drawn * means[:, j]
        by_class[:, j], counts[:, j] = amount, numbers
    return SizeClassYears(by_class, counts)
