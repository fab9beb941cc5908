"""A Dask cluster: an executor like any other, for workers that see the same project folder under the same path.

What is computed lies in that folder; through the scheduler go places and outcomes, so it and the starting machine hold nothing large.

What a lost worker was doing is done again elsewhere by the scheduler, a limited number of times. What a worker
executes is put in place in one step, so that an attempt that was given up can disturb nothing. Where the scheduler is lost,
every notebook that had not ended says so, and the next run goes on from what is done.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from jjinvest.errors import ParameterError
from jjinvest.run.execute import Outcome, Task, execute
from jjinvest.run.plan import package_digest
from jjinvest.run.prepare import Prepared
from jjinvest.run.processes import ProcessEndedError, call

if TYPE_CHECKING:
    from distributed import Client

T = TypeVar("T")
CONNECT = 10


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
        self._client = _client(address)
        self._pool = self._client.get_executor(pure=False)

    @property
    def workers(self) -> int:
        """How many notebooks the cluster executes at a time, at least one."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def submit(self, function: Any, /, *arguments: Any, **options: Any) -> Future[Any]:
        """Let a worker call a function; where the cluster is lost, the future says so."""
        try:
            future: Future[Any] = self._pool.submit(function, *arguments, **options)
        except Exception as error:  # whatever a client without its scheduler raises
            future = Future()
            future.set_exception(ClusterLostError(str(error)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; what its workers still execute is given up."""
        with suppress(Exception):  # a scheduler that is gone cannot be told
            self._client.close(timeout=5)


def _client(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError:
        raise ParameterError(
            "--dask 需要另装 needs another package\n处理 remedy: pip install 'jjinvest[dask]'"
        ) from None
    try:
        return Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ParameterError(
            f"连不上集群 cannot reach the cluster: {address}: {error}\n"
            "处理 remedy: 检查地址，先运行 dask scheduler 与 dask worker / check the address, start dask scheduler and dask worker first"
        ) from None


def execute_there(task: Task, package: str) -> Outcome:
    """Execute a notebook on a worker, which must have the same package and see the same files."""
    unfit = _unfit(package, task.source)
    if unfit:
        return Outcome("invalid", unfit)
    attempt = task.scratch / f"attempt-{uuid4().hex}"
    made = replace(task, scratch=attempt, output=attempt / "executed.ipynb", warm=task.warm and _may_fork())
    outcome = execute(made)
    if made.output.exists():
        made.output.replace(task.output)
    return outcome


def prepare_there(
    package: str, function: Callable[..., Prepared], folder: Path, root: Path, *given: Any
) -> Prepared:
    """Prepare a district on a worker, into a folder that all of them see."""
    unfit = _unfit(package, root)
    if unfit:
        return Prepared(problem=unfit)
    return (call if _may_fork() else _directly)(function, folder, root, *given)


def _directly(function: Callable[..., Prepared], *given: Any) -> Prepared:
    return function(*given)


def _may_fork() -> bool:
    """Whether this worker may start processes; one under dask's nanny is a daemon, which may not but by exec."""
    return not multiprocessing.current_process().daemon


def _unfit(package: str, needed: Path) -> str:
    """Say why a worker cannot do what the starting machine would, else ""."""
    if package_digest() != package:
        return "执行机上的程序包不同 the worker has another version of the package"
    if not needed.exists():
        return f"执行机看不到项目文件夹 the worker does not see the project folder: {needed}"
    return ""


def outcome_of(future: Future[Outcome]) -> Outcome:
    """Say how a notebook ended, also where its worker or the cluster did not live to tell."""
    try:
        return _answer(future)
    except ClusterLostError as error:
        return Outcome("interrupted", str(error))
    except ProcessEndedError as error:
        return Outcome("kernel_died", str(error))


def prepared_of(future: Future[Prepared]) -> Prepared:
    """Return a district's results.

    Raises
    ------
    ProcessEndedError
        If its workers, or the cluster, did not live to tell.
    """
    try:
        return _answer(future)
    except ClusterLostError as error:
        raise ProcessEndedError(str(error)) from None


def _answer(future: Future[T]) -> T:
    """Return what a worker returned, or say in our own words what was lost."""
    try:
        return future.result()
    except (ClusterLostError, CancelledError) as error:  # dask cancels every call when it loses its scheduler
        raise ClusterLostError(f"集群失去联系 the cluster was lost: {error}".rstrip(": ")) from None
    except Exception as error:
        if type(error).__name__ != "KilledWorker":
            raise
        raise ProcessEndedError(f"执行机多次中止 its workers died: {str(error).splitlines()[0]}") from None
