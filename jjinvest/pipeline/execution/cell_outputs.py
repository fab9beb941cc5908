"""An executed notebook in the making: read with its parameters, filled cell by cell, written without times.

Outputs are merged, replaced and cleared as nbclient does. Each step is also a line of a journal, from which
the notebook is made again where its process has ended before it was written.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
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
    import papermill
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from jupyter_client.session import Session, json_packer, json_unpacker
from nbclient import NotebookClient
from nbformat import NotebookNode
from papermill.execute import raise_for_execution_errors, remove_error_markers
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from papermill.translators import PythonTranslator, papermill_translators

from jjinvest.pipeline.execution.outcomes import (
    SKIPPED_TAG,
    CellOutcome,
    canonical,
    cell_outcomes,
    error_status,
    error_words,
    has_tag,
    put_errors_back,
    set_errors_aside,
    unfinished,
    without_half_characters,
)
from jjinvest.pipeline.execution.page_task import NotebookTask, last_sign, steps
from jjinvest.pipeline.storage.notebook_text import notebook_text

PARTS = {
    "stream": ("name", "text"),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
    "error": ("ename", "evalue", "traceback"),
}
"""What an output of each kind holds."""
MOST_OUTPUT_MB = 64
"""What a cell may put out, hundreds of times the largest page: one that never stops would fill the disk."""
TOO_MUCH = f"一个单元格的输出超过 a cell put out more than {MOST_OUTPUT_MB} MB"


class ReadableTranslator(PythonTranslator):  # type: ignore[misc]
    """Parameters as Python source in which Chinese stays Chinese."""

    @classmethod
    def translate_escaped_str(cls, str_val: object) -> str:
        """Return a string literal; JSON's escapes are Python's."""
        return json.dumps(str(str_val), ensure_ascii=False)


papermill_translators.register("python", ReadableTranslator)


def load(task: NotebookTask) -> NotebookNode:
    """Read a notebook and put its parameters in, as papermill does.

    Raises
    ------
    ValueError
        If it is no notebook, or not one of Python.
    """
    notebook = load_notebook_node(str(task.source))
    if task.parameters:
        notebook = parameterize_notebook(notebook, dict(task.parameters))
    name = notebook.metadata.get("kernelspec", {}).get("name", "")
    if name != NATIVE_KERNEL_NAME and KernelSpecManager().get_kernel_spec(name).language != "python":
        raise ValueError(f"不是 Python 笔记本 no notebook of Python: {name}")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.update(execution_count=None, outputs=[])
    return remove_error_markers(notebook)


class TooMuchOutputError(RuntimeError):
    """A cell has put out more than :data:`MOST_OUTPUT_MB`: the cell itself meets this error."""


class CellOutputs(NotebookClient):  # type: ignore[misc]
    """What the cells of a notebook put out, in the notebook and, step by step, in a journal."""

    def __init__(self, notebook: NotebookNode, journal: Path | None = None) -> None:
        super().__init__(notebook)
        self.clear_before_next_output = False
        self.for_shell: list[dict[str, Any]] = []
        """What widgets answer, which the shell gets when their cell has ended."""
        self.kc = SimpleNamespace(
            session=Session(), shell_channel=SimpleNamespace(send=self.for_shell.append)
        )
        self.too_much = False
        """Whether a cell has put out more than it may, whatever it made of the error."""
        self._put_out = 0
        self._place = -1
        self._request = ""
        self._lock = threading.RLock()
        self._journal = None if journal is None else journal.open("ab", buffering=0)

    def begin(self, place: int, request: str, count: int | None) -> None:
        """Begin a cell, which the shell counts and gives an id of its own."""
        self._put_out = 0
        self._step("begin", place, request, count, time.monotonic())

    def add(self, request: str, kind: str, content: dict[str, Any]) -> None:
        """Add an output to the cell that is executed, unless it is of another cell, which has ended.

        Raises
        ------
        TooMuchOutputError
            If the cell has put out more than it may. What it raises is added in any case.
        """
        if request != self._request:
            return
        line = json_packer(["add", request, kind, content])
        self._put_out += len(line)
        if kind != "error" and self._put_out > MOST_OUTPUT_MB << 20:
            self.too_much = True
            raise TooMuchOutputError(TOO_MUCH)
        self._take(line)

    def close(self, seconds: float, *, failed: bool) -> None:
        """End the cell that is executed."""
        self._step("close", seconds, failed, time.monotonic())

    def _step(self, *step: Any) -> None:
        self._take(json_packer(list(step)))

    def _take(self, line: bytes) -> None:
        """Write a step to the journal and carry it out, with values that a cell cannot change any more."""
        with self._lock:
            if self._journal is not None:
                with suppress(OSError):  # it is needed only if this process is ended
                    self._journal.write(line + b"\n")
            self._carry_out(*json_unpacker(line))

    def _carry_out(self, step: str, *values: Any) -> None:
        getattr(self, f"_{step}")(*values)

    def _begin(self, place: int, request: str, count: int | None, _: float) -> None:
        self._place, self._request = place, request
        cell = self.nb.cells[place]
        cell.metadata["papermill"] = {"start_time": True}
        if count is not None:
            cell.execution_count = count

    def _add(self, request: str, kind: str, content: dict[str, Any]) -> None:
        message = {
            "header": {"msg_type": kind},
            "msg_type": kind,
            "parent_header": {"msg_id": request},
            "content": content,
            "buffers": [],
        }
        self.process_message(message, self.nb.cells[self._place], self._place)

    def _close(self, seconds: float, failed: bool, _: float) -> None:
        cell = self.nb.cells[self._place]
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.text = "".join(output.text)
        cell.metadata["papermill"].update(duration=seconds, exception=failed)
        self._request, self.clear_before_next_output = "", False

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """Add an output as nbclient does, but without comparing each with the schema of notebooks."""
        kind, content = msg["msg_type"], msg["content"]
        if kind not in PARTS or self.output_hook_stack[msg["parent_header"]["msg_id"]]:
            of_a_widget: NotebookNode | None = super().output(outs, msg, display_id, cell_index)
            return of_a_widget
        if self.clear_before_next_output:
            outs.clear()
            self.clear_display_id_mapping(cell_index)
            self.clear_before_next_output = False
        if kind == "stream" and outs and outs[-1].get("name") == content["name"]:
            outs[-1].text.append(content["text"])  # joined when the cell ends
            return None
        if display_id:
            self._display_id_map.setdefault(display_id, {}).setdefault(cell_index, []).append(len(outs))
        output = NotebookNode(output_type=kind, **{name: content[name] for name in PARTS[kind]})
        if kind == "stream":
            output.text = [output.text]
        outs.append(output)
        return output


def is_executed(cell: NotebookNode) -> bool:
    """Whether a cell has code that is to be executed."""
    return cell.cell_type == "code" and bool(cell.source.strip()) and not has_tag(cell, SKIPPED_TAG)


def again(task: NotebookTask) -> NotebookNode:
    """Return the notebook as far as its process has come."""
    outputs = CellOutputs(load(task))
    for step in steps(task.journal):
        outputs._carry_out(*step)
    if outputs._request:
        outputs._close(time.monotonic() - last_sign(task.journal), False, 0.0)
    return outputs.nb


def finish(
    task: NotebookTask, notebook: NotebookNode, status: str, error: str
) -> tuple[str, str, tuple[CellOutcome, ...]]:
    """Write the executed notebook canonically; return how it ended, and each of its code cells."""
    notebook = without_half_characters(notebook)
    set_errors_aside(notebook)
    if status == "ok":
        try:
            raise_for_execution_errors(notebook, str(task.output))
        except papermill.exceptions.PapermillExecutionError as failure:
            status, error = error_status(failure.ename), error_words(failure)
    put_errors_back(notebook)
    cells = cell_outcomes(notebook, status, error)
    if status == "ok" and (reason := unfinished(notebook, cells)):
        status, error = "failed", reason
    task.output.write_text(notebook_text(canonical(notebook, cells)) + "\n", encoding="utf-8")
    return status, error, cells
