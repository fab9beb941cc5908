"""What a frame says beside its numbers: notes on the ledger, access level, district, how to trace them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from jjinvest.analysis.number_table import NumberTable
from jjinvest.core.access import TIERS, highest
from jjinvest.data.unpublished_targets import TIER as UNPUBLISHED_TIER
from jjinvest.ledger.findings import format_yuan

if TYPE_CHECKING:
    from jjinvest.analysis.analysis import Analysis

Frame = TypeVar("Frame", bound=pd.DataFrame)


def ledger_notes(d: Analysis) -> list[str]:
    """What to know of the ledger: rows left out with their amount, remarks of its check, later dates."""
    state = d.results.workspace.ledger
    if state is None:
        return []
    from jjinvest.forecasting.ledger.hazards import STAGE_DATES  # of no use without a ledger

    notes = list(d._origin.notes)
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
    if state.gone_funds:
        message = d.words.message("analysis.note.gone_funds")
        notes.insert(0, message.replace("{amount}", format_yuan(state.gone_funds, d.language)))
    return notes


def noted(d: Analysis, frame: NumberTable) -> NumberTable:
    """Add what to know of the ledger to a frame that rests on it."""
    if notes := "\n".join(filter(None, (frame.attrs.get("notes"), *ledger_notes(d)))):
        frame.attrs["notes"] = notes
    return frame


def marked(d: Analysis, frame: Frame) -> Frame:
    """State the access level of a frame: with unpublished targets nothing is for the public."""
    workspace = d.results.workspace
    least = UNPUBLISHED_TIER if workspace.unpublished else TIERS[0]
    frame.attrs["tier"] = highest([frame.attrs.get("tier", TIERS[0]), least])
    frame.attrs["district"] = {
        "district": workspace.district,
        "name": dict(workspace.profile.name),
        "synthetic": workspace.profile.synthetic,
    }
    if isinstance(frame, NumberTable):
        frame._trace = d.fact
    return frame
