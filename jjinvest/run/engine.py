"""One run: check everything, execute every notebook in every language, publish as one or not at all."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import platform
import shutil
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from filelock import FileLock, Timeout

from jjinvest import data
from jjinvest.data import Workspace
from jjinvest.errors import JJInvestError, ParameterError
from jjinvest.run.execute import Outcome, Task, execute
from jjinvest.run.export import Page, export_page, records
from jjinvest.run.parameters import RunParameters, load_parameters
from jjinvest.run.provenance import write_provenance
from jjinvest.run.publish import merge_facts, replace_folder, write_json, write_tables
from jjinvest.vocabulary import LANGUAGES

OK, SOME_FAILED, INVALID, LOCKED, INTERRUPTED = 0, 1, 2, 3, 130
PACKAGES = (
    "jjinvest",
    "matplotlib",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "scipy",
    "seaborn",
    "statsmodels",
)

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """What is asked for, before it is checked."""

    root: Path
    period: str
    district: str
    languages: tuple[str, ...] = LANGUAGES
    jobs: int = 1
    as_of: str | None = None


@dataclass(frozen=True)
class Plan:
    """A checked request: nothing of it can be invalid any more."""

    request: Request
    parameters: RunParameters
    workspace: Workspace
    pages: tuple[Page, ...]

    @property
    def final(self) -> Path:
        """Folder the run publishes."""
        return self.request.root / "outputs" / self.request.district / self.request.period

    @property
    def failed(self) -> Path:
        """Folder a failed run is kept in."""
        return self.request.root / "outputs" / ".failed" / self.request.district / self.request.period


def plan(request: Request) -> Plan:
    """Check parameters, languages, data and notebooks; nothing is written.

    Raises
    ------
    ParameterError, DataError
        With the place and the remedy.
    """
    parameters = load_parameters(request.root, request.period, as_of=request.as_of)
    unknown = [language for language in request.languages if language not in LANGUAGES]
    if unknown or not request.languages:
        raise ParameterError(
            f"未知的语言 unknown language: {', '.join(unknown) or '（空）'}\n应为 expected: {', '.join(LANGUAGES)}"
        )
    workspace = data.load(request.root / "data" / request.district)
    if workspace.as_of(parameters.as_of).figures.empty:
        first = workspace.figures["available_from"].min()
        raise ParameterError(
            f"截至 {parameters.as_of} 没有任何可见的数 nothing was published by then\n"
            f"处理 remedy: as_of 不早于 {first} / choose an as_of of {first} or later"
        )
    notebooks = sorted(path.stem for path in (request.root / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    if not notebooks:
        raise ParameterError(f"没有笔记本 no notebooks in {(request.root / 'notebooks').as_posix()}")
    pages = tuple(Page(notebook, language) for language in request.languages for notebook in notebooks)
    return Plan(request, parameters, workspace, pages)


def run(checked: Plan, progress: Progress) -> int:
    """Execute and publish a plan; return the exit code of docs/running.md."""
    lock = FileLock(_lock_path(checked))
    try:
        with lock.acquire(timeout=0):
            return _run(checked, progress)
    except Timeout:
        progress(
            f"另一个运行正在进行 another run is under way: {checked.request.district} {checked.request.period}"
        )
        return LOCKED


def _lock_path(checked: Plan) -> Path:
    folder = checked.request.root / "outputs" / ".locks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{checked.request.district}-{checked.request.period}.lock"


def _run(checked: Plan, progress: Progress) -> int:
    started = datetime.now(UTC)
    request = checked.request
    work = request.root / "outputs" / ".work" / f"{request.district}-{request.period}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    _log(work, "started", district=request.district, period=request.period, pages=len(checked.pages))
    outcomes = _execute_all(checked, work, progress)
    failed = [page for page, outcome in outcomes.items() if outcome.status != "ok"]
    error = ""
    if not failed:
        progress("导出网页 exporting pages")
        try:
            _export_all(checked, work)
        except JJInvestError as problem:
            error = str(problem)
    _log(work, "finished", status="failed" if failed or error else "ok", error=error)
    write_json(work / "run.json", _manifest(checked, outcomes, started, error))
    if failed or error:
        replace_folder(work, checked.failed)
        for page in failed:
            progress(
                f"失败 {outcomes[page].status}: {page.notebook} ({page.language}): {outcomes[page].error}"
            )
        progress(
            f"{error + chr(10) if error else ''}未发布，失败的运行保存在 nothing published; the failed run is kept in:\n{checked.failed}"
        )
        return SOME_FAILED
    replace_folder(work, checked.final)
    return OK


def _execute_all(checked: Plan, work: Path, progress: Progress) -> dict[Page, Outcome]:
    """Run every page in a pool of processes, kept apart from this one and from each other's state."""
    request = checked.request
    tasks = {page: _task(checked, page, work) for page in checked.pages}
    outcomes: dict[Page, Outcome] = {}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=max(1, request.jobs), mp_context=context) as pool:
        futures = {pool.submit(execute, task): page for page, task in tasks.items()}
        try:
            for done in as_completed(futures):
                page = futures[done]
                state = outcomes[page] = _outcome(done)
                event = {
                    "notebook": page.notebook,
                    "language": page.language,
                    "status": state.status,
                    "seconds": round(state.seconds, 2),
                }
                _log(work, "notebook", **event)
                progress(
                    f"[{len(outcomes)}/{len(tasks)}] {state.status:<7} {page.notebook} ({page.language}) {state.seconds:.1f} s"
                )
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return {page: outcomes[page] for page in checked.pages}


def _outcome(done: Future[Outcome]) -> Outcome:
    """Return how a notebook ended, also where its process was killed from outside."""
    try:
        return done.result()
    except BrokenExecutor as error:
        return Outcome("interrupted", f"the process running it ended: {error}".splitlines()[0], 0.0, ())


def _log(work: Path, event: str, **values: object) -> None:
    """Append one line to the run's log; times are here and in run.json alone."""
    line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **values}
    with (work / "run.jsonl").open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(line, ensure_ascii=False) + "\n")


def _task(checked: Plan, page: Page, work: Path) -> Task:
    request, parameters = checked.request, checked.parameters
    values: dict[str, Any] = {
        "district": request.district,
        "period": request.period,
        "as_of": parameters.as_of.isoformat(),
        "language": page.language,
        "seed": parameters.seed,
        "assumptions": parameters.assumptions.model_dump(mode="json", exclude_defaults=True),
    }
    source = request.root / "notebooks" / f"{page.notebook}.ipynb"
    return Task(source, work / page.file("ipynb"), values, request.root, parameters.cell_timeout)


def _export_all(checked: Plan, work: Path) -> None:
    pages = list(checked.pages)
    notebooks = {page: nbformat.read(work / page.file("ipynb"), as_version=4) for page in pages}
    found = {page: records(notebook) for page, notebook in notebooks.items()}
    titles = {
        (page.notebook, page.language): next(
            (str(r["title"]) for r in found[page] if "title" in r), page.notebook
        )
        for page in pages
    }
    for page in pages:
        for review in (False, True):
            html = export_page(notebooks[page], page, pages, titles, review=review)
            (work / page.file("review.html" if review else "html")).write_text(html, encoding="utf-8")
    facts = merge_facts([record for page in pages for record in found[page]])
    write_json(work / "facts.json", facts)
    request = checked.request
    write_provenance(work, facts, checked.workspace, request.period, request.languages)
    tables = {
        lang: [r["table"] for p in pages if p.language == lang for r in found[p] if "table" in r]
        for lang in checked.request.languages
    }
    write_tables(work / "tables", tables)
    first = pages[0]
    listed = {
        str(t["name"]): {"file": f"{t['name']}.{first.language}.csv", "caption": str(t["caption"])}
        for t in tables[first.language]
    }
    index = export_page(notebooks[first], first, pages, titles, review=False, tables=list(listed.values()))
    (work / "index.html").write_text(index, encoding="utf-8")


def _manifest(checked: Plan, outcomes: dict[Page, Outcome], started: datetime, error: str) -> dict[str, Any]:
    """Everything about the run that is not a result: status, times, versions, hashes; written last."""
    request, root = checked.request, checked.request.root
    finished = datetime.now(UTC)
    failed = error or any(outcome.status != "ok" for outcome in outcomes.values())
    return {
        "status": "failed" if failed else "ok",
        "error": error,
        "district": request.district,
        "period": request.period,
        "as_of": checked.parameters.as_of.isoformat(),
        "parameters": checked.parameters.model_dump(mode="json"),
        "started": started.isoformat(timespec="seconds"),
        "finished": finished.isoformat(timespec="seconds"),
        "seconds": round((finished - started).total_seconds(), 2),
        "host": platform.node(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "data": dict(checked.workspace.files),
        "lock": _sha256(root / "requirements" / "run.lock"),
        "notebooks": [
            {"notebook": page.notebook, "language": page.language, "status": o.status, "error": o.error, "seconds": round(o.seconds, 2),
             "cells": list(o.cells), "sha256": _sha256(root / "notebooks" / f"{page.notebook}.ipynb")}
            for page, o in outcomes.items()
        ],
    }  # fmt: skip


def _sha256(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def default_jobs() -> int:
    """One notebook a core."""
    return max(1, os.cpu_count() or 1)
