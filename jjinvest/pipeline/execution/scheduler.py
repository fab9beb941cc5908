"""The runs of one request: districts are prepared, notebooks executed in parallel, all or none published."""

from __future__ import annotations

import importlib
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from traceback import format_exception
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from jjinvest.core.errors import JJInvestError, ParameterError
from jjinvest.core.plain_text import first_line
from jjinvest.core.private_folder import make_owner_only
from jjinvest.pipeline.execution.descendants import end_adopted
from jjinvest.pipeline.execution.drafts import build_with_drafts, missing_draft
from jjinvest.pipeline.execution.exit_codes import (
    INTERRUPTED,
    INVALID,
    LOCKED,
    NOTHING_STARTED,
    OK,
    SOME_FAILED,
)
from jjinvest.pipeline.execution.leftovers import clear_after_killed, keep_temporary_folder, own_traces
from jjinvest.pipeline.execution.prefetch import PendingRun, Prefetcher
from jjinvest.pipeline.execution.prepare import Prepared, write_provenance_pages
from jjinvest.pipeline.execution.processes import ProcessEndedError, call
from jjinvest.pipeline.execution.signals import undisturbed
from jjinvest.pipeline.monitoring.error_log import internal_error, keep_error
from jjinvest.pipeline.monitoring.progress import Display, SummaryRow
from jjinvest.pipeline.planning.plan import PagePlan, RunPlan, RunRequest, plan_run
from jjinvest.pipeline.storage import history, manifest
from jjinvest.pipeline.storage.atomic import recover_swap, remove, swap_folder

if TYPE_CHECKING:
    from jjinvest.pipeline.execution.dask import Cluster
    from jjinvest.pipeline.execution.outcomes import NotebookOutcome
    from jjinvest.pipeline.execution.run_state import RunState

INVALID_STATE, FAILED_STATE = "输入有误 invalid", "失败 failed"


class Scheduler:
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
            self.display.problem("被中断，正在收尾 interrupted, closing")
            with undisturbed(then=False):
                self._stop("interrupted", "")
        except Exception as error:  # whatever it is, every run that has begun gets its record
            words = internal_error(self.request.root, error)
            self.display.problem(words)
            with undisturbed(then=False):
                self._stop("failed", words)
        finally:
            self.jobs.shutdown(wait=True, cancel_futures=True)
            self.prefetcher.close()
            end_adopted()
            keep_temporary_folder()
        return self.codes

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
            if self.explain:
                self.display.explain(plan)
            if not manifest.is_published(plan):
                self._make_work(plan, started)
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
        self._close(name, code, state, seconds=time.monotonic() - clock, place=place, problem=problem)

    def _make_work(self, plan: RunPlan, started: datetime) -> None:
        """Make the folder a run works in, with the first line of its log; note what a killed run left there.

        What cannot be written is reported by the first mandatory write.
        """
        with suppress(OSError):
            history.keep_left(plan.root, plan.district, plan.folder)
            clear_after_killed(plan.work / manifest.LOG_FILE)
            remove(plan.work)
            make_owner_only(plan.work.parent)
            plan.work.mkdir()
            self._log_begin(plan, started)

    @staticmethod
    def _log_begin(plan: RunPlan, started: datetime) -> None:
        manifest.log_event(
            plan.work,
            "started",
            district=plan.district,
            period=plan.folder,
            pages=len(plan.pages),
            started=history.start_key(started),
            **own_traces(),
        )

    def _begin(self) -> None:
        """Start the first pending run if its data is valid."""
        pending, ready, ended = self.pending[0], Prepared(), ""
        importlib.import_module("jjinvest.pipeline.publishing.build")  # while the other processes compute
        try:
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
            self._close(name, INVALID, INVALID_STATE, seconds=seconds, problem=problem)
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

    def _state_of(self, pending: PendingRun, ready: Prepared) -> RunState:
        """State of a run from the moment that it has a record."""
        from jjinvest.pipeline.execution.run_state import RunState

        run_state = RunState(pending.plan, pending.lock, pending.started, pending.clock, ready)
        self.running.append(run_state)
        history.log_start(
            run_state.plan.root, run_state.plan.district, run_state.plan.folder, pending.started
        )
        return run_state

    def _ensure_work(self, run_state: RunState) -> None:
        """Make the folders of a run that are not there yet.

        Raises
        ------
        OSError
            If one cannot be made.
        """
        plan = run_state.plan
        for unpublished in plan.unpublished:
            make_owner_only(unpublished)
        plan.work.mkdir(parents=True, exist_ok=True)
        if not (plan.work / manifest.LOG_FILE).exists():
            self._log_begin(plan, run_state.started)

    def _start(self, pending: PendingRun, ready: Prepared) -> None:
        run_state = self._state_of(pending, ready)
        plan = run_state.plan
        with self._nothing_lost(run_state):
            recover_swap(plan.final)
            self._ensure_work(run_state)
            self.display.run_started(plan)
            for planned in plan.pages:
                if planned.page.draft and not planned.source:
                    run_state.outcomes[planned.page] = missing_draft(planned.page)
                elif planned.entry is None:
                    self.executing[self._submit(run_state, planned)] = (run_state, planned)
                else:
                    run_state.reuse(planned)
            if run_state.complete:
                self._finish(run_state)

    def _fail_before(self, pending: PendingRun, status: str, error: str) -> None:
        """Record a run that ended before its notebooks began."""
        from jjinvest.pipeline.execution.outcomes import NotebookOutcome

        run_state = self._state_of(pending, Prepared())
        run_state.outcomes = {planned.page: NotebookOutcome("skipped") for planned in run_state.plan.pages}
        with self._nothing_lost(run_state):
            recover_swap(run_state.plan.final)
            self._ensure_work(run_state)
            self._fail(run_state, status, error)

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
        from jjinvest.pipeline.publishing.build import bundle

        plan, error = run_state.plan, ""
        if not run_state.blocking:
            try:
                if left := build_with_drafts(run_state):
                    self.display.problem(left)
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
                if isinstance(problem, ProcessEndedError) and problem.trace:
                    keep_error(plan.root, problem.trace)
        if run_state.blocking or error:
            self._fail(run_state, "failed", error)
            return
        run_state.forget_prepared()
        remove(plan.work / SCRATCH)
        bundle(plan)
        with undisturbed():
            run_state.record("ok", "")
            swap_folder(plan.work, plan.final)
            self._end(run_state, OK, "完成 ok", plan.final / "index.html")

    def _fail(self, run_state: RunState, status: str, error: str) -> None:
        plan = run_state.plan
        errors = [
            f"{outcome.status}: {page}: {outcome.error}".removesuffix(": ")
            for page, outcome in run_state.failures.items()
            if outcome.status != "skipped"
        ]
        problem = "\n".join([*errors, *([error] if error else []), f"未发布 nothing published: {plan.name}"])
        self.display.problem(problem)
        run_state.forget_prepared()
        with undisturbed():
            run_state.record(status, error)
            swap_folder(plan.work, plan.failed)
            state, code = (
                ("中断 interrupted", INTERRUPTED) if status == "interrupted" else (FAILED_STATE, SOME_FAILED)
            )
            self._end(run_state, code, state, plan.failed, problem)

    def _stop(self, status: str, error: str) -> None:
        """End every kernel and keep the runs as interrupted, or failed; what was finished is kept."""
        from jjinvest.pipeline.execution import kernels
        from jjinvest.pipeline.execution.outcomes import NotebookOutcome

        if not self.running and not self.pending:
            self.codes.append(INTERRUPTED if status == "interrupted" else SOME_FAILED)
        self.jobs.shutdown(wait=False, cancel_futures=True)
        left = [] if self.cluster else list(self.executing)  # workers end theirs without this process
        while not all([*map(self.prefetcher.stop, self.pending), *(future.done() for future in left)]):
            kernels.stop_all()  # one may just be starting
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
        for run_state in list(self.running):
            with self._nothing_lost(run_state):
                for planned in run_state.plan.pages:
                    run_state.outcomes.setdefault(planned.page, NotebookOutcome("skipped"))
                self._fail(run_state, status, error)

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
        from jjinvest.pipeline.execution.outcomes import NotebookOutcome

        plan = run_state.plan
        run_state.forget_prepared()
        for planned in plan.pages:
            run_state.outcomes.setdefault(planned.page, NotebookOutcome("failed", run_state.broken))
        if run_state not in self.running:  # it had ended before the error
            return
        with undisturbed():
            with suppress(OSError):
                run_state.record("failed", run_state.broken)
            with suppress(OSError):
                swap_folder(plan.work, plan.failed)
        place = plan.work if plan.work.exists() else plan.failed
        self._end(run_state, SOME_FAILED, FAILED_STATE, place, run_state.broken)

    def _end(self, run_state: RunState, code: int, state: str, place: Path, problem: str = "") -> None:
        self.running.remove(run_state)
        pages = f"{len(run_state.outcomes) - len(run_state.failures)}/{len(run_state.plan.pages)}"
        history.log_end(run_state.plan.root, run_state.past(state.rpartition(" ")[2], pages, problem))
        run_state.lock.release()
        name = run_state.plan.district, run_state.plan.folder
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
