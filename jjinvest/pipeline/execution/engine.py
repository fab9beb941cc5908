"""Run plans: prepare each district once, execute its notebooks side by side, publish as one or not at all."""

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
from jjinvest.pipeline.execution.prefetch import Opened, Preparer
from jjinvest.pipeline.execution.prepare import Prepared, trace
from jjinvest.pipeline.execution.processes import ProcessEndedError, call
from jjinvest.pipeline.monitoring.progress import Display, Line
from jjinvest.pipeline.planning.plan import PagePlan, Request, check, plan_run
from jjinvest.pipeline.storage import history, manifest
from jjinvest.pipeline.storage.atomic import recover, replace_folder

if TYPE_CHECKING:
    from jjinvest.pipeline.execution.dask import Cluster
    from jjinvest.pipeline.execution.notebook import Outcome
    from jjinvest.pipeline.execution.run_state import Active

OK, SOME_FAILED, INVALID, LOCKED, INTERRUPTED = 0, 1, 2, 3, 130
NOTHING_STARTED = "未开始，没有写任何文件 / nothing was started, nothing was written"


def run(request: Request, display: Display, *, explain: bool = False) -> int:
    """Carry out a request and return the exit code of docs/running.md."""
    try:
        check(request)
    except ParameterError as error:
        display.problem(f"{error}\n\n{NOTHING_STARTED}")
        return INVALID
    try:
        suite = _Suite(request, display, explain=explain)
    except ParameterError as error:  # a cluster that cannot be reached
        display.problem(f"{error}\n\n{NOTHING_STARTED}")
        return INVALID
    with display:
        codes = suite.run()
    _show_all(request, display)
    display.summary()
    return codes[0] if len(set(codes)) == 1 else INTERRUPTED if INTERRUPTED in codes else SOME_FAILED


def show_plan(request: Request, display: Display) -> int:
    """Print what a request would do, and do nothing."""
    try:
        check(request)
    except ParameterError as error:
        display.problem(str(error))
        return INVALID
    for district, period in request.runs:
        plan = plan_run(request, district, period)
        display.say(f"{plan.name}，截至 as of {plan.parameters.as_of} → {plan.final}")
        display.explain(plan)
    return OK


def _show_all(request: Request, display: Display) -> None:
    """Bring the page of all runs up to date, unless nothing was begun."""
    if all(line.code in (INVALID, LOCKED) or line.state.startswith("未变") for line in display.lines):
        return
    from jjinvest.pipeline.publishing.index_page import write_overview

    try:
        write_overview(request.root)
    except OSError as error:
        display.problem(f"总页未更新 the page of all runs is not up to date: {error}")


class _Suite:
    """The runs of one request, sharing processes; one thread decides, one a job waits for a kernel."""

    def __init__(self, request: Request, display: Display, *, explain: bool) -> None:
        self.request = request
        self.explain = explain
        self.display = display
        self.codes: list[int] = []
        self.active: list[Active] = []
        self.waiting: dict[Future[Outcome], tuple[Active, PagePlan]] = {}
        self.opened: deque[Opened] = deque()
        self.cluster: Cluster | None = None
        self.at_a_time = request.jobs
        if request.dask is not None:
            from jjinvest.pipeline.execution.dask import Cluster

            self.cluster = Cluster(request.dask)
            self.at_a_time = self.cluster.workers
        self.jobs: Executor = self.cluster or ThreadPoolExecutor(request.jobs, thread_name_prefix="notebook")
        self.preparer = Preparer(self.cluster)

    def run(self) -> list[int]:
        """Run everything; one run's failure does not stop the others."""
        try:
            for name in self.request.runs:
                self._open(*name)
                if len(self.opened) > self.preparer.ahead:
                    self._begin()
            self._drain()
        except KeyboardInterrupt:
            self._interrupt()
        finally:
            self.jobs.shutdown(wait=True, cancel_futures=True)
            self.preparer.close()
        return self.codes

    def _drain(self) -> None:
        """Bring to an end whatever has a lock."""
        while self.opened:
            self._begin()
        while self.waiting:
            self._collect()

    def _open(self, district: str, period: str) -> None:
        """Have a run prepared, or tell why it need not or cannot start."""
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
                self.opened.append(Opened(plan, lock, self.preparer.begin(plan)))
                return
            code, state, place = OK, "未变 unchanged", plan.final / "index.html"
        except ParameterError as error:  # the file was changed after it was checked
            code, state, problem = INVALID, "输入有误 invalid", f"{error}\n\n{NOTHING_STARTED}"
            self.display.problem(problem)
        lock.release()
        self._close(name, code, state, seconds=time.monotonic() - clock, place=place, problem=problem)

    def _begin(self) -> None:
        """Start the run that was opened first, if its data is good."""
        clock, opened, ready = time.monotonic(), self.opened[0], Prepared()
        importlib.import_module("jjinvest.pipeline.publishing.build")  # while the other processes compute
        code, state, problem = INVALID, "输入有误 invalid", ""
        try:
            ready = self.preparer.result(opened)
            problem = f"{ready.problem}\n\n{NOTHING_STARTED}" if ready.problem else ""
        except ProcessEndedError as error:
            code, state = SOME_FAILED, "失败 failed"
            problem = f"计算进程被中止 the process that computes was ended: {error}"
        self.opened.popleft()
        if problem:
            opened.give_up()
            self.display.problem(problem)
            name, seconds = (opened.plan.district, opened.plan.period), time.monotonic() - clock
            self._close(name, code, state, seconds=seconds, problem=problem)
        else:
            self._start(opened, clock, ready)
        while len(self.waiting) > self.at_a_time:
            self._collect()

    def _lock(self, name: tuple[str, str], path: Path) -> FileLock | None:
        """Take the lock of a period, waiting if asked to; None if another run has it or nothing can be written."""
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
                self.display.say(f"等待另一个运行结束 waiting for another run: {' '.join(name)}")
                self._drain()  # two runs that wait for each other's locks would wait for ever
                lock.acquire()
        except OSError as error:
            problem = f"写不了 outputs/ cannot write outputs/: {error}\n\n{NOTHING_STARTED}"
            self.display.problem(problem)
            self._close(name, INVALID, "写不了 not writable", problem=problem)
            return None
        return lock

    def _start(self, opened: Opened, clock: float, ready: Prepared) -> None:
        from jjinvest.pipeline.execution.run_state import Active

        plan = opened.plan
        active = Active(plan, opened.lock, datetime.now(UTC), clock, ready)
        self.active.append(active)
        with self._nothing_lost(active):
            recover(plan.final)
            if not opened.parts:
                shutil.rmtree(plan.work, ignore_errors=True)
            plan.work.mkdir(parents=True, exist_ok=True)
            manifest.log(
                plan.work, "started", district=plan.district, period=plan.period, pages=len(plan.pages)
            )
            history.began(plan.root, plan.district, plan.period, active.started)
            self.display.opened(plan)
            for planned in plan.pages:
                if planned.entry is None:
                    self.waiting[self._submit(active, planned)] = (active, planned)
                else:
                    active.reuse(planned)
            if active.complete:
                self._finish(active)

    def _submit(self, active: Active, planned: PagePlan) -> Future[Outcome]:
        """Have one notebook executed: in a thread here, or by a worker."""
        if self.cluster is None:
            return self.jobs.submit(self._page, active, planned)
        from jjinvest.pipeline.execution.dask import execute_there

        task = active.task(planned, warm=self.request.warm)
        return self.jobs.submit(execute_there, task, planned.inputs["package"])

    def _page(self, active: Active, planned: PagePlan) -> Outcome:
        """Execute one notebook, in a thread of its own."""
        from jjinvest.pipeline.execution.notebook import execute

        self.display.started(active.plan, planned.page)
        return execute(active.task(planned, warm=self.request.warm))

    def _outcome(self, future: Future[Outcome]) -> Outcome:
        """How a notebook ended, wherever it was executed."""
        if self.cluster is None:
            return future.result()
        from jjinvest.pipeline.execution.dask import outcome_of

        return outcome_of(future)

    def _collect(self) -> None:
        """Wait for a notebook to end; close its run if it was the last."""
        done, _ = wait(self.waiting, return_when=FIRST_COMPLETED)
        for future in done:
            active, planned = self.waiting.pop(future)
            if active.broken:
                self._settle(active)
                continue
            with self._nothing_lost(active):
                outcome = active.checked(self._outcome(future))
                active.keep(planned, outcome)
                self.display.ended(active.plan, planned.page, outcome, len(active.outcomes))
                if active.complete:
                    self._finish(active)

    def _finish(self, active: Active) -> None:
        """Publish a run whose notebooks are all ok; keep any other as a failed one."""
        from jjinvest.pipeline.execution.run_state import SCRATCH
        from jjinvest.pipeline.publishing.build import build, bundle

        plan, error = active.plan, ""
        if not active.failures:
            try:
                build(plan)
                call(
                    trace, plan.work, plan.root / "data" / plan.district, active.ready.everything, plan.period, plan.parameters.as_of,
                    self.request.languages,
                )  # fmt: skip
            except (JJInvestError, ProcessEndedError) as problem:
                error = str(problem)
        if active.failures or error:
            self._fail(active, "failed", error)
            return
        active.forget_prepared()
        shutil.rmtree(plan.work / SCRATCH, ignore_errors=True)
        bundle(plan)
        active.record("ok", "")
        replace_folder(plan.work, plan.final)
        self._end(active, OK, "完成 ok", plan.final / "index.html")

    def _fail(self, active: Active, status: str, error: str) -> None:
        plan = active.plan
        said = [f"{outcome.status}: {page}: {outcome.error}" for page, outcome in active.failures.items()]
        problem = "\n".join([*said, *([error] if error else []), f"未发布 nothing published: {plan.name}"])
        self.display.problem(problem)
        active.forget_prepared()
        active.record(status, error)
        replace_folder(plan.work, plan.failed)
        state, code = (
            ("中断 interrupted", INTERRUPTED) if status == "interrupted" else ("失败 failed", SOME_FAILED)
        )
        self._end(active, code, state, plan.failed, problem)

    def _interrupt(self) -> None:
        """End every kernel, and keep what was done as interrupted runs."""
        from jjinvest.pipeline.execution import kernels
        from jjinvest.pipeline.execution.notebook import Outcome

        self.display.problem("被中断，正在收尾 interrupted, closing")
        if not self.active:
            self.codes.append(INTERRUPTED)
        self.jobs.shutdown(wait=False, cancel_futures=True)
        left = [] if self.cluster else list(self.waiting)  # what a worker executes ends without us
        while not all([*map(self.preparer.stop, self.opened), *(future.done() for future in left)]):
            kernels.stop_all()  # one may just be starting
            time.sleep(0.2)
        for opened in self.opened:
            opened.give_up()
        for future, (active, planned) in self.waiting.items():
            ended = None if future.cancelled() or not future.done() else self._outcome(future)
            if ended is None:
                ended = Outcome("interrupted" if self.cluster else "skipped")
            elif ended.status != "ok":
                cells = tuple(
                    replace(cell, status="interrupted", error="") if cell.status == ended.status else cell
                    for cell in ended.cells
                )
                ended = replace(ended, status="interrupted", error="", cells=cells)
            active.outcomes[planned.page] = ended
        self.waiting.clear()
        for active in list(self.active):
            with self._nothing_lost(active):
                self._fail(active, "interrupted", "")

    @contextmanager
    def _nothing_lost(self, active: Active) -> Iterator[None]:
        """Turn a full or read-only disk into a failed run that leaves the published report as it was."""
        from jjinvest.pipeline.execution.notebook import Outcome

        try:
            yield
        except OSError as error:
            self.display.problem(
                f"写不了文件，未发布 cannot write, nothing published: {error}\n"
                "处理 remedy: 腾出磁盘空间或恢复写权限，再运行一次 free disk space or restore write access, and run again"
            )
            active.broken = str(error)
            for future, (other, planned) in list(self.waiting.items()):
                if other is active and future.cancel():
                    del self.waiting[future]
                    active.outcomes[planned.page] = Outcome("skipped")
            self._settle(active)

    def _settle(self, active: Active) -> None:
        """End a run that could not be written, as soon as none of its notebooks is running."""
        if any(other is active for other, _ in self.waiting.values()):
            return
        from jjinvest.pipeline.execution.notebook import Outcome

        plan = active.plan
        active.forget_prepared()
        for planned in plan.pages:
            active.outcomes.setdefault(planned.page, Outcome("failed", active.broken))
        with suppress(OSError):
            active.record("failed", active.broken)
        with suppress(OSError):
            replace_folder(plan.work, plan.failed)
        place = plan.work if plan.work.exists() else plan.failed
        self._end(active, SOME_FAILED, "失败 failed", place, active.broken)

    def _end(self, active: Active, code: int, state: str, place: Path, problem: str = "") -> None:
        self.active.remove(active)
        pages = f"{len(active.outcomes) - len(active.failures)}/{len(active.plan.pages)}"
        history.ended(active.plan.root, active.past(state.rpartition(" ")[2], pages, problem))
        active.lock.release()
        name = active.plan.district, active.plan.period
        self._close(name, code, state, pages, active.seconds, place, problem)

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
        self.display.closed(Line(*name, state, pages, seconds, where, code, problem))


def default_jobs() -> int:
    """One notebook a core."""
    return max(1, os.cpu_count() or 1)
