"""Agreed amount of the next year from one year of published figures: distribution, simulation, facts.

All functions take frames as of a date and return facts (:mod:`jjinvest.core.facts`). A probability is in [0,
1]; its `low` and `high` are the range over the stated assumptions, and its `value` is None where published
figures determine no point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.once import once_each
from jjinvest.core.quantity import YI
from jjinvest.core.size_classes import tier_part
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.agreed_facts import large_projects, scenarios
from jjinvest.forecasting.annual.annual_total import AnnualTotals, simulate_total
from jjinvest.forecasting.annual.compound_poisson import SizeClass, SizeClassYears, simulate, size_classes
from jjinvest.forecasting.annual.earlier_readings import (
    EarlierReading,
    Level,
    coming_level,
    earlier_readings,
)
from jjinvest.forecasting.annual.modelled import modelled
from jjinvest.forecasting.distribution import Assumption, ForecastDistribution
from jjinvest.forecasting.on_demand import OnDemand, Samples
from jjinvest.metrics.breakdowns import AMOUNT, COUNT
from jjinvest.metrics.targets import aimed_at

MIN_SIMULATED_YEARS = 100
"""Simulated years with a number of projects, below which the share that reaches the target says little."""
MAX_CASE_DRAWS = 20_000
"""Simulated years of the cases of other data; a chance is then known to 0.4 percentage points."""


@dataclass(frozen=True)
class AgreedOutlook:
    """Next year's agreed amount: the distribution, the simulation behind it, and everything as facts.

    `base` is None where no size classes are known.
    """

    distribution: ForecastDistribution
    base: SizeClassYears | None
    facts: list[Fact]


def agreed_distribution(
    workspace: Workspace, year: int, *, seed: int, assumptions: Assumptions, draws: int | None = None
) -> tuple[ForecastDistribution, SizeClassYears]:
    """Forecast the agreed amount of `year` as a year like the one before, from its size tiers.

    Parameters
    ----------
    draws
        Number of simulated years; that of the assumptions if not given.

    Returns
    -------
    tuple
        The distribution, and the simulated years by size class behind it.

    Raises
    ------
    LookupError
        If the total, count or tiers of the year before were not published.
    """
    return _agreed_distribution(workspace, year, seed, assumptions, draws or assumptions.draws)


@once_each
def _agreed_distribution(
    workspace: Workspace, year: int, seed: int, assumptions: Assumptions, draws: int
) -> tuple[ForecastDistribution, SizeClassYears]:
    base_year = str(year - 1)
    amount, count = FactId.of(base_year, AMOUNT), FactId.of(base_year, COUNT)
    total, classes = size_classes(workspace, base_year)

    base, known = simulate(total, classes, seed=seed, draws=draws), workspace.latest
    sources = tuple(dict.fromkeys(s for key in (amount, count) for s in known[key].sources))
    like_last, other = _LikeLast(total, classes, seed, draws), partial(_total, total, classes, seed, draws)
    cases: dict[str, Callable[[], Samples]] = {
        "known_rates": partial(like_last.amounts),
        "year_effect": partial(other, year_effect=assumptions.year_effect_high),
        "optimistic": partial(other, prior_shape=assumptions.optimistic_prior_shape),
    }
    size = min(base.total.size, MAX_CASE_DRAWS)

    def by_readings() -> Samples:
        level = level_by_readings(workspace, year, like_last.years, assumptions)
        if level is None:  # a single draw has no spread
            return like_last.amounts()[:size]
        own = np.random.default_rng([seed, 6]).standard_normal(size)
        scale = np.exp(level.log_mean + level.log_sd * own)
        return simulate(total, classes, seed=seed, draws=size, rate_uncertainty=False, scale=scale).total

    if known[amount].value and total > 0 and _readings(workspace, year, 1.0, assumptions):
        cases["earlier_readings"] = by_readings
    if total > 0 and known[count].value:
        alone = AnnualTotals((total,), float(known[count].value or 0))
        cases["annual_total"] = partial(_total_alone, alone, seed, size)
    names = [tier_part(f"tier_{c.low:g}_{c.high:g}") for c in classes]
    names[0] = tier_part(f"tier_ge_{classes[0].low:g}")
    distribution = ForecastDistribution(
        AMOUNT,
        year,
        known[amount].definition,
        base.total,
        "size_classes",
        ("next_year", "one_year_of_aggregates", "nothing_of_the_year"),
        (
            Assumption("year_effect_high", assumptions.year_effect_high),
            Assumption("optimistic_prior_shape", assumptions.optimistic_prior_shape, unit="个"),
        ),
        workspace.as_of_date,
        sources,
        "size_classes_one_year",
        parts={name: _column(base.by_class, n) for n, name in enumerate(names)},
        cases=OnDemand(cases),
        drivers={name: _column(base.numbers, n) for n, name in enumerate(names)},
        simulation=f"{workspace.district}.{year}.{seed}.{assumptions.draws}",
    )
    return distribution, base


@dataclass(frozen=True)
class _LikeLast:
    """Years whose rates are exactly those of the last one, simulated when they are first read."""

    total: float
    classes: list[SizeClass]
    seed: int
    draws: int

    @cached_property
    def years(self) -> SizeClassYears:
        """The simulated years by size class."""
        return simulate(self.total, self.classes, seed=self.seed, draws=self.draws, rate_uncertainty=False)

    def amounts(self) -> Samples:
        """Their totals."""
        return self.years.total


def _total(total: float, classes: list[SizeClass], seed: int, draws: int, **changes: float) -> Samples:
    return simulate(total, classes, seed=seed, draws=draws, **changes).total  # type: ignore[arg-type]


def _total_alone(totals: AnnualTotals, seed: int, draws: int) -> Samples:
    return simulate_total(totals, seed=seed, draws=draws).total


def _column(samples: Samples, number: int) -> Samples:
    """Return a column as an array of its own, which processes can share (:mod:`jjinvest.core.packed`)."""
    return np.ascontiguousarray(samples[:, number])


def level_by_readings(
    workspace: Workspace, year: int, repeat: SizeClassYears, assumptions: Assumptions
) -> Level | None:
    """Level of the coming year by what is published of earlier years; None where nothing is.

    Parameters
    ----------
    repeat
        Years like the last one, which show how far single projects alone move a total.
    """
    process_cv = float(repeat.total.std() / repeat.total.mean()) if repeat.total.mean() > 0 else 0.0
    readings = _readings(workspace, year, process_cv, assumptions)
    amount = workspace.latest.get(FactId.of(year - 1, AMOUNT))
    if amount is None or not amount.value or process_cv <= 0:
        return None
    return coming_level(
        readings, year, float(amount.value / YI), process_cv=process_cv, sources=amount.sources
    )


def _readings(
    workspace: Workspace, year: int, process_cv: float, assumptions: Assumptions
) -> list[EarlierReading]:
    share_sd = assumptions.first_half_share_sd
    return earlier_readings(workspace, year, AMOUNT, process_cv=process_cv, share_sd=share_sd)


def _reading_facts(
    workspace: Workspace, year: int, repeat: Samples, assumptions: Assumptions
) -> Iterator[Fact]:
    """Level of the coming year by earlier readings with its 80 % range, and the number of years read."""
    like_last = SizeClassYears(repeat[:, None], np.zeros((len(repeat), 1)))
    level = level_by_readings(workspace, year, like_last, assumptions)
    if level is None:
        return
    total = float((workspace.latest[FactId.of(year - 1, AMOUNT)].value or 0) / YI)
    key, spread = FactId.of(year, AMOUNT, "earlier_readings"), 1.2816 * level.log_sd
    middle, low, high = (total * float(np.exp(level.log_mean + z)) for z in (0.0, -spread, spread))
    common: dict[str, Any] = {"basis": "agreed", "period": str(year), "sources": level.sources}
    yield modelled(
        key / "level",
        middle,
        low,
        high,
        unit="亿元",
        caveat="earlier_readings",
        definition="earlier_level",
        **common,
    )
    yield modelled(key / "years", float(len(level.years)), unit="个", definition="years_read", **common)


def agreed_outlook(workspace: Workspace, year: int, *, seed: int, assumptions: Assumptions) -> AgreedOutlook:
    """Forecast next year's agreed amount, with the chance of its target, scenarios and large projects.

    Raises
    ------
    LookupError
        As :func:`agreed_distribution`.
    """
    distribution, base = agreed_distribution(workspace, year, seed=seed, assumptions=assumptions)
    targets, period = workspace.targets, str(year)
    facts = distribution.facts(targets)
    facts += large_projects(base, workspace, period, distribution.sources, assumptions)
    facts += _reading_facts(workspace, year, distribution.cases["known_rates"], assumptions)
    for _, target in distribution.own(targets).iterrows():
        cited = (*distribution.sources, *target["figure_ids"])
        facts += scenarios(
            base, distribution.cases["known_rates"], aimed_at(target), distribution.key, period, cited
        )
    return AgreedOutlook(distribution, base, facts)


def large_projects_needed(outlook: AgreedOutlook, year: int) -> list[Fact]:
    """Smallest number of projects of the largest size for a chance of the target of 50 % or more.

    Everything else varies as in the outlook. Empty if there is no target, or if no number of projects is
    enough.
    """
    if outlook.base is None:
        return []
    below = FactId.of(year, AMOUNT, "p_reach")
    reach = [f for f in outlook.facts if (parts := f.id.below(below)) is not None and len(parts) == 1]
    large = [f for f in outlook.facts if f.id.metric == COUNT and f.id.name == "expected"]
    if not reach or not large or reach[0].target is None:
        return []
    goal = reach[0].target
    years = pd.DataFrame({"large": outlook.base.large, "reached": outlook.base.total >= goal})
    share = years.groupby("large")["reached"].agg(["mean", "size"])
    enough = share.index[(share["mean"] >= 0.5) & (share["size"] >= MIN_SIMULATED_YEARS)]
    if enough.empty:
        return []
    return [
        modelled(
            large[0].id.parent / "needed",
            float(enough.min()),
            unit="个",
            basis="count",
            period=str(year),
            target=goal,
            sources=reach[0].sources,
            caveat="size_classes_one_year",
            definition="needed",
        )
    ]
