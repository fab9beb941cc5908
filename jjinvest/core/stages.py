"""Stages of an investment project, in the order a project passes them."""

from __future__ import annotations

STAGES = ("lead", "negotiating", "signed", "started", "in_production", "terminated")
"""A project may end in `terminated` from any other stage."""

DATE_OF_STAGE = {
    "negotiating": "negotiated_on",
    "signed": "signed_on",
    "started": "started_on",
    "in_production": "in_production_on",
    "terminated": "terminated_on",
}
"""The ledger's date column that shows a stage was reached; a lead needs no date."""
