"""Processes of a run, forked from one that has imported the libraries; none outlives its run.

The standard library's fork server (``multiprocessing``, method ``forkserver``) imports
:mod:`jjinvest.pipeline.execution.preload` once. Without one (Windows), processes are spawned and import by
themselves.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

T = TypeVar("T")
SYSTEM_ALLOCATOR = {"ARROW_DEFAULT_MEMORY_POOL": "system"}
"""Environment under which a text column takes the memory it needs.

The allocator of pyarrow 26 reserves 1 GiB of address space at the first text of a process, and a memory limit
counts it as used.
"""
_starting = threading.Lock()
_calls: set[BaseProcess] = set()


class ProcessEndedError(RuntimeError):
    """A process ended before it had an answer: it was killed, or ran out of memory."""


def has_fork_server() -> bool:
    """Whether this platform can fork from a server."""
    return "forkserver" in multiprocessing.get_all_start_methods()


def context() -> BaseContext:
    """Start method of every process of a run."""
    method = multiprocessing.get_context("forkserver" if has_fork_server() else "spawn")
    if has_fork_server():
        method.set_forkserver_preload(["jjinvest.pipeline.execution.preload"])
    return method


def warm_up() -> None:
    """Start the server now, so that it imports while this process does something else."""
    if has_fork_server():
        from multiprocessing import forkserver

        context()
        forkserver.ensure_running()


def start(process: BaseProcess) -> None:
    """Start a process; threads start theirs one after the other."""
    with _starting:
        process.start()


def call(function: Callable[..., T], *arguments: Any) -> T:
    """Call a function in a process of its own and return what it returns.

    Raises
    ------
    ProcessEndedError
        If the process ends without an answer.
    """
    receiver, sender = context().Pipe(duplex=False)
    process: BaseProcess = context().Process(target=_answer, args=(sender, function, arguments))  # type: ignore[attr-defined]
    start(process)
    _calls.add(process)
    sender.close()
    try:
        answer: T = receiver.recv()
    except EOFError:
        process.join()
        raise ProcessEndedError(f"exit code {process.exitcode}") from None
    finally:
        receiver.close()
        _calls.discard(process)
    process.join()
    return answer


def end_calls() -> None:
    """End every process that :func:`call` waits for."""
    for process in list(_calls):
        process.kill()


def _answer(sender: Connection, function: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    end_with_run()
    sender.send(function(*arguments))


def end_with_run() -> None:
    """End this process and what it starts as soon as the run's process, or the server, no longer exists."""
    if hasattr(os, "setsid"):
        os.setsid()
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(server: int) -> None:
    parent = multiprocessing.parent_process()
    while parent is not None and os.getppid() == server and not wait([parent.sentinel], timeout=1):
        pass
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
