"""Processes of a run, forked from one that has imported the libraries; none outlives its run.

The standard library's fork server (``multiprocessing``, method ``forkserver``) imports
:mod:`jjinvest.pipeline.execution.preload` once. Without one (Windows), processes are spawned and import by
themselves.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any, TypeVar

from jjinvest.core.plain_text import first_line, words_of_error
from jjinvest.core.signals import heard
from jjinvest.pipeline.execution.descendants import descendants, end
from jjinvest.pipeline.execution.leftovers import temporary_folder

T = TypeVar("T")
SYSTEM_ALLOCATOR = {"ARROW_DEFAULT_MEMORY_POOL": "system"}
"""Environment under which a text column takes the memory it needs.

The allocator of pyarrow 26 reserves 1 GiB of address space at the first text of a process, and a memory limit
counts it as used.
"""
LARGE = 1 << 20
"""Bytes of an array that has pages of its own, which the system gets back when the array is freed."""
KEPT_FREE = 1 << 24
"""Bytes that a process may keep for later: what it returned at once, it would ask for again at once."""
PRELOADED = ("jjinvest.pipeline.execution.preload",)
"""What the fork server imports."""
OF_RESULTS = "jjinvest.pipeline.execution.preload_results"
"""What it imports too where results are computed for several pages."""
OF_LEDGERS = "jjinvest.pipeline.execution.preload_ledger"
"""What it imports too where that district has a ledger."""
_preloaded = list(PRELOADED)
STARTS = 3
"""How often a process is tried to be started."""
_starting = threading.Lock()
_calls: set[BaseProcess] = set()


class ProcessEndedError(RuntimeError):
    """A process ended before it had an answer: it was killed, ran out of memory, or met an error.

    `trace` is where the error was, "" if there was none.
    """

    def __init__(self, message: str, trace: str = "") -> None:
        super().__init__(message)
        self.trace = trace


@dataclass(frozen=True)
class _Failure:
    """An error of a called function, as text: errors of libraries do not always survive being sent."""

    message: str
    trace: str


def return_freed_memory() -> None:
    """Have the C library (glibc) return what a process frees, instead of keeping it for later.

    By itself it raises its limit to the largest array ever freed, and keeps an arena a thread: 120 MB stayed
    with a process after a ledger of 100,000 rows was read.
    """
    setting = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform.startswith("linux") else None
    if setting is not None:
        # mmap, trim and arenas, see malloc.h
        for parameter, value in ((-3, LARGE), (-1, KEPT_FREE), (-8, 1)):
            setting(parameter, value)


def has_fork_server() -> bool:
    """Whether this platform can fork from a server."""
    return "forkserver" in multiprocessing.get_all_start_methods()


def context() -> BaseContext:
    """Start method of every process of a run."""
    method = multiprocessing.get_context("forkserver" if has_fork_server() else "spawn")
    if has_fork_server():
        temporary_folder()  # before multiprocessing makes one for its sockets, under whatever path
        method.set_forkserver_preload(_preloaded)
    return method


def warm_up(*, results: bool = False, ledger: bool = False) -> None:
    """Start the server now, so that it imports while this process does something else.

    Parameters
    ----------
    results
        Whether the first run computes results for several pages.
    ledger
        Whether it does so with a ledger. A server that runs already imports nothing more.
    """
    if has_fork_server():
        from multiprocessing import forkserver

        wanted = [*[OF_RESULTS] * results, *[OF_LEDGERS] * ledger]
        _preloaded.extend(name for name in wanted if name not in _preloaded)
        context()
        with suppress(OSError, EOFError):  # the first start tries again, and reports
            forkserver.ensure_running()


def start(process: BaseProcess) -> None:
    """Start a process; threads start theirs one after the other.

    A server that was killed is started again.

    Raises
    ------
    ProcessEndedError
        If no process can be started.
    """
    for attempt in range(STARTS):
        try:
            with _starting, _no_script():
                process.start()
            return
        except (OSError, EOFError) as error:
            if attempt + 1 == STARTS:
                raise ProcessEndedError(first_line(words_of_error(error))) from None
            time.sleep(0.1)  # until the end of the server has become known


@contextmanager
def _no_script() -> Iterator[None]:
    """Start a process that does not run the script of the command again.

    :mod:`multiprocessing` has it run for functions that the script defines; ours are in modules. That would
    take as long as a page needs to start.
    """
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


def call(function: Callable[..., T], *arguments: Any) -> T:
    """Call a function in a process of its own and return what it returns.

    Raises
    ------
    ProcessEndedError
        If the process ends without an answer, cannot be started, or the function raises an error.
    """
    receiver, sender = context().Pipe(duplex=False)
    process: BaseProcess = context().Process(target=_answer, args=(sender, function, arguments))  # type: ignore[attr-defined]
    start(process)
    _calls.add(process)
    sender.close()
    try:
        with heard():
            answer: T | _Failure = receiver.recv()
    except (EOFError, OSError):
        process.join()
        raise ProcessEndedError(f"exit code {process.exitcode}") from None
    except KeyboardInterrupt:  # nobody waits for it any more, and it may be writing
        process.kill()
        process.join()
        raise
    finally:
        receiver.close()
        _calls.discard(process)
    process.join()
    if isinstance(answer, _Failure):
        raise ProcessEndedError(answer.message, answer.trace)
    return answer


def end_calls() -> None:
    """End every process that :func:`call` waits for."""
    for process in list(_calls):
        process.kill()


def _answer(sender: Connection, function: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    end_with_run()
    answer: object
    try:
        answer = function(*arguments)
    except Exception as error:  # the run reports it; a traceback is for the log
        answer = _Failure(first_line(words_of_error(error)), traceback.format_exc())
    with suppress(BrokenPipeError):  # the run was killed: nobody waits for the answer, nor for a traceback
        sender.send(answer)


def end_with_run() -> None:
    """End this process and what it starts as soon as the run's process, or the server, no longer exists."""
    if hasattr(os, "setsid"):
        os.setsid()
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(server: int) -> None:
    parent = multiprocessing.parent_process()
    while parent is not None and os.getppid() == server and not wait([parent.sentinel], timeout=1):
        pass
    end_self()


def end_self() -> None:
    """End this process at once, with everything it has started."""
    end(descendants(os.getpid()))
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
