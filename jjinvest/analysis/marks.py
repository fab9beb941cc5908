"""What a frame says beside its numbers: notes on the ledger, access level, district, how to trace them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from jjinvest.analysis.frames.number_table import NumberTable
from jjinvest.analysis.ledger.note import concerning, shortened
from jjinvest.analysis.tracing import traced
from jjinvest.core.access import TIERS, highest
from jjinvest.core.periods import canonical_period, period_end
from jjinvest.data.unpublished_targets import TIER as UNPUBLISHED_TIER
from jjinvest.ledger.findings import format_yuan
from jjinvest.reporting.verify_mark import is_marked

if TYPE_CHECKING:
    from jjinvest.analysis.opened import Opened
    from jjinvest.core.facts import Fact

_WITHOUT_FUNDS = ("agreed_amount", "contract_amount", "projects_")
MAX_LISTED = 8
"""Contradicted numbers that a note lists at most; more are an ellipsis."""
Frame = TypeVar("Frame", bound=pd.DataFrame)


def ledger_notes(d: Opened, metric: str | None = None, groups: Iterable[str] = ()) -> list[str]:
    """What to know of the ledger: rows left out with their amount, remarks of its check, later dates.

    With a measure, what concerns it and the groups that it is parted by.
    """
    state = d.results.workspace.ledger
    if state is None:
        return []
    from jjinvest.forecasting.ledger.hazards import STAGE_DATES  # of no use without a ledger

    notes = shortened(concerning(d._origin.notes, metric, groups), d.words)
    days = state.projects[[name for name in STAGE_DATES if name in state.projects]]
    if later := int((days > pd.Timestamp(state.stands_on)).any(axis=1).sum()):
        message = d.words.message("analysis.note.dates_later").replace("{number}", str(later))
        notes.insert(0, message.replace("{day}", state.stands_on.isoformat()))
    if state.left_out:
        message = d.words.message("analysis.note.rows_left_out")
        amount = format_yuan(state.left_out_agreed_amount, d.language)
        message = message.replace("{number}", str(state.left_out)).replace("{agreed}", amount)
        if state.left_out_funds:
            funds = format_yuan(state.left_out_funds, d.language)
            message += d.words.message("analysis.note.funds_left_out").replace("{funds}", funds)
        notes.insert(0, message)
    of_funds = not (metric or "").startswith(_WITHOUT_FUNDS)
    if of_funds and len(blank := state.years_left_blank()):
        message = d.words.message("analysis.note.years_left_blank").replace("{number}", str(len(blank)))
        notes.insert(0, message.replace("{most}", format_yuan(int(blank.sum()), d.language)))
    if of_funds and (unfilled := state.funds_left_blank()):
        notes.insert(0, d.words.message("analysis.note.funds_left_blank").replace("{number}", str(unfilled)))
    if state.gone_funds and of_funds:
        message = d.words.message("analysis.note.gone_funds")
        notes.insert(0, message.replace("{amount}", format_yuan(state.gone_funds, d.language)))
    if state.correction is not None:
        notes.insert(0, _corrected_later(d, *state.correction))
    return notes


def _corrected_later(d: Opened, number: int, day: date) -> str:
    """Say that the month's ledger was imported again after the as-of day, and how to use that import."""
    message = d.words.message("analysis.note.corrected_later")
    return message.replace("{number}", str(number)).replace("{day}", day.isoformat())


def other_period(d: Opened) -> list[str]:
    """Say that the report of the quarter is up to another month than the period that was asked for."""
    asked = d._origin.asked
    if not asked or period_end(canonical_period(asked)) == period_end(d.period):
        return []
    note = d.words.message("analysis.note.other_period")
    for name, text in {"asked": asked, "period": d.period, "quarter": d.results.run_period}.items():
        note = note.replace(f"{{{name}}}", text)
    return [note]


def noted(d: Opened, frame: NumberTable, groups: Iterable[str] = ()) -> NumberTable:
    """Add what to know of the ledger to a frame that rests on it; of a measure, by these groups."""
    of_ledger = ledger_notes(d, frame.attrs.get("metric"), groups)
    if notes := "\n".join(filter(None, (frame.attrs.get("notes"), *_year_and_months(d, frame), *of_ledger))):
        frame.attrs["notes"] = notes
    return frame


def _year_and_months(d: Opened, frame: NumberTable) -> list[str]:
    """Say that funds by month add up to another sum than the column of the year, on frames of funds."""
    state = d.results.workspace.ledger
    if (
        state is None
        or frame.attrs.get("metric") != "funds_in_place"
        or state.projects["funds_ytd"].isna().all()
    ):
        return []
    january = pd.Timestamp(state.stands_on.year, 1, 1)
    paid = state.payments[state.payments["month"] >= january]
    if paid.empty or not (paid["since"] >= january).all():
        return []  # what of it is of the year is not known
    sums = {"year": int(state.projects["funds_ytd"].fillna(0).sum()), "months": int(paid["amount"].sum())}
    if sums["year"] == sums["months"]:
        return []
    note = d.words.message("analysis.note.year_and_months")
    for name, yuan in sums.items():
        note = note.replace(f"{{{name}}}", format_yuan(yuan, d.language))
    return [note]


def _to_verify(d: Opened, frame: NumberTable) -> str:
    """Name the numbers of a frame that others contradict, as pages mark them; empty without any."""
    facts: Mapping[str, Mapping[Any, Fact]] = getattr(frame, "_facts", None) or {}
    shown = {fact.id: fact for column in facts.values() for fact in column.values() if is_marked(fact)}
    if not shown:
        return ""
    named = [f"{d.words.fact_label(fact.id)} {d.words.fact(fact)}" for fact in shown.values()]
    listed = [*named[:MAX_LISTED], *(["…"] if len(named) > MAX_LISTED else [])]
    joined = ("；" if d.language == "zh" else "; ").join(listed)
    return d.words.message("analysis.note.to_verify").replace("{numbers}", joined)


def marked(d: Opened, frame: Frame) -> Frame:
    """State what a frame is subject to: its access level, its district, numbers that others contradict.

    With unpublished targets nothing is for the public.
    """
    workspace = d.results.workspace
    least = UNPUBLISHED_TIER if workspace.unpublished else TIERS[0]
    frame.attrs["tier"] = highest([frame.attrs.get("tier", TIERS[0]), least])
    frame.attrs["district"] = {
        "district": workspace.district,
        "name": dict(workspace.profile.name),
        "synthetic": workspace.profile.synthetic,
    }
    if isinstance(frame, NumberTable):
        frame._trace = partial(traced, d)
        if note := _to_verify(d, frame):
            frame.attrs["notes"] = "\n".join(filter(None, (frame.attrs.get("notes"), note)))
    return frame
