"""Projects that a scenario postpones or cancels, found by the names under which they are shown."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import pandas as pd

from jjinvest.core.codes import OUT_OF_CITY_ORIGINS
from jjinvest.core.errors import ParameterError, UnknownFactError
from jjinvest.core.fact_id import FactId, label_key
from jjinvest.core.quantity import YI
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.ledger.project_names import name_key
from jjinvest.results.results import Results

MAX_NEAR = 5
"""Near names that an error lists."""


@dataclass(frozen=True)
class ScenarioProject:
    """A project that is postponed or cancelled; amounts in 亿元.

    Parameters
    ----------
    key, name
        Its published id or code, and its name in the ledger.
    amount
        Agreed amount.
    signed
        Whether it counts in this year's total.
    open
        Whether it may still sign.
    year
        Year of signing; 0 where it is not known.
    out_of_city
        Whether its investor is from outside the municipality.
    cohort
        Quarter of signing such as 2021Q3, by which its payments to come are expected; empty of a project
        that pays nothing more.
    paid
        Funds of this year to date.
    """

    key: str
    name: str
    amount: float
    signed: bool
    open: bool = False
    year: int = 0
    out_of_city: bool = False
    cohort: str = ""
    paid: float = 0.0


def find_project(results: Results, name: str) -> ScenarioProject:
    """Return a project by its published id or name, or by its code or name in the ledger.

    Raises
    ------
    UnknownFactError
        If no amount of such a project is known; the nearest names are listed.
    ParameterError
        If several projects of the ledger have the name; their codes are listed.
    """
    state, wanted = results.workspace.ledger, str(name)
    head = results.resolve(FactId.of("now", "agreed_amount", "project"))
    ids = [below[0] for i in results.facts if (below := FactId(i).below(head)) and len(below) == 1]
    if state is not None:
        row = _row_of(state, wanted)
        if row is not None and wanted not in ids:
            return _of_ledger(state, row, results.year)
    names = {key: _names(results, key) for key in dict.fromkeys(ids)}
    for key, known in names.items():
        fact = results.get(head / key)
        of_name = {name_key(each) for each in known}
        if fact is not None and fact.value is not None and name_key(wanted) in of_name:
            return ScenarioProject(key, "", fact.value, signed=True, year=results.year)
    shown = [each for known in names.values() for each in known]
    if state is not None:
        with_amount = state.projects[_amounts(state).notna()]
        shown += [*with_amount["project_name"].astype(str), *with_amount["key"].astype(str)]
    near = _near(wanted, shown)
    raise UnknownFactError(
        f"没有这个项目的金额 no amount is known of this project: {wanted}；相近 near: {', '.join(near)}"
    )


def _near(wanted: str, known: list[str]) -> list[str]:
    """Names nearest to one: those that contain it, then those that are written alike."""
    within = [each for each in known if wanted and wanted in each]
    alike = difflib.get_close_matches(wanted, known, n=MAX_NEAR, cutoff=0.4)
    return (list(dict.fromkeys((*within, *alike))) or list(dict.fromkeys(known)))[:MAX_NEAR]


def _names(results: Results, key: str) -> list[str]:
    """Id of a published project and its names in every language."""
    labels = results.workspace.labels
    rows = [row for row in (label_key("project", key), key) if row in labels.index]
    return list(dict.fromkeys([key, *(str(name) for row in rows[:1] for name in labels.loc[row])]))


def _amounts(state: LedgerState) -> pd.Series:
    projects = state.projects
    return projects["agreed_amount"] if "agreed_amount" in projects else projects["key"].map(lambda _: None)


def _row_of(state: LedgerState, name: str) -> pd.Series | None:
    """Row of the ledger with a code or name and an amount; None if there is none."""
    projects = state.projects
    known = projects[_amounts(state).notna()]
    by_code = known[known["key"] == name]
    found = by_code if len(by_code) else known[known["project_name"].map(name_key) == name_key(name)]
    if len(found) > 1:
        codes = ", ".join(map(str, found["key"]))
        raise ParameterError(f"有几个项目同名 several projects have this name: {name}\n可用 choices: {codes}")
    return None if found.empty else found.iloc[0]


def _of_ledger(state: LedgerState, row: pd.Series, year: int) -> ScenarioProject:
    day, ended = row["signed_on"], row.get("terminated_on")
    dated = pd.notna(day)
    live = dated and pd.isna(ended)
    return ScenarioProject(
        str(row["key"]),
        str(row["project_name"]),
        int(row["agreed_amount"]) / YI,
        signed=bool(dated and day.year == year),
        open=not dated,
        year=int(day.year) if dated else 0,
        out_of_city=row.get("origin") in OUT_OF_CITY_ORIGINS,
        cohort=f"{day.year}Q{day.quarter}" if live else "",
        paid=_paid(state, row, year),
    )


def _paid(state: LedgerState, row: pd.Series, year: int) -> float:
    """Funds of a project in a year to date, 亿元: the ledger's column, else its payments of known months.

    What may have been paid before the year is left out.
    """
    own = row.get("funds_ytd")
    if own is not None and pd.notna(own) and state.stands_on.year == year:
        return int(own) / YI
    paid = state.payments[state.payments["project_code"] == row["key"]]
    of_year = paid[(paid["since"].dt.year == year) & (paid["month"].dt.year == year)]
    return int(of_year["amount"].sum()) / YI
