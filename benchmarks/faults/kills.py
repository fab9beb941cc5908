"""Random kills: any process of a run, at any moment of it."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

from benchmarks.faults.processes import forked, its_server, itself, send
from benchmarks.faults.trial import FAILED, KILLED, Case, Fault, problems
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

    killed = kind == "run"
    return Fault(f"{kind} killed after {moment:.1f} s", spoil, KILLED if killed else FAILED, or_well=True)


def kill_problems(number: int, usual: float, good: Project, folder: Path) -> tuple[str, list[str]]:
    """Return a random kill and what was not right; the run ends well where nothing it needed was lost."""
    one = random_kill(number, usual)
    return one.name, problems(one, good, folder)
