"""Faults of processes: the run, the server it forks from, what prepares, a kernel, each killed or stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from benchmarks.faults.cells import limited
from benchmarks.faults.trial import (
    DISTRICT,
    FAILED,
    INTERRUPTED,
    KILLED,
    LOCKED,
    NOTEBOOK,
    OK,
    PERIOD,
    Case,
    fault,
    until,
)

Runner = subprocess.Popen[bytes]
LONG_ENOUGH = "import time; time.sleep(3)"
"""A cell of a page that would have ended before a signal reaches it."""


def command_of(pid: int) -> str:
    """Command line of a process, "" if it has ended."""
    with suppress(OSError):
        return (
            (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    return ""


def parent_of(pid: int) -> int:
    """Parent of a process, 0 if it has ended."""
    with suppress(OSError):
        return int((Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    return 0


def server(case: Case, runner: Runner) -> int:
    """Process from which those of the run are forked, 0 if there is none yet."""
    found = [
        pid
        for pid in case.pids()
        if "multiprocessing.forkserver" in command_of(pid) and parent_of(pid) == runner.pid
    ]
    return found[0] if found else 0


def forked(case: Case, runner: Runner) -> list[int]:
    """Processes that were forked for this run."""
    one = server(case, runner)
    return [pid for pid in case.pids() if one and parent_of(pid) == one]


def send(pids: list[int], what: int) -> None:
    """Send a signal to processes that may have ended."""
    for pid in pids:
        with suppress(OSError):
            os.kill(pid, what)


def when_preparing(what: int, *, whom: Callable[[Case, Runner], list[int]]) -> Callable[[Case, Runner], None]:
    """Send a signal while the district is prepared."""

    def action(case: Case, runner: Runner) -> None:
        until(lambda: runner.poll() is not None or (case.work.exists() and bool(forked(case, runner))))
        time.sleep(0.05)
        send(whom(case, runner), what)

    return action


def itself(case: Case, runner: Runner) -> list[int]:
    """The run."""
    return [runner.pid]


def its_server(case: Case, runner: Runner) -> list[int]:
    """The server of the run."""
    return [pid for pid in [server(case, runner)] if pid]


def when_executing(what: int) -> Callable[[Case, Runner], None]:
    """Send a signal to the run while a cell is executed."""

    def action(case: Case, runner: Runner) -> None:
        until(lambda: runner.poll() is not None or (case.folder / "begun").exists())
        send([runner.pid], what)

    return action


def begins(case: Case) -> None:
    """Give the notebook a cell that shows it has begun, and takes long."""
    case.cell(f"open({str(case.folder / 'begun')!r}, 'w').close()", "import time; time.sleep(600)", "3")


@fault("run killed while it prepares", KILLED)
def killed_preparing(case: Case) -> None:
    """The run is killed before its notebooks begin."""
    case.while_running(when_preparing(signal.SIGKILL, whom=itself))


@fault("run stopped while it prepares", INTERRUPTED)
def stopped_preparing(case: Case) -> None:
    """The run is asked to stop before its notebooks begin."""
    case.while_running(when_preparing(signal.SIGTERM, whom=itself))


@fault("preparing process killed", FAILED)
def preparer_killed(case: Case) -> None:
    """The processes that prepare are killed, as by a lack of memory: there is something left to prepare."""
    shutil.rmtree(case.outputs / ".cache")
    case.while_running(when_preparing(signal.SIGKILL, whom=forked))


@fault("server killed while it prepares", FAILED, or_well=True)
def server_killed_preparing(case: Case) -> None:
    """The server is killed while districts are prepared."""
    case.while_running(when_preparing(signal.SIGKILL, whom=its_server))


@fault("server killed as soon as it is there", OK)
def server_killed_early(case: Case) -> None:
    """The server is killed before anything was forked: another one is started."""

    def action(case: Case, runner: Runner) -> None:
        until(lambda: runner.poll() is not None or bool(server(case, runner)))
        send(its_server(case, runner), signal.SIGKILL)

    case.while_running(action)


@fault("run killed while it executes", KILLED)
def killed_executing(case: Case) -> None:
    """The run is killed while a cell is executed."""
    begins(case)
    case.while_running(when_executing(signal.SIGKILL))


for word, number in (
    ("asked to end", signal.SIGTERM),
    ("interrupted", signal.SIGINT),
    ("left by its terminal", signal.SIGHUP),
):

    def _spoil(case: Case, number: int = number) -> None:
        begins(case)
        case.while_running(when_executing(number))

    fault(f"run {word}", INTERRUPTED, "interrupted")(_spoil)


@fault("run paused and continued", OK, "ok")
def paused(case: Case) -> None:
    """The run is stopped for a while, as on a laptop that sleeps."""

    def action(case: Case, runner: Runner) -> None:
        until(lambda: runner.poll() is not None or case.work.exists())
        send([runner.pid], signal.SIGSTOP)
        time.sleep(3)
        send([runner.pid], signal.SIGCONT)

    case.while_running(action)


def at_start_of_kernel(what: int) -> Callable[[Case, Runner], None]:
    """Send a signal to the kernel as soon as it is there."""

    def action(case: Case, runner: Runner) -> None:
        scratch = case.work / ".scratch" / f"{NOTEBOOK} (zh)"
        until(lambda: runner.poll() is not None or scratch.exists())
        until(lambda: runner.poll() is not None or bool(forked(case, runner)))
        send(forked(case, runner), what)

    return action


@fault("kernel killed while it starts", FAILED, "kernel_died")
def kernel_killed_at_start(case: Case) -> None:
    """The kernel is killed before it answers."""
    case.cell(LONG_ENOUGH)
    case.while_running(at_start_of_kernel(signal.SIGKILL))


@fault("kernel stopped while it starts", FAILED, "timeout")
def kernel_stopped_at_start(case: Case) -> None:
    """The kernel never answers."""
    limited(case, "notebook_timeout: 6")
    case.cell(LONG_ENOUGH)
    case.while_running(at_start_of_kernel(signal.SIGSTOP))


@fault("server killed by a cell", FAILED, "kernel_died")
def server_killed_executing(case: Case) -> None:
    """The server is killed while a kernel of it runs."""
    case.cell("import os, signal; os.kill(os.getppid(), signal.SIGKILL)", "import time; time.sleep(600)")


@fault("server killed before the pages are made", OK)
def server_killed_publishing(case: Case) -> None:
    """The server is killed when the notebooks have ended: another one is started."""

    def action(case: Case, runner: Runner) -> None:
        until(lambda: runner.poll() is not None or ("notebook" in _log(case) and '"10_second"' in _log(case)))
        send(its_server(case, runner), signal.SIGKILL)

    case.while_running(action)


def _log(case: Case) -> str:
    with suppress(OSError):
        return (case.work / "run.jsonl").read_text(encoding="utf-8")
    return ""


@fault("run killed while it publishes", KILLED)
def killed_publishing(case: Case) -> None:
    """The run is killed when the pages are made."""

    def action(case: Case, runner: Runner) -> None:
        until(lambda: runner.poll() is not None or (case.work / "facts.json").exists())
        send([runner.pid], signal.SIGKILL)

    case.while_running(action)


@fault("period that another run has", LOCKED)
def locked(case: Case) -> None:
    """Another run of the period is under way: this one ends with 3 and leaves no note."""
    lock = FileLock(case.outputs / ".locks" / f"{DISTRICT}-{PERIOD}.lock")
    lock.acquire()
    yield
    lock.release()


@fault("hook that does not exist", FAILED, "failed", "--on-failure", hooked=False)
def no_hook(case: Case) -> None:
    """The command on failure cannot be started: a message says so, the code stays."""
    case.cell("1/0")
    case.options = ["--on-failure", "/no/such/command"]
    yield
    case.options = []
