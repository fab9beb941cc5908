"""The command check on published figures: faults, contradictions, and what the pages will leave out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from jjinvest.core.errors import Problem
    from jjinvest.data.figure_rows import FigureRow
    from jjinvest.data.workspace import Workspace
    from jjinvest.pipeline.execution.rehearsal import Rehearsal
    from jjinvest.quality.checks.report import CheckReport

SUMMARY = {
    "zh": "共 {figures} 条公布数，核对 {checks} 次（等式 {equal}，单侧 {one_sided}）："
    "矛盾 {contradictions}，提示 {remarks}；{alone} 条不参与任何核对",
    "en": "{figures} published figures, {checks} checks ({equal} by an equality, {one_sided} one-sided): "
    "{contradictions} contradictions, {remarks} remarks; {alone} figures take part in no check",
}
LEFT_OUT = {"zh": "页面将略去（没有相应的数）：", "en": "The pages will leave out, for want of figures:"}
MARKS = {"contradicts": "✗", "restated": "!", "remark": "·"}
CONSISTENT, CONTRADICTION, UNREADABLE = "consistent", "contradiction", "unreadable"
EXIT_CODES = {CONSISTENT: 0, CONTRADICTION: 1, UNREADABLE: 2}


@dataclass(frozen=True)
class Output:
    """How the result of a check is written."""

    language: str
    as_json: bool


def check_folder(
    folder: Path,
    output: Output,
    *,
    as_of: str | None = None,
    figures_only: bool = False,
    period: str | None = None,
    root: Path | None = None,
) -> int:
    """Check a district's folder and return the exit code.

    Parameters
    ----------
    figures_only
        Check the published figures against each other alone; no page is built.
    period
        Quarter to rehearse; by default the latest one that figures or a ledger report.
    """
    from jjinvest.core.errors import DataError, JJInvestError

    try:
        day = None if as_of is None else date.fromisoformat(as_of)
    except ValueError:
        return _unreadable([f"日期写法不对 not a date: {as_of}（例如 such as 2023-07-31）"], [], output)
    try:
        if figures_only:
            return _check_figures_only(folder, day, output)
        return _check_everything(folder, day, output, period, root)
    except DataError as error:
        return _unreadable([str(error)], error.problems, output)
    except JJInvestError as error:
        return _unreadable([str(error)], [], output)


def check_workbook(path: Path, output: Output) -> int:
    """Check the published figures of a workbook with a sheet 公布数 and return the exit code."""
    from jjinvest.core.errors import DataError
    from jjinvest.ledger.excel.figures_reader import read_figures_workbook
    from jjinvest.quality.checks.report import report

    try:
        tables = read_figures_workbook(path)
        if tables.problems:
            raise DataError(tables.problems)
    except DataError as error:
        return _unreadable([str(error)], error.problems, output)
    dimensions = tables.dimensions
    checked = report(tables.figures, dimensions.complete, listed=dimensions.listed)
    return _show(checked, tables.figures, None, output)


def _check_figures_only(folder: Path, day: date | None, output: Output) -> int:
    from jjinvest.core.errors import DataError
    from jjinvest.data.figure_rows import read_figure_tables
    from jjinvest.quality.checks.report import report

    tables = read_figure_tables(folder, required=not (folder / "private" / "imports.csv").exists())
    if tables.problems:
        raise DataError(tables.problems)
    rows = [row for row in tables.figures if day is None or row.available_from <= day]
    checked = report(rows, tables.dimensions.complete, listed=tables.dimensions.listed)
    return _show(checked, rows, None, output)


def _check_everything(
    folder: Path, day: date | None, output: Output, period: str | None, root: Path | None
) -> int:
    from jjinvest.data.workspace import load_workspace
    from jjinvest.quality.reconciliation.reconcile import check_figures

    everything = load_workspace(folder)
    workspace = everything if day is None else everything.as_of(day)
    checked = check_figures(workspace)
    rehearsal = _rehearsal(folder, workspace, period, day, root)
    return _show(checked, list(workspace.rows), rehearsal, output)


def _rehearsal(
    folder: Path, workspace: Workspace, period: str | None, day: date | None, root: Path | None
) -> Rehearsal | None:
    """Rehearse the pages of a period; None where there is no project with notebooks, or nothing to report."""
    from jjinvest.core.project import find_root
    from jjinvest.pipeline.execution.rehearsal import rehearse
    from jjinvest.pipeline.planning.parameters import load_parameters

    wanted = period or _latest_quarter(folder, workspace)
    own = folder.resolve().parent.parent
    base = (root or (own if (own / "notebooks").is_dir() else find_root())).resolve()
    if wanted is None or not (base / "notebooks").is_dir():
        return None
    parameters = load_parameters(
        base, wanted, str(folder.resolve()), as_of=None if day is None else day.isoformat()
    )
    return rehearse(base / "notebooks", folder, wanted, parameters)


def _latest_quarter(folder: Path, workspace: Workspace) -> str | None:
    """Latest quarter that published levels or an imported ledger report."""
    from jjinvest.core.periods import is_event, run_quarter
    from jjinvest.ledger.store.store import Store

    quarters = {
        run_quarter(row.period)
        for row in workspace.rows
        if row.statistic != "target" and not is_event(row.period)
    }
    if (folder / "private" / "imports.csv").exists():
        quarters |= {run_quarter(each.month) for each in Store(folder / "private").history() if each.month}
    return max(quarters, default=None)


def _show(checked: CheckReport, rows: list[FigureRow], rehearsal: Rehearsal | None, output: Output) -> int:
    faults = () if rehearsal is None else rehearsal.faults
    left_out = () if rehearsal is None else rehearsal.left_out
    verdict = UNREADABLE if faults else checked.verdict
    if output.as_json:
        _write_json(
            {
                "verdict": verdict,
                "figures": len(rows),
                "checks": {"equal": checked.equal, "one_sided": checked.one_sided},
                "not_checked": sorted(figure.row for figure in checked.not_checked),
                "findings": [finding.as_data() for finding in checked.findings],
                "left_out": [each.as_data() for each in left_out],
                **({"faults": list(faults)} if faults else {}),
            }
        )
        return EXIT_CODES[verdict]
    zh = output.language == "zh"
    for finding in checked.findings:
        click.echo(f"{MARKS[finding.verdict]} {finding.zh if zh else finding.en}")
    contradictions = sum(finding.verdict == "contradicts" for finding in checked.findings)
    counts = {
        "figures": len(rows),
        "checks": len(checked.checks),
        "equal": checked.equal,
        "one_sided": checked.one_sided,
        "alone": len(checked.not_checked),
        "contradictions": contradictions,
        "remarks": len(checked.findings) - contradictions,
    }
    click.echo(SUMMARY[output.language].format(**counts))
    if left_out:
        click.echo(LEFT_OUT[output.language])
        for each in left_out:
            click.echo(f"  {each.page}: {each.zh if zh else each.en}")
    for fault in faults:
        click.echo(fault, err=True)
    return EXIT_CODES[verdict]


def _unreadable(lines: list[str], problems: list[Problem], output: Output) -> int:
    if output.as_json:
        _write_json(
            {
                "verdict": UNREADABLE,
                "figures": 0,
                "checks": {"equal": 0, "one_sided": 0},
                "findings": [],
                "left_out": [],
                "problems": [
                    {
                        "file": problem.file,
                        "row": problem.row,
                        "column": problem.column,
                        "found": problem.found,
                        "expected": problem.expected,
                        "remedy": problem.remedy,
                    }
                    for problem in problems
                ],
                "zh": "\n".join(lines),
            }
        )
    else:
        click.echo("\n".join(lines), err=True)
    return EXIT_CODES[UNREADABLE]


def _write_json(content: dict[str, Any]) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=1))
