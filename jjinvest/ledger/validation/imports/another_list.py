"""A ledger of other projects than the import of its month, or of the month before: another list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pandas as pd

from jjinvest.ledger.findings import Finding
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.imports.changed_since import gone_on
from jjinvest.ledger.validation.rows.row_rules import PreviousProject, RuleContext, finding_at
from jjinvest.ledger.validation.whole.file_findings import PreviousImport

MAX_NAMED = 3  # projects of the import that the sentence names
MIN_GONE = 3
"""Projects at least that are missing, and that are new in their place: fewer are corrections."""
MOST = 0.5
"""Share of the import's projects, and of the rows, above which a list is another one."""


def of_another_list(
    rows: Sequence[LedgerRow], context: RuleContext, last_import: PreviousImport
) -> Iterator[tuple[LedgerRow, Finding]]:
    """Reject all rows where most projects of an import are gone and most of the rows are unknown.

    The last import of the month would be replaced; after that of the month before, most rows were signed by
    then and yet were not in it. A list with fewer projects is none: it has no unknown ones. The lists of two
    bureaus are one ledger in two sheets. One decision accepts the list.
    """
    if not rows or context.month is None:
        return
    rule, month, projects, gone, unknown = "", context.month, last_import.corrected, list[str](), 0
    if projects:
        gone, unknown = (
            _gone(rows, projects, last_import.corrected_rows),
            _unknown_of_month(rows, last_import),
        )
        if len(gone) == len(projects):
            rule = "another_list"
        elif _most(gone, projects, unknown, len(rows)):
            rule = "mostly_another_list"
    elif last_import.month is not None and last_import.projects:
        month, projects = last_import.month, last_import.projects
        gone = _gone(rows, projects, last_import.rows)
        unknown, signed = _unknown_since(rows, last_import)
        rule = "another_list_than_before" if _most(gone, projects, unknown, signed) else ""
    if rule:
        values = {
            "month": _text(month),
            "number": str(len(projects)),
            "gone": str(len(gone)),
            "unknown": str(unknown),
            "names": "、".join(projects[key].name for key in gone[:MAX_NAMED]),
            "column_of": _text(context.month),
        }
        for row in rows:
            yield row, finding_at(row, context, rule, "project_name", values)


def _most(gone: Sequence[str], projects: Mapping[str, PreviousProject], unknown: int, rows: int) -> bool:
    """Whether most projects of an import are gone, and most of the rows that it could have are unknown."""
    enough = min(len(gone), unknown) >= MIN_GONE
    return enough and len(gone) > MOST * len(projects) and unknown > MOST * rows


def _gone(
    rows: Sequence[LedgerRow], projects: Mapping[str, PreviousProject], before: pd.DataFrame | None
) -> list[str]:
    """Keys of the projects of an import that no row has by key or name, nor goes on with."""
    there = {row.key for row in rows} | {name_key(row.text("project_name")) for row in rows}
    missing = [
        key for key, project in projects.items() if key not in there and name_key(project.name) not in there
    ]
    continued = gone_on(rows, before) if missing else set()
    return [key for key in missing if key not in continued]


def _unknown_of_month(rows: Sequence[LedgerRow], last_import: PreviousImport) -> int:
    """Count the rows that neither the import of the month nor that before it has."""
    known = _known(last_import.corrected) | _known(last_import.projects)
    return sum(not _is_known(row, known) for row in rows)


def _unknown_since(rows: Sequence[LedgerRow], last_import: PreviousImport) -> tuple[int, int]:
    """Count the rows signed by the month of an import that it does not have, and all signed by then.

    What was signed later is new in any case.
    """
    year, month = last_import.month or (0, 0)
    after = date(year + month // 12, month % 12 + 1, 1)
    signed = [row for row in rows if (day := row.day("signed_on")) is not None and day.day < after]
    known = _known(last_import.projects)
    return sum(not _is_known(row, known) for row in signed), len(signed)


def _known(projects: Mapping[str, PreviousProject]) -> set[str]:
    return {name_key(project.name) for project in projects.values()} | projects.keys()


def _is_known(row: LedgerRow, known: set[str]) -> bool:
    return row.key in known or name_key(row.text("project_name")) in known


def _text(month: tuple[int, int]) -> str:
    return f"{month[0]}-{month[1]:02d}"
