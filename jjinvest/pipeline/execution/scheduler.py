"""The runs of one request: districts are prepared, notebooks executed in parallel, all or none published."""

from __future__ import annotations

import importlib
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from traceback import format_exception
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from jjinvest.core.collector import collect_seldom
from jjinvest.core.errors import ParameterError
from jjinvest.core.plain_text import first_line
from jjinvest.core.signals import answer_requests, heard, undisturbed
from jjinvest.pipeline.execution.descendants import end_adopted
from jjinvest.pipeline.execution.drafts import missing_draft
from jjinvest.pipeline.execution.exit_codes import (
    INTERRUPTED,
    INVALID,
    LOCKED,
    NOTHING_STARTED,
    OK,
    SOME_FAILED,
)
from jjinvest.pipeline.execution.leftovers import keep_temporary_folder
from jjinvest.pipeline.execution.prefetch import PendingRun, Prefetcher
from jjinvest.pipeline.execution.prepare import Prepared
from jjinvest.pipeline.execution.processes import ProcessEndedError, return_freed_memory
from jjinvest.pipeline.execution.run_ends import FAILED_STATE, INVALID_STATE, RunEnds
from jjinvest.pipeline.execution.work_folder import ensure_work, make_work
from jjinvest.pipeline.monitoring.error_log import internal_error, keep_error
from jjinvest.pipeline.monitoring.progress import Display
from jjinvest.pipeline.planning.ledger_used import notes_before_run
from jjinvest.pipeline.planning.plan import PagePlan, RunRequest, plan_run
from jjinvest.pipeline.storage import history, manifest
from jjinvest.pipeline.storage.atomic import recover_swap

if TYPE_CHECKING:
    from jjinvest.pipeline.execution.dask import Cluster
    from jjinvest.pipeline.execution.outcomes import NotebookOutcome
    from jjinvest.pipeline.execution.run_state import RunState


class Scheduler:
    """The runs of one request, which share processes: one thread decides, one per job waits for a page."""

    def __init__(self, request: RunRequest, display: Display, *, explain: bool) -> None:
        return_freed_memory()
        collect_seldom()
        self.request = request
        self.explain = explain
        self.display = display
        self.ends = RunEnds(display, request.languages)
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
        """Run everything; one run's failure does not stop the others.

        A request to stop is heard before each run and where this thread waits. So none comes between making
        a file, a process or a task and knowing of it, and none disturbs the end of a run or a second one the
        first.
        """
        with undisturbed(then=False):
            return self._run()

    def _run(self) -> list[int]:
        try:
            for name in self.request.runs:
                answer_requests()
                self._open(*name)
                if len(self.pending) > self.prefetcher.depth:
                    self._begin()
            self._finish_all()
            answer_requests()
        except KeyboardInterrupt:
            self.display.problem("被中断，正在收尾 interrupted, closing")
            self._stop("interrupted", "")
        except Exception as error:  # whatever it is, every run that has begun gets its record
            words = internal_error(self.request.root, error)
            self.display.problem(words)
            self._stop("failed", words)
        finally:
            self.jobs.shutdown(wait=True, cancel_futures=True)
            self.prefetcher.close()
            end_adopted()
            keep_temporary_folder()
        return self.ends.codes

    def _finish_all(self) -> None:
        """Finish every run that holds a lock."""
        while self.pending:
            self._begin()
        while self.executing:
            self._collect()

    def _open(self, district: str, period: str) -> None:
        """Have a run prepared, or report why it need not or cannot start."""
        started, clock, name = datetime.now(UTC), time.monotonic(), (district, period)
        lock = self._lock(name, self.request.root / "outputs" / ".locks" / f"{district}-{period}.lock")
        if lock is None:
            return
        problem, place = "", None
        try:
            plan = plan_run(self.request, district, period)
            for note in notes_before_run(plan, self.request.periods):
                self.display.write(note)
            if self.explain:
                self.display.explain(plan)
            if not manifest.is_published(plan):
                make_work(plan, started)
                futures = self.prefetcher.begin(plan)
                self.pending.append(PendingRun(plan, lock, started, clock, futures))
                return
            code, state, place = OK, "未变 unchanged", plan.final / "index.html"
        except ParameterError as error:  # the file was changed after it was checked, or is of one district
            code, state, problem = INVALID, INVALID_STATE, f"{error}\n\n{NOTHING_STARTED}"
        except OSError as error:
            code, state = INVALID, INVALID_STATE
            problem = f"读不了 cannot read: {error}\n\n{NOTHING_STARTED}"
        except Exception as error:  # of this run alone: the others go on
            code, state, problem = SOME_FAILED, FAILED_STATE, internal_error(self.request.root, error)
            history.log_failure(self.request.root, district, period, started, first_line(problem))
        if problem:
            self.display.problem(problem)
        lock.release()
        self.ends.close(name, code, state, seconds=time.monotonic() - clock, place=place, problem=problem)

    def _begin(self) -> None:
        """Start the first pending run if its data is valid."""
        pending, ready, ended = self.pending[0], Prepared(), ""
        importlib.import_module("jjinvest.pipeline.publishing.build")  # while the other processes compute
        try:
            with heard():
                ready = self.prefetcher.result(pending)
        except Exception as error:  # the process was killed, met an error, or the cluster was lost
            trace = error.trace if isinstance(error, ProcessEndedError) else "".join(format_exception(error))
            place = keep_error(self.request.root, trace) if trace else ""
            ended = f"计算进程被中止 the process that computes was ended: {first_line(error)}"
            ended += f"\n详见 details: {place}" if place else ""
        self.pending.popleft()
        if ended:
            self._fail_before(pending, "failed", ended)
        elif ready.problem:
            problem = f"{ready.problem}\n\n{NOTHING_STARTED}"
            pending.abandon()
            self.display.problem(problem)
            name, seconds = (pending.plan.district, pending.plan.folder), time.monotonic() - pending.clock
            self.ends.close(name, INVALID, INVALID_STATE, seconds=seconds, problem=problem)
        else:
            self._start(pending, ready)
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
                    self.ends.close(name, LOCKED, "已锁 locked")
                    return None
                self.display.write(f"等待另一个运行结束 waiting for another run: {' '.join(name)}")
                self._finish_all()  # else two runs could wait for each other's locks for ever
                with heard():
                    lock.acquire()
        except OSError as error:
            problem = f"写不了 outputs/ cannot write outputs/: {error}\n\n{NOTHING_STARTED}"
            self.display.problem(problem)
            self.ends.close(name, INVALID, "写不了 not writable", problem=problem)
            return None
        return lock

    def _start(self, pending: PendingRun, ready: Prepared) -> None:
        run_state = self.ends.begin(pending, ready)
        plan = run_state.plan
        with self._nothing_lost(run_state):
            recover_swap(plan.final)
            ensure_work(run_state.plan, run_state.started)
            self.display.run_started(plan)
            for planned in plan.pages:
                if planned.page.draft and not planned.source:
                    run_state.outcomes[planned.page] = missing_draft(planned.page)
                elif planned.entry is None:
                    self.executing[self._submit(run_state, planned)] = (run_state, planned)
                else:
                    run_state.reuse(planned)
            if run_state.complete:
                self.ends.publish(run_state)

    def _fail_before(self, pending: PendingRun, status: str, error: str) -> None:
        """Record a run that ended before its notebooks began."""
        from jjinvest.pipeline.execution.outcomes import NotebookOutcome

        run_state = self.ends.begin(pending, Prepared())
        run_state.outcomes = {planned.page: NotebookOutcome("skipped") for planned in run_state.plan.pages}
        with self._nothing_lost(run_state):
            recover_swap(run_state.plan.final)
            ensure_work(run_state.plan, run_state.started)
            self.ends.fail(run_state, status, error)

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
        with heard():
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
                    self.ends.publish(run_state)

    def _stop(self, status: str, error: str) -> None:
        """End every page and keep the runs as interrupted, or failed; what was finished is kept."""
        from jjinvest.pipeline.execution.notebook import stop_all
        from jjinvest.pipeline.execution.outcomes import NotebookOutcome

        if not self.ends.running and not self.pending:
            self.ends.codes.append(INTERRUPTED if status == "interrupted" else SOME_FAILED)
        self.jobs.shutdown(wait=False, cancel_futures=True)
        left = [] if self.cluster else list(self.executing)  # workers end theirs without this process
        while not all([*map(self.prefetcher.stop, self.pending), *(future.done() for future in left)]):
            stop_all()  # one may just be starting
            time.sleep(0.2)
        while self.pending:
            self._fail_before(self.pending.popleft(), status, error)
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
        for run_state in list(self.ends.running):
            with self._nothing_lost(run_state):
                for planned in run_state.plan.pages:
                    run_state.outcomes.setdefault(planned.page, NotebookOutcome("skipped"))
                self.ends.fail(run_state, status, error)

    @contextmanager
    def _nothing_lost(self, run_state: RunState) -> Iterator[None]:
        """Turn an error into a failed run that leaves the published report unchanged."""
        try:
            yield
        except OSError as error:
            self._break(
                run_state,
                str(error),
                f"写不了文件，未发布 cannot write, nothing published: {error}\n"
                "处理 remedy: 腾出磁盘空间或恢复写权限，再运行一次 "
                "free disk space or restore write access, and run again",
            )
        except Exception as error:  # of this run alone: the others go on
            words = internal_error(run_state.plan.root, error)
            self._break(run_state, words, words)

    def _break(self, run_state: RunState, error: str, shown: str) -> None:
        """End a run by an error, as soon as none of its notebooks is running."""
        from jjinvest.pipeline.execution.outcomes import NotebookOutcome

        self.display.problem(shown)
        run_state.broken = error
        for future, (other, planned) in list(self.executing.items()):
            if other is run_state and future.cancel():
                del self.executing[future]
                run_state.outcomes[planned.page] = NotebookOutcome("skipped")
        self._settle(run_state)

    def _settle(self, run_state: RunState) -> None:
        """End a run that could not be written once none of its notebooks is running."""
        if any(other is run_state for other, _ in self.executing.values()):
            return
        self.ends.give_up(run_state)
