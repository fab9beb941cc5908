"""Checks across the tables of a district: duplicate ids, references to unknown ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jjinvest.core.errors import Problem
from jjinvest.data.csv_reader import CsvTable
from jjinvest.data.figure_rows import FigureTables
from jjinvest.data.row_checks import growth_problems

KEY_COLUMNS = {"projects": "project_id", "growth": "row_id"}


def all_problems(tables: Mapping[str, CsvTable], published: FigureTables) -> list[Problem]:
    """Return every problem of cells, rows and references, in the order of the tables and their rows."""
    problems = [problem for table in tables.values() for problem in table.problems]
    problems += [
        *_duplicates(tables),
        *_unknown_groups(tables["projects"], published),
        *growth_problems(tables["growth"]),
    ]
    order = {table.name: n for n, table in enumerate(tables.values())}
    return sorted(problems, key=lambda problem: (order[problem.file], problem.row or 0))


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


def _unknown_groups(projects: CsvTable, published: FigureTables) -> Iterator[Problem]:
    """Groups that no figure measures."""
    known = {member for row in published.figures for dimension, member in row.where if dimension == "group"}
    for row, group in projects.frame["group"].items():
        if group and group not in known and published.figures:
            expected = "figures.csv 中 where 的 group 成员 a group that figures.csv measures"
            yield projects.problem(row, "group", group, expected)
