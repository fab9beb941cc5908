"""What a ledger says of each project: its stage, amounts, payments, dated stages and share of the forecast.

All of it stays within the bureau (:mod:`jjinvest.core.access`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from jjinvest.core.access import TIERS
from jjinvest.core.codes import DATE_OF_STAGE, STAGES
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact, from_quantity
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.results.results import Results

TIER = TIERS[-1]
AMOUNTS = {"agreed_amount": "agreed", "contract_amount": "contract", "funds_to_date": "funds"}
"""Columns with amounts, and what each measures."""
DESCRIBING = ("investor", "task_force", "chain", "park", "channel", "unit_in_charge", "light", "note")


@dataclass(frozen=True)
class StageEntry:
    """One entry of a stage log: what an import stated, `before` empty where it was new."""

    number: int
    month: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class ProjectCard:
    """One project of a ledger.

    Attributes
    ----------
    anchor
        Name of its place on the page and in fact ids; it says nothing of the project.
    since
        Day on which it entered its stage, if known.
    described
        Texts of the ledger by column; empty ones are left out.
    amounts
        Amounts by column; those that the ledger leaves blank are left out.
    payments
        Funds by year, of the year of the report by quarter: period and amount.
    chance, expected, share
        Chance to be signed in the year ahead, the amount expected from it, and its share of what all
        projects under negotiation are expected to bring; None where it is not forecast.
    log
        Dated stages, earliest first.
    """

    anchor: str
    name: str
    code: str
    stage: str
    since: date | None
    described: Mapping[str, str]
    amounts: Mapping[str, Fact]
    payments: tuple[tuple[str, Fact], ...]
    chance: Fact | None
    expected: Fact | None
    share: Fact | None
    log: tuple[StageEntry, ...]


def project_cards(results: Results, history: pd.DataFrame) -> list[ProjectCard]:
    """Return a card for each project, by stage, the largest first; none without a ledger.

    Parameters
    ----------
    history
        Dated stages of the projects (:func:`~jjinvest.ledger.store.project_history.project_history`).
    """
    state = results.workspace.ledger
    if state is None:
        return []
    entries = {str(key): rows for key, rows in history.groupby("key", sort=False)}
    paid = {str(key): rows for key, rows in state.payments.groupby("project_code", sort=False)}
    forecast = _forecast(results)
    cards = [
        _card(
            row,
            results,
            entries.get(str(row["key"])),
            paid.get(str(row["key"])),
            forecast.get(str(row["key"])),
        )
        for row in state.projects.to_dict("records")
    ]
    order = {stage: place for place, stage in enumerate(STAGES)}
    return sorted(cards, key=lambda card: (order.get(card.stage, len(order)), -_size(card), card.name))


def anchor_of(key: str) -> str:
    """Name of a project's place on its page, the same in every run.

    Examples
    --------
    >>> anchor_of("JJ-2023-001")
    'pe4b75c7b87'
    """
    return f"p{hashlib.sha256(key.encode()).hexdigest()[:10]}"


def _size(card: ProjectCard) -> float:
    fact = card.amounts.get("agreed_amount")
    return 0.0 if fact is None or fact.value is None else fact.value


def _card(
    row: Mapping[Any, Any],
    results: Results,
    entries: pd.DataFrame | None,
    paid: pd.DataFrame | None,
    forecast: tuple[Fact, Fact, Fact] | None,
) -> ProjectCard:
    anchor, stage = anchor_of(str(row["key"])), str(row["stage"])
    amounts = {
        column: _amount(results, results.period, column, anchor, int(row[column]), measure)
        for column, measure in AMOUNTS.items()
        if column in row and not pd.isna(row[column])
    }
    entered = row.get(DATE_OF_STAGE.get(stage, ""))
    chance, expected, share = forecast or (None, None, None)
    return ProjectCard(
        anchor,
        str(row["project_name"]),
        str(row["project_code"]),
        stage,
        None if entered is None or pd.isna(entered) else entered.date(),
        {name: str(row[name]) for name in DESCRIBING if name in row and str(row[name] or "")},
        amounts,
        tuple(_payments(results, anchor, paid)),
        chance,
        expected,
        share,
        tuple(_entries(entries)),
    )


def _entries(rows: pd.DataFrame | None) -> Iterable[StageEntry]:
    for row in [] if rows is None else rows.to_dict("records"):
        texts = (str(row[name]) for name in ("month", "field", "before", "after"))
        yield StageEntry(int(row["number"]), *texts)


def _payments(results: Results, anchor: str, paid: pd.DataFrame | None) -> Iterable[tuple[str, Fact]]:
    """Sums of payments by year, of the year of the report by quarter; by months where no quarter is known.

    Payments of which not even the year is known are in the amount to date alone.
    """
    if paid is None:
        return
    paid = paid[paid["since"].dt.year == paid["month"].dt.year]
    spans = zip(paid["since"], paid["month"], strict=True)
    periods = [_span(since, month, results.year) for since, month in spans]
    for period, yuan in paid["amount"].astype("int64").groupby(periods, sort=True).sum().items():
        if yuan:
            yield str(period), _amount(results, str(period), "funds_in_place", anchor, int(yuan), "funds")


def _span(since: pd.Timestamp, month: pd.Timestamp, year: int) -> str:
    """Name the year of a payment; in the year of the report its quarter, or the months that it may be of."""
    if month.year < year:
        return str(month.year)
    if since.quarter == month.quarter:
        return f"{month.year}Q{month.quarter}"
    return f"{since:%Y-%m}..{month:%Y-%m}"


def _amount(results: Results, period: str, metric: str, anchor: str, yuan: int, measure: str) -> Fact:
    assert results.workspace.ledger is not None
    source = results.workspace.ledger.source
    quantity = Quantity.exact(yuan, "元", Definition(measure), (source,))
    fact_id = FactId.of(period, "ledger", metric, "project", anchor)
    return from_quantity(fact_id, quantity, evidence="computed", period=period, scope="project", tier=TIER)


def _forecast(results: Results) -> dict[str, tuple[Fact, Fact, Fact]]:
    """Chance, expected amount and share of each open project, by key."""
    simulated = results.outlook.ledger_year
    state = results.workspace.ledger
    if simulated is None or state is None:
        return {}
    table = simulated.named.table
    total = float(table["expected"].sum())
    keys = state.projects["key"].reindex(table.index).astype("str")
    found = {}
    for key, chance, expected in zip(keys, table["probability"], table["expected"], strict=True):
        head = FactId.of(simulated.year, "ledger", "agreed_amount", "project", anchor_of(key))
        share = 100 * float(expected) / total if total else 0.0
        found[key] = (
            _modelled(head / "p_sign", float(chance), "概率", simulated.year, state.source),
            _modelled(head / "expected_amount", float(expected) / YI, "亿元", simulated.year, state.source),
            _modelled(head / "part_share", share, "%", simulated.year, state.source),
        )
    return found


def _modelled(fact_id: FactId, value: float, unit: str, year: int, source: str) -> Fact:
    return Fact(
        fact_id,
        value,
        None,
        None,
        unit,
        "agreed",
        "project",
        "modelled",
        str(year),
        sources=(source,),
        tier=TIER,
        decimals=2 if unit == "亿元" else None,
        definition="category",
    )
