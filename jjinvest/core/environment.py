"""What every result depends on beside the data: the package, the lock of its dependencies, Python."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import time
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from jjinvest.core.file_hash import file_hash

_LOADED = time.time()
PACKAGE = Path(__file__).resolve().parents[1]


def environment_inputs(root: Path) -> dict[str, str]:
    """Hashes of the package and of the lock in a project folder, and the version of Python."""
    return {
        "package": package_at_start(),
        "lock": file_hash(root / "requirements" / "run.lock"),
        "python": _python(),
    }


def package_digest() -> str:
    """Hash every file of the package as it is now: code, messages, fonts, templates."""
    return _digest(_package_files())


@lru_cache(maxsize=1)  # a run asks after every page; files of the same size, time and inode are the same
def _digest(files: tuple[_PackageFile, ...]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.name}\0{file_hash(PACKAGE / file.name)}\n".encode())
    return total.hexdigest()


def package_unchanged() -> bool:
    """Whether the code that this process runs is the package as it is now.

    A kernel that is open for days has imported what was there when it started.
    """
    files = _package_files()
    newest = max(file.changed_ns for file in files) / 1e9
    return newest < _LOADED and _digest(files) == package_at_start()


class _PackageFile(NamedTuple):
    """A file of the package, by its name below it, with what changes when it is written."""

    name: str
    size: int
    changed_ns: int
    inode: int


def _package_files() -> tuple[_PackageFile, ...]:
    found = list[_PackageFile]()
    folders = [""]
    while folders:
        below = folders.pop()
        with os.scandir(PACKAGE / below) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders += [] if entry.name == "__pycache__" else [f"{below}{entry.name}/"]
                elif entry.is_file():
                    state = entry.stat()
                    name = f"{below}{entry.name}"
                    found.append(_PackageFile(name, state.st_size, state.st_mtime_ns, state.st_ino))
    return tuple(sorted(found, key=lambda file: file.name.split("/")))


def _python() -> str:
    return (
        f"{platform.python_implementation()} {platform.python_version()} {sys.platform} {platform.machine()}"
    )


@cache
def package_at_start() -> str:
    """Digest the package as it was when this process, or the one it is a fork of, first asked."""
    return package_digest()
