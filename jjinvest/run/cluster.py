"""Notebooks on a Dask cluster: an executor like any other, for workers that see the same project folder under the same path.

A worker that is lost has its notebooks executed again elsewhere by the scheduler, a limited number of times. What a worker
executes is put in place in one step, so that an attempt that was given up can disturb nothing. Where the scheduler is lost,
every notebook that had not ended says so, and the next run goes on from what is done.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from jjinvest.errors import ParameterError
from jjinvest.run.execute import Outcome, Task, execute
from jjinvest.run.plan import package_digest

if TYPE_CHECKING:
    from distributed import Client

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
    if package_digest() != package:
        return Outcome("invalid", "执行机上的程序包不同 the worker has another version of the package")
    if not task.source.exists():
        return Outcome(
            "invalid", f"执行机看不到项目文件夹 the worker does not see the project folder: {task.source}"
        )
    attempt = task.scratch / f"attempt-{uuid4().hex}"
    # a worker under dask's nanny is a daemon, which may not start processes of its own but by exec
    warm = task.warm and not multiprocessing.current_process().daemon
    made = replace(task, scratch=attempt, output=attempt / "executed.ipynb", warm=warm)
    outcome = execute(made)
    if made.output.exists():
        made.output.replace(task.output)
    return outcome


def outcome_of(future: Future[Outcome]) -> Outcome:
    """Say how a notebook ended, also where its worker or the cluster did not live to tell."""
    try:
        return future.result()
    except (ClusterLostError, CancelledError) as error:  # dask cancels every call when it loses its scheduler
        return Outcome("interrupted", f"集群失去联系 the cluster was lost: {error}".rstrip(": "))
    except Exception as error:
        if type(error).__name__ != "KilledWorker":
            raise
        return Outcome("kernel_died", f"执行机多次中止 its workers died: {str(error).splitlines()[0]}")
