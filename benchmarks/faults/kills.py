"""Random kills: any process of a run, at any moment of it."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

from benchmarks.faults.processes import forked, its_server, itself, send
from benchmarks.faults.trial import FAILED, KILLED, Case, Fault, copied, problems, until
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

        def action(case: Case, runner: subprocess.Popen[bytes]) -> None:
            time.sleep(moment)
            until(lambda: runner.poll() is not None or bool(VICTIMS[kind](case, runner)))
            if runner.poll() is None and (victims := VICTIMS[kind](case, runner)):
                killed.append(draw.choice(victims))
                send(killed, signal.SIGKILL)

        case.while_running(action)

    code = KILLED if kind == "run" else FAILED
    return Fault(f"{kind} killed after {moment:.1f} s", spoil, code, or_well=True)


def _slow(case: Case, *, empty: bool) -> None:
    """Give a notebook a cell that takes half a second, and perhaps nothing that was prepared before."""
    case.cell("import time; time.sleep(0.5)", "2")
    if empty:
        shutil.rmtree(case.outputs / ".cache")
