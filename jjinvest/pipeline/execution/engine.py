"""Run plans: prepare each district once, execute its notebooks in parallel, publish all of them or none."""

from __future__ import annotations

import importlib
import os
import shutil
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from jjinvest.core.errors import JJInvestError, ParameterError
from jjinvest.core.private_folder import make_owner_only
from jjinvest.pipeline.execution.prefetch import PendingRun, Prefetcher
from jjinvest.pipeline.execution.prepare import Prepared, write_provenance_pages
from jjinvest.pipeline.execution.processes import ProcessEndedError, call
from jjinvest.pipeline.monitoring.progress import Display, SummaryRow
from jjinvest.pipeline.planning.plan import PagePlan, RunRequest, check_request, plan_run
from jjinvest.pipeline.storage import history, manifest
from jjinvest.pipeline.storage.atomic import recover_swap, swap_folder

if TYPE_CHECKING:
    from jjinvest.pipeline.execution.dask import Cluster
    from jjinvest.pipeline.execution.notebook import NotebookOutcome
    from jjinvest.pipeline.execution.run_state import RunState

OK, SOME_FAILED, INVALID, LOCKED, INTERRUPTED = 0, 1, 2, 3, 130
NOTHING_STARTED = "未开始，没有写任何文件 / nothing was started, nothing was written"


def run(request: RunRequest, display: Display, *, explain: bool = False) -> int:
    """Carry out a request and return the exit code of docs/running.md."""
    try:
        check_request(request)
    except ParameterError as error:
        display.problem(f"{error}\n\n{NOTHING_STARTED}")
        return INVALID
    try:
        suite = _Scheduler(request, display, explain=explain)
    except ParameterError as error:  # a cluster that cannot be reached
        display.problem(f"{error}\n\n{NOTHING_STARTED}")
        return INVALID
    with display:
        codes = suite.run()
    _update_index(request, display)
    display.summary()
    return codes[0] if len(set(codes)) == 1 else INTERRUPTED if INTERRUPTED in codes else SOME_FAILED


def show_plan(request: RunRequest, display: Display) -> int:
    """Print what a request would do, and do nothing."""
    try:
        check_request(request)
    except ParameterError as error:
        display.problem(str(error))
        return INVALID
    for district, period in request.runs:
        plan = plan_run(request, district, period)
        display.write(f"{plan.name}，截至 as of {plan.parameters.as_of} → {plan.final}")
        display.explain(plan)
    return OK


def _update_index(request: RunRequest, display: Display) -> None:
    """Update the index page, unless no run has begun."""
    if all(line.code in (INVALID, LOCKED) or line.state.startswith("未变") for line in display.lines):
        return
    from jjinvest.pipeline.publishing.index_page import write_index_page

    try:
        write_index_page(request.root)
    except OSError as error:
        display.problem(f"总页未更新 the page of all runs is not up to date: {error}")


class _Scheduler:
    """The runs of one request, which share processes: one thread decides, one per job waits for a kernel."""

    def __init__(self, request: RunRequest, display: Display, *, explain: bool) -> None:
        self.request = request
        self.explain = explain
        self.display = display
        self.codes: list[int] = []
        self.running: list[RunState] = []
        self.executing: dict[Future[NotebookOutcome], tuple[RunState, PagePlan]] = {}
        self.pending: deque[PendingRun] = deque()
        self.cluster: Cluster | None = None
        self.at_a_time = request.jobs
        if request.dask is not None:
            from jjinvest.pipeline.execution.dask import Cluster

            self.cluster = Cluster(request.dask)
            self.at_a_time = self.cluster.workers
        self.jobs: Executor = self.cluster or ThreadPoolExecutor(request.jobs, thread_name_prefix="notebook")
        self.prefetcher = Prefetcher(self.cluster)

    def run(self) -> list[int]:
        """Run everything; one run's failure does not stop the others."""
        try:
            for name in self.request.runs:
                self._open(*name)
                if len(self.pending) > self.prefetcher.depth:
                    self._begin()
            self._finish_all()
        except KeyboardInterrupt:
            self._interrupt()
        finally:
            self.jobs.shutdown(wait=True, cancel_futures=True)
            self.prefetcher.close()
        return self.codes

    def _finish_all(self) -> None:
        """Finish every run that holds a lock."""
        while self.pending:
            self._begin()
        while self.executing:
            self._collect()

    def _open(self, district: str, period: str) -> None:
        """Have a run prepared, or report why it need not or cannot start."""
        clock, name, problem = time.monotonic(), (district, period), ""
        lock = self._lock(name, self.request.root / "outputs" / ".locks" / f"{district}-{period}.lock")
        if lock is None:
            return
        place: Path | None = None
        try:
            plan = plan_run(self.request, district, period)
            if self.explain:
                self.display.explain(plan)
            if not manifest.is_published(plan):
                self.pending.append(PendingRun(plan, lock, self.prefetcher.begin(plan)))
                return
            code, state, place = OK, "未变 unchanged", plan.final / "index.html"
        except ParameterError as error:  # the file was changed after it was checked
            code, state, problem = INVALID, "输入有误 invalid", f"{error}\n\n{NOTHING_STARTED}"
            self.display.problem(problem)
        lock.release()
        self._close(name, code, state, seconds=time.monotonic() - clock, place=place, problem=problem)

    def _begin(self) -> None:
        """Start the first pending run if its data is valid."""
        clock, pending, ready = time.monotonic(), self.pending[0], Prepared()
        importlib.import_module("jjinvest.pipeline.publishing.build")  # while the other processes compute
        code, state, problem = INVALID, "输入有误 invalid", ""
        try:
            ready = self.prefetcher.result(pending)
            problem = f"{ready.problem}\n\n{NOTHING_STARTED}" if ready.problem else ""
        except ProcessEndedError as error:
            code, state = SOME_FAILED, "失败 failed"
            problem = f"计算进程被中止 the process that computes was ended: {error}"
        self.pending.popleft()
        if problem:
            pending.abandon()
            self.display.problem(problem)
            name, seconds = (pending.plan.district, pending.plan.period), time.monotonic() - clock
            self._close(name, code, state, seconds=seconds, problem=problem)
        else:
            self._start(pending, clock, ready)
        while len(self.executing) > self.at_a_time:
            self._collect()

    def _lock(self, name: tuple[str, str], path: Path) -> FileLock | None:
        """Take the lock of a period; None if another run has it or nothing can be written."""
        lock = FileLock(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                if not self.request.wait:
                    self.display.problem(f"另一个运行正在进行 another run is under way: {' '.join(name)}")
                    self._close(name, LOCKED, "已锁 locked")
                    return None
                self.display.write(f"等待另一个运行结束 waiting for another run: {' '.join(name)}")
                self._finish_all()  # else two runs could wait for each other's locks for ever
                lock.acquire()
        except OSError as error:
            problem = f"写不了 outputs/ cannot write outputs/: {error}\n\n{NOTHING_STARTED}"
            self.display.problem(problem)
            self._close(name, INVALID, "写不了 not writable", problem=problem)
            return None
        return lock

    def _start(self, pending: PendingRun, clock: float, ready: Prepared) -> None:
        from jjinvest.pipeline.execution.run_state import RunState

        plan = pending.plan
        run_state = RunState(plan, pending.lock, datetime.now(UTC), clock, ready)
        self.running.append(run_state)
        with self._nothing_lost(run_state):
            recover_swap(plan.final)
            if not pending.futures:
                shutil.rmtree(plan.work, ignore_errors=True)
            for unpublished in plan.unpublished:
                make_owner_only(unpublished)
            plan.work.mkdir(parents=True, exist_ok=True)
            manifest.log_event(
                plan.work, "started", district=plan.district, period=plan.period, pages=len(plan.pages)
            )
            history.log_start(plan.root, plan.district, plan.period, run_state.started)
            self.display.run_started(plan)
            for planned in plan.pages:
                if planned.entry is None:
                    self.executing[self._submit(run_state, planned)] = (run_state, planned)
                else:
                    run_state.reuse(planned)
            if run_state.complete:
                self._finish(run_state)

    def _submit(self, run_state: RunState, planned: PagePlan) -> Future[NotebookOutcome]:
        """Have one notebook executed: in a thread here, or by a worker."""
        if self.cluster is None:
            return self.jobs.submit(self._page, run_state, planned)
        from jjinvest.pipeline.execution.dask import execute_on_worker

        task = run_state.task(planned, warm=self.request.warm)
        return self.jobs.submit(execute_on_worker, task, planned.inputs["package"])

    def _page(self, run_state: RunState, planned: PagePlan) -> NotebookOutcome:
        """Execute one notebook, in a thread of its own."""
        from jjinvest.pipeline.execution.notebook import execute

        self.display.notebook_started(run_state.plan, planned.page)
        return execute(run_state.task(planned, warm=self.request.warm))

    def _outcome(self, future: Future[NotebookOutcome]) -> NotebookOutcome:
        """Return how a notebook ended, here or on a worker."""
        if self.cluster is None:
            return future.result()
        from jjinvest.pipeline.execution.dask import outcome_of

        return outcome_of(future)

    def _collect(self) -> None:
        """Wait for a notebook to end; close its run if it was the last."""
        done, _ = wait(self.executing, return_when=FIRST_COMPLETED)
        for future in done:
            run_state, planned = self.executing.pop(future)
            if run_state.broken:
                self._settle(run_state)
                continue
            with self._nothing_lost(run_state):
                outcome = run_state.checked(self._outcome(future))
                run_state.keep(planned, outcome)
                self.display.notebook_ended(run_state.plan, planned.page, outcome, len(run_state.outcomes))
                if run_state.complete:
                    self._finish(run_state)

    def _finish(self, run_state: RunState) -> None:
        """Publish a run whose notebooks are all ok; keep any other as a failed one."""
        from jjinvest.pipeline.execution.run_state import SCRATCH
        from jjinvest.pipeline.publishing.build import build, bundle

        plan, error = run_state.plan, ""
        if not run_state.failures:
            try:
                build(plan)
                call(
                    write_provenance_pages,
                    plan.work,
                    plan.root / "data" / plan.district,
                    run_state.ready.everything,
                    plan.period,
                    plan.parameters.as_of,
                    self.request.languages,
                )
            except (JJInvestError, ProcessEndedError) as problem:
                error = str(problem)
        if run_state.failures or error:
            self._fail(run_state, "failed", error)
            return
        run_state.forget_prepared()
        shutil.rmtree(plan.work / SCRATCH, ignore_errors=True)
        bundle(plan)
        run_state.record("ok", "")
        swap_folder(plan.work, plan.final)
        self._end(run_state, OK, "完成 ok", plan.final / "index.html")

    def _fail(self, run_state: RunState, status: str, error: str) -> None:
        plan = run_state.plan
        errors = [
            f"{outcome.status}: {page}: {outcome.error}" for page, outcome in run_state.failures.items()
        ]
        problem = "\n".join([*errors, *([error] if error else []), f"未发布 nothing published: {plan.name}"])
        self.display.problem(problem)
        run_state.forget_prepared()
        run_state.record(status, error)
        swap_folder(plan.work, plan.failed)
        state, code = (
            ("中断 interrupted", INTERRUPTED) if status == "interrupted" else ("失败 failed", SOME_FAILED)
        )
        self._end(run_state, code, state, plan.failed, problem)

    def _interrupt(self) -> None:
        """End every kernel and keep the runs as interrupted."""
        from jjinvest.pipeline.execution import kernels
        from jjinvest.pipeline.execution.notebook import NotebookOutcome

        self.display.problem("被中断，正在收尾 interrupted, closing")
        if not self.running:
            self.codes.append(INTERRUPTED)
        self.jobs.shutdown(wait=False, cancel_futures=True)
        left = [] if self.cluster else list(self.executing)  # workers end theirs without this process
        while not all([*map(self.prefetcher.stop, self.pending), *(future.done() for future in left)]):
            kernels.stop_all()  # one may just be starting
            time.sleep(0.2)
        for pending in self.pending:
            pending.abandon()
        for future, (run_state, planned) in self.executing.items():
            ended = None if future.cancelled() or not future.done() else self._outcome(future)
            if ended is None:
                ended = NotebookOutcome("interrupted" if self.cluster else "skipped")
            elif ended.status != "ok":
                cells = tuple(
                    replace(cell, status="interrupted", error="") if cell.status == ended.status else cell
                    for cell in ended.cells
                )
                ended = replace(ended, status="interrupted", error="", cells=cells)
            run_state.outcomes[planned.page] = ended
        self.executing.clear()
        for run_state in list(self.running):
            with self._nothing_lost(run_state):
                self._fail(run_state, "interrupted", "")

    @contextmanager
    def _nothing_lost(self, run_state: RunState) -> Iterator[None]:
        """Turn an error in writing into a failed run that leaves the published report unchanged."""
        from jjinvest.pipeline.execution.notebook import NotebookOutcome

        try:
            yield
        except OSError as error:
            self.display.problem(
                f"写不了文件，未发布 cannot write, nothing published: {error}\n"
                "处理 remedy: 腾出磁盘空间或恢复写权限，再运行一次 "
                "free disk space or restore write access, and run again"
            )
            run_state.broken = str(error)
            for future, (other, planned) in list(self.executing.items()):
                if other is run_state and future.cancel():
                    del self.executing[future]
                    run_state.outcomes[planned.page] = NotebookOutcome("skipped")
            self._settle(run_state)

    def _settle(self, run_state: RunState) -> None:
        """End a run that could not be written once none of its notebooks is running."""
        if any(other is run_state for other, _ in self.executing.values()):
            return
        from jjinvest.pipeline.execution.notebook import NotebookOutcome

        plan = run_state.plan
        run_state.forget_prepared()
        for planned in plan.pages:
            run_state.outcomes.setdefault(planned.page, NotebookOutcome("failed", run_state.broken))
        with suppress(OSError):
            run_state.record("failed", run_state.broken)
        with suppress(OSError):
            swap_folder(plan.work, plan.failed)
        place = plan.work if plan.work.exists() else plan.failed
        self._end(run_state, SOME_FAILED, "失败 failed", place, run_state.broken)

    def _end(self, run_state: RunState, code: int, state: str, place: Path, problem: str = "") -> None:
        self.running.remove(run_state)
        pages = f"{len(run_state.outcomes) - len(run_state.failures)}/{len(run_state.plan.pages)}"
        history.log_end(run_state.plan.root, run_state.past(state.rpartition(" ")[2], pages, problem))
        run_state.lock.release()
        name = run_state.plan.district, run_state.plan.period
        self._close(name, code, state, pages, run_state.seconds, place, problem)

    def _close(
        self,
        name: tuple[str, str],
        code: int,
        state: str,
        pages: str = "",
        seconds: float = 0.0,
        place: Path | None = None,
        problem: str = "",
    ) -> None:
        self.codes.append(code)
        where = "" if place is None else str(place)
        self.display.run_ended(SummaryRow(*name, state, pages, seconds, where, code, problem))


def default_jobs() -> int:
    """One notebook a core."""
    return max(1, os.cpu_count() or 1)
