"""Earlier years as far as they were published: totals, parts of a year and signing ceremonies, as evidence.

A district without earlier annual totals often has readings of them: the first eight months of one year, the
ceremony of a quarter of another. Each implies a level of its year, with an uncertainty that is stated:

- a total: that of its single projects;
- a part of a year: also the share of the year that it is;
- a ceremony: taken as one quarter's signings, at the ratio that ceremonies of the last year had to a quarter
  of its total, with the deal luck of a quarter.

What is not known to be worded like the last total has :data:`WORDING_SD` more. Levels move from year to year
by :data:`LEVEL_STEP_SD` (a random walk of logs), so old readings say less. The result is the level of the
coming year as a multiple of the last total; it enters the forecast as one of its cases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import is_event, period_months
from jjinvest.core.quantity import YI, Quantity
from jjinvest.data.workspace import Workspace

LEVEL_STEP_SD = 0.15
"""Log standard deviation of the step of the level from one year to the next."""
WORDING_SD = 0.25
"""Log standard deviation of a reading whose wording is not that of the last total."""
MIN_MONTHS = 3
MONTHS = 12
QUARTERS = 4


@dataclass(frozen=True)
class EarlierReading:
    """What one published number implies for the total of its year.

    Parameters
    ----------
    kind
        ``total``, ``part`` or ``ceremony``.
    implied
        Total of the year in 亿元.
    log_sd
        Standard deviation of its logarithm.
    """

    period: str
    year: int
    kind: str
    implied: float
    log_sd: float
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Level:
    """Level of the coming year as a multiple of the last total: log mean and log standard deviation."""

    log_mean: float
    log_sd: float
    years: tuple[int, ...]
    sources: tuple[str, ...]


def earlier_readings(
    workspace: Workspace, year: int, metric: str, *, process_cv: float, share_sd: float
) -> list[EarlierReading]:
    """Readings of the years before the one just over, oldest first; parts of the district are left out.

    Parameters
    ----------
    year
        The coming year; the one before it has a total.
    process_cv
        CV of a year that single projects cause.
    share_sd
        Standard deviation of the share of a first half.
    """
    amounts = {
        FactId(fact_id): quantity
        for fact_id, quantity in workspace.latest.items()
        if FactId(fact_id).measure == metric and _level(quantity)
    }
    last = amounts.get(FactId.of(year - 1, metric))
    if last is None:
        return []
    total = _yi(last)
    ceremonies = [_yi(q) for name, q in amounts.items() if is_event(name.period) and _year(name) == year - 1]
    coverage = float(np.mean(ceremonies)) / (total / QUARTERS) if ceremonies else 1.0
    known = {_year(name) for name in amounts if name.period.isdigit()}
    readings = list[EarlierReading]()
    for name, quantity in amounts.items():
        of = _year(name)
        if of >= year - 1:
            continue
        if name.period.isdigit():
            kind, implied, variance = "total", _yi(quantity), process_cv**2
        elif of in known:
            continue
        elif is_event(name.period):
            kind, implied = "ceremony", QUARTERS * _yi(quantity) / coverage
            variance = QUARTERS * process_cv**2 + WORDING_SD**2
        else:
            first, end = period_months(name.period.upper())
            if first != 1 or end < MIN_MONTHS:
                continue
            share = end / MONTHS
            kind, implied = "part", _yi(quantity) / share
            of_share = (2 * share_sd) ** 2 * (1 - share) / share
            variance = of_share + process_cv**2 / share + WORDING_SD**2
        readings.append(
            EarlierReading(name.period, of, kind, implied, float(np.sqrt(variance)), quantity.sources)
        )
    return sorted(readings, key=lambda each: (each.year, each.period))


def coming_level(
    readings: list[EarlierReading], year: int, total: float, *, process_cv: float, sources: tuple[str, ...]
) -> Level | None:
    """Level of the coming year from the readings and the last total; None without a reading.

    Examples
    --------
    >>> low = EarlierReading("2021", 2021, "total", 800.0, 0.2, ())
    >>> level = coming_level([low], 2024, 1000.0, process_cv=0.2, sources=())
    >>> bool(-0.2 < level.log_mean < 0), bool(0.15 < level.log_sd < 0.3)
    (True, True)
    """
    if not readings:
        return None
    observed: dict[int, list[tuple[float, float]]] = {year - 1: [(0.0, process_cv**2)]}
    for each in readings:
        observed.setdefault(each.year, []).append((float(np.log(each.implied / total)), each.log_sd**2))
    first = min(observed)
    mean, variance = 0.0, 1e6
    for now in range(first, year):
        variance += LEVEL_STEP_SD**2 if now > first else 0.0
        for value, noise in observed.get(now, []):
            gain = variance / (variance + noise)
            mean, variance = mean + gain * (value - mean), (1 - gain) * variance
    years = tuple(sorted({each.year for each in readings}))
    cited = dict.fromkeys((*sources, *(source for each in readings for source in each.sources)))
    return Level(mean, float(np.sqrt(variance + LEVEL_STEP_SD**2)), years, tuple(cited))


def _level(quantity: Quantity) -> bool:
    known = quantity.value is not None and quantity.low is not None and quantity.high is not None
    definition = quantity.definition
    whole = definition.measure == "agreed" and definition.population == "all" and definition.cohort == "all"
    return known and whole and quantity.unit == "元" and (quantity.value or 0) > 0


def _year(name: FactId) -> int:
    return int(name.period[:4])


def _yi(quantity: Quantity) -> float:
    return float((quantity.value or 0) / YI)
