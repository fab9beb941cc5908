"""The page of all districts: planned, executed and published like a run, from what their runs published.

A district that failed blocks nothing: the page lists it. Unchanged inputs leave the published page as it is.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.environment import environment_inputs
from jjinvest.core.errors import JJInvestError
from jjinvest.core.file_hash import file_hash
from jjinvest.core.plain_text import words_of_error
from jjinvest.core.signals import heard, undisturbed
from jjinvest.pipeline.execution.engine import INTERRUPTED, INVALID, LOCKED, OK, SOME_FAILED
from jjinvest.pipeline.execution.prepare import write_group_provenance
from jjinvest.pipeline.execution.processes import call
from jjinvest.pipeline.monitoring.progress import Display, SummaryRow
from jjinvest.pipeline.planning.parameters import DEFAULT_SEED, RunParameters, check_period
from jjinvest.pipeline.planning.plan import Page, PagePlan, RunPlan, RunRequest, page_inputs
from jjinvest.pipeline.storage import history, manifest
from jjinvest.pipeline.storage.atomic import recover_swap, swap_folder
from jjinvest.results.group_folder import ALL, GROUP_FOLDER

FOLDER = "municipality"
"""Folder of notebooks/ with the notebook of all districts."""


def publish_group(request: RunRequest, display: Display) -> int:
    """Publish the page of all districts for each period; return the exit code of docs/running.md.

    Without the notebook there is no page, and nothing is done.
    """
    if _notebook(request.root) is None:
        return OK
    codes = list[int]()
    with undisturbed(then=False):  # as the runs of districts: a request to stop is heard where this waits
        for period in dict.fromkeys(check_period(period) for period in request.periods):
            codes.append(_publish(request, period, display))
            if codes[-1] == INTERRUPTED:
                break
    return next((code for code in codes if code != OK), OK)


def _notebook(root: Path) -> Path | None:
    return next(iter(sorted((root / "notebooks" / FOLDER).glob("[0-9][0-9]_*.ipynb"))), None)


def group_plan(request: RunRequest, period: str) -> RunPlan:
    """Plan the page in each language; its data are the published runs and the common rules."""
    root, notebook = request.root, _notebook(request.root)
    assert notebook is not None
    runs = dict(_runs(root, period))
    day = max((run[1] for run in runs.values() if run[1]), default=f"{period[:4]}-12-31")
    parameters = RunParameters(
        as_of=date.fromisoformat(day), seed=DEFAULT_SEED, assumptions=Assumptions.model_validate({})
    )
    source, common = notebook.read_bytes(), environment_inputs(root)
    digest = hashlib.sha256(json.dumps(sorted(runs.items())).encode()).hexdigest()
    pages = []
    for language in request.languages:
        values = parameters.of_notebook(ALL, period, language)
        inputs = page_inputs(source, values, {"runs": digest, **common})
        pages.append(PagePlan(Page(notebook.stem, language), source, values, inputs, None, ""))
    return RunPlan(root, ALL, period, parameters, tuple(pages), period)


def _runs(root: Path, period: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Hash of everything the page depends on, by name, with the as-of day of each published run."""
    for path in sorted((root / "data" / GROUP_FOLDER).glob("*.yaml")):
        yield f"{GROUP_FOLDER}/{path.name}", (file_hash(path), "")
    for place in ("", ".failed"):
        for path in sorted((root / "outputs" / place).glob(f"[!.]*/{period}/{manifest.MANIFEST_FILE}")):
            folder = path.parent.parent.name
            if folder == ALL:
                continue
            content = _manifest(path)
            facts = file_hash(path.with_name("facts.json"))
            state = f"{content.get('status')} {facts} {content.get('started') if place else ''}"
            yield f"{place}/{folder}", (state, "" if place else str(content.get("as_of") or ""))
    for path in sorted((root / "data").glob("*/district.yaml")):
        yield path.parent.name, (file_hash(path), "")


def _manifest(path: Path) -> dict[str, object]:
    """Content of a run.json; nothing where it cannot be read."""
    with suppress(OSError, ValueError):
        content = json.loads(path.read_text(encoding="utf-8"))
        return content if isinstance(content, dict) else {}
    return {}


def _publish(request: RunRequest, period: str, display: Display) -> int:
    clock, plan = time.monotonic(), group_plan(request, period)
    lock = FileLock(plan.outputs / ".locks" / f"{ALL}-{period}.lock")
    Path(lock.lock_file).parent.mkdir(parents=True, exist_ok=True)
    try:
        with heard():
            lock.acquire(timeout=-1 if request.wait else 0)
    except Timeout:
        display.problem(f"另一个运行正在进行 another run is under way: {ALL} {period}")
        return _close(display, plan, LOCKED, "已锁 locked", clock)
    except KeyboardInterrupt:
        return _close(display, plan, INTERRUPTED, "中断 interrupted", clock)
    try:
        if request.force is None and _is_published(plan):
            return _close(display, plan, OK, "未变 unchanged", clock, plan.final / "index.html")
        return _run(request, plan, display, clock)
    except KeyboardInterrupt:
        shutil.rmtree(plan.work, ignore_errors=True)
        return _close(display, plan, INTERRUPTED, "中断 interrupted", clock)
    except OSError as error:
        display.problem(f"写不了文件，未发布 cannot write, nothing published: {error}")
        shutil.rmtree(plan.work, ignore_errors=True)
        return _close(display, plan, INVALID, "写不了 not writable", clock)
    finally:
        lock.release()


def _is_published(plan: RunPlan) -> bool:
    """Whether the published page is intact and was made from exactly these inputs."""
    try:
        written = json.loads((plan.final / manifest.MANIFEST_FILE).read_text(encoding="utf-8"))
        made = [(each["notebook"], each["language"], each["inputs"]) for each in written["notebooks"]]
        files = written["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    wanted = [(each.page.notebook, each.page.language, dict(each.inputs)) for each in plan.pages]
    return made == wanted and written["status"] == "ok" and files == manifest.file_hashes(plan.final)


def _run(request: RunRequest, plan: RunPlan, display: Display, clock: float) -> int:
    from jjinvest.pipeline.execution.notebook import execute
    from jjinvest.pipeline.execution.prepare import Prepared
    from jjinvest.pipeline.execution.run_state import SCRATCH, RunState
    from jjinvest.pipeline.publishing.build import build, bundle
    from jjinvest.pipeline.publishing.made_pages import MadePages

    recover_swap(plan.final)
    shutil.rmtree(plan.work, ignore_errors=True)
    plan.work.mkdir(parents=True)
    state = RunState(plan, FileLock(plan.work / "unused.lock"), datetime.now(UTC), clock, Prepared())
    history.log_start(plan.root, plan.district, plan.period, state.started)
    display.run_started(plan)
    with ThreadPoolExecutor(request.jobs, thread_name_prefix="notebook") as jobs:
        tasks = [(each, state.task(each, warm=request.warm)) for each in plan.pages]
        futures = {each.page: jobs.submit(execute, task) for each, task in tasks}
        with _ended_if_stopped(futures.values()):
            for page, future in futures.items():
                with heard():
                    state.outcomes[page] = future.result()
                display.notebook_ended(plan, page, state.outcomes[page], len(state.outcomes))
    error = ""
    if not state.failures:
        try:
            made = MadePages(plan)
            build(plan, made)
            made.forget_others()
            of_page = (plan.work, plan.root, plan.period, request.languages, plan.parameters.tier)
            call(write_group_provenance, *of_page)  # elsewhere: this process has not imported pandas
        except JJInvestError as fault:
            error = str(fault)
        except Exception as fault:  # the reports of the districts stay published whatever this page meets
            error = words_of_error(fault)
    shutil.rmtree(plan.work / SCRATCH, ignore_errors=True)
    failed = bool(state.failures or error)
    lines = [f"{outcome.status}: {page}: {outcome.error}" for page, outcome in state.failures.items()]
    problem = "\n".join([*lines, *([error] if error else [])])
    if failed:
        display.problem(f"{problem}\n未发布 nothing published: {plan.name}")
    else:
        bundle(plan)
    state.record("failed" if failed else "ok", error)
    swap_folder(plan.work, plan.failed if failed else plan.final)
    word = "失败 failed" if failed else "完成 ok"
    pages = f"{len(state.outcomes) - len(state.failures)}/{len(plan.pages)}"
    history.log_end(plan.root, state.past(word.rpartition(" ")[2], pages, problem))
    place = plan.failed if failed else plan.final / "index.html"
    return _close(display, plan, SOME_FAILED if failed else OK, word, clock, place, pages, problem)


@contextmanager
def _ended_if_stopped(futures: Collection[Future[Any]]) -> Iterator[None]:
    """End the processes of notebooks if this process is asked to stop while it waits for them."""
    from jjinvest.pipeline.execution.notebook import stop_all

    try:
        yield
    except KeyboardInterrupt:
        for future in futures:
            future.cancel()
        while not all(future.done() for future in futures):
            stop_all()  # one may just be starting
            time.sleep(0.1)
        raise


def _close(
    display: Display,
    plan: RunPlan,
    code: int,
    state: str,
    clock: float,
    place: Path | None = None,
    pages: str = "",
    problem: str = "",
) -> int:
    where = "" if place is None else str(place)
    seconds = time.monotonic() - clock
    display.run_ended(SummaryRow(plan.district, plan.period, state, pages, seconds, where, code, problem))
    return code
