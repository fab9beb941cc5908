"""What every result depends on beside the data: the package, the lock of its dependencies, Python."""

from __future__ import annotations

import hashlib
import platform
import sys
import time
from functools import cache, lru_cache
from pathlib import Path

_LOADED = time.time()
PACKAGE = Path(__file__).resolve().parents[1]


def environment_inputs(root: Path) -> dict[str, str]:
    """Hashes of the package and of the lock in a project folder, and the version of Python."""
    return {
        "package": _package_at_start(),
        "lock": _sha256(root / "requirements" / "run.lock"),
        "python": _python(),
    }


def package_digest() -> str:
    """Hash every file of the package as it is now: code, messages, fonts, templates."""
    states = [(path, path.stat()) for path in _package_files()]
    return _digest(tuple((path, state.st_size, state.st_mtime_ns, state.st_ino) for path, state in states))


@lru_cache(maxsize=1)  # a run asks after every page; files of the same size, time and inode are the same
def _digest(files: tuple[tuple[Path, int, int, int], ...]) -> str:
    total = hashlib.sha256()
    for path, *_ in files:
        total.update(f"{path.relative_to(PACKAGE).as_posix()}\0{_sha256(path)}\n".encode())
    return total.hexdigest()


def package_unchanged() -> bool:
    """Whether the code that this process runs is the package as it is now.

    A kernel that is open for days has imported what was there when it started.
    """
    newest = max(path.stat().st_mtime for path in _package_files())
    return newest < _LOADED and package_digest() == _package_at_start()


def _package_files() -> list[Path]:
    return [p for p in sorted(PACKAGE.rglob("*")) if p.is_file() and "__pycache__" not in p.parts]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"


def _python() -> str:
    return (
        f"{platform.python_implementation()} {platform.python_version()} {sys.platform} {platform.machine()}"
    )


_package_at_start = cache(package_digest)
