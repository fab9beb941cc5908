"""Stages that a ledger has no place for: where it has no column of starts, no start is not zero starts."""

from __future__ import annotations

from jjinvest.ledger.validation.result import ValidationResult

_STATED_BY = {
    "started": frozenset(("started_on", "in_production_on")),
    "in_production": frozenset(("in_production_on",)),
    "terminated": frozenset(("terminated_on", "terminated_reason")),
}
"""Columns of dates that state a stage; a column or headings of stages state all of them."""


def unstated_stages(result: ValidationResult) -> tuple[str, ...]:
    """Stages of which a ledger cannot say that a project has reached them.

    A stage that only follows from the dates of a row is none that the ledger names.
    """
    if any(row.text("stage") for row in result.rows):
        return ()
    columns = {name for row in result.rows for name in row.columns}
    tables = [result.table, *(table for table, _ in result.more)]
    ticked = {stage for table in tables for stage in table.ticked}
    columns |= {name for table, rows in result.more for row in rows for name in row.columns}
    return tuple(
        stage for stage, names in _STATED_BY.items() if stage not in ticked and columns.isdisjoint(names)
    )
