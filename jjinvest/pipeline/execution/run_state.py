"""State of one run (a period of a district): its work folder, the outcomes so far, and its records."""

from __future__ import annotations

import shutil
import time
from dataclasses import asdict, dataclass, field
from datetime import datetime

from filelock import FileLock

from jjinvest.core.environment import package_digest
from jjinvest.core.plain_text import first_line
from jjinvest.pipeline.execution.outcomes import CellOutcome, NotebookOutcome
from jjinvest.pipeline.execution.page_task import NotebookTask
from jjinvest.pipeline.execution.prefetch import PREPARED_FOLDER
from jjinvest.pipeline.execution.prepare import Prepared
from jjinvest.pipeline.planning.cache import store_entry
from jjinvest.pipeline.planning.plan import Page, PagePlan, RunPlan
from jjinvest.pipeline.storage import manifest
from jjinvest.pipeline.storage.atomic import json_bytes, write_bytes
from jjinvest.pipeline.storage.history import PastRun, start_key

SCRATCH = ".scratch"


@dataclass
class RunState:
    """A run that has begun and holds the lock of its period.

    `broken` is the first error in writing its files: such a run ends as soon as none of its notebooks is
    running.
    """

    plan: RunPlan
    lock: FileLock
    started: datetime
    clock: float
    ready: Prepared
    outcomes: dict[Page, NotebookOutcome] = field(default_factory=dict)
    broken: str = ""

    @property
    def seconds(self) -> float:
        """Seconds since the start, by a clock that does not step back."""
        return time.monotonic() - self.clock

    @property
    def complete(self) -> bool:
        """Whether every notebook has ended."""
        return len(self.outcomes) == len(self.plan.pages)

    @property
    def failures(self) -> dict[Page, NotebookOutcome]:
        """Notebooks that are not ok."""
        return {page: outcome for page, outcome in self.outcomes.items() if outcome.status != "ok"}

    @property
    def blocking(self) -> dict[Page, NotebookOutcome]:
        """Notebooks that are not ok and keep the run from being published: all but drafts."""
        return {page: outcome for page, outcome in self.failures.items() if not page.draft}

    def task(self, planned: PagePlan, *, warm: bool) -> NotebookTask:
        """Return the task of executing a page, with the notebook as it was when the run was planned."""
        plan, page, limits = self.plan, planned.page, self.plan.parameters
        scratch = plan.work / SCRATCH / str(page)
        scratch.mkdir(parents=True)
        source = scratch / "source.ipynb"
        source.write_bytes(planned.source)
        return NotebookTask(
            source,
            plan.work / page.file("ipynb"),
            scratch,
            planned.parameters.injected(),
            plan.root,
            limits.cell_timeout,
            limits.notebook_timeout,
            limits.memory_mb,
            warm,
            self.ready.results,
            self.ready.bounds,
            not plan.forced,
        )

    def checked(self, outcome: NotebookOutcome) -> NotebookOutcome:
        """Return the outcome, invalid if the notebook read other data than the run was prepared with."""
        for file, digest in (outcome.data or {}).items():
            if self.ready.files.get(file, digest) != digest and outcome.status == "ok":
                changed = f"数据在运行中变了 data changed during the run: {file}"
                return NotebookOutcome("invalid", changed, outcome.seconds, outcome.cells, outcome.data)
        return outcome

    def reuse(self, planned: PagePlan) -> None:
        """Take the executed notebook of an earlier run."""
        entry = planned.entry
        assert entry is not None
        (self.plan.work / planned.page.file("ipynb")).write_bytes(entry.content)
        cells = tuple(CellOutcome(**cell) for cell in entry.cells)
        self.outcomes[planned.page] = NotebookOutcome("ok", "", entry.seconds, cells, entry.data, reused=True)

    def keep(self, planned: PagePlan, outcome: NotebookOutcome) -> None:
        """Record how a notebook ended; cache it for later runs, unless the package has changed since."""
        plan, page = self.plan, planned.page
        self.outcomes[page] = outcome
        if outcome.status == "ok" and planned.inputs["package"] == package_digest():
            store_entry(
                plan.cache,
                page.file("json"),
                (plan.work / page.file("ipynb")).read_bytes(),
                planned.inputs,
                outcome.data or {},
                tuple(asdict(cell) for cell in outcome.cells),
                outcome.seconds,
            )
        manifest.log_event(
            plan.work,
            "notebook",
            notebook=page.notebook,
            language=page.language,
            status=outcome.status,
            error=outcome.error,
            seconds=round(outcome.seconds, 2),
        )

    def past(self, state: str, pages: str, error: str) -> PastRun:
        """Return what the history keeps of this run."""
        plan, first = self.plan, first_line(error)
        return PastRun(plan.district, plan.folder, start_key(self.started), state, pages, self.seconds, first)

    def forget_prepared(self) -> None:
        """Remove the prepared results: they can be computed again and are no part of the run."""
        shutil.rmtree(self.plan.work / PREPARED_FOLDER, ignore_errors=True)

    def record(self, status: str, error: str) -> None:
        """Write how the run ended; run.json is the last file of its folder."""
        manifest.log_event(self.plan.work, "finished", status=status, error=error)
        content = manifest.manifest_content(
            self.plan,
            self.outcomes,
            status=status,
            error=error,
            started=self.started,
            seconds=self.seconds,
            files=manifest.file_hashes(self.plan.work),
        )
        write_bytes(self.plan.work / manifest.MANIFEST_FILE, json_bytes(content))
