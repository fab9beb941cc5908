"""Commands in forked processes look from outside like those that start Python by themselves."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.project import Project, mark, processes, start
from tests.fixtures.warm_commands import WarmCommand

HELP = [sys.executable, "-m", "jjinvest", "run", "2023-13", "--root"]


def environment_of(pid: int) -> set[bytes]:
    return set(Path(f"/proc/{pid}/environ").read_bytes().rstrip(b"\0").split(b"\0"))


@pytest.mark.parametrize("kind", [subprocess.Popen, WarmCommand])
def test_its_code_its_output_and_its_error_are_aims_apart(kind, tmp_path: Path):
    with kind([*HELP, "."], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as one:
        output, error = one.communicate(timeout=60)
    assert (one.returncode, output) == (2, "")
    assert error


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are shown in /proc")
def test_what_it_starts_carries_its_environment_and_ends_with_it(project: Project, none_left):
    go = project.root / "go"
    project.notebook(
        "00_first", f"import pathlib; pathlib.Path({str(go)!r}).touch(); import time; time.sleep(60)"
    )
    runner = start(project)
    assert runner.stdout is not None
    while not go.exists():
        assert runner.poll() is None, runner.stdout.read()
    assert f"JJINVEST_MARK={mark(project)}".encode() in environment_of(runner.pid)
    assert b"ROOM" not in b"".join(environment_of(runner.pid))
    # itself, the server of its kernels, one of these at least
    assert len(processes(mark(project))) >= 3
    runner.send_signal(signal.SIGKILL)
    runner.communicate(timeout=60)
    assert runner.returncode == -signal.SIGKILL
    none_left(mark(project))
