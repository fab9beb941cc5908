"""What-if scenarios from the ledger: its simulation, drawn again with changed parameters."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace

import numpy as np

from jjinvest.core.errors import UnknownFactError
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI
from jjinvest.forecasting.ledger.forecast import AGREED, AGREED_OUT_OF_CITY, FUNDS, FUNDS_OUT_OF_CITY
from jjinvest.forecasting.ledger.simulation import YearModel, simulate_years
from jjinvest.ledger.reader.rows import name_key
from jjinvest.results.results import Results


@dataclass(frozen=True)
class Project:
    """A project that is postponed or cancelled.

    Attributes
    ----------
    amount
        In 亿元.
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
class Change:
    """Parameters of a scenario (:func:`jjinvest.reporting.what_if.what_if`)."""

    growth: float
    conversion: float | None
    payment_speed: float
    postponed: tuple[Project, ...]
    cancelled: tuple[Project, ...]


def find_project(results: Results, name: str) -> Project:
    """Return a project by its published id, or by its code or name in the ledger.

    Raises
    ------
    UnknownFactError
        If neither has it with an amount; the nearest are listed.
    """
    published = results.get(f"now.agreed_amount.project.{name}")
    if published is not None and published.value is not None:
        return Project(name, "", published.value, signed=True)
    prefix = f"{results.period.lower()}.agreed_amount.project."
    known = [i.removeprefix(prefix) for i in results.facts if i.startswith(prefix) and i.count(".") == 3]
    state = results.workspace.ledger
    if state is not None:
        rows = state.projects
        same = (rows["key"] == name) | (rows["project_name"].map(name_key) == name_key(name))
        stated = rows[same & rows["agreed_amount"].notna()]
        if len(stated):
            row = stated.iloc[0]
            signed = row["signed_on"]
            return Project(
                str(row["key"]),
                str(row["project_name"]),
                int(row["agreed_amount"]) / YI,
                signed=bool(signed == signed and signed.year == results.year),
                open=bool(signed != signed),
            )
        known += [str(key) for key in rows["key"]]
    near = difflib.get_close_matches(name, known, n=3) or known[:3]
    raise UnknownFactError(
        f"没有这个项目的金额 no amount is known of this project: {name}；相近 near: {', '.join(near)}"
    )


def rows(results: Results, change: Change) -> list[tuple[str, Fact, float]]:
    """Item, fact before and number after of each median and chance that the ledger's simulation gives."""
    year = results.outlook.ledger_year
    if year is None:
        return []
    model = _changed(year.model, list(year.named.table["project_code"]), change, ahead=results.complete_year)
    after = simulate_years(model, draws=results.assumptions.ledger_draws, seed=results.seed)
    samples = {
        AGREED: after.agreed,
        AGREED_OUT_OF_CITY: after.out_of_city,
        FUNDS: after.funds,
        FUNDS_OUT_OF_CITY: after.funds_out_of_city,
    }
    changes = []
    for measure, drawn in samples.items():
        head, item = f"{year.year}.{measure}.ledger", measure.replace(".", "_")
        median, chance = results.get(f"{head}.forecast.median"), results.get(f"{head}.p_reach")
        if drawn is not None and median is not None:
            changes.append((f"ledger_{item}", median, float(np.median(drawn))))
        if drawn is not None and chance is not None and chance.target is not None:
            changes.append((f"ledger_{item}_chance", chance, float((drawn >= chance.target).mean())))
    return changes


def _changed(model: YearModel, codes: list[str], change: Change, *, ahead: bool) -> YearModel:
    """Model of the next year (with `ahead`) or of the running one (without) after the change."""
    chances = model.chances if change.conversion is None else np.full_like(model.chances, change.conversion)
    chances, signed = chances.copy(), model.signed
    for project in (*change.postponed, *change.cancelled):
        postponed = project in change.postponed
        if project.open and project.key in codes:
            chances[codes.index(project.key)] = float(postponed and ahead)
        if project.signed:
            signed += project.amount * (postponed if ahead else -1.0)
    funds, speed = model.funds, change.payment_speed
    if funds is not None:
        funds = replace(
            funds,
            expected=speed * funds.expected,
            process=speed * funds.process,
            old_parameter=speed * funds.old_parameter,
            young_parameter=speed * funds.young_parameter,
            early=(speed * funds.early[0], speed * funds.early[1]),
        )
    expected = model.new_expected * (1.0 + change.growth)
    return replace(model, chances=chances, signed=signed, new_expected=expected, funds=funds)
