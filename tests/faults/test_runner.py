"""What can happen to the run itself: killed, stopped, disturbed; readers never see anything half-written."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from tests.fixtures.project import PERIOD, Project, mark, start, wait_until_shown


def completed(project: Project) -> float:
    """Run to the end; return the seconds from the start of its process."""
    runner = start(project)
    began = time.monotonic()
    output, _ = runner.communicate(timeout=600)
    assert runner.returncode == 0, output
    return time.monotonic() - began


def change(project: Project, number: int) -> None:
    """Write notebooks that differ from the last ones, so that the next run has something to do."""
    for name in ("00_first", "10_second", "20_third"):
        project.notebook(name, f"import time; time.sleep(0.2); {number}")


@pytest.mark.parametrize("moments", [3, pytest.param(50, marks=pytest.mark.slow)])
def test_a_runner_killed_at_any_moment_leaves_a_whole_report_and_no_process(project, none_left, moments):
    change(project, 0)
    usual = completed(project)
    draw, absent = random.Random(moments), []
    watching = threading.Event()

    def watch() -> None:
        while not watching.wait(0.001):
            if not (project.final / "index.html").exists():
                absent.append(time.monotonic())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    for number in range(1, moments + 1):
        change(project, number)
        runner = start(project)
        time.sleep(draw.uniform(0.05, usual))
        runner.kill()
        runner.communicate()
        assert project.is_complete()
        none_left(mark(project))
    assert project.run().code == 0
    watching.set()
    watcher.join()
    assert absent == []
    assert project.is_complete()
    assert f"{moments}" in (project.final / "00_first.zh.ipynb").read_text(encoding="utf-8")


def test_what_a_killed_run_had_done_is_not_done_again(project, none_left):
    project.notebook("00_first", "1")
    project.notebook("10_second", "import time; time.sleep(30)")
    runner = start(project)
    wait_until_shown(runner, "00_first")
    runner.kill()
    runner.communicate()
    none_left(mark(project))
    assert not project.final.exists()
    project.notebook("10_second", "2")
    assert project.run().code == 0
    reused = {n["notebook"]: n["reused"] for n in project.manifest(project.final)["notebooks"]}
    assert reused == {"00_first": True, "10_second": False}


def test_a_stopped_run_names_what_was_interrupted(project, none_left):
    project.notebook("00_first", "1")
    project.notebook("10_second", "import time; time.sleep(60)", "2")
    project.notebook("20_third", "import time; time.sleep(60)", "2")
    project.notebook("30_fourth", "4")
    runner = start(project)
    wait_until_shown(runner, "00_first")
    time.sleep(2)
    runner.send_signal(signal.SIGTERM)
    output, _ = runner.communicate(timeout=20)
    assert runner.returncode == 130, output
    assert output.strip().splitlines()[-1] == str(project.failed)
    none_left(mark(project))
    assert project.manifest(project.failed)["status"] == "interrupted"
    assert project.statuses(project.failed) == {
        "00_first": ("ok", ["ok"]),
        "10_second": ("interrupted", ["interrupted", "skipped"]),
        "20_third": ("interrupted", ["interrupted", "skipped"]),
        "30_fourth": ("skipped", []),
    }


def test_a_second_run_waits_if_asked_to(project):
    project.notebook("00_first", "1")
    folder = project.root / "outputs" / ".locks"
    folder.mkdir()
    hold = (
        "import filelock, sys, time; lock = filelock.FileLock(sys.argv[1]); "
        "lock.acquire(); print('held', flush=True); time.sleep(2)"
    )
    lock = str(folder / f"jiangjin-{PERIOD}.lock")
    with subprocess.Popen([sys.executable, "-c", hold, lock], text=True, stdout=subprocess.PIPE) as other:
        wait_until_shown(other, "held")
        ended = project.run(wait=True)
    assert ended.code == 0
    assert "waiting for another run" in ended.output


def test_a_clock_that_steps_back_spoils_no_run(project, monkeypatch):
    from datetime import datetime, timedelta

    class Backwards(datetime):
        """A clock that loses an hour each time it is read."""

        lost = timedelta(0)

        @classmethod
        def now(cls, tz=None):
            cls.lost += timedelta(hours=1)
            return datetime(2026, 1, 1, tzinfo=tz) - cls.lost

    monkeypatch.setattr("jjinvest.pipeline.execution.scheduler.datetime", Backwards)
    monkeypatch.setattr("jjinvest.pipeline.storage.manifest.datetime", Backwards)
    project.notebook("00_first", "1")
    assert project.run().code == 0
    written = project.manifest(project.final)
    assert written["finished"] >= written["started"]
    assert 0 <= written["seconds"] < 600
    assert "unchanged" in project.run().output


def test_what_is_changed_during_a_run_is_for_the_next_one(project):
    # what a cell prints is left out of a public run
    project.parameters("as_of: 2023-07-31\nseed: 1\ntier: internal\n")
    source = project.root / "notebooks" / "10_second.ipynb"
    params = project.root / "params" / f"{PERIOD}.yaml"
    project.notebook(
        "00_first",
        f"import pathlib; p = pathlib.Path({str(params)!r}); "
        "p.write_text(p.read_text().replace('seed: 1', 'seed: 2'))",
        f"q = pathlib.Path({str(source)!r}); n = q.write_text(q.read_text().replace('before', 'after'))",
    )
    project.notebook("10_second", "('before', seed)")
    assert project.run(jobs=1).code == 0
    assert "('before', 1)" in (project.final / "10_second.zh.ipynb").read_text(encoding="utf-8")
    again = project.run(jobs=1, explain=True)
    assert again.code == 0
    assert "10_second (zh)：变了 changed: 笔记本 notebook、参数 parameters" in again.output
    assert "('after', 2)" in (project.final / "10_second.zh.ipynb").read_text(encoding="utf-8")
