"""Random kills: any process of a run, at any moment of it."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

from benchmarks.faults.processes import forked, its_server, itself, send
from benchmarks.faults.trial import FAILED, KILLED, OK, Case, Fault, problems
from tests.fixtures.project import Project

VICTIMS = {"run": itself, "server": its_server, "forked process": forked}


def random_kill(number: int, usual: float) -> Fault:
    """Return a fault that kills one kind of process at one moment of the usual length of a run."""
    draw = random.Random(number)
    kind, moment = draw.choice(sorted(VICTIMS)), draw.uniform(0.2, usual)

    def spoil(case: Case) -> None:
        case.cell("import time; time.sleep(0.5)", "2")

        def action(case: Case, runner: subprocess.Popen[bytes]) -> None:
            time.sleep(moment)
            victims = VICTIMS[kind](case, runner)
            if victims:
                send([draw.choice(victims)], signal.SIGKILL)

        case.while_running(action)

    return Fault(f"{kind} killed after {moment:.1f} s", spoil, KILLED if kind == "run" else FAILED)


def kill_problems(number: int, usual: float, good: Project, folder: Path) -> tuple[str, list[str]]:
    """Return a random kill and what was not right; a kill that came too late is none."""
    one = random_kill(number, usual)
    wrong = problems(one, good, folder / "first")
    if any(text == f"exit code {OK}, not {one.code}" for text in wrong):
        unhurt = Fault(f"{one.name} (nothing lost)", one.spoil, OK)
        return unhurt.name, problems_of_good(unhurt, good, folder / "second")
    return one.name, wrong


def problems_of_good(one: Fault, good: Project, folder: Path) -> list[str]:
    """The same kill again, which must end as any run does: well, or with a true status."""
    wrong = problems(one, good, folder)
    if any("exit code" in text for text in wrong):
        return []
    return wrong
