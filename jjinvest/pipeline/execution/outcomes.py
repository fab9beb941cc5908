"""How a notebook and each of its cells ended, and the executed notebook without what differs between runs.

papermill marks cells that never began as ``completed`` and takes ``sys.exit()`` for success, so outputs,
start times and tags decide here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jjinvest.core.plain_text import first_line, plain_text, without_words
from jjinvest.pipeline.storage.executed_notebook import NotebookNode

ERROR_MARKER = "papermill-error-cell-tag"
SKIPPED_TAG, RAISES_TAG = "skip-execution", "raises-exception"
"""Tags of cells that are not executed, and of cells that may raise an error."""
TOO_MUCH_OUTPUT = "too_much_output"
"""Status of a cell that put out more than it may."""
_RAISED = "jjinvest-raised"
_KERNEL_FILE = re.compile(r"[^\s'\"(<]{0,300}ipykernel_\d+[/\\](?P<name>\d+\.py)")


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


def cell_outcomes(notebook: NotebookNode, status: str, error: str) -> tuple[CellOutcome, ...]:
    """Return how each code cell ended, where `status` and `error` are those of the notebook."""
    cells = []
    for cell in code_cells(notebook):
        failures = [output for output in cell.outputs if output.output_type == "error"]
        if has_tag(cell, SKIPPED_TAG):
            one, message = "skipped", ""
        elif failures:
            one, message = error_status(failures[0].ename), error_words(failures[0])
            one = "ok" if has_tag(cell, RAISES_TAG) else one
        else:
            one, message = "ok" if cell.metadata.get("papermill", {}).get("start_time") else "skipped", ""
        cells.append(CellOutcome(one, _seconds(cell), message))
    ran = [n for n, cell in enumerate(cells) if cell.status != "skipped"]
    unnamed = status == "failed" and all(cell.status in ("ok", "skipped") for cell in cells)
    if ran and (status in ("timeout", "kernel_died", "interrupted", TOO_MUCH_OUTPUT) or unnamed):
        cells[ran[-1]] = CellOutcome(status, cells[ran[-1]].seconds, error)
    return tuple(cells)


def unfinished(notebook: NotebookNode, cells: tuple[CellOutcome, ...]) -> str:
    """Return why a notebook that papermill holds to be good is not: a cell failed or never ran; else ""."""
    for cell, ended in zip(code_cells(notebook), cells, strict=True):
        if ended.status not in ("ok", "skipped"):
            return ended.error or ended.status
        if ended.status == "skipped" and not has_tag(cell, SKIPPED_TAG):
            return "有单元格没有执行 a cell was never executed"
    return ""


def error_status(name: object) -> str:
    """Status of a cell whose error has a name."""
    return "out_of_memory" if str(name).endswith("MemoryError") else "failed"


def error_words(error: Any) -> str:
    """Name and first line of an error."""
    text = first_line(error.evalue)
    return first_line(f"{error.ename}: {text}" if text else without_words(error.ename, _raised_at(error)))


def _raised_at(error: Any) -> str:
    """Last place of a traceback as IPython writes it: file, line and function."""
    lines = plain_text("\n".join(getattr(error, "traceback", None) or ()))
    places = re.findall(r"File ([^\s:]+):(\d+), in ([\w.]+)|(Cell In\[\d+\], line \d+)", lines)
    if not places:
        return ""
    path, line, function, cell = places[-1]
    return cell or f"{path.replace(chr(92), '/').rpartition('/')[2]}:{line}, {function}"


def has_tag(cell: NotebookNode, tag: str) -> bool:
    """Whether a cell has a tag."""
    return tag in cell.metadata.get("tags", [])


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Code cells of a notebook but for those that papermill adds to show an error."""
    return [c for c in notebook.cells if c.cell_type == "code" and not has_tag(c, ERROR_MARKER)]


def set_errors_aside(notebook: NotebookNode) -> None:
    """Move the errors of cells that may raise to their metadata, since papermill raises for every error."""
    for cell in _may_raise(notebook):
        errors = [output for output in cell.outputs if output.output_type == "error"]
        cell.metadata[_RAISED] = errors
        cell.outputs = [output for output in cell.outputs if output.output_type != "error"]


def put_errors_back(notebook: NotebookNode) -> None:
    """Undo :func:`set_errors_aside`."""
    for cell in _may_raise(notebook):
        cell.outputs = [*cell.outputs, *cell.metadata.pop(_RAISED, [])]


def _may_raise(notebook: NotebookNode) -> Iterator[NotebookNode]:
    return (cell for cell in code_cells(notebook) if has_tag(cell, RAISES_TAG))


def _seconds(cell: NotebookNode) -> float:
    return round(float(cell.metadata.get("papermill", {}).get("duration") or 0.0), 3)


def without_half_characters(value: Any) -> Any:
    """Return a notebook, or a part of one, whose texts a file in UTF-8 can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8") if not value.isascii() else value
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for place, part in places:
        if not isinstance(part, str):
            without_half_characters(part)
        elif not part.isascii() and (whole := without_half_characters(part)) != part:
            value[place] = whole
    return value


def canonical(notebook: NotebookNode, cells: tuple[CellOutcome, ...]) -> NotebookNode:
    """Drop what differs between runs of the same inputs; papermill's metadata keep how each cell ended."""
    for holder in (notebook, *notebook.cells):
        for key in ("papermill", "execution", "widgets"):
            holder.metadata.pop(key, None)
    words = {"ok": "completed", "skipped": "pending"}
    for cell, ended in zip(code_cells(notebook), cells, strict=True):
        status = words.get(ended.status, "failed")
        cell.metadata.papermill = {"exception": status == "failed", "status": status}
        cell.outputs = _ordered(cell.outputs)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
    return notebook


def _ordered(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """What a cell prints before what it shows: threads may write both streams in any order.

    The path of the kernel's temporary file, which holds its process number, is cut to the file's name.
    """
    texts = {"stdout": "", "stderr": ""}
    others = []
    for output in outputs:
        if output.output_type == "stream" and output.name in texts:
            texts[output.name] += _masked(output.text)
            continue
        if output.output_type == "error":
            output.evalue = _masked(output.evalue)
            output.traceback = [_masked(line) for line in output.traceback]
        others.append(output)
    return [*(NotebookNode(output_type="stream", name=n, text=t) for n, t in texts.items() if t), *others]


def _masked(text: str) -> str:
    return _KERNEL_FILE.sub(r"\g<name>", text) if "ipykernel_" in text else text
