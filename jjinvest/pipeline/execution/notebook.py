"""Execute one notebook in a process of its own, within its limits, and record how it and each cell ended."""

from __future__ import annotations

import json
import logging
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from jjinvest.core.plain_text import first_line, words_of_error
from jjinvest.data.access_log import READ_LOG_VARIABLE, logged_reads
from jjinvest.pipeline.execution.descendants import descendants, end, end_marked
from jjinvest.pipeline.execution.outcomes import CellOutcome, NotebookOutcome
from jjinvest.pipeline.execution.page_task import NotebookTask, last_sign
from jjinvest.pipeline.execution.processes import (
    SYSTEM_ALLOCATOR,
    context,
    has_fork_server,
    start,
)

START_SECONDS = 60
"""How long a page may take until its first cell begins."""
DIED = "Kernel died"
_running: dict[Path, Page] = {}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """The process of a page, forked or started by itself."""

    process: BaseProcess | subprocess.Popen[bytes]

    def ended(self, seconds: float | None) -> bool:
        """Wait for the end, at most so long; return whether it has come."""
        if isinstance(self.process, BaseProcess):
            self.process.join(seconds)
            return self.process.exitcode is not None
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        assert self.process.stdin is not None
        self.process.stdin.close()
        return True

    def end(self) -> None:
        """End it with everything it has started."""
        started = descendants(self.process.pid or 0)
        with suppress(OSError):  # it has no group of its own yet if it is just starting
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid or 0, signal.SIGKILL)
        with suppress(OSError):
            self.process.kill()
        end(started)


def execute(task: NotebookTask) -> NotebookOutcome:
    """Run the notebook, write it without timings and paths, and return how it ended."""
    started = time.monotonic()
    task.scratch.mkdir(parents=True, exist_ok=True)
    try:
        page = _start(task)
    except Exception as failure:  # no process can be started: the error is recorded
        return NotebookOutcome("invalid", first_line(words_of_error(failure)))
    _running[task.scratch] = page
    try:
        late = _watch(page, task)
    finally:
        del _running[task.scratch]
        end_marked(f"{READ_LOG_VARIABLE}={task.reads}")
    status, error, cells = _answer(task) or _broken_off(task, late)
    return NotebookOutcome(status, error, time.monotonic() - started, cells, logged_reads(task.reads))


def stop_all() -> None:
    """End the process of every page that this one waits for."""
    for page in list(_running.values()):
        page.end()


def _start(task: NotebookTask) -> Page:
    variables = {"JJINVEST_ROOT": str(task.root), READ_LOG_VARIABLE: str(task.reads), **SYSTEM_ALLOCATOR}
    environment = {**os.environ, **variables}
    if task.warm and has_fork_server():
        try:
            return Page(_fork(task, environment))
        except (OSError, EOFError, RuntimeError) as error:
            _log.warning("no forked process, an ordinary one instead: %s", error)
    return Page(_launch(task, environment))


def _fork(task: NotebookTask, environment: dict[str, str]) -> BaseProcess:
    process: BaseProcess = context().Process(target=_serve, args=(task, environment), name="page")  # type: ignore[attr-defined]
    start(process)
    return process


def _serve(task: NotebookTask, environment: dict[str, str]) -> None:
    from jjinvest.pipeline.execution.page_process import serve  # this process needs none of its libraries

    serve(task, environment)


def _launch(task: NotebookTask, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a process that reads its task; what it reads ends with this process, and so does it."""
    command = [sys.executable, "-m", "jjinvest.pipeline.execution.page_process"]
    with task.log.open("ab") as log:
        process = subprocess.Popen(
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # it is seen to have ended
        process.stdin.write(pickle.dumps((task, tempfile.gettempdir())))
    return process


def _watch(page: Page, task: NotebookTask) -> str:
    """Wait for the end of a page; return which limit it was ended for, "" for none."""
    began = time.monotonic()
    last, until = began + task.notebook_timeout, began + task.cell_timeout
    while not page.ended(max(0.0, min(last, until) - time.monotonic())):
        sign, now = last_sign(task.journal), time.monotonic()
        until = sign + task.cell_timeout if sign else began + START_SECONDS
        if not sign and now < until:  # a cell may begin at any moment
            until = now + task.cell_timeout
        if now < min(last, until):
            continue
        page.end()
        page.ended(None)
        if now >= last:
            return f"the notebook ran longer than {task.notebook_timeout} s"
        if sign:
            return f"a cell ran longer than {task.cell_timeout} s"
        return f"the kernel did not answer within {START_SECONDS} s"
    return ""


def _answer(task: NotebookTask) -> tuple[str, str, tuple[CellOutcome, ...]] | None:
    """How the notebook and its cells ended, None if its process ended before it could say."""
    with suppress(OSError, ValueError):
        answer: dict[str, Any] = json.loads(task.answer.read_bytes())
        return answer["status"], answer["error"], tuple(CellOutcome(**cell) for cell in answer["cells"])
    return None


def _broken_off(task: NotebookTask, late: str) -> tuple[str, str, tuple[CellOutcome, ...]]:
    """Write the notebook of a process that has ended too early, as far as it came."""
    from jjinvest.pipeline.execution.cell_outputs import again, finish

    status, error = ("timeout", late) if late else ("kernel_died", DIED)
    try:
        notebook = again(task)
    except Exception:  # what it was made from is gone, or no notebook
        return status, error, ()
    return finish(task, notebook, status, error)
