"""Sectors of a ledger without a column of them, from its column of industries."""

from __future__ import annotations

from collections.abc import Sequence

from jjinvest.ledger.findings import BilingualText, Finding, shorten
from jjinvest.ledger.reader.headed_columns.headers import Spellings
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.values.cells import CellValue
from jjinvest.ledger.reader.values.choices import read_choice
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.projects.several_sheets import of_sheet

INDUSTRY = "行业"
"""Word in the header of a column of industries; a chain (产业链) may be of several sectors."""
MAX_WORDS = 6
"""Industries that a finding names."""


def sectors_of_industries(
    tables: Sequence[tuple[LedgerTable, Sequence[LedgerRow]]], spellings: Spellings
) -> list[Finding]:
    """Give each row the sector of its industry where every industry has one, and say how the column is read.

    An industry without a sector leaves all sectors of its sheet open: sums by sector would lack a part.

    Parameters
    ----------
    tables
        Sheets with their rows as read.
    spellings
        Accepted spellings of sectors.
    """
    found: list[Finding] = []
    for number, (table, rows) in enumerate(tables):
        of_table = _of_table(table, rows, spellings)
        found += of_sheet(of_table, table) if number else of_table
    return found


def _of_table(table: LedgerTable, rows: Sequence[LedgerRow], spellings: Spellings) -> list[Finding]:
    column = table.columns.get("chain")
    if column is None or "sector" in table.columns or INDUSTRY not in column.header:
        return []
    named = dict.fromkeys(text for row in rows if (text := row.text("chain")))
    read = {text: read_choice("sector", text, spellings) for text in named}
    sectors = {
        text: each.value
        for text, each in read.items()
        if isinstance(each, CellValue) and isinstance(each.value, str)
    }
    open_words = [text for text in named if text not in sectors]
    usual = [text for text, each in read.items() if isinstance(each, CellValue) and each.remarks]
    place = (table.header + 1, column.index, column.header, {"header": shorten(column.header, 24)})
    if not named:
        return []
    if open_words:
        return [_with_words("industry_as_chain", place, open_words)]
    for row in rows:
        if row.text("chain"):
            row.values["sector"] = sectors[row.text("chain")]
    return [_with_words("sector_from_industry", place, usual)]


def _with_words(rule: str, place: tuple[int, int, str, dict[str, str]], words: Sequence[str]) -> Finding:
    row, column, header, terms = place
    named = "、".join(shorten(word, 12) for word in words[:MAX_WORDS])
    named += " …" if len(words) > MAX_WORDS else ""
    usual = BilingualText(f"；其中 {named} 按通常归类", f"; {named} as usual") if words else ""
    return Finding(rule, row, column, header, terms | {"words": named, "usual": usual})
