"""The command check on published figures: faults, contradictions, and what the pages will leave out."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jjinvest.cli import ledger, options
from jjinvest.i18n.plurals import choose_words

if TYPE_CHECKING:
    from jjinvest.core.errors import Problem
    from jjinvest.data.figure_rows import Dimensions, FigureRow
    from jjinvest.data.workspace import Workspace
    from jjinvest.pipeline.execution.rehearsal import Rehearsal
    from jjinvest.pipeline.planning.check_cache import CheckRequest
    from jjinvest.pipeline.planning.parameters import RunParameters
    from jjinvest.quality.checks.report import CheckReport

SUMMARY = {
    "zh": "共 {figures} 条公布数，核对 {checks} 次（等式 {equal}，单侧 {one_sided}）："
    "矛盾 {contradictions}，提示 {remarks}；{alone} 条不参与任何核对",
    "en": "{figures} published {figures|figure|figures}, {checks} {checks|check|checks} ({equal} by an "
    "equality, {one_sided} one-sided): {contradictions} {contradictions|contradiction|contradictions}, "
    "{remarks} {remarks|remark|remarks}; {alone} {alone|figure takes|figures take} part in no check",
}
LEFT_OUT = {"zh": "页面将略去（没有相应的数）：", "en": "The pages will leave out, for want of figures:"}
REHEARSED = {"zh": "已预演页面的期间：{periods}", "en": "Pages rehearsed: {periods}"}
NOT_REHEARSED = {"zh": "没有预演页面", "en": "No pages were rehearsed"}
BUREAU = {
    "publisher": {
        "zh": "district.yaml 没有写 bureau：页面和通报按 sources.csv 的公布单位写“{bureau}”",
        "en": "district.yaml names no bureau: pages and circular say {bureau}, the publisher in sources.csv",
    },
    "neutral": {
        "zh": "district.yaml 没有写 bureau：页面和通报暂写“{bureau}”；写上本局名称，例如 "
        "bureau: {{zh: 某县招商局, en: Some Bureau}}",
        "en": "district.yaml names no bureau: pages and circular say {bureau}; write its name there, such as "
        "bureau: {{zh: 某县招商局, en: Some Bureau}}",
    },
}
MARKS = {"contradicts": "✗", "restated": "!", "remark": "·"}
CONSISTENT, CONTRADICTION, UNREADABLE = "consistent", "contradiction", "unreadable"
EXIT_CODES = {CONSISTENT: 0, CONTRADICTION: 1, UNREADABLE: 2}


@dataclass(frozen=True)
class Output:
    """How the result of a check is written."""

    language: str
    as_json: bool


@click.command()
@click.argument("folder", metavar="FOLDER|FILE", type=click.Path(path_type=Path))
@click.option(
    "--as-of", metavar="DATE", default=None, help="只看该日期前已公布的数 only what was published by then"
)
@options.language
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读 JSON for programs")
@click.option(
    "--figures-only", is_flag=True, help="只核对公布数，不预演页面 figures only, no rehearsal of pages"
)
@click.option(
    "--period", default=None, metavar="PERIOD", help="预演哪一期，默认最近一期 [default: the latest]"
)
@ledger.check_options
def check(
    folder: Path,
    as_of: str | None,
    language: str,
    as_json: bool,
    figures_only: bool,
    period: str | None,
    **of_ledger: Any,
) -> None:
    """核对一个地区的数据文件夹，或一份台账。Check a district's folder of data, or a project ledger.

    \b
    文件夹 FOLDER: 先查格式，再核对公布数，并预演页面，列出将略去的部分
                  format, then the figures against each other; then which parts of the pages are left out
    台账 FILE (xlsx, xls, csv): 每行接受、提示或退回修改，并写出标注的工作簿
                       each row accepted, accepted with a remark or rejected
    退出码 Exit codes: 0 一致（舍入与前后不同只作提示） consistent
                       1 有矛盾或退回修改的行 contradiction or rejected rows
                       2 读不了 unreadable
    """
    output = Output(language, as_json)
    if ledger.is_ledger(folder):
        if folder.is_file() and folder.suffix.lower() == ".xlsx":
            from jjinvest.ledger.excel.figures_reader import is_figures_workbook

            if is_figures_workbook(folder):
                sys.exit(check_workbook(folder, output))
        sys.exit(ledger.check_ledger(folder, as_of=as_of, language=language, as_json=as_json, **of_ledger))
    root = of_ledger["root"]
    sys.exit(check_folder(folder, output, as_of=as_of, figures_only=figures_only, period=period, root=root))


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
    checked = report(tables.figures, dimensions.divided, listed=dimensions.listed)
    return _show(_answer(_with_doubts(checked, tables.figures, dimensions), tables.figures), output)


def _check_figures_only(folder: Path, day: date | None, output: Output) -> int:
    from jjinvest.core.errors import DataError
    from jjinvest.data.figure_rows import read_figure_tables
    from jjinvest.quality.checks.report import report

    tables = read_figure_tables(folder, required=not (folder / "private" / "imports.csv").exists())
    if tables.problems:
        raise DataError(tables.problems)
    rows = [row for row in tables.figures if day is None or row.available_from <= day]
    checked = report(rows, tables.dimensions.divided, listed=tables.dimensions.listed)
    return _show(_answer(_with_doubts(checked, rows, tables.dimensions), rows), output)


def _with_doubts(checked: CheckReport, rows: Sequence[FigureRow], dimensions: Dimensions) -> CheckReport:
    """Add what looks like a slip of the typist to what the checks found, and name parts by their labels."""
    from jjinvest.cli.known_names import known_names
    from jjinvest.quality.checks.doubts import with_doubts
    from jjinvest.quality.checks.words import with_labels

    doubted = with_doubts(checked, rows, known_names(dimensions))
    named = [row for row in rows if any(part in dimensions.labels for part in row.where)]
    findings = []
    for finding in doubted.findings:
        own = [row for row in named if row.row in finding.rows]
        zh, en = (
            with_labels(text, own, dimensions.labels, language)
            for language, text in enumerate((finding.zh, finding.en))
        )
        findings.append(replace(finding, zh=zh, en=en))
    return replace(doubted, findings=tuple(findings))


def _check_everything(
    folder: Path, day: date | None, output: Output, period: str | None, root: Path | None
) -> int:
    """Check the figures and rehearse the pages, or give the earlier answer if nothing has changed."""
    from jjinvest.core.project import find_root
    from jjinvest.data.access_log import recorded_reads
    from jjinvest.pipeline.planning.check_cache import CheckRequest, load_answer, store_answer
    from jjinvest.pipeline.planning.parameters import check_period

    own = folder.resolve().parent.parent
    base = (root or (own if (own / "notebooks").is_dir() else find_root())).resolve()
    request = CheckRequest(base, folder, None if period is None else check_period(period), day)
    answer = load_answer(request)
    if answer is None:
        with recorded_reads() as data:
            answer = _rehearsed_answer(request)
        if answer["rehearsed"] and "faults" not in answer:
            store_answer(request, answer, data)
    return _show(answer, output, rehearsal=True)


def _rehearsed_answer(request: CheckRequest) -> dict[str, Any]:
    from jjinvest.data.workspace import load_workspace
    from jjinvest.pipeline.planning.later_figures import note_of_later_figures
    from jjinvest.quality.reconciliation.reconcile import check_figures

    everything = load_workspace(request.folder)
    workspace = everything if request.as_of is None else everything.as_of(request.as_of)
    rehearsal = _rehearsal(request, workspace)  # first, as it forks: nothing has run a solver's threads yet
    checked = _with_doubts(check_figures(workspace), workspace.rows, workspace.dimensions)
    answer = _answer(checked, list(workspace.rows), rehearsal)
    notes = list[dict[str, str]]()
    if rehearsal is not None:
        day = _parameters(request, rehearsal.period).as_of
        if later := note_of_later_figures(request.folder, rehearsal.period, day):
            notes.append(later)
    profile = workspace.profile
    if note := BUREAU.get(profile.bureau_from):
        names = {language: profile.bureau[language] for language in note}
        notes.append({language: note[language].format(bureau=names[language]) for language in note})
    if notes:
        answer["notes"] = notes
    return answer


def _rehearsal(request: CheckRequest, workspace: Workspace) -> Rehearsal | None:
    """Rehearse the pages of a period; None where there is no project with notebooks, or nothing to report."""
    from jjinvest.pipeline.execution.rehearsal import rehearse

    notebooks, folder = request.root / "notebooks", request.folder
    wanted = request.period or _latest_quarter(folder, workspace)
    if wanted is None or not notebooks.is_dir():
        return None
    return rehearse(notebooks, folder, wanted, _parameters(request, wanted))


def _parameters(request: CheckRequest, quarter: str) -> RunParameters:
    """Parameters of a run of the folder."""
    from jjinvest.pipeline.planning.parameters import load_parameters

    day = None if request.as_of is None else request.as_of.isoformat()
    return load_parameters(request.root, quarter, str(request.folder.resolve()), as_of=day)


def _latest_quarter(folder: Path, workspace: Workspace) -> str | None:
    """Latest quarter that results of the whole district or an imported ledger report."""
    from jjinvest.core.periods import run_quarter
    from jjinvest.data.figure_rows import reported_results
    from jjinvest.ledger.store.store import Store

    quarters = {run_quarter(row.period) for row in reported_results(workspace.rows)}
    if (folder / "private" / "imports.csv").exists():
        quarters |= {run_quarter(each.month) for each in Store(folder / "private").history() if each.month}
    return max(quarters, default=None)


def _answer(
    checked: CheckReport, rows: list[FigureRow], rehearsal: Rehearsal | None = None
) -> dict[str, Any]:
    """Return what ``--json`` writes; the text for people is written from it too."""
    faults = () if rehearsal is None else rehearsal.faults
    left_out = () if rehearsal is None else rehearsal.left_out
    return {
        "verdict": UNREADABLE if faults else checked.verdict,
        "figures": len(rows),
        "checks": {"equal": checked.equal, "one_sided": checked.one_sided},
        "not_checked": sorted(figure.row for figure in checked.not_checked),
        "findings": [finding.as_data() for finding in checked.findings],
        "left_out": [each.as_data() for each in left_out],
        "rehearsed": [] if rehearsal is None else [rehearsal.period],
        **({"faults": list(faults)} if faults else {}),
    }


def _show(answer: dict[str, Any], output: Output, *, rehearsal: bool = False) -> int:
    """Write an answer and return the exit code; `rehearsal` says whether pages were to be rehearsed."""
    language = output.language
    if output.as_json:
        _write_json(answer)
        return EXIT_CODES[answer["verdict"]]
    findings, checks = answer["findings"], answer["checks"]
    for finding in findings:
        click.echo(f"{MARKS[finding['verdict']]} {finding[language]}")
    contradictions = sum(finding["verdict"] == "contradicts" for finding in findings)
    counts = {
        "figures": answer["figures"],
        "checks": checks["equal"] + checks["one_sided"],
        "equal": checks["equal"],
        "one_sided": checks["one_sided"],
        "alone": len(answer["not_checked"]),
        "contradictions": contradictions,
        "remarks": len(findings) - contradictions,
    }
    click.echo(choose_words(SUMMARY[language], lambda name: counts[name] == 1).format(**counts))
    if rehearsal:
        periods = answer["rehearsed"]
        click.echo((REHEARSED if periods else NOT_REHEARSED)[language].format(periods="、".join(periods)))
    if answer["left_out"]:
        click.echo(LEFT_OUT[language])
        for each in answer["left_out"]:
            click.echo(f"  {each['page']}: {each[language]}")
    for note in answer.get("notes", ()):
        click.echo(note[language])
    for fault in answer.get("faults", ()):
        click.echo(fault, err=True)
    return EXIT_CODES[answer["verdict"]]


def _unreadable(lines: list[str], problems: list[Problem], output: Output) -> int:
    if output.as_json:
        _write_json(
            {
                "verdict": UNREADABLE,
                "figures": 0,
                "checks": {"equal": 0, "one_sided": 0},
                "findings": [],
                "left_out": [],
                "rehearsed": [],
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
