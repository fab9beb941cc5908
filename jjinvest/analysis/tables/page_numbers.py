"""Frames of plain numbers made from the tables of pages, whose cells are facts, words and links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from jjinvest.analysis.frames.heads import HIGH, LOW, NOTE, RELATION, UNIT
from jjinvest.analysis.frames.number_table import NumberTable, is_missing
from jjinvest.core.access import highest
from jjinvest.core.facts import Fact
from jjinvest.reporting.html import Renderer
from jjinvest.reporting.tables.cells import Ranged


def number_table(frame: pd.DataFrame, renderer: Renderer) -> NumberTable:
    """Return a frame of cells as numbers and texts.

    A column of facts becomes floats; where a number is known only by its bounds, two more columns hold them.
    Rows of different units have a column ``unit``, or one ``<column>_unit`` each where columns differ. A word
    in place of a number stands in ``<column>_note``, a relation such as ≥ in ``<column>_relation``. Columns
    without any content are left out.

    Parameters
    ----------
    renderer
        Writes the cells that are no numbers.
    """
    columns: dict[str, pd.Series] = {}
    facts: dict[str, dict[Any, Fact]] = {}
    own_units: dict[str, pd.Series] = {}
    for column in map(str, frame):
        cells = frame[column]
        of_column = {at: fact for at, cell in cells.items() if (fact := fact_of(cell)) is not None}
        if not of_column:
            columns |= _plain(column, cells, renderer)
            continue
        facts[column] = of_column
        columns |= _numbers(column, cells, of_column, renderer)
        own_units[column] = pd.Series({at: fact.unit for at, fact in of_column.items()}, dtype="str")
    columns, units = _with_units(columns, own_units, frame.index)
    table = NumberTable(pd.DataFrame(columns, index=frame.index))
    table._facts = facts
    table.attrs = {
        "units": units,
        "labels": {name: renderer.words.column(name) for name in map(str, frame) if name in table},
        "tier": highest(fact.tier for of_column in facts.values() for fact in of_column.values()),
    }
    return table


def fact_of(cell: object) -> Fact | None:
    """Return the fact that a cell shows, by its value or by its bounds."""
    if isinstance(cell, Ranged):
        return cell.fact
    return cell if isinstance(cell, Fact) else None


def _plain(column: str, cells: pd.Series, renderer: Renderer) -> dict[str, pd.Series]:
    """Column without facts: numbers as they are, everything else in words; nothing if it is blank."""
    present = [cell for cell in cells if not is_missing(cell)]
    if not present:
        return {column: cells.astype("str")} if cells.empty else {}
    if all(isinstance(cell, int | float) for cell in present):
        return {column: pd.to_numeric(cells)}
    texts = {at: None if is_missing(cell) else renderer.text(cell) for at, cell in cells.items()}
    return {column: pd.Series(texts, index=cells.index, dtype="str")}


def _numbers(
    column: str, cells: pd.Series, facts: Mapping[Any, Fact], renderer: Renderer
) -> dict[str, pd.Series]:
    """Column of facts, and what stands beside it."""

    def floats(values: Mapping[Any, float | None]) -> pd.Series:
        return pd.Series(values, index=cells.index, dtype="float64")

    columns = dict[str, pd.Series]()
    ranged = all(isinstance(cell, Ranged) for cell in cells if fact_of(cell) is not None)
    ranged = ranged or all(fact.value is None for fact in facts.values())
    if not ranged:
        columns[column] = floats({at: fact.value for at, fact in facts.items()})
    if ranged or any(fact.value is None for fact in facts.values()):
        columns[f"{column}_{LOW}"] = floats({at: fact.low for at, fact in facts.items()})
        columns[f"{column}_{HIGH}"] = floats({at: fact.high for at, fact in facts.items()})
    relations = {at: fact.relation for at, fact in facts.items()}
    if set(relations.values()) != {"="}:
        columns[f"{column}_{RELATION}"] = pd.Series(relations, index=cells.index, dtype="str")
    notes = {
        at: renderer.text(cell) for at, cell in cells.items() if at not in facts and not is_missing(cell)
    }
    if notes:
        columns[f"{column}_{NOTE}"] = pd.Series(notes, index=cells.index, dtype="str")
    return columns


def _with_units(
    columns: dict[str, pd.Series], own: Mapping[str, pd.Series], index: pd.Index
) -> tuple[dict[str, pd.Series], dict[str, str]]:
    """Return the columns with those of units, and the unit of each column that has only one."""
    units = {name: str(series.iloc[0]) for name, series in own.items() if len(set(series)) == 1}
    mixed = {name: series.reindex(index) for name, series in own.items() if name not in units}
    if not mixed:
        return columns, units
    merged = next(iter(mixed.values()))
    for series in mixed.values():
        merged = merged.fillna(series)
    one = all((series == merged)[series.notna()].all() for series in mixed.values())
    if one and UNIT not in columns:
        return _placed(columns, next(iter(mixed)), {UNIT: merged}), units
    for name, series in mixed.items():
        columns = _placed(columns, name, {f"{name}_{UNIT}": series})
    return columns, units


def _placed(
    columns: dict[str, pd.Series], before: str, added: Mapping[str, pd.Series]
) -> dict[str, pd.Series]:
    """Columns with further ones in front of the first that belongs to the column `before`."""
    result = dict[str, pd.Series]()
    for name, series in columns.items():
        if not set(added) <= set(result) and (name == before or name.startswith(f"{before}_")):
            result |= added
        result[name] = series
    return result | {name: series for name, series in added.items() if name not in result}
