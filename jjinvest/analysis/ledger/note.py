"""Notes on how a ledger was read, each with the columns that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jjinvest.data.ledger_snapshot import GROUPINGS
from jjinvest.i18n.formatting import Vocabulary

MAX_REMARKS = 5
"""Remarks of the check that are notes of their own."""
_OF_MEASURE = {
    "agreed_amount": frozenset(["agreed_amount"]),
    "contract_amount": frozenset(["contract_amount", "contract_on"]),
    "funds_in_place": frozenset(["funds_month", "funds_ytd", "funds_to_date"]),
}
_GROUPS = frozenset(["investor", "origin", "sector", "top500", *GROUPINGS])


class LedgerNote(str):
    """A note with the fields of the columns that it is about (none: the whole ledger) and its cells.

    `cells` is the number of cells that the check remarked on; 0 of a note that is shown in any case.
    """

    fields: frozenset[str]
    cells: int

    def __new__(cls, text: str, fields: Iterable[str] = (), cells: int = 0) -> LedgerNote:
        """Create a note."""
        note = super().__new__(cls, text)
        note.fields, note.cells = frozenset(fields), cells
        return note


def concerning(notes: Iterable[str], metric: str | None, groups: Iterable[str]) -> list[str]:
    """Return the notes that concern a measure by some groups; all of them where none is asked for.

    Examples
    --------
    >>> notes = [LedgerNote("到位", ["funds_ytd"]), LedgerNote("园区", ["park"]), "全部"]
    >>> [str(each) for each in concerning(notes, "agreed_amount", ["park"])]
    ['园区', '全部']
    """
    is_count = metric is not None and metric.startswith("projects_")
    if metric is None or not (is_count or metric in _OF_MEASURE):
        return list(notes)
    amounts = frozenset().union(*_OF_MEASURE.values())
    others = (amounts - _OF_MEASURE.get(metric, frozenset())) | (_GROUPS - frozenset(groups))
    return [each for each in notes if not (fields := getattr(each, "fields", None)) or fields - others]


def shortened(notes: Sequence[str], words: Vocabulary) -> list[str]:
    """Return the first remarks of a check and how many cells the others are about; other notes whole."""
    remarks = [each for each in notes if isinstance(each, LedgerNote) and each.cells]
    left = remarks[MAX_REMARKS:]
    kept = [each for each in notes if not any(each is other for other in left)]
    if left:
        number = str(sum(each.cells for each in left))
        kept.append(words.message("analysis.note.more_remarks").replace("{number}", number))
    return kept
