"""Several files are replaced as one, whatever fails or is killed in between."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from contextlib import suppress
from pathlib import Path

import pytest

from jjinvest.core.errors import DataError
from jjinvest.data.figure_rows import read_figure_tables
from jjinvest.data.replace_files import (
    JOURNAL,
    UnfinishedReplacementError,
    finish_replacing,
    replace_files,
)
from tests.fixtures.stops import Steps

OLD = {"a.csv": b"old a\n", "c.csv": b"old c\n", "same.csv": b"same\n"}
NEW = {"a.csv": b"new a\n", "b.csv": b"new b\n", "c.csv": b"new c\n", "same.csv": b"same\n"}
BROKEN = os.strerror(errno.EIO)
CHANGES = ("mkdir", "open", "rename", "replace", "unlink", "write_bytes", "touch", "chmod")
"""Calls of `Path` that change a disk."""


@pytest.fixture
def folder(tmp_path):
    for name, content in OLD.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".csv"}


class Disk:
    """A disk on which the n-th change fails, or this and every later one."""

    def __init__(self, patch: pytest.MonkeyPatch, fails_at: int, *, for_good: bool) -> None:
        self.changes, self.fails_at, self.for_good = 0, fails_at, for_good
        for name in CHANGES:
            patch.setattr(Path, name, self._counted(getattr(Path, name)))

    def _counted(self, change):
        def call(*args, **kwargs):
            self.changes += 1
            if self.changes == self.fails_at or (self.for_good and self.changes > self.fails_at):
                raise OSError(errno.EIO, BROKEN)
            return change(*args, **kwargs)

        return call


def number_of_changes(folder: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch, 0, for_good=False)
        replace_files(folder, NEW)
    assert disk.changes > 10
    return disk.changes


def test_all_files_are_new_and_nothing_else_stays(folder):
    replace_files(folder, NEW)
    assert content(folder) == NEW
    assert {path.name for path in folder.iterdir()} == set(NEW)


def test_a_file_with_the_same_content_is_not_touched(folder):
    os.utime(folder / "same.csv", (1, 1))
    replace_files(folder, NEW)
    assert (folder / "same.csv").stat().st_mtime == 1


def test_a_refused_replacement_changes_nothing(folder):
    def check(staged: Path) -> None:
        assert content(staged) == NEW
        raise DataError([])

    with pytest.raises(DataError):
        replace_files(folder, NEW, check)
    assert content(folder) == OLD
    assert {path.name for path in folder.iterdir()} == set(OLD)


def test_a_fault_at_any_change_leaves_the_old_files(tmp_path):
    points = number_of_changes(_fresh(tmp_path / "count"))
    for point in range(1, points + 1):
        folder = _fresh(tmp_path / str(point))
        with pytest.MonkeyPatch.context() as patch:
            Disk(patch, point, for_good=False)
            with pytest.raises(OSError, match=BROKEN):
                replace_files(folder, NEW)
        assert content(folder) == OLD, point
        assert not (folder / JOURNAL).exists()
        replace_files(folder, NEW)
        assert content(folder) == NEW


def test_a_disk_that_stays_broken_leaves_no_mixture_for_the_next_reader(tmp_path):
    points = number_of_changes(_fresh(tmp_path / "count"))
    unfinished = 0
    for point in range(1, points + 1):
        folder = _fresh(tmp_path / str(point))
        with pytest.MonkeyPatch.context() as patch:
            Disk(patch, point, for_good=True)
            with pytest.raises(OSError, match=BROKEN) as raised:
                replace_files(folder, NEW)
        finish_replacing(folder)
        now = content(folder)
        if isinstance(raised.value, UnfinishedReplacementError):
            unfinished += 1
            assert now in (OLD, NEW), point
        else:
            assert now == OLD, point
        assert not (folder / JOURNAL).exists()
    assert unfinished


def killed_at(folder: Path, point: int, *, finishing: bool = False) -> int:
    """Replace files, or finish doing so, in a process that is killed at a change; the exit code."""
    call = "finish_replacing(folder)" if finishing else f"replace_files(folder, {NEW!r})"
    script = textwrap.dedent(
        f"""
        import os, signal
        from pathlib import Path
        from jjinvest.data.replace_files import finish_replacing, replace_files

        changes = 0

        def counted(change):
            def call(*args, **kwargs):
                global changes
                changes += 1
                if changes == {point}:
                    os.kill(os.getpid(), signal.SIGKILL)
                return change(*args, **kwargs)
            return call

        for name in {CHANGES!r}:
            setattr(Path, name, counted(getattr(Path, name)))
        folder = Path({str(folder)!r})
        {call}
        """
    )
    return subprocess.run([sys.executable, "-c", script], timeout=60, check=False).returncode


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_kill_at_any_change_leaves_no_mixture_for_the_next_reader(tmp_path):
    point, seen = 1, []
    while True:
        folder = _fresh(tmp_path / str(point))
        code = killed_at(folder, point)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        mixed = content(folder) not in (OLD, NEW)
        if mixed:  # the process that finishes may be killed too
            assert killed_at(folder, 2, finishing=True) == -signal.SIGKILL
        finish_replacing(folder)
        assert content(folder) in (OLD, NEW), point
        assert not mixed or content(folder) == NEW
        assert not (folder / JOURNAL).exists()
        seen.append(mixed)
        point += 1
    assert content(folder) == NEW
    assert sum(seen) >= 2  # killed between the renames of three files


def test_who_reads_figures_finishes_first(folder):
    _interrupted(folder)
    read_figure_tables(folder, required=False)
    assert content(folder) == NEW


def test_a_reader_who_may_not_write_says_so(folder, monkeypatch):
    _interrupted(folder)
    Disk(monkeypatch, 1, for_good=True)
    with pytest.raises(DataError, match="没有做完"):
        read_figure_tables(folder, required=False)


def test_what_a_killed_process_left_unfinished_is_removed_later(folder):
    (folder / ".staged-0" / "new").mkdir(parents=True)
    os.utime(folder / ".staged-0", (1, 1))
    (folder / ".staged-1" / "new").mkdir(parents=True)  # of a process that may still be at work
    replace_files(folder, NEW)
    assert {path.name for path in folder.iterdir()} == {*NEW, ".staged-1"}


def _fresh(folder: Path) -> Path:
    folder.mkdir()
    for name, text in OLD.items():
        (folder / name).write_bytes(text)
    return folder


def _interrupted(folder: Path) -> None:
    """Leave a replacement of which one file is in place."""
    with pytest.MonkeyPatch.context() as patch:
        moved = Path.replace

        def once(path: Path, target: Path) -> None:
            patch.setattr(Path, "replace", _broken)
            moved(path, target)

        patch.setattr(Path, "replace", once)
        patch.setattr("jjinvest.data.replace_files._undo", lambda *_: None)
        with pytest.raises(OSError, match=BROKEN):
            replace_files(folder, NEW)
    assert content(folder) not in (OLD, NEW)


def _broken(*_: object) -> None:
    raise OSError(errno.EIO, BROKEN)


def test_a_stop_at_any_step_comes_after_all_of_it(folder):
    """What its command calls interrupted is not finished by the next reader."""
    with Steps(("data/replace_files.py",)).counted() as steps:
        replace_files(folder, NEW)
    for stop_at in range(2, steps.count, 7):
        for name, old in OLD.items():
            (folder / name).write_bytes(old)
        (folder / "b.csv").unlink()
        with Steps(("data/replace_files.py",), stop_at).counted(), suppress(KeyboardInterrupt):
            replace_files(folder, NEW)
        assert content(folder) in (NEW, OLD), stop_at
        assert {path.name for path in folder.iterdir()} == {*content(folder)}, stop_at
        (folder / "b.csv").touch()
