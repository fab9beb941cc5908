"""Kernel failures: a true status, nothing published, nothing left behind, and a next run that is right."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from tests.fixtures.project import processes

SLEEP = "import time; time.sleep(60)"
ORDINARY = """
import sys
from pathlib import Path
from jjinvest.pipeline.execution.notebook import execute
from jjinvest.pipeline.execution.page_task import NotebookTask

source, folder = map(Path, sys.argv[1:])
execute(NotebookTask(source, folder / "o", folder / "scratch", {}, folder, 60, 60, 4096, warm=False))
"""
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory ceiling and /proc of Linux")


@pytest.mark.parametrize("warm", [True, False])
def test_a_killed_kernel_is_said_to_have_died(project, warm, none_left):
    project.notebook("00_good", "1")
    project.notebook("10_killed", "1", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "2")
    ended = project.run(warm=warm)
    assert ended.code == 1
    assert ended.lines[-1] == str(project.failed)
    assert project.statuses(project.failed) == {
        "00_good": ("ok", ["ok"]),
        "10_killed": ("kernel_died", ["ok", "kernel_died", "skipped"]),
    }
    assert not project.final.exists()
    executed = (project.failed / "10_killed.zh.ipynb").read_text(encoding="utf-8")
    assert executed.count('"status": "completed"') == 3
    assert executed.count('"status": "failed"') == 1
    assert executed.count('"status": "pending"') == 1
    none_left(f"JJINVEST_ROOT={project.root}")


def test_a_killed_fork_server_ends_its_kernels_and_the_next_run_starts_another(project, none_left):
    project.notebook("00_good", "1")
    project.notebook("10_orphan", "import os, signal; os.kill(os.getppid(), signal.SIGKILL)", SLEEP)
    assert project.run(jobs=1).code == 1
    assert project.statuses(project.failed)["10_orphan"][0] == "kernel_died"
    none_left(f"JJINVEST_ROOT={project.root}")
    project.notebook("10_orphan", "1")
    assert project.run().code == 0
    assert project.is_complete()


def test_a_notebook_that_takes_too_long_is_ended_with_what_it_started(project, none_left):
    project.parameters("as_of: 2023-07-31\nseed: 1\nnotebook_timeout: 3\n")
    project.notebook("00_slow", f"import subprocess; subprocess.Popen(['sleep', '60']); {SLEEP}", "2")
    assert project.run().code == 1
    assert project.statuses(project.failed) == {"00_slow": ("timeout", ["timeout", "skipped"])}
    assert "3 s" in project.manifest(project.failed)["notebooks"][0]["error"]
    none_left(f"JJINVEST_ROOT={project.root}")


@linux
@pytest.mark.parametrize("warm", [True, False])
@pytest.mark.parametrize(
    "cell",
    [
        "b = bytearray(3 << 30)",
        "import numpy; a = numpy.ones(3 << 27)",
        "a = list(range(10**8))",
    ],
)
def test_a_cell_past_the_memory_ceiling_is_out_of_memory(project, warm, cell):
    project.parameters("as_of: 2023-07-31\nseed: 1\nmemory_mb: 1024\n")
    project.notebook("00_greedy", cell, "2")
    assert project.run(warm=warm).code == 1
    assert project.statuses(project.failed) == {"00_greedy": ("out_of_memory", ["out_of_memory", "skipped"])}
    assert "MemoryError" in project.manifest(project.failed)["notebooks"][0]["error"]


@pytest.mark.parametrize(
    ("warm", "cell"),
    [
        (True, "print('first')\nwhile True: print('x' * 70_000_000)"),
        (False, "print('first')\nwhile True: print('x' * 70_000_000)"),
        (True, "print('first')\ntry: print('x' * 70_000_000)\nexcept RuntimeError: pass"),
    ],
)
def test_a_cell_that_puts_out_too_much_is_said_to_have(project, warm, cell):
    project.notebook("00_talkative", cell, "2")
    assert project.run(warm=warm).code == 1
    assert project.statuses(project.failed) == {
        "00_talkative": ("too_much_output", ["too_much_output", "skipped"])
    }
    assert "64 MB" in project.manifest(project.failed)["notebooks"][0]["error"]
    executed = next(project.failed.glob("00_talkative.*.ipynb")).read_text(encoding="utf-8")
    assert "first" in executed
    assert len(executed) < 100_000


@linux
@pytest.mark.parametrize("warm", [True, False])
def test_a_text_column_stays_below_a_ceiling_of_one_gib(project, warm):
    # the allocator of pyarrow 26.0.1, which pandas 3.1.1 uses for text, reserves 1 GiB of address space
    project.parameters("as_of: 2023-07-31\nseed: 1\nmemory_mb: 1024\n")
    project.notebook("00_text", "import pandas as pd; pd.Series(['江津']).str.len()")
    assert project.run(warm=warm).code == 0


def test_a_notebook_that_is_not_json_is_invalid_and_named(project):
    project.notebook("00_good", "1")
    (project.root / "notebooks" / "10_torn.ipynb").write_text('{"cells": [', encoding="utf-8")
    ended = project.run()
    assert ended.code == 1
    assert project.statuses(project.failed) == {"00_good": ("ok", ["ok"]), "10_torn": ("invalid", [])}
    assert "10_torn" in ended.output


def test_without_a_fork_server_kernels_are_ordinary_ones(project, monkeypatch):
    def refuse(*arguments: object) -> None:
        raise OSError("no process")

    monkeypatch.setattr("jjinvest.pipeline.execution.notebook._fork", refuse)
    project.notebook("00_good", "import sys; assert 'jjinvest.reporting.report' not in sys.modules")
    assert project.run().code == 0


def test_where_nothing_can_be_forked_kernels_are_ordinary_ones(project, monkeypatch):
    monkeypatch.setattr("jjinvest.pipeline.execution.notebook.has_fork_server", lambda: False)
    project.notebook("00_good", "import sys; assert 'jjinvest.reporting.report' not in sys.modules")
    assert project.run().code == 0


def test_a_process_that_is_not_forked_ends_with_its_run(project, none_left):
    begun = project.root / "begun"
    project.notebook("00_long", f"open({str(begun)!r}, 'w').close(); {SLEEP}")
    mark = f"JJINVEST_MARK={project.root}"
    arguments = [str(project.root / "notebooks" / "00_long.ipynb"), str(project.root)]
    with subprocess.Popen(
        [sys.executable, "-c", ORDINARY, *arguments],
        env={**os.environ, "JJINVEST_MARK": str(project.root)},
    ) as runner:
        end = time.monotonic() + 60
        while not begun.exists() and time.monotonic() < end:
            time.sleep(0.1)
        assert begun.exists()
        assert len(processes(mark)) > 1
        runner.kill()
    none_left(mark)


def test_forked_kernels_share_nothing(project):
    # what a cell prints is left out of a public run
    project.parameters("as_of: 2023-07-31\nseed: 1\ntier: internal\n")
    project.notebook(
        "00_one",
        "import pandas; pandas.marked = 1",
        "import random, numpy; (random.random(), numpy.random.rand())",
    )
    project.notebook(
        "10_two",
        "import pandas; assert not hasattr(pandas, 'marked')",
        "import random, numpy; (random.random(), numpy.random.rand())",
    )
    assert project.run(jobs=1).code == 0
    drawn = [
        project.root.joinpath("outputs", "jiangjin", "2023Q2", f"{name}.zh.ipynb")
        .read_text(encoding="utf-8")
        .split("(0.")[1]
        for name in ("00_one", "10_two")
    ]
    assert drawn[0] != drawn[1]
