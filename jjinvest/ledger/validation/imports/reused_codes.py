"""A project code of the last import that another project has now: no number of the two may be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from jjinvest.ledger.findings import Finding
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.projects.duplicates import similar
from jjinvest.ledger.validation.rows.row_rules import RuleContext, finding_at


def reused_codes(rows: Sequence[LedgerRow], before: pd.DataFrame | None) -> dict[str, Mapping[str, object]]:
    """Return the projects of the last import whose code another project has now, by code.

    Name, investor, day of signing and agreed amount are all stated in both ledgers and all differ. A project
    that was renamed or corrected keeps at least one of them.
    """
    if before is None or before.empty or not {"investor", "signed_on", "agreed_amount"} <= set(before):
        return {}
    stated = dict(zip(before["key"], before.to_dict("records"), strict=True))
    return {
        row.key: last
        for row in rows
        if row.text("project_code") and (last := stated.get(row.key)) is not None and _differs(row, last)
    }


def of_reused_codes(
    rows: Sequence[LedgerRow], context: RuleContext, reused: Mapping[str, Mapping[str, object]]
) -> Iterator[tuple[LedgerRow, Finding]]:
    """Reject rows whose code was another project's in the last import, whose funds they would take over."""
    for row in rows:
        if (last := reused.get(row.key)) is not None and row.text("project_code"):
            values = {"code": row.text("project_code"), "name": str(last["project_name"])}
            yield row, finding_at(row, context, "code_of_another", "project_code", values)


def _differs(row: LedgerRow, last: Mapping[str, object]) -> bool:
    names = [name_key(str(each)) for each in (row.text("project_name"), last["project_name"])]
    investors = [name_key(str(each)) for each in (row.text("investor"), last["investor"] or "")]
    day, signed = row.day("signed_on"), pd.Timestamp(str(last["signed_on"]))
    amount, agreed = row.yuan("agreed_amount"), last["agreed_amount"]
    if not all((*names, *investors)) or day is None or pd.isna(signed):
        return False
    if amount is None or agreed is None or pd.isna(agreed):  # type: ignore[call-overload]
        return False
    alike = any(one == other or similar(one, other) for one, other in (names, investors))
    return not alike and day.day != signed.date() and amount != int(str(agreed))
