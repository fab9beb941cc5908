"""The forecast of the agreed amount of the year ahead after a change, by the methods that the page pools."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jjinvest.core.facts import Fact
from jjinvest.forecasting.annual.compound_poisson import SizeClass, simulate, size_classes
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.ensemble import ensemble
from jjinvest.forecasting.ledger.forecast import AGREED
from jjinvest.forecasting.method import AnnualTotal, LedgerSimulation, SizeClasses, answers
from jjinvest.forecasting.on_demand import Samples
from jjinvest.results.further_forecasts import WHOLE_YEARS
from jjinvest.results.ledger_scenario import LedgerScenario, ScenarioChange
from jjinvest.results.results import Results

"""Methods that forecast the next year from the total and projects of this one."""
POOLED = "pooled"
"""Name of several methods pooled by weight."""


@dataclass(frozen=True)
class AheadScenario:
    """The forecast that the page shows, before and after a change.

    Parameters
    ----------
    method
        Name of the method, or :data:`POOLED`.
    median, chance
        Facts before the change; the chance is None where there is no target.
    samples
        Simulated totals after the change, 亿元.
    rests_on_year
        Whether the forecast repeats the total or projects of this year, and so loses what this year loses:
        ``all`` of its methods, ``some`` or ``none``.
    """

    method: str
    median: Fact
    chance: Fact | None
    samples: Samples
    rests_on_year: str


def method_of(distribution: ForecastDistribution) -> str:
    """Name of the method of a forecast; :data:`POOLED` where several are pooled."""
    return POOLED if POOLED in distribution.reasons else distribution.method


def ahead_scenario(
    results: Results, change: ScenarioChange, ledger: LedgerScenario | None
) -> AheadScenario | None:
    """Draw the forecast of the page again after a change, with the same seed and weights.

    The ledger's simulation and the size classes are drawn again. Methods that know no projects, such as the
    quarterly model, move in proportion to the ledger's simulation.

    Returns
    -------
    AheadScenario | None
        None where there is no forecast, or none of its methods knows projects.
    """
    outlook = results.outlook
    key, shown = outlook.ahead
    median, chance = results.get(key / "forecast" / "median"), results.get(key / "p_reach")
    if shown is None or median is None:
        return None
    weights = outlook.scorecard.weights if outlook.pooled is not None else {shown.method: 1.0}
    able = {**answers(outlook.predictions), **({} if outlook.pooled is not None else {shown.method: shown})}
    drawn = dict[str, ForecastDistribution]()
    for name in weights:
        samples = _redrawn(results, able[name], change, ledger)
        if samples is None:
            return None
        drawn[name] = replace(able[name], samples=samples)
    after = ensemble(drawn, weights, seed=results.seed).samples
    known = chance if chance is not None and chance.target is not None else None
    repeating = [able[name].method in WHOLE_YEARS for name in weights]
    rests = "all" if all(repeating) else "some" if any(repeating) else "none"
    return AheadScenario(method_of(shown), median, known, after, rests)


def _redrawn(
    results: Results, forecast: ForecastDistribution, change: ScenarioChange, ledger: LedgerScenario | None
) -> Samples | None:
    """Samples of one method after a change; None where it cannot be drawn again."""
    if forecast.method == SizeClasses.name:
        return _size_classes(results, change)
    if forecast.method == AnnualTotal.name:
        return _annual_total(results, forecast.samples, change)
    if ledger is None:
        return None
    if forecast.method == LedgerSimulation.name:
        return np.asarray(ledger.samples[AGREED])
    before = results.outlook.ledger_year
    rest = 0.0 if before is None else float(before.samples[AGREED].mean()) - ledger.signed_before
    after = float(ledger.samples[AGREED].mean()) - ledger.signed
    factor = after / rest if rest > 0 else 1.0
    coming = np.maximum(forecast.samples - ledger.signed_before, 0.0)
    below = np.minimum(forecast.samples - ledger.signed_before, 0.0)
    return np.maximum(ledger.signed + factor * coming + below, 0.0)


def _size_classes(results: Results, change: ScenarioChange) -> Samples | None:
    """Draw the next year again from this year's size classes without the projects that are moved."""
    total, classes = size_classes(results.metric_workspace, str(results.year))
    for project in change.moved:
        if project.signed:
            total, classes = total - project.amount, _without(classes, project.amount)
    arriving = sum(project.amount for project in change.postponed if project.signed)
    draws, scale = results.assumptions.draws, 1.0 + change.growth
    if total <= 0:  # nothing is left that could be repeated
        return np.full(draws, arriving)
    try:
        return simulate(total, classes, seed=results.seed, draws=draws, scale=scale).total + arriving
    except LookupError:  # without the projects the published sizes leave no room for the total
        return None


def _annual_total(results: Results, samples: Samples, change: ScenarioChange) -> Samples | None:
    """The next year in proportion to this year's total without the projects that are moved."""
    actual = results.get("now.agreed_amount")
    if actual is None or not actual.value:
        return None
    left = actual.value - sum(project.amount for project in change.moved if project.signed)
    arriving = sum(project.amount for project in change.postponed if project.signed)
    return np.asarray(samples * (1.0 + change.growth) * max(left / actual.value, 0.0) + arriving)


def _without(classes: list[SizeClass], amount: float) -> list[SizeClass]:
    """Take a project out of its size class: the named one of its amount, else one that is not named."""
    named = [n for n, c in enumerate(classes) if amount in c.named]
    unnamed = [n for n, c in enumerate(classes) if c.unnamed and c.low <= amount <= c.high]
    if not named and not unnamed:
        return classes
    at = (named or unnamed)[0]
    c = classes[at]
    place = c.named.index(amount) if named else len(c.named)
    rest = None if c.amount is None else c.amount - amount
    left = replace(c, count=c.count - 1, named=c.named[:place] + c.named[place + 1 :], amount=rest)
    return [*classes[:at], left, *classes[at + 1 :]]
