"""How the runs of a request end: published, failed or never begun, each with its record, lock and line."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jjinvest.core.errors import JJInvestError
from jjinvest.core.file_hash import file_hash
from jjinvest.data.access_log import release_list
from jjinvest.pipeline.execution.drafts import build_with_drafts
from jjinvest.pipeline.execution.exit_codes import INTERRUPTED, OK, SOME_FAILED
from jjinvest.pipeline.execution.prepare import write_provenance_pages
from jjinvest.pipeline.execution.processes import ProcessEndedError, call
from jjinvest.pipeline.monitoring.contradictions import counted, keep_note, sentences_of
from jjinvest.pipeline.monitoring.error_log import keep_error
from jjinvest.pipeline.monitoring.progress import Display, SummaryRow
from jjinvest.pipeline.storage import history
from jjinvest.pipeline.storage.atomic import remove, swap_folder
from jjinvest.reporting.output_records import provenance_file

if TYPE_CHECKING:
    from jjinvest.pipeline.execution.prefetch import PendingRun
    from jjinvest.pipeline.execution.prepare import Prepared
    from jjinvest.pipeline.execution.run_state import RunState
    from jjinvest.pipeline.publishing.made_pages import MadePages

INVALID_STATE, FAILED_STATE = "输入有误 invalid", "失败 failed"


class RunEnds:
    """Runs from the moment that they have a record to their end, and the exit code of each that has ended."""

    def __init__(self, display: Display, languages: Sequence[str]) -> None:
        self.display = display
        self.languages = languages
        self.codes: list[int] = []
        self.running: list[RunState] = []

    def begin(self, pending: PendingRun, ready: Prepared) -> RunState:
        """State of a run from the moment that it has a record."""
        from jjinvest.pipeline.execution.run_state import RunState

        run_state = RunState(pending.plan, pending.lock, pending.started, pending.clock, ready)
        self.running.append(run_state)
        history.log_start(
            run_state.plan.root, run_state.plan.district, run_state.plan.folder, pending.started
        )
        return run_state

    def publish(self, run_state: RunState) -> None:
        """Publish a run whose notebooks are all ok; keep any other as a failed one."""
        from jjinvest.pipeline.execution.run_state import SCRATCH
        from jjinvest.pipeline.publishing.build import bundle
        from jjinvest.pipeline.publishing.made_pages import MadePages

        plan, error = run_state.plan, ""
        made = MadePages(plan)
        if not run_state.blocking:
            try:
                if left := build_with_drafts(run_state, made):
                    self.display.problem(left)
                self._write_provenance(run_state, made)
            except (JJInvestError, ProcessEndedError) as problem:
                error = str(problem)
                if isinstance(problem, ProcessEndedError) and problem.trace:
                    keep_error(plan.root, problem.trace)
        if run_state.blocking or error:
            self.fail(run_state, "failed", error)
            return
        contradictions = _contradictions(run_state)
        run_state.forget_prepared()
        made.forget_others()
        remove(plan.work / SCRATCH)
        bundle(plan)
        run_state.record("ok", "")
        swap_folder(plan.work, plan.final)
        self._end(run_state, OK, "完成 ok", plan.final / "index.html")
        if noted := keep_note(plan.root, plan.district, plan.folder, contradictions):
            self.display.problem(noted.rstrip())

    def _write_provenance(self, run_state: RunState, made: MadePages) -> None:
        """Write the provenance pages of a run, or take over those of the same facts and data."""
        plan, ready = run_state.plan, run_state.ready

        def write() -> None:
            place = plan.root / "data" / plan.district
            call(
                write_provenance_pages,
                plan.work,
                place,
                ready.everything,
                plan.period,
                plan.parameters.as_of,
                self.languages,
            )

        if not ready.files:  # nothing was prepared: what the pages would rest on is not known
            write()
            return
        _, releases = release_list(plan.root / "data" / plan.district, plan.period)
        made_from = {
            "facts": file_hash(plan.work / "facts.json"),
            "data": {**ready.files, "releases": releases},
            "day": plan.parameters.as_of.isoformat(),
            "languages": list(self.languages),
        }

        def written(path: Path) -> bytes:
            if not path.exists():
                write()
            return path.read_bytes()

        for language in self.languages:
            path = plan.work / provenance_file(language)
            page = made.page({**made_from, "provenance": language}, partial(written, path))
            if not path.exists():
                path.write_bytes(page)

    def fail(self, run_state: RunState, status: str, error: str) -> None:
        """Keep a run as failed or interrupted; what is published stays."""
        plan = run_state.plan
        errors = [
            f"{outcome.status}: {page}: {outcome.error}".removesuffix(": ")
            for page, outcome in run_state.failures.items()
            if outcome.status != "skipped"
        ]
        problem = "\n".join([*errors, *([error] if error else []), f"未发布 nothing published: {plan.name}"])
        self.display.problem(problem)
        run_state.forget_prepared()
        run_state.record(status, error)
        swap_folder(plan.work, plan.failed)
        state, code = FAILED_STATE, SOME_FAILED
        if status == "interrupted":
            state, code = "中断 interrupted", INTERRUPTED
        self._end(run_state, code, state, plan.failed, problem)

    def give_up(self, run_state: RunState) -> None:
        """End a run that an error broke, with as much of a record as can be written."""
        from jjinvest.pipeline.execution.outcomes import NotebookOutcome

        plan = run_state.plan
        run_state.forget_prepared()
        for planned in plan.pages:
            run_state.outcomes.setdefault(planned.page, NotebookOutcome("failed", run_state.broken))
        if run_state not in self.running:  # it had ended before the error
            return
        with suppress(OSError):
            run_state.record("failed", run_state.broken)
        with suppress(OSError):
            swap_folder(plan.work, plan.failed)
        place = plan.work if plan.work.exists() else plan.failed
        self._end(run_state, SOME_FAILED, FAILED_STATE, place, run_state.broken)

    def _end(self, run_state: RunState, code: int, state: str, place: Path, problem: str = "") -> None:
        self.running.remove(run_state)
        pages = f"{len(run_state.outcomes) - len(run_state.failures)}/{len(run_state.plan.pages)}"
        history.log_end(run_state.plan.root, run_state.past(state.rpartition(" ")[2], pages, problem))
        run_state.lock.release()
        name = run_state.plan.district, run_state.plan.folder
        self.close(name, code, state, pages, run_state.seconds, place, problem)

    def close(
        self,
        name: tuple[str, str],
        code: int,
        state: str,
        pages: str = "",
        seconds: float = 0.0,
        place: Path | None = None,
        problem: str = "",
    ) -> None:
        """Note the exit code of a run, and show its line."""
        self.codes.append(code)
        where = "" if place is None else str(place)
        self.display.run_ended(SummaryRow(*name, state, pages, seconds, where, code, problem))


def _contradictions(run_state: RunState) -> list[str]:
    """Each contradiction among the published figures of a run; their number where words cannot be had."""
    plan = run_state.plan
    number = counted(plan.work)
    if not number:
        return []
    with suppress(JJInvestError, ProcessEndedError):
        if found := call(sentences_of, plan.root / "data" / plan.district, plan.parameters.as_of):
            return found
    return [f"共 {number} 处，见 jjinvest check: run it to see them"]
