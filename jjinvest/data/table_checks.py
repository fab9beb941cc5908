"""Checks across the tables of a district: empty tables, duplicate ids, references to unknown ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from jjinvest.core.errors import Problem
from jjinvest.data.csv_reader import CsvTable
from jjinvest.data.row_checks import figure_problems, growth_problems, target_problems

KEY_COLUMNS = {
    "sources": "source_id",
    "figures": "figure_id",
    "projects": "project_id",
    "targets": "target_id",
    "labels": "key",
    "growth": "row_id",
}
REQUIRED_TABLES = ("sources", "figures", "labels")


def all_problems(tables: Mapping[str, CsvTable], *, published: bool = True) -> list[Problem]:
    """Return every problem of cells, rows and references, in the order of the tables and their rows.

    Parameters
    ----------
    published
        Whether the district needs published figures; one with a ledger does not.
    """
    problems = [problem for table in tables.values() for problem in table.problems]
    problems += [
        *(_without_rows(tables) if published else ()),
        *_duplicates(tables),
        *_reference_problems(tables),
        *figure_problems(tables["figures"]),
        *target_problems(tables["targets"]),
        *growth_problems(tables["growth"]),
    ]
    order = {table.name: n for n, table in enumerate(tables.values())}
    return sorted(problems, key=lambda problem: (order[problem.file], problem.row or 0))


def _without_rows(tables: Mapping[str, CsvTable]) -> Iterator[Problem]:
    for name in REQUIRED_TABLES:
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


def _duplicates(tables: Mapping[str, CsvTable]) -> Iterator[Problem]:
    for name, key in KEY_COLUMNS.items():
        table = tables[name]
        column = table.frame[key]
        for row, value in column[column.duplicated()].items():
            if not table.sound(row, key):
                continue
            first = column[column == value].index[0]
            remedy = f"与第 {first} 行重复；删去一行或改编号 same as row {first}: delete one or rename"
            yield table.problem(row, key, value, "不重复的编号 a unique id", remedy)


def _reference_problems(tables: Mapping[str, CsvTable]) -> Iterator[Problem]:
    figures = tables["figures"].frame
    named = figures.loc[figures["scope"] == "project", "subject"]
    grouped = figures.loc[figures["scope"].isin(["sector", "task_force", "chain", "group"]), "subject"]
    projects, targets = tables["projects"].frame, tables["targets"].frame
    yield from _unknown_references(tables, "figures", figures["source_id"], "sources")
    yield from _unknown_references(tables, "figures", named, "projects")
    yield from _unknown_references(tables, "figures", grouped, "labels")
    yield from _unknown_references(tables, "projects", projects["figure_ids"], "figures")
    yield from _unknown_references(tables, "targets", targets["figure_ids"], "figures")
    yield from _unknown_references(tables, "projects", projects["project_id"], "labels")
    for column in ("chain", "task_force", "channel"):
        yield from _unknown_references(
            tables, "projects", projects.loc[projects[column] != "", column], "labels"
        )


def _unknown_references(
    tables: Mapping[str, CsvTable], name: str, cells: pd.Series, target: str
) -> Iterator[Problem]:
    """References of a column to ids missing from the target table, if that table was read completely."""
    table, known = tables[name], set(tables[target].frame[KEY_COLUMNS[target]])
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
