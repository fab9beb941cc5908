"""Scenarios from the ledger: the ledger's simulation, run again with changed parameters."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace

import numpy as np

from jjinvest.core.errors import UnknownFactError
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI
from jjinvest.forecasting.ledger.forecast import AGREED, AGREED_OUT_OF_CITY, FUNDS, FUNDS_OUT_OF_CITY
from jjinvest.forecasting.ledger.simulation import YearModel, simulate_years
from jjinvest.ledger.reader.rows import name_key
from jjinvest.results.results import Results


@dataclass(frozen=True)
class ScenarioProject:
    """A project that is postponed or cancelled.

    Parameters
    ----------
    key, name
        Its published id or code, and its name in the ledger.
    amount
        Agreed amount in 亿元.
    signed
        Whether it counts in this year's total.
    open
        Whether it may still sign.
    """

    key: str
    name: str
    amount: float
    signed: bool
    open: bool = False


@dataclass(frozen=True)
class ScenarioChange:
    """What is changed; the parameters are those of :func:`jjinvest.reporting.what_if.what_if`."""

    growth: float
    conversion: float | None
    payment_speed: float
    postponed: tuple[ScenarioProject, ...]
    cancelled: tuple[ScenarioProject, ...]


def find_project(results: Results, name: str) -> ScenarioProject:
    """Return a project by its published id, or by its code or name in the ledger.

    Raises
    ------
    UnknownFactError
        If no amount of such a project is known; the nearest names are listed.
    """
    head = results.resolve(FactId.of("now", "agreed_amount", "project"))
    published = results.get(head / name)
    if published is not None and published.value is not None:
        return ScenarioProject(name, "", published.value, signed=True)
    known = [below[0] for i in results.facts if (below := FactId(i).below(head)) and len(below) == 1]
    state = results.workspace.ledger
    if state is not None:
        projects = state.projects
        same = (projects["key"] == name) | (projects["project_name"].map(name_key) == name_key(name))
        matches = projects[same & projects["agreed_amount"].notna()]
        if len(matches):
            row = matches.iloc[0]
            signed = row["signed_on"]
            return ScenarioProject(
                str(row["key"]),
                str(row["project_name"]),
                int(row["agreed_amount"]) / YI,
                signed=bool(signed == signed and signed.year == results.year),
                open=bool(signed != signed),
            )
        known += [str(key) for key in projects["key"]]
    near = difflib.get_close_matches(name, known, n=3) or known[:3]
    raise UnknownFactError(
        f"没有这个项目的金额 no amount is known of this project: {name}；相近 near: {', '.join(near)}"
    )


def scenario_effects(results: Results, change: ScenarioChange) -> list[tuple[str, Fact, float]]:
    """Return each number of the ledger's simulation: item, fact before the change, value after it."""
    year = results.outlook.ledger_year
    if year is None:
        return []
    codes = list(year.named.table["project_code"])
    model = _changed(year.model, codes, change, next_year=results.complete_year)
    after = simulate_years(model, draws=results.assumptions.ledger_draws, seed=results.seed)
    samples = {
        AGREED: after.agreed,
        AGREED_OUT_OF_CITY: after.out_of_city,
        FUNDS: after.funds,
        FUNDS_OUT_OF_CITY: after.funds_out_of_city,
    }
    effects = []
    for measure, drawn in samples.items():
        head, item = FactId.of(year.year, measure, "ledger"), measure.replace(".", "_")
        median, chance = results.get(head / "forecast" / "median"), results.get(head / "p_reach")
        if drawn is not None and median is not None:
            effects.append((f"ledger_{item}", median, float(np.median(drawn))))
        if drawn is not None and chance is not None and chance.target is not None:
            effects.append((f"ledger_{item}_chance", chance, float((drawn >= chance.target).mean())))
    return effects


def _changed(model: YearModel, codes: list[str], change: ScenarioChange, *, next_year: bool) -> YearModel:
    """Return the model of the year ahead after the change.

    Parameters
    ----------
    codes
        Codes of the open projects, in the order of the model's chances.
    next_year
        Whether the year ahead is the next one, not the one in progress.
    """
    chances = model.chances if change.conversion is None else np.full_like(model.chances, change.conversion)
    chances, signed = chances.copy(), model.signed
    for project in (*change.postponed, *change.cancelled):
        postponed = project in change.postponed
        if project.open and project.key in codes:
            chances[codes.index(project.key)] = float(postponed and next_year)
        if project.signed:
            signed += project.amount * (postponed if next_year else -1.0)
    funds, speed = model.funds, change.payment_speed
    if funds is not None:
        scaled = ("expected", "process", "old_parameter", "young_parameter")
        funds = replace(
            funds,
            **{name: speed * getattr(funds, name) for name in scaled},
            early=(speed * funds.early[0], speed * funds.early[1]),
        )
    expected = model.new_expected * (1.0 + change.growth)
    return replace(model, chances=chances, signed=signed, new_expected=expected, funds=funds)
