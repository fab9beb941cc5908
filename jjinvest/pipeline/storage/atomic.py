"""Atomic writes: a file or folder is written beside, synced and renamed, so readers never see part of it."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from jjinvest.core.signals import undisturbed

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def json_bytes(content: object) -> bytes:
    """Write JSON for people and machines: Chinese readable, keys in the order given, no NaN."""
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file atomically: a reader sees the old content or the new, also after a power cut."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def swap_folder(new: Path, final: Path) -> None:
    """Put a finished folder in place of the old one, which is removed.

    On Linux the two are exchanged in one step. Elsewhere, and on file systems that cannot do so, the old
    folder is renamed first, and renamed back if the new one cannot take its place; :func:`recover_swap` puts
    it back if the process ends in between. A link or a file in the place of the old folder is removed; what
    a link names is left alone.
    """
    final.parent.mkdir(parents=True, exist_ok=True)
    _sync_tree(new)
    old = _backup_path(final)
    with undisturbed():
        remove(old)
        if not final.is_dir() or final.is_symlink():
            remove(final)
            new.replace(final)
        elif _rename_exchange(new, final):
            new.replace(old)
        else:
            final.replace(old)
            try:
                new.replace(final)
            except OSError:
                old.replace(final)
                raise
        _sync(final.parent)
        remove(old)


def recover_swap(final: Path) -> None:
    """Put back the old folder if a run ended while swapping."""
    old = _backup_path(final)
    if not os.path.lexists(final) and old.is_dir() and not old.is_symlink():
        old.replace(final)


def remove(path: Path) -> None:
    """Remove a folder, a file or a link, if there is one; what cannot be removed stays."""
    if path.is_symlink() or path.is_file():
        with suppress(OSError):
            path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


def _backup_path(final: Path) -> Path:
    return final.with_name(f".{final.name}.old")


def _rename_exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (renameat2 of Linux); False where that is not supported."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    done = call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return bool(done == 0)


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    """Wait until a file or folder is on the disk; Windows cannot sync a folder and need not."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
