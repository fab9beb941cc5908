"""The tables of the pages by name, as numbers with what there is to say of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.analysis.frames.number_table import NumberTable
from jjinvest.analysis.marks import marked, noted
from jjinvest.analysis.measure_frames import known_after
from jjinvest.analysis.progress import shown_progress
from jjinvest.analysis.tables.page_numbers import number_table
from jjinvest.analysis.tables.page_tables import NEEDS_LEDGER, TEXT_COLUMNS, Build, page_tables, why_no_rows
from jjinvest.analysis.tables.table_names import TableNames
from jjinvest.core.access import TIERS, highest
from jjinvest.core.once import once_each
from jjinvest.reporting.html import Renderer

if TYPE_CHECKING:
    from jjinvest.analysis.opened import Opened


def table_names(d: Opened) -> TableNames:
    """Names of the tables."""
    return TableNames(_builds(d), d.words, partial(named_table, d))


def named_table(d: Opened, name: str) -> NumberTable:
    """Return a table of a page as numbers."""
    if name not in _builds(d):
        raise wrong_choice("表", "table", name, table_names(d))
    with shown_progress(d):
        built = _builds(d)[name](d.results)
        table = number_table(built, _renderer(d))
    table.attrs["tier"] = highest([table.attrs["tier"], built.attrs.get("tier", TIERS[0])])
    table._words = d.words
    if d.words.has(f"analysis.note.{name}"):
        table.attrs["notes"] = d.words.message(f"analysis.note.{name}").replace(
            "{period}", d.words.period(d.period)
        )
    if name in NEEDS_LEDGER and not table.empty:
        noted(d, table)
    if table.empty:
        numbers = {column: "float64" for column in map(str, table) if column not in TEXT_COLUMNS}
        table = table.astype(numbers)
        table.attrs["empty"] = why_no_rows(name, d.results, d.words, _known_later(d))
    return marked(d, table)


@once_each  # all figures are read for it, and several tables of a page may have no rows
def _known_later(d: Opened) -> str:
    return known_after(d)


@once_each
def _builds(d: Opened) -> Mapping[str, Build]:
    return page_tables(d.results)


@once_each
def _renderer(d: Opened) -> Renderer:
    return Renderer(d.words, d.report().citations, links=False)
