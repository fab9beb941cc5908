"""The work of `run --due`, and what is reported when something failed or is missing: notes, hook, page."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from jjinvest.cli.runs import parse_today

if TYPE_CHECKING:
    from jjinvest.pipeline.monitoring.progress import Display
    from jjinvest.pipeline.planning.due import DueRuns
    from jjinvest.pipeline.planning.plan import RunRequest


def run_due(
    request: RunRequest,
    display: Display,
    *,
    today: str | None,
    explain: bool,
    dry_run: bool,
    on_failure: str | None,
    everyone: bool,
) -> int:
    """Run what is due and return the exit code of docs/running.md; only one `run --due` works at a time."""
    from filelock import FileLock, Timeout

    from jjinvest.core.errors import ParameterError
    from jjinvest.pipeline.execution import engine
    from jjinvest.pipeline.monitoring.error_log import internal_error
    from jjinvest.pipeline.planning.due import due, unfilled

    root, lock = request.root, FileLock(request.root / "outputs" / ".locks" / "due.lock")
    try:
        day = parse_today(today)
        if everyone:
            request = replace(request, districts=(*request.districts, *unfilled(root)))
        if not dry_run:
            Path(lock.lock_file).parent.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=-1 if request.wait else 0)
        due_runs = due(request, day)
        _say_due(due_runs, root, day, display)
        request = _only_due(request, due_runs)
        if dry_run:
            return engine.show_plan(request, display) if due_runs.runs else engine.OK
        code = engine.run(request, display, explain=explain) if due_runs.runs else engine.OK
        if everyone and due_runs.runs:
            code = publish_group(request, display, code)
        missing = _update_notes(root, due_runs)
        report_failures(root, display, code, scheduled=True, on_failure=on_failure, missing=missing)
    except Timeout:
        display.problem("另一个 run --due 正在进行 another run --due is under way")
        return engine.LOCKED
    except KeyboardInterrupt:
        return _not_begun(root, display, "被中断 interrupted", engine.INTERRUPTED, on_failure)
    except (ParameterError, OSError) as error:
        return _not_begun(root, display, str(error), engine.INVALID, on_failure)
    except Exception as error:  # the schedule has a note of every end
        return _not_begun(root, display, internal_error(root, error), engine.SOME_FAILED, on_failure)
    finally:
        lock.release()
    # an up-to-date report counts as a success: with invalid input elsewhere, some failed and not all
    return engine.SOME_FAILED if code == engine.INVALID and due_runs.up_to_date else code


def _only_due(request: RunRequest, due_runs: DueRuns) -> RunRequest:
    """Return the request of what is due alone."""
    return replace(
        request,
        only=due_runs.runs,
        districts=tuple(dict.fromkeys(district for district, _ in due_runs.runs)),
        periods=tuple(dict.fromkeys(period for _, period in due_runs.runs)),
    )


def _update_notes(root: Path, due_runs: DueRuns) -> dict[str, str]:
    """Write which data is missing, and clear alerts of what is up to date; return what is newly missing."""
    from jjinvest.pipeline.monitoring import alerts
    from jjinvest.pipeline.publishing.index_page import write_index_page

    before = [alerts.missing_path(root, d).is_file() for d in due_runs.considered]
    new = alerts.update_missing(root, {d: due_runs.missing.get(d, "") for d in due_runs.considered})
    after = [alerts.missing_path(root, d).is_file() for d in due_runs.considered]
    if alerts.clear_alerts(root, due_runs.up_to_date) or new or after != before:
        with suppress(OSError):
            write_index_page(root)
    return new


def _say_due(due_runs: DueRuns, root: Path, day: date, display: Display) -> None:
    """Say what is due, which good reports have contradictions, and which data is missing."""
    from jjinvest.pipeline.monitoring import contradictions

    for text in due_runs.messages:
        display.write(text)
    for district, period in due_runs.up_to_date.items():
        if text := contradictions.noted(root, district).get(period, ""):
            display.problem(text.rstrip())
    for text in due_runs.missing.values():
        display.problem(text)
    if not due_runs.runs:
        display.write(f"没有到期的 nothing is due（{day}）")


def _not_begun(root: Path, display: Display, text: str, code: int, on_failure: str | None) -> int:
    """Report a schedule that could not begin, or not end, its work."""
    display.problem(text)
    report_failures(root, display, code, scheduled=True, on_failure=on_failure)
    return code


def publish_group(request: RunRequest, display: Display, code: int) -> int:
    """Publish the page of all districts after their runs; return the exit code of all together."""
    from jjinvest.pipeline.execution import engine
    from jjinvest.pipeline.execution.exit_codes import OK
    from jjinvest.pipeline.execution.group import publish_group as publish
    from jjinvest.pipeline.publishing.index_page import write_index_page

    if code == engine.INTERRUPTED or not display.lines:
        return code
    before = len(display.lines)
    of_group = publish(request, display)
    for line in display.lines[before:]:
        display.write(f"{line.state}: {line.place}")
    if of_group == OK:
        with suppress(OSError):
            write_index_page(request.root)
    return of_group if code == OK else code


def report_failures(
    root: Path,
    display: Display,
    code: int,
    *,
    scheduled: bool,
    on_failure: str | None,
    missing: dict[str, str] | None = None,
) -> None:
    """Write or remove the alerts and run the command of `--on-failure`; the exit code does not change.

    Parameters
    ----------
    scheduled
        Whether a schedule started the run.
    missing
        Which data of each district is missing, of districts of which that has not been reported yet.
    """
    from jjinvest.pipeline.execution import engine
    from jjinvest.pipeline.monitoring import alerts
    from jjinvest.pipeline.publishing.index_page import write_index_page

    before = alerts.alert_names(root)
    written = alerts.update_alerts(root, display.lines, scheduled=scheduled)
    stuck = code in (engine.SOME_FAILED, engine.INVALID, engine.INTERRUPTED) and not written
    if stuck:
        written = {"": "\n\n".join(display.problems) + "\n"}
    if scheduled:
        alerts.update_schedule_alert(root, written.get("", ""))
    is_failed = bool(written) and not stuck and (scheduled or code != engine.INVALID)
    if is_failed or alerts.alert_names(root) != before:  # of a person's invalid input nothing is written
        with suppress(OSError):
            write_index_page(root)
    if on_failure and (written or missing):
        hook_error = alerts.call_hook(on_failure, root, written, missing or {})
        if hook_error:
            display.problem(
                f"--on-failure 命令未成功 the command of --on-failure did not succeed: {hook_error}"
            )
