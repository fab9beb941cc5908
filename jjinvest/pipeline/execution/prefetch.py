"""Prefetch: districts are prepared before their notebooks start, in local processes or on a cluster."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from filelock import FileLock

from jjinvest.core.environment import package_digest
from jjinvest.pipeline.execution.prepare import Preparation, Prepared, prepare, prepare_bounds
from jjinvest.pipeline.execution.processes import call, end_calls, warm_up
from jjinvest.pipeline.planning.plan import RunPlan

if TYPE_CHECKING:
    from jjinvest.pipeline.execution.dask import Cluster

PREPARED_FOLDER = ".prepared"


@dataclass(frozen=True)
class PendingRun:
    """A run that holds the lock of its period and is being prepared; it can still be abandoned.

    `clock` is its start by a clock that does not step back.
    """

    plan: RunPlan
    lock: FileLock
    started: datetime
    clock: float
    futures: tuple[Future[Prepared], ...] = ()

    def abandon(self) -> None:
        """Remove its files and release its lock."""
        shutil.rmtree(self.plan.work, ignore_errors=True)
        with suppress(OSError):  # not empty: another run has a folder in it
            self.plan.work.parent.rmdir()
        self.lock.release()


class Prefetcher:
    """Prepare districts in the background.

    `depth` is how many districts may be prepared before the one whose notebooks are executed: one locally,
    one for every two workers on a cluster, since preparing is about a third of the work.
    """

    def __init__(self, cluster: Cluster | None) -> None:
        self.depth = 1 if cluster is None else max(1, cluster.workers // 2)
        self._cluster = cluster
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="prepare")

    def begin(self, plan: RunPlan) -> tuple[Future[Prepared], ...]:
        """Start to load and compute a district into a folder of its run, unless no notebook needs it."""
        if plan.reusable:
            return ()
        folder = plan.work / PREPARED_FOLDER
        with suppress(OSError):  # reported later, at the first mandatory write
            folder.mkdir(parents=True)
        # a single notebook computes by itself what it may not even show
        several = sum(planned.entry is None for planned in plan.pages) > 1
        imports = plan.root / "data" / plan.district / "private" / "imports.csv"
        warm_up(results=several, ledger=several and imports.exists())
        asked = Preparation(
            folder,
            plan.root,
            plan.district,
            plan.period,
            plan.parameters,
            fresh=plan.forced,
            thorough=several,
        )
        return self._submit(prepare, asked), self._submit(prepare_bounds, asked)

    def _submit(self, function: Callable[[Preparation], Prepared], asked: Preparation) -> Future[Prepared]:
        if self._cluster is None:
            return self._threads.submit(call, function, asked)
        from jjinvest.pipeline.execution.dask import prepare_on_worker

        return self._cluster.submit(prepare_on_worker, package_digest(), function, asked)

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
        # data that changed between the two readings: pages compute the bounds of the first
        return replace(ready, bounds=limits.bounds if limits.files == ready.files else None)

    def _of(self, future: Future[Prepared]) -> Prepared:
        if self._cluster is None:
            return future.result()
        from jjinvest.pipeline.execution.dask import prepared_of

        return prepared_of(future)

    def stop(self, pending: PendingRun) -> bool:
        """End the local processes of an abandoned run; return whether they have ended.

        Workers of a cluster end theirs by themselves.
        """
        if self._cluster is None:
            for future in pending.futures:
                future.cancel()
            end_calls()
        return self._cluster is not None or all(future.done() for future in pending.futures)

    def close(self) -> None:
        """Wait for what was begun."""
        self._threads.shutdown(wait=True, cancel_futures=True)
