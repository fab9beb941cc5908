"""Texts that are safe in a cell of a spreadsheet or a CSV file."""

from __future__ import annotations

import re

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
_PLAIN_DASH = re.compile(r"[-－](?:[-－—\s\d]|$)")


def escape_formula(text: str, *, keep_dashes: bool = False) -> str:
    r"""Return a text that no spreadsheet runs as a formula.

    An apostrophe is put in front of a text that starts with ``=``, ``+``, ``-``, ``@``, one of these in full
    width, a tab or a carriage return, as OWASP recommends against CSV injection.

    Parameters
    ----------
    text
        Content of the cell.
    keep_dashes
        Leave a dash before a digit, a space or another dash, or alone, as it is: in a ledger it stands for a
        blank or a negative number. Use it only where the writer fixes the type of the cell.

    Examples
    --------
    >>> escape_formula("=HYPERLINK(1)"), escape_formula("-12"), escape_formula("江津")
    ("'=HYPERLINK(1)", "'-12", '江津')
    >>> escape_formula("-12", keep_dashes=True)
    '-12'
    """
    if not text.startswith(_FORMULA_STARTS) or (keep_dashes and _PLAIN_DASH.match(text)):
        return text
    return f"'{text}"
