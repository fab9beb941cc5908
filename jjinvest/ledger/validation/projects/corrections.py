"""Rows that correct the funds of another row: the same project again with negative funds and nothing more.

Such a row is sent back, as any negative amount is; what it means for the sum is said in one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from jjinvest.ledger.fields import FUNDS
from jjinvest.ledger.findings import Finding, format_yuan
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.projects.duplicates import place_of
from jjinvest.ledger.validation.rows.row_rules import bilingual_label


def name_corrections(rows: Sequence[LedgerRow], first_sheet: str = "") -> None:
    """Put one finding in place of the others on a row that only takes funds off another row's project."""
    for row in rows:
        name = _corrected_field(row)
        if not name or "same_name" not in {each.rule for each in row.findings}:
            continue
        project = next(
            (each for each in rows if _key(each) == _key(row) and not _corrected_field(each)),
            None,
        )
        if project is None:
            continue
        less, before = row.yuan(name) or 0, project.yuan(name)
        terms: dict[str, str] = {
            "other": place_of(project, first_sheet),
            "field": bilingual_label(name),
            "amount": format_yuan(-less),
            "expected": "—" if before is None else format_yuan(before + less),
        }
        negative = next(each for each in row.findings if each.rule in ("amount_negative", "month_negative"))
        row.findings[:] = [
            Finding("funds_correction", row.number, negative.column, negative.found, terms, negative.sheet)
        ]


def _corrected_field(row: LedgerRow) -> str:
    """Field of the negative funds of a row without an agreed or a contract amount; else empty."""
    if row.yuan("agreed_amount") or row.yuan("contract_amount") or "agreed_amount" in row.unread:
        return ""
    amounts = {name: yuan for name in FUNDS if (yuan := row.yuan(name))}
    is_less = bool(amounts) and all(yuan < 0 for yuan in amounts.values())
    return next((name for name in ("funds_ytd", *FUNDS) if name in amounts), "") if is_less else ""


def _key(row: LedgerRow) -> str:
    return name_key(row.text("project_name"))
