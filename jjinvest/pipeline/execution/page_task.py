"""What the process of a page is to do, and the files by which it answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class NotebookTask:
    """One notebook to execute with its parameters; all paths are absolute.

    `scratch` is a folder of this task alone, for what is not published. `prepared` and `bounds` are files of
    results for :mod:`jjinvest.results.handover`; `keeps` is whether the page takes over long computations and
    charts of earlier runs, and keeps its own; `memory_mb` limits its memory where the platform can.
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

    @property
    def log(self) -> Path:
        """File for what the process itself writes, which is not the notebook's output."""
        return self.scratch / "kernel.log"

    @property
    def reads(self) -> Path:
        """Log of the data files that the page reads."""
        return self.scratch / "reads.jsonl"

    @property
    def journal(self) -> Path:
        """Journal of what its cells put out."""
        return self.scratch / "journal.jsonl"

    @property
    def answer(self) -> Path:
        """File that says how the notebook and its cells ended."""
        return self.scratch / "answer.json"


def steps(journal: Path) -> Iterator[list[Any]]:
    """Steps of a journal; the last line may have been cut off."""
    with suppress(OSError, ValueError), journal.open("rb") as lines:
        for line in lines:
            yield json.loads(line.decode("utf-8", "replace"))


def last_sign(journal: Path) -> float:
    """When a cell last began or ended (monotonic clock), 0 if none has begun."""
    return max((step[-1] for step in steps(journal) if step[0] in ("begin", "close")), default=0.0)
