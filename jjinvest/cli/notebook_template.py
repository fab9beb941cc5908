"""Template of `jjinvest new-notebook`: parameters, results, one table, one chart, one scenario."""

from __future__ import annotations

import json
import re
from pathlib import Path

from jjinvest.core.errors import ParameterError
from jjinvest.pipeline.planning.parameters import RunParameters
from jjinvest.pipeline.storage.atomic import write_bytes

NOTEBOOK_NAME = re.compile(r"[0-9A-Za-z_]+")

_OPEN = """report = Report.open(
    district=district,
    period=period,
    as_of=as_of,
    language=language,
    seed=seed,
    tier=tier,
    assumptions=assumptions,
)
results = report.results"""


def cells(
    name: str, district: str, period: str, parameters: RunParameters
) -> list[tuple[str, str, list[str]]]:
    """Kind, source and tags of each cell."""
    assigned = "\n".join(
        [
            "# Parameters: the suite sets them from params/<period>.yaml; change one and run all cells again",
            f"district = {district!r}",
            f"period = {period!r}",
            f"as_of = {parameters.as_of.isoformat()!r}",
            "language = 'zh'",
            f"seed = {parameters.seed}",
            f"tier = {parameters.tier!r}",
            "assumptions: dict = {}",
        ]
    ).replace("'", '"')
    return [
        ("markdown", f"# {name}\n\n这个笔记本回答什么问题？What question does this notebook answer?", []),
        ("code", assigned, ["parameters"]),
        (
            "code",
            "from jjinvest.reporting import charts, tables\n"
            "from jjinvest.reporting.report import Report\n"
            "from jjinvest.reporting.what_if import what_if",
            [],
        ),
        ("code", _OPEN, []),
        (
            "markdown",
            "`results` 里有全部的数：按编号取一个，或列出名字。All numbers are in `results`, by id.",
            [],
        ),
        ("code", "results", []),
        ("code", 'report.header("overview")', []),
        ("code", 'report.table("key_figures", tables.key_figures(results))', []),
        ("code", 'report.figure("completion", charts.completion, tables.completion(results))', []),
        ("markdown", "换一个假设再看。Change something and look again.", []),
        ("code", "what_if(results, growth=-0.1)", []),
        ("code", "report.end()", []),
    ]


def write_notebook(root: Path, name: str, district: str, period: str, parameters: RunParameters) -> Path:
    """Write notebooks/<name>.ipynb and return its path.

    Raises
    ------
    ParameterError
        If the name is not one of a file, the district has no data, or there is such a notebook already.
    """
    stem = name.removesuffix(".ipynb")
    path = root / "notebooks" / f"{stem}.ipynb"
    if not NOTEBOOK_NAME.fullmatch(stem):
        raise ParameterError(
            f"名字不能用 not a name for a notebook: {name!r}\n"
            "应为 expected: 字母、数字、下划线 / letters, digits, underscores"
        )
    if path.exists():
        raise ParameterError(f"已有同名的笔记本，没有改动 there is one already, left as it is: {path}")
    if not (root / "data" / district).is_dir():
        raise ParameterError(f"没有这个地区 no such district: data/{district}")
    notebook = {
        "cells": [_cell(n, *cell) for n, cell in enumerate(cells(stem, district, period, parameters))],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    write_bytes(path, (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode())
    return path


def _cell(n: int, kind: str, source: str, tags: list[str]) -> dict[str, object]:
    cell: dict[str, object] = {
        "cell_type": kind,
        "id": f"new-{n:02d}",
        "metadata": {"tags": tags} if tags else {},
    }
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return {**cell, "source": source.splitlines(keepends=True)}
