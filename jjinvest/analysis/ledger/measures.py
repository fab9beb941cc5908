"""Measures and dimensions that a ledger has: what each counts, by which day, and which columns are filled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.analysis.frames.where import SIZE
from jjinvest.core.errors import ParameterError
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.ledger.fields import CHOICES, TEXTS

FUNDS = "funds_in_place"
SIGNED_ON = "signed_on"
COHORT, SIGNING_YEAR, PROJECT = "cohort", "signing_year", "project"


@dataclass(frozen=True)
class LedgerMeasure:
    """A measure of a ledger: the day on which a project counts, and its amount; a count without one."""

    day: str
    amount: str = ""


LEDGER_MEASURES = {
    "projects_signed": LedgerMeasure(SIGNED_ON),
    "agreed_amount": LedgerMeasure(SIGNED_ON, "agreed_amount"),
    "contract_amount": LedgerMeasure("contract_on", "contract_amount"),
    "projects_started": LedgerMeasure("started_on"),
    "projects_completed": LedgerMeasure("in_production_on"),
    "projects_terminated": LedgerMeasure("terminated_on"),
    FUNDS: LedgerMeasure("month", "amount"),
}
"""What a ledger measures, by metric; funds are the payments, or the column of the year to date."""


def known_measures(state: LedgerState) -> dict[str, LedgerMeasure]:
    """Measures of which at least one row of a ledger says something: a blank column is unknown, not 0.

    Every ledger has the days of signing: blank ones are projects that are not signed.
    """
    projects = state.projects

    def filled(name: str) -> bool:
        return name in projects and bool(projects[name].notna().any())

    known = dict[str, LedgerMeasure]()
    for metric, measure in LEDGER_MEASURES.items():
        if metric == FUNDS:
            there = filled("funds_ytd") or len(state.payments) > 0
        else:
            there = (measure.day == SIGNED_ON or filled(measure.day)) and (
                not measure.amount or filled(measure.amount)
            )
        if there:
            known[metric] = measure
    return known


def check_known(state: LedgerState, metric: str, published: Iterable[str] = ()) -> None:
    """Refuse a measure that the ledger does not have, or of which no row says anything.

    Parameters
    ----------
    published
        Measures of the figures, where they may be asked for too.
    """
    known = known_measures(state)
    if metric not in LEDGER_MEASURES:
        raise wrong_choice("指标", "metric of the ledger", metric, list(known))
    if metric not in known:
        measure = LEDGER_MEASURES[metric]
        columns = (
            "funds_month, funds_ytd" if metric == FUNDS else ", ".join(filter(None, asdict(measure).values()))
        )
        raise ParameterError(
            f"台账没有这一指标的数 the ledger says nothing of {metric}: "
            f"没有这些列或各行都空着 no row has {columns}\n"
            f"可用 choices: {', '.join(dict.fromkeys([*published, *known])) or '—'}"
        )


def ledger_dimensions(state: LedgerState) -> list[str]:
    """Columns of a ledger by which its measures can be grouped, beside spans of time."""
    columns = [name for name in (*CHOICES, *TEXTS) if name in state.projects]
    not_groups = {"project_code", "project_name", "note", "terminated_reason", "currency"}
    return [*(name for name in columns if name not in not_groups), SIZE, PROJECT, COHORT, SIGNING_YEAR]
