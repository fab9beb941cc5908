"""Districts that are prepared ahead of their notebooks: in processes here, or by the workers of a cluster."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from jjinvest.pipeline.execution.prepare import Prepared, prepare, prepare_bounds
from jjinvest.pipeline.execution.processes import call, end_calls, warm_up
from jjinvest.pipeline.planning.plan import RunPlan, package_digest

if TYPE_CHECKING:
    from jjinvest.pipeline.execution.dask import Cluster

PREPARED_FOLDER = ".prepared"


@dataclass(frozen=True)
class PendingRun:
    """A run that holds the lock of its period and is being prepared; it has not begun, so it can still come to nothing."""

    plan: RunPlan
    lock: FileLock
    futures: tuple[Future[Prepared], ...] = ()

    def abandon(self) -> None:
        """Leave no trace of it."""
        shutil.rmtree(self.plan.work, ignore_errors=True)
        with suppress(OSError):  # the folder of another run lies beside
            self.plan.work.parent.rmdir()
        self.lock.release()


class Prefetcher:
    """Has districts prepared.

    `depth` is how many may be, before the one whose notebooks are executed: one here; on a cluster one for each two workers,
    since preparing is about a third of the work.
    """

    def __init__(self, cluster: Cluster | None) -> None:
        self.depth = 1 if cluster is None else max(1, cluster.workers // 2)
        self._cluster = cluster
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="prepare")

    def begin(self, plan: RunPlan) -> tuple[Future[Prepared], ...]:
        """Have a district loaded and computed into a folder of its run; nothing if no notebook needs any of it."""
        if plan.reusable:
            return ()
        warm_up()
        folder = plan.work / PREPARED_FOLDER
        shutil.rmtree(plan.work, ignore_errors=True)
        with suppress(OSError):  # told where the run writes what cannot be done without
            folder.mkdir(parents=True)
        given = (folder, plan.root, plan.district, plan.period, plan.parameters)
        return tuple(self._submit(function, *given) for function in (prepare, prepare_bounds))

    def _submit(self, function: Callable[..., Prepared], *given: Any) -> Future[Prepared]:
        if self._cluster is None:
            return self._threads.submit(call, function, *given)
        from jjinvest.pipeline.execution.dask import prepare_on_worker

        return self._cluster.submit(prepare_on_worker, package_digest(), function, *given)

    def result(self, pending: PendingRun) -> Prepared:
        """Wait for a district's results.

        Raises
        ------
        ProcessEndedError
            If the process that computed, or the cluster, was lost.
        """
        if not pending.futures:
            return Prepared()
        first, second = pending.futures
        ready = self._of(first)
        if ready.problem:
            return ready
        limits = self._of(second)
        # data that changed between the two readings: kernels compute the bounds of the first
        return replace(ready, bounds=limits.bounds if limits.files == ready.files else None)

    def _of(self, future: Future[Prepared]) -> Prepared:
        if self._cluster is None:
            return future.result()
        from jjinvest.pipeline.execution.dask import prepared_of

        return prepared_of(future)

    def stop(self, pending: PendingRun) -> bool:
        """End what computes here for a run that is given up; return whether it has ended.

        A worker's ends without us.
        """
        if self._cluster is None:
            for future in pending.futures:
                future.cancel()
            end_calls()
        return self._cluster is not None or all(future.done() for future in pending.futures)

    def close(self) -> None:
        """Wait for what was begun."""
        self._threads.shutdown(wait=True, cancel_futures=True)
