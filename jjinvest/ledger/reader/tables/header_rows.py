"""Find the row of a sheet that is the header of its list: the one with most columns that are known."""

from __future__ import annotations

from collections.abc import Mapping

from jjinvest.ledger.fields import ESSENTIAL
from jjinvest.ledger.reader.files.workbook import WorkbookSheet
from jjinvest.ledger.reader.headed_columns.header_texts import HeaderText, Meaning, has_groups, header_texts
from jjinvest.ledger.reader.headed_columns.stand_in import with_stand_in

MAX_HEADER_DEPTH = 30  # rows from the top that are searched for a header
MIN_SHORT_ROWS = 2  # rows with a name and a number that make a header of two known columns one
MIN_HEADER_COLUMNS = 3  # known columns that make a row a header


def best_header(
    sheet: WorkbookSheet, meaning_of: Meaning, needed: tuple[str, ...], least: int
) -> tuple[int, int, dict[int, HeaderText]] | None:
    """Row with most known columns: their number, the row and its texts; None without a header."""
    best: tuple[int, int, dict[int, HeaderText]] | None = None
    for row in range(min(MAX_HEADER_DEPTH, len(sheet.rows))):
        known, texts = texts_of_header(sheet, row, meaning_of)
        enough = len(known) >= least or (
            needed == ESSENTIAL and _is_short_header(sheet, row, texts, meaning_of)
        )
        if enough and set(needed) <= with_stand_in(known, texts, meaning_of):
            grouped = has_groups(sheet, row) and all(isinstance(c, str | None) for c in sheet.rows[row])
            fewer = best is not None and (len(known) < best[0] or (len(known) == best[0] and not grouped))
            if best is not None and (fewer or row > best[1] + 1):
                break  # the header of a second block
            best = (len(known), row, texts)
    return best if best is None else _with_third_row(sheet, best, meaning_of)


def _with_third_row(
    sheet: WorkbookSheet, best: tuple[int, int, dict[int, HeaderText]], meaning_of: Meaning
) -> tuple[int, int, dict[int, HeaderText]]:
    """The header, down to its third row where the first alone names as many columns as the first two."""
    row = best[1] + 2
    if row < len(sheet.rows) and _names_columns(sheet, row - 2, meaning_of):
        texts = header_texts(sheet, row, 3)
        known = {h.field for each in texts.values() if (h := each.meaning(meaning_of)) is not None}
        if len(known) > best[0]:
            return len(known), row, texts
    return best


def _is_short_header(
    sheet: WorkbookSheet, row: int, texts: Mapping[int, HeaderText], meaning_of: Meaning
) -> bool:
    """Whether a row with a name and an amount alone among its known columns is a header.

    It is where it has other columns, and the rows below hold a text under the one and a number under the
    other.
    """
    places = {h.field: i for i, each in texts.items() if (h := each.meaning(meaning_of)) is not None}
    if len(texts) < MIN_HEADER_COLUMNS or not set(ESSENTIAL) <= places.keys():
        return False
    name, amount = (places[each] for each in ESSENTIAL)
    filled = [cells for cells in sheet.rows[row + 1 :] if len(cells) > max(name, amount)]
    both = [isinstance(c[name], str) and isinstance(c[amount], int | float) for c in filled]
    return sum(both) >= MIN_SHORT_ROWS


def texts_of_header(
    sheet: WorkbookSheet, row: int, meaning_of: Meaning, *, groups: bool = True
) -> tuple[set[str], dict[int, HeaderText]]:
    """Fields that a row names as a header, and its texts; with the row above where that holds groups."""
    best: tuple[set[str], dict[int, HeaderText]] = (set(), {})
    depths = (2,) if has_groups(sheet, row) else (1, 2)
    if groups and row > 1 and _names_columns(sheet, row - 2, meaning_of):
        depths = (*depths, 3)
    for depth in depths if groups else (1,):
        texts = header_texts(sheet, row, depth)
        known = {h.field for each in texts.values() if (h := each.meaning(meaning_of)) is not None}
        if len(known) > len(best[0]):
            best = (known, texts)
    return best


def _names_columns(sheet: WorkbookSheet, row: int, meaning_of: Meaning) -> bool:
    """Whether a row itself names columns, so that it may be the first row of a header of three."""
    named = {h.field for each in header_texts(sheet, row, 1).values() if (h := each.meaning(meaning_of))}
    return len(named) >= MIN_HEADER_COLUMNS and "project_name" in named
