"""Projects that a whole list of dated payments does not name: they have received nothing, and are said so."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from jjinvest.ledger.fields import FUNDS
from jjinvest.ledger.findings import Finding
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.months.payments import DatedFunds

MAX_NAMED = 5  # projects that the remark names
MAX_LISTED = 20


def without_payments(
    rows: Sequence[LedgerRow], funds: DatedFunds | None, columns: Collection[str]
) -> list[Finding]:
    """Take nothing for the funds of projects that a whole list of payments does not name, with a remark.

    Where the ledger has no column of funds, its sheet of payments is all that says what came in. It is whole
    for a project signed in its first month or later; what came to others before it begins is not known.
    """
    if funds is None or not funds.payments or not set(FUNDS).isdisjoint(columns):
        return []
    first = min(day for _, day, _ in funds.payments)
    unnamed = [
        row
        for row in rows
        if row.status != "rejected"
        and not set(FUNDS) & (row.values.keys() | row.unread)
        and (signed := row.day("signed_on")) is not None
        and signed.day.replace(day=1) >= first
    ]
    for row in unnamed:
        row.values |= dict.fromkeys(FUNDS, 0)
    if not unnamed:
        return []
    names = [row.text("project_name") for row in unnamed]
    terms = {
        "number": str(len(unnamed)),
        "names": "、".join(names[:MAX_NAMED]),
        "first": f"{first:%Y-%m}",
    }
    return [Finding("payments_of_none", None, None, "、".join(names[:MAX_LISTED]), terms)]
