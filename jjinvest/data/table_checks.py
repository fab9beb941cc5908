"""Faults across the tables of a district: no rows, repeated ids, references to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from jjinvest.core.errors import Problem
from jjinvest.data.csv_reader import Table
from jjinvest.data.row_checks import figure_faults, growth_faults, target_faults

KEYS = {
    "sources": "source_id", "figures": "figure_id", "projects": "project_id", "targets": "target_id", "labels": "key",
    "growth": "row_id",
}  # fmt: skip
NEEDED = ("sources", "figures", "labels")


def all_faults(tables: Mapping[str, Table], *, published: bool = True) -> list[Problem]:
    """Every fault of the tables, of cells, rows and references, in the order of the tables and their rows.

    Without `published` figures none are needed: the district has a ledger.
    """
    found = [problem for table in tables.values() for problem in table.problems]
    found += [
        *(_without_rows(tables) if published else ()),
        *_duplicates(tables),
        *_references(tables),
        *figure_faults(tables["figures"]),
        *target_faults(tables["targets"]),
        *growth_faults(tables["growth"]),
    ]
    order = {table.name: n for n, table in enumerate(tables.values())}
    return sorted(found, key=lambda problem: (order[problem.file], problem.row or 0))


def _without_rows(tables: Mapping[str, Table]) -> Iterator[Problem]:
    for name in NEEDED:
        table = tables[name]
        if table.complete and table.frame.empty:
            yield Problem(
                table.name,
                None,
                None,
                "没有数据行 no rows",
                "至少一行 at least one row",
                "补上数据 add the data",
            )


def _duplicates(tables: Mapping[str, Table]) -> Iterator[Problem]:
    for name, key in KEYS.items():
        table = tables[name]
        column = table.frame[key]
        for row, value in column[column.duplicated()].items():
            if not table.sound(row, key):
                continue
            first = column[column == value].index[0]
            remedy = f"与第 {first} 行重复；删去一行或改编号 same as row {first}: delete one or rename"
            yield table.problem(row, key, value, "不重复的编号 a unique id", remedy)


def _references(tables: Mapping[str, Table]) -> Iterator[Problem]:
    figures = tables["figures"].frame
    named = figures.loc[figures["scope"] == "project", "subject"]
    grouped = figures.loc[figures["scope"].isin(["sector", "task_force", "chain", "group"]), "subject"]
    projects, targets = tables["projects"].frame, tables["targets"].frame
    yield from _dangling(tables, "figures", figures["source_id"], "sources")
    yield from _dangling(tables, "figures", named, "projects")
    yield from _dangling(tables, "figures", grouped, "labels")
    yield from _dangling(tables, "projects", projects["figure_ids"], "figures")
    yield from _dangling(tables, "targets", targets["figure_ids"], "figures")
    yield from _dangling(tables, "projects", projects["project_id"], "labels")
    for column in ("chain", "task_force", "channel"):
        yield from _dangling(tables, "projects", projects.loc[projects[column] != "", column], "labels")


def _dangling(tables: Mapping[str, Table], name: str, cells: pd.Series, target: str) -> Iterator[Problem]:
    """References of a column to ids that the target table lacks; not judged where that table could not be read whole."""
    table, known = tables[name], set(tables[target].frame[KEYS[target]])
    if not tables[target].complete or not known:
        return
    column, file = str(cells.name), f"{target}.csv"
    for row, cell in cells.items():
        if not table.sound(row, column):
            continue
        for key in cell.split() if column == "figure_ids" else [cell]:
            if key not in known:
                remedy = f"改正，或在 {file} 补一行 correct it or add it to {file}"
                yield table.problem(row, column, key, f"{file} 中有的编号 an id of {file}", remedy)
