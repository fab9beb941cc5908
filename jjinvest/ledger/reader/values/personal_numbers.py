"""Numbers of identity cards in texts of a ledger: they are not kept, so that no page can show them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jjinvest.ledger.findings import Finding
from jjinvest.ledger.reader.values.rows import LedgerRow

_FIELDS = ("investor", "project_name", "unit_in_charge", "note", "terminated_reason")
_DIGITS = 18
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-8][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
    r"(?![0-9A-Za-z])"
)
"""A division, a day of birth and four more: no code of a firm has a day there."""
HIDDEN = "〔身份证号略〕"


def hide_personal_numbers(rows: Sequence[LedgerRow]) -> None:
    """Leave numbers of identity cards out of the texts of rows, with a remark on each cell."""
    for row in rows:
        for name in _FIELDS:
            text = row.text(name)
            if len(text) < _DIGITS or name not in row.columns or not _NUMBER.search(text):
                continue
            hidden = without_personal_numbers(text)
            row.values[name] = hidden
            row.findings.append(Finding("personal_number", row.number, row.columns[name].index, hidden))


def without_personal_numbers(text: str) -> str:
    """Return a text without the numbers of identity cards in it.

    Examples
    --------
    >>> without_personal_numbers("张三（110101199003071234）")
    '张三（〔身份证号略〕）'
    >>> without_personal_numbers("91110108MA01234567 及 911101080123456789")
    '91110108MA01234567 及 911101080123456789'
    """
    return _NUMBER.sub(HIDDEN, text)
