"""Execution on a Dask cluster whose workers see the project folder under the same path.

Results stay in that folder: only paths and outcomes pass through the scheduler.

The scheduler repeats the work of a lost worker elsewhere, a limited number of times. A worker puts its result
in place in one step, so an abandoned attempt disturbs nothing. If the scheduler is lost, every notebook that
had not ended is marked so, and the next run continues from what is done.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from jjinvest.core.environment import package_digest
from jjinvest.core.errors import ParameterError
from jjinvest.pipeline.execution.notebook import execute
from jjinvest.pipeline.execution.outcomes import NotebookOutcome
from jjinvest.pipeline.execution.page_task import NotebookTask
from jjinvest.pipeline.execution.prepare import Preparation, Prepared
from jjinvest.pipeline.execution.processes import ProcessEndedError, call

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as Distant

T = TypeVar("T")
CONNECT_SECONDS = 10
FROZEN_SECONDS = 60
"""How long a scheduler may leave a question unanswered before it is given up."""


class ClusterLostError(RuntimeError):
    """The scheduler cannot be reached any more: run again when it is back, or without it."""


class Cluster(Executor):
    """The workers of a scheduler.

    Raises
    ------
    ParameterError
        If Dask is not installed or the scheduler cannot be reached.
    """

    def __init__(self, address: str) -> None:
        self._client, threads = _connect(address)
        self.workers = max(1, threads)

    def submit(self, function: Any, /, *arguments: Any, **options: Any) -> Future[Any]:
        """Call a function on a worker; the future fails if the cluster is lost."""
        future: Future[Any] = Future()
        try:
            distant = self._client.submit(function, *arguments, pure=False, **options)
        except Exception as error:  # a client without its scheduler raises errors of many types
            future.set_exception(_lost(error))
            return future
        future.add_done_callback(lambda given_up: distant.cancel() if given_up.cancelled() else None)
        self._client.loop.add_callback(_forward_result, self._client, distant, future)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; what its workers still execute is abandoned."""
        with suppress(Exception):  # the scheduler may be gone already
            self._client.close(timeout=5)


def _connect(address: str) -> tuple[Client, int]:
    """Connect to a scheduler; return the client and the number of threads of its workers."""
    try:
        from distributed import Client
    except ImportError:
        raise ParameterError(
            "--dask 需要另装 needs another package\n处理 remedy: pip install 'jjinvest[dask]'"
        ) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        return client, sum(
            client.sync(client.scheduler.ncores, workers=None, callback_timeout=CONNECT_SECONDS).values()
        )
    except (OSError, ValueError) as error:
        raise ParameterError(
            f"连不上集群 cannot reach the cluster: {address}: {error}\n"
            "处理 remedy: 检查地址，先运行 dask scheduler 与 dask worker / "
            "check the address, start dask scheduler and dask worker first"
        ) from None


async def _forward_result(client: Client, distant: Distant[Any], future: Future[Any]) -> None:
    """Complete `future` as the call on a worker ended, in every case: the run waits for nothing else.

    Dask's own executor never completes a future if the scheduler is lost while its result is fetched. Dask
    cancels the futures it knows of when it loses its scheduler; one submitted at that moment is found by
    checking whether the client still runs, after it has had time to reconnect. A scheduler that has frozen
    keeps its connections: it is asked something from time to time.
    """
    answer = asyncio.ensure_future(distant)
    value, error = None, None
    try:
        while not (await asyncio.wait({answer}, timeout=2 * CONNECT_SECONDS))[0]:
            if client.status != "running":
                raise ConnectionError(client.status)
            await _answers(client, answer)
        value = answer.result()
    except BaseException as problem:  # asyncio's CancelledError is no Exception
        error = problem if distant.status == "error" else _lost(problem)
    answer.cancel()
    if future.set_running_or_notify_cancel():
        future.set_result(value) if error is None else future.set_exception(error)


async def _answers(client: Client, answer: asyncio.Future[Any]) -> None:
    """Ask the scheduler something, unless the answer awaited has come meanwhile.

    Raises
    ------
    ConnectionError
        If it does not answer: it was stopped, or its machine has frozen with its connections open.
    """
    try:
        await asyncio.wait_for(client.scheduler.identity(), FROZEN_SECONDS)
    except TimeoutError:
        if not answer.done():
            raise ConnectionError(f"{FROZEN_SECONDS} 秒没有应答 no answer for {FROZEN_SECONDS} s") from None


def _lost(error: BaseException) -> ClusterLostError:
    cancelled = isinstance(error, (CancelledError, asyncio.CancelledError))  # its text is a key of dask's
    return ClusterLostError(f"集群失去联系 the cluster was lost: {'' if cancelled else error}".rstrip(": "))


def execute_on_worker(task: NotebookTask, package: str) -> NotebookOutcome:
    """Execute a notebook on a worker, which must have the same package and see the same files."""
    unfit = _worker_mismatch(package, task.source)
    if unfit:
        return NotebookOutcome("invalid", unfit)
    attempt = task.scratch / f"attempt-{uuid4().hex}"
    tried = replace(task, scratch=attempt, output=attempt / "executed.ipynb", warm=task.warm and _may_fork())
    outcome = execute(tried)
    if tried.output.exists():
        tried.output.replace(task.output)
    return outcome


def prepare_on_worker(
    package: str, function: Callable[[Preparation], Prepared], asked: Preparation
) -> Prepared:
    """Prepare a district on a worker, into a folder that all of them see."""
    unfit = _worker_mismatch(package, asked.root)
    if unfit:
        return Prepared(problem=unfit)
    return call(function, asked) if _may_fork() else function(asked)


def _may_fork() -> bool:
    """Whether this worker may fork; one under Dask's nanny is a daemon, which may not."""
    return not multiprocessing.current_process().daemon


def _worker_mismatch(package: str, needed: Path) -> str:
    """Return why a worker cannot replace the starting machine, else ""."""
    if package_digest() != package:
        return "执行机上的程序包不同 the worker has another version of the package"
    if not needed.exists():
        return f"执行机看不到项目文件夹 the worker does not see the project folder: {needed}"
    return ""


def outcome_of(future: Future[NotebookOutcome]) -> NotebookOutcome:
    """Return how a notebook ended, also if its worker or the cluster was lost."""
    try:
        return _answer(future)
    except ClusterLostError as error:
        return NotebookOutcome("interrupted", str(error))
    except ProcessEndedError as error:
        return NotebookOutcome("kernel_died", str(error))


def prepared_of(future: Future[Prepared]) -> Prepared:
    """Return a district's results.

    Raises
    ------
    ProcessEndedError
        If its workers, or the cluster, were lost.
    """
    try:
        return _answer(future)
    except ClusterLostError as error:
        raise ProcessEndedError(str(error)) from None


def _answer(future: Future[T]) -> T:
    """Return what a worker returned, or raise what was lost as an error of this package."""
    try:
        return future.result()
    except Exception as error:
        if type(error).__name__ != "KilledWorker":
            raise
        raise ProcessEndedError(f"执行机多次中止 its workers died: {str(error).splitlines()[0]}") from None
