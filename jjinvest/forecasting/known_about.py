"""Forecast from numbers that are known only about (约): their intervals enter the range and the chances.

A published number stands for an interval. That of 约 148 is a tenth to either side, as wide as the forecast
itself may be. Within it nothing is assumed: every value is equally likely, and numbers of several periods
err independently. The forecast is made again for each of :data:`NODES` points of a Latin hypercube (McKay,
Beckman and Conover 1979) over the intervals, and every point has as many of the draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from jjinvest.core.quantity import Quantity
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.on_demand import OnDemand, Samples

NODES = 16
"""Points over the intervals for which a forecast is made."""
MIN_SHARE = Fraction(1, 50)
"""Half an interval, as a share of its value, from which it enters: the rounding of most numbers is less."""
REASON = "known_about"

Positions = Mapping[str, float]
"""Where in its interval the number of a period is taken: −1 is its low end, 0 its value, 1 its high end."""


@dataclass(frozen=True)
class WideNumbers:
    """Periods whose numbers have a wide interval, all of them and those of the year that is forecast."""

    periods: tuple[str, ...]
    of_year: tuple[str, ...]


def wide_numbers(published: Mapping[str, Quantity], year: int, used: tuple[str, ...]) -> WideNumbers:
    """Periods of published numbers behind a forecast whose intervals are wide.

    Parameters
    ----------
    used
        Sources of the forecast: a number that it does not use changes nothing.
    """
    behind = set(used)
    wide = tuple(
        period
        for period, number in published.items()
        if _half(number) >= MIN_SHARE and behind.intersection(number.sources)
    )
    return WideNumbers(wide, tuple(period for period in wide if period[:4] == str(year)))


def _half(number: Quantity) -> Fraction:
    """Half of an interval as a share of its value; 0 of a number without one."""
    if number.low is None or number.high is None or not number.value or number.value < 0:
        return Fraction(0)
    return (number.high - number.low) / 2 / number.value


def taken_at(published: Mapping[str, Quantity], positions: Positions) -> dict[str, Quantity]:
    """Published numbers, each at its position within its interval.

    Examples
    --------
    >>> from jjinvest.core.quantity import Definition
    >>> about = Quantity(Fraction(150), Fraction(135), Fraction(165), "元", Definition("agreed"))
    >>> int(taken_at({"2023h1": about}, {"2023h1": -1})["2023h1"].value)
    135
    """
    return {period: _at(number, positions.get(period, 0)) for period, number in published.items()}


def _at(number: Quantity, position: float) -> Quantity:
    end = number.high if position > 0 else number.low
    if not position or number.value is None or end is None:
        return number
    return replace(number, value=number.value + Fraction(abs(position)) * (end - number.value))


def over_intervals(
    made: ForecastDistribution,
    wide: WideNumbers,
    again: Callable[[Positions], ForecastDistribution | None],
    *,
    seed: int,
    cases: bool,
) -> ForecastDistribution:
    """Forecast with the intervals of its known numbers, and with their ends as cases.

    Parameters
    ----------
    made
        Forecast from the numbers as published.
    again
        Makes the same forecast with numbers at other positions; None where it cannot.
    """
    if not wide.periods or isinstance(made.cases, OnDemand):
        return made
    nodes = [again(positions) for positions in _hypercube(wide.periods, seed)]
    alike = [each for each in nodes if each is not None and each.samples.size == made.samples.size]
    if len(alike) < len(nodes):
        return made
    ends = wide.of_year or wide.periods
    others = dict(made.cases)
    for name, position in (("known_low", -1.0), ("known_high", 1.0)) if cases else ():
        end = again(dict.fromkeys(ends, position))
        if end is not None:
            others[name] = end.samples
    return replace(
        made,
        samples=_mixed([each.samples for each in alike]),
        parts={name: _mixed([each.parts[name] for each in alike]) for name in made.parts},
        drivers={name: _mixed([each.drivers[name] for each in alike]) for name in made.drivers},
        cases=others,
        reasons=(*made.reasons, REASON),
    )


def _hypercube(periods: tuple[str, ...], seed: int) -> list[Positions]:
    middles = (2 * np.arange(NODES) + 1) / NODES - 1
    rng = np.random.default_rng([seed, 7])
    columns = [rng.permutation(middles) for _ in periods]
    return [dict(zip(periods, (float(each[k]) for each in columns), strict=True)) for k in range(NODES)]


def _mixed(of_nodes: list[Samples]) -> Samples:
    """Draw k of node k, of the next node draw k + 1, and so on: each node has as many."""
    rows = np.arange(of_nodes[0].size)
    return np.asarray(np.stack(of_nodes)[rows % len(of_nodes), rows])
