"""Random kills: any process of a run, at any moment of it."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from benchmarks.faults.processes import forked, its_server, itself, send
from benchmarks.faults.trial import DISTRICT, FAILED, KILLED, PERIOD, Case, Fault, copied, problems, until
from jjinvest.pipeline.storage.history import history
from tests.fixtures.project import Project

VICTIMS = {"run": itself, "server": its_server, "forked process": forked}
ATTEMPTS = 4


def length(good: Project, folder: Path) -> float:
    """Return how many seconds a run takes when nobody is killed; half of them have nothing prepared."""
    case = copied(good, folder)
    _slow(case, empty=True)
    began = time.monotonic()
    case.run(by_hand=False)
    return time.monotonic() - began


def kill_problems(number: int, seconds: float, good: Project, folder: Path) -> tuple[str, list[str]]:
    """Return a random kill and what was not right; the run ends well where nothing it needed was lost.

    A run that is over before anybody could be killed is no trial: the kill comes earlier in another one.
    """
    draw = random.Random(number)
    kind, moment = draw.choice(sorted(VICTIMS)), draw.uniform(0.05, 0.95) * seconds
    for attempt in range(ATTEMPTS):
        killed: list[int] = []
        one = _kill(kind, moment / 2**attempt, draw, killed)
        wrong = problems(one, good, folder / str(attempt))
        if wrong or killed:
            return one.name, wrong
    return one.name, ["nobody was killed"]


def _kill(kind: str, moment: float, draw: random.Random, killed: list[int]) -> Fault:
    """Return a fault that kills one process of this kind at a moment, or as soon as there is one."""

    def spoil(case: Case) -> None:
        _slow(case, empty=draw.random() < 0.5)
        before = _last_begun(case)

        def action(case: Case, runner: subprocess.Popen[bytes]) -> None:
            time.sleep(moment)
            until(lambda: runner.poll() is not None or bool(VICTIMS[kind](case, runner)))
            if runner.poll() is None and (victims := VICTIMS[kind](case, runner)):
                killed.append(draw.choice(victims))
                _end(case, killed[0], before)

        case.while_running(action)

    code = KILLED if kind == "run" else FAILED
    return Fault(f"{kind} killed after {moment:.1f} s", spoil, code, or_well=True)


def killed_when_published(*, noted: bool) -> Fault:
    """Return a fault that kills a run between the moment that its report is published and its end.

    Such a run waits: the page of all runs, which it writes last, is a pipe that nobody fills.

    Parameters
    ----------
    noted
        Whether its history says by then that it has ended.
    """

    def spoil(case: Case) -> Iterator[None]:
        page, before = case.outputs / "index.html", _last_begun(case)
        page.unlink(missing_ok=True)
        os.mkfifo(page)
        ends = _ends(case) + noted

        def action(case: Case, runner: subprocess.Popen[bytes]) -> None:
            until(lambda: runner.poll() is not None or _published_run(case) != before)
            until(lambda: runner.poll() is not None or _ends(case) >= ends)
            _end(case, runner.pid, before)

        case.while_running(action)
        yield
        page.unlink()

    return Fault("run killed when its report was published", spoil, KILLED)


def _ends(case: Case) -> int:
    """Count the ends of runs in the history."""
    return (case.outputs / ".history" / f"{DISTRICT}.jsonl").read_text(encoding="utf-8").count('"ended"')


def _end(case: Case, victim: int, before: str) -> None:
    """Kill a process; what its run had begun and published is looked up while it can do nothing more."""
    send([victim], signal.SIGSTOP)
    until(lambda: _state(victim) in ("", "T", "Z"))
    last = _last_begun(case)
    case.state_when_killed = "published" if last in (before, _published_run(case)) else "interrupted"
    send([victim], signal.SIGKILL)


def _state(pid: int) -> str:
    """Letter of the state of a process, "" if there is none."""
    with suppress(OSError):
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    return ""


def _last_begun(case: Case) -> str:
    """When the last run began that has left any sign of it."""
    return max((run.started for run in history(case.root, DISTRICT) if run.period == PERIOD), default="")


def _published_run(case: Case) -> str:
    """When the run began whose report is published."""
    with suppress(OSError, ValueError):
        return str(json.loads((case.project.final / "run.json").read_text(encoding="utf-8"))["started"])
    return ""


def _slow(case: Case, *, empty: bool) -> None:
    """Give a notebook a cell that takes half a second, and perhaps nothing that was prepared before."""
    case.cell("import time; time.sleep(0.5)", "2")
    if empty:
        shutil.rmtree(case.outputs / ".cache")
