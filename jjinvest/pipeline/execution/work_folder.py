"""The folder a run works in: made anew, with the first line of its log."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from jjinvest.core.private_folder import make_owner_only
from jjinvest.pipeline.execution.leftovers import clear_after_killed, own_traces
from jjinvest.pipeline.planning.plan import RunPlan
from jjinvest.pipeline.storage import history, manifest
from jjinvest.pipeline.storage.atomic import remove


def make_work(plan: RunPlan, started: datetime) -> None:
    """Make the folder a run works in, with the first line of its log; note what a killed run left there.

    What cannot be written is reported by the first mandatory write.
    """
    with suppress(OSError):
        history.keep_left(plan.root, plan.district, plan.folder)
        for folder in (plan.work, plan.final, plan.failed):  # it may have been killed when it was in place
            clear_after_killed(folder / manifest.LOG_FILE)
        remove(plan.work)
        make_owner_only(plan.work.parent)
        plan.work.mkdir()
        _log_begin(plan, started)


def ensure_work(plan: RunPlan, started: datetime) -> None:
    """Make the folders of a run that are not there yet.

    Raises
    ------
    OSError
        If one cannot be made.
    """
    for unpublished in plan.unpublished:
        make_owner_only(unpublished)
    plan.work.mkdir(parents=True, exist_ok=True)
    if not (plan.work / manifest.LOG_FILE).exists():
        _log_begin(plan, started)


def _log_begin(plan: RunPlan, started: datetime) -> None:
    manifest.log_event(
        plan.work,
        "started",
        district=plan.district,
        period=plan.folder,
        pages=len(plan.pages),
        started=history.start_key(started),
        **own_traces(),
    )
