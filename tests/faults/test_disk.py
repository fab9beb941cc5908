"""A full, read-only or damaged disk: the published report stays as it was, and the next run is right."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("write", [1, 2, 3, 5, 8, 13])
def test_a_disk_that_fills_up_at_any_write_leaves_the_last_report(published_project, monkeypatch, write):
    project = published_project
    project.notebook("10_second", "3")
    before = project.manifest(project.final)
    real, count = os.fsync, 0

    def full(handle: int) -> None:
        nonlocal count
        count += 1
        if count >= write:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        ended = project.run()
    assert ended.code == 1
    assert "No space left on device" in ended.output
    assert "free disk space" in ended.output
    assert "Traceback" not in ended.output
    assert project.manifest(project.final) == before
    assert project.is_complete()
    assert project.run().code == 0
    assert project.is_complete()
    assert "3" in (project.final / "10_second.zh.ipynb").read_text(encoding="utf-8")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting needs root")
def test_a_disk_that_is_really_full(project):
    outputs = project.root / "outputs"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", outputs], capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"no tmpfs here: {mounted.stderr.decode().strip()}")
    try:
        project.notebook("00_first", "1")
        assert project.run().code == 0
        before = project.manifest(project.final)
        room = 2 * shutil.disk_usage(outputs).used  # for one more run like this one
        subprocess.run(["mount", "-o", f"remount,size={room}", outputs], check=True)
        project.notebook("00_first", f"'x' * {room}")
        ended = project.run()
        assert ended.code == 1, ended.output
        assert "Traceback" not in ended.output
        assert project.manifest(project.final) == before
        assert project.is_complete()
        project.notebook("00_first", "2")
        shutil.rmtree(project.failed.parents[1], ignore_errors=True)  # the operator frees space
        assert project.run().code == 0
        assert project.is_complete()
    finally:
        subprocess.run(["umount", outputs], check=True)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a folder that even root cannot write to")
def test_outputs_that_cannot_be_written_to(project):
    project.notebook("00_first", "1")
    shutil.rmtree(project.root / "outputs")
    (project.root / "outputs").symlink_to("/sys/kernel")
    ended = project.run()
    assert ended.code == 2
    assert "cannot write outputs/" in ended.output
    assert "nothing was started" in ended.output


@pytest.mark.parametrize("spoil", ["{", None, "[]"])
def test_a_damaged_earlier_result_is_not_used(published_project, spoil):
    project = published_project
    folder = project.root / "outputs" / ".cache" / "jiangjin" / "2023Q2"
    if spoil is None:
        (folder / "00_first.zh.ipynb").write_text("{}", encoding="utf-8")
    else:
        (folder / "00_first.zh.json").write_text(spoil, encoding="utf-8")
    ended = project.run(explain=True)
    assert ended.code == 0
    assert "damaged" in ended.output
    assert project.is_complete()


def test_a_published_file_that_was_changed_is_put_right(published_project):
    project = published_project
    (project.final / "facts.json").write_text("[]", encoding="utf-8")
    assert not project.is_complete()
    assert project.run().code == 0
    assert project.is_complete()


def test_a_folder_that_was_being_replaced_is_put_back(published_project, monkeypatch):
    project = published_project
    monkeypatch.setattr("jjinvest.pipeline.storage.atomic._rename_exchange", lambda one, other: False)
    aside = Path(project.final.parent / f".{project.final.name}.old")
    project.final.rename(aside)
    assert project.run().code == 0
    assert project.is_complete()
    assert not aside.exists()
