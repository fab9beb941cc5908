"""Data of a published table: what may be seen of it at a tier, its cells as plain values for `tables/`."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from jjinvest.core.access import allows, highest, visible
from jjinvest.core.facts import Fact
from jjinvest.core.frame_rows import rows_of
from jjinvest.reporting.column_numbers import column_decimals, decimals_of
from jjinvest.reporting.html import Renderer
from jjinvest.reporting.tables.cells import Ranged, Term
from jjinvest.reporting.verify_mark import is_marked, mark_of

WITHHELD = Term("withheld")
"""Cell in place of a number above the tier of its table."""


def cleared(frame: pd.DataFrame, tier: str, numbers: str = "") -> pd.DataFrame:
    """Return what of a frame may be seen at a tier; numbers above it are replaced by :data:`WITHHELD`.

    `numbers` is the tier of the numbers, where their readers see more than the columns and rows for all.
    """
    at = highest([tier, numbers or tier])

    def allowed(cell: object) -> object:
        fact = cell.fact if isinstance(cell, Ranged) else cell
        return WITHHELD if isinstance(fact, Fact) and not allows(at, fact.tier) else cell

    return visible(frame, tier).map(allowed)


def only_withheld(frame: pd.DataFrame) -> bool:
    """Whether a table, cleared for its readers, has no number left and numbers that are withheld."""
    found = [cell for column in frame for cell in frame[column]]
    shown = any(isinstance(cell, Fact | Ranged) for cell in found)
    return not shown and any(cell is WITHHELD for cell in found)


def file_name(name: str, scope: str) -> str:
    """Name of the data of a table, with the dimensions it is by."""
    return "_".join([name, *scope.split(";")]) if scope else name


def shown_decimals(cell: object, renderer: Renderer) -> int | None:
    """Decimals that the page writes of a number which a table holds unrounded; None for any other cell."""
    if not isinstance(plain_cell(cell, renderer), float) or not isinstance(cell, Fact):
        return None
    if cell.unit == "概率":  # whole percent; what the page writes as <1% or >99% is neither 0 nor 100 here
        return 3 if cell.value and not 0.005 <= cell.value < 0.995 and cell.value != 1 else 2
    return len(renderer.words.fact(cell, "n").partition(".")[2])


def _page_decimals(column: pd.Series, renderer: Renderer) -> list[int | None]:
    """Decimals of a column's numbers as the page writes them: computed ones have those of the column."""
    shared = column_decimals(column, renderer.words)
    own = [(cell, shown_decimals(cell, renderer)) for cell in column]
    return [None if places is None else max(places, decimals_of(cell, shared)) for cell, places in own]


def plain_cell(cell: object, renderer: Renderer) -> str | float | None:
    """Return a cell as a number where it is one, else as written, with its mark; None where it is empty."""
    if isinstance(cell, Fact) and cell.value is not None and cell.relation == "=":
        return cell.value
    if isinstance(cell, (Fact, Ranged)):
        return renderer.text(cell) + mark_of(cell, renderer.words)
    text = renderer.text(cell)
    return None if text == "—" else text


def unit_of(cell: object) -> str | None:
    """Unit of a number that a table holds as a number; None for any other cell."""
    exact = isinstance(cell, Fact) and cell.value is not None and cell.relation == "="
    return cell.unit if isinstance(cell, Fact) and exact else None


def bounds_of(cell: object, renderer: Renderer) -> dict[str, Any] | None:
    """Both ends of a cell that is written as an interval, their unit and decimals; else None."""
    fact = cell.fact if isinstance(cell, Ranged) else cell
    if not isinstance(fact, Fact) or fact.low is None or fact.high is None:
        return None
    text = plain_cell(cell, renderer)
    if not isinstance(text, str) or "–" not in text:
        return None
    places = max(len(decimals) for decimals in re.findall(r"[0-9]+(?:\.([0-9]+))?", text))
    times, unit = (100, "%") if fact.unit == "概率" else (1, fact.unit)
    return {"low": times * fact.low, "high": times * fact.high, "unit": unit, "decimals": places}


def plain_table(frame: pd.DataFrame, renderer: Renderer) -> dict[str, Any]:
    """Content of a table, with decimals, units and marks: numbers as numbers, words in its language."""
    decimals = [_page_decimals(frame.iloc[:, place], renderer) for place in range(frame.shape[1])]
    rows = [[plain_cell(cell, renderer) for cell in record.values()] for record in rows_of(frame)]
    return {
        "columns": [renderer.words.column(str(column)) for column in frame],
        "rows": rows,
        "decimals": [list(row) for row in zip(*decimals, strict=True)],
        "units": [[unit_of(cell) for cell in row] for row in frame.to_numpy()],
        "bounds": [[bounds_of(cell, renderer) for cell in row] for row in frame.to_numpy()],
        "marked": [[is_marked(cell) for cell in row] for row in frame.to_numpy()],
    }
