"""Console display of a run: a live bar on a terminal, else one line per event, and a closing table."""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TextIO, cast

from jjinvest.core.plain_text import plain_text
from jjinvest.pipeline.monitoring.log_files import rotate

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from jjinvest.pipeline.execution.outcomes import NotebookOutcome
    from jjinvest.pipeline.planning.plan import Page, RunPlan


@dataclass(frozen=True)
class SummaryRow:
    """One row of the closing table: how a run ended, with its exit code and what went wrong."""

    district: str
    period: str
    state: str
    pages: str
    seconds: float
    place: str
    code: int = 0
    problem: str = ""


class TeeStream(io.TextIOBase):
    """A stream whose text also goes to a file; errors of that file are ignored."""

    def __init__(self, stream: TextIO, path: Path) -> None:
        self._stream, self._path = stream, path

    def isatty(self) -> bool:
        """Whether the stream is a terminal."""
        return self._stream.isatty()

    def write(self, text: str) -> int:
        """Write to the stream and to the file."""
        with suppress(OSError), self._path.open("a", encoding="utf-8", errors="replace") as file:
            file.write(text)
        return self._stream.write(text)

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()


@dataclass
class Display:
    """Show the progress of a run: with a bar on a terminal, else in lines."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    lines: list[SummaryRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _bar: Progress | None = None
    _task: TaskID | None = None
    _running: list[str] = field(default_factory=list)

    @classmethod
    def logged(cls, path: Path | None) -> Display:
        """Return a display that also writes to a log, with the time at its head; a full log is renamed."""
        if path is None:
            return cls()
        rotate(path)
        rotate(path.with_suffix(".err"))
        with suppress(OSError), path.open("a", encoding="utf-8") as file:
            file.write(f"\n=== {datetime.now().astimezone().isoformat(timespec='seconds')}\n")
        return cls(cast(TextIO, TeeStream(sys.stdout, path)), cast(TextIO, TeeStream(sys.stderr, path)))

    def __enter__(self) -> Display:
        if self.out.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.description}"),
                console=Console(file=self.out),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task("", total=0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def write(self, text: str) -> None:
        """Print a line above the bar."""
        text = plain_text(text)
        if self._bar is not None:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            print(text, file=self.out, flush=True)

    def problem(self, text: str) -> None:
        """Print what went wrong, on the error stream, and keep it."""
        text = plain_text(text)
        self.problems.append(text)
        print(text, file=self.err, flush=True)

    def explain(self, plan: RunPlan) -> None:
        """Show for each notebook whether it is executed or reused, and why."""
        for planned in plan.pages:
            verb = "执行 execute" if planned.entry is None else "沿用 reuse  "
            self.write(f"  {verb}  {planned.page}：{planned.reason}")

    def run_started(self, plan: RunPlan) -> None:
        """Show that a run begins."""
        execute = sum(planned.entry is None for planned in plan.pages)
        self.write(
            f"{plan.name}，截至 as of {plan.parameters.as_of}：{len(plan.pages)} 个页面 pages"
            + (f"，其中 {len(plan.pages) - execute} 个沿用 reused" if execute < len(plan.pages) else "")
        )
        if gone := plan.languages_given_up:
            made = dict.fromkeys(planned.page.language for planned in plan.pages)
            self.write(
                f"注意：已发布的 {'、'.join(gone)} 页面本次不做，发布后就没有了 "
                "published pages that this run takes away；要保留 to keep them: "
                f"--lang {','.join([*made, *gone])}"
            )
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, total=(self._bar.tasks[0].total or 0) + execute)

    def notebook_started(self, plan: RunPlan, page: Page) -> None:
        """Show that a notebook begins."""
        self._running.append(f"{plan.name} {page}")
        self._describe()

    def notebook_ended(self, plan: RunPlan, page: Page, outcome: NotebookOutcome, done: int) -> None:
        """Show how a notebook ended."""
        name = f"{plan.name} {page}"
        if name in self._running:
            self._running.remove(name)
        if self._bar is None or outcome.status != "ok":
            self.write(f"[{done}/{len(plan.pages)}] {outcome.status:<7} {page} {outcome.seconds:.1f} s")
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task)
        self._describe()

    def _describe(self) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description="、".join(self._running))

    def run_ended(self, line: SummaryRow) -> None:
        """Keep how a run ended for the closing table."""
        self.lines.append(replace(line, problem=plain_text(line.problem)))

    def summary(self) -> None:
        """Print the closing table: one row per run."""
        from rich.console import Console
        from rich.table import Table

        self.__exit__(None, None, None)
        if not self.lines:
            return
        table = Table(box=None, pad_edge=False)
        for heading in ("地区与期间 run", "结果 result", "页面 pages", "秒 s"):
            table.add_column(heading, justify="right" if heading.startswith(("页面", "秒")) else "left")
        for line in self.lines:
            table.add_row(f"{line.district} {line.period}", line.state, line.pages, f"{line.seconds:.1f}")
        width = None if self.out.isatty() else 120
        Console(file=self.out, width=width, highlight=False, markup=False).print(table)
        for line in self.lines:
            if line.place:
                print(line.place, file=self.out, flush=True)
