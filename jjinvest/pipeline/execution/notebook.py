"""Execute one notebook by papermill and record how it and each of its cells ended."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.provisioning import KernelProvisionerFactory
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.translators import PythonTranslator, papermill_translators
from traitlets.config import Config

from jjinvest.data.access_log import READ_LOG_VARIABLE, logged_reads
from jjinvest.pipeline.execution import kernels
from jjinvest.pipeline.execution.processes import SYSTEM_ALLOCATOR

ERROR_MARKER = "papermill-error-cell-tag"
ENGINE = "jjinvest"
KERNEL_START_SECONDS = 60


@dataclass(frozen=True)
class NotebookTask:
    """One notebook to execute with its parameters; all paths are absolute.

    `scratch` is a folder of this task alone, for what is not published.
    """

    source: Path
    output: Path
    scratch: Path
    parameters: Mapping[str, Any]
    root: Path
    cell_timeout: int
    notebook_timeout: int
    memory_mb: int
    warm: bool = True
    prepared: Path | None = None
    bounds: Path | None = None


@dataclass(frozen=True)
class CellOutcome:
    """How a code cell ended; `error` is the first line of its error."""

    status: str
    seconds: float
    error: str = ""


@dataclass(frozen=True)
class NotebookOutcome:
    """How a notebook ended: status as in docs/running.md, first line of the error, data files it read."""

    status: str
    error: str = ""
    seconds: float = 0.0
    cells: tuple[CellOutcome, ...] = ()
    data: Mapping[str, str] | None = None
    reused: bool = False


class ReadableTranslator(PythonTranslator):  # type: ignore[misc]
    """Parameters as Python source in which Chinese stays Chinese."""

    @classmethod
    def translate_escaped_str(cls, str_val: object) -> str:
        """Return a string literal; JSON's escapes are Python's."""
        return json.dumps(str(str_val), ensure_ascii=False)


papermill_translators.register("python", ReadableTranslator)


class WriteAtEndManager(NotebookExecutionManager):  # type: ignore[misc]
    """Write the executed notebook once, when it ends, and not before and after each cell."""

    ended = False

    def save(self, **kwargs: object) -> None:
        """Write the notebook if it has ended."""
        if self.ended:
            super().save(**kwargs)

    def notebook_complete(self, **kwargs: object) -> None:
        """Close the notebook and write it."""
        self.ended = True
        super().notebook_complete(**kwargs)


class SuiteEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine, except that it writes the notebook once."""

    @classmethod
    def execute_notebook(
        cls, nb: NotebookNode, kernel_name: str, output_path: str, **options: Any
    ) -> NotebookNode:
        """Execute a notebook as papermill does."""
        manager = WriteAtEndManager(nb, output_path=output_path, progress_bar=False)
        for name in ("progress_bar", "autosave_cell_every"):
            options.pop(name, None)
        manager.notebook_start()
        try:
            cls.execute_managed_notebook(manager, kernel_name, **options)
        finally:
            manager.notebook_complete()
        return manager.nb


papermill_engines.register(ENGINE, SuiteEngine)


def execute(task: NotebookTask) -> NotebookOutcome:
    """Run the notebook, write it without timings and paths, and return how it ended."""
    started, status, error = time.monotonic(), "ok", ""
    task.scratch.mkdir(parents=True, exist_ok=True)
    reads = task.scratch / "reads.jsonl"
    with tempfile.TemporaryDirectory(prefix="jj-", ignore_cleanup_errors=True) as sockets:
        settings = kernels.KernelSettings(
            task.root,
            {"JJINVEST_ROOT": str(task.root), READ_LOG_VARIABLE: str(reads), **SYSTEM_ALLOCATOR},
            task.scratch / "kernel.log",
            task.memory_mb,
            task.warm,
            task.prepared,
            task.bounds,
        )
        watch = threading.Timer(task.notebook_timeout, kernels.stop, [settings.log])
        watch.start()
        try:
            papermill.execute_notebook(
                str(task.source),
                str(task.output),
                parameters=dict(task.parameters),
                engine_name=ENGINE,
                execution_timeout=task.cell_timeout,
                start_timeout=KERNEL_START_SECONDS,
                config=_config(settings, sockets),
            )
        except papermill.exceptions.PapermillExecutionError as failure:
            status = "out_of_memory" if failure.ename.endswith("MemoryError") else "failed"
            error = _first_line(f"{failure.ename}: {failure.evalue}")
        except CellTimeoutError:
            status, error = "timeout", f"a cell ran longer than {task.cell_timeout} s"
        except DeadKernelError as failure:
            status, error = "kernel_died", _first_line(failure)
            if watch.finished.is_set():
                status, error = "timeout", f"the notebook ran longer than {task.notebook_timeout} s"
        except (
            Exception
        ) as failure:  # a notebook that is not JSON, no kernel and so on: the error is recorded
            status, error = "invalid", _first_line(f"{type(failure).__name__}: {failure}")
        finally:
            watch.cancel()
            _close_loop()
    cells = _finish(task.output, status, error)
    return NotebookOutcome(status, error, time.monotonic() - started, cells, logged_reads(reads))


def _close_loop() -> None:
    """End the tasks that nbclient left in this thread, such as the reader of a dead kernel."""
    loop = ensure_event_loop()
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


def _config(settings: kernels.KernelSettings, sockets: str) -> Config:
    """Return nbclient's configuration: kernels of this suite, ended at once, without TCP ports on POSIX."""
    KernelProvisionerFactory.instance().default_provisioner_name = kernels.PROVISIONER
    config = Config()
    config.SuiteProvisioner.settings = settings
    config.NotebookClient.shutdown_kernel = "immediate"
    config.AsyncKernelManager.client_class = f"{kernels.__name__}.{kernels.FastStartClient.__name__}"
    if (
        os.name == "posix"
    ):  # no warning about an unencrypted port; a path of its own, or two kernels would share one
        config.KernelManager.transport, config.KernelManager.ip = "ipc", f"{sockets}/kernel"
    return config


def _first_line(error: object) -> str:
    return (str(error).splitlines() or [""])[0]


def _finish(path: Path, status: str, error: str) -> tuple[CellOutcome, ...]:
    """Write the executed notebook canonically and return how each code cell ended."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError):
        return ()
    cells = cell_outcomes(notebook, status, error)
    path.write_text(nbformat.writes(canonical(notebook, cells)) + "\n", encoding="utf-8")
    return cells


def cell_outcomes(notebook: NotebookNode, status: str, error: str) -> tuple[CellOutcome, ...]:
    """Return how each code cell ended.

    papermill marks cells that never began as ``completed``, so outputs and start times decide.
    """
    cells = []
    for cell in code_cells(notebook):
        failures = [output for output in cell.outputs if output.output_type == "error"]
        if failures:
            one = "out_of_memory" if failures[0].ename.endswith("MemoryError") else "failed"
            message = _first_line(f"{failures[0].ename}: {failures[0].evalue}")
        else:
            one, message = "ok" if cell.metadata.get("papermill", {}).get("start_time") else "skipped", ""
        cells.append(CellOutcome(one, _seconds(cell), message))
    ran = [n for n, cell in enumerate(cells) if cell.status != "skipped"]
    if status in ("timeout", "kernel_died", "interrupted") and ran:
        cells[ran[-1]] = CellOutcome(status, cells[ran[-1]].seconds, error)
    return tuple(cells)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Code cells of a notebook but for those that papermill adds to show an error."""
    return [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and ERROR_MARKER not in cell.metadata.get("tags", [])
    ]


def _seconds(cell: NotebookNode) -> float:
    return round(float(cell.metadata.get("papermill", {}).get("duration") or 0.0), 3)


def canonical(notebook: NotebookNode, cells: tuple[CellOutcome, ...]) -> NotebookNode:
    """Drop what differs between runs of the same inputs; papermill's metadata keep how each cell ended."""
    for holder in (notebook, *notebook.cells):
        for key in ("papermill", "execution", "widgets"):
            holder.metadata.pop(key, None)
    words = {"ok": "completed", "skipped": "pending"}
    for cell, ended in zip(code_cells(notebook), cells, strict=True):
        status = words.get(ended.status, "failed")
        cell.metadata.papermill = {"exception": status == "failed", "status": status}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
    return notebook
