"""The process of a page: forked from one that has imported the libraries, or started by itself.

It executes the notebook's cells and writes the executed notebook, then how each cell ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from typing import BinaryIO

from jjinvest.core.plain_text import first_line, words_of_error
from jjinvest.data.kept_computations import SECONDS_LOST, computations_kept, write_kept
from jjinvest.pipeline.execution.cell_outputs import CellOutputs, finish, load
from jjinvest.pipeline.execution.descendants import adopt_orphans
from jjinvest.pipeline.execution.outcomes import CellOutcome
from jjinvest.pipeline.execution.page_shell import shell_of_process
from jjinvest.pipeline.execution.page_task import NotebookTask
from jjinvest.pipeline.execution.processes import end_self, end_with_run


def serve(task: NotebookTask, environment: Mapping[str, str]) -> None:
    """Execute a page in this process, which ends with its run."""
    adopt_orphans()
    end_with_run()
    _redirect(task)
    os.environ.clear()
    os.environ.update(environment)
    _work(task)


def main() -> None:
    """Execute the page whose task is on standard input, which the run closes when it ends.

    The folder for temporary files comes with it: looked for here, a trial file would stay in it if this
    process were ended meanwhile.
    """
    task: NotebookTask
    task, tempfile.tempdir = pickle.load(sys.stdin.buffer)
    given = os.fdopen(os.dup(0), "rb")
    adopt_orphans()
    threading.Thread(target=_end_with, args=(given,), daemon=True).start()
    _redirect(task)
    _work(task)


def _end_with(given: BinaryIO) -> None:
    """Wait until nothing more can be given to this process, which then ends."""
    given.read()
    end_self()


def _work(task: NotebookTask) -> None:
    import numpy

    numpy.random.seed()  # noqa: NPY002 - what a notebook draws unseeded must not be the same in every fork
    if task.prepared:
        from jjinvest.results import handover

        with suppress(OSError):  # without the file the notebook computes its own results
            handover.keep_results(task.root, task.prepared, task.bounds)
    status, error, cells = _executed(task)
    answer = {"status": status, "error": error, "cells": [asdict(cell) for cell in cells]}
    task.answer.write_text(json.dumps(answer), encoding="utf-8")
    os._exit(0)  # at once: threads of its cells may never end


def _executed(task: NotebookTask) -> tuple[str, str, tuple[CellOutcome, ...]]:
    """Execute the notebook and write it; return how it and its cells ended."""
    try:
        outputs = CellOutputs(load(task), task.journal)
    except Exception as failure:  # it is not JSON, has no kernel and so on: the error is recorded
        return "invalid", first_line(words_of_error(failure)), ()
    shell = shell_of_process()
    shell.enter()
    shell.kernel.shell.events.register("post_run_cell", lambda _: write_kept(SECONDS_LOST))
    limited = partial(_memory_limited, task.memory_mb)
    with computations_kept(task.root if task.keeps else None):
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        ended = loop.run_until_complete(
            shell.run(outputs, limited)
        )  # what its cells left running is not waited for
    return finish(task, outputs.nb, *ended)


@contextmanager
def _memory_limited(megabytes: int) -> Iterator[None]:
    """Limit what this process may allocate (Linux)."""
    if not sys.platform.startswith("linux"):
        yield
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    limit = megabytes << 20
    resource.setrlimit(resource.RLIMIT_DATA, (limit if most < 0 else min(limit, most), most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _redirect(task: NotebookTask) -> None:
    """Send the output of C code and of a dying interpreter to a file, not to the terminal."""
    target = os.open(task.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(target, 1)
    os.dup2(target, 2)


if __name__ == "__main__":
    main()
