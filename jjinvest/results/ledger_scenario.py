"""Scenarios from the ledger: the ledger's simulation, run again with changed parameters and the same seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI
from jjinvest.forecasting.ledger.forecast import (
    AGREED,
    AGREED_OUT_OF_CITY,
    FUNDS,
    FUNDS_OUT_OF_CITY,
    YearForecast,
)
from jjinvest.forecasting.ledger.simulation import FundsDistribution, YearModel, simulate_years
from jjinvest.forecasting.reserving.by_project import funds_by_project
from jjinvest.forecasting.reserving.triangle import Floats
from jjinvest.results.results import Results
from jjinvest.results.scenario_projects import ScenarioProject


@dataclass(frozen=True)
class ScenarioChange:
    """What is changed; the parameters are those of :func:`jjinvest.reporting.what_if.what_if`."""

    growth: float
    conversion: float | None
    payment_speed: float
    postponed: tuple[ScenarioProject, ...]
    cancelled: tuple[ScenarioProject, ...]

    @property
    def moved(self) -> tuple[ScenarioProject, ...]:
        """Projects that this year loses."""
        return (*self.postponed, *self.cancelled)


@dataclass(frozen=True)
class LedgerScenario:
    """The ledger's simulation of the year ahead after a change.

    Parameters
    ----------
    signed, signed_before
        Agreed amount that is certain, after and before the change, 亿元.
    samples
        Simulated totals by measure, 亿元; draws are in the order of those before the change. A measure that
        the change does not touch has the draws before it.
    pipeline, pipeline_before
        Expected of the named projects in talks, after and before the change, 亿元.
    in_talks
        Amount of the named projects in talks before any chance, 亿元.
    """

    signed: float
    signed_before: float
    samples: Mapping[str, Floats]
    pipeline: float
    pipeline_before: float
    in_talks: float


def ledger_scenario(results: Results, change: ScenarioChange) -> LedgerScenario | None:
    """Simulate the year ahead again after a change; None without a simulation from the ledger."""
    year = results.outlook.ledger_year
    if year is None:
        return None
    model = _changed(year, change, next_year=results.complete_year)
    after = simulate_years(model, draws=results.assumptions.ledger_draws, seed=results.seed)
    drawn = {
        AGREED: after.agreed,
        AGREED_OUT_OF_CITY: after.out_of_city,
        FUNDS: after.funds,
        FUNDS_OUT_OF_CITY: after.funds_out_of_city,
    }
    samples = {
        # drawing again would show its noise as an effect where there is none
        name: np.maximum(each, 0.0) if _touches(change, name) else year.samples.get(name, each)
        for name, each in drawn.items()
        if each is not None
    }
    return LedgerScenario(
        model.signed,
        year.model.signed,
        samples,
        pipeline=float(model.chances @ model.amounts),
        pipeline_before=float(year.model.chances @ year.model.amounts),
        in_talks=float(year.model.amounts.sum()),
    )


def _touches(change: ScenarioChange, measure: str) -> bool:
    """Whether a change may move a measure: by what it is about, and by the projects it moves."""
    if change.growth or change.conversion is not None:
        return True
    of_funds = measure in (FUNDS, FUNDS_OUT_OF_CITY)
    if of_funds and change.payment_speed != 1:
        return True
    out_of_city = measure in (AGREED_OUT_OF_CITY, FUNDS_OUT_OF_CITY)
    return any(
        (project.out_of_city or not out_of_city) and (project.signed or project.open or of_funds)
        for project in change.moved
    )


def ledger_effects(
    results: Results, scenario: LedgerScenario, measures: Iterable[str]
) -> list[tuple[str, Fact, float]]:
    """Return median and chance of each measure: item, fact before the change, value after it."""
    effects = list[tuple[str, Fact, float]]()
    for measure in measures:
        drawn = scenario.samples.get(measure)
        head = FactId.of(results.outlook.year_ahead, measure, "ledger")
        item = measure.replace(".", "_")
        median, chance = results.get(head / "forecast" / "median"), results.get(head / "p_reach")
        if drawn is not None and median is not None:
            effects.append((f"ledger_{item}", median, float(np.median(drawn))))
        if drawn is not None and chance is not None and chance.target is not None:
            effects.append((f"ledger_{item}_chance", chance, float((drawn >= chance.target).mean())))
    return effects


def _changed(year: YearForecast, change: ScenarioChange, *, next_year: bool) -> YearModel:
    """Return the model of the year ahead after the change.

    Parameters
    ----------
    next_year
        Whether the year ahead is the next one, not the one in progress.
    """
    model, codes = year.model, list(year.named.table["project_code"])
    chances = model.chances if change.conversion is None else np.full_like(model.chances, change.conversion)
    chances, signed, signed_out = chances.copy(), model.signed, model.signed_out_of_city
    for project in change.moved:
        postponed = project in change.postponed
        if project.open and project.key in codes:
            chances[codes.index(project.key)] = float(postponed and next_year)
        if project.signed:
            moved = project.amount * (postponed if next_year else -1.0)
            signed += moved
            signed_out += moved * project.out_of_city
    funds = None if model.funds is None else _changed_funds(year, model.funds, change, next_year=next_year)
    return replace(
        model,
        chances=chances,
        signed=max(signed, 0.0),
        signed_out_of_city=max(signed_out, 0.0),
        growth=change.growth,
        funds=funds,
    )


def _changed_funds(
    year: YearForecast, funds: FundsDistribution, change: ScenarioChange, *, next_year: bool
) -> FundsDistribution:
    """Funds of the year ahead without what moved projects would pay in it, at another speed.

    Of a postponed project what it paid this year comes a year later. Every deviation shrinks with the
    expectation, so that the same draws are scaled.
    """
    due = _due(year, change.moved)
    left = max(funds.expected - sum(due.values()), 0.0)
    out = funds.out_of_city_share * funds.expected - sum(due[p.key] for p in change.moved if p.out_of_city)
    certain, certain_out = funds.certain, funds.out_of_city_certain
    for project in change.moved:
        paid = project.paid * (project in change.postponed if next_year else -1.0)
        certain, certain_out = certain + paid, certain_out + paid * project.out_of_city
    scale = change.payment_speed * (left / funds.expected if funds.expected > 0 else 1.0)
    scaled = ("expected", "process", "old_parameter", "young_parameter", "shock")
    speed = change.payment_speed
    return replace(
        funds,
        **{name: scale * getattr(funds, name) for name in scaled},
        early=(speed * funds.early[0], speed * funds.early[1]),
        early_scatter=(speed * funds.early_scatter[0], speed * funds.early_scatter[1]),
        certain=max(certain, 0.0),
        out_of_city_certain=max(certain_out, 0.0),
        out_of_city_share=min(max(out / left, 0.0), 1.0) if left > 0 else 0.0,
    )


def _due(year: YearForecast, moved: Iterable[ScenarioProject]) -> dict[str, float]:
    """Funds expected of signed projects in the year ahead, 亿元, by key: at most what each has not paid."""
    of_project = (
        {} if year.funds is None else funds_by_project(year.funds.model.cohorts, year.funds.projection)
    )
    return {each.key: of_project.get(each.key, 0.0) / YI if each.cohort else 0.0 for each in moved}
