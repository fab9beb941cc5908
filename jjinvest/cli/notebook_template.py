"""Template of `jjinvest new-notebook`: parameters, frames, one scenario, a table and a chart shown."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from jjinvest.core.errors import ParameterError
from jjinvest.core.periods import last_cumulative
from jjinvest.data.figure_rows import read_figure_tables
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.pipeline.planning.parameters import RunParameters
from jjinvest.pipeline.planning.plan import DRAFTS
from jjinvest.pipeline.planning.quarters import has_ledger
from jjinvest.pipeline.storage.atomic import write_bytes

NOTEBOOK_NAME = re.compile(r"[0-9A-Za-z_]+")

_OPEN = """d = jj.open(
    district,
    period,
    as_of=as_of,
    language=language,
    seed=seed,
    tier=tier,
    assumptions=assumptions,
)
d"""


@dataclass(frozen=True)
class Shown:
    """What the draft shows: a measure that the district has, by a dimension if it has one of it."""

    metric: str = "agreed_amount"
    by: str = "sector"

    @property
    def call(self) -> str:
        """Call that returns it as a frame."""
        by = f', by="{self.by}"' if self.by else ""
        return f'd.frame("{self.metric}"{by})'

    @property
    def title(self) -> str:
        """Its name in both languages, such as ``协议引资按产业 Agreed amount by sector``."""
        zh, en = Vocabulary("zh", {}), Vocabulary("en", {})
        by = (f"按{zh.label(self.by)}", f" by {en.label(self.by).lower()}") if self.by else ("", "")
        return f"{zh.label(self.metric)}{by[0]} {en.label(self.metric)}{by[1]}".replace('"', "")


def shown_of(folder: Path, period: str) -> Shown:
    """Return what a draft of a district shows: agreed amounts by sector where they are known.

    Else the first measure of the year that was published by the members of a dimension, else of the whole.
    """
    levels = [row for row in read_figure_tables(folder, required=False).figures if row.statistic == "level"]
    last = last_cumulative((row.period for row in levels), period)
    known = [row for row in levels if row.period == last]
    members = Counter((row.metric, row.where[0][0]) for row in known if len(row.where) == 1)
    usual = Shown()
    if has_ledger(folder, period) or members[usual.metric, usual.by] > 1:
        return usual
    parts = [Shown(*pair) for pair, number in members.items() if number > 1]
    whole = [Shown(row.metric, "") for row in known if not row.where]
    return next(iter([*parts, *whole]), Shown(by=""))


def cells(
    name: str, district: str, period: str, parameters: RunParameters, shown: Shown
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
        ("code", "import jjinvest as jj\n\njj.set_style()", []),
        ("code", _OPEN, []),
        ("markdown", "有哪些指标，可按什么分组。Which measures there are, and by what.", []),
        ("code", "d.metrics", []),
        ("markdown", "一张自己的表：换指标或分组再看。A table of your own: change what it shows.", []),
        ("code", f"own = {shown.call}\nown", []),
        ("markdown", "换一个假设再看。Change an assumption and look again.", []),
        ("code", "d.what_if(growth=-0.1)", []),
        (
            "markdown",
            "发布：标题、表、图，并说明做法。列入 params 的 drafts，或移到 notebooks/ 之后才会发布。\n\n"
            "Publish: title, table, chart, what was done. A run publishes it once `drafts` of params lists "
            "it, or it is moved to notebooks/.",
            [],
        ),
        ("code", f'report = d.report()\nreport.header(title="{name}")', []),
        ("code", f'report.show(own, title="{shown.title}", note="")', []),
        *([("code", _chart(shown), [])] if shown.by else []),  # of one number there is nothing to draw
        ("code", "report.end()", []),
    ]


def _chart(shown: Shown) -> str:
    return (
        f'chart = own.plot.barh(x="{shown.by}", y="value", legend=False)\n'
        f'report.show(chart, title="{shown.title}（图 chart）", tier=own.attrs["tier"])'
    )


def check_name(root: Path, name: str, district: str) -> Path:
    """Return where a draft of this name goes.

    Raises
    ------
    ParameterError
        If the name is not one of a file, there is no such district, or there is such a notebook already.
    """
    stem = name.removesuffix(".ipynb")
    path = root / DRAFTS / f"{stem}.ipynb"
    if not NOTEBOOK_NAME.fullmatch(stem):
        raise ParameterError(
            f"名字不能用 not a name for a notebook: {name!r}\n"
            "应为 expected: 字母、数字、下划线 / letters, digits, underscores"
        )
    if path.exists():
        raise ParameterError(f"已有同名的笔记本，没有改动 there is one already, left as it is: {path}")
    if not (root / "data" / district).is_dir():
        raise ParameterError(f"没有这个地区 no such district: data/{district}")
    return path


def write_notebook(root: Path, name: str, district: str, period: str, parameters: RunParameters) -> Path:
    """Write notebooks/drafts/<name>.ipynb and return its path.

    Raises
    ------
    ParameterError
        As :func:`check_name`.
    """
    stem = name.removesuffix(".ipynb")
    path = check_name(root, name, district)
    made = cells(stem, district, period, parameters, shown_of(root / "data" / district, period))
    notebook = {
        "cells": [_cell(n, *cell) for n, cell in enumerate(made)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
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
