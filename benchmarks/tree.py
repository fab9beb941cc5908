"""Peak memory and processor time of this process's children and their descendants."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

EVERY = 0.5


class Tree:
    """Watches until closed; `peak` in GB (PSS: shared pages count once), `processor` in seconds."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._before = self._times()
        self._last = dict(self._before)
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    @property
    def processor(self) -> float:
        """Seconds since the start, without what a process took after its last sample."""
        return sum(now - self._before.get(pid, 0.0) for pid, now in self._last.items())

    def close(self) -> None:
        """Stop watching."""
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            self._last |= self._times()
            self.peak = max(self.peak, self._memory() / 1e9)

    def _times(self) -> dict[int, float]:
        """Seconds of each process and its ended children; children of a fork server count with the server."""
        seconds: dict[int, float] = {}
        servers: set[int] = set()
        for process in _children():
            try:
                command, parent, times = process.cmdline(), process.ppid(), process.cpu_times()
            except psutil.Error:
                continue
            if any("multiprocessing.forkserver" in word for word in command):
                # a fork has its server's command, so only the uppermost is one
                if parent in servers:
                    continue
                servers.add(process.pid)
            seconds[process.pid] = times.user + times.system + times.children_user + times.children_system
        return seconds

    def _memory(self) -> int:
        total = 0
        for process in _children():
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
        return total


def _children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


@contextmanager
def watched() -> Iterator[Tree]:
    """Watch while something runs."""
    tree = Tree()
    try:
        yield tree
    finally:
        tree.close()
