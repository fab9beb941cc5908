"""A run that is asked to stop at any of its steps leaves its record, and nothing else."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from jjinvest.core.signals import undisturbed
from jjinvest.pipeline.execution import notebook, processes, run_ends, scheduler
from jjinvest.pipeline.execution.prefetch import Prefetcher
from jjinvest.pipeline.execution.run_ends import RunEnds
from jjinvest.pipeline.execution.scheduler import Scheduler
from jjinvest.pipeline.monitoring.progress import Display
from jjinvest.pipeline.planning.plan import RunPlan
from jjinvest.pipeline.storage.history import history
from jjinvest.pipeline.storage.manifest import file_hashes
from tests.fixtures.project import PERIOD, YEAR, Project, wait_until_shown
from tests.fixtures.runs import run
from tests.fixtures.stops import Steps, stop_after

STEPS = ("pipeline/execution", "pipeline/storage", "pipeline/publishing/build.py")
MOMENTS = 4
"""Steps of a run at which it is stopped, spread evenly; many more if slow."""
MANY = 60


@pytest.fixture
def project(tmp_path: Path, published_small_project: Callable[[Path], Project]) -> Project:
    """Make a small project of two published notebooks, of which one has changed since."""
    own = published_small_project(tmp_path / "project")
    own.notebook("10_second", "'changed'")
    return own


def check_ended(project: Project, before: dict[str, str], ended: object) -> None:
    """Check that a stopped run has a record, and is the only trace of itself."""
    [last, *_] = history(project.root, "jiangjin")
    outputs = project.root / "outputs"
    work = outputs / ".work"
    assert [path.name for path in work.glob("*")] == [], ended
    assert [path.name for path in outputs.rglob("*") if path.suffix in (".part", ".old")] == [], ended
    with FileLock(outputs / ".locks" / f"jiangjin-{PERIOD}.lock").acquire(timeout=0):
        pass
    assert not notebook._running
    assert not processes._calls
    assert project.is_complete(), ended
    if last.state == "published":
        assert (project.final / "index.html").exists()
        assert "changed" in (project.final / "10_second.zh.ipynb").read_text(encoding="utf-8") or (
            file_hashes(project.final) == before
        )
    else:
        assert last.state == "interrupted", ended
        assert file_hashes(project.final) == before
        assert project.manifest(project.failed)["status"] == "interrupted"


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (scheduler, "make_work"),
        (Prefetcher, "begin"),
        (RunEnds, "begin"),
        (scheduler, "ensure_work"),
        (Scheduler, "_submit"),
        (run_ends, "build_with_drafts"),
        (run_ends, "swap_folder"),
    ],
)
def test_a_stop_after_something_was_made_leaves_nothing(project, monkeypatch, owner, name):
    before = file_hashes(project.final)
    calls = stop_after(monkeypatch, owner, name)
    ended = project.run()
    assert calls
    assert ended.code == 130, ended
    check_ended(project, before, ended)
    monkeypatch.undo()
    assert project.run().code == 0


def runs_stopped(project: Project, moments: int) -> None:
    """Stop a run at steps from its first to its last, each time from the same state."""
    before, outputs = file_hashes(project.final), project.root / "outputs"
    kept = shutil.copytree(outputs, project.root / "kept", symlinks=True)
    with Steps(STEPS).counted() as steps:
        assert project.run().code == 0
    assert steps.count > moments
    for number in range(moments):
        shutil.rmtree(outputs)
        shutil.copytree(kept, outputs, symlinks=True)
        stop_at = 1 + number * (steps.count - 1) // moments
        with Steps(STEPS, stop_at).counted() as stopped:
            try:
                ended = project.run()
            except KeyboardInterrupt:  # before it began, or after it had ended
                ended = None
        shown = f"{stop_at} of {steps.count}: {stopped.line}: {ended}"
        assert stopped.line, shown
        assert ended is None or ended.code in (0, 130), shown
        check_ended(project, before, shown)
    assert project.run().code == 0


def test_a_stop_at_any_step_leaves_nothing(project):
    runs_stopped(project, MOMENTS)


@pytest.mark.slow
def test_a_stop_at_any_of_many_steps_leaves_nothing(project):
    runs_stopped(project, MANY)


def test_a_second_stop_does_not_disturb_the_end_after_the_first(project, monkeypatch):
    before = file_hashes(project.final)
    stop_after(monkeypatch, Prefetcher, "begin")
    stop_after(monkeypatch, Scheduler, "_stop")
    stop_after(monkeypatch, Scheduler, "_fail_before")
    stop_after(monkeypatch, run_ends, "swap_folder")
    ended = project.run()
    assert ended.code == 130, ended
    check_ended(project, before, ended)


def test_each_of_several_runs_that_hold_a_lock_has_its_record(project, monkeypatch):
    (project.root / "params" / "2023Q4.yaml").write_text(YEAR, encoding="utf-8")
    begin, begun = Prefetcher.begin, []

    def stop_at_the_second(self: Prefetcher, plan: RunPlan) -> object:
        futures = begin(self, plan)
        begun.append(plan.folder)
        if len(begun) == 2:
            signal.raise_signal(signal.SIGINT)
        return futures

    monkeypatch.setattr(Prefetcher, "begin", stop_at_the_second)
    ended = run(project.root, PERIOD, "2023Q4", languages=("zh",))
    assert begun == [PERIOD, "2023Q4"]
    assert ended.code == 130, ended
    latest = {past.period: past.state for past in reversed(history(project.root, "jiangjin"))}
    assert latest == {PERIOD: "interrupted", "2023Q4": "interrupted"}
    assert list((project.root / "outputs" / ".work").iterdir()) == []


def test_a_stop_while_another_run_is_waited_for_is_heard(project, monkeypatch):
    lock = str(project.root / "outputs" / ".locks" / f"jiangjin-{PERIOD}.lock")
    hold = (
        "import filelock, sys; lock = filelock.FileLock(sys.argv[1]); "
        "lock.acquire(); print('held', flush=True); input()"
    )
    write, main = Display.write, threading.get_ident()

    def stop_soon(self: Display, text: str) -> None:
        write(self, text)
        threading.Timer(0.5, lambda: signal.pthread_kill(main, signal.SIGINT)).start()

    with subprocess.Popen(
        [sys.executable, "-c", hold, lock], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        wait_until_shown(other, "held")
        monkeypatch.setattr(Display, "write", stop_soon)
        ended = project.run(wait=True)
        monkeypatch.undo()
        other.communicate("\n")
    assert ended.code == 130, ended
    assert "waiting for another run" in ended.output
    assert project.run().code == 0


def test_a_run_in_a_stopped_block_is_not_begun(project):
    """What came before a run is heard before it makes anything."""
    with undisturbed(then=False):
        signal.raise_signal(signal.SIGINT)
        ended = project.run()
    assert ended.code == 130
    assert "interrupted" in ended.output
