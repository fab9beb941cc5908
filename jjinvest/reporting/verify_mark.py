"""The mark 待核 of a number that others contradict: one rule for pages, charts, workbook and circular."""

from __future__ import annotations

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.quality.reconciliation.accused import MARKED
from jjinvest.reporting.tables.cells import Ranged


def is_marked(cell: object) -> bool:
    """Whether a cell is a number that carries the mark."""
    fact = cell.fact if isinstance(cell, Ranged) else cell
    return isinstance(fact, Fact) and fact.caveat in MARKED


def mark_of(cell: object, words: Vocabulary) -> str:
    """Return the mark to write behind a number; empty for any other cell.

    Examples
    --------
    >>> fact = Fact("2023.agreed_amount", 20, None, None, "亿元", "", "", "published", "2023")
    >>> mark_of(fact, Vocabulary("zh", {}))
    ''
    """
    return words.message("mark.contradicted") if is_marked(cell) else ""
