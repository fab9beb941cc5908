"""The hash of the package follows every file of it, and nothing else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from jjinvest.core import environment


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of two modules, a catalog and bytecode."""
    folder = tmp_path / "package"
    for name in ("b.py", "a/one.py", "a.py", "a/locale/zh.po", "a/__pycache__/one.pyc"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    monkeypatch.setattr(environment, "PACKAGE", folder)
    return folder


def test_its_files_are_listed_in_one_order_without_bytecode(package):
    listed = [file.name for file in environment._package_files()]
    paths = sorted(path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc")
    assert listed == [path.relative_to(package).as_posix() for path in paths]
    assert len(listed) == 4


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "a" / "one.py").write_text("other.py", encoding="utf-8"),
        lambda folder: (folder / "b.py").rename(folder / "c.py"),
        lambda folder: (folder / "a" / "locale" / "zh.po").unlink(),
        lambda folder: (folder / "a" / "new.csv").write_text("", encoding="utf-8"),
    ],
)
def test_each_change_of_a_file_changes_the_hash(package, change):
    before = environment.package_digest()
    change(package)
    assert environment.package_digest() != before


def test_bytecode_and_a_copy_have_the_same_hash(package, tmp_path, monkeypatch):
    before = environment.package_digest()
    (package / "a" / "__pycache__" / "two.pyc").write_bytes(b"x")
    assert environment.package_digest() == before
    shutil.copytree(package, tmp_path / "copy")
    monkeypatch.setattr(environment, "PACKAGE", tmp_path / "copy")
    assert environment.package_digest() == before


def test_code_written_after_it_was_loaded_is_a_change(package, monkeypatch):
    monkeypatch.setattr(environment, "package_at_start", lambda: environment.package_digest())
    loaded = environment._LOADED
    for path in package.rglob("*"):
        os.utime(path, (loaded - 10, loaded - 10))
    assert environment.package_unchanged()
    os.utime(package / "b.py", (loaded + 10, loaded + 10))
    assert not environment.package_unchanged()
