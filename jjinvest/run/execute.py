"""Execute one notebook by papermill in a process of its own, and say truthfully how each cell ended."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

VOLATILE = ("papermill", "execution", "widgets")


@dataclass(frozen=True)
class Task:
    """One notebook to execute with its parameters; paths are absolute, no process ever changes its folder."""

    source: Path
    output: Path
    parameters: Mapping[str, Any]
    root: Path
    cell_timeout: int


@dataclass(frozen=True)
class Outcome:
    """How a notebook ended: status as in docs/running.md, first line of the error, seconds, status of each cell."""

    status: str
    error: str
    seconds: float
    cells: tuple[str, ...]


def execute(task: Task) -> Outcome:
    """Run the notebook, write it without timings and paths, and return how it ended."""
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    os.environ["JJINVEST_ROOT"] = str(task.root)
    started, status, error = time.monotonic(), "ok", ""
    sockets = tempfile.TemporaryDirectory(prefix="jj-")
    config = Config()
    if (
        os.name == "posix"
    ):  # no TCP port, no warning about an unencrypted one; a path of its own, or two kernels would share one
        config.KernelManager.transport, config.KernelManager.ip = "ipc", f"{sockets.name}/kernel"
    try:
        papermill.execute_notebook(
            str(task.source), str(task.output), parameters=dict(task.parameters), progress_bar=False,
            execution_timeout=task.cell_timeout, config=config,
        )  # fmt: skip
    except papermill.exceptions.PapermillExecutionError as failure:
        status, error = "failed", f"{failure.ename}: {failure.evalue}".splitlines()[0]
    except CellTimeoutError:
        status, error = "timeout", f"a cell ran longer than {task.cell_timeout} s"
    except DeadKernelError as failure:
        status, error = "kernel_died", str(failure).splitlines()[0]
    except Exception as failure:  # a notebook that is not JSON, no kernel …: named, never swallowed
        status, error = "invalid", f"{type(failure).__name__}: {failure}".splitlines()[0]
    finally:
        sockets.cleanup()
    cells = _finish(task.output, status)
    return Outcome(status, error, time.monotonic() - started, cells)


def _finish(path: Path, status: str) -> tuple[str, ...]:
    """Write the executed notebook canonically and return the true status of each code cell."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError):
        return ()
    cells = cell_statuses(notebook, status)
    path.write_text(nbformat.writes(canonical(notebook)) + "\n", encoding="utf-8")
    return cells


def cell_statuses(notebook: NotebookNode, status: str) -> tuple[str, ...]:
    """Status of each code cell: papermill calls cells ``completed`` that never ran, so outputs and counts decide."""
    found: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type != "code" or "papermill-error-cell-tag" in cell.metadata.get("tags", []):
            continue
        if any(output.output_type == "error" for output in cell.outputs):
            found.append("failed")
        elif cell.execution_count is None:
            found.append("skipped")
        else:
            found.append("ok")
    if status in ("timeout", "kernel_died"):
        ran = [n for n, state in enumerate(found) if state != "skipped"]
        if ran:
            found[ran[-1]] = status
    return tuple(found)


def canonical(notebook: NotebookNode) -> NotebookNode:
    """Drop what differs between two runs of the same inputs: timings, paths, transient metadata."""
    for holder in (notebook, *notebook.cells):
        for key in VOLATILE:
            holder.metadata.pop(key, None)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
    return notebook
