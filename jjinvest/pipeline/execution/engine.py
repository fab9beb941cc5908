"""Carry out a request: check it, run its plans, update the page of all runs; every end has its exit code."""

from __future__ import annotations

import os

from jjinvest.core.errors import ParameterError
from jjinvest.pipeline.execution.exit_codes import (
    INTERRUPTED,
    INVALID,
    LOCKED,
    NOTHING_STARTED,
    OK,
    SOME_FAILED,
    common_code,
)
from jjinvest.pipeline.execution.scheduler import Scheduler
from jjinvest.pipeline.monitoring.error_log import keep_error
from jjinvest.pipeline.monitoring.progress import Display
from jjinvest.pipeline.planning.ledger_used import notes_before_run
from jjinvest.pipeline.planning.nothing_known import with_something_known
from jjinvest.pipeline.planning.plan import RunRequest, check_request, plan_run

__all__ = ["INTERRUPTED", "INVALID", "LOCKED", "OK", "SOME_FAILED", "default_jobs", "run", "show_plan"]


def run(request: RunRequest, display: Display, *, explain: bool = False) -> int:
    """Carry out a request and return the exit code of docs/running.md."""
    try:
        check_request(request)
        request = with_something_known(request, display.problem)
        suite = Scheduler(request, display, explain=explain)
    except ParameterError as error:  # also a cluster that cannot be reached
        display.problem(f"{error}\n\n{NOTHING_STARTED}")
        return INVALID
    except OSError as error:
        display.problem(f"读不了 cannot read: {error}\n\n{NOTHING_STARTED}")
        return INVALID
    with display:
        codes = suite.run()
    _update_index(request, display)
    display.summary()
    return common_code(codes)


def show_plan(request: RunRequest, display: Display) -> int:
    """Print what a request would do, and do nothing."""
    try:
        check_request(request)
        request = with_something_known(request, display.problem)
        for district, period in request.runs:
            plan = plan_run(request, district, period)
            display.write(f"{plan.name}，截至 as of {plan.parameters.as_of} → {plan.final}")
            for note in notes_before_run(plan, request.periods):
                display.write(note)
            display.explain(plan)
    except (ParameterError, OSError) as error:
        display.problem(str(error))
        return INVALID
    return OK


def _update_index(request: RunRequest, display: Display) -> None:
    """Update the index page, unless no run has begun."""
    if all(line.code in (INVALID, LOCKED) or line.state.startswith("未变") for line in display.lines):
        return
    from jjinvest.pipeline.publishing.index_page import write_index_page

    try:
        write_index_page(request.root)
    except Exception as error:  # the reports are as they were
        place = "" if isinstance(error, OSError) else keep_error(request.root, error)
        display.problem(f"总页未更新 the page of all runs is not up to date: {error} {place}".rstrip())


def default_jobs() -> int:
    """One notebook a core."""
    return max(1, os.cpu_count() or 1)
