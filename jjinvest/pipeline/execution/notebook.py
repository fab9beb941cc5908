"""Execute one notebook by papermill and record how it and each of its cells ended."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jjinvest.core.light_imports import absent, when_used

# of Hadoop's file system, and of formats in JSON schemas that the schema of notebooks does not name; requests
# is for notebooks on the web
with (
    absent(
        "pyarrow.fs",
        "fqdn",
        "isoduration",
        "rfc3986_validator",
        "rfc3987_syntax",
        "uri_template",
        "webcolors",
    ),
    when_used("requests"),
):
    import nbformat
    import papermill
from jupyter_client.provisioning import KernelProvisionerFactory
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.execute import raise_for_execution_errors
from papermill.translators import PythonTranslator, papermill_translators
from traitlets.config import Config

from jjinvest.core.plain_text import first_line, words_of_error
from jjinvest.data.access_log import READ_LOG_VARIABLE, logged_reads
from jjinvest.pipeline.execution import kernels
from jjinvest.pipeline.execution.descendants import end_marked
from jjinvest.pipeline.execution.leftovers import temporary_folder
from jjinvest.pipeline.execution.outcomes import (
    CellOutcome,
    NotebookOutcome,
    canonical,
    cell_outcomes,
    error_status,
    error_words,
    put_errors_back,
    set_errors_aside,
    unfinished,
    without_half_characters,
)
from jjinvest.pipeline.execution.processes import SYSTEM_ALLOCATOR
from jjinvest.pipeline.storage.notebook_text import notebook_text

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
    keeps: bool = False


class KernelLeftError(Exception):
    """A cell asked the kernel to end, by ``exit`` or ``quit``: cells after it may run or not."""


class ReadableTranslator(PythonTranslator):  # type: ignore[misc]
    """Parameters as Python source in which Chinese stays Chinese."""

    @classmethod
    def translate_escaped_str(cls, str_val: object) -> str:
        """Return a string literal; JSON's escapes are Python's."""
        return json.dumps(str(str_val), ensure_ascii=False)


papermill_translators.register("python", ReadableTranslator)


class WriteAtEndManager(NotebookExecutionManager):  # type: ignore[misc]
    """Write the executed notebook once, when it ends, and not before and after each cell.

    One whose cells have all ended, well or with an error, papermill writes itself.
    """

    nb: NotebookNode
    broken_off = False

    def save(self, **kwargs: object) -> None:
        """Write the notebook if papermill will not."""
        if self.broken_off:
            super().save(**kwargs)

    def notebook_complete(self, **kwargs: object) -> None:
        """Close the notebook."""
        self.nb: NotebookNode = without_half_characters(self.nb)
        set_errors_aside(self.nb)
        super().notebook_complete(**kwargs)


class ExecutedNotebook(Exception):
    """All cells have ended well; ends papermill, which would write the notebook for it to be read again."""

    def __init__(self, notebook: NotebookNode) -> None:
        super().__init__()
        self.notebook = notebook


class SuiteEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine, except that it writes only a notebook that failed, once."""

    @classmethod
    def execute_notebook(
        cls, nb: NotebookNode, kernel_name: str, output_path: str, **options: Any
    ) -> NotebookNode:
        """Execute a notebook as papermill does.

        Raises
        ------
        ExecutedNotebook
            With the notebook, if no cell failed.
        """
        manager = WriteAtEndManager(nb, output_path=output_path, progress_bar=False)
        for name in ("progress_bar", "autosave_cell_every"):
            options.pop(name, None)
        manager.notebook_start()
        try:
            cls.execute_managed_notebook(manager, kernel_name, **options)
        except BaseException:
            manager.broken_off = True
            raise
        finally:
            manager.notebook_complete()
        raise_for_execution_errors(manager.nb, output_path)
        raise ExecutedNotebook(manager.nb)


papermill_engines.register(ENGINE, SuiteEngine)


def execute(task: NotebookTask) -> NotebookOutcome:
    """Run the notebook, write it without timings and paths, and return how it ended.

    Where an event loop runs, as in Jupyter, it is done in a thread of its own.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _execute(task)
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(_execute, task).result()


def _execute(task: NotebookTask) -> NotebookOutcome:
    started, status, error = time.monotonic(), "ok", ""
    executed: NotebookNode | None = None
    task.scratch.mkdir(parents=True, exist_ok=True)
    reads = task.scratch / "reads.jsonl"
    with tempfile.TemporaryDirectory(
        prefix="jj-", dir=temporary_folder(), ignore_cleanup_errors=True
    ) as sockets:
        settings = kernels.KernelSettings(
            task.root,
            {"JJINVEST_ROOT": str(task.root), READ_LOG_VARIABLE: str(reads), **SYSTEM_ALLOCATOR},
            task.scratch / "kernel.log",
            task.memory_mb,
            task.warm,
            task.prepared,
            task.bounds,
            patience=task.cell_timeout,
            sockets=Path(sockets),
            keeps=task.keeps,
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
        except ExecutedNotebook as end:
            executed = end.notebook
        except papermill.exceptions.PapermillExecutionError as failure:
            status, error = error_status(failure.ename), error_words(failure)
        except KernelLeftError as failure:
            status, error = "failed", str(failure)
        except CellTimeoutError:
            status, error = "timeout", f"a cell ran longer than {task.cell_timeout} s"
        except kernels.KernelSilentError as failure:
            status, error = "timeout", str(failure)
        except (DeadKernelError, kernels.KernelDiedError) as failure:
            status, error = "kernel_died", first_line(failure)
            if watch.finished.is_set():
                status, error = "timeout", f"the notebook ran longer than {task.notebook_timeout} s"
        except (
            Exception
        ) as failure:  # a notebook that is not JSON, no kernel and so on: the error is recorded
            status, error = "invalid", first_line(words_of_error(failure))
        finally:
            watch.cancel()
            _close_loop()
            end_marked(f"{READ_LOG_VARIABLE}={reads}")
    status, error, cells = _finish(task.output, executed, status, error)
    return NotebookOutcome(status, error, time.monotonic() - started, cells, logged_reads(reads))


def _close_loop() -> None:
    """End the tasks that nbclient left in this thread, such as the reader of a dead kernel."""
    loop = ensure_event_loop()
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:  # without any, gather would ask for the thread's current loop, which asyncio.run takes away
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


def _refuse_to_leave(*, execute_reply: Mapping[str, Any], **_: object) -> None:
    """Stop the notebook if its cell asked the kernel to end."""
    if any(each.get("source") == "ask_exit" for each in execute_reply["content"].get("payload", [])):
        raise KernelLeftError("exit: a cell ended the kernel")


def _config(settings: kernels.KernelSettings, sockets: str) -> Config:
    """Return nbclient's configuration: kernels of this suite, ended at once, without TCP ports on POSIX."""
    KernelProvisionerFactory.instance().default_provisioner_name = kernels.PROVISIONER
    config = Config()
    config.SuiteProvisioner.settings = settings
    config.NotebookClient.shutdown_kernel = "immediate"
    config.KernelManager.connection_file = f"{sockets}/connection.json"
    config.NotebookClient.iopub_timeout = settings.patience
    config.NotebookClient.on_cell_executed = _refuse_to_leave
    config.NotebookClient.extra_arguments = [
        # what the process itself writes goes to its log: in the notebook its place would be random
        "--IPKernelApp.capture_fd_output=False",
        # nobody looks for the cells of a run in the history of the user's own sessions
        "--HistoryManager.enabled=False",
    ]
    config.AsyncKernelManager.client_class = f"{kernels.__name__}.{kernels.RunClient.__name__}"
    if (
        os.name == "posix"
    ):  # no warning about an unencrypted port; a path of its own, or two kernels would share one
        config.KernelManager.transport, config.KernelManager.ip = "ipc", f"{sockets}/kernel"
    return config


def _finish(
    path: Path, executed: NotebookNode | None, status: str, error: str
) -> tuple[str, str, tuple[CellOutcome, ...]]:
    """Write the executed notebook canonically; return how it ended, and each of its code cells.

    One that failed is read from where papermill wrote it.
    """
    try:
        notebook = nbformat.read(path, as_version=4) if executed is None else executed
    except (OSError, ValueError):
        return (status, error, ()) if status != "ok" else ("failed", f"没有写出 not written: {path.name}", ())
    put_errors_back(notebook)
    cells = cell_outcomes(notebook, status, error)
    if status == "ok" and (reason := unfinished(notebook, cells)):
        status, error = "failed", reason
    path.write_text(notebook_text(canonical(notebook, cells)) + "\n", encoding="utf-8")
    return status, error, cells
