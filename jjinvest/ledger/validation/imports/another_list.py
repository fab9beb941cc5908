"""A ledger that has no project in common with the import of its month: another list, no correction of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jjinvest.ledger.findings import Finding
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.rows.row_rules import PreviousProject, RuleContext, finding_at

MAX_NAMED = 3  # projects of the import that the sentence names


def of_another_list(
    rows: Sequence[LedgerRow], context: RuleContext, corrected: Mapping[str, PreviousProject]
) -> Iterator[tuple[LedgerRow, Finding]]:
    """Reject all rows where the last import of the month has other projects: this one would replace them.

    The lists of two bureaus are one ledger in two sheets. One decision accepts the list as a correction.
    """
    if not rows or not corrected or context.month is None:
        return
    known = {name_key(project.name) for project in corrected.values()} | corrected.keys()
    if any(row.key in known or name_key(row.text("project_name")) in known for row in rows):
        return
    month = f"{context.month[0]}-{context.month[1]:02d}"
    names = [project.name for project in corrected.values()]
    values = {
        "month": month,
        "number": str(len(corrected)),
        "names": "、".join(names[:MAX_NAMED]),
        "column_of": month,
    }
    for row in rows:
        yield row, finding_at(row, context, "another_list", "project_name", values)
