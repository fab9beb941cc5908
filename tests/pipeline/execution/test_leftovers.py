"""The temporary folder of a run: short enough for sockets under any TMPDIR, and gone after the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from jjinvest.pipeline.execution.leftovers import SHORT
from tests.fixtures.project import JJINVEST, PERIOD, Project

WHERE = "from jjinvest.pipeline.execution.leftovers import temporary_folder; print(temporary_folder())"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="sockets have no path")


def deep(folder: Path) -> Path:
    """A folder whose path is longer than that of a socket may be."""
    long = folder / ("区" * 40) / ("x" * 60)
    long.mkdir(parents=True)
    return long


def test_a_run_under_a_long_temporary_path_succeeds_and_leaves_nothing(tmp_path: Path):
    temporary = deep(tmp_path)
    project = Project(tmp_path / "project")
    project.notebook("00_first", "import multiprocessing.util as u; u.get_temp_dir()")
    ended = subprocess.run(
        [JJINVEST, "run", PERIOD, "--lang", "zh", "--root", str(project.root)],
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    first = (project.final / "run.jsonl").read_text(encoding="utf-8").splitlines()[0]
    used = Path(json.loads(first)["temporary"])
    assert len(os.fsencode(used)) < 80
    assert not used.exists()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("code", [0, 1])
def test_a_run_that_was_killed_when_its_folder_was_in_place_leaves_nothing_after_the_next(
    own_data, code: int
):
    cell, place = ("1/0", own_data.failed) if code else ("1", own_data.final)
    own_data.notebook("00_first", cell)
    assert own_data.run().code == code
    left = own_data.root / "pymp-left"
    left.mkdir()
    first, *others = (place / "run.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    traces = {**json.loads(first), "temporary": str(left), "process": ended.pid}
    (place / "run.jsonl").write_text("".join([json.dumps(traces) + "\n", *others]), encoding="utf-8")
    own_data.notebook("00_first", "2")
    assert own_data.run().code == 0
    assert not left.exists()


def made_under(temporary: Path) -> Path:
    """Where a process makes its folder if TMPDIR is this."""
    ended = subprocess.run(
        [sys.executable, "-c", WHERE],
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(ended.stdout.strip())


def test_the_folder_is_where_the_environment_says_unless_that_is_too_long(tmp_path: Path):
    with tempfile.TemporaryDirectory(prefix="jj-", dir=SHORT[0]) as short:
        near, far = made_under(Path(short)), made_under(deep(tmp_path))
        assert near.parent == Path(short)
        assert far.parent in map(Path, SHORT)
        assert not near.exists()
        assert not far.exists()
